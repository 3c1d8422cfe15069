"""A service report is completed and signed in chat by both sides: the engineer first, then the teacher by a one-time code."""

import hashlib
from dataclasses import dataclass, replace
from enum import StrEnum

from desk import report_events as rev
from desk.buttons import Option, Press, Verb
from desk.change import Change, notice
from desk.ids import PersonId, TicketId
from desk.lifecycle import require as require_state
from desk.messages import Media, MediaKind, Urgency
from desk.notices import Kind, Notice
from desk.people import Person, Tier
from desk.permissions import may, require
from desk.refusals import NotFound
from desk.report_events import ReportPart, Signatory
from desk.service_report import PaperKind, digest
from desk.signing import GOOD_FOR, REMINDERS, TRIES, Signing, SigningState, signature_timer, signing
from desk.ticket import Status, Ticket
from desk.timers import Timer
from usecases.ports import UnitOfWork
from usecases.recording import record
from usecases.report_ports import Paper
from usecases.write_report import paper_of, written_now

SEAL = 16
"""Characters of a digest on a button and under a paper."""
_CODES = 1_000_000
_WORDS = 300


class Heard(StrEnum):
    """What became of a press or a code."""

    ASKED = "asked"
    WAITS = "waits"
    SIGNED = "signed"
    CHANGED = "changed"
    WRONG = "wrong"
    LOCKED = "locked"
    LATE = "late"


@dataclass(frozen=True, slots=True)
class ReportTask:
    """A person and the report of a ticket; `seal` is what they had before their eyes, the first `SEAL` of its digest."""

    ticket: TicketId
    person: PersonId
    seal: str = ""
    words: str = ""


def complete(uow: UnitOfWork, task: ReportTask, part: ReportPart) -> Ticket:
    """Cause, solution or loss in the handler's or a supervisor's words. Signatures that were there fall away."""
    ticket = uow.tickets.get(task.ticket)
    require(uow.people.get(task.person), Verb.REPORT_NOTE, ticket)
    before = signing(uow.tickets.trail(ticket.id))
    event = rev.ReportNoted(at=uow.now, by=task.person, part=part, words=task.words[:_WORDS])
    change = Change(ticket).happened(event)
    if before.signatures:
        uow.service_reports.stop_asking(ticket.id, before.digest)
    if before.by(Signatory.REPORTER):
        change = change.telling(
            notice(change, Kind.REPORT_NOTED, ticket.reporter, Urgency.NOTE, what="changed")
        )
    record(uow, change)
    return change.ticket


def sign_as_handler(uow: UnitOfWork, task: ReportTask) -> Heard:
    """The engineer signs what they saw, and the teacher is asked; once signed, only the teacher is asked again where a
    new code is needed. Raises TooLate while the ticket is not closed.
    """
    ticket, person = uow.tickets.get(task.ticket), uow.people.get(task.person)
    require(person, Verb.REPORT_SIGN, ticket)
    require_state(ticket, rev.ReportSigned)
    stands = signing(uow.tickets.trail(ticket.id))
    if stands.state is SigningState.SIGNED:
        return Heard.SIGNED
    if stands.takes(uow.now):
        return Heard.WAITS
    if stands.signatures:
        record(uow, _asking(uow, Change(ticket), stands.digest, count=1))
        return Heard.ASKED
    report = written_now(uow, ticket)
    seal = digest(report)
    if seal[:SEAL] != task.seal:
        return Heard.CHANGED
    uow.service_reports.keep(ticket.id, seal, report, uow.now)
    signed = rev.ReportSigned(at=uow.now, by=person.id, role=Signatory.HANDLER, name=person.name, digest=seal)
    record(uow, _asking(uow, Change(ticket).happened(signed), seal, count=1))
    return Heard.ASKED


def confirm(uow: UnitOfWork, task: ReportTask) -> Heard:
    """The teacher signs by the button: only the report that was put before them, in time."""
    ticket, person = uow.tickets.get(task.ticket), uow.people.get(task.person)
    require(person, Verb.REPORT_CONFIRM, ticket)
    stands = signing(uow.tickets.trail(ticket.id))
    refused = _refused(uow, stands, task.seal)
    if refused is None:
        _sign(uow, ticket, person, stands)
    return refused or Heard.SIGNED


