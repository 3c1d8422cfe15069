"""Standing buttons: which options belong to which notice, as tables over the ticket's lifecycle."""

from collections.abc import Callable

from desk import aftercare_events as aev
from desk import events as ev
from desk import life_events as lev
from desk import voice_events as vev
from desk.brief import Brief
from desk.buttons import Option, Press, Verb
from desk.ids import TicketId
from desk.life_events import CheckIn
from desk.lifecycle import allows
from desk.notices import Kind, Notice
from desk.people import Person, Role
from desk.reading import Impact
from desk.ticket import Status
from usecases.extend_job import reasons

_JOB_STEPS: tuple[tuple[Verb, type[ev.Event]], ...] = (
    (Verb.DEPART, ev.Departed),
    (Verb.ARRIVE, ev.Arrived),
    (Verb.DIAGNOSE, ev.Diagnosed),
    (Verb.RESTORE, ev.TeachingRestored),
    (Verb.REPAIR, ev.Repaired),
)
_OFFER = (Verb.ACCEPT, Verb.REASSIGN, Verb.NEED_HELP)
_WATCH = (Verb.REASSIGN, Verb.CALL_LIST, Verb.TAKE_OVER)
_PLAN_BY_GRADE = (Kind.JOB, Kind.RISEN, Kind.SAFETY_ALERT, Kind.NEAR)
_RATINGS = ("1", "2", "3", "4", "5")  # ascending, so that a typed 5 is a 5

_CAUSES: dict[Verb, type[ev.Event]] = {
    Verb.CONFIRM_FIXED: ev.FixConfirmed,
    Verb.DENY_FIXED: ev.FixDenied,
    Verb.URGE: ev.Urged,
    Verb.TALK_TO_HUMAN: ev.HumanRequested,
    Verb.CANCEL: ev.Cancelled,
    Verb.REASSIGN: ev.Reassigned,
    Verb.TAKE_OVER: ev.TakenOver,
    Verb.PHONED: ev.PhoneCallMade,
    Verb.OBJECT: ev.GradeObjected,
    Verb.CALLED: aev.TeacherCalled,
    Verb.NOT_REACHED: aev.TeacherCalled,
    Verb.ARRIVAL_CODE: lev.ArrivalCodeGiven,
    **dict.fromkeys((Verb.TEACHER_REACHED, Verb.TEACHER_NO_ANSWER), lev.TeacherPhoned),
    Verb.TEACHER_NUMBER: lev.NumberShown,
    Verb.EXTEND: lev.Extended,
    Verb.JOIN_JOB: lev.PartnerJoined,
}

_STANDING: dict[Kind, tuple[Verb, ...]] = {
    Kind.CONFIRM: (Verb.CONFIRM_FIXED, Verb.DENY_FIXED),
    Kind.CONFIRM_AGAIN: (Verb.CONFIRM_FIXED, Verb.DENY_FIXED),
    Kind.HOWTO: (Verb.CONFIRM_FIXED, Verb.TALK_TO_HUMAN),
    Kind.CANCEL_SURE: (Verb.CANCEL_REALLY, Verb.KEEP),
    Kind.PROGRESS: (Verb.WHY, Verb.URGE, Verb.TALK_TO_HUMAN, Verb.CANCEL, Verb.ARRIVAL_CODE),
    Kind.WHY_GRADE: (Verb.OBJECT,),
    Kind.ASK_LESSON: (Verb.LESSON_NOW, Verb.LESSON_NOT_NOW),
    Kind.NEAR: (*_WATCH, Verb.EXTEND),
    Kind.MISSED: (*_WATCH, Verb.EXTEND),
    Kind.SAFETY_ALERT: _WATCH,
    Kind.RISEN: _WATCH,
    Kind.AGEING: _WATCH,
    Kind.HUMAN_WANTED: (Verb.TAKE_OVER, Verb.CALL_LIST),
    Kind.CALL_LIST: (Verb.PHONED, Verb.TAKE_OVER, Verb.REASSIGN),
    Kind.CALLBACK: (Verb.CONFIRM_FIXED, Verb.DENY_FIXED, Verb.CALLED, Verb.NOT_REACHED),
    Kind.PHONE_TEACHER: (Verb.TEACHER_REACHED, Verb.TEACHER_NO_ANSWER, Verb.TEACHER_NUMBER),
    Kind.PARTNER_CALLED: (Verb.JOIN_JOB,),
    Kind.TEACHER_NUMBER: (Verb.TEACHER_REACHED, Verb.TEACHER_NO_ANSWER),
}


