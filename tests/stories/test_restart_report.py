"""After a stop the operator hears how long it was and what comes of it (issue 7: 停机 x 分, 补发 n 条, 期间到期 m 项)."""

from datetime import timedelta

import pytest

from desk.ids import PersonId
from scheduler import auditor as auditing
from tests.conftest import Line
from tests.kit.world import World
from tests.stories.auditing import OPERATOR, auditor
from usecases.operator import Operator
from usecases.ports import UnitOfWork
from usecases.report_restart import SCHEDULER, report_restart

MINUTE = timedelta(minutes=1)


def beat(uow: UnitOfWork) -> None:
    uow.health.beat(SCHEDULER, uow.now)


async def test_a_desk_that_was_down_says_how_long_and_what_came_due(world: World) -> None:
    world.down.add("wang")  # the page of this job could not go out any more
    await world.teacher("changge").says("三年级2班大屏黑屏了，马上上课")
    await world.store.run(beat)
    world.clock.push_to(world.clock.now() + 12 * MINUTE)
    for _ in range(2):  # two schedulers come back at the same time
        assert await world.store.run(report_restart, OPERATOR)
    world.down.clear()
    await world.settle()
    told = world.seat("ops").hears("停机 12 分", "补发 1 条", "期间到期 4 项")
    assert "08:00" in told.text
    world.seat("ops").hears_nothing()
    forget(world)


@pytest.mark.parametrize("seconds", [0, 60])
async def test_a_short_stop_and_a_first_start_are_not_worth_a_word(world: World, seconds: int) -> None:
    assert not await world.store.run(report_restart, OPERATOR)
    await world.store.run(beat)
    world.clock.push_to(world.clock.now() + timedelta(seconds=seconds))
    assert not await world.store.run(report_restart, OPERATOR)
    await world.settle()


async def test_a_named_operator_who_is_not_in_the_register_is_a_line_in_the_log(
    world: World, log_lines: list[Line]
) -> None:
    await world.store.run(beat)
    world.clock.push_to(world.clock.now() + 5 * MINUTE)
    assert await world.store.run(report_restart, Operator(person=PersonId("nobody")))
    await world.settle()
    unknown = [line for line in log_lines if line.get("action") == "operator_unknown"]
    assert [line["person"] for line in unknown] == ["nobody"]
    log_lines[:] = [line for line in log_lines if line not in unknown]


async def test_a_process_that_was_frozen_says_so_when_it_wakes_and_audits_at_once(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """T04: what SIGSTOP does to a process, done to its sleep."""
    watcher, freezes = auditor(world), [120.0, 0.0]

    async def frozen() -> float:
        if len(freezes) == 1:
            watcher.stop()
        return freezes.pop(0)

    monkeypatch.setattr(watcher, "_slept", frozen)
    monkeypatch.setattr(auditing, "FIRST_AFTER_SECONDS", 1000.0)
    world.clock.push_to(world.clock.now() + 2 * MINUTE)
    await watcher.run()
    assert watcher.rounds == 1
    await world.settle()
    world.seat("ops").hears("停机 2 分")


def forget(world: World) -> None:
    for seat in world.everybody():
        seat.unread.clear()