def try_code(uow: UnitOfWork, person: Person, code: str) -> tuple[Heard, TicketId] | None:
    """Six digits from a person who was asked to sign; None for everybody else. A wrong one counts against the newest request."""
    theirs = _waiting_for(uow, person)
    if not theirs:
        return None
    for ticket, stands in theirs:
        if uow.service_reports.code(ticket.id, stands.digest) == _hashed(ticket.id, code):
            refused = _refused(uow, stands, stands.digest[:SEAL])
            if refused is None:
                _sign(uow, ticket, person, stands)
            return refused or Heard.SIGNED, ticket.id
    return _wrong(uow, *theirs[0], person), theirs[0][0].id


def decline(uow: UnitOfWork, task: ReportTask) -> Ticket:
    """有误: no signature; the engineer and the supervisors hear what is wrong. Raises NotFound when nothing was asked."""
    ticket = uow.tickets.get(task.ticket)
    require(uow.people.get(task.person), Verb.REPORT_WRONG, ticket)
    stands = signing(uow.tickets.trail(ticket.id))
    if stands.state not in (SigningState.WAITING, SigningState.LAPSED):
        raise NotFound(task.ticket)
    uow.service_reports.stop_asking(ticket.id, stands.digest)
    event = rev.ReportDeclined(at=uow.now, by=task.person, words=task.words[:_WORDS])
    change = Change(ticket).happened(event)
    duty = uow.people.duty(ticket.school, uow.now)
    people = dict.fromkeys((*((ticket.handler,) if ticket.handler else ()), *duty.of(Tier.SUPERVISOR)))
    button = (Option(Press(Verb.REPORT, ticket.id)),)
    told = (
        notice(change, Kind.REPORT_DECLINED, person, Urgency.NOTE, words=event.words) for person in people
    )
    change = change.telling(*(replace(one, options=button) for one in told))
    record(uow, change)
    return change.ticket


def fire_signature(uow: UnitOfWork, timer: Timer) -> None:
    """A day without the teacher's signature: one reminder with a fresh code; after another day it stays unsigned."""
    if timer.ticket is None:
        raise ValueError(f"timer {timer.key} has no ticket; it was not made by desk.signing")
    ticket = uow.tickets.get(timer.ticket)
    stands = signing(uow.tickets.trail(ticket.id))
    if timer.round == ticket.round and stands.until == timer.due and stands.state is SigningState.WAITING:
        record(uow, _unanswered(uow, Change(ticket), stands))
    uow.timers.fired(timer.key, uow.now)


def report_values(paper: Paper) -> dict[str, str]:
    """What the words want beside the ticket. `signed` are lines `side|name|instant`."""
    report, stands = paper.report, paper.signing
    signed = (f"{one.role}|{one.name}|{one.at.isoformat()}" for one in stands.signatures)
    return {
        "state": stands.state.value,
        "cause": report.cause,
        "solution": report.solution,
        "loss": report.loss,
        "signed": "\n".join(" ".join(line.split("\n")) for line in signed),
    }


def report_buttons(paper: Paper, person: Person, ticket: Ticket) -> tuple[Option, ...]:
    """What this person may do with the report as it stands."""
    stands, seal = paper.signing, paper.digest[:SEAL]
    verbs: list[tuple[Verb, str]] = []
    if stands.takes(paper.made_at):
        verbs += [(Verb.REPORT_CONFIRM, seal), (Verb.REPORT_WRONG, seal)]
    elif ticket.status is Status.CLOSED and stands.state is not SigningState.SIGNED:
        verbs.append((Verb.REPORT_SIGN, seal))
    verbs += [(Verb.REPORT_NOTE, part) for part in ReportPart]
    return tuple(Option(Press(verb, ticket.id, arg)) for verb, arg in verbs if may(person, verb, ticket))


def _unanswered(uow: UnitOfWork, change: Change, stands: Signing) -> Change:
    ticket = change.ticket
    if stands.asked <= REMINDERS:
        return _asking(uow, change, stands.digest, count=stands.asked + 1)
    uow.service_reports.stop_asking(ticket.id, stands.digest)
    change = change.happened(rev.SignatureLapsed(at=uow.now, digest=stands.digest))
    return change.telling(*_to_handler(change, Kind.REPORT_LAPSED, why="silence"))


