"""What a teacher may say about an open ticket at any time: more words, a correction, hurry, "a person please"."""

from dataclasses import dataclass, replace

from desk import events as ev
from desk import voice_events as vev
from desk.buttons import Verb
from desk.change import Change, notice
from desk.escalation import page
from desk.ids import MediaId, PersonId, TicketId
from desk.messages import Urgency
from desk.notices import Kind, Notice
from desk.people import Tier
from desk.permissions import require
from desk.playbook import Ending
from desk.reading import Impact, Reading
from desk.reporting import merge, wider
from desk.sla import ageing_timers, settled
from desk.ticket import Status, Ticket
from desk.walking import Ended, Move, Position
from usecases.answer_step import AnswerStep, answered
from usecases.ports import UnitOfWork
from usecases.raise_alarm import alarm, regrade
from usecases.recording import record
from usecases.who_to_call import duty_for


@dataclass(frozen=True, slots=True)
class Remark:
    """Words of the reporter about a ticket, with what they were read as. `said` is what the desk had asked last; `guiding`: they
    ask back about a self-help step, which goes on; `at`: the step that they turned away from.
    """

    ticket: TicketId
    person: PersonId
    reading: Reading
    media: tuple[MediaId, ...] = ()
    said: str = ""
    guiding: bool = False
    at: Position | None = None


def add_information(uow: UnitOfWork, command: Remark) -> Ticket:
    """Keep words and evidence; new danger raises the alarm, a graver impact the grade; a place fills a gap."""
    ticket = _own(uow, command, Verb.PROGRESS)
    contract = uow.contracts.pinned(ticket)
    change = _placed(uow, Change(ticket).happened(_added(uow, command)), command.reading)
    if (
        command.reading.safety and ticket.is_dormant
    ):  # danger is nobody else's fault: it gets its own clocks and its page
        change = change.happened(vev.LeftCommonFault(at=uow.now))
        change = change.timing(*ageing_timers(change.ticket, contract))
    facts = merge(change.ticket.fault.facts, command.reading, command.reading.fault)
    if facts.safety and not ticket.fault.facts.safety:
        change = alarm(uow, change, contract)
    else:
        change = regrade(uow, change, contract, facts, command.reading.confidence)
        guiding = {"guiding": "yes"} if command.guiding else {}
        change = change.telling(notice(change, Kind.ADDED, command.person, Urgency.REPLY, **guiding))
    words = (replace(line, media=command.media) for line in _to_handler(change, Kind.JOB_WORDS))
    record(uow, change.telling(*words))
    return change.ticket


def correct_fault(uow: UnitOfWork, command: Remark) -> Ticket:
    """不是3班是5班: the corrected fields replace the old ones; what changed is graded anew (never milder by itself)."""
    ticket = _own(uow, command, Verb.PROGRESS)
    contract = uow.contracts.pinned(ticket)
    fault, said = ticket.fault, command.reading.fault
    facts = replace(
        fault.facts,
        device=said.device or fault.facts.device,
        symptom=said.symptom or fault.facts.symptom,
        impact=_reach(command.reading.impact, fault.facts.impact),
    )
    room = said.place.rooms[0] if said.place and len(said.place.rooms) == 1 else None
    new = replace(
        fault,
        facts=facts,
        place=said.place.words if said.place else fault.place,
        room=room if said.place else fault.room,
        device=None if said.place or said.device else fault.device,
    )
    change = Change(ticket).happened(_added(uow, replace(command, media=())))
    fixed = settled(ticket, contract, uow.now)
    change = change.happened(ev.FaultCorrected(at=uow.now, by=command.person, fault=new, settled=fixed))
    change = regrade(uow, change, contract, facts, command.reading.confidence)
    change = change.telling(notice(change, Kind.CORRECTED, command.person, Urgency.REPLY))
    record(uow, change.telling(*_to_handler(change, Kind.JOB_WORDS)))
    return change.ticket


