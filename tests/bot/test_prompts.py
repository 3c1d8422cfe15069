"""Which buttons stand under which message: none that the ticket's state would refuse, each with somebody who may press it."""

from dataclasses import replace

import pytest

from bot.prompts import options
from bot.router import PRESSES
from desk import events as ev
from desk.buttons import Option, Press, Verb
from desk.grading import FaultFacts
from desk.holds import HoldReason
from desk.ids import IncidentId, PersonId
from desk.lifecycle import allows
from desk.notices import Kind, Notice
from desk.people import Person
from desk.permissions import require
from desk.reading import DeviceClass, Impact, Symptom
from desk.ticket import Status, Ticket, evolve
from tests.kit.builders import (
    ENGINEER,
    MINUTE,
    NOON,
    SECOND,
    SUPERVISOR,
    TEACHER,
    a_brief,
    a_person,
    a_ticket,
)

OPEN = [status for status in Status if status.is_open]
WATCHED = [
    Kind.NEAR,
    Kind.MISSED,
    Kind.SAFETY_ALERT,
    Kind.RISEN,
    Kind.AGEING,
    Kind.HUMAN_WANTED,
    Kind.CALL_LIST,
]
REINS = [Verb.REASSIGN, Verb.CALL_LIST, Verb.TAKE_OVER]
CARDS = [Kind.JOB, Kind.REMIND, Kind.BREACHED]
# What a press brings about; the lifecycle must allow it while the button is shown.
CAUSES: dict[Verb, type[ev.Event]] = {
    Verb.CONFIRM_FIXED: ev.FixConfirmed,
    Verb.DENY_FIXED: ev.FixDenied,
    Verb.URGE: ev.Urged,
    Verb.TALK_TO_HUMAN: ev.HumanRequested,
    Verb.CANCEL: ev.Cancelled,
    Verb.ACCEPT: ev.Acknowledged,
    Verb.REASSIGN: ev.Reassigned,
    Verb.NEED_HELP: ev.HelpRequested,
    Verb.DEPART: ev.Departed,
    Verb.ARRIVE: ev.Arrived,
    Verb.DIAGNOSE: ev.Diagnosed,
    Verb.RESTORE: ev.TeachingRestored,
    Verb.REPAIR: ev.Repaired,
    Verb.TAKE_OVER: ev.TakenOver,
    Verb.PHONED: ev.PhoneCallMade,
    Verb.OBJECT: ev.GradeObjected,
    Verb.REGRADE: ev.Regraded,
    Verb.REGRADE_TO: ev.Regraded,
    Verb.PROPOSE: ev.GradeObjected,
    Verb.PROPOSE_TO: ev.GradeObjected,
    Verb.UPHOLD: ev.GradeUpheld,
    Verb.REREAD: ev.FaultCorrected,
}


def shown(kind: Kind, ticket: Ticket | None, me: PersonId) -> list[Verb]:
    about = a_brief(ticket) if ticket else None
    return [option.press.verb for option in options(Notice(kind, "k"), about, a_person(me))]


@pytest.mark.parametrize(
    ("status", "steps"),
    [
        (Status.ACCEPTED, [Verb.DEPART, Verb.ARRIVE, Verb.DIAGNOSE, Verb.RESTORE, Verb.REPAIR]),
        (Status.EN_ROUTE, [Verb.ARRIVE, Verb.DIAGNOSE, Verb.RESTORE, Verb.REPAIR]),
        (Status.ON_SITE, [Verb.DIAGNOSE, Verb.RESTORE, Verb.REPAIR]),
        (Status.DIAGNOSED, [Verb.RESTORE, Verb.REPAIR]),
        (Status.RESTORED, [Verb.REPAIR]),
    ],
)
def test_the_handlers_card_offers_the_steps_ahead_and_never_those_behind(
    status: Status, steps: list[Verb]
) -> None:
    always = [Verb.HOLD, Verb.WHY, Verb.REASSIGN, Verb.NEED_HELP, Verb.PROPOSE, Verb.REREAD]
    assert shown(Kind.JOB, a_ticket(status=status), ENGINEER) == [*steps, *always]


def test_a_job_on_hold_offers_to_resume_and_not_to_hold_again() -> None:
    held = ev.Held(at=NOON + MINUTE, by=ENGINEER, reason=HoldReason.PARTS, until=NOON + 90 * MINUTE)
    offered = shown(Kind.JOB, evolve(a_ticket(status=Status.ACCEPTED), held), ENGINEER)
    assert Verb.RESUME in offered
    assert Verb.HOLD not in offered


