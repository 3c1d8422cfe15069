"""What one process does at a time, on both databases: taken by one, kept by renewing, fenced off from whoever held it before."""

import asyncio
from datetime import timedelta

import pytest

from app.doors import StoreDoor
from desk.messages import Incoming
from desk.refusals import StaleWrite
from scheduler.sole import LIFE, SolePost
from storage.store import SqlStore
from tests.conftest import Line
from tests.kit.clock import PushedClock
from tests.storage.builders import a_message
from usecases.ports import UnitOfWork

POST = "telegram-poller"


def waiting(uow: UnitOfWork) -> int:
    return len(uow.inbox.lease(uow.now, uow.now, 10))


async def test_one_holds_it_and_the_other_waits(store: SqlStore, clock: PushedClock) -> None:
    first, second = SolePost(store, POST), SolePost(store, POST)
    assert await first.mine()
    assert not await second.mine()
    clock.push_to(clock.now() + LIFE - timedelta(seconds=1))
    assert await first.mine()
    clock.push_to(clock.now() + timedelta(seconds=2))
    assert not await second.mine()


async def test_of_two_that_reach_for_it_at_once_one_gets_it(store: SqlStore) -> None:
    posts = [SolePost(store, POST) for _ in range(5)]
    assert sum(await asyncio.gather(*(post.mine() for post in posts))) == 1


async def test_t37_a_killed_holder_is_followed_within_fifteen_seconds(
    store: SqlStore, clock: PushedClock
) -> None:
    killed, successor = SolePost(store, POST), SolePost(store, POST)
    assert await killed.mine()
    clock.push_to(clock.now() + timedelta(seconds=14))
    assert await successor.mine()


async def test_who_stops_in_order_is_followed_at_once(store: SqlStore) -> None:
    leaving, successor = SolePost(store, POST), SolePost(store, POST)
    assert await leaving.mine()
    leaving.stop()
    await leaving.keep()
    assert await successor.mine()


async def test_what_a_former_holder_took_in_is_not_recorded(
    store: SqlStore, clock: PushedClock, log_lines: list[Line]
) -> None:
    frozen, successor = SolePost(store, POST), SolePost(store, POST)
    assert await frozen.mine()
    clock.push_to(clock.now() + 2 * LIFE)
    assert await successor.mine()
    message: Incoming = a_message("tg:1:7", clock.now())
    with pytest.raises(StaleWrite):
        await StoreDoor(store, frozen.held).accept([message])
    assert await store.run(waiting) == 0
    await StoreDoor(store, successor.held).accept([message])
    assert await store.run(waiting) == 1
    assert not await frozen.mine()
    assert [line["action"] for line in log_lines if line.get("post")] == [
        "post_taken",
        "post_taken",
        "post_lost",
    ]


async def test_nobody_who_does_not_hold_it_records_anything(store: SqlStore, clock: PushedClock) -> None:
    stranger = SolePost(store, POST)
    with pytest.raises(StaleWrite):
        await StoreDoor(store, stranger.held).accept([a_message("tg:1:8", clock.now())])
