"""Deadlines computed by hand, each with its clause: a start, what happened, and when it is due by the wall clock.

Nothing here is taken from the packs: the figures are those of the sources (facts.md §4.2), added up on paper.
"""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from desk import events as ev
from desk.calendars import CalendarId, Hours, WorkCalendar
from desk.clocks import run_out
from desk.contract import RegradeCounts, StageName
from desk.holds import HoldReason
from desk.ids import ContractId
from desk.language import Text
from desk.sla import ageing_timers, deadline, settled
from desk.terms import WarrantyState
from desk.ticket import Ticket, evolve, open_from
from tests.kit.builders import BLACK_BOARD, ENGINEER, TEACHER, a_verdict, an_opening, packs

SHANGHAI = ZoneInfo("Asia/Shanghai")
THURSDAY, FRIDAY = (
    "2026-09-24 08:00",
    "2026-09-25 17:50",
)  # the Friday is the Mid-Autumn Festival, 7×24 all the same
EVE, NEW_YEAR = "2026-09-30 23:50", "2026-12-31 22:00"

CHANGGE, GANGBEI, POLYTECHNIC, UNICOM = "changge", "gangbei", "puyang_polytechnic", "puyang_unicom"
TABLE, SPARE = "001 §4.5.5.4", "001 §4.5.9"
GOAL, AT_ONCE, VISIT = "desk internal-goal", "000 §5.12.1", "000 §5.4(2)"
LETTER = "002 §5.3.1-1(2)"

