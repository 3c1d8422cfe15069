"""A newer version of a contract (or of its calendar) is applied to open tickets: on purpose, logged, never by itself."""

from dataclasses import dataclass

import structlog

from desk import events as ev
from desk.calendars import CalendarId
from desk.change import Change
from desk.contract import Contract
from desk.ids import ContractId, PersonId, TicketId
from desk.messages import Urgency
from desk.notices import Kind, Notice
from desk.promises import moved
from desk.sla import ageing_timers, deadlines, hold_timer, settled, stage_timers
from desk.ticket import Ticket
from usecases.ports import UnitOfWork
from usecases.recording import record

log = structlog.get_logger()


class GradeGone(Exception):
    """The newer contract has no such grade any more. Regrade the ticket first, or keep the grade in the pack."""


@dataclass(frozen=True, slots=True)
class ApplyTerms:
    """Who applies the version in force, and why; both stand in the trail. Nobody (`person` None) is the operator."""

    why: str
    person: PersonId | None = None


def apply_terms(uow: UnitOfWork, command: ApplyTerms, ticket: TicketId) -> Ticket:
    """Apply the version in force to one open ticket. What was met or missed by now stays as it was.

    A ticket that has that version already, or is over, is left alone. Raises NotFound and GradeGone.
    """
    found = uow.tickets.get(ticket)
    old = uow.contracts.pinned(found)
    new = uow.contracts.current(found.contract, uow.places.school(found.school).calendar)
    if not found.status.is_open or new == old:
        return found
    change = Change(found).happened(_applied(uow, command, found, old, new))
    after = change.ticket
    change = change.timing(*stage_timers(after, new), *ageing_timers(after, new), *hold_timer(after))
    stages = [pair.stage.value for pair in moved(deadlines(found, old), deadlines(after, new)) if pair.new]
    if stages:
        change = change.telling(_told(after, ",".join(stages)))
    record(uow, change)
    log.info(
        "terms",
        action="terms_applied",
        ticket=found.no,
        before=old.version,
        after=new.version,
        why=command.why,
    )
    return after


def apply_to_all(uow: UnitOfWork, command: ApplyTerms, contract: ContractId) -> tuple[Ticket, ...]:
    """The same for every open ticket of a contract; those that changed. Raises GradeGone before anything is recorded."""
    found = [ticket for ticket in uow.tickets.open_in(()) if ticket.contract == contract]
    after = [apply_terms(uow, command, ticket.id) for ticket in found]
    return tuple(new for old, new in zip(found, after, strict=True) if new.seq != old.seq)


def _applied(
    uow: UnitOfWork, command: ApplyTerms, ticket: Ticket, old: Contract, new: Contract
) -> ev.TermsApplied:
    grade = next((grade for grade in new.grades if grade.id == ticket.verdict.grade), None)
    if grade is None:
        raise GradeGone(f"{new.id} v{new.version} has no grade {ticket.verdict.grade} (ticket {ticket.no})")
    return ev.TermsApplied(
        at=uow.now,
        by=command.person,
        contract_version=new.version,
        calendar=new.calendar.id if new.calendar else CalendarId(""),
        calendar_version=new.calendar.version if new.calendar else "",
        rank=grade.rank,
        why=command.why,
        settled=settled(ticket, old, uow.now),
    )


def _told(ticket: Ticket, stages: str) -> Notice:
    """The teacher hears the promises that changed."""
    key = f"{ticket.id}:{ticket.seq}:terms"
    extra = (("stages", stages),)
    return Notice(Kind.TERMS_CHANGED, key, ticket.reporter, None, ticket.id, Urgency.NOTE, extra=extra)
