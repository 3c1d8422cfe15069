"""Who may press what: the whole matrix of verbs and relations, and where relations come from (S04, S05)."""

import itertools
from dataclasses import replace

import pytest

from desk import events as ev
from desk import life_events as lev
from desk.aftercare_events import FollowUpOpened
from desk.buttons import Verb
from desk.ids import PersonId, SchoolId
from desk.people import Person, Role, Tier
from desk.permissions import (
    ALLOWED,
    OF_REHEARSALS,
    OF_ROSTERS,
    Relation,
    may_see,
    may_see_inside,
    relations,
    require,
    require_role,
)
from desk.refusals import NotAllowed, NotFound
from desk.ticket import Status, Ticket, evolve
from desk.voice_events import VoiceJoined
from tests.kit.builders import BLACK_BOARD, ENGINEER, NOON, SECOND, SUPERVISOR, TEACHER, a_person, a_ticket

REPORTER, HELPER, AFFECTED, HANDLER, CALLED, ASKED, PARTNER, OVERSEER, FOLLOWER = Relation
TEACHERS = {
    Verb.PICK_ROOM, Verb.RATE, Verb.CANCEL, Verb.CANCEL_REALLY, Verb.KEEP, Verb.OBJECT,
    Verb.ARRIVAL_CODE,
}  # fmt: skip
IN_THE_ROOM = {*(verb for verb in Verb if verb.startswith("step_"))}
STEPS = {
    *(Verb.DEPART, Verb.ARRIVE, Verb.DIAGNOSE, Verb.RESTORE, Verb.REPAIR, Verb.PROPOSE, Verb.PROPOSE_TO),
    *(Verb.TEACHER_REACHED, Verb.TEACHER_NO_ANSWER, Verb.TEACHER_NUMBER, Verb.USE_NOTE),
}
HOLDS = {Verb.HOLD, Verb.HOLD_FOR, Verb.HOLD_UNTIL, Verb.RESUME}
READINGS = {
    Verb.REREAD,
    Verb.REREAD_DEVICE,
    Verb.REREAD_SYMPTOM,
    Verb.REREAD_INTENT,
    Verb.REREAD_PLACE,
    Verb.REREAD_IMPACT,
    Verb.REREAD_SAFETY,
}
CREWS = {Verb.REASSIGN, Verb.REASSIGN_TO}
EXPECTED: dict[Verb, frozenset[Relation]] = {
    **dict.fromkeys(TEACHERS, frozenset({REPORTER})),
    **dict.fromkeys(IN_THE_ROOM, frozenset({REPORTER, HELPER})),
    **dict.fromkeys(STEPS, frozenset({HANDLER})),
    **dict.fromkeys(CREWS, frozenset({HANDLER, CALLED, OVERSEER})),
    **dict.fromkeys((Verb.TALK_TO_HUMAN, Verb.PROGRESS), frozenset({REPORTER, HELPER, AFFECTED})),
    **dict.fromkeys((Verb.URGE, Verb.APART), frozenset({REPORTER, AFFECTED})),
    Verb.SPLIT: frozenset({HANDLER, CALLED, OVERSEER}),
    **dict.fromkeys((Verb.CONFIRM_FIXED, Verb.DENY_FIXED), frozenset({REPORTER, AFFECTED, OVERSEER})),
    **dict.fromkeys(HOLDS | READINGS, frozenset({HANDLER, OVERSEER})),
    Verb.ACCEPT: frozenset({CALLED, OVERSEER}),
    **dict.fromkeys((Verb.REGRADE, Verb.REGRADE_TO, Verb.UPHOLD), frozenset({OVERSEER})),
    **dict.fromkeys((Verb.TAKE_OVER, Verb.INCIDENT), frozenset({OVERSEER})),
    **dict.fromkeys((Verb.CALL_LIST, Verb.CALLED, Verb.NOT_REACHED), frozenset({OVERSEER})),
    **dict.fromkeys((Verb.FOLLOW_UP, Verb.ERRAND), frozenset({OVERSEER, FOLLOWER})),
    Verb.PHONED: frozenset({OVERSEER}),
    Verb.REPORT: frozenset({REPORTER, HANDLER, OVERSEER}),
    Verb.REPORT_NOTE: frozenset({HANDLER, OVERSEER}),
    Verb.REPORT_SIGN: frozenset({HANDLER}),
    **dict.fromkeys((Verb.REPORT_CONFIRM, Verb.REPORT_WRONG), frozenset({REPORTER})),
    Verb.NEED_HELP: frozenset({HANDLER, CALLED, PARTNER, OVERSEER}),
    Verb.RELAY_TO: frozenset({HANDLER, PARTNER}),
    Verb.NOTE_ON: frozenset({HANDLER, CALLED, ASKED, PARTNER, OVERSEER}),
    **dict.fromkeys((Verb.PARTNER, Verb.PARTNER_TO), frozenset({HANDLER, OVERSEER})),
    Verb.JOIN_JOB: frozenset({ASKED, CALLED, OVERSEER}),
    Verb.LEAVE_JOB: frozenset({PARTNER}),
    **dict.fromkeys((Verb.WATCH, Verb.UNWATCH), frozenset({OVERSEER})),
    **dict.fromkeys((Verb.EXTEND, Verb.EXTEND_FOR, Verb.EXTEND_UNTIL), frozenset({OVERSEER})),
    Verb.TRAIL: frozenset({HANDLER, CALLED, ASKED, PARTNER, OVERSEER}),
    Verb.SHOW: frozenset({REPORTER, HELPER, AFFECTED, HANDLER, CALLED, ASKED, PARTNER, OVERSEER}),
    Verb.WHY: frozenset({REPORTER, AFFECTED, HANDLER, CALLED, ASKED, PARTNER, OVERSEER}),
    Verb.WHO_CALLED: frozenset({HANDLER, CALLED, ASKED, PARTNER, OVERSEER}),
    Verb.WHY_ME: frozenset({HANDLER, CALLED, OVERSEER}),
}
OF_EVENTS = {verb for verb in Verb if verb.startswith(("event_", "incident_", "roster_", "rehearse"))}
OF_NO_TICKET = {
    *(Verb.SESSION_END, Verb.SESSION_END_OTHERS, Verb.ADMIT, Verb.ADMIT_NOT),
    *(Verb.MY_DATA, Verb.ERASE, Verb.ERASE_REALLY, Verb.ERASE_KEEP),
    *(Verb.PICK_SCHOOL, Verb.LESSON_NOW, Verb.LESSON_NOT_NOW, Verb.SCOPE, Verb.CONDITION),
    *OF_EVENTS,
}
IN_HAND = evolve(a_ticket(way=()), ev.SelfHelpPassed(at=NOON, by=TEACHER, to=PersonId("keeper")))
IN_HAND = evolve(IN_HAND, ev.Paged(at=NOON, people=(SECOND,), rung=0, tiers=(Tier.SECOND,)))
IN_HAND = evolve(evolve(IN_HAND, ev.Acknowledged(at=NOON, by=ENGINEER)), ev.Departed(at=NOON, by=ENGINEER))
IN_HAND = evolve(
    IN_HAND, VoiceJoined(at=NOON, by=PersonId("colleague"), facts=BLACK_BOARD, place="Class 3-2")
)
IN_HAND = evolve(IN_HAND, FollowUpOpened(at=NOON, to=PersonId("follower"), score=1))
IN_HAND = evolve(IN_HAND, lev.PartnerAsked(at=NOON, by=ENGINEER, to=PersonId("invited")))
IN_HAND = evolve(IN_HAND, lev.PartnerJoined(at=NOON, by=PersonId("along")))
WHO: dict[Relation, Person] = {
    REPORTER: a_person(TEACHER),
    HELPER: replace(a_person(PersonId("keeper")), role=Role.TEACHER),
    AFFECTED: replace(a_person(PersonId("colleague")), role=Role.TEACHER),
    HANDLER: a_person(ENGINEER),
    CALLED: a_person(SECOND),
    ASKED: a_person(PersonId("invited")),
    PARTNER: a_person(PersonId("along")),
    OVERSEER: a_person(SUPERVISOR),
    FOLLOWER: a_person(PersonId("follower")),
}
ELSEWHERE = (SchoolId("another"),)


