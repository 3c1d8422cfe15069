"""Replaying what a whole desk has really done: under the very same pack nothing changes, whatever the desk did by itself."""

from datetime import timedelta

import pytest

from desk import events as ev
from desk.buttons import Verb
from desk.calendars import CalendarId
from desk.holds import HoldReason
from desk.ids import ContractId, PersonId
from desk.refusals import NotFound
from tests.kit.world import World
from usecases.close_ticket import Verdict, deny_fix
from usecases.hold_job import HoldJob, hold_job
from usecases.replay_contract import Replayed, ReplayOrder, replay_contract
from usecases.work_job import WorkJob, work_job

WANG, TEACHER = PersonId("wang"), PersonId("teacher1-gangbei")
GANGBEI = ContractId("gangbei")
HOUR = timedelta(hours=1)


async def replayed(world: World, contract: ContractId = GANGBEI) -> Replayed:
    library, now = world.library, world.clock.now()
    order = ReplayOrder(library.contracts[GANGBEI], contract, now - 99 * HOUR, now, library.calendars)
    return await world.store.read(replay_contract, order, lambda done, of: None)


async def test_a_fault_that_rose_by_age_was_corrected_held_and_denied_is_the_same_again(world: World) -> None:
    teacher = world.teacher("gangbei")
    await teacher.says("三年级2班大屏触摸不准，不急")
    ticket = (await world.ticket()).id
    await teacher.says("隔壁班也一样")
    await teacher.says("转人工")
    await world.store.run(work_job, WorkJob(ticket, WANG, Verb.ACCEPT, ""))
    end = world.clock.now() + 5 * HOUR
    await world.store.run(hold_job, HoldJob(ticket, WANG, HoldReason.CUSTOMER_ACCESS, end))
    await world.push(26 * HOUR)
    await world.store.run(work_job, WorkJob(ticket, WANG, Verb.REPAIR, "new cable"))
    await world.push(HOUR)
    await world.store.run(deny_fix, Verdict(ticket, TEACHER))
    await world.push(HOUR)
    trail = await world.trail()
    happened = {type(event) for event in trail}
    assert {ev.Regraded, ev.Held, ev.Resumed, ev.FixDenied, ev.DeadlineMissed} <= happened
    (found,) = (await replayed(world)).tickets
    assert (found.was, found.becomes) == ("A", "A")
    assert {clock.round for clock in found.clocks} == {1, 2}
    for clock in found.clocks:
        assert clock.old == clock.new


async def test_progress_is_told_after_each_ticket_and_other_contracts_are_left_out(world: World) -> None:
    for contract in ("gangbei", "changge", "gangbei"):
        await world.teacher(contract).says("三年级2班大屏黑屏了，正在上课")
        await world.teacher(contract, 2).says("一年级1班投影仪没反应，正在上课")
    await world.push(HOUR)
    steps: list[tuple[int, int]] = []
    now = world.clock.now()
    pack = world.library.contracts[GANGBEI]
    order = ReplayOrder(pack, GANGBEI, now - 9 * HOUR, now, world.library.calendars)
    done = await world.store.read(replay_contract, order, lambda done, of: steps.append((done, of)))
    assert steps == [(number, len(done.tickets)) for number in range(1, len(done.tickets) + 1)]
    assert len(done.tickets) == 2
    assert done.versions == (1,)


async def test_a_contract_the_desk_never_had_and_a_calendar_it_does_not_have_are_refused(
    world: World,
) -> None:
    with pytest.raises(NotFound):
        await replayed(world, ContractId("nowhere"))
    await world.teacher("gangbei").says("三年级2班大屏黑屏了，正在上课")
    await world.push(HOUR)
    now = world.clock.now()
    order = ReplayOrder(world.library.contracts[GANGBEI], GANGBEI, now - 9 * HOUR, now, {})
    with pytest.raises(NotFound, match=str(CalendarId("china"))):
        await world.store.read(replay_contract, order, lambda done, of: None)
