"""A Brief: everything the words and the screens need to know about one ticket at one instant, looked up once."""

from dataclasses import dataclass
from datetime import datetime

from desk.contract import Contract, Grade
from desk.people import Person
from desk.places import Room, School
from desk.playbook import Tree
from desk.sla import Deadline
from desk.ticket import Ticket


@dataclass(frozen=True, slots=True)
class Brief:
    """One ticket with the things it names. `clocks` are the running and met deadlines of the present round."""

    ticket: Ticket
    contract: Contract
    grade: Grade
    clocks: tuple[Deadline, ...]
    school: School
    room: Room | None
    reporter: Person
    handler: Person | None
    paged: tuple[Person, ...]
    tree: Tree | None
    now: datetime
    lead: "Brief | None" = None
    """Of a ticket that follows a common fault: the one that leads it."""
    follower: Person | None = None
    """Who has to ring the teacher about a low score."""
    partners: tuple[Person, ...] = ()

    @property
    def place(self) -> str:
        """The room's name in the register, else the teacher's own words for it; of a common fault what its rooms share."""
        return self.ticket.voices.place or self.own_place

    @property
    def own_place(self) -> str:
        """The same of this ticket's own room, also where it leads a common fault."""
        return self.room.name if self.room else self.ticket.fault.place

    @property
    def next_clock(self) -> Deadline | None:
        """The open clock that is due first."""
        running = [clock for clock in self.clocks if clock.is_open]
        return min(running, key=lambda clock: clock.due, default=None) if self.ticket.status.is_open else None
