"""The heartbeat outside (reliability.md T05): silence of any watcher inside is silence outside, within three minutes."""

from datetime import timedelta

import pytest

from desk.messages import Outgoing, Peer, Urgency
from desk.timers import Timer, TimerKind
from scheduler.outside import OutsideHeartbeat
from storage.store import SqlStore
from tests.conftest import Line
from tests.kit.clock import PushedClock
from usecases.audit_tickets import AUDITOR
from usecases.ports import UnitOfWork

MINUTE = timedelta(minutes=1)


class Watcher:
    """The double outside: counts what it hears, and may be away."""

    def __init__(self) -> None:
        self.heard = 0
        self.away = False

    async def __call__(self) -> None:
        if self.away:
            raise ConnectionRefusedError
        self.heard += 1


def all_beat(uow: UnitOfWork, *loops: str) -> None:
    for loop in loops:
        uow.health.beat(loop, uow.now)


def actions(lines: list[Line]) -> list[object]:
    return [line["action"] for line in lines]


async def test_only_the_auditor_was_killed_and_within_three_minutes_nobody_outside_hears_of_us(
    store: SqlStore, clock: PushedClock, log_lines: list[Line]
) -> None:
    watcher = Watcher()
    outside = OutsideHeartbeat(store, clock, watcher)
    await store.run(all_beat, AUDITOR, "scheduler", "bot")
    heard = []
    for _ in range(6):
        await outside.beat()
        heard.append(watcher.heard)
        clock.push_to(clock.now() + MINUTE)
        await store.run(all_beat, "scheduler", "bot")  # everybody but the auditor goes on
    assert heard == [1, 2, 3, 4, 4, 4]
    assert actions(log_lines) == ["heartbeat_withheld", "heartbeat_withheld"]
    assert [line["late"] for line in log_lines] == [{AUDITOR: 240.0}, {AUDITOR: 300.0}]


@pytest.mark.parametrize("queue", ["timers", "outbox"])
async def test_a_queue_that_stands_still_is_silence_too(
    store: SqlStore, clock: PushedClock, log_lines: list[Line], queue: str
) -> None:
    watcher = Watcher()
    outside = OutsideHeartbeat(store, clock, watcher)

    def wait(uow: UnitOfWork) -> None:
        if queue == "timers":
            uow.timers.add([Timer("k", TimerKind.DIGEST, uow.now)])
        else:
            uow.outbox.add("k", Peer("tg", "1"), Outgoing("page"), Urgency.PAGE)

    await store.run(wait)
    await store.run(all_beat, AUDITOR, "scheduler")
    assert await outside.beat()
    clock.push_to(clock.now() + timedelta(seconds=61))
    await store.run(all_beat, AUDITOR, "scheduler")
    assert not await outside.beat()
    assert [line["late"] for line in log_lines] == [{queue: 61.0}]


async def test_what_waits_behind_a_message_that_is_tried_later_is_not_late(
    store: SqlStore, clock: PushedClock
) -> None:
    """A chat that is banned for hours holds back its own messages; the desk is well."""

    def wait(uow: UnitOfWork) -> None:
        for key in ("first", "second"):
            uow.outbox.add(key, Peer("tg", "1"), Outgoing(key), Urgency.PAGE)
        (row,) = uow.outbox.lease(uow.now, uow.now + MINUTE, ("tg",), 5)
        uow.outbox.again(row, uow.now + timedelta(hours=3), "429")

    await store.run(wait)
    clock.push_to(clock.now() + timedelta(hours=1))
    await store.run(all_beat, AUDITOR, "scheduler")
    assert await OutsideHeartbeat(store, clock, Watcher()).beat()


async def test_a_post_that_fails_is_logged_and_nothing_else(
    store: SqlStore, clock: PushedClock, log_lines: list[Line]
) -> None:
    watcher = Watcher()
    watcher.away = True
    outside = OutsideHeartbeat(store, clock, watcher)
    await store.run(all_beat, AUDITOR)
    assert not await outside.beat()
    watcher.away = False
    assert await outside.beat()
    assert actions(log_lines) == ["heartbeat_failed"]


async def test_a_desk_that_never_ran_says_nothing(store: SqlStore, clock: PushedClock) -> None:
    watcher = Watcher()
    assert not await OutsideHeartbeat(store, clock, watcher).beat()
    assert watcher.heard == 0
