"""A teacher reports a fault: grade it by the school's contract, open the ticket, start its clocks, page where due."""

from dataclasses import dataclass, replace
from datetime import datetime

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
from usecases.also_affected import join, known_here, leave, left
from usecases.common_faults import found_with, gather
from usecases.declare_incident import join_running
from usecases.heed_events import heed
from usecases.ports import UnitOfWork
from usecases.recording import record
from usecases.repeat_repair import repeated
from usecases.self_help import in_lesson, offered, patience, situation
from usecases.spread import link, raise_together, same_elsewhere, widened
from usecases.who_to_call import duty_for


@dataclass(frozen=True, slots=True)
class ReportFault:
    """A report that is ready to become a ticket. `unanswered`: a question about it waited in vain, so the worst is assumed.

    `alone`: it is no known fault, a teacher says so; `since` is when they had reported it, where that was before. `by_machine`: monitoring
    reports, so nobody is there to try a step.
    """

    reporter: PersonId
    school: SchoolId
    draft: Draft
    unanswered: bool = False
    alone: bool = False
    since: datetime | None = None
    by_machine: bool = False


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
    if (known := _known(uow, command, contract, near)) is not None:
        return Opened(known)
    others = () if command.alone else same_elsewhere(uow, school.id, command.draft, contract)
    if others:
        command = replace(command, draft=widened(command.draft))
    change = _begun(uow, command, contract, near)
    change = link(change, others, uow) if others else change
    change = change.timing(*stage_timers(change.ticket, contract), *ageing_timers(change.ticket, contract))
    tree = None if command.by_machine else _tree(uow, change.ticket)
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


def _known(
    uow: UnitOfWork, command: ReportFault, contract: Contract, near: ev.MajorEventNeared | None
) -> Ticket | None:
    """The ticket of a report that is known already: that of the same room, or a new one that follows a common fault."""
    facts = command.draft.facts
    tree = choose(uow.trees.values(), facts.device, facts.symptom)
    if command.alone or (tree is not None and tree.safety):
        return None
    known = known_here(uow, command.reporter, command.school, command.draft)
    if known is not None:
        return join(uow, known, command.reporter, command.draft)
    found = found_with(uow, command.school, command.draft)
    if found is None:
        return None
    change = _begun(uow, command, contract, near)
    change = change.telling(notice(change, Kind.OPENED, command.reporter, Urgency.REPLY))
    return join_running(uow, gather(uow, found, change))


def is_known(uow: UnitOfWork, command: ReportFault) -> bool:
    """Whether the report is of a fault that is known: then nothing has to be asked, and they hear at once."""
    if known_here(uow, command.reporter, command.school, command.draft) is not None:
        return True
    return found_with(uow, command.school, command.draft) is not None


def _begun(
    uow: UnitOfWork, command: ReportFault, contract: Contract, near: ev.MajorEventNeared | None
) -> Change:
    """The ticket with the event that bears on it and the pictures that came with the report."""
    change = Change.opening(_opening(uow, command, contract))
    change = change.happened(near) if near else change
    again = repeated(uow, command.school, command.draft, contract)
    change = change.happened(again) if again else change
    if not command.draft.media:
        return change
    return change.happened(ev.InformationAdded(at=uow.now, by=command.reporter, media=command.draft.media))


def set_apart(uow: UnitOfWork, ticket: TicketId, person: PersonId) -> Opened:
    """不是同一个问题: what a teacher who was also affected had reported becomes a ticket of its own, its clocks from their report
    on; of a known fault that has ended meanwhile, from now on. Raises NotFound for who is not also affected.
    """
    said = leave(uow, ticket, person)
    school, voice = said.ticket.school, said.ticket.voices.of(person)
    since = voice.at if voice and said.ticket.status.is_open else None
    opened = report_fault(uow, ReportFault(person, school, said.draft, alone=True, since=since))
    left(uow, said.ticket, person, opened.ticket.no)
    return opened


def _opening(uow: UnitOfWork, command: ReportFault, contract: Contract) -> ev.TicketOpened:
    draft = command.draft
    return ev.TicketOpened(
        at=command.since or uow.now,
        by=command.reporter,
        entered=uow.now if command.since else None,
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
