"""Transactions, group commit, retries and bells: what `SqlStore` promises about every use case."""

import asyncio
import threading

import pytest
from sqlalchemy import insert, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from desk.messages import Urgency
from desk.refusals import NotFound, StaleWrite
from storage import workplaces
from storage.store import SqlStore, StorageClosed
from storage.tables import prompts
from storage.transaction import LeaseLost
from tests.kit.clock import PushedClock
from tests.kit.postgres import PostgresServer
from tests.storage.builders import NoWords, a_message, a_peer, a_text, a_timer
from tests.storage.conftest import ZONE, Open
from usecases.ports import UnitOfWork
from usecases.rows import Topic

LONG = 5.0  # real seconds nobody waits for unless something is broken
ONLY_POSTGRES = [pytest.param("postgres", marks=pytest.mark.postgres)]


def note(uow: UnitOfWork, words: str) -> str:
    uow.dialogues.save(a_peer(words), {"words": words})
    return words


def noted(uow: UnitOfWork, words: str) -> bool:
    return uow.dialogues.load(a_peer(words)) is not None


async def test_a_use_case_is_given_the_instant_the_words_and_its_arguments(
    store: SqlStore, clock: PushedClock
) -> None:
    def use_case(uow: UnitOfWork, word: str, *, again: int) -> tuple[object, ...]:
        return uow.now, uow.trees, word * again

    assert await store.run(use_case, "好", again=2) == (clock.now(), {}, "好好")
    assert await store.read(use_case, "好", again=3) == (clock.now(), {}, "好好好")


async def test_a_use_case_that_refuses_leaves_nothing_behind(store: SqlStore) -> None:
    def refuse(uow: UnitOfWork) -> None:
        note(uow, "half")
        raise NotFound("half")

    with pytest.raises(NotFound, match="half"):
        await store.run(refuse)
    assert not await store.read(noted, "half")


async def test_reading_writes_nothing(store: SqlStore) -> None:
    with pytest.raises(DBAPIError):
        await store.read(note, "sneaked")
    assert not await store.read(noted, "sneaked")


async def test_a_read_sees_what_was_committed_before_it(store: SqlStore) -> None:
    for number in range(20):
        await store.run(note, str(number))
        assert await store.read(noted, str(number))


async def test_one_bad_use_case_among_good_ones_fails_alone(store: SqlStore) -> None:
    def bad(uow: UnitOfWork) -> None:
        note(uow, "bad")
        raise ZeroDivisionError

    def broken_sql(uow: UnitOfWork) -> None:
        note(uow, "broken")
        uow._tx.conn.execute(text("SELECT * FROM no_such_table"))  # type: ignore[attr-defined] # tests look inside

    jobs = [store.run(note, f"good {i}") for i in range(30)]
    jobs[10:10] = [store.run(bad), store.run(broken_sql)]
    ends = await asyncio.gather(*jobs, return_exceptions=True)
    assert sum(isinstance(end, str) for end in ends) == 30
    assert [type(end) for end in ends if isinstance(end, ZeroDivisionError)] == [ZeroDivisionError]
    assert all([await store.read(noted, f"good {i}") for i in range(30)])
    assert not await store.read(noted, "bad")
    assert not await store.read(noted, "broken")


async def test_a_stale_write_is_decided_again_and_given_up_after_five_times(store: SqlStore) -> None:
    tries: list[int] = []

    def stale(uow: UnitOfWork, until: int) -> int:
        tries.append(len(tries))
        note(uow, f"try {len(tries)}")
        if len(tries) < until:
            raise StaleWrite
        return len(tries)

    assert await store.run(stale, 3) == 3
    assert [await store.read(noted, f"try {i}") for i in (1, 2, 3)] == [False, False, True]
    tries.clear()
    with pytest.raises(StaleWrite):
        await store.run(stale, 99)
    assert len(tries) == 5


async def test_a_lost_lease_is_not_tried_again(store: SqlStore) -> None:
    tries: list[int] = []

    def lost(uow: UnitOfWork) -> None:
        tries.append(1)
        raise LeaseLost

    with pytest.raises(LeaseLost):
        await store.run(lost)
    assert len(tries) == 1


async def _sizes_of_groups(url: str, clock: PushedClock) -> list[int]:
    """How many of 121 use cases that wait at once are committed together."""
    store = await _opened(url, clock)
    groups: list[int] = []
    writing = store._writing
    assert writing is not None
    report = writing._report
    writing._report = lambda settled: (groups.append(len(settled)), report(settled))[1]
    gate, blocked = await _busy(store)
    rest = [asyncio.ensure_future(store.run(note, str(i))) for i in range(120)]
    await asyncio.sleep(0)
    gate.set()
    await asyncio.gather(blocked, *rest)
    assert all([await store.read(noted, str(i)) for i in range(120)])
    await store.close()
    return groups


