"""What a dead process held goes on within 15 seconds; and nobody is buried who only was not seen (T37, ADR 0026)."""

import asyncio
import subprocess
import sys
import time

import pytest

from app.clock import WallClock
from desk.messages import MsgRef, Urgency
from scheduler.roll_call import EVERY_SECONDS, SILENT_SECONDS, RollCall
from storage.store import SqlStore
from storage.transaction import LeaseLost
from tests.conftest import Line
from tests.kit.processes import PATIENCE
from tests.storage.builders import NoWords, a_message, a_peer, a_text, a_timer, minutes
from tests.storage.conftest import ZONE, Open
from tests.storage.holding_desk import lease
from usecases.ports import UnitOfWork
from usecases.rows import OutboxRow

PROMISED = 15.0
ALL = (1, 1, 1)
NONE = (0, 0, 0)


class Seconds:
    """A process's own seconds, pushed."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def fill(uow: UnitOfWork) -> None:
    uow.inbox.accept([a_message("k", uow.now)], uow.now)
    uow.outbox.add("k", a_peer(), a_text(), Urgency.PAGE)
    uow.timers.add([a_timer("due", uow.now), a_timer("later", uow.now + minutes(90))])


def took(uow: UnitOfWork) -> tuple[int, ...]:
    return tuple(map(len, lease(uow)))


async def pass_by(seconds: Seconds, calls: list[RollCall], how_long: float) -> None:
    """Time passes, and these processes answer every two seconds."""
    for _ in range(round(how_long / EVERY_SECONDS)):
        seconds.now += EVERY_SECONDS
        for call in calls:
            await call.call()


async def test_what_a_silent_process_held_is_taken_over_within_fifteen_seconds(
    open_store: Open, log_lines: list[Line]
) -> None:
    dead, other = await open_store(), await open_store()
    seconds = Seconds()
    mine, theirs = RollCall(other, seconds), RollCall(dead, seconds)
    await theirs.call()
    await dead.run(fill)
    assert await dead.run(took) == ALL
    await mine.call()
    await pass_by(seconds, [mine], SILENT_SECONDS - EVERY_SECONDS)
    assert await other.run(took) == NONE
    await pass_by(seconds, [mine], PROMISED - SILENT_SECONDS - 2 * EVERY_SECONDS)
    (message,), (page,), timers = await other.run(lease)
    assert (message.tries, page.attempts, page.ambiguous) == (1, 1, True)
    assert [timer.key for timer in timers] == ["due"]
    (buried,) = [line for line in log_lines if line.get("action") == "process_buried"]
    assert buried["rows"] == 3


async def test_who_answers_keeps_what_it_holds_and_what_nobody_holds_stays(open_store: Open) -> None:
    one, other = await open_store(), await open_store()
    seconds = Seconds()
    calls = [RollCall(one, seconds), RollCall(other, seconds)]
    await one.run(fill)
    await pass_by(seconds, calls, 4)
    assert await one.run(took) == ALL
    await pass_by(seconds, calls, 60)
    assert await other.run(took) == NONE


async def test_whoever_did_not_look_for_a_while_buries_nobody(open_store: Open) -> None:
    """The database was away, or this process was frozen: then the others' silence says nothing of them."""
    one, other = await open_store(), await open_store()
    seconds = Seconds()
    calls = [RollCall(one, seconds), RollCall(other, seconds)]
    await one.run(fill)
    await pass_by(seconds, calls, 4)
    assert await one.run(took) == ALL
    seconds.now += 300
    await calls[1].call()
    await calls[1].call()
    assert await other.run(took) == NONE
    await pass_by(seconds, calls, 20)
    assert await other.run(took) == NONE


async def test_who_was_buried_alive_records_nothing_twice_and_joins_again(
    open_store: Open, log_lines: list[Line]
) -> None:
    frozen, other = await open_store(), await open_store()
    seconds = Seconds()
    asleep, awake = RollCall(frozen, seconds), RollCall(other, seconds)
    await frozen.run(fill)
    await asleep.call()
    (message,), (page,), _ = await frozen.run(lease)
    await awake.call()
    await pass_by(seconds, [awake], 12)
    (again,), (second,), _ = await other.run(lease)
    with pytest.raises(LeaseLost):
        await frozen.run(lambda uow: uow.inbox.done(message, uow.now))
    await other.run(lambda uow: uow.inbox.done(again, uow.now))
    assert second.ambiguous
    await frozen.run(_sent, page)  # what was shown was shown
    await asleep.call()
    await pass_by(seconds, [asleep, awake], 30)
    assert len([line for line in log_lines if line.get("action") == "process_buried"]) == 1
    assert await frozen.run(took) == NONE


def _sent(uow: UnitOfWork, row: OutboxRow) -> None:
    uow.outbox.sent(row, MsgRef(row.peer, "1"), uow.now)


async def test_of_two_that_notice_a_silence_one_buries(open_store: Open, log_lines: list[Line]) -> None:
    dead, one, other = await open_store(), await open_store(), await open_store()
    seconds = Seconds()
    await RollCall(dead, seconds).call()
    await dead.run(fill)
    await dead.run(lease)
    await pass_by(seconds, [RollCall(one, seconds), RollCall(other, seconds)], 12)
    assert len([line for line in log_lines if line.get("action") == "process_buried"]) == 1
    assert await one.run(took) == ALL


async def test_who_ends_in_order_gives_back_at_once(open_store: Open) -> None:
    leaving, other = await open_store(), await open_store()
    roll_call = RollCall(leaving)
    await roll_call.call()
    await leaving.run(fill)
    await leaving.run(lease)
    await roll_call.leave()
    assert await other.run(took) == ALL


@pytest.mark.parametrize("url", [pytest.param("postgres", marks=pytest.mark.postgres)], indirect=True)
async def test_after_a_kill_nobody_waits_for_a_lease_to_run_out(url: str) -> None:
    """A real process, `kill -9`, and leases of half an hour: what it held is there long before."""
    store = SqlStore(url, WallClock(), NoWords(), {}, ZONE)
    await store.start()
    await store.run(fill)
    assert await asyncio.to_thread(_killed_in_the_middle, url) == "1 1 1\n"
    roll_call = RollCall(store)
    watching = asyncio.create_task(roll_call.run())
    deadline = time.monotonic() + PATIENCE
    found = NONE
    while found != ALL and time.monotonic() < deadline:
        taken = await store.run(took)
        found = tuple(map(sum, zip(found, taken, strict=True)))
        await asyncio.sleep(0.2)
    roll_call.stop()
    await watching
    await store.close()
    assert found == ALL


def _killed_in_the_middle(url: str) -> str:
    """What the process had leased before it died."""
    command = [sys.executable, "-m", "tests.storage.holding_desk", url]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        held = process.stdout.readline()
        process.kill()
    return held
