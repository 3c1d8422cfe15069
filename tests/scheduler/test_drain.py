"""The outbox on its way out: once, in order per chat, pages first; nothing is lost when a platform or a row misbehaves."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest

from desk.messages import Ambiguous, Outcome, RetryAt, Unreachable, Urgency
from scheduler.drain import AT_ONCE, LEASE, Drain
from storage.store import SqlStore
from tests.conftest import Line
from tests.kit.clock import PushedClock
from tests.scheduler.wire import Wire, promise, promise_page_of_a_lost_ticket
from usecases.rows import OutboxRow

SECOND = timedelta(seconds=1)


@pytest.fixture
def wire() -> Wire:
    return Wire()


@pytest.fixture
def drain(store: SqlStore, clock: PushedClock, wire: Wire) -> Drain:
    return Drain(store, clock, [wire])


@asynccontextmanager
async def running(drain: Drain) -> AsyncIterator[asyncio.Task[None]]:
    """The drain's own loop, stopped and awaited at the end."""
    task = asyncio.create_task(drain.run())
    yield task
    drain.stop()
    async with asyncio.timeout(5):
        await task


def actions(log_lines: list[Line]) -> list[str]:
    return [str(line.get("action")) for line in log_lines]


async def test_what_was_promised_is_sent_once(store: SqlStore, drain: Drain, wire: Wire) -> None:
    await store.run(promise, "hello")
    await drain.quiet()
    await drain.quiet()
    assert wire.sent == ["hello"]


async def test_pages_overtake_answers_and_answers_overtake_notes(
    store: SqlStore, drain: Drain, wire: Wire
) -> None:
    await store.run(promise, "note", "a", Urgency.NOTE)
    await store.run(promise, "answer", "b", Urgency.REPLY)
    await store.run(promise, "page", "c", Urgency.PAGE)
    await drain.quiet()
    assert wire.sent == ["page", "answer", "note"]


async def test_what_stands_before_an_answer_in_its_chat_goes_as_early_as_the_answer(
    store: SqlStore, drain: Drain, wire: Wire
) -> None:
    await store.run(promise, "note", "a", Urgency.NOTE)
    await store.run(promise, "another's note", "b", Urgency.NOTE)
    await store.run(promise, "another's answer", "c", Urgency.REPLY)
    await store.run(promise, "answer", "a", Urgency.REPLY)
    await drain.quiet()
    assert wire.sent == ["note", "another's answer", "another's note", "answer"]


async def test_a_page_overtakes_what_waits_in_its_own_chat(store: SqlStore, drain: Drain, wire: Wire) -> None:
    await store.run(promise, "answer", "a", Urgency.REPLY)
    await store.run(promise, "page", "a", Urgency.PAGE)
    await drain.quiet()
    assert wire.sent == ["page", "answer"]


async def test_one_chat_gets_its_messages_in_order_and_one_at_a_time(
    store: SqlStore, drain: Drain, wire: Wire
) -> None:
    for text in ("one", "two", "three"):
        await store.run(promise, text)
    on_the_wire = wire.hold("one")
    await drain.cycle()
    await drain.cycle()
    assert wire.sent == ["one"]
    on_the_wire.set()
    await drain.quiet()
    assert wire.sent == ["one", "two", "three"]


async def test_a_slow_chat_holds_up_nobody_else(store: SqlStore, drain: Drain, wire: Wire) -> None:
    await store.run(promise, "slow", "a")
    on_the_wire = wire.hold("slow")
    await drain.cycle()
    await store.run(promise, "quick", "b")
    await drain.cycle()
    await asyncio.sleep(0)
    assert wire.sent == ["slow", "quick"]
    on_the_wire.set()
    await drain.quiet()


async def test_no_more_than_a_fixed_number_is_on_the_wire(store: SqlStore, drain: Drain, wire: Wire) -> None:
    texts = [f"{number}" for number in range(AT_ONCE + 6)]
    gates = [wire.hold(text) for text in texts]
    for text in texts:
        await store.run(promise, text, text)
    assert await drain.cycle() == AT_ONCE
    assert await drain.cycle() == 0
    for gate in gates:
        gate.set()
    await drain.quiet()
    assert sorted(wire.sent, key=int) == texts


