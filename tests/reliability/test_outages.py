"""What outages and clocks did to others (reliability.md §3), one test each; the others stand in docs/reliability.md."""

import re
from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from desk import events as ev
from desk.messages import RetryAt
from storage.engines import connection
from storage.tables import outbox, timers
from tests.kit.world import World
from tests.packaging import house

SECOND, HOUR, DAY = timedelta(seconds=1), timedelta(hours=1), timedelta(days=1)
REPORT = "三年级2班大屏黑屏了，马上上课"
EVERYBODY = ("wang", "li", "zhao", "sun", "maker", "chen", "lin", "teacher1-changge")


def url_of(world: World) -> str:
    """Where its rows are."""
    return f"sqlite:///{world._file}"


async def noticed(world: World) -> Counter[tuple[str, str]]:
    """How often each deadline was noticed; none of them early."""
    trail = await world.trail()
    missed = [event for event in trail if isinstance(event, ev.DeadlineMissed)]
    assert all(event.at >= event.due for event in missed)
    return Counter((event.stage.value, event.due.isoformat()) for event in missed)


def test_t01_nobody_drops_what_waits() -> None:
    written = [house.text(path) for path in house.product_files()]
    assert not [text for text in written if re.search(r"drop_pending_updates\s*=\s*True", text)]
    assert not [text for text in written if "skip_updates" in text]


@pytest.mark.parametrize("outage", [SECOND, 61 * SECOND, HOUR, 3 * DAY], ids=str)
async def test_t09_however_long_the_desk_is_down_every_deadline_fires_once(
    world: World, outage: timedelta
) -> None:
    await world.teacher("changge").says(REPORT)
    with connection(url_of(world)) as conn:
        first = conn.execute(select(func.min(timers.c.due)).where(timers.c.kind == "stage_past")).scalar_one()
    await world.push(first - SECOND / 2 - world.clock.now())
    assert not await noticed(world)
    await world.sleep_through(outage)
    fired = await noticed(world)
    assert set(fired.values()) == {1}
    assert first.isoformat() in {due for _, due in fired}
    with connection(url_of(world)) as conn:
        rows = conn.execute(select(timers.c.fired_at, timers.c.due)).all()
    assert not [row for row in rows if row.fired_at is None and row.due <= world.clock.now()]


async def test_t13_three_hours_without_a_platform_cost_time_and_no_message(world: World) -> None:
    teacher = world.teacher("changge")
    world.down.update(EVERYBODY)
    await teacher.says(REPORT)
    for _ in range(36):
        await world.push(timedelta(minutes=5))
    assert not any(seat.seen for seat in world.everybody())
    world.down.clear()
    await world.push(timedelta(minutes=6))
    teacher.hears("工单 1001", "三年级2班")
    assert world.seat("wang").seen
    with connection(url_of(world)) as conn:
        fates = Counter(conn.execute(select(outbox.c.fate)).scalars())
    assert fates["failed"] == fates[None] == 0
    assert fates["sent"] > 3


async def test_t13_what_is_obsolete_by_then_is_withdrawn(world: World) -> None:
    world.down.add("wang")
    await world.teacher("changge").says(REPORT)
    for _ in range(12):
        await world.push(10 * SECOND)
    await world.seat("li").presses("接单")
    world.down.clear()
    await world.push(HOUR)
    assert not [
        message for message in world.seat("wang").seen if "接单" in [c.label for c in message.choices]
    ]
    with connection(url_of(world)) as conn:
        pages = conn.execute(
            select(outbox.c.fate).where(outbox.c.person == "wang", outbox.c.urgency == 0)
        ).scalars()
        assert "cancelled" in set(pages)


async def test_t25_a_clock_that_jumps_back_and_on_fires_nothing_twice_and_nothing_early(world: World) -> None:
    await world.teacher("changge").says(REPORT)
    for jump in (-2 * HOUR, DAY, -timedelta(hours=3), 10 * SECOND, -30 * SECOND, 30 * SECOND, 2 * HOUR):
        world.clock._now += jump
        await world.restart()
        await world.settle()
    await world.push(6 * HOUR)
    fired = await noticed(world)
    assert set(fired.values()) == {1}
    assert {stage for stage, _ in fired} >= {"response", "arrival", "solution"}


async def test_t26_ten_years_later_there_is_one_catching_up_and_not_a_thousand(world: World) -> None:
    await world.teacher("changge").says(REPORT)
    before = len(await world.trail())
    await world.sleep_through(3653 * DAY)
    after = await world.trail()
    assert set((await noticed(world)).values()) == {1}
    assert len(after) - before < 40
    assert sum(len(seat.seen) for seat in world.everybody()) < 60


def test_t34_nobody_asks_for_a_naive_now() -> None:
    naive = re.compile(r"utcnow\(|datetime\.now\(\)|fromtimestamp\([^,()]*\)")
    found = {
        f"{path}:{number}"
        for path in house.product_files()
        for number, line in enumerate(house.text(path).splitlines(), 1)
        if naive.search(line)
    }
    assert found == set()


async def test_t35_whom_the_platform_bans_for_hours_is_not_waited_for(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tests.kit.world.RetryAt", lambda *_: RetryAt(10_072, "flood"))
    world.down.add("wang")
    await world.teacher("changge").says(REPORT)
    assert world.seat("li").hears("三年级2班")
    assert not world.seat("wang").seen
    world.down.clear()
    await world.push(3 * HOUR)
    assert world.seat("wang").seen
