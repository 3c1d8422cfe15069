"""A teacher reports a fault: grade it by the school's contract, open the ticket, start its clocks, page where due."""

from dataclasses import dataclass, replace

from desk import events as ev
from desk.calendars import CalendarId
from desk.change import Change, notice
from desk.contract import Contract
from desk.devices import Device
from desk.escalation import page
from desk.ids import PersonId, SchoolId, TicketId
from desk.messages import Urgency
from desk.notices import Kind
from desk.people import Tier
from desk.playbook import Tree, choose
from desk.reading import Impact
from desk.refusals import NotFound
from desk.reporting import Draft, graded
from desk.sla import ageing_timers, stage_timers
from desk.terms import WarrantyState
from desk.ticket import Ticket
from desk.walking import Ended, Pause, Position, Where, enter
from desk.warranty import state
from desk.workhours import day_of
from usecases.declare_incident import join_running
from usecases.heed_events import heed
from usecases.ports import UnitOfWork
from usecases.recording import record
from usecases.self_help import in_lesson, offered, patience, situation
from usecases.spread import link, raise_together, same_elsewhere, widened
from usecases.who_to_call import duty_for


@dataclass(frozen=True, slots=True)
class ReportFault:
    """A report that is ready to become a ticket. `unanswered`: a question about it waited in vain, so the worst is assumed."""

    reporter: PersonId
    school: SchoolId
    draft: Draft
    unanswered: bool = False


@dataclass(frozen=True, slots=True)
class Opened:
    """The new ticket and, when self-help is offered, its first step, or what of it waits for the bell."""

    ticket: Ticket
    where: Position | Pause | None = None


def report_fault(uow: UnitOfWork, command: ReportFault) -> Opened:
    """Open the ticket. The upper grades, a stopped lesson and danger page at once, while self-help goes on; the others
    when self-help ends or stands still (facts.md §1: in a lesson at most 60 s of steps, dispatch in parallel).
    """
    school = uow.places.school(command.school)
    contract = uow.contracts.current(school.contract, school.calendar)
    draft, near = heed(uow, command.draft, school.id, contract)
    command = replace(command, draft=draft)
    others = same_elsewhere(uow, school.id, command.draft, contract)
    if others:
        command = replace(command, draft=widened(command.draft))
    change = Change.opening(_opening(uow, command, contract))
    change = change.happened(near) if near else change
    change = link(change, others, uow) if others else change
    change = change.timing(*stage_timers(change.ticket, contract), *ageing_timers(change.ticket, contract))
    if command.draft.media:
        change = change.happened(
            ev.InformationAdded(at=uow.now, by=command.reporter, media=command.draft.media)
        )
    tree = _tree(uow, change.ticket)
    danger = command.draft.facts.safety or (tree is not None and tree.safety)
    where = None if danger or tree is None else _first_step(uow, tree, change.ticket, contract)
    change = change.happened(offered(uow, where)) if isinstance(where, Position) else change
    waits = in_lesson(change.ticket, contract, uow.now)
    urgent = contract.grade(change.ticket.verdict.grade).page_at_once or waits
    change = _instruct_safety(uow, change) if danger else change
    if urgent or where is None or command.unanswered:
        duty = duty_for(uow, change.ticket)
        change = page(change, contract, duty, uow.now)
    else:
        change = change.timing(patience(change.ticket, contract, uow))
    quiet = waits and where is not None  # the step is the one message that makes a sound in class
    urgency = Urgency.NOTE if quiet else Urgency.REPLY
    record(uow, change.telling(notice(change, Kind.OPENED, command.reporter, urgency)))
    raise_together(uow, others, change.ticket)
    return Opened(join_running(uow, change.ticket), where)


def _opening(uow: UnitOfWork, command: ReportFault, contract: Contract) -> ev.TicketOpened:
    draft = command.draft
    return ev.TicketOpened(
        at=uow.now,
        by=command.reporter,
        ticket=TicketId(uow.fresh_id()),
        no=uow.tickets.next_no(),
        school=command.school,
        reporter=command.reporter,
        contract=contract.id,
        contract_version=contract.version,
        fault=ev.Fault(draft.facts, draft.place, draft.room, draft.device, _warranty(uow, draft, contract)),
        verdict=graded(draft, contract, unanswered=command.unanswered),
        words="\n".join(draft.words),
        calendar=contract.calendar.id if contract.calendar else CalendarId(""),
        calendar_version=contract.calendar.version if contract.calendar else "",
        why=draft.why,
    )


def _warranty(uow: UnitOfWork, draft: Draft, contract: Contract) -> WarrantyState:
    """The device's state today by the calendar's clock; without a calendar by UTC's, which is at most a day apart."""
    device = _device(uow, draft)
    today = day_of(contract.calendar, uow.now) if contract.calendar else uow.now.date()
    return state(contract, device, today)


def _device(uow: UnitOfWork, draft: Draft) -> Device | None:
    """The register's entry, or None: a device that has left it meanwhile is one of which nothing is known."""
    try:
        return uow.places.device_called(draft.device) if draft.device else None
    except NotFound:
        return None


def _tree(uow: UnitOfWork, ticket: Ticket) -> Tree | None:
    facts = ticket.fault.facts
    if facts.is_question:
        return None
    multi = facts.impact in (Impact.MULTI_ROOM, Impact.WHOLE_SCHOOL)
    return choose(uow.trees.values(), facts.device, facts.symptom, multi_room=multi)


def _first_step(uow: UnitOfWork, tree: Tree, ticket: Ticket, contract: Contract) -> Position | Pause | None:
    where: Where = enter(tree, situation(uow, ticket, contract, uow.people.get(ticket.reporter)))
    return None if isinstance(where, Ended) else where


def _instruct_safety(uow: UnitOfWork, change: Change) -> Change:
    """The instruction goes out before anything else; of danger to people the supervisors hear at once (facts.md §3.4)."""
    change = change.happened(ev.SafetyInstructed(at=uow.now))
    change = change.telling(notice(change, Kind.SAFETY, change.ticket.reporter, Urgency.PAGE))
    if not change.ticket.fault.facts.safety:
        return change
    supervisors = uow.people.duty(change.ticket.school, uow.now).of(Tier.SUPERVISOR)
    return change.telling(
        *(notice(change, Kind.SAFETY_ALERT, person, Urgency.PAGE) for person in supervisors)
    )