PLAIN = [
    # pack, grade, reported, stage, due, clause
    (CHANGGE, "I", THURSDAY, "response", "2026-09-24 08:05", TABLE),
    (CHANGGE, "I", THURSDAY, "dispatch", "2026-09-24 08:05", TABLE),
    (CHANGGE, "I", THURSDAY, "arrival", "2026-09-24 08:10", TABLE),
    (CHANGGE, "I", THURSDAY, "diagnosis", "2026-09-24 09:00", TABLE),
    (CHANGGE, "I", THURSDAY, "solution", "2026-09-24 09:00", TABLE),
    (CHANGGE, "I", THURSDAY, "spare", "2026-09-25 10:00", SPARE),
    (CHANGGE, "II", THURSDAY, "response", "2026-09-24 08:05", TABLE),
    (CHANGGE, "II", THURSDAY, "dispatch", "2026-09-24 08:05", TABLE),
    (CHANGGE, "II", THURSDAY, "arrival", "2026-09-24 08:15", TABLE),
    (CHANGGE, "II", THURSDAY, "diagnosis", "2026-09-24 09:00", TABLE),
    (CHANGGE, "II", THURSDAY, "solution", "2026-09-24 09:00", TABLE),
    (CHANGGE, "II", THURSDAY, "spare", "2026-09-25 10:00", SPARE),
    (CHANGGE, "III", THURSDAY, "response", "2026-09-24 08:10", TABLE),
    (CHANGGE, "III", THURSDAY, "dispatch", "2026-09-24 08:10", TABLE),
    (CHANGGE, "III", THURSDAY, "arrival", "2026-09-24 08:20", TABLE),
    (CHANGGE, "III", THURSDAY, "diagnosis", "2026-09-24 10:00", TABLE),
    (CHANGGE, "III", THURSDAY, "solution", "2026-09-24 10:00", TABLE),
    (CHANGGE, "III", THURSDAY, "spare", "2026-09-25 10:00", SPARE),
    (CHANGGE, "IV", THURSDAY, "response", "2026-09-24 08:15", TABLE),
    (CHANGGE, "IV", THURSDAY, "dispatch", "2026-09-24 08:15", TABLE),
    (CHANGGE, "IV", THURSDAY, "arrival", "2026-09-24 08:20", TABLE),
    (CHANGGE, "IV", THURSDAY, "diagnosis", "2026-09-24 10:00", TABLE),
    (CHANGGE, "IV", THURSDAY, "solution", "2026-09-24 10:00", TABLE),
    (CHANGGE, "IV", THURSDAY, "spare", "2026-09-25 10:00", SPARE),
    (GANGBEI, "A", FRIDAY, "response", "2026-09-25 17:55", AT_ONCE),
    (GANGBEI, "A", FRIDAY, "arrival", "2026-09-25 19:50", VISIT),
    (GANGBEI, "A", FRIDAY, "solution", "2026-09-25 21:50", GOAL),
    (GANGBEI, "A", FRIDAY, "spare", "2026-09-25 23:50", VISIT),
    (GANGBEI, "B", FRIDAY, "response", "2026-09-25 17:55", AT_ONCE),
    (GANGBEI, "B", FRIDAY, "arrival", "2026-09-25 19:50", VISIT),
    (GANGBEI, "B", FRIDAY, "solution", "2026-09-26 01:50", GOAL),
    (GANGBEI, "B", FRIDAY, "spare", "2026-09-26 03:50", VISIT),
    (GANGBEI, "C", FRIDAY, "arrival", "2026-09-25 19:50", VISIT),
    (GANGBEI, "C", FRIDAY, "solution", "2026-09-26 17:50", GOAL),
    (GANGBEI, "C", FRIDAY, "spare", "2026-09-26 19:50", VISIT),
    (GANGBEI, "D", FRIDAY, "response", "2026-09-25 17:55", AT_ONCE),
    (GANGBEI, "D", FRIDAY, "arrival", "2026-09-25 19:50", VISIT),
    (GANGBEI, "D", FRIDAY, "solution", "2026-09-27 17:50", GOAL),
    (POLYTECHNIC, "1", EVE, "response", "2026-10-01 00:20", "002 §5.3.1-4 一级"),
    (POLYTECHNIC, "1", EVE, "arrival", "2026-10-01 01:50", LETTER),
    (POLYTECHNIC, "1", EVE, "solution", "2026-10-01 03:50", LETTER),
    (POLYTECHNIC, "1", EVE, "spare", "2026-10-03 23:50", LETTER),
    (POLYTECHNIC, "2", EVE, "response", "2026-10-01 00:20", "002 §5.3.1-4 二级"),
    (POLYTECHNIC, "3", EVE, "response", "2026-10-01 00:50", "002 §5.3.1-4 三级"),
    (POLYTECHNIC, "4", EVE, "response", "2026-10-01 00:50", "002 §5.3.1-4 四级"),
    (POLYTECHNIC, "5", EVE, "response", "2026-10-01 00:50", "002 §5.3.1-4 咨询"),
    (POLYTECHNIC, "5", EVE, "solution", "2026-10-01 03:50", LETTER),
    (POLYTECHNIC, "6", EVE, "response", "2026-10-01 00:50", "002 §5.3.1-4 其它"),
    (UNICOM, "重大", NEW_YEAR, "response", "2026-12-31 22:30", "003 §1.6.2.4.12"),
    (UNICOM, "重大", NEW_YEAR, "arrival", "2027-01-01 00:00", "003 §1.6.2.4.10"),
    (UNICOM, "重大", NEW_YEAR, "solution", "2027-01-01 02:00", "003 §1.6.2.4.12"),
    (UNICOM, "较大", NEW_YEAR, "response", "2026-12-31 23:00", "003 §1.6.2.4.12"),
    (UNICOM, "较大", NEW_YEAR, "solution", "2027-01-01 06:00", "003 §1.6.2.4.12"),
    (UNICOM, "一般", NEW_YEAR, "response", "2026-12-31 23:00", "003 §1.6.2.4.12"),
    (UNICOM, "一般", NEW_YEAR, "solution", "2027-01-01 22:00", "003 §1.6.2.4.12"),
    (UNICOM, "其他", NEW_YEAR, "response", "2026-12-31 23:00", "003 §1.6.2.4.12"),
    (UNICOM, "其他", NEW_YEAR, "solution", "2027-01-01 22:00", "003 §1.6.2.1"),
]


def local(text: str, zone: ZoneInfo = SHANGHAI) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone).astimezone(UTC)


def reported(pack: str, grade: str, start: str) -> Ticket:
    return open_from(replace(an_opening(pack, grade), at=local(start)))


