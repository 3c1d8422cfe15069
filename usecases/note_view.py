"""Who looked at what of whom (PIPL 51, 54): one line for each time somebody opens numbers, or takes data of people out as a file.

What comes by itself (a page with a number, a phone list at the last rung) is no view: it stands in the outbox.
"""

from enum import StrEnum

from desk.access import AccessAct, AccessEvent
from desk.ids import PersonId
from usecases.ports import UnitOfWork


class Seen(StrEnum):
    """What was opened or taken out."""

    NUMBER = "number"
    PHONE_LIST = "phone_list"
    ROSTER = "roster"
    PERSON = "person"
    REGISTER = "register"
    API = "api"
    COPY = "copy"
    PAPER = "paper"
    STATISTICS = "statistics"
    AUDIT = "audit"


_TAKEN_OUT = frozenset({Seen.COPY, Seen.PAPER, Seen.STATISTICS, Seen.AUDIT, Seen.REGISTER})


def note_view(
    uow: UnitOfWork, by: str, what: Seen, person: PersonId | None = None, ticket: int | None = None
) -> None:
    """`by` is a person, `key:<id>` of another program, or `desk` with the machine's account; `person` whose data it is, where it is
    one person's; `ticket` its number.
    """
    act = AccessAct.EXPORTED if what in _TAKEN_OUT else AccessAct.VIEWED
    uow.access.note(AccessEvent(act, uow.now, by, person, ticket, what.value))