@pytest.mark.parametrize("me", [ENGINEER, SECOND, SUPERVISOR])
def test_a_waiting_job_is_offered_to_everybody_who_got_its_card(me: PersonId) -> None:
    offer = [Verb.ACCEPT, Verb.REASSIGN, Verb.NEED_HELP]
    assert shown(Kind.JOB, a_ticket(), me) == (
        [*offer, Verb.REGRADE, Verb.REREAD] if me == SUPERVISOR else offer
    )


@pytest.mark.parametrize("kind", CARDS)
def test_a_job_in_other_hands_offers_nothing_to_an_engineer_and_the_reins_to_a_supervisor(kind: Kind) -> None:
    taken = a_ticket(status=Status.EN_ROUTE)
    assert shown(kind, taken, SECOND) == []
    assert shown(kind, taken, SUPERVISOR) == [*REINS, Verb.HOLD, Verb.REGRADE, Verb.REREAD]
    assert [o.press.verb for o in options(Notice(kind, "k"), a_brief(taken), None)] == []


@pytest.mark.parametrize("status", [Status.REPAIRED, Status.CLOSED, Status.CANCELLED])
@pytest.mark.parametrize("me", [ENGINEER, SECOND, SUPERVISOR])
def test_of_a_finished_job_there_is_the_report_and_the_reading_for_whoever_had_it_and_supervisors(
    status: Status, me: PersonId
) -> None:
    ticket = a_ticket(status=status)
    mine = me in (ticket.handler, SUPERVISOR)
    report = [Verb.REPORT] if status is Status.CLOSED else []
    assert shown(Kind.JOB, ticket, me) == ([*report, Verb.REREAD] if mine else [])


def test_the_rating_buttons_count_upwards_so_that_a_typed_five_is_a_five() -> None:
    about = a_brief(a_ticket(status=Status.CLOSED))
    asked = options(Notice(Kind.ASK_RATING, "k"), about, a_person())
    assert [option.press.arg for option in asked] == ["1", "2", "3", "4", "5"]


def audience(kind: Kind, ticket: Ticket) -> list[Person]:
    """Who gets such a message."""
    if kind in WATCHED or kind is Kind.CALLBACK:
        return [a_person(SUPERVISOR)]
    if kind in (Kind.OBJECTION, Kind.OBJECTION_WAITS):
        return [a_person(SUPERVISOR)]
    if kind is Kind.ASK_GRADE:
        return [a_person(who) for who in (SUPERVISOR, ENGINEER)]
    if kind in CARDS:
        crew = [*ticket.paged, *([ticket.handler] if ticket.handler else []), SUPERVISOR]
        return [a_person(who) for who in dict.fromkeys(crew)]
    if kind is Kind.PARTNER_CALLED:
        return [a_person(one) for one in ticket.conduct.asked]
    if kind in (Kind.PHONE_TEACHER, Kind.TEACHER_NUMBER):
        return [a_person(ENGINEER)] if ticket.handler else []
    return [a_person(TEACHER)]


@pytest.mark.parametrize("status", list(Status))
@pytest.mark.parametrize("kind", list(Kind))
def test_every_button_leads_somewhere_for_the_one_who_sees_it(kind: Kind, status: Status) -> None:
    ticket = a_ticket(status=status)
    for person in audience(kind, ticket):
        for option in options(Notice(kind, "k"), a_brief(ticket), person):
            verb = option.press.verb
            assert verb in PRESSES
            assert option.press.ticket == ticket.id
            if verb in (Verb.LESSON_NOW, Verb.LESSON_NOT_NOW):
                continue
            require(person, verb, ticket)
            noted = verb is Verb.REREAD and allows(ticket, ev.ReadingNoted)
            assert noted or verb not in CAUSES or allows(ticket, CAUSES[verb])


def test_a_message_with_buttons_of_its_own_shows_these_and_no_others() -> None:
    own = (Option(Press(Verb.PICK_SCHOOL, None, "east"), "East"),)
    assert options(Notice(Kind.PROGRESS, "k", options=own), a_brief(), None) == own
    assert options(Notice(Kind.ASK_SCHOOL, "k", options=own), None, None) == own


@pytest.mark.parametrize("kind", list(Kind))
def test_a_message_about_no_ticket_has_no_standing_buttons(kind: Kind) -> None:
    assert shown(kind, None, TEACHER) == []