def _asking(uow: UnitOfWork, change: Change, seal: str, *, count: int) -> Change:
    """A fresh code for the teacher, and the instant at which it is looked at again."""
    ticket = change.ticket
    # 128 unguessable bits made six digits: what a person types back within a day and five tries.
    code = f"{int(hashlib.sha256(uow.fresh_id().encode()).hexdigest(), 16) % _CODES:06d}"
    uow.service_reports.ask(ticket.id, seal, ticket.reporter, _hashed(ticket.id, code))
    asked = rev.SignatureAsked(
        at=uow.now, to=ticket.reporter, digest=seal, until=uow.now + GOOD_FOR, count=count
    )
    change = change.happened(asked).timing(signature_timer(ticket.id, ticket.round, asked))
    stands = signing((*uow.tickets.trail(ticket.id), *change.events))
    paper = replace(paper_of(uow, ticket), signing=stands, digest=seal)
    values = report_values(paper) | {
        "code": code,
        "until": asked.until.isoformat(),
        "again": "yes" if count > 1 else "",
    }
    told = notice(change, Kind.REPORT_TO_SIGN, ticket.reporter, Urgency.REPLY, **values)
    buttons = tuple(
        Option(Press(verb, ticket.id, seal[:SEAL])) for verb in (Verb.REPORT_CONFIRM, Verb.REPORT_WRONG)
    )
    return change.telling(replace(told, options=buttons))


def _refused(uow: UnitOfWork, stands: Signing, seal: str) -> Heard | None:
    """Why a signature cannot be taken now; None when it can."""
    if stands.state is SigningState.SIGNED and stands.digest[:SEAL] == seal:
        return Heard.SIGNED
    if not stands.signatures or stands.digest[:SEAL] != seal:
        return Heard.CHANGED
    if stands.failures >= TRIES:
        return Heard.LOCKED
    return None if stands.takes(uow.now) else Heard.LATE


def _sign(uow: UnitOfWork, ticket: Ticket, person: Person, stands: Signing) -> None:
    """The second signature: the paper is made now and kept as it is; both sides get it."""
    signed = rev.ReportSigned(
        at=uow.now, by=person.id, role=Signatory.REPORTER, name=person.name, digest=stands.digest
    )
    change = Change(ticket).happened(signed)
    whole = signing((*uow.tickets.trail(ticket.id), signed))
    paper = replace(paper_of(uow, ticket), signing=whole)
    uow.service_reports.stop_asking(ticket.id, stands.digest)
    made = _filed(uow, ticket, paper, person)
    values = report_values(paper)
    both = dict.fromkeys((ticket.reporter, *((ticket.handler,) if ticket.handler else ())))
    told = (notice(change, Kind.REPORT_SIGNED, one, Urgency.REPLY, **values) for one in both)
    change = change.telling(*(replace(one, media=tuple(media.id for media in made)) for one in told))
    record(uow, change)


def _filed(uow: UnitOfWork, ticket: Ticket, paper: Paper, person: Person) -> tuple[Media, ...]:
    """The file both have signed, in the language of the teacher's side; none where this desk makes no papers."""
    if uow.papers is None:
        return ()
    content = uow.papers.pdf(paper, PaperKind.SERVICE, person.lang)
    name = f"report-{ticket.no}-{person.lang}.pdf"
    media = uow.media.put(content, MediaKind.FILE, name, "application/pdf", uow.now)
    uow.service_reports.file(ticket.id, paper.digest, media.id)
    return (media,)


def _waiting_for(uow: UnitOfWork, person: Person) -> list[tuple[Ticket, Signing]]:
    """Tickets whose report waits for this person, newest request first; one that was reopened meanwhile does not."""
    found = []
    for asked, seal in uow.service_reports.asked_of(person.id):
        ticket, stands = uow.tickets.get(asked), signing(uow.tickets.trail(asked))
        waits = stands.digest == seal and stands.state is SigningState.WAITING
        if waits and may(person, Verb.REPORT_CONFIRM, ticket):
            found.append((ticket, stands))
    return found


def _wrong(uow: UnitOfWork, ticket: Ticket, stands: Signing, person: Person) -> Heard:
    refused = _refused(uow, stands, stands.digest[:SEAL])
    if refused is not None:
        return refused
    change = Change(ticket).happened(rev.SignatureFailed(at=uow.now, by=person.id, digest=stands.digest))
    locked = stands.failures + 1 >= TRIES
    if locked:
        change = change.telling(*_to_handler(change, Kind.REPORT_LAPSED, why="codes"))
    record(uow, change)
    return Heard.LOCKED if locked else Heard.WRONG


def _to_handler(change: Change, kind: Kind, why: str) -> tuple[Notice, ...]:
    """Told with the button that shows the report; nobody where nobody has the job."""
    ticket = change.ticket
    if ticket.handler is None:
        return ()
    told = notice(change, kind, ticket.handler, Urgency.NOTE, why=why)
    return (replace(told, options=(Option(Press(Verb.REPORT, ticket.id)),)),)


def _hashed(ticket: TicketId, code: str) -> str:
    return hashlib.sha256(f"{ticket}:{code}".encode()).hexdigest()
