"""How near an event is to a fault, by the contract's window; what it owes, by workdays; and when people are asked."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk import events as ev
from desk.event_duties import ASK, OVERDUE, REMIND, duty_timers, owed
from desk.grading import FaultFacts, judge
from desk.ids import EventId, RoomId, SchoolId
from desk.major_events import EventKind, EventState, MajorEvent, bearing, heeding, near_timers
from desk.reading import DeviceClass, Impact, Occasion
from desk.terms import EventTerms
from storage.calendars import load_calendars
from tests.contracts.packs import NAMES, pack
from tests.kit.builders import ROOT
from tests.kit.builders import packs as _packs

ZONE = ZoneInfo("Asia/Shanghai")
CHINA = load_calendars(ROOT / "calendars")["china"]  # type: ignore[index]  # ids are strings
START = datetime(2026, 10, 9, 8, 0, tzinfo=ZONE)
HOUR = timedelta(hours=1)
EXAM = MajorEvent(
    EventId("exam"),
    SchoolId("s"),
    EventKind.EXAM,
    "exam",
    START,
    START + 3 * HOUR,
    (RoomId("r1"), RoomId("r2")),
)
TERMS = pack("gangbei").terms.major_events or EventTerms(HOUR, HOUR, pack("gangbei").ladder.clause)
LONG_AGO = datetime(2026, 9, 1, tzinfo=ZONE)


def fault(room: str | None, impact: Impact = Impact.SINGLE_DEVICE) -> ev.Fault:
    facts = FaultFacts(impact=impact, device=DeviceClass.SMART_BOARD)
    return ev.Fault(facts, room=RoomId(room) if room else None)


@pytest.mark.parametrize(
    ("before", "occasion"),
    [
        (timedelta(hours=36, microseconds=1), Occasion.NONE),
        (36 * HOUR, Occasion.LATER),
        (timedelta(hours=1, microseconds=1), Occasion.LATER),
        (HOUR, Occasion.NOW),
        (timedelta(), Occasion.NOW),
        (timedelta(hours=-3, microseconds=1), Occasion.NOW),
        (-3 * HOUR, Occasion.NONE),
    ],
)
def test_an_event_comes_into_sight_and_is_on_by_the_contracts_window(
    before: timedelta, occasion: Occasion
) -> None:
    assert EXAM.occasion(TERMS, START - before) is occasion


def test_a_lead_of_its_own_takes_the_place_of_the_contracts() -> None:
    early = replace(EXAM, lead=3 * HOUR)
    assert early.occasion(TERMS, START - 3 * HOUR) is Occasion.NOW
    assert replace(EXAM, lead=48 * HOUR).occasion(TERMS, START - 40 * HOUR) is Occasion.NOW


@pytest.mark.parametrize("state", [EventState.PROPOSED, EventState.CANCELLED])
def test_an_event_that_is_not_planned_bears_on_nothing(state: EventState) -> None:
    assert bearing([replace(EXAM, state=state)], TERMS, fault("r1"), START) is None


@pytest.mark.parametrize(
    ("room", "impact", "touched"),
    [
        ("r1", Impact.SINGLE_DEVICE, True),
        ("r3", Impact.SINGLE_DEVICE, False),
        (None, Impact.SINGLE_DEVICE, False),
        ("r3", Impact.WHOLE_SCHOOL, True),
    ],
)
def test_only_faults_that_can_disturb_it_are_touched(room: str | None, impact: Impact, touched: bool) -> None:
    assert (bearing([EXAM], TERMS, fault(room, impact), START) is not None) is touched


def test_the_event_that_is_on_wins_over_the_one_that_comes() -> None:
    later = replace(EXAM, id=EventId("later"), starts=START + 5 * HOUR, ends=START + 6 * HOUR, rooms=())
    near = bearing([later, EXAM], TERMS, fault("r1"), START)
    assert near is not None
    assert (near.event, near.occasion) == ("exam", Occasion.NOW)


def test_a_contract_that_says_nothing_of_events_heeds_none() -> None:
    assert bearing([EXAM], None, fault("r1"), START) is None
    assert near_timers(EXAM, None) == ()


@given(st.sampled_from(Occasion), st.sampled_from([Occasion.NOW, Occasion.LATER]), st.sampled_from(NAMES))
def test_heeding_an_event_never_makes_a_fault_milder(said: Occasion, found: Occasion, name: str) -> None:
    facts = FaultFacts(impact=Impact.SINGLE_DEVICE, device=DeviceClass.SMART_BOARD, occasion=said)
    near = ev.MajorEventNeared(
        at=START, event=EventId("e"), name="", starts=START, ends=START + HOUR, occasion=found
    )
    heard = heeding(facts, near)
    assert judge(pack(name), heard).rank <= judge(pack(name), facts).rank
    assert heard.occasion is (Occasion.NOW if Occasion.NOW in (said, found) else Occasion.LATER)


def test_an_event_that_ends_before_it_begins_or_has_no_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="ends before it begins"):
        replace(EXAM, ends=START)
    with pytest.raises(ValueError, match="time zone"):
        replace(EXAM, starts=START.replace(tzinfo=None))


def test_two_workdays_before_an_event_after_the_national_holidays_is_september_30th() -> None:
    days = {one.id: one.day for one in owed(EXAM, pack("changge"), CHINA)}
    assert days == {
        "inspection-event": date(2026, 9, 30),
        "event-inspection-report": date(2026, 10, 8),
        "standby": date(2026, 10, 8),
    }
    assert {one.id: str(one.clause) for one in owed(EXAM, pack("gangbei"), CHINA)} == {
        "standby": "000 §5.11.7"
    }


@pytest.mark.parametrize("name", ["puyang_polytechnic", "puyang_unicom"])
def test_a_source_that_is_silent_owes_nothing_and_its_window_is_the_desks_own(name: str) -> None:
    terms = pack(name).terms.major_events
    assert terms is not None
    assert terms.clause.source == "desk"
    assert owed(EXAM, pack(name), CHINA) == ()


def test_people_are_asked_the_workday_before_reminded_on_the_day_and_told_when_it_has_closed() -> None:
    timers = duty_timers(EXAM, pack("changge"), CHINA, LONG_AGO)
    inspection = {
        timer.step: timer.due.astimezone(ZONE) for timer in timers if timer.duty == "inspection-event"
    }
    assert inspection == {
        ASK: datetime(2026, 9, 29, 8, 0, tzinfo=ZONE),
        REMIND: datetime(2026, 9, 30, 8, 0, tzinfo=ZONE),
        OVERDUE: datetime(2026, 9, 30, 18, 0, tzinfo=ZONE),
    }


@pytest.mark.parametrize(
    ("event", "calendar"),
    [
        (EXAM, None),
        (replace(EXAM, starts=START.replace(year=2031), ends=START.replace(year=2031, hour=9)), CHINA),
    ],
)
def test_without_a_known_calendar_no_day_is_guessed_and_people_are_asked_at_once(
    event: MajorEvent, calendar: object
) -> None:
    known = CHINA if calendar is CHINA else None
    assert {one.day for one in owed(event, pack("changge"), known)} == {None}
    timers = [t for t in duty_timers(event, pack("changge"), known, LONG_AGO) if t.duty == "standby"]
    assert [(timer.step, timer.due) for timer in timers] == [
        (ASK, LONG_AGO),
        (REMIND, event.starts - 36 * HOUR),
    ]


@given(st.integers(0, 60 * 24 * 60))
def test_however_late_an_event_is_entered_each_duty_is_asked_for_at_most_once_at_once(minutes: int) -> None:
    now = LONG_AGO + timedelta(minutes=minutes)
    timers = duty_timers(EXAM, pack("changge"), CHINA, now)
    assert len({timer.key for timer in timers}) == len(timers)
    for duty in {timer.duty for timer in timers}:
        assert sum(timer.due <= now for timer in timers if timer.duty == duty) <= 1
    assert all(timer.due < EXAM.starts for timer in timers)


def test_a_moved_event_has_timers_of_its_own() -> None:
    moved = replace(EXAM, starts=START + HOUR)
    one, other = ({t.key for t in near_timers(event, TERMS)} for event in (EXAM, moved))
    assert not one & other


def test_all_packs_have_a_window() -> None:
    assert all(contract.terms.major_events for contract in _packs().values())