async def test_waiting_use_cases_share_one_commit(
    url: str, clock: PushedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workplaces, "LONGEST", 60.0)
    groups = await _sizes_of_groups(url, clock)
    assert sum(groups) == 121
    assert max(groups) == 50


async def test_nobody_waits_for_the_commit_of_a_long_row_of_others(
    url: str, clock: PushedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workplaces, "LONGEST", -1.0)
    assert await _sizes_of_groups(url, clock) == [1] * 121


async def test_a_transaction_that_is_lost_takes_nobody_with_it_but_the_one_who_lost_it(
    url: str, clock: PushedClock
) -> None:
    store = await _opened(url, clock)

    def whole_transaction_is_lost(uow: UnitOfWork) -> None:
        uow._tx.conn.execute(text("ROLLBACK")).settle()  # type: ignore[attr-defined] # as a full disk does it
        raise MemoryError

    gate, blocked = await _busy(store)
    jobs: list[asyncio.Future[object]] = [
        asyncio.ensure_future(job)
        for job in (store.run(note, "before"), store.run(whole_transaction_is_lost), store.run(note, "after"))
    ]
    await asyncio.sleep(0)
    gate.set()
    await blocked
    ends = await asyncio.gather(*jobs, return_exceptions=True)
    assert [type(end) for end in ends] == [str, MemoryError, str]
    assert await store.read(noted, "before")
    assert await store.read(noted, "after")
    assert await store.run(note, "the desk goes on") == "the desk goes on"
    await store.close()


async def test_of_use_cases_in_one_transaction_those_that_fail_fail_alone(
    url: str, clock: PushedClock
) -> None:
    store = await _opened(url, clock)

    def refused_by_the_database(uow: UnitOfWork) -> None:
        note(uow, "refused")
        uow._tx.conn.execute(insert(prompts).values(token=None))  # type: ignore[attr-defined] # the tests own the store's inside

    def not_as_expected(uow: UnitOfWork) -> None:
        note(uow, "unexpected")
        uow._tx.expect(lambda: False, LeaseLost("in other hands"))  # type: ignore[attr-defined] # the tests own the store's inside

    def refuses(uow: UnitOfWork) -> None:
        note(uow, "half")
        raise NotFound("half")

    failing = (refused_by_the_database, not_as_expected, refuses)
    gate, blocked = await _busy(store)
    jobs: list[asyncio.Future[object]] = []
    for number, fails in enumerate(failing):
        jobs += [asyncio.ensure_future(store.run(note, str(number))), asyncio.ensure_future(store.run(fails))]
    await asyncio.sleep(0)
    gate.set()
    await blocked
    ends = await asyncio.gather(*jobs, return_exceptions=True)
    assert [end if isinstance(end, str) else type(end) for end in ends] == [
        "0", IntegrityError, "1", LeaseLost, "2", NotFound,
    ]  # fmt: skip
    for words in ("0", "1", "2"):
        assert await store.read(noted, words)
    for words in ("refused", "unexpected", "half"):
        assert not await store.read(noted, words)
    await store.close()


async def test_results_are_handed_out_after_the_commit_only(store: SqlStore, open_store: Open) -> None:
    other = await open_store()
    for number in range(10):
        await store.run(note, f"n{number}")
        assert await other.read(noted, f"n{number}")


async def test_a_caller_who_gave_up_while_queueing_is_not_served(url: str, clock: PushedClock) -> None:
    store = await _opened(url, clock)
    gate, blocked = await _busy(store)
    given_up = asyncio.ensure_future(store.run(note, "given up"))
    await asyncio.sleep(0)
    given_up.cancel()
    await asyncio.gather(given_up, return_exceptions=True)
    gate.set()
    await blocked
    assert not await store.read(noted, "given up")
    await store.close()


async def test_closing_finishes_what_was_queued_and_refuses_what_comes_later(
    url: str, clock: PushedClock
) -> None:
    store = await _opened(url, clock)
    jobs = [asyncio.ensure_future(store.run(note, str(i))) for i in range(40)]
    await asyncio.sleep(0)
    await store.close()
    assert len(await asyncio.gather(*jobs)) == 40
    with pytest.raises(StorageClosed):
        await store.run(note, "late")
    with pytest.raises(StorageClosed):
        await store.read(noted, "late")
    await store.close()
    reopened = await _opened(url, clock)
    assert await reopened.read(noted, "39")
    await reopened.close()


