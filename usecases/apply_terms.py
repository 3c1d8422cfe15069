"""A newer version of a contract (or of its calendar) is applied to open tickets: on purpose, logged, never by itself."""

from dataclasses import dataclass

import structlog

from desk import events as ev
from desk.calendars import CalendarId
from desk.change import Change
from desk.contract import Contract
from desk.ids import PersonId, TicketId
from desk.messages import Urgency
from desk.notices import Kind, Notice
from desk.permissions import Relation, relations
from desk.promises import Moved, moved
from desk.refusals import NotAllowed
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


@dataclass(frozen=True, slots=True)
class PlannedTerms:
    """What applying would do to one ticket, before anything is recorded: both contracts and the clocks that would move."""

    change: Change
    old: Contract
    new: Contract
    moved: tuple[Moved, ...] = ()

    @property
    def changes(self) -> bool:
        """False for a ticket that has the version in force already, or is over."""
        return bool(self.change.events)


def plan_terms(uow: UnitOfWork, command: ApplyTerms, ticket: TicketId) -> PlannedTerms:
    """Work it out and record nothing. Raises NotFound, GradeGone, and NotAllowed for who does not oversee the school."""
    found = uow.tickets.get(ticket)
    if command.person is not None and Relation.OVERSEER not in relations(
        uow.people.get(command.person), found
    ):
        raise NotAllowed(command.person)
    old = uow.contracts.pinned(found)
    new = uow.contracts.current(found.contract, uow.places.school(found.school).calendar)
    if not found.status.is_open or new == old:
        return PlannedTerms(Change(found), old, new)
    change = Change(found).happened(_applied(uow, command, found, old, new))
    return PlannedTerms(change, old, new, moved(deadlines(found, old), deadlines(change.ticket, new)))


def apply_terms(uow: UnitOfWork, command: ApplyTerms, ticket: TicketId) -> Ticket:
    """Apply the version in force to one open ticket. What was met or missed by now stays as it was.

    A ticket that has that version already, or is over, is left alone. Raises as `plan_terms`.
    """
    plan = plan_terms(uow, command, ticket)
    change, after, new = plan.change, plan.change.ticket, plan.new
    if not plan.changes:
        return after
    change = change.timing(*stage_timers(after, new), *ageing_timers(after, new), *hold_timer(after))
    stages = [pair.stage.value for pair in plan.moved if pair.new]
    if stages:
        change = change.telling(_told(after, ",".join(stages)))
    record(uow, change)
    log.info(
        "terms",
        action="terms_applied",
        ticket=after.no,
        before=plan.old.version,
        after=new.version,
        why=command.why,
    )
    return after


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
