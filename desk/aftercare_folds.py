"""How a ticket stands after its repair, and what the events of `desk.aftercare_events` change of that."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from desk import aftercare_events as ev
from desk.event import Event
from desk.ids import PersonId

if TYPE_CHECKING:
    from desk.ticket import Ticket


@dataclass(frozen=True, slots=True)
class Aftercare:
    """`repeat_of` is the number of the ticket whose repair is repeated here (0: none), closed at `repeat_at`; `avoid` are those
    who did not mend it. `calls` counts the call-backs of this round, `calling` whether one is owed. `asked_at` is when the
    teacher was asked how satisfied they are, `remark` what they said of it. `follow_up` has to ring them about a low score,
    `reminded` so often, `outcome` is what came of it.
    """

    repeat_of: int = 0
    repeat_at: datetime | None = None
    avoid: tuple[PersonId, ...] = ()
    calling: bool = False
    calls: int = 0
    asked_at: datetime | None = None
    remark: str = ""
    follow_up: PersonId | None = None
    reminded: int = 0
    outcome: ev.FollowUpOutcome | None = None

    def afresh(self, last: PersonId | None) -> "Aftercare":
        """In a new round: nobody is to be called back; `last`, who did not mend it a second time, is avoided."""
        avoid = dict.fromkeys((*self.avoid, *((last,) if last else ())))
        return replace(self, calling=False, calls=0, avoid=tuple(avoid))


def _repeated(care: Aftercare, event: ev.RepairRepeated) -> Aftercare:
    avoid = dict.fromkeys((*care.avoid, *((event.person,) if event.person else ())))
    return replace(care, repeat_of=event.no, repeat_at=event.closed_at, avoid=tuple(avoid))


def _followed_up(care: Aftercare, event: ev.FollowedUp) -> Aftercare:
    again = event.outcome is ev.FollowUpOutcome.UNREACHED
    return replace(care, follow_up=care.follow_up if again else None, outcome=event.outcome)


_CARE: dict[type[Event], Callable[[Aftercare, Any], Aftercare]] = {
    ev.RepairRepeated: _repeated,
    ev.TeacherCalled: lambda care, event: replace(care, calls=care.calls + 1),
    ev.RatingAsked: lambda care, event: replace(care, asked_at=event.at),
    ev.RatingExplained: lambda care, event: replace(care, remark=event.words),
    ev.FollowUpOpened: lambda care, event: replace(care, follow_up=event.to, reminded=0, outcome=None),
    ev.FollowUpReminded: lambda care, event: replace(care, reminded=event.count),
    ev.FollowedUp: _followed_up,
}


def _fold(ticket: "Ticket", event: Event) -> dict[str, Any]:
    return {"aftercare": _CARE[type(event)](ticket.aftercare, event)}


FOLDS: dict[type[Event], Callable[[Any, Any], dict[str, Any]]] = dict.fromkeys(_CARE, _fold)