def options(notice: Notice, about: Brief | None, me: Person | None) -> tuple[Option, ...]:
    """The notice's own options, else the standing ones of its kind."""
    if notice.options:
        return notice.options
    if about is None:
        return ()
    special = _SPECIAL.get(notice.kind)
    if special is not None:
        return special(about, me)
    standing = (*_STANDING.get(notice.kind, ()), *_plan(notice.kind, about))
    return _verbs(tuple(verb for verb in standing if _makes_sense(verb, about)), about.ticket.id)


def _plan(kind: Kind, about: Brief) -> tuple[Verb, ...]:
    """Start a plan, under the cards on which the contract offers it: of these grades, or of a missed deadline where more than
    one room is hit.
    """
    terms, grade = about.contract.terms.incidents, about.ticket.verdict.grade
    wide = about.ticket.fault.facts.impact in (Impact.MULTI_ROOM, Impact.WHOLE_SCHOOL)
    if terms is None or about.ticket.incident is not None or not allows(about.ticket, ev.JoinedIncident):
        return ()
    breach = terms.on_breach and wide and kind is Kind.MISSED
    offered = breach or (grade in terms.grades and kind in (*_PLAN_BY_GRADE, Kind.MISSED))
    return (Verb.INCIDENT,) if offered else ()


def _makes_sense(verb: Verb, about: Brief) -> bool:
    """No button is shown that the ticket's state would refuse. Pressed later it may still be: that is answered in words."""
    if verb is Verb.WHY:
        return about.next_clock is not None
    if verb is Verb.EXTEND and not reasons(about.ticket, about.contract, about.now):
        return False
    if verb is Verb.TEACHER_NUMBER and not about.reporter.phone:
        return False
    if verb is Verb.ARRIVAL_CODE and not CheckIn.CODE.outweighs(about.ticket.conduct.check_in):
        return False
    return verb not in _CAUSES or allows(about.ticket, _CAUSES[verb])


def _verbs(verbs: tuple[Verb, ...], ticket: TicketId | None) -> tuple[Option, ...]:
    return tuple(Option(Press(verb, ticket)) for verb in verbs)


def _job(about: Brief, me: Person | None) -> tuple[Option, ...]:
    """The live card: an offer while nobody has it, the next steps for the handler, the reins for a supervisor."""
    ticket = about.ticket
    oversees = me is not None and me.role is Role.SUPERVISOR
    grade = (Verb.REGRADE, Verb.REREAD, *_plan(Kind.JOB, about)) if oversees else ()
    if ticket.is_dormant:
        return ()
    grade = (*_split(about), *grade)
    if ticket.status is Status.WAITING:
        return _verbs((*_OFFER, *grade), ticket.id)
    if me is None or not allows(ticket, ev.Repaired):
        mine = me is not None and (oversees or ticket.handler == me.id)
        return _verbs((*_report(about), Verb.REREAD), ticket.id) if mine else ()
    if ticket.handler != me.id:
        if me.id in ticket.conduct.partners and not oversees:
            return _verbs((Verb.WHY, Verb.NEED_HELP, Verb.LEAVE_JOB), ticket.id)
        return _verbs((*_WATCH, *_waiting(about), *grade), ticket.id) if oversees else ()
    steps = tuple(verb for verb, event in _JOB_STEPS if allows(ticket, event))
    others = (*_waiting(about), Verb.WHY, Verb.REASSIGN, Verb.NEED_HELP)
    about_it = grade if oversees else (*grade, Verb.PROPOSE, Verb.REREAD)
    return _verbs((*steps, *others, *about_it), ticket.id)


