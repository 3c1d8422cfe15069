"""Holds, late entries, regrades and reopening: every deadline stays an exact sum over the trail (ADR 0007)."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from desk import events as ev
from desk import sla
from desk.calendars import CalendarId, WorkCalendar
from desk.clocks import Deadline, run_out
from desk.contract import Contract, Milestone, RegradeCounts, StageName
from desk.holds import HoldReason
from desk.ids import ContractId
from desk.language import Text
from desk.lifecycle import allows, require_instant
from desk.refusals import NotThen
from desk.terms import Counting, OutOfWarranty, ServiceHours, Topic, WarrantyState
from desk.ticket import Status, Ticket, evolve, open_from
from desk.workhours import Interval
from storage.calendars import load_calendar
from tests.kit.builders import (
    BLACK_BOARD,
    ENGINEER,
    MINUTE,
    NOON,
    ROOT,
    TEACHER,
    a_ticket,
    a_verdict,
    an_opening,
    packs,
)

CHANGGE = packs()[ContractId("changge")]
GANGBEI = packs()[ContractId("gangbei")]
CHINA = load_calendar(ROOT / "calendars" / "china.yaml")
ACCESS, PARTS = HoldReason.CUSTOMER_ACCESS, HoldReason.PARTS
HOUR = timedelta(hours=1)
SHANGHAI = ZoneInfo("Asia/Shanghai")


def at(minute: float) -> datetime:
    return NOON + minute * MINUTE


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI).astimezone(UTC)


def held(start: datetime, until: datetime, reason: HoldReason = ACCESS) -> ev.Held:
    return ev.Held(at=start, by=ENGINEER, reason=reason, until=until)


def resumed(when: datetime) -> ev.Resumed:
    return ev.Resumed(at=when, by=ENGINEER)


def after(ticket: Ticket, *happened: ev.Event) -> Ticket:
    for event in happened:
        assert allows(ticket, type(event)), event
        ticket = evolve(ticket, event)
    return ticket


def line(ticket: Ticket, stage: StageName = StageName.SOLUTION, contract: Contract = CHANGGE) -> Deadline:
    found = sla.deadline(ticket, contract, stage)
    assert found is not None
    return found


def on_site(grade: str = "III") -> Ticket:
    """Accepted after 2, there after 4 minutes; the solution of level III is due after 120."""
    return a_ticket(status=Status.ON_SITE, grade=grade)


def by_working_time(contract: Contract, calendar: WorkCalendar | None = CHINA) -> Contract:
    clause = contract.grades[0].clause
    hours = ServiceHours((Topic.SOLUTION,), Counting.WORKING_TIME, clause)
    return replace(contract, terms=replace(contract.terms, hours=(hours,)), calendar=calendar)


# --- holds ------------------------------------------------------------------------------------------------------------


def test_while_a_job_is_on_hold_its_deadline_is_the_one_of_the_planned_end() -> None:
    ticket = after(on_site(), held(at(10), at(70)))
    clock = line(ticket)
    assert (clock.due, clock.near) == (at(180), at(96 + 60))
    assert clock.paused == (Interval(at(10), at(70)),)
    assert (clock.is_paused(at(9)), clock.is_paused(at(10)), clock.is_paused(at(70))) == (False, True, False)


def test_going_on_earlier_brings_the_deadline_forward() -> None:
    ticket = after(on_site(), held(at(10), at(70)), resumed(at(40)))
    assert (line(ticket).due, ticket.hold) == (at(150), None)


def test_response_and_arrival_never_stand_still_for_a_reason_of_ours() -> None:
    before, ticket = (
        a_ticket(status=Status.ACCEPTED, grade="III"),
        after(a_ticket(status=Status.ACCEPTED, grade="III"), held(at(3), at(90))),
    )
    for stage in (StageName.RESPONSE, StageName.DISPATCH, StageName.ARRIVAL):
        assert line(ticket, stage) == line(before, stage)


@pytest.mark.parametrize("pack", sorted(packs()))
def test_waiting_for_parts_stops_nothing_in_any_contract(pack: str) -> None:
    contract = packs()[ContractId(pack)]
    ticket = a_ticket(status=Status.ACCEPTED, pack=pack)
    waiting = after(ticket, held(at(3), at(90), PARTS))
    assert sla.deadlines(waiting, contract) == sla.deadlines(ticket, contract)


@pytest.mark.parametrize("pack", sorted(packs()))
def test_every_contract_knows_every_reason_and_pauses_only_what_comes_after_arrival(pack: str) -> None:
    contract = packs()[ContractId(pack)]
    assert {rule.reason for rule in contract.holds} == set(HoldReason)
    paused = {stage for rule in contract.holds for stage in rule.stages}
    assert paused <= {StageName.DIAGNOSIS, StageName.SOLUTION, StageName.SPARE}
    assert {rule.reason for rule in contract.holds if rule.needs_supervisor} == {
        HoldReason.THIRD_PARTY, HoldReason.FORCE_MAJEURE,
    }  # fmt: skip


def test_several_holds_add_up() -> None:
    ticket = after(
        on_site(), held(at(10), at(20)), resumed(at(20)), held(at(30), at(200), PARTS), resumed(at(40)),
        held(at(50), at(500)), resumed(at(65)),
    )  # fmt: skip
    assert line(ticket).due == at(120 + 10 + 15)


def test_a_met_clock_is_not_moved_by_what_is_held_or_resumed_later() -> None:
    ticket = after(on_site(), held(at(10), at(70)), ev.Diagnosed(at=at(30), by=ENGINEER))
    met = line(ticket, StageName.DIAGNOSIS)
    assert (met.due, met.in_time) == (at(140), True)
    assert line(after(ticket, resumed(at(35)), held(at(36), at(90))), StageName.DIAGNOSIS) == met


def test_a_repair_ends_the_hold_and_other_steps_do_not() -> None:
    ticket = after(on_site(), held(at(10), at(70)), ev.Diagnosed(at=at(20), by=ENGINEER))
    assert ticket.hold is not None
    mended = after(ticket, ev.Repaired(at=at(30), by=ENGINEER))
    assert mended.hold is None
    assert mended.holds[-1].end == at(30)


def test_a_hold_that_the_desk_ends_late_still_ended_when_it_was_planned() -> None:
    ticket = after(on_site(), held(at(10), at(70)), ev.Resumed(at=at(95)))
    assert line(ticket).due == at(180)


def test_only_a_job_in_hand_that_is_not_on_hold_can_be_held_and_only_a_held_one_resumed() -> None:
    ticket = on_site()
    assert (allows(ticket, ev.Held), allows(ticket, ev.Resumed)) == (True, False)
    waiting = after(ticket, held(at(10), at(70)))
    assert (allows(waiting, ev.Held), allows(waiting, ev.Resumed)) == (False, True)


def test_a_limit_that_is_used_up_when_a_pause_begins_ends_there() -> None:
    assert run_out(at(0), 10 * MINUTE, (Interval(at(10), at(20)),), None) == at(10)
    assert run_out(at(0), 11 * MINUTE, (Interval(at(10), at(20)),), None) == at(21)


def test_a_clock_that_starts_in_a_pause_starts_when_it_ends() -> None:
    assert run_out(at(12), 10 * MINUTE, (Interval(at(10), at(20)),), None) == at(30)


# --- working time -----------------------------------------------------------------------------------------------------

FRIDAY = "2026-09-18 17:50"
WORKING = [
    (FRIDAY, (), "2026-09-20 09:50", "Friday 17:50: ten minutes, then the Sunday that is worked"),
    ("2026-09-25 17:50", (), "2026-09-28 10:00", "on the Mid-Autumn Festival: from Monday"),
    ("2026-09-30 17:50", (), "2026-10-08 09:50", "before the National Day"),
    ("2026-10-10 08:30", (), "2026-10-10 10:30", "a Saturday that is worked"),
    (
        "2026-09-24 11:00",
        (("2026-09-24 11:30", "2026-09-24 14:30"),),
        "2026-09-24 16:00",
        "3 h with lunch inside",
    ),
    (
        "2026-09-24 11:00",
        (("2026-09-24 12:00", "2026-09-24 14:00"),),
        "2026-09-24 15:00",
        "a hold of the lunch hours alone",
    ),
    ("2026-09-22 16:30", (("2026-09-22 17:00", "2026-09-23 09:00"),), "2026-09-23 10:30", "over the night"),
    (
        "2026-09-30 17:00",
        (("2026-09-30 17:30", "2026-10-09 08:30"),),
        "2026-10-09 10:00",
        "over the holidays",
    ),
]


@pytest.mark.parametrize(
    ("start", "holds", "due", "why"), WORKING, ids=lambda value: value if isinstance(value, str) else ""
)
def test_two_hours_of_working_time(
    start: str, holds: tuple[tuple[str, str], ...], due: str, why: str
) -> None:
    pauses = tuple(Interval(local(opens), local(closes)) for opens, closes in holds)
    assert run_out(local(start), 2 * HOUR, pauses, CHINA) == local(due)


def test_a_year_nobody_knows_counts_all_hours_and_says_so() -> None:
    opening = replace(an_opening("changge", "III"), at=local("2031-01-06 17:00"))
    clock = line(open_from(opening), contract=by_working_time(CHANGGE))
    assert clock.uncertain
    assert clock.due == opening.at + 2 * HOUR
    known = line(open_from(replace(opening, at=local("2026-09-23 17:00"))), contract=by_working_time(CHANGGE))
    assert (known.uncertain, known.due) == (False, local("2026-09-24 09:00"))


def test_working_time_without_a_calendar_counts_all_hours_and_says_so() -> None:
    clock = line(on_site(), contract=by_working_time(CHANGGE, None))
    assert (clock.uncertain, clock.due) == (True, at(120))


def test_summer_time_costs_no_second() -> None:
    week = ((),) * 6 + (load_calendar(ROOT / "calendars" / "always.yaml").week[0],)
    berlin = WorkCalendar(CalendarId("b"), "1", Text("b", "b"), "Europe/Berlin", week)
    start = datetime.combine(date(2026, 10, 25), time(1), ZoneInfo("Europe/Berlin")).astimezone(UTC)
    pause = Interval(start + HOUR, start + 2 * HOUR)
    assert run_out(start, 2 * HOUR, (pause,), berlin) == start + 3 * HOUR


# --- what is met or missed stays --------------------------------------------------------------------------------------


def regraded(ticket: Ticket, grade: str, when: datetime, contract: Contract = CHANGGE) -> Ticket:
    verdict = a_verdict(contract.id, grade, BLACK_BOARD)
    return evolve(ticket, ev.Regraded(at=when, verdict=verdict, settled=sla.settled(ticket, contract, when)))


def test_an_answer_that_was_in_time_stays_in_time_when_the_grade_rises() -> None:
    ticket = a_ticket(way=(ev.Acknowledged(at=at(9), by=ENGINEER),), grade="III")
    before = line(ticket, StageName.RESPONSE)
    assert before.in_time
    assert line(regraded(ticket, "I", at(20)), StageName.RESPONSE) == before


def test_what_was_missed_stays_missed_when_the_grade_falls() -> None:
    ticket = a_ticket(way=(), grade="I")
    fallen = regraded(ticket, "IV", at(7))
    clock = line(fallen, StageName.RESPONSE)
    assert (clock.due, clock.is_open) == (at(5), True)
    late = after(fallen, ev.Acknowledged(at=at(8), by=ENGINEER))
    assert (line(late, StageName.RESPONSE).met, line(late, StageName.RESPONSE).in_time) == (at(8), False)
    assert line(fallen, StageName.ARRIVAL).due == at(20)


def test_a_rise_keeps_pauses() -> None:
    ticket = after(on_site(), held(at(10), at(40)), resumed(at(40)))
    assert line(regraded(ticket, "II", at(45))).due == at(60 + 30)


def test_counting_from_the_rise_never_makes_a_deadline_later() -> None:
    contract = replace(CHANGGE, regrade_counts=RegradeCounts.FROM_REGRADE)
    early, late = regraded(on_site(), "II", at(30), contract), regraded(on_site(), "II", at(90), contract)
    assert line(early, contract=contract).due == at(90)
    assert line(early, contract=contract).started == at(30)
    assert line(late, contract=contract).due == at(120)


# --- late entries, reopening, warranty ---------------------------------------------------------------------------------


def test_a_step_that_is_entered_late_counts_from_when_it_happened_and_is_marked() -> None:
    ticket = a_ticket(way=(ev.Acknowledged(at=at(2), by=ENGINEER),), grade="III")
    noted = evolve(
        ticket, ev.DeadlineMissed(at=at(20), stage=StageName.ARRIVAL, due=at(20), late=timedelta())
    )
    entered = after(noted, ev.Arrived(at=at(5), by=ENGINEER, entered=at(30)))
    clock = line(entered, StageName.ARRIVAL)
    assert (clock.met, clock.in_time, clock.late_entry, clock.missed) == (at(5), True, True, True)
    assert not line(entered, StageName.RESPONSE).late_entry


@pytest.mark.parametrize(("minute", "fits"), [(1.9, False), (2, True), (30, True), (30.1, False)])
def test_a_late_entry_lies_between_the_step_before_and_now(minute: float, fits: bool) -> None:
    ticket = a_ticket(way=(ev.Acknowledged(at=at(2), by=ENGINEER),))
    if fits:
        require_instant(ticket, at(minute), at(30))
        return
    with pytest.raises(NotThen):
        require_instant(ticket, at(minute), at(30))


def test_a_reopened_job_goes_on_without_the_time_of_the_denied_repair() -> None:
    ticket = a_ticket(status=Status.REPAIRED, grade="III")
    denied = after(ticket, ev.FixDenied(at=at(107), by=TEACHER, continues=True))
    clock = line(denied)
    assert (clock.started, clock.due, clock.is_open) == (NOON, at(120 + 100), True)
    assert line(denied, StageName.ARRIVAL) == line(ticket, StageName.ARRIVAL)
    assert denied.round == 2


def test_a_device_out_of_warranty_has_the_limits_of_that_clause() -> None:
    opening = an_opening("gangbei", "B")
    old = replace(opening, fault=replace(opening.fault, warranty=WarrantyState.OUT))
    clock = line(open_from(old), StageName.ARRIVAL, GANGBEI)
    assert (clock.due - NOON, str(clock.clause)) == (4 * HOUR, "000 §5.22")
    response = line(open_from(old), StageName.RESPONSE, GANGBEI)
    assert (response.due - NOON, response.internal) == (2 * HOUR, False)
    assert line(open_from(opening), StageName.ARRIVAL, GANGBEI).due - NOON == 2 * HOUR
    assert isinstance(GANGBEI.terms.out_of_warranty[0], OutOfWarranty)


def test_a_late_repair_that_is_denied_leaves_the_clock_missed_and_open() -> None:
    ticket = after(on_site("II"), ev.Repaired(at=at(90), by=ENGINEER))
    ticket = regraded(ticket, "III", at(95))
    denied = after(ticket, ev.FixDenied(at=at(100), by=TEACHER, continues=True))
    clock = line(denied)
    assert (clock.due, clock.is_open) == (at(60), True)


def test_a_clock_that_starts_after_a_rise_counts_from_its_own_start() -> None:
    grades = tuple(
        replace(
            grade,
            stages=tuple(
                replace(s, starts=Milestone.ARRIVED) if s.name is StageName.SOLUTION else s
                for s in grade.stages
            ),
        )
        for grade in CHANGGE.grades
    )
    contract = replace(CHANGGE, grades=grades, regrade_counts=RegradeCounts.FROM_REGRADE)
    ticket = regraded(a_ticket(status=Status.EN_ROUTE, grade="III"), "II", at(10), contract)
    there = after(ticket, ev.Arrived(at=at(20), by=ENGINEER))
    assert (line(there, contract=contract).started, line(there, contract=contract).due) == (at(20), at(80))


def test_a_pause_before_the_start_is_no_pause() -> None:
    assert run_out(at(30), 10 * MINUTE, (Interval(at(10), at(20)),), None) == at(40)


def test_applying_new_terms_leaves_only_the_present_grade_in_force() -> None:
    relaxed = replace(CHANGGE, version=2, grades=tuple(
        replace(g, stages=tuple(replace(s, limit=10 * s.limit) for s in g.stages)) if g.id == "II" else g
        for g in CHANGGE.grades
    ))  # fmt: skip
    risen = regraded(on_site("III"), "II", at(10))
    applied = ev.TermsApplied(
        at=at(20), contract_version=2, calendar=CHINA.id, calendar_version=CHINA.version, rank=2, why="signed",
        settled=sla.settled(risen, CHANGGE, at(20)),
    )  # fmt: skip
    assert line(evolve(risen, applied), contract=relaxed).due == at(600)
