"""Several rooms with one cause: one ticket leads, the others follow it; split by one button, repaired together (ADR 0021)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from desk import events as ev
from desk import voice_events as vev
from desk.aftercare import closing_timers
from desk.buttons import Verb
from desk.change import Change, notice
from desk.common_fault import Common, Report, common, longest, split
from desk.contract import Contract
from desk.devices import Device
from desk.escalation import page, page_person, unanswered
from desk.ids import DeviceId, PersonId, RoomId, SchoolId, TicketId
from desk.messages import Urgency
from desk.notices import Kind
from desk.people import Tier
from desk.permissions import require
from desk.refusals import NotFound, TooLate
from desk.reporting import Draft, wider
from desk.sla import ageing_timers, stage_timers
from desk.ticket import Status, Ticket
from usecases.briefing import place_of
from usecases.note_pages import withdraw
from usecases.ports import UnitOfWork
from usecases.raise_alarm import regrade
from usecases.recording import record
from usecases.who_to_call import duty_for


@dataclass(frozen=True, slots=True)
class Saying:
    """A person says that it is no common fault, or that their ticket is none of it."""

    ticket: TicketId
    person: PersonId


def found_with(uow: UnitOfWork, school: SchoolId, draft: Draft) -> Common | None:
    """The common fault that this report makes or belongs to. None for danger, a question, a room that is not certain, and
    where the desk has no rules.
    """
    facts = draft.facts
    if not uow.merging or draft.room is None or facts.is_question or facts.safety or facts.hurt:
        return None
    recent = uow.tickets.open_in((school,), uow.now - longest(uow.merging))
    known = {ticket.id: ticket for ticket in recent if _may_merge(ticket)}
    for (
        ticket
    ) in recent:  # a fault that leads is a part of it however old: its rooms report one after another
        if ticket.is_dormant and (lead := uow.tickets.get(_lead_of(ticket))).status is not Status.REPAIRED:
            known[lead.id] = lead
    new = _report(uow, draft.room, ev.Fault(facts, draft.place, draft.room, draft.device), None)
    found = common(uow.merging, new, tuple(_reports(uow, known.values())))
    return _with_lead(uow, found) if found else None


def gather(uow: UnitOfWork, found: Common, new: Change) -> Ticket:
    """The new ticket and those before it follow the leading one, which rises as its contract says; who has the fault hears of
    it, once. `new` opens the ticket and is not recorded yet.
    """
    lead = found.lead
    before = found.followers
    before += tuple(child for ticket in before for child in _following(uow, ticket))
    fresh = (*before, new.ticket)
    was_common = bool(lead.voices.children)
    change = Change(lead).happened(_found(uow, found, fresh))
    contract = uow.contracts.pinned(lead)
    facts = lead.fault.facts
    reach = replace(facts, impact=wider(facts.impact, found.rule.impact))
    change = _called(uow, regrade(uow, change, contract, reach), contract)
    if not was_common:
        people = uow.people.duty(lead.school, uow.now).of(Tier.SUPERVISOR)
        change = change.telling(notice(change, Kind.COMMON_FOUND, lead.reporter, Urgency.NOTE))
        change = change.telling(
            *(notice(change, Kind.COMMON_ALERT, person, Urgency.NOTE) for person in people)
        )
    record(uow, change)
    for ticket in before:
        _follow(uow, Change(ticket), change.ticket, told=True)
    return _follow(uow, new, change.ticket, told=False)


def split_up(uow: UnitOfWork, command: Saying) -> Ticket:
    """不是同一个故障: every ticket goes on by itself, with its own clocks, as if there had been no common fault; where nobody has
    it, somebody is called. Raises TooLate when it leads nothing (any more).
    """
    lead = uow.tickets.get(command.ticket)
    require(uow.people.get(command.person), Verb.SPLIT, lead)
    contract = uow.contracts.pinned(lead)
    children = _following(uow, lead)
    if not children:
        raise TooLate(lead.id)
    undone = replace(split(uow.tickets.trail(lead.id), contract, uow.now), by=command.person)
    change = Change(lead).happened(undone)
    change = change.timing(*stage_timers(change.ticket, contract), *ageing_timers(change.ticket, contract))
    change = change.telling(notice(change, Kind.COMMON_UNDONE, command.person, Urgency.REPLY))
    record(uow, change)
    for child in children:
        _revive(uow, child, by=command)
    return change.ticket


def stand_alone(uow: UnitOfWork, command: Saying) -> Ticket:
    """A teacher says that theirs is another fault: their ticket goes on by itself, the others stay together. Raises TooLate for a
    ticket that follows nothing.
    """
    child = uow.tickets.get(command.ticket)
    require(uow.people.get(command.person), Verb.APART, child)
    if not child.is_dormant:
        raise TooLate(child.id)
    without(uow, child, command)
    return _revive(uow, child, by=command)


def without(uow: UnitOfWork, child: Ticket, by: Saying) -> None:
    """The leading ticket no longer counts this room."""
    lead = uow.tickets.get(_lead_of(child))
    event = vev.VoiceLeft(at=uow.now, by=by.person, person=child.reporter, no=child.no)
    record(uow, Change(lead).happened(event))


def repaired_together(uow: UnitOfWork, lead: Ticket) -> None:
    """The leading ticket is repaired: so are the others, as far as the engineer knows, and each teacher is asked."""
    for child in _following(uow, lead):
        contract = uow.contracts.pinned(child)
        repaired = vev.CommonFaultRepaired(
            at=uow.now,
            by=lead.handler,
            lead_no=lead.no,
            person=lead.handler,
            note=lead.repair,
            milestones=tuple(reached for reached in lead.milestones if reached[1] > lead.round_at)[:-1],
        )
        change = Change(child).happened(repaired)
        change = change.timing(*closing_timers(change.ticket, contract, uow.now))
        record(uow, change.telling(notice(change, Kind.CONFIRM, child.reporter, Urgency.REPLY)))


def pass_on(uow: UnitOfWork, lead: Ticket) -> None:
    """The leading ticket ended without a repair (withdrawn, or its room works again): the oldest of the others leads from now
    on, and whoever had the job has it there.
    """
    first, *rest = _following(uow, lead) or (None,)
    if first is None:
        return
    contract = uow.contracts.pinned(first)
    change = Change(first).happened(vev.LeftCommonFault(at=uow.now))
    if rest:
        places = tuple(place_of(uow, ticket) for ticket in rest)
        ids, nos = tuple(ticket.id for ticket in rest), tuple(ticket.no for ticket in rest)
        found = vev.CommonFaultFound(
            at=uow.now, rule="", place=lead.voices.place, tickets=ids, nos=nos, places=places
        )
        change = change.happened(found)
        facts = first.fault.facts
        reach = replace(facts, impact=wider(facts.impact, lead.fault.facts.impact))
        change = regrade(uow, change, contract, reach)
    change = change.timing(*stage_timers(change.ticket, contract), *ageing_timers(change.ticket, contract))
    if lead.handler is not None:
        tier = uow.people.get(lead.handler).tier
        change = page_person(change, contract, lead.handler, tier, uow.now)
    else:
        change = _called(uow, change, contract)
    record(uow, change)
    for ticket in rest:
        _follow(uow, Change(ticket), change.ticket, told=False)


def _called(uow: UnitOfWork, change: Change, contract: Contract) -> Change:
    """Self-help of one room is over, and somebody is paged where nobody was."""
    ticket = change.ticket
    if ticket.self_help is None:
        change = change.happened(ev.SelfHelpEnded(at=uow.now, outcome=ev.SelfHelpOutcome.HANDED_OVER))
    if ticket.status is not Status.WAITING or ticket.paged:
        return change
    change = page(change, contract, duty_for(uow, ticket), uow.now)
    return change.timing(unanswered(change.ticket, contract, uow.now))


def _follow(uow: UnitOfWork, change: Change, lead: Ticket, *, told: bool) -> Ticket:
    """A ticket follows the leading one: unsent pages are withdrawn, the cards of who was called say where the work is."""
    called = change.ticket.paged
    if change.ticket.self_help is None:
        change = change.happened(ev.SelfHelpEnded(at=uow.now, outcome=ev.SelfHelpOutcome.HANDED_OVER))
    change = change.happened(vev.JoinedCommonFault(at=uow.now, lead=lead.id, lead_no=lead.no))
    withdraw(uow, change.ticket.id)
    change = change.telling(*(notice(change, Kind.JOB, person, Urgency.NOTE) for person in called))
    if told:
        people = dict.fromkeys((change.ticket.reporter, *change.ticket.voices.people))
        change = change.telling(
            *(notice(change, Kind.COMMON_FOUND, person, Urgency.NOTE) for person in people)
        )
    record(uow, change)
    return change.ticket


def _revive(uow: UnitOfWork, child: Ticket, *, by: Saying) -> Ticket:
    """A ticket goes on by itself: its clocks run as they always did, and somebody is called at once."""
    contract = uow.contracts.pinned(child)
    change = Change(child).happened(vev.LeftCommonFault(at=uow.now, by=by.person))
    change = change.timing(*stage_timers(change.ticket, contract), *ageing_timers(change.ticket, contract))
    change = _called(uow, change, contract)
    change = change.telling(notice(change, Kind.COMMON_SPLIT, child.reporter, Urgency.REPLY))
    record(uow, change)
    return change.ticket


def _following(uow: UnitOfWork, lead: Ticket) -> tuple[Ticket, ...]:
    """The tickets that follow this one now, by number."""
    children = (uow.tickets.get(child) for child in lead.voices.children)
    following = (child for child in children if child.is_dormant and child.voices.follows == lead.id)
    return tuple(sorted(following, key=lambda ticket: ticket.no))


def _found(uow: UnitOfWork, found: Common, fresh: tuple[Ticket, ...]) -> vev.CommonFaultFound:
    return vev.CommonFaultFound(
        at=uow.now,
        rule=found.rule.id,
        place=found.place or uow.places.school(found.lead.school).name,
        tickets=tuple(ticket.id for ticket in fresh),
        nos=tuple(ticket.no for ticket in fresh),
        places=tuple(place_of(uow, ticket) for ticket in fresh),
    )


def _with_lead(uow: UnitOfWork, found: Common) -> Common:
    """With the ticket that the found ones follow, should its own report be too old or its room another's."""
    leads = [_lead_of(ticket) for ticket in found.tickets if ticket.is_dormant]
    known = {ticket.id for ticket in found.tickets}
    missing = tuple(uow.tickets.get(lead) for lead in dict.fromkeys(leads) if lead not in known)
    return replace(found, tickets=(*found.tickets, *missing))


def _may_merge(ticket: Ticket) -> bool:
    facts = ticket.fault.facts
    harmless = not (facts.safety or facts.hurt or facts.is_question)
    return harmless and ticket.voices.apart == 0 and ticket.status is not Status.REPAIRED


def _reports(uow: UnitOfWork, tickets: Iterable[Ticket]) -> Iterator[Report]:
    for ticket in tickets:
        if ticket.fault.room is not None:
            yield _report(uow, ticket.fault.room, ticket.fault, ticket)


def _report(uow: UnitOfWork, room_id: RoomId, fault: ev.Fault, ticket: Ticket | None) -> Report:
    room, device = uow.places.room(room_id), _device(uow, fault.device)
    return Report(
        at=ticket.opened_at if ticket else uow.now,
        room=room_id,
        facts=fault.facts,
        building=room.building,
        switch=room.switch,
        model=device.model if device else "",
        ticket=ticket,
    )


def _device(uow: UnitOfWork, device: DeviceId | None) -> Device | None:
    try:
        return uow.places.device_called(device) if device else None
    except NotFound:
        return None  # it has left the register meanwhile


def _lead_of(child: Ticket) -> TicketId:
    if child.voices.follows is None:
        raise TooLate(child.id)
    return child.voices.follows
