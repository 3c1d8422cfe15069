"""Faults heed the school's major events: a report at once, an open ticket when an event comes near. Grades only rise by it."""

from dataclasses import replace

import structlog

from desk import events as ev
from desk.change import Change, notice
from desk.contract import Contract, Milestone
from desk.escalation import page
from desk.grading import judge, rises
from desk.ids import EventId, SchoolId
from desk.major_events import bearing, heeding
from desk.messages import Urgency
from desk.notices import Kind
from desk.people import Tier
from desk.promises import NewGrade, regraded
from desk.reporting import Draft
from desk.ticket import Ticket
from desk.timers import Timer, TimerKind
from usecases.ports import UnitOfWork
from usecases.recording import record
from usecases.rows import Topic
from usecases.who_to_call import duty_for

log = structlog.get_logger()


def heed(
    uow: UnitOfWork, draft: Draft, school: SchoolId, contract: Contract
) -> tuple[Draft, ev.MajorEventNeared | None]:
    """The draft of a report with the occasion of an event that is on or near, and that event; as it was where there is none."""
    ahead = uow.major_events.ahead((school,), uow.now)
    fault = ev.Fault(draft.facts, draft.place, draft.room, draft.device)
    near = bearing(ahead, contract.terms.major_events, fault, uow.now)
    return (replace(draft, facts=heeding(draft.facts, near)), near) if near else (draft, None)


def fire_near(uow: UnitOfWork, timer: Timer) -> None:
    """An event comes near: every open ticket of its school gets a timer of its own, so that each is judged alone."""
    event = uow.major_events.get(_event_of(timer))
    means = timer.key.startswith(f"{event.stamp}:") and event.is_ahead(uow.now)
    tickets = uow.tickets.open_in((event.school,)) if means else ()
    uow.timers.add(
        Timer(
            f"{ticket.id}:{ticket.round}:{timer.key}",
            TimerKind.EVENT_BEARS,
            uow.now,
            ticket.id,
            round=ticket.round,
            event=event.id,
        )
        for ticket in tickets
    )
    if tickets:
        uow.wake(Topic.TIMERS)
    uow.timers.fired(timer.key, uow.now)
    log.info("event near", action="event_near", activity=event.id, step=timer.step, tickets=len(tickets))


def fire_bears(uow: UnitOfWork, timer: Timer) -> None:
    """One open ticket looks at the school's events: a nearer occasion is noted, a graver grade told to everybody concerned."""
    if timer.ticket is None:
        raise ValueError(f"timer {timer.key} has no ticket; it was not made by fire_near")
    ticket = uow.tickets.get(timer.ticket)
    contract = uow.contracts.pinned(ticket)
    ahead = uow.major_events.ahead((ticket.school,), uow.now)
    near = bearing(ahead, contract.terms.major_events, ticket.fault, uow.now)
    facts = heeding(ticket.fault.facts, near) if near else ticket.fault.facts
    if near and not _is_solved(ticket) and facts != ticket.fault.facts:
        record(uow, _risen(uow, Change(ticket).happened(near), contract))
    uow.timers.fired(timer.key, uow.now)


def _risen(uow: UnitOfWork, change: Change, contract: Contract) -> Change:
    """A graver grade gets its clocks, teacher and supervisors are told, and somebody is paged where nobody was."""
    ticket = change.ticket
    verdict = judge(contract, ticket.fault.facts)
    if not rises(ticket.verdict, contract, verdict):
        return change
    change = regraded(change, contract, NewGrade(verdict), uow.now)
    duty = duty_for(uow, ticket)
    people = duty.of(Tier.SUPERVISOR)
    change = change.telling(*(notice(change, Kind.RISEN, person, Urgency.PAGE) for person in people))
    urgent = contract.grade(verdict.grade).page_at_once
    return page(change, contract, duty, uow.now) if urgent and not ticket.paged else change


def _is_solved(ticket: Ticket) -> bool:
    return not ticket.status.is_open or ticket.at(Milestone.RESTORED) is not None


def _event_of(timer: Timer) -> EventId:
    if timer.event is None:
        raise ValueError(f"timer {timer.key} has no event; it was not made by desk.major_events")
    return timer.event