async def test_a_platform_that_asks_to_wait_is_not_asked_again_before(
    store: SqlStore, drain: Drain, wire: Wire, clock: PushedClock
) -> None:
    wire.answers["busy"] = lambda row: RetryAt(30, "flood")
    await store.run(promise, "busy")
    await drain.quiet()
    clock.push_to(clock.now() + 29 * SECOND)
    await drain.quiet()
    assert wire.sent == ["busy"]
    clock.push_to(clock.now() + SECOND)
    del wire.answers["busy"]
    await drain.quiet()
    assert wire.sent == ["busy", "busy"]
    assert not wire.rows[1].ambiguous


async def test_while_a_platform_is_closed_to_everybody_nothing_is_taken_from_the_outbox(
    store: SqlStore, drain: Drain, wire: Wire, clock: PushedClock
) -> None:
    wire.answers["first"] = lambda row: RetryAt(20, "flood", everyone=True)
    await store.run(promise, "first", "a")
    await drain.quiet()
    for number in range(AT_ONCE):
        await store.run(promise, f"{number}", f"{number}")
    clock.push_to(clock.now() + 19 * SECOND)
    await drain.quiet()
    assert wire.sent == ["first"]
    del wire.answers["first"]
    clock.push_to(clock.now() + SECOND)
    await drain.quiet()
    assert len(wire.sent) == AT_ONCE + 2
    assert {row.attempts for row in wire.rows[1:] if row.outgoing.text != "first"} == {0}


async def test_closed_for_longer_than_a_page_may_wait_each_row_is_looked_at_once(
    store: SqlStore, drain: Drain, wire: Wire, clock: PushedClock
) -> None:
    texts = [f"{number}" for number in range(AT_ONCE + 6)]
    for text in texts:
        wire.answers[text] = lambda row: RetryAt(3600, "banned", everyone=True)
        await store.run(promise, text, text)
    await drain.quiet()
    clock.push_to(clock.now() + 3000 * SECOND)
    await drain.quiet()
    assert sorted(wire.sent, key=int) == texts, "so that what is urgent is handed to another way"


async def test_the_loop_goes_on_when_the_platform_is_open_again(
    store: SqlStore, drain: Drain, wire: Wire, clock: PushedClock
) -> None:
    wire.answers["first"] = lambda row: RetryAt(20, "flood", everyone=True)
    await store.run(promise, "first", "a")
    await drain.quiet()
    wire.seen.clear()
    del wire.answers["first"]
    async with running(drain):
        while drain.turns < 1:  # noqa: ASYNC110  # it rings no bell when it has found the door closed
            await asyncio.sleep(0)
        clock.push_to(clock.now() + 20 * SECOND)
        async with asyncio.timeout(10):
            await wire.seen.wait()
    assert wire.sent == ["first", "first"]


async def test_while_a_message_waits_the_later_ones_of_its_chat_wait_behind_it(
    store: SqlStore, drain: Drain, wire: Wire, clock: PushedClock
) -> None:
    wire.answers["one"] = lambda row: RetryAt(30, "flood")
    await store.run(promise, "one")
    await store.run(promise, "two")
    await drain.quiet()
    assert wire.sent == ["one"]
    del wire.answers["one"]
    clock.push_to(clock.now() + 30 * SECOND)
    await drain.quiet()
    assert wire.sent == ["one", "one", "two"]


async def test_a_platform_that_raises_leaves_the_message_in_doubt_and_it_comes_again_marked(
    store: SqlStore, drain: Drain, wire: Wire, clock: PushedClock, log_lines: list[Line]
) -> None:
    wire.answers["hello"] = broken
    await store.run(promise, "hello")
    await drain.quiet()
    assert actions(log_lines).count("egress_raised") == 1
    del wire.answers["hello"]
    clock.push_to(clock.now() + SECOND)
    await drain.quiet()
    assert [row.ambiguous for row in wire.rows] == [False, True]


def broken(row: OutboxRow) -> Outcome:
    raise ConnectionResetError("the line was cut")