@pytest.mark.parametrize(("pack", "grade", "start", "stage", "due", "clause"), PLAIN)
def test_a_promise_counted_from_the_report(
    pack: str, grade: str, start: str, stage: str, due: str, clause: str
) -> None:
    line = deadline(reported(pack, grade, start), packs()[ContractId(pack)], StageName(stage))
    assert line is not None
    assert (line.due, str(line.clause)) == (local(due), clause)


def hold(start: str, end: str, reason: HoldReason = HoldReason.CUSTOMER_ACCESS) -> list[ev.Event]:
    held = ev.Held(at=local(start), by=ENGINEER, reason=reason, until=local(end))
    return [held, ev.Resumed(at=local(end), by=ENGINEER)]


ON_SITE: list[ev.Event] = [ev.Acknowledged(at=local("2026-09-24 08:02"), by=ENGINEER)]
MENDED: list[ev.Event] = [ev.Repaired(at=local("2026-09-24 09:00"), by=ENGINEER)]
DENIED_NEXT_DAY = local("2026-09-25 08:00")
WAITED = [
    # what happened after the report of Thursday 08:00 at level III (2 h, 001 §4.5.5.4), and when the solution is due
    ("nothing", [], "2026-09-24 10:00"),
    (
        "an hour and a half before a locked door",
        hold("2026-09-24 09:00", "2026-09-24 10:30"),
        "2026-09-24 11:30",
    ),
    (
        "half an hour, then three quarters",
        hold("2026-09-24 08:30", "2026-09-24 09:00") + hold("2026-09-24 09:15", "2026-09-24 10:00"),
        "2026-09-24 11:15",
    ),
    ("a night", hold("2026-09-24 09:30", "2026-09-25 07:30"), "2026-09-25 08:00"),
    ("three hours with lunch inside", hold("2026-09-24 09:55", "2026-09-24 12:55"), "2026-09-24 13:00"),
    ("a hold from the very deadline on", hold("2026-09-24 10:00", "2026-09-24 11:00"), "2026-09-24 10:00"),
    (
        "waiting for a part",
        hold("2026-09-24 08:30", "2026-09-24 20:00", HoldReason.PARTS),
        "2026-09-24 10:00",
    ),
    (
        "another time for the teacher",
        hold("2026-09-24 09:00", "2026-09-26 09:00", HoldReason.CUSTOMER_REQUEST),
        "2026-09-26 10:00",
    ),
    (
        "a microsecond",
        hold("2026-09-24 09:00:00", "2026-09-24 09:00:00.000001"),
        "2026-09-24 10:00:00.000001",
    ),
    (
        "denied the next day, clocks afresh",
        [*MENDED, ev.FixDenied(at=DENIED_NEXT_DAY, by=TEACHER)],
        "2026-09-25 10:00",
    ),
    (
        "denied the next day, clocks going on",
        [*MENDED, ev.FixDenied(at=DENIED_NEXT_DAY, by=TEACHER, continues=True)],
        "2026-09-25 09:00",
    ),
    (
        "an hour's hold, denied the next day, going on",
        [
            *hold("2026-09-24 08:10", "2026-09-24 08:40"),
            *MENDED,
            ev.FixDenied(at=DENIED_NEXT_DAY, by=TEACHER, continues=True),
        ],
        "2026-09-25 09:30",
    ),
]


@pytest.mark.parametrize(("what", "happened", "due"), WAITED, ids=[what for what, _, _ in WAITED])
def test_two_hours_around_what_stood_still(what: str, happened: list[ev.Event], due: str) -> None:
    ticket = reported(CHANGGE, "III", THURSDAY)
    for event in (*ON_SITE, *happened):
        ticket = evolve(ticket, event)
    line = deadline(ticket, packs()[ContractId(CHANGGE)], StageName.SOLUTION)
    assert line is not None
    assert line.due == local(due)


