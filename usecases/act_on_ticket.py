"""What a person may do with a ticket now, as a screen offers it, and the doing: the same verbs, use cases and refusals as in the chat.

A screen shows all at once what a chat asks one after another: whom, why, until when. Nothing is decided here; every verb ends in
the use case that the chat's button ends in, which asks `desk.permissions` and `desk.lifecycle` itself.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from desk import aftercare_events as aev
from desk import events as ev
from desk import life_events as lev
from desk import voice_events as vev
from desk.brief import Brief
from desk.buttons import Verb
from desk.events import Event
from desk.holds import HoldReason
from desk.ids import GradeId, PersonId
from desk.language import Text
from desk.lifecycle import allows
from desk.people import Person, Role
from desk.permissions import may
from desk.reading import Reading
from desk.refusals import NotAllowed, NotThen, TooLate
from desk.ticket import Status, Ticket
from usecases import collaborate, common_faults, talk
from usecases.briefing import brief
from usecases.call_back import Rung, called_back
from usecases.close_ticket import HIGHEST, LOWEST, Verdict, cancel, confirm_fix, deny_fix, rate
from usecases.extend_job import ExtendJob, extend_job, reasons
from usecases.follow import watch
from usecases.follow_up import Followed, followed_up
from usecases.hold_job import HoldJob, Until, ends, hold_job, resume_job
from usecases.oversee import phoned, take_over
from usecases.ports import UnitOfWork
from usecases.regrade import GradeDecision, Objection, decide_grade, object_to_grade
from usecases.speak_up import Remark, ask_for_person, urge
from usecases.work_job import STEPS, WorkJob, need_help, reassign, wants_note, work_job


class Words(StrEnum):
    """Whether a verb goes with words."""

    NONE = "none"
    MAY = "may"
    MUST = "must"


@dataclass(frozen=True, slots=True)
class Offer:
    """One thing that may be done now. `choices` are what it needs one of, each with its name where the code does not say it;
    `untils` the ends that are offered where it needs one.
    """

    verb: Verb
    words: Words = Words.NONE
    choices: tuple[tuple[str, Text], ...] = ()
    untils: tuple[Until, ...] = ()


@dataclass(frozen=True, slots=True)
class Act:
    """What somebody does with ticket `no`: a verb of an offer, with what it needs."""

    no: int
    person: PersonId
    verb: Verb
    choice: str = ""
    words: str = ""
    until: Until | None = None


_EVENTS: dict[Verb, type[Event]] = {
    **STEPS,
    Verb.REASSIGN_TO: ev.Reassigned,
    Verb.NEED_HELP: ev.HelpRequested,
    Verb.HOLD_FOR: ev.Held,
    Verb.RESUME: ev.Resumed,
    Verb.EXTEND_FOR: lev.Extended,
    Verb.PARTNER_TO: lev.PartnerAsked,
    Verb.JOIN_JOB: lev.PartnerJoined,
    Verb.LEAVE_JOB: lev.PartnerLeft,
    Verb.TAKE_OVER: ev.TakenOver,
    Verb.PHONED: ev.PhoneCallMade,
    Verb.REGRADE_TO: ev.Regraded,
    Verb.PROPOSE_TO: ev.GradeObjected,
    Verb.UPHOLD: ev.GradeUpheld,
    Verb.RELAY_TO: lev.MessageRelayed,
    Verb.NOTE_ON: lev.NoteAdded,
    Verb.WATCH: lev.WatchBegun,
    Verb.UNWATCH: lev.WatchEnded,
    Verb.SPLIT: vev.CommonFaultSplit,
    Verb.CALLED: aev.TeacherCalled,
    Verb.NOT_REACHED: aev.TeacherCalled,
    Verb.FOLLOW_UP: aev.FollowedUp,
    Verb.CONFIRM_FIXED: ev.FixConfirmed,
    Verb.DENY_FIXED: ev.FixDenied,
    Verb.URGE: ev.Urged,
    Verb.TALK_TO_HUMAN: ev.HumanRequested,
    Verb.OBJECT: ev.GradeObjected,
    Verb.CANCEL: ev.Cancelled,
    Verb.RATE: ev.Rated,
}
"""Every verb a screen offers, in the order in which it does, with the event that has to be allowed."""

_WORDS: dict[Verb, Words] = {
    **dict.fromkeys((Verb.DIAGNOSE, Verb.RESTORE, Verb.REPAIR, Verb.DENY_FIXED, Verb.CANCEL), Words.MAY),
    **dict.fromkeys(
        (Verb.CALLED, Verb.NOT_REACHED, Verb.FOLLOW_UP, Verb.HOLD_FOR, Verb.EXTEND_FOR), Words.MAY
    ),
    **dict.fromkeys((Verb.REGRADE_TO, Verb.PROPOSE_TO, Verb.UPHOLD, Verb.RELAY_TO, Verb.NOTE_ON), Words.MUST),
    **dict.fromkeys((Verb.RATE, Verb.OBJECT), Words.MAY),
}

_SENSIBLE: dict[Verb, Callable[[Brief, Person], bool]] = {
    Verb.REASSIGN_TO: lambda b, me: not b.ticket.is_dormant,
    Verb.JOIN_JOB: lambda b, me: me.id not in (b.ticket.handler, *b.ticket.conduct.partners),
    Verb.TAKE_OVER: lambda b, me: me.id != b.ticket.handler,
    Verb.PHONED: lambda b, me: (
        bool(b.ticket.watchers) and b.ticket.status is Status.WAITING and not b.ticket.phoned
    ),
    Verb.PROPOSE_TO: lambda b, me: me.role is not Role.SUPERVISOR,
    Verb.UPHOLD: lambda b, me: b.ticket.objector is not None,
    Verb.WATCH: lambda b, me: me.id not in b.ticket.conduct.followers,
    Verb.UNWATCH: lambda b, me: me.id in b.ticket.conduct.followers,
    Verb.FOLLOW_UP: lambda b, me: me.id != b.ticket.handler,
    Verb.CONFIRM_FIXED: lambda b, me: me.role is Role.TEACHER or b.ticket.is_calling,
    Verb.DENY_FIXED: lambda b, me: me.role is Role.TEACHER or b.ticket.is_calling,
}
"""What a chat offers on some cards only."""

_CHOICES: dict[Verb, Callable[[UnitOfWork, Brief, Person], tuple[tuple[str, Text], ...]]] = {
    Verb.REASSIGN_TO: lambda uow, b, me: _people(_free(uow, b.ticket, me)),
    Verb.PARTNER_TO: lambda uow, b, me: _people(collaborate.able(uow, b.ticket)),
    Verb.HOLD_FOR: lambda uow, b, me: _codes(
        rule.reason for rule in b.contract.holds if me.role is Role.SUPERVISOR or not rule.needs_supervisor
    ),
    Verb.EXTEND_FOR: lambda uow, b, me: _codes(rule.reason for rule in reasons(b.ticket, b.contract, b.now)),
    Verb.REGRADE_TO: lambda uow, b, me: _grades(b),
    Verb.PROPOSE_TO: lambda uow, b, me: _grades(b),
    Verb.FOLLOW_UP: lambda uow, b, me: _codes(aev.FollowUpOutcome),
    Verb.RATE: lambda uow, b, me: _codes(str(score) for score in range(HIGHEST, LOWEST - 1, -1)),
}
_UNTIL = frozenset({Verb.HOLD_FOR, Verb.EXTEND_FOR})


def offers(uow: UnitOfWork, viewer: PersonId, about: Brief) -> tuple[Offer, ...]:
    """What this person may do with the ticket now, the next steps first."""
    return tuple(_offered(uow, uow.people.get(viewer), about))


def act(uow: UnitOfWork, command: Act) -> Ticket:
    """Do it. Raises what the chat's button raises, and NotAllowed for what is not offered or lacks what it needs."""
    person, ticket = uow.people.get(command.person), uow.tickets.by_no(command.no)
    about = brief(uow, ticket)
    offer = next((one for one in _offered(uow, person, about) if one.verb is command.verb), None)
    if offer is None:
        if may(person, command.verb, ticket):
            raise TooLate(ticket.id)
        raise NotAllowed(command.verb)
    _require_whole(offer, command)
    return _ACTS[command.verb](uow, ticket, command)