async def test_an_outcome_that_cannot_be_settled_does_not_send_the_others_again(
    store: SqlStore, drain: Drain, wire: Wire, clock: PushedClock, log_lines: list[Line]
) -> None:
    wire.answers["lost"] = lambda row: Unreachable("blocked")
    await store.run(promise_page_of_a_lost_ticket, "lost", "a")
    await store.run(promise, "fine", "b")
    await store.run(promise, "fine too", "c")
    await drain.quiet()
    assert sorted(wire.sent) == ["fine", "fine too", "lost"]
    failures = [line for line in log_lines if line.get("action") == "settle_failed"]
    assert ("rows" in failures[0], "row" in failures[1], len(failures)) == (True, True, 2)
    clock.push_to(clock.now() + LEASE)
    await drain.quiet()
    assert sorted(wire.sent) == ["fine", "fine too", "lost", "lost"]
    assert wire.rows[-1].ambiguous


async def test_the_loop_sends_what_is_promised_while_it_rests(
    store: SqlStore, drain: Drain, wire: Wire
) -> None:
    async with running(drain):
        for text in ("first", "second"):
            wire.seen.clear()
            await store.run(promise, text)
            async with asyncio.timeout(
                1.5
            ):  # less than the poll of two seconds: the commit itself woke the loop
                await wire.seen.wait()
    assert wire.sent == ["first", "second"]


async def test_stopping_settles_what_is_on_the_wire(
    store: SqlStore, drain: Drain, wire: Wire, clock: PushedClock
) -> None:
    on_the_wire = wire.hold("hello")
    async with running(drain) as task:
        await store.run(promise, "hello")
        await wire.seen.wait()
        drain.stop()
        await asyncio.sleep(0)
        assert not task.done()
        on_the_wire.set()
    clock.push_to(clock.now() + 2 * LEASE)
    await Drain(store, clock, [wire]).quiet()
    assert wire.sent == ["hello"]


async def test_a_stopped_loop_takes_no_more(store: SqlStore, drain: Drain, wire: Wire) -> None:
    async with running(drain):
        drain.stop()
    await store.run(promise, "late")
    assert wire.sent == []


async def test_a_crash_on_the_wire_sends_the_message_again_in_doubt(
    store: SqlStore, drain: Drain, wire: Wire, clock: PushedClock
) -> None:
    wire.hold("hello")
    await store.run(promise, "hello")
    await drain.cycle()
    await asyncio.sleep(0)
    another = Wire()
    clock.push_to(clock.now() + LEASE)
    await Drain(store, clock, [another]).quiet()
    assert [(row.outgoing.text, row.ambiguous) for row in another.rows] == [("hello", True)]
    wire.held["hello"].set()
    await drain.quiet()


async def test_channels_nobody_serves_here_are_left_to_another_process(
    store: SqlStore, clock: PushedClock, wire: Wire
) -> None:
    class Elsewhere(Wire):
        channel = "elsewhere"

    await store.run(promise, "hello")
    far = Elsewhere()
    await Drain(store, clock, [far]).quiet()
    assert far.sent == []
    await Drain(store, clock, [wire]).quiet()
    assert wire.sent == ["hello"]


@pytest.mark.parametrize("outcome", [Ambiguous("no answer"), RetryAt(1, "flood")])
async def test_a_message_that_never_gets_through_is_given_up_after_a_day(
    store: SqlStore, drain: Drain, wire: Wire, clock: PushedClock, outcome: Outcome, log_lines: list[Line]
) -> None:
    wire.answers["hello"] = lambda row: outcome
    await store.run(promise, "hello")
    for _ in range(20):
        await drain.quiet()
        clock.push_to(clock.now() + timedelta(minutes=5))
    assert len(wire.sent) == 20
    assert (actions(log_lines).count("not_delivered_yet"), actions(log_lines).count("undelivered")) == (1, 0)
    clock.push_to(clock.now() + timedelta(days=1))
    for _ in range(2):
        await drain.quiet()
        clock.push_to(clock.now() + timedelta(minutes=5))
    assert len(wire.sent) == 21
    assert actions(log_lines).count("undelivered") == 1
