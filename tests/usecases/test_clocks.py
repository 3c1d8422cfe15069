"""What moves a ticket's clocks, verb by verb: holds, late entries, a newer contract, a calendar that runs out, warranty."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from desk import events as ev
from desk.buttons import Verb
from desk.contract import Reopening, StageName
from desk.holds import HoldReason
from desk.ids import ContractId, DeviceId, PersonId
from desk.language import Text
from desk.people import Role
from desk.reading import DeviceClass
from desk.refusals import NotAllowed, NotThen, TooLate
from desk.reporting import Draft
from desk.sla import Deadline, deadline
from desk.terms import Counting, WarrantyState
from desk.ticket import Ticket
from tests.kit.builders import BLACK_BOARD
from tests.kit.district import school_of
from tests.kit.seat import Seat
from tests.kit.world import World
from usecases.apply_terms import ApplyTerms, GradeGone, apply_terms
from usecases.close_ticket import Verdict, deny_fix
from usecases.hold_job import HoldJob, hold_job, resume_job
from usecases.ports import UnitOfWork
from usecases.report_fault import ReportFault, report_fault
from usecases.warn_calendars import warn_calendars
from usecases.work_job import WorkJob, work_job

WANG, CHEN, TEACHER = PersonId("wang"), PersonId("chen"), PersonId("teacher1-changge")
CHANGGE, GANGBEI = ContractId("changge"), ContractId("gangbei")
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
MONTH = timedelta(days=30)


async def work(world: World, verb: Verb, ago: timedelta | None = None) -> Ticket:
    at = world.clock.now() - ago if ago is not None else None
    return await world.store.run(work_job, WorkJob((await world.ticket()).id, WANG, verb, "a note", at))


async def hold(world: World, reason: HoldReason, span: timedelta = HOUR, who: PersonId = WANG) -> Ticket:
    ticket = await world.ticket()
    return await world.store.run(hold_job, HoldJob(ticket.id, who, reason, world.clock.now() + span))


async def clock(world: World, stage: StageName = StageName.SOLUTION) -> Deadline:
    ticket = await world.ticket()
    found = deadline(ticket, await world.store.read(lambda uow: uow.contracts.pinned(ticket)), stage)
    assert found is not None
    return found


def changed(uow: UnitOfWork, contract: ContractId, **fields: object) -> None:
    """The next version of a contract, in force."""
    now = replace(uow.contracts.current(contract), calendar=None)
    uow.contracts.publish(replace(now, version=now.version + 1, **fields))  # type: ignore[arg-type]  # fields of Contract


# --- holds ------------------------------------------------------------------------------------------------------------


async def test_a_hold_never_lasts_longer_than_the_contract_lets_it(world: World, reported: Seat) -> None:
    await work(world, Verb.ACCEPT)
    ticket = await hold(world, HoldReason.CUSTOMER_ACCESS, MONTH)
    assert ticket.hold is not None
    assert ticket.hold.end - ticket.hold.start == timedelta(days=1)


@pytest.mark.parametrize("reason", [HoldReason.THIRD_PARTY, HoldReason.FORCE_MAJEURE])
async def test_some_reasons_need_a_supervisor(world: World, reported: Seat, reason: HoldReason) -> None:
    await work(world, Verb.ACCEPT)
    with pytest.raises(NotAllowed):
        await hold(world, reason)
    assert (await hold(world, reason, who=CHEN)).hold is not None


async def test_a_job_is_held_once_at_a_time_and_not_into_the_past(world: World, reported: Seat) -> None:
    await work(world, Verb.ACCEPT)
    with pytest.raises(NotThen):
        await hold(world, HoldReason.PARTS, timedelta())
    with pytest.raises(TooLate):
        await world.store.run(resume_job, (await world.ticket()).id, WANG)
    await hold(world, HoldReason.PARTS)
    with pytest.raises(TooLate):
        await hold(world, HoldReason.PARTS)


async def test_the_desk_that_was_down_when_a_hold_ended_counts_from_its_planned_end(
    world: World, reported: Seat
) -> None:
    await work(world, Verb.ACCEPT)
    await hold(world, HoldReason.CUSTOMER_ACCESS)
    promised = (await clock(world)).due
    await world.sleep_through(90 * MINUTE)
    ticket = await world.ticket()
    assert ticket.hold is None
    assert (await clock(world)).due == promised


# --- late entries -----------------------------------------------------------------------------------------------------


async def test_a_step_entered_late_counts_from_when_it_happened(world: World, reported: Seat) -> None:
    await work(world, Verb.ACCEPT)
    await world.push(25 * MINUTE)
    assert StageName.ARRIVAL in (await world.ticket()).missed
    await work(world, Verb.ARRIVE, ago=20 * MINUTE)
    line = await clock(world, StageName.ARRIVAL)
    assert (line.in_time, line.late_entry, line.missed) == (True, True, True)
    trail = await world.store.read(lambda uow: uow.tickets.trail(uow.tickets.by_no(1001).id))
    assert isinstance(trail[-1], ev.Arrived)
    assert trail[-1].entered == world.clock.now()


@pytest.mark.parametrize("ago", [-MINUTE, 2 * HOUR])
async def test_a_step_cannot_be_entered_for_the_future_or_before_the_last_one(
    world: World, reported: Seat, ago: timedelta
) -> None:
    await work(world, Verb.ACCEPT)
    with pytest.raises(NotThen):
        await work(world, Verb.ARRIVE, ago=ago)


# --- newer terms ------------------------------------------------------------------------------------------------------


def slower(uow: UnitOfWork) -> None:
    """Twice the time for everything."""
    grades = uow.contracts.current(CHANGGE).grades
    relaxed = tuple(
        replace(grade, stages=tuple(replace(stage, limit=2 * stage.limit) for stage in grade.stages))
        for grade in grades
    )
    changed(uow, CHANGGE, grades=relaxed)


async def test_a_new_version_changes_an_open_ticket_only_when_it_is_applied(
    world: World, reported: Seat
) -> None:
    await work(world, Verb.ACCEPT)
    before, met = await clock(world), await clock(world, StageName.RESPONSE)
    await world.store.run(slower)
    assert await clock(world) == before
    after = await world.store.run(
        apply_terms, ApplyTerms("signed on Monday", CHEN), (await world.ticket()).id
    )
    assert after.contract_version == 2
    assert (await clock(world)).due - before.due == 2 * HOUR
    assert await clock(world, StageName.RESPONSE) == met
    trail = await world.store.read(lambda uow: uow.tickets.trail(after.id))
    applied = trail[-1]
    assert isinstance(applied, ev.TermsApplied)
    assert (applied.by, applied.why, applied.contract_version) == (CHEN, "signed on Monday", 2)


async def test_a_version_without_the_tickets_grade_is_not_applied(world: World, reported: Seat) -> None:
    ticket = await world.ticket()
    others = tuple(g for g in world.library.contracts[CHANGGE].grades if g.id != ticket.verdict.grade)
    await world.store.run(changed, CHANGGE, grades=others)
    with pytest.raises(GradeGone):
        await world.store.run(apply_terms, ApplyTerms("new"), ticket.id)
    assert (await world.ticket()) == ticket


async def test_a_pack_may_let_the_clocks_go_on_after_a_denied_fix(world: World) -> None:
    await world.store.run(changed, CHANGGE, reopening=Reopening.CONTINUE)
    await world.teacher("changge").says("三年级2班大屏黑屏了，正在上课")
    await work(world, Verb.ACCEPT)
    await world.push(30 * MINUTE)
    await work(world, Verb.REPAIR)
    due = (await clock(world)).due
    await world.push(10 * MINUTE)
    await world.store.run(deny_fix, Verdict((await world.ticket()).id, TEACHER))
    line = await clock(world)
    assert (line.due - due, line.is_open) == (10 * MINUTE, True)
    await world.push(5 * MINUTE)
    assert len((await world.ticket()).paged) > 1, (
        "nobody accepted: the ladder climbs without a response clock"
    )


# --- calendars and warranty -------------------------------------------------------------------------------------------


def by_working_time(uow: UnitOfWork) -> None:
    terms = uow.contracts.current(CHANGGE).terms
    hours = tuple(replace(one, counting=Counting.WORKING_TIME) for one in terms.hours)
    changed(uow, CHANGGE, terms=replace(terms, hours=hours))


async def test_supervisors_hear_once_a_day_of_a_calendar_that_will_run_out(world: World) -> None:
    await world.store.run(warn_calendars)
    await world.settle()
    world.nothing_else_was_said()
    await world.store.run(by_working_time)
    for _ in range(2):
        await world.store.run(warn_calendars)
    await world.settle()
    last = max(
        world.library.calendars[next(iter({c.calendar_id for c in world.library.contracts.values()}))].years
        or ()
    )
    for name in ("chen", "lin"):
        world.seat(name).hears("工作日历", str(last + 1))
    world.nothing_else_was_said()
    await world.push(timedelta(days=1))
    await world.store.run(warn_calendars)
    await world.settle()
    world.seat("chen").hears("工作日历")
    covering = await world.store.read(lambda uow: uow.people.covering(school_of("changge"), Role.SUPERVISOR))
    assert len(covering) == 2


def board_of(uow: UnitOfWork, handed_over: date | None) -> None:
    board = uow.places.device_called(DeviceId("gangbei-board"))
    uow.places.add(replace(board, handed_over_on=handed_over))


@pytest.mark.parametrize(
    ("handed_over", "state", "hours"),
    [
        (None, WarrantyState.IN, 2),
        (date(2025, 9, 24), WarrantyState.IN, 2),
        (date(2025, 9, 23), WarrantyState.OUT, 4),
    ],
)
async def test_the_devices_dates_decide_which_limits_hold(
    world: World, handed_over: date | None, state: WarrantyState, hours: int
) -> None:
    await world.store.run(board_of, handed_over)
    draft = Draft(
        facts=replace(BLACK_BOARD, device=DeviceClass.SMART_BOARD), device=DeviceId("gangbei-board")
    )
    command = ReportFault(PersonId("teacher1-gangbei"), school_of("gangbei"), draft)
    opened = await world.store.run(report_fault, command)
    assert opened.ticket.fault.warranty is state
    line = await clock(world, StageName.ARRIVAL)
    assert line.due - line.started == hours * HOUR


async def test_a_ticket_pins_the_calendar_it_was_opened_under(world: World, reported: Seat) -> None:
    ticket = await world.ticket()
    china = world.library.calendars[world.library.contracts[CHANGGE].calendar_id]
    assert (ticket.calendar, ticket.calendar_version) == (china.id, china.version)
    assert china.name == Text(china.name.zh, china.name.en)


async def test_a_device_that_has_left_the_register_counts_as_in_warranty(world: World) -> None:
    draft = Draft(facts=BLACK_BOARD, device=DeviceId("sold"))
    command = ReportFault(PersonId("teacher1-gangbei"), school_of("gangbei"), draft)
    assert (await world.store.run(report_fault, command)).ticket.fault.warranty is WarrantyState.IN
