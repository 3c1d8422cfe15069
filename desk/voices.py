"""Who else has the fault of a ticket: teachers of the same room (`affected`), and tickets of other rooms that follow it or lead it."""

from dataclasses import dataclass, replace
from datetime import datetime

from desk.grading import FaultFacts
from desk.ids import DeviceId, MediaId, PersonId, RoomId, TicketId


@dataclass(frozen=True, slots=True)
class Voice:
    """A teacher who is also affected, with what they reported: enough to make it a ticket of its own."""

    person: PersonId
    at: datetime
    facts: FaultFacts
    place: str
    room: RoomId | None = None
    device: DeviceId | None = None
    words: str = ""
    media: tuple[MediaId, ...] = ()


@dataclass(frozen=True, slots=True)
class Voices:
    """`affected` are the other teachers of this ticket. Of a common fault: the leading ticket has `children`, with their
    numbers and rooms, and the `place` they share; a child has the ticket it `follows`. `apart` counts how often a person
    took it out of one: it is never put into another by itself.
    """

    affected: tuple[Voice, ...] = ()
    children: tuple[TicketId, ...] = ()
    nos: tuple[int, ...] = ()
    places: tuple[str, ...] = ()
    place: str = ""
    follows: TicketId | None = None
    follows_no: int = 0
    apart: int = 0

    @property
    def people(self) -> tuple[PersonId, ...]:
        """Who is also affected."""
        return tuple(voice.person for voice in self.affected)

    @property
    def rooms(self) -> int:
        """How many rooms the common fault has; 0 for a ticket that leads none."""
        return 1 + len(self.nos) if self.nos else 0

    def of(self, person: PersonId) -> Voice | None:
        """What this teacher said; None for somebody else."""
        return next((voice for voice in self.affected if voice.person == person), None)

    def without(self, no: int) -> "Voices":
        """Without this child."""
        left = [kept for kept in zip(self.children, self.nos, self.places, strict=True) if kept[1] != no]
        return replace(
            self,
            children=tuple(child for child, _, _ in left),
            nos=tuple(number for _, number, _ in left),
            places=tuple(place for _, _, place in left),
        )

    def alone(self) -> "Voices":
        """Neither leading nor following; who is also affected stays."""
        return Voices(affected=self.affected, apart=self.apart)