@pytest.mark.parametrize(("verb", "relation"), list(itertools.product(sorted(EXPECTED), Relation)))
def test_every_verb_for_every_relation(verb: Verb, relation: Relation) -> None:
    person = WHO[relation]
    assert relations(person, IN_HAND) == {relation}
    if relation in EXPECTED[verb]:
        require(person, verb, IN_HAND)
        return
    with pytest.raises(NotAllowed):
        require(person, verb, IN_HAND)


STRANGERS = {
    "another teacher": Person(PersonId("x"), "Bai", Role.TEACHER, (SchoolId("school"),)),
    "an engineer who was not called": Person(
        PersonId("y"), "Gu", Role.ENGINEER, (SchoolId("school"),), Tier.FIRST
    ),
    "an engineer of another school": Person(PersonId("z"), "He", Role.ENGINEER, ELSEWHERE, Tier.FIRST),
    "a supervisor of another school": Person(
        PersonId("w"), "Lu", Role.SUPERVISOR, ELSEWHERE, Tier.SUPERVISOR
    ),
}


@pytest.mark.parametrize(("verb", "who"), list(itertools.product(sorted(EXPECTED), STRANGERS)))
def test_a_ticket_that_is_none_of_yours_does_not_exist(verb: Verb, who: str) -> None:
    with pytest.raises(NotFound):
        require(STRANGERS[who], verb, IN_HAND)


