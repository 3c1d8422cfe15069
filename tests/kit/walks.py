"""Many walks of the past at once: stories that rest on a fair sample do not walk sixty times."""

from dataclasses import replace

from desk.events import Cancelled
from desk.ids import PersonId, SchoolId, StepId, TicketId, TreeId
from desk.playbook import Ending
from desk.ticket import evolve, open_from
from tests.kit.builders import an_opening
from usecases.learning_ports import Began, Replied, Shown
from usecases.ports import UnitOfWork

_PERSON = PersonId("teacher2-gangbei")


class PastWalks:
    """Walks that came to one step, each on a ticket of its own which is over."""

    def __init__(self, tree: str, version: int = 1, school: str = "school-gangbei") -> None:
        self.tree, self.version, self.school = TreeId(tree), version, SchoolId(school)
        self._no = 5_000

    def enter(self, uow: UnitOfWork, step: str, reply: str, count: int, *, solved: bool = False) -> None:
        """So many people gave this answer to the step."""
        then = Ending.FIXED if solved else Ending.DISPATCH
        for _ in range(count):
            ticket, name = self._over(uow), StepId(step)
            uow.trials.began(Began(ticket, self.tree, self.school, _PERSON, "smart_board", ""))
            uow.trials.shown(Shown(ticket, 3, self.tree, self.version, name, self.school, in_lesson=False))
            uow.trials.replied(Replied(ticket, name, reply, then.value, solved))

    def _over(self, uow: UnitOfWork) -> TicketId:
        self._no += 1
        ticket = TicketId(f"past-{self.tree}-{self._no}")
        opening = replace(an_opening(), ticket=ticket, no=self._no, reporter=_PERSON)
        withdrawn = Cancelled(at=opening.at, by=_PERSON)
        uow.tickets.save(evolve(open_from(opening), withdrawn), [opening, withdrawn])
        return ticket