def _offered(uow: UnitOfWork, person: Person, about: Brief) -> Iterator[Offer]:
    for verb, event in _EVENTS.items():
        sensible = verb not in _SENSIBLE or _SENSIBLE[verb](about, person)
        if not (may(person, verb, about.ticket) and allows(about.ticket, event) and sensible):
            continue
        choices = _CHOICES[verb](uow, about, person) if verb in _CHOICES else ()
        if verb in _CHOICES and not choices:
            continue
        words = Words.MUST if wants_note(about.contract, verb) else _WORDS.get(verb, Words.NONE)
        untils = tuple(ends(about.contract, uow.now)) if verb in _UNTIL else ()
        yield Offer(verb, words, choices, untils)


def _require_whole(offer: Offer, command: Act) -> None:
    """Raises NotAllowed for a choice that is not offered, NotThen without an end that is."""
    if offer.choices and command.choice not in [value for value, _ in offer.choices]:
        raise NotAllowed(command.choice)
    if offer.untils and command.until not in offer.untils:
        raise NotThen(command.until)
    if offer.words is Words.MUST and not command.words:
        raise NotAllowed("words")


def _free(uow: UnitOfWork, ticket: Ticket, me: Person) -> list[Person]:
    """Who the job may be handed to: engineers of the school who are not away and do not have it."""
    not_them = {me.id, ticket.handler, *uow.rosters.roster().away(uow.now)}
    return [one for one in uow.people.covering(ticket.school, Role.ENGINEER) if one.id not in not_them]


def _people(people: "list[Person] | tuple[Person, ...]") -> tuple[tuple[str, Text], ...]:
    return tuple((person.id, Text(person.name, person.name)) for person in people)


def _codes(codes: "Iterator[str] | type[StrEnum]") -> tuple[tuple[str, Text], ...]:
    return tuple((str(code), Text("", "")) for code in codes)


