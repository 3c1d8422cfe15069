"""The arrival code: four digits that the teacher reads out, so that the engineer's check-in shows that they stood there."""

import hashlib

from desk import life_events as lev
from desk.buttons import Verb
from desk.change import Change
from desk.conduct import CODES, GOOD_FOR
from desk.ids import PersonId, TicketId
from desk.life_events import CheckIn
from desk.lifecycle import allows
from desk.permissions import require
from desk.refusals import TooLate
from desk.ticket import Ticket
from usecases.ports import UnitOfWork
from usecases.recording import record

_DIGITS = 10_000


def with_code(uow: UnitOfWork, change: Change) -> tuple[Change, dict[str, str]]:
    """A fresh code for the job in hand and what the words want of it; nothing where one is not needed or too many were given."""
    ticket = change.ticket
    if not wants_code(ticket):
        return change, {}
    # 128 unguessable bits made four digits: three tries within two hours.
    code = f"{int(hashlib.sha256(uow.fresh_id().encode()).hexdigest(), 16) % _DIGITS:04d}"
    until = uow.now + GOOD_FOR
    given = lev.ArrivalCodeGiven(at=uow.now, by=ticket.reporter, code=hashed(ticket.id, code), until=until)
    return change.happened(given), {"code": code, "until": until.isoformat()}


def ask_code(uow: UnitOfWork, ticket_id: TicketId, person: PersonId) -> tuple[str, str]:
    """到场码: the teacher wants it, or a fresh one: its digits and until when; empty where none is given. Raises NotFound, NotAllowed, and TooLate when
    nobody has the job in hand.
    """
    ticket = uow.tickets.get(ticket_id)
    require(uow.people.get(person), Verb.ARRIVAL_CODE, ticket)
    if not allows(ticket, lev.ArrivalCodeGiven):
        raise TooLate(ticket.id)
    change, values = with_code(uow, Change(ticket))
    record(uow, change)
    return values.get("code", ""), values.get("until", "")


def wants_code(ticket: Ticket) -> bool:
    """Whether a code would show more than what is there, and may still be given."""
    conduct = ticket.conduct
    fresh = CheckIn.CODE.outweighs(conduct.check_in) and conduct.codes < CODES
    return fresh and allows(ticket, lev.ArrivalCodeGiven)


def hashed(ticket: TicketId, code: str) -> str:
    """What is kept of a code."""
    return hashlib.sha256(f"{ticket}:{code}".encode()).hexdigest()