def test_the_matrix_knows_every_verb_about_a_ticket() -> None:
    assert set(ALLOWED) == set(EXPECTED)
    assert set(Verb) == set(EXPECTED) | OF_NO_TICKET


def test_the_page_of_an_earlier_round_grants_nothing() -> None:
    repaired = a_ticket(status=Status.REPAIRED)
    assert relations(a_person(ENGINEER), repaired) == {HANDLER, CALLED}
    denied = evolve(repaired, ev.FixDenied(at=NOON, by=TEACHER))
    assert relations(a_person(ENGINEER), denied) == set()


def test_a_role_that_was_taken_away_takes_the_right_with_it() -> None:
    demoted = replace(a_person(SECOND), role=Role.TEACHER)
    assert relations(demoted, IN_HAND) == set()
    moved = replace(a_person(SUPERVISOR), schools=ELSEWHERE)
    assert relations(moved, IN_HAND) == set()


def test_a_supervisor_with_the_job_may_work_it() -> None:
    taken = evolve(a_ticket(), ev.TakenOver(at=NOON, by=SUPERVISOR))
    assert relations(a_person(SUPERVISOR), taken) == {HANDLER, OVERSEER}
    require(a_person(SUPERVISOR), Verb.DEPART, taken)


def may(person: Person, ticket: Ticket = IN_HAND) -> bool:
    return may_see(person, ticket)


def test_a_ticket_is_seen_by_its_people_and_by_staff_of_the_school() -> None:
    assert all(may(person) for person in WHO.values())
    assert may(STRANGERS["an engineer who was not called"])
    assert may(replace(STRANGERS["an engineer of another school"], schools=()))
    assert not may(STRANGERS["another teacher"])
    assert not may(STRANGERS["an engineer of another school"])
    assert not may(STRANGERS["a supervisor of another school"])


def test_internal_notes_are_for_staff_of_the_school_and_for_no_teacher() -> None:
    teachers = {REPORTER, HELPER, AFFECTED}
    assert {who for who, person in WHO.items() if may_see_inside(person, IN_HAND)} == set(Relation) - teachers
    assert not may_see_inside(STRANGERS["an engineer of another school"], IN_HAND)


def test_an_engineer_called_from_another_school_sees_the_job() -> None:
    assert may(replace(a_person(SECOND), schools=ELSEWHERE))


OVERSEEING = {
    *(Verb.ROSTER_LEAVE_AGREE, Verb.ROSTER_LEAVE_DECLINE),
    *(Verb.ROSTER_STAND_TEAM, Verb.ROSTER_STAND_PERSON),
}


def test_every_button_of_a_roster_is_in_the_table() -> None:
    assert set(OF_ROSTERS) == {verb for verb in Verb if verb.startswith("roster_")}


@pytest.mark.parametrize("verb", OF_ROSTERS)
@pytest.mark.parametrize("role", Role)
def test_rosters_are_changed_by_staff_and_others_leave_by_supervisors_only(verb: Verb, role: Role) -> None:
    person = replace(a_person(TEACHER), role=role)
    if role is Role.SUPERVISOR or (role is Role.ENGINEER and verb not in OVERSEEING):
        require_role(person, verb)
    else:
        with pytest.raises(NotAllowed):
            require_role(person, verb)


@pytest.mark.parametrize("role", Role)
def test_only_supervisors_rehearse(role: Role) -> None:
    assert set(OF_REHEARSALS) == {verb for verb in Verb if verb.startswith("rehearse")}
    person = replace(a_person(TEACHER), role=role)
    for verb in OF_REHEARSALS:
        if role is Role.SUPERVISOR:
            require_role(person, verb)
        else:
            with pytest.raises(NotAllowed):
                require_role(person, verb)
