"""Who may press what: a table from verb to the relations to a ticket that allow it. Nothing else grants a right (S04, S05)."""

from enum import StrEnum

from desk.buttons import Verb
from desk.people import Person, Role
from desk.refusals import NotAllowed, NotFound
from desk.ticket import Ticket


class Relation(StrEnum):
    """What a person is to one ticket."""

    REPORTER = "reporter"
    HELPER = "helper"
    AFFECTED = "affected"
    HANDLER = "handler"
    CALLED = "called"
    ASKED = "asked"
    PARTNER = "partner"
    OVERSEER = "overseer"
    FOLLOWER = "follower"


_TEACHER = frozenset({Relation.REPORTER})
_IN_THE_ROOM = frozenset({Relation.REPORTER, Relation.HELPER})
_AFFECTED = frozenset({Relation.REPORTER, Relation.AFFECTED})
_WORKER = frozenset({Relation.HANDLER})
_CALLED = frozenset({Relation.CALLED, Relation.OVERSEER})
_CREW = frozenset({Relation.HANDLER, Relation.CALLED, Relation.OVERSEER})
_AT_WORK = frozenset({Relation.HANDLER, Relation.PARTNER})
_STAFF_ON_IT = _CREW | {Relation.ASKED, Relation.PARTNER}
_OVERSEER = frozenset({Relation.OVERSEER})
_FOLLOWER = frozenset({Relation.FOLLOWER})

ALLOWED: dict[Verb, frozenset[Relation]] = {
    Verb.STEP_FIXED: _IN_THE_ROOM,
    Verb.STEP_NOT_FIXED: _IN_THE_ROOM,
    Verb.STEP_YES: _IN_THE_ROOM,
    Verb.PICK_ROOM: _TEACHER,
    Verb.STEP_NO: _IN_THE_ROOM,
    Verb.STEP_NONE: _IN_THE_ROOM,
    Verb.STEP_NAMED: _IN_THE_ROOM,
    Verb.STEP_CANNOT: _IN_THE_ROOM,
    Verb.STEP_DARE_NOT: _IN_THE_ROOM,
    Verb.STEP_SKIP: _IN_THE_ROOM,
    Verb.STEP_BACK: _IN_THE_ROOM,
    Verb.STEP_WAIT: _IN_THE_ROOM,
    Verb.STEP_MORE: _IN_THE_ROOM,
    Verb.STEP_GO_ON: _IN_THE_ROOM,
    Verb.STEP_COLLEAGUE: _IN_THE_ROOM,
    Verb.TALK_TO_HUMAN: _IN_THE_ROOM | _AFFECTED,
    Verb.CONFIRM_FIXED: _AFFECTED | _OVERSEER,
    Verb.DENY_FIXED: _AFFECTED | _OVERSEER,
    Verb.RATE: _TEACHER,
    Verb.PROGRESS: _IN_THE_ROOM | _AFFECTED,
    Verb.URGE: _AFFECTED,
    Verb.APART: _AFFECTED,
    Verb.SPLIT: _CREW,
    Verb.CANCEL: _TEACHER,
    Verb.CANCEL_REALLY: _TEACHER,
    Verb.KEEP: _TEACHER,
    Verb.ACCEPT: _CALLED,
    Verb.REASSIGN: _CREW,
    Verb.REASSIGN_TO: _CREW,
    Verb.NEED_HELP: _CREW | {Relation.PARTNER},
    Verb.DEPART: _WORKER,
    Verb.ARRIVE: _WORKER,
    Verb.DIAGNOSE: _WORKER,
    Verb.RESTORE: _WORKER,
    Verb.REPAIR: _WORKER,
    Verb.OBJECT: _TEACHER,
    Verb.PROPOSE: _WORKER,
    Verb.PROPOSE_TO: _WORKER,
    Verb.REGRADE: _OVERSEER,
    Verb.REGRADE_TO: _OVERSEER,
    Verb.UPHOLD: _OVERSEER,
    Verb.HOLD: _WORKER | _OVERSEER,
    Verb.HOLD_FOR: _WORKER | _OVERSEER,
    Verb.HOLD_UNTIL: _WORKER | _OVERSEER,
    Verb.RESUME: _WORKER | _OVERSEER,
    Verb.REREAD: _WORKER | _OVERSEER,
    Verb.REREAD_DEVICE: _WORKER | _OVERSEER,
    Verb.REREAD_SYMPTOM: _WORKER | _OVERSEER,
    Verb.REREAD_INTENT: _WORKER | _OVERSEER,
    Verb.REREAD_PLACE: _WORKER | _OVERSEER,
    Verb.REREAD_IMPACT: _WORKER | _OVERSEER,
    Verb.REREAD_SAFETY: _WORKER | _OVERSEER,
    Verb.TAKE_OVER: _OVERSEER,
    Verb.INCIDENT: _OVERSEER,
    Verb.CALL_LIST: _OVERSEER,
    Verb.CALLED: _OVERSEER,
    Verb.NOT_REACHED: _OVERSEER,
    Verb.FOLLOW_UP: _OVERSEER | _FOLLOWER,
    Verb.ERRAND: _OVERSEER | _FOLLOWER,
    Verb.PHONED: _OVERSEER,
    Verb.REPORT: _WORKER | _OVERSEER | _TEACHER,
    Verb.REPORT_NOTE: _WORKER | _OVERSEER,
    Verb.REPORT_SIGN: _WORKER,
    Verb.REPORT_CONFIRM: _TEACHER,
    Verb.REPORT_WRONG: _TEACHER,
    Verb.WHO_CALLED: _STAFF_ON_IT,
    Verb.WHY_ME: _CREW,
    Verb.ARRIVAL_CODE: _TEACHER,
    Verb.TEACHER_REACHED: _WORKER,
    Verb.TEACHER_NO_ANSWER: _WORKER,
    Verb.TEACHER_NUMBER: _WORKER,
    Verb.USE_NOTE: _WORKER,
    Verb.RELAY_TO: _AT_WORK,
    Verb.NOTE_ON: _STAFF_ON_IT,
    Verb.PARTNER: _WORKER | _OVERSEER,
    Verb.PARTNER_TO: _WORKER | _OVERSEER,
    Verb.JOIN_JOB: frozenset({Relation.ASKED, Relation.CALLED, Relation.OVERSEER}),
    **dict.fromkeys((Verb.EXTEND, Verb.EXTEND_FOR, Verb.EXTEND_UNTIL), _OVERSEER),
    Verb.WATCH: _OVERSEER,
    Verb.UNWATCH: _OVERSEER,
    Verb.TRAIL: _STAFF_ON_IT,
    Verb.LEAVE_JOB: frozenset({Relation.PARTNER}),
    Verb.SHOW: _STAFF_ON_IT | _IN_THE_ROOM | _AFFECTED,
    Verb.WHY: _STAFF_ON_IT | _AFFECTED,
}


