"""A restarted desk on SQLite goes on at once with what its predecessor held; on PostgreSQL leases run out by themselves."""

import pytest

from desk.messages import Urgency
from storage.leases import give_back
from storage.store import SqlStore
from tests.kit.clock import PushedClock
from tests.storage.builders import a_message, a_peer, a_text, a_timer, minutes
from usecases.ports import UnitOfWork
from usecases.rows import InboxRow, OutboxRow, Topic

QUEUES = (Topic.INBOX, Topic.OUTBOX, Topic.TIMERS)


def fill(uow: UnitOfWork) -> None:
    uow.inbox.accept([a_message("k", uow.now)], uow.now)
    uow.outbox.add("k", a_peer(), a_text(), Urgency.PAGE)
    uow.timers.add([a_timer("due", uow.now), a_timer("later", uow.now + minutes(90))])


def lease(uow: UnitOfWork) -> tuple[tuple[InboxRow, ...], tuple[OutboxRow, ...], list[str]]:
    until = uow.now + minutes(1)
    return (
        uow.inbox.lease(uow.now, until, 5),
        uow.outbox.lease(uow.now, until, ("tg",), 5),
        [timer.key for timer in uow.timers.lease_due(uow.now, until, 5)],
    )


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
async def test_what_a_dead_process_held_is_given_back_and_a_page_may_have_been_shown(
    store: SqlStore, url: str, clock: PushedClock
) -> None:
    await store.run(fill)
    await store.run(lease)
    assert await store.run(lease) == ((), (), [])
    assert give_back(url, QUEUES, clock.now()) == 3
    (message,), (page,), timers = await store.run(lease)
    assert (message.tries, page.attempts, page.ambiguous, timers) == (1, 1, True, ["due"])


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
async def test_queues_of_other_processes_and_rows_nobody_holds_are_left_alone(
    store: SqlStore, url: str, clock: PushedClock
) -> None:
    await store.run(fill)
    assert give_back(url, QUEUES, clock.now()) == 0
    await store.run(lease)
    assert give_back(url, (Topic.INBOX,), clock.now()) == 1
    _, pages, timers = await store.run(lease)
    assert (pages, timers) == ((), [])


@pytest.mark.parametrize("url", [pytest.param("postgres", marks=pytest.mark.postgres)], indirect=True)
async def test_on_postgresql_another_process_may_be_at_work(
    store: SqlStore, url: str, clock: PushedClock
) -> None:
    await store.run(fill)
    await store.run(lease)
    assert give_back(url, QUEUES, clock.now()) == 0