def _grades(about: Brief) -> tuple[tuple[str, Text], ...]:
    others = (grade for grade in about.contract.grades if grade.id != about.ticket.verdict.grade)
    return tuple((grade.id, grade.label) for grade in others)


def _end(uow: UnitOfWork, ticket: Ticket, command: Act) -> datetime:
    if command.until is None:
        raise NotThen(ticket.id)
    return ends(uow.contracts.pinned(ticket), uow.now)[command.until]


def _job(ticket: Ticket, command: Act) -> WorkJob:
    return WorkJob(ticket.id, command.person, command.verb, command.words)


def _word(ticket: Ticket, command: Act) -> Verdict:
    return Verdict(ticket.id, command.person, command.words)


def _saying(ticket: Ticket, command: Act) -> talk.Saying:
    return talk.Saying(ticket.id, command.person, command.words)


def _remark(ticket: Ticket, command: Act) -> Remark:
    return Remark(ticket.id, command.person, Reading(command.words))


def _decision(ticket: Ticket, command: Act) -> GradeDecision:
    grade = ticket.verdict.grade if command.verb is Verb.UPHOLD else GradeId(command.choice)
    return GradeDecision(ticket.id, command.person, grade, command.words)


def _objection(ticket: Ticket, command: Act) -> Objection:
    wanted = GradeId(command.choice) if command.verb is Verb.PROPOSE_TO else None
    return Objection(ticket.id, command.person, command.words, wanted)


def _hold(uow: UnitOfWork, t: Ticket, c: Act) -> Ticket:
    return hold_job(uow, HoldJob(t.id, c.person, HoldReason(c.choice), _end(uow, t, c), c.words))


def _extend(uow: UnitOfWork, t: Ticket, c: Act) -> Ticket:
    return extend_job(uow, ExtendJob(t.id, c.person, HoldReason(c.choice), _end(uow, t, c), c.words))


def _call_back(uow: UnitOfWork, t: Ticket, c: Act) -> Ticket:
    return called_back(uow, Rung(t.id, c.person, c.verb is Verb.CALLED, c.words))


def _follow_up(uow: UnitOfWork, t: Ticket, c: Act) -> Ticket:
    return followed_up(uow, Followed(t.id, c.person, aev.FollowUpOutcome(c.choice), c.words))


_ACTS: dict[Verb, Callable[[UnitOfWork, Ticket, Act], Ticket]] = {
    **dict.fromkeys(STEPS, lambda uow, t, c: work_job(uow, _job(t, c))),
    Verb.REASSIGN_TO: lambda uow, t, c: reassign(uow, _job(t, c), PersonId(c.choice)),
    Verb.NEED_HELP: lambda uow, t, c: need_help(uow, _job(t, c)),
    Verb.HOLD_FOR: _hold,
    Verb.RESUME: lambda uow, t, c: resume_job(uow, t.id, c.person),
    Verb.EXTEND_FOR: _extend,
    Verb.PARTNER_TO: lambda uow, t, c: collaborate.ask_partner(uow, t.id, c.person, PersonId(c.choice)),
    Verb.JOIN_JOB: lambda uow, t, c: collaborate.join(uow, t.id, c.person),
    Verb.LEAVE_JOB: lambda uow, t, c: collaborate.leave(uow, t.id, c.person),
    Verb.TAKE_OVER: lambda uow, t, c: take_over(uow, _job(t, c)),
    Verb.PHONED: lambda uow, t, c: phoned(uow, _job(t, c)),
    **dict.fromkeys((Verb.REGRADE_TO, Verb.UPHOLD), lambda uow, t, c: decide_grade(uow, _decision(t, c))),
    **dict.fromkeys((Verb.PROPOSE_TO, Verb.OBJECT), lambda uow, t, c: object_to_grade(uow, _objection(t, c))),
    Verb.RELAY_TO: lambda uow, t, c: talk.relay(uow, _saying(t, c)),
    Verb.NOTE_ON: lambda uow, t, c: talk.note(uow, _saying(t, c), internal=True),
    Verb.WATCH: lambda uow, t, c: watch(uow, t.id, c.person, begins=True),
    Verb.UNWATCH: lambda uow, t, c: watch(uow, t.id, c.person, begins=False),
    Verb.SPLIT: lambda uow, t, c: common_faults.split_up(uow, common_faults.Saying(t.id, c.person)),
    **dict.fromkeys((Verb.CALLED, Verb.NOT_REACHED), _call_back),
    Verb.FOLLOW_UP: _follow_up,
    Verb.CONFIRM_FIXED: lambda uow, t, c: confirm_fix(uow, _word(t, c)),
    Verb.DENY_FIXED: lambda uow, t, c: deny_fix(uow, _word(t, c)),
    Verb.URGE: lambda uow, t, c: urge(uow, _remark(t, c)),
    Verb.TALK_TO_HUMAN: lambda uow, t, c: ask_for_person(uow, _remark(t, c)),
    Verb.CANCEL: lambda uow, t, c: cancel(uow, _word(t, c)),
    Verb.RATE: lambda uow, t, c: rate(uow, _word(t, c), int(c.choice)),
}