_SUPERVISORS = frozenset({Role.SUPERVISOR})
_STAFF = frozenset({Role.ENGINEER, Role.SUPERVISOR})

OF_ROSTERS: dict[Verb, frozenset[Role]] = {
    Verb.ROSTER_LEAVE_AGREE: _SUPERVISORS,
    Verb.ROSTER_LEAVE_DECLINE: _SUPERVISORS,
    Verb.ROSTER_SWAP_TURN: _STAFF,
    Verb.ROSTER_SWAP_WITH: _STAFF,
    Verb.ROSTER_SWAP_AGREE: _STAFF,
    Verb.ROSTER_SWAP_DECLINE: _STAFF,
    Verb.ROSTER_STAND_TEAM: _SUPERVISORS,
    Verb.ROSTER_STAND_PERSON: _SUPERVISORS,
    Verb.ROSTER_TAKE: _STAFF,
}
"""Who may press what of a roster, by role. Whose leave, swap or team it is, is checked against that entry."""


OF_REHEARSALS: dict[Verb, frozenset[Role]] = dict.fromkeys(
    (Verb.REHEARSE, Verb.REHEARSE_GRADE, Verb.REHEARSE_AT), _SUPERVISORS
)
"""Who may try what would happen, by role. Whose school it is, is checked against the school."""

OF_ACCESS: dict[Verb, frozenset[Role]] = {
    **dict.fromkeys((Verb.SESSION_END, Verb.SESSION_END_OTHERS), _STAFF),
    **dict.fromkeys((Verb.ADMIT, Verb.ADMIT_NOT), _SUPERVISORS),
}
"""Who may end sessions and agree to invitations, by role. Whose it is, is checked against the session, the invitation."""


def require_role(person: Person, verb: Verb) -> None:
    """Raise NotAllowed when nobody of this role may do that to a roster, rehearse, or let people in and out."""
    if person.role not in (OF_ROSTERS | OF_REHEARSALS | OF_ACCESS)[verb]:
        raise NotAllowed(verb)


def relations(person: Person, ticket: Ticket) -> frozenset[Relation]:
    """Everything this person is to the ticket."""
    me = person.id
    held = {
        Relation.REPORTER: me == ticket.reporter,
        Relation.HELPER: me == ticket.helper,
        Relation.AFFECTED: me in ticket.voices.people,
        Relation.HANDLER: me == ticket.handler,
        Relation.CALLED: me in ticket.paged and person.role is not Role.TEACHER,
        Relation.FOLLOWER: me == ticket.aftercare.follow_up,
        Relation.ASKED: me in ticket.conduct.asked,
        Relation.PARTNER: me in ticket.conduct.partners,
        Relation.OVERSEER: person.role is Role.SUPERVISOR and person.covers(ticket.school),
    }
    return frozenset(relation for relation, is_so in held.items() if is_so)


def require(person: Person, verb: Verb, ticket: Ticket) -> None:
    """Raise NotFound when the ticket is none of theirs, NotAllowed when it is but not for this verb."""
    held = relations(person, ticket)
    if not held:
        raise NotFound(ticket.id)
    if not held & ALLOWED[verb]:
        raise NotAllowed(verb)


def may(person: Person, verb: Verb, ticket: Ticket) -> bool:
    """Whether the press would be allowed; what it does may still come too late."""
    return bool(relations(person, ticket) & ALLOWED[verb])


def may_see(person: Person, ticket: Ticket) -> bool:
    """Whether the ticket may be shown: to its people, and to staff whose scope contains the school."""
    staff = person.role is not Role.TEACHER and person.covers(ticket.school)
    return staff or bool(relations(person, ticket))


def may_see_inside(person: Person, ticket: Ticket) -> bool:
    """Whether internal notes may be shown too: to staff who may see the ticket, to no teacher."""
    return person.role is not Role.TEACHER and may_see(person, ticket)
