"""The table of what may happen when, in full: every event in every status is either allowed or refused by name."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk import aftercare_events as aev
from desk import events as ev
from desk import life_events as lev
from desk import report_events as rev
from desk import voice_events as vev
from desk.calendars import CalendarId
from desk.contract import Milestone, StageName
from desk.holds import HoldReason
from desk.ids import EventId, GradeId, IncidentId, MediaId, PersonId, StepId, TicketId, TreeId
from desk.lifecycle import MAY_HAPPEN, allows, require
from desk.people import Tier
from desk.reading import Answer, Occasion
from desk.refusals import AlreadyTaken, TooLate
from desk.ticket import Status, evolve, open_from, replay
from tests.kit.builders import (
    BLACK_BOARD,
    ENGINEER,
    MINUTE,
    NOON,
    SECOND,
    SUPERVISOR,
    TEACHER,
    a_ticket,
    a_verdict,
    an_opening,
)

WAITING, ACCEPTED, EN_ROUTE, ON_SITE, DIAGNOSED, RESTORED, REPAIRED, CLOSED, CANCELLED = Status
WORKING = {ACCEPTED, EN_ROUTE, ON_SITE, DIAGNOSED, RESTORED}
OPEN = WORKING | {WAITING, REPAIRED}

# Written out from the journeys (features.md), not from the code: who may do what while the job stands where.
EXPECTED: dict[type[ev.Event], set[Status]] = {
    ev.Acknowledged: {WAITING},
    ev.TakenOver: {WAITING, ACCEPTED, EN_ROUTE, ON_SITE, DIAGNOSED, RESTORED},
    ev.Reassigned: {WAITING, ACCEPTED, EN_ROUTE, ON_SITE, DIAGNOSED, RESTORED},
    ev.HelpRequested: {WAITING, ACCEPTED, EN_ROUTE, ON_SITE, DIAGNOSED, RESTORED},
    ev.Departed: {ACCEPTED},
    ev.Arrived: {ACCEPTED, EN_ROUTE},
    ev.Diagnosed: {ACCEPTED, EN_ROUTE, ON_SITE},
    ev.TeachingRestored: {ACCEPTED, EN_ROUTE, ON_SITE, DIAGNOSED},
    ev.WorkedAround: {WAITING, ACCEPTED, EN_ROUTE, ON_SITE, DIAGNOSED},
    ev.Repaired: WORKING,
    ev.Held: WORKING,
    ev.Resumed: set(),  # of a job that is not on hold, never
    ev.FixConfirmed: OPEN,
    ev.FixDenied: {RESTORED, REPAIRED, CLOSED},
    ev.Cancelled: OPEN,
    ev.Urged: OPEN,
    ev.HumanRequested: OPEN,
    ev.InformationAdded: OPEN,
    ev.FaultCorrected: OPEN,
    ev.ReadingNoted: {REPAIRED, CLOSED, CANCELLED},
    ev.Regraded: OPEN,
    ev.GradeObjected: OPEN,
    ev.GradeUpheld: OPEN,
    ev.FaultSpread: OPEN,
    ev.JoinedIncident: OPEN,
    ev.SelfHelpOffered: {WAITING, ACCEPTED, EN_ROUTE, ON_SITE, DIAGNOSED},
    ev.StepAnswered: {WAITING, ACCEPTED, EN_ROUTE, ON_SITE, DIAGNOSED},
    ev.SelfHelpPassed: {WAITING, ACCEPTED, EN_ROUTE, ON_SITE, DIAGNOSED},
    ev.SelfHelpEnded: OPEN,
    ev.PhoneCallMade: OPEN,
    ev.Rated: {CLOSED},
    lev.ArrivalShown: {ON_SITE, DIAGNOSED, RESTORED},
    lev.ArrivalCodeGiven: WORKING,
    lev.ArrivalCodeFailed: WORKING,
    lev.TeacherPhoned: WORKING,
    lev.NumberShown: WORKING,
    lev.MessageRelayed: OPEN,
    lev.NoteAdded: set(Status),
    lev.PartnerAsked: WORKING,
    lev.PartnerJoined: WORKING,
    lev.PartnerLeft: OPEN,
    lev.WatchBegun: OPEN,
    lev.WatchEnded: set(Status),
    lev.Extended: WORKING,
    rev.ReportNoted: WORKING | {REPAIRED, CLOSED},
    rev.ReportSigned: {CLOSED},
    rev.SignatureAsked: {CLOSED},
    rev.SignatureFailed: {CLOSED},
    rev.SignatureLapsed: {CLOSED},
    rev.ReportDeclined: {CLOSED},
    aev.TeacherCalled: set(),  # where no call-back is owed, never
    aev.RatingAsked: {CLOSED},
    aev.RatingExplained: {CLOSED},
    aev.FollowedUp: set(),  # where nothing is to be followed up, never
    vev.VoiceJoined: OPEN - {REPAIRED},
    vev.VoiceLeft: set(Status),
    vev.CommonFaultFound: OPEN - {REPAIRED},
    vev.JoinedCommonFault: {WAITING},
    vev.LeftCommonFault: set(),  # of a ticket that follows none, never
    vev.CommonFaultSplit: set(),  # of a ticket that leads none, never
    vev.CommonFaultRepaired: set(),
}
THE_CLOCKS = set(ev.EVENT_TYPES.values()) - set(EXPECTED) - {ev.TicketOpened}
EVERY_CELL = [(event, status) for event in ev.EVENT_TYPES.values() for status in Status]


@pytest.mark.parametrize(
    ("event", "status"), EVERY_CELL, ids=lambda cell: getattr(cell, "__name__", str(cell))
)
def test_every_event_in_every_status_is_allowed_or_refused(event: type[ev.Event], status: Status) -> None:
    ticket = a_ticket(status=status)
    if event not in EXPECTED or status in EXPECTED[event]:
        require(ticket, event)
        assert allows(ticket, event)
        return
    assert not allows(ticket, event)
    with pytest.raises(TooLate):
        require(ticket, event)


def test_the_table_knows_every_event_that_a_person_can_cause() -> None:
    assert set(MAY_HAPPEN) == set(EXPECTED)
    assert {event.__name__ for event in THE_CLOCKS} == {
        "ReviewReminded", "MajorEventNeared", "SafetyInstructed", "Paged", "NobodyOnCall", "CallListSent", "PageUndelivered", "DeadlineNeared",
        "DeadlineMissed", "ConfirmationAsked", "CallbackDue", "TermsApplied", "RepairRepeated", "FollowUpOpened", "FollowUpReminded",
    }  # fmt: skip


@pytest.mark.parametrize("status", sorted(WORKING))
def test_a_second_acknowledgement_says_that_somebody_has_the_job(status: Status) -> None:
    with pytest.raises(AlreadyTaken):
        require(a_ticket(status=status), ev.Acknowledged)


@pytest.mark.parametrize("status", [REPAIRED, CLOSED, CANCELLED])
def test_an_acknowledgement_of_a_finished_job_is_only_too_late(status: Status) -> None:
    with pytest.raises(TooLate) as refusal:
        require(a_ticket(status=status), ev.Acknowledged)
    assert not isinstance(refusal.value, AlreadyTaken)


def test_after_a_reassignment_the_job_can_be_accepted_again() -> None:
    handed_on = evolve(a_ticket(status=ON_SITE), ev.Reassigned(at=NOON, by=ENGINEER, to=SECOND))
    assert (handed_on.status, handed_on.handler) == (WAITING, None)
    require(handed_on, ev.Acknowledged)


def _at(at: datetime, minutes: int) -> datetime:
    return at + minutes * MINUTE


PEOPLE = (ENGINEER, SECOND, SUPERVISOR)
ANYTHING: tuple[Callable[[datetime, PersonId], ev.Event], ...] = (
    lambda at, who: ev.InformationAdded(at=at, by=TEACHER, words="again", media=(MediaId("m"),)),
    lambda at, who: ev.FaultCorrected(at=at, by=TEACHER, fault=ev.Fault(BLACK_BOARD, "Class 3-5")),
    lambda at, who: ev.ReadingNoted(at=at, by=who, fault=ev.Fault(BLACK_BOARD, "Class 3-6")),
    lambda at, who: ev.Regraded(at=at, verdict=a_verdict("changge", "I", BLACK_BOARD)),
    lambda at, who: ev.Regraded(
        at=at, by=who, verdict=a_verdict("changge", "IV", BLACK_BOARD), note="one room"
    ),
    lambda at, who: ev.GradeObjected(at=at, by=TEACHER, words="graver"),
    lambda at, who: ev.GradeUpheld(at=at, by=SUPERVISOR, note="one room"),
    lambda at, who: ev.ReviewReminded(at=at),
    lambda at, who: ev.FaultSpread(at=at, tickets=(TicketId("t2"),), nos=(1002,)),
    lambda at, who: ev.TermsApplied(
        at=at, contract_version=2, calendar=CalendarId("china"), calendar_version="1-x", rank=2, why="new"
    ),
    lambda at, who: ev.Held(at=at, by=who, reason=HoldReason.PARTS, until=_at(at, 45), note="lamp"),
    lambda at, who: ev.Resumed(at=at, by=who),
    lambda at, who: ev.SafetyInstructed(at=at),
    lambda at, who: ev.SelfHelpOffered(at=at, tree=TreeId("t"), version=1, step=StepId("s")),
    lambda at, who: ev.StepAnswered(
        at=at, by=TEACHER, tree=TreeId("t"), step=StepId("s"), ask="Is it on?", answer=Answer.NO
    ),
    lambda at, who: ev.SelfHelpPassed(at=at, by=TEACHER, to=SECOND),
    lambda at, who: ev.SelfHelpEnded(at=at, outcome=ev.SelfHelpOutcome.HANDED_OVER),
    lambda at, who: ev.Paged(at=at, people=(who,), rung=0, tiers=(Tier.FIRST,)),
    lambda at, who: ev.Paged(at=at, people=(SUPERVISOR,), rung=3, tiers=(Tier.SUPERVISOR,)),
    lambda at, who: ev.NobodyOnCall(at=at, rung=1, tiers=(Tier.SECOND,)),
    lambda at, who: ev.CallListSent(at=at, people=PEOPLE),
    lambda at, who: ev.PageUndelivered(at=at, person=who, reason="blocked"),
    lambda at, who: ev.Acknowledged(at=at, by=who),
    lambda at, who: ev.Reassigned(at=at, by=SUPERVISOR, to=who),
    lambda at, who: ev.HelpRequested(at=at, by=who),
    lambda at, who: ev.Departed(at=at, by=who),
    lambda at, who: ev.Arrived(at=at, by=who),
    lambda at, who: ev.Arrived(at=at, by=who, check_in=lev.CheckIn.CODE),
    lambda at, who: lev.ArrivalShown(at=at, by=who, check_in=lev.CheckIn.QR),
    lambda at, who: lev.ArrivalCodeGiven(at=at, by=TEACHER, code="c", until=_at(at, 90)),
    lambda at, who: lev.ArrivalCodeFailed(at=at, by=who),
    lambda at, who: lev.TeacherPhoned(at=at, by=who, reached=False),
    lambda at, who: lev.NumberShown(at=at, by=who),
    lambda at, who: lev.MessageRelayed(at=at, by=who, words="hello"),
    lambda at, who: lev.NoteAdded(at=at, by=who, words="third time", internal=True),
    lambda at, who: lev.PartnerAsked(at=at, by=SUPERVISOR, to=who),
    lambda at, who: lev.PartnerJoined(at=at, by=who),
    lambda at, who: lev.PartnerLeft(at=at, by=who),
    lambda at, who: lev.WatchBegun(at=at, by=SUPERVISOR),
    lambda at, who: lev.WatchEnded(at=at, by=SUPERVISOR),
    lambda at, who: lev.Extended(at=at, by=SUPERVISOR, reason=HoldReason.CUSTOMER_ACCESS, until=_at(at, 45)),
    lambda at, who: ev.Diagnosed(at=at, by=who, note="lamp"),
    lambda at, who: ev.TeachingRestored(at=at, by=who, note="spare projector"),
    lambda at, who: ev.WorkedAround(at=at, by=TEACHER, note="phone hotspot"),
    lambda at, who: ev.Repaired(at=at, by=who, note="new lamp"),
    lambda at, who: ev.FixConfirmed(at=at, by=TEACHER),
    lambda at, who: ev.FixDenied(at=at, by=TEACHER, words="still dark"),
    lambda at, who: ev.Cancelled(at=at, by=TEACHER),
    lambda at, who: ev.Urged(at=at, by=TEACHER),
    lambda at, who: ev.HumanRequested(at=at, by=TEACHER),
    lambda at, who: ev.DeadlineNeared(at=at, stage=StageName.ARRIVAL, due=at, told=(who,)),
    lambda at, who: ev.DeadlineMissed(at=at, stage=StageName.RESPONSE, due=at, late=timedelta()),
    lambda at, who: ev.TakenOver(at=at, by=SUPERVISOR),
    lambda at, who: ev.PhoneCallMade(at=at, by=SUPERVISOR),
    lambda at, who: ev.JoinedIncident(at=at, by=SUPERVISOR, incident=IncidentId("i"), incident_no=1),
    lambda at, who: ev.MajorEventNeared(
        at=at, event=EventId("exam"), name="exam", starts=at, ends=at, occasion=Occasion.NOW
    ),
    lambda at, who: ev.ConfirmationAsked(at=at, count=1),
    lambda at, who: ev.CallbackDue(at=at),
    lambda at, who: ev.Rated(at=at, by=TEACHER, score=5),
    lambda at, who: rev.ReportNoted(at=at, by=who, part=rev.ReportPart.LOSS, words="a file"),
    lambda at, who: rev.ReportSigned(at=at, by=who, role=rev.Signatory.HANDLER, name="Jiang", digest="d"),
    lambda at, who: rev.SignatureAsked(at=at, to=TEACHER, digest="d", until=_at(at, 90)),
    lambda at, who: rev.SignatureFailed(at=at, by=TEACHER, digest="d"),
    lambda at, who: rev.SignatureLapsed(at=at, digest="d"),
    lambda at, who: rev.ReportDeclined(at=at, by=TEACHER, words="no"),
    lambda at, who: aev.RepairRepeated(at=at, no=999, closed_at=at, person=who),
    lambda at, who: aev.TeacherCalled(at=at, by=SUPERVISOR, reached=True, note="later"),
    lambda at, who: aev.RatingAsked(at=at),
    lambda at, who: aev.RatingExplained(at=at, by=TEACHER, words="too late"),
    lambda at, who: aev.FollowUpOpened(at=at, to=SUPERVISOR, score=1),
    lambda at, who: aev.FollowUpReminded(at=at, count=1),
    lambda at, who: aev.FollowedUp(at=at, by=SUPERVISOR, outcome=aev.FollowUpOutcome.UNREACHED),
    lambda at, who: vev.VoiceJoined(at=at, by=who, facts=BLACK_BOARD, place="Class 3-2", words="me too"),
    lambda at, who: vev.VoiceLeft(at=at, by=who, person=who, no=1004),
    lambda at, who: vev.CommonFaultFound(
        at=at, rule="r", place="A", tickets=(TicketId("t3"),), nos=(1003,), places=("Class 3-3",)
    ),
    lambda at, who: vev.JoinedCommonFault(at=at, lead=TicketId("t0"), lead_no=1000),
    lambda at, who: vev.LeftCommonFault(at=at, by=who),
    lambda at, who: vev.CommonFaultSplit(
        at=at,
        by=who,
        facts=BLACK_BOARD,
        verdict=a_verdict("changge", "IV", BLACK_BOARD),
        ceilings=((GradeId("IV"), at),),
        settled=(),
        missed=(),
        lesson_at=None,
    ),
    lambda at, who: vev.CommonFaultRepaired(
        at=at, by=who, lead_no=1000, person=who, note="switch", milestones=((Milestone.ACKNOWLEDGED, at),)
    ),
)
WALKS = st.lists(
    st.tuples(st.sampled_from(ANYTHING), st.sampled_from(PEOPLE), st.integers(0, 90)), max_size=40
)


@given(WALKS)
def test_a_ticket_is_what_its_trail_says_on_every_legal_walk(
    walk: list[tuple[Callable[[datetime, PersonId], ev.Event], PersonId, int]],
) -> None:
    opening = an_opening()
    ticket, now = open_from(opening), NOON
    trail: list[ev.Event] = [opening]
    for make, who, minutes in walk:
        now = _at(now, minutes)
        event = make(now, who)
        if not allows(ticket, type(event)):
            continue
        ticket = evolve(ticket, event)
        trail.append(event)
        assert ticket.seq == len(trail)
        assert ticket.round == 1 + sum(isinstance(e, ev.FixDenied) for e in trail)
        assert ticket.opened_at <= ticket.round_at <= now
        assert (ticket.status in WORKING) <= (ticket.handler is not None)
    assert replay(trail) == ticket


def test_the_walks_try_every_event_there_is() -> None:
    made = {type(make(NOON, ENGINEER)) for make in ANYTHING}
    assert made | {ev.TicketOpened} == set(ev.EVENT_TYPES.values())