def test_a_progress_message_of_a_finished_job_offers_nothing_to_hurry() -> None:
    assert shown(Kind.PROGRESS, a_ticket(), TEACHER) == [
        Verb.WHY, Verb.URGE, Verb.TALK_TO_HUMAN, Verb.CANCEL,
    ]  # fmt: skip
    assert shown(Kind.PROGRESS, a_ticket(status=Status.CLOSED), TEACHER) == []


def test_a_supervisor_who_has_the_job_sees_the_steps() -> None:
    taken = evolve(a_ticket(), ev.TakenOver(at=NOON, by=SUPERVISOR))
    assert shown(Kind.JOB, taken, SUPERVISOR)[0] is Verb.DEPART
    other = replace(a_person(SUPERVISOR), id=PersonId("other"))
    found = options(Notice(Kind.JOB, "k"), a_brief(taken), other)
    assert [o.press.verb for o in found] == [*REINS, Verb.HOLD, Verb.REGRADE, Verb.REREAD]
    assert shown(Kind.JOB, taken, SUPERVISOR)[-2:] == [Verb.REGRADE, Verb.REREAD]


def grades(ticket: Ticket, me: PersonId, kind: Kind = Kind.ASK_GRADE) -> list[tuple[Verb, str]]:
    found = options(Notice(kind, "k"), a_brief(ticket), a_person(me))
    return [(option.press.verb, option.press.arg) for option in found]


def test_a_supervisor_decides_about_a_grade_and_the_handler_suggests_one() -> None:
    ticket = a_ticket(status=Status.ACCEPTED, grade="III")
    assert grades(ticket, SUPERVISOR) == [(Verb.REGRADE_TO, grade) for grade in ("I", "II", "IV")]
    assert grades(ticket, ENGINEER) == [(Verb.PROPOSE_TO, grade) for grade in ("I", "II", "IV")]
    assert grades(ticket, SECOND) == []


def test_an_objection_is_upheld_or_followed_until_somebody_has_decided() -> None:
    ticket = evolve(a_ticket(grade="III"), ev.GradeObjected(at=NOON, by=TEACHER))
    assert grades(ticket, SUPERVISOR, Kind.OBJECTION)[0] == (Verb.UPHOLD, "")
    assert len(grades(ticket, SUPERVISOR, Kind.OBJECTION)) == 4
    decided = evolve(ticket, ev.GradeUpheld(at=NOON, by=SUPERVISOR, note="one room"))
    assert grades(decided, SUPERVISOR, Kind.OBJECTION_WAITS) == []


def test_every_open_status_is_met_above() -> None:
    assert len(OPEN) == 7


@pytest.mark.parametrize(
    ("kind", "pack", "impact", "offered"),
    [
        (Kind.MISSED, "changge", Impact.MULTI_ROOM, True),
        (Kind.MISSED, "changge", Impact.SINGLE_DEVICE, False),
        (Kind.MISSED, "puyang_unicom", Impact.MULTI_ROOM, False),
        (Kind.JOB, "changge", Impact.SINGLE_DEVICE, False),
        (Kind.AGEING, "changge", Impact.MULTI_ROOM, False),
    ],
)
def test_a_plan_is_offered_where_the_pack_says_so(
    kind: Kind, pack: str, impact: Impact, offered: bool
) -> None:
    facts = FaultFacts(impact=impact, device=DeviceClass.NETWORK, symptom=Symptom.NETWORK_DOWN)
    ticket = a_ticket(pack=pack, status=Status.ACCEPTED, facts=facts)
    assert (Verb.INCIDENT in shown(kind, ticket, SUPERVISOR)) is offered
    joined = ev.JoinedIncident(at=NOON, by=SUPERVISOR, incident=IncidentId("i"), incident_no=1)
    assert Verb.INCIDENT not in shown(kind, evolve(ticket, joined), SUPERVISOR)
    assert Verb.INCIDENT not in shown(Kind.JOB, ticket, ENGINEER)


@pytest.mark.parametrize("kind", [Kind.JOB, Kind.NEAR, Kind.RISEN, Kind.SAFETY_ALERT])
def test_the_gravest_grades_cards_offer_a_plan_to_supervisors_alone(kind: Kind) -> None:
    grave = a_ticket(status=Status.ACCEPTED, grade="I")
    assert Verb.INCIDENT in shown(kind, grave, SUPERVISOR)
    assert Verb.INCIDENT not in shown(Kind.JOB, grave, SECOND)