class TestBells:
    async def test_a_bell_rings_after_the_commit(self, store: SqlStore) -> None:
        bell = store.listen(Topic.BOARD)
        await store.run(lambda uow: uow.wake(Topic.BOARD))
        assert await bell.rings(LONG)
        assert not await bell.rings(0)

    async def test_a_refusal_rings_nothing(self, store: SqlStore) -> None:
        bell = store.listen(Topic.BOARD)

        def refuse(uow: UnitOfWork) -> None:
            uow.wake(Topic.BOARD)
            raise NotFound

        with pytest.raises(NotFound):
            await store.run(refuse)
        assert not await bell.rings(0)

    async def test_a_promise_a_timer_a_message_and_a_line_ring_by_themselves(
        self, store: SqlStore, clock: PushedClock
    ) -> None:
        bells = {topic: store.listen(topic) for topic in Topic}
        await store.run(lambda uow: uow.outbox.add("k", a_peer(), a_text(), Urgency.NOTE))
        await store.run(lambda uow: uow.timers.add([a_timer("k", uow.now)]))
        await store.run(lambda uow: uow.inbox.accept([a_message("k", uow.now)], uow.now))
        await store.run(lambda uow: uow.webchat.show(a_peer(), a_text(), None, uow.now))
        for topic in (Topic.OUTBOX, Topic.TIMERS, Topic.INBOX, Topic.WEBCHAT):
            assert await bells[topic].rings(LONG)
        assert not await bells[Topic.BOARD].rings(0)

    async def test_a_chat_hears_its_own_lines_and_a_watcher_hears_all(self, store: SqlStore) -> None:
        mine = store.listen(Topic.WEBCHAT, a_peer("mine"))
        yours = store.listen(Topic.WEBCHAT, a_peer("yours"))
        everybody = store.listen(Topic.WEBCHAT)
        await store.run(lambda uow: uow.wake(Topic.WEBCHAT, a_peer("mine")))
        assert [await bell.rings(0) for bell in (mine, yours, everybody)] == [True, False, True]
        await store.run(lambda uow: uow.wake(Topic.WEBCHAT))
        assert [await bell.rings(0) for bell in (mine, yours, everybody)] == [True, True, True]

    async def test_closing_a_bell_lets_the_one_who_waits_go_on_and_then_it_is_silent(
        self, store: SqlStore
    ) -> None:
        bell = store.listen(Topic.BOARD)
        waiting = asyncio.ensure_future(bell.rings(LONG))
        await asyncio.sleep(0)
        bell.close()
        assert await waiting
        await store.run(lambda uow: uow.wake(Topic.BOARD))
        assert not await bell.rings(0)

    async def test_someone_who_waits_is_woken(self, store: SqlStore) -> None:
        bell = store.listen(Topic.BOARD)
        waiting = asyncio.ensure_future(bell.rings(LONG))
        await asyncio.sleep(0)
        await store.run(lambda uow: uow.wake(Topic.BOARD))
        assert await waiting

    @pytest.mark.parametrize("url", ONLY_POSTGRES, indirect=True)
    async def test_other_processes_hear_it_too(self, store: SqlStore, open_store: Open) -> None:
        other = await open_store()
        bell = other.listen(Topic.WEBCHAT, a_peer("mine"))
        foreign = other.listen(Topic.WEBCHAT, a_peer("foreign"))
        await store.run(lambda uow: uow.wake(Topic.WEBCHAT, a_peer("mine")))
        assert await bell.rings(LONG)
        assert not await foreign.rings(0)

    @pytest.mark.parametrize("url", ONLY_POSTGRES, indirect=True)
    async def test_one_commit_rings_the_own_bells_once(self, store: SqlStore) -> None:
        bell = store.listen(Topic.BOARD)
        await store.run(lambda uow: uow.wake(Topic.BOARD))
        assert await bell.rings(LONG)
        assert not await bell.rings(0.5)  # its own NOTIFY is skipped

    @pytest.mark.parametrize("url", ONLY_POSTGRES, indirect=True)
    async def test_a_restarted_server_is_found_again(
        self, store: SqlStore, open_store: Open, url: str, postgres: PostgresServer
    ) -> None:
        other = await open_store()
        bell = other.listen(Topic.BOARD)
        await asyncio.to_thread(postgres.break_connections, url)
        assert await bell.rings(LONG)  # the listener is back: something may have been missed
        assert await store.run(note, "after the restart") == "after the restart"
        assert await store.read(noted, "after the restart")
        await store.run(lambda uow: uow.wake(Topic.BOARD))
        assert await bell.rings(LONG)


async def _opened(url: str, clock: PushedClock) -> SqlStore:
    store = SqlStore(url, clock, NoWords(), {}, ZONE)
    await store.start()
    return store


async def _busy(store: SqlStore) -> tuple[threading.Event, asyncio.Future[bool]]:
    """A store whose writer is held up by a use case until the gate is opened."""
    begun, gate = threading.Event(), threading.Event()

    def hold(uow: UnitOfWork) -> bool:
        begun.set()
        return gate.wait(LONG)

    blocked = asyncio.ensure_future(store.run(hold))
    await asyncio.to_thread(begun.wait, LONG)
    return gate, blocked
