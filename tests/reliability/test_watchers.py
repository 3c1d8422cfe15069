"""Who watches when what should act stands still: the ticker (T04), and the auditor itself (T05 of reliability.md §3)."""

import re
from collections import Counter
from datetime import timedelta

import pytest

from desk import events as ev
from desk.auditor import Lapse
from scheduler.outside import OutsideHeartbeat
from tests.conftest import Line
from tests.kit.world import World
from tests.stories.auditing import auditor, found_by, without_audit_lines
from usecases.audit_tickets import AUDITOR
from usecases.canary import CANARY
from usecases.ports import UnitOfWork
from usecases.wellbeing import late, wellbeing

SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)
REPORT = "三年级2班大屏黑屏了，马上上课"
A_ROUND = 90 * SECOND
"""What the auditor alone may be late: half a minute is the ticker's own, and a round comes every minute."""


class StandsStill:
    """A ticker that fires nothing and says nothing of it, as after an upgrade that broke it (oncall#1187)."""

    async def sweep(self) -> int:
        """Nothing."""
        return 0


async def missed(world: World) -> list[ev.DeadlineMissed]:
    return [event for event in await world.trail() if isinstance(event, ev.DeadlineMissed)]


async def test_t04_chains_that_do_not_run_at_all_are_found_made_good_and_told(
    world: World, log_lines: list[Line]
) -> None:
    """The ticker is gone for three hours. The auditor carries every chain on, a round late at most; when the ticker is back it
    does nothing again.
    """
    ticker = world._ticker
    world._ticker = StandsStill()  # type: ignore[assignment]  # it has the one method the world calls
    await world.teacher("changge").says(REPORT)
    found = []
    for _ in range(180):
        world.clock.push_to(world.clock.now() + MINUTE)
        found += await auditor(world).round()
        await world.settle()
    assert {finding.lapse for finding in found} == {Lapse.LATE}
    misses = await missed(world)
    assert set(Counter(event.stage for event in misses).values()) == {1}
    assert {event.stage.value for event in misses} >= {"response", "arrival", "solution"}
    assert all(timedelta() <= event.at - event.due <= A_ROUND for event in misses)
    trail = await world.trail()
    assert [event.rung for event in trail if isinstance(event, ev.Paged)][:3] == [0, 1, 2]
    assert len([event for event in trail if isinstance(event, ev.CallListSent)]) > 3
    told = [message.text for message in world.seat("ops").seen]
    counts = [int(re.search(r"发现 (\d+) 项", text)[1]) for text in told]  # type: ignore[index]  # none: the test fails
    assert sum(counts) == len([line for line in log_lines if line["action"] == "audit_found"]) > 10
    assert all("稽核" in text and "工单 1001" in text for text in told)
    world._ticker = ticker
    await world.settle()
    assert await missed(world) == misses
    assert await found_by(world) == ()
    assert without_audit_lines(log_lines)


def beat(uow: UnitOfWork, *loops: str) -> None:
    for loop in loops:
        uow.health.beat(loop, uow.now)


@pytest.mark.parametrize("how", ["nobody started it", "its query fails"])
async def test_t05_an_auditor_that_is_off_is_noticed_within_three_minutes_by_a_watcher_elsewhere(
    world: World, log_lines: list[Line], monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    """Everybody else goes on, the canary too; and no alarm chain of our own is needed, because it may be the broken part."""
    heard = []

    async def post() -> None:
        heard.append(world.clock.now())

    async def readyz() -> set[str]:
        state = await world.store.read(wellbeing)
        return {one.what for one in late(state, world.clock.real_seconds)}

    def too_slow(_uow: UnitOfWork) -> tuple[()]:
        raise TimeoutError("canceling statement due to statement timeout")

    await auditor(world).round()
    off = world.clock.now()
    if how == "its query fails":
        monkeypatch.setattr("scheduler.auditor.open_tickets", too_slow)
    for _ in range(10):
        world.clock.push_to(world.clock.now() + MINUTE)
        await world.store.run(beat, "scheduler", "bot", CANARY)
        if how == "its query fails":
            await auditor(world)._try_round()
        await OutsideHeartbeat(world.store, world.clock, post).beat()
    assert heard == [off + minutes * MINUTE for minutes in (1, 2, 3)]
    assert await readyz() == {AUDITOR}
    failed = [line for line in log_lines if line["action"] == "audit_failed"]
    assert len(failed) == (10 if how == "its query fails" else 0)  # and an alarm of the log besides
    monkeypatch.undo()
    await auditor(world).round()
    assert await readyz() == set()
    log_lines[:] = [
        line for line in log_lines if line["action"] not in ("audit_failed", "heartbeat_withheld")
    ]