RISES = [
    # pack, from, to, at, counting, hold, due of the solution
    (GANGBEI, "D", "B", "2026-09-24 08:30", RegradeCounts.FROM_OPENING, [], "2026-09-24 16:00"),
    (GANGBEI, "D", "B", "2026-09-24 08:30", RegradeCounts.FROM_REGRADE, [], "2026-09-24 16:30"),
    (
        GANGBEI, "D", "B", "2026-09-24 11:00", RegradeCounts.FROM_OPENING,
        hold("2026-09-24 09:00", "2026-09-24 10:00"), "2026-09-24 17:00",
    ),
    (CHANGGE, "III", "I", "2026-09-24 08:30", RegradeCounts.FROM_OPENING, [], "2026-09-24 09:00"),
    (CHANGGE, "III", "I", "2026-09-24 09:30", RegradeCounts.FROM_REGRADE, [], "2026-09-24 10:00"),
    (CHANGGE, "III", "I", "2026-09-24 08:30", RegradeCounts.FROM_REGRADE, [], "2026-09-24 09:30"),
    (UNICOM, "一般", "重大", "2026-09-24 20:00", RegradeCounts.FROM_REGRADE, [], "2026-09-25 00:00"),
]  # fmt: skip


@pytest.mark.parametrize(("pack", "mild", "grave", "when", "counts", "held", "due"), RISES)
def test_a_rise_on_thursday(
    pack: str, mild: str, grave: str, when: str, counts: RegradeCounts, held: list[ev.Event], due: str
) -> None:
    contract = replace(packs()[ContractId(pack)], regrade_counts=counts)
    ticket = reported(pack, mild, THURSDAY)
    for event in held:
        ticket = evolve(ticket, event)
    verdict = a_verdict(pack, grave, BLACK_BOARD)
    fixed = settled(ticket, contract, local(when))
    ticket = evolve(ticket, ev.Regraded(at=local(when), verdict=verdict, settled=fixed))
    line = deadline(ticket, contract, StageName.SOLUTION)
    assert line is not None
    assert line.due == local(due)


@pytest.mark.parametrize(
    ("stage", "due"), [("response", "2026-09-25 19:50"), ("arrival", "2026-09-25 21:50")]
)
def test_out_of_warranty_gangbei_answers_in_two_hours_and_comes_in_four(stage: str, due: str) -> None:
    opening = replace(an_opening(GANGBEI, "B"), at=local(FRIDAY))
    ticket = open_from(replace(opening, fault=replace(opening.fault, warranty=WarrantyState.OUT)))
    line = deadline(ticket, packs()[ContractId(GANGBEI)], StageName(stage))
    assert line is not None
    assert (line.due, str(line.clause)) == (local(due), "000 §5.22")


def test_by_age_grade_c_is_warned_of_at_twenty_hours_and_rises_at_twenty_four_and_48_never_counts() -> None:
    warn, rise = ageing_timers(reported(GANGBEI, "C", THURSDAY), packs()[ContractId(GANGBEI)])
    assert abs(warn.due - local("2026-09-25 04:00")) < timedelta(seconds=5)  # the pack gives a part of 24 h
    assert rise.due == local("2026-09-25 08:00")
    assert str(packs()[ContractId(GANGBEI)].ageing[0].clause) == "000 §5.14 A"


OFFICE = tuple(
    (Hours(datetime.min.time().replace(hour=8), datetime.min.time().replace(hour=18)),) for _ in range(5)
)
ZONES = [
    # zone, start, hours, due: across the change of clocks and, in Shanghai, without one
    ("Europe/Berlin", "2026-10-23 17:00", 2, "2026-10-26 09:00"),
    ("Europe/Berlin", "2026-03-27 17:30", 1, "2026-03-30 08:30"),
    ("America/New_York", "2026-03-06 17:30", 1, "2026-03-09 08:30"),
    ("America/New_York", "2026-10-30 10:00", 24, "2026-11-03 14:00"),
    ("Asia/Shanghai", "2026-10-23 17:00", 2, "2026-10-26 09:00"),
]


@pytest.mark.parametrize(("zone", "start", "hours", "due"), ZONES)
def test_office_hours_across_a_change_of_clocks(zone: str, start: str, hours: int, due: str) -> None:
    calendar = WorkCalendar(CalendarId("office"), "1", Text("办公", "office"), zone, (*OFFICE, (), ()))
    place = ZoneInfo(zone)
    assert run_out(local(start, place), timedelta(hours=hours), (), calendar) == local(due, place)


def test_the_table_is_long_enough_to_be_worth_its_name() -> None:
    assert len(PLAIN) + len(WAITED) + len(RISES) + len(ZONES) + 3 >= 80