def _split(about: Brief) -> tuple[Verb, ...]:
    """It is no common fault: on the ticket that leads one."""
    return (Verb.SPLIT,) if allows(about.ticket, vev.CommonFaultSplit) else ()


def _follows(about: Brief, _me: Person | None) -> tuple[Option, ...]:
    """It is another fault: on a ticket that follows a common one."""
    return _verbs((Verb.APART,), about.ticket.id) if about.ticket.is_dormant else ()


def _alert(about: Brief, _me: Person | None) -> tuple[Option, ...]:
    return _verbs((Verb.SHOW, *_split(about), *_plan(Kind.RISEN, about)), about.ticket.id)


def _report(about: Brief) -> tuple[Verb, ...]:
    """The service report of a job that is closed and that somebody did."""
    done = about.ticket.status is Status.CLOSED and about.ticket.handler is not None
    return (Verb.REPORT,) if done else ()


def _gone(about: Brief, me: Person | None) -> tuple[Option, ...]:
    """Nothing is left to do but the report, for who did the job."""
    mine = me is not None and me.id == about.ticket.handler
    return _verbs(_report(about), about.ticket.id) if mine else ()


def _waiting(about: Brief) -> tuple[Verb, ...]:
    """Hold or resume, whichever may be now; no hold where the contract knows no reason."""
    if allows(about.ticket, ev.Resumed):
        return (Verb.RESUME,)
    return (Verb.HOLD,) if about.contract.holds else ()


def _grades(about: Brief, me: Person | None) -> tuple[Option, ...]:
    """The other grades of the scheme, gravest first: a supervisor decides, the handler suggests."""
    ticket = about.ticket
    oversees = me is not None and me.role is Role.SUPERVISOR
    if me is None or not allows(ticket, ev.Regraded) or not (oversees or me.id == ticket.handler):
        return ()
    verb, lang = Verb.REGRADE_TO if oversees else Verb.PROPOSE_TO, me.lang
    others = (grade for grade in about.contract.grades if grade.id != ticket.verdict.grade)
    return tuple(Option(Press(verb, ticket.id, grade.id), grade.label.of(lang)) for grade in others)


def _review(about: Brief, me: Person | None) -> tuple[Option, ...]:
    if about.ticket.objector is None:
        return ()
    return (*_verbs((Verb.UPHOLD,), about.ticket.id), *_grades(about, me))


def _rating(about: Brief, _me: Person | None) -> tuple[Option, ...]:
    return tuple(Option(Press(Verb.RATE, about.ticket.id, score)) for score in _RATINGS)


def _again(about: Brief, me: Person | None) -> tuple[Option, ...]:
    """A page that came again offers the job to staff while nobody has it."""
    offered = me is not None and me.role is not Role.TEACHER and about.ticket.status is Status.WAITING
    return _verbs((*_OFFER, Verb.WHY_ME), about.ticket.id) if offered else ()


def _follow_up(about: Brief, _me: Person | None) -> tuple[Option, ...]:
    """What came of ringing the teacher, as long as it is to be done."""
    if not allows(about.ticket, aev.FollowedUp):
        return ()
    return tuple(Option(Press(Verb.FOLLOW_UP, about.ticket.id, outcome)) for outcome in aev.FollowUpOutcome)


_SPECIAL: dict[Kind, Callable[[Brief, Person | None], tuple[Option, ...]]] = {
    Kind.JOB: _job,
    Kind.PAGED_AGAIN: _again,
    Kind.REMIND: _job,
    Kind.BREACHED: _job,
    Kind.JOB_GONE: _gone,
    Kind.ASK_RATING: _rating,
    Kind.ASK_GRADE: _grades,
    Kind.OBJECTION: _review,
    Kind.OBJECTION_WAITS: _review,
    Kind.FOLLOW_UP: _follow_up,
    Kind.FOLLOW_UP_AGAIN: _follow_up,
    Kind.OPENED: _follows,
    Kind.COMMON_FOUND: _follows,
    Kind.COMMON_ALERT: _alert,
}