def urge(uow: UnitOfWork, command: Remark) -> Ticket:
    """The teacher presses for speed: those who have the job hear it; if nobody was paged yet, somebody is now. Of a ticket that
    follows a common fault it is that which is pressed.

    Pressing changes no grade; what the words say besides of the lesson or of other rooms may.
    """
    ticket = _own(uow, command, Verb.URGE)
    leads = ticket.voices.follows if ticket.is_dormant else None
    ticket = uow.tickets.get(leads) if leads else ticket
    contract = uow.contracts.pinned(ticket)
    change = Change(ticket).happened(ev.Urged(at=uow.now, by=command.person, words=command.reading.text))
    known, said = ticket.fault.facts, command.reading
    told = replace(known, impact=wider(known.impact, said.impact))
    change = regrade(uow, change, contract, told, said.confidence)
    ticket = change.ticket
    if ticket.status is Status.WAITING and not ticket.paged:
        change = page(change, contract, duty_for(uow, ticket), uow.now)
    else:
        change = change.telling(*_to_handler(change, Kind.JOB_URGED, Urgency.PAGE))
    record(uow, change.telling(notice(change, Kind.URGED, command.person, Urgency.REPLY)))
    return change.ticket


def ask_for_person(uow: UnitOfWork, command: Remark) -> Ticket:
    """The teacher wants a person: hotline and handler to the teacher, engineer paged, supervisors told."""
    ticket = _own(uow, command, Verb.TALK_TO_HUMAN)
    contract = uow.contracts.pinned(ticket)
    duty = duty_for(uow, ticket)
    change = Change(ticket)
    if ticket.self_help is None:
        change = _turned_away(uow, change, command)
    change = change.happened(ev.HumanRequested(at=uow.now, by=command.person))
    if ticket.self_help is None:
        ended = ev.SelfHelpEnded(at=uow.now, by=command.person, outcome=ev.SelfHelpOutcome.SKIPPED)
        change = change.happened(ended)
    if ticket.status is Status.WAITING and not ticket.paged:
        change = page(change, contract, duty, uow.now)
    supervisors = duty.of(Tier.SUPERVISOR)
    change = change.telling(*(notice(change, Kind.HUMAN_WANTED, p, Urgency.PAGE) for p in supervisors))
    record(uow, change.telling(notice(change, Kind.HUMAN, command.person, Urgency.REPLY)))
    return change.ticket


def _turned_away(uow: UnitOfWork, change: Change, command: Remark) -> Change:
    """A step that was answered by wanting a person was not done; without this it would count as never answered."""
    tree = uow.trees.get(command.at.tree) if command.at else None
    if command.at is None or tree is None or not command.at.fits(tree):
        return change
    answer = AnswerStep(command.ticket, command.person, command.at, Move.HUMAN)
    return change.happened(answered(uow, answer, tree.step(command.at.step), Ended(Ending.DISPATCH)))


def _added(uow: UnitOfWork, command: Remark) -> ev.InformationAdded:
    read = command.reading
    return ev.InformationAdded(
        at=uow.now,
        by=command.person,
        words=read.text,
        media=command.media,
        said=command.said,
        why=read.why,
    )


def _reach(said: Impact, known: Impact) -> Impact:
    """The impact as corrected; a correction that does not speak of it leaves it."""
    return known if said in (Impact.NONE, Impact.UNKNOWN) else said


def _own(uow: UnitOfWork, command: Remark, verb: Verb) -> Ticket:
    ticket = uow.tickets.get(command.ticket)
    require(uow.people.get(command.person), verb, ticket)
    return ticket


def _placed(uow: UnitOfWork, change: Change, reading: Reading) -> Change:
    """A place that was missing so far and is certain now."""
    fault, place = change.ticket.fault, reading.fault.place
    if fault.room is not None or place is None:
        return change
    room = place.rooms[0] if len(place.rooms) == 1 else None
    new = replace(fault, place=place.words, room=room)
    return change.happened(ev.FaultCorrected(at=uow.now, by=change.ticket.reporter, fault=new))


def _to_handler(change: Change, kind: Kind, urgency: Urgency = Urgency.NOTE) -> tuple[Notice, ...]:
    ticket = change.ticket
    called = (ticket.handler,) if ticket.handler else ticket.paged or ticket.watchers
    people = dict.fromkeys((*called, *ticket.conduct.partners))
    return tuple(notice(change, kind, person, urgency) for person in people)
