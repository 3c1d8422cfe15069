"""Promised messages and who may go when (reliability.md T07, T14, T21, T24, T35), on both databases."""

import asyncio

import pytest

from desk.ids import PersonId, TicketId
from desk.messages import Choice, MsgRef, Outgoing, Peer, Picture, Urgency
from storage.store import SqlStore
from tests.kit.clock import PushedClock
from tests.storage.builders import a_peer, a_text, minutes
from tests.storage.conftest import Open
from tests.storage.outbox_kit import (
    NOTE,
    PAGE,
    REPLY,
    TICKET,
    again,
    keys,
    lease,
    promise,
    promise_look,
    sent,
)
from usecases.ports import UnitOfWork
from usecases.rows import OutboxRow


async def test_a_promise_comes_out_whole(store: SqlStore, clock: PushedClock) -> None:
    outgoing = Outgoing("工单1001\n已接单", (Choice("接单", "abc:0"),), card="job:1", silent=True)
    await store.run(
        lambda uow: uow.outbox.add("k", Peer("tg", "-1", "5"), outgoing, PAGE, PersonId("e-zhou"), TICKET)
    )
    (row,) = await store.run(lease)
    assert row == OutboxRow(
        row.id, "k", Peer("tg", "-1", "5"), outgoing, PAGE, PersonId("e-zhou"), TICKET, 0, clock.now()
    )


async def test_a_key_is_promised_once_even_after_it_was_sent(store: SqlStore) -> None:
    await store.run(promise, "k")
    await store.run(promise, "k")
    (row,) = await store.run(lease)
    await store.run(sent, row)
    await store.run(promise, "k")
    assert await store.run(lease) == ()


async def test_a_channel_that_is_not_asked_for_keeps_its_rows(store: SqlStore) -> None:
    await store.run(lambda uow: uow.outbox.add("web", a_peer(channel="web"), a_text(), NOTE))
    assert await store.run(lease) == ()
    assert keys(await store.run(lease, channel="web")) == ["web"]


async def test_a_peer_has_one_row_in_flight_and_gets_its_rows_in_order(store: SqlStore) -> None:
    for key in ("a", "b", "c"):
        await store.run(promise, key)
    await store.run(promise, "other", "2")
    first = await store.run(lease)
    assert keys(first) == ["a", "other"]
    assert await store.run(lease) == ()
    await store.run(sent, first[0])
    assert keys(await store.run(lease)) == ["b"]


async def test_pages_go_before_replies_and_replies_before_notes(store: SqlStore) -> None:
    for space, urgency in (("1", NOTE), ("2", REPLY), ("3", PAGE), ("4", REPLY), ("5", PAGE)):
        await store.run(promise, f"{urgency}{space}", space, urgency)
    assert keys(await store.run(lease)) == ["page3", "page5", "reply2", "reply4", "note1"]


async def test_a_small_batch_takes_the_pages(store: SqlStore) -> None:
    for number in range(5):
        await store.run(promise, f"n{number}", str(number))
    await store.run(promise, "p", "9", PAGE)
    assert keys(await store.run(lease, 2)) == ["p", "n0"]


async def test_a_page_overtakes_the_waiting_notes_of_its_own_peer(store: SqlStore) -> None:
    await store.run(promise, "n1")
    await store.run(promise, "n2")
    await store.run(promise, "p", "1", PAGE)
    (page,) = await store.run(lease)
    assert page.key == "p"
    await store.run(sent, page)
    assert keys(await store.run(lease)) == ["n1"]


async def test_a_page_does_not_overtake_what_is_in_flight(store: SqlStore) -> None:
    await store.run(promise, "n")
    (note,) = await store.run(lease)
    await store.run(promise, "p", "1", PAGE)
    assert await store.run(lease) == ()
    await store.run(sent, note)
    assert keys(await store.run(lease)) == ["p"]


async def test_a_row_that_must_wait_holds_back_its_own_peer_but_no_page_and_nobody_else(
    store: SqlStore, clock: PushedClock
) -> None:
    await store.run(promise, "n1")
    await store.run(promise, "n2")
    (row,) = await store.run(lease)
    await store.run(again, row, 5)
    await store.run(promise, "elsewhere", "2")
    assert keys(await store.run(lease)) == ["elsewhere"]
    await store.run(promise, "p", "1", PAGE)
    (page,) = await store.run(lease)
    assert page.key == "p"
    await store.run(sent, page)
    assert await store.run(lease) == ()
    clock.push_to(clock.now() + minutes(5))
    again_leased = await store.run(lease)
    assert ("n1", 1, False) in [(row.key, row.attempts, row.ambiguous) for row in again_leased]


async def test_a_page_that_must_wait_holds_back_everything_of_its_peer(
    store: SqlStore, clock: PushedClock
) -> None:
    await store.run(promise, "n")
    await store.run(promise, "p1", "1", PAGE)
    await store.run(promise, "p2", "1", PAGE)
    (row,) = await store.run(lease)
    await store.run(again, row, 5)
    assert await store.run(lease) == ()
    clock.push_to(clock.now() + minutes(5))
    assert keys(await store.run(lease)) == ["p1"]


async def test_a_row_whose_worker_died_comes_back_as_ambiguous(store: SqlStore, clock: PushedClock) -> None:
    await store.run(promise, "k")
    (row,) = await store.run(lease)
    assert not row.ambiguous
    clock.push_to(clock.now() + minutes(1))
    (row,) = await store.run(lease)
    assert (row.key, row.attempts, row.ambiguous) == ("k", 1, True)
    await store.run(again, row, 0)
    (row,) = await store.run(lease)
    assert row.ambiguous  # for ever: the first copy may still have been shown


async def test_an_answer_that_never_came_makes_a_row_ambiguous(store: SqlStore) -> None:
    await store.run(promise, "k")
    (row,) = await store.run(lease)
    await store.run(again, row, 0, ambiguous=True)
    (row,) = await store.run(lease)
    assert row.ambiguous


async def test_a_failed_row_is_not_tried_again_and_does_not_block_its_peer(store: SqlStore) -> None:
    await store.run(promise, "a")
    await store.run(promise, "b")
    (row,) = await store.run(lease)
    await store.run(lambda uow: uow.outbox.failed(row, "blocked", uow.now))
    assert keys(await store.run(lease)) == ["b"]


async def test_a_worker_whose_lease_was_taken_over_cannot_give_the_row_back_but_what_it_sent_is_sent(
    store: SqlStore, clock: PushedClock
) -> None:
    await store.run(promise, "k")
    (slow,) = await store.run(lease)
    clock.push_to(clock.now() + minutes(1))
    (quick,) = await store.run(lease)
    await store.run(again, slow, 0)
    await store.run(lambda uow: uow.outbox.failed(slow, "late", uow.now))
    assert await store.run(lease) == ()
    await store.run(sent, slow)
    await store.run(again, quick, 0)
    assert await store.run(lease) == ()


class TestLiveCards:
    async def test_a_newer_state_replaces_the_unsent_one_and_keeps_its_place(self, store: SqlStore) -> None:
        await store.run(promise, "old", card="c")
        await store.run(promise, "between")
        await store.run(promise, "new", card="c")
        (row,) = await store.run(lease)
        assert (row.key, row.outgoing.text) == ("new", "new")
        await store.run(sent, row)
        (row,) = await store.run(lease)
        assert row.key == "between"
        await store.run(sent, row)
        assert await store.run(lease) == ()

    async def test_it_keeps_the_graver_urgency(self, store: SqlStore) -> None:
        await store.run(promise, "n", "2")
        await store.run(promise, "page", "1", PAGE, "c")
        await store.run(promise, "note", "1", NOTE, "c")
        row, _ = await store.run(lease)
        assert (row.key, row.urgency) == ("note", PAGE)

    async def test_a_graver_state_lifts_the_waiting_one(self, store: SqlStore) -> None:
        await store.run(promise, "first", "1", REPLY)
        await store.run(promise, "note", "1", NOTE, "c")
        await store.run(promise, "page", "1", PAGE, "c")
        (row,) = await store.run(lease)
        assert (row.key, row.urgency) == ("page", PAGE)

    async def test_every_key_stays_known(self, store: SqlStore) -> None:
        for key in ("one", "two", "one", "two", "three", "one"):
            await store.run(promise, key, card="c")
        (row,) = await store.run(lease)
        assert row.key == "three"

    async def test_a_state_that_looks_the_same_is_not_promised_again(self, store: SqlStore) -> None:
        await store.run(promise_look, "one", "looks so")
        await store.run(promise_look, "two", "looks so")
        (row,) = await store.run(lease)
        assert row.key == "one"
        await store.run(promise_look, "three", "looks so")
        await store.run(sent, row, "m1")
        await store.run(promise_look, "four", "looks so")
        assert await store.run(lease) == ()
        await store.run(promise_look, "five", "looks otherwise")
        assert keys(await store.run(lease)) == ["five"]

    async def test_a_state_with_another_drawing_looks_otherwise(self, store: SqlStore) -> None:
        await store.run(promise_look, "one", "looks so")
        (row,) = await store.run(lease)
        await store.run(sent, row, "m1")
        drawn = Outgoing("looks so", row.outgoing.choices, card="c", picture=Picture("source_key", "", ""))
        await store.run(lambda uow: uow.outbox.add("two", row.peer, drawn, NOTE, None, TICKET))
        assert keys(await store.run(lease)) == ["two"]

    async def test_a_page_rings_although_its_card_looks_the_same(self, store: SqlStore) -> None:
        await store.run(promise_look, "note", "looks so")
        (row,) = await store.run(lease)
        await store.run(sent, row, "m1")
        await store.run(promise_look, "page", "looks so", PAGE)
        assert keys(await store.run(lease)) == ["page"]

    async def test_a_state_that_never_arrived_is_promised_again(self, store: SqlStore) -> None:
        await store.run(promise_look, "lost", "looks so")
        (row,) = await store.run(lease)
        await store.run(lambda uow: uow.outbox.failed(row, "refused", uow.now))
        await store.run(promise_look, "again", "looks so")
        assert keys(await store.run(lease)) == ["again"]

    async def test_what_is_in_flight_is_not_replaced(self, store: SqlStore) -> None:
        await store.run(promise, "flying", card="c")
        (row,) = await store.run(lease)
        await store.run(promise, "next", card="c")
        await store.run(sent, row, "m7")
        (row,) = await store.run(lease)
        assert (row.key, row.card_ref) == ("next", MsgRef(a_peer("1"), "m7"))

    async def test_the_same_card_of_another_peer_is_another_message(self, store: SqlStore) -> None:
        await store.run(promise, "a", "1", card="c")
        await store.run(promise, "b", "2", card="c")
        rows = await store.run(lease)
        assert keys(rows) == ["a", "b"]
        await store.run(sent, rows[0], "m1")
        await store.run(promise, "c", "2", card="c")
        await store.run(sent, rows[1], "m2")
        (row,) = await store.run(lease)
        assert row.card_ref == MsgRef(a_peer("2"), "m2")

    async def test_a_replaced_row_that_may_have_been_shown_stays_ambiguous(
        self, store: SqlStore, clock: PushedClock
    ) -> None:
        await store.run(promise, "old", card="c")
        await store.run(lease)
        clock.push_to(clock.now() + minutes(1))
        await store.run(promise, "new", card="c")
        (row,) = await store.run(lease)
        assert (row.key, row.ambiguous) == ("new", True)


class TestWithdrawnPages:
    async def test_unsent_pages_of_a_ticket_are_withdrawn_and_nothing_else(self, store: SqlStore) -> None:
        await store.run(promise, "p1", "1", PAGE)
        await store.run(promise, "p2", "2", PAGE)
        await store.run(promise, "note", "3", NOTE)
        await store.run(
            lambda uow: uow.outbox.add("foreign", a_peer("4"), a_text(), PAGE, None, TicketId("other"))
        )
        await store.run(lambda uow: uow.outbox.cancel_pages(TICKET))
        assert sorted(keys(await store.run(lease))) == ["foreign", "note"]

    async def test_a_page_in_flight_is_not_tried_again(self, store: SqlStore) -> None:
        await store.run(promise, "p", "1", PAGE)
        await store.run(promise, "n", "1", NOTE)
        (row,) = await store.run(lease)
        await store.run(lambda uow: uow.outbox.cancel_pages(TICKET))
        assert await store.run(lease) == ()  # the peer is still busy with it
        await store.run(again, row, 0)
        assert keys(await store.run(lease)) == ["n"]

    async def test_a_page_in_flight_that_was_shown_was_shown(self, store: SqlStore) -> None:
        await store.run(promise, "p", "1", PAGE, "c")
        (row,) = await store.run(lease)
        await store.run(lambda uow: uow.outbox.cancel_pages(TICKET))
        await store.run(sent, row, "m9")
        await store.run(promise, "gone", "1", NOTE, "c")
        (row,) = await store.run(lease)
        assert row.card_ref == MsgRef(a_peer("1"), "m9")

    async def test_a_worker_that_died_with_a_withdrawn_page_frees_its_peer_with_the_lease(
        self, store: SqlStore, clock: PushedClock
    ) -> None:
        await store.run(promise, "p", "1", PAGE)
        await store.run(promise, "n", "1", NOTE)
        await store.run(lease)
        await store.run(lambda uow: uow.outbox.cancel_pages(TICKET))
        clock.push_to(clock.now() + minutes(1))
        assert await next_due(store) == clock.now() - minutes(1)
        assert keys(await store.run(lease)) == ["n"]


async def next_due(store: SqlStore) -> object:
    return await store.read(lambda uow: uow.outbox.next_due(("tg",)))


async def test_the_next_row_is_the_first_head_that_may_go(store: SqlStore, clock: PushedClock) -> None:
    start = clock.now()
    assert await next_due(store) is None
    await store.run(promise, "a", "1")
    await store.run(promise, "b", "1")
    assert await next_due(store) == start
    (row,) = await store.run(lease)
    assert await next_due(store) == start + minutes(1)  # b waits for a, whose lease ends then
    await store.run(again, row, 7)
    assert await next_due(store) == start + minutes(7)
    await store.run(promise, "c", "2")
    assert await next_due(store) == start
    assert await store.read(lambda uow: uow.outbox.next_due(("web",))) is None


async def test_racing_workers_send_every_row_once_and_each_peer_in_order(
    open_store: Open, clock: PushedClock
) -> None:
    stores = [await open_store(), await open_store()]
    peers, count = [str(number) for number in range(6)], 8

    def promise_all(uow: UnitOfWork) -> None:
        for number in range(count):
            for peer in peers:
                promise(uow, f"{peer}:{number:02}", peer, NOTE if number % 3 else REPLY)

    await stores[0].run(promise_all)
    flying: set[str] = set()
    shown: list[str] = []

    async def worker(store: SqlStore) -> None:
        while len(shown) < len(peers) * count:
            for row in await store.run(lease, 3):
                assert row.peer.space not in flying
                flying.add(row.peer.space)
                await asyncio.sleep(0)
                shown.append(row.key)
                flying.discard(row.peer.space)
                await store.run(sent, row)

    await asyncio.wait_for(asyncio.gather(*(worker(store) for store in stores for _ in range(2))), 60)
    for peer in peers:
        assert [key for key in shown if key.startswith(f"{peer}:")] == [
            f"{peer}:{i:02}" for i in range(count)
        ]


@pytest.mark.parametrize("urgency", list(Urgency))
async def test_every_urgency_comes_back(store: SqlStore, urgency: Urgency) -> None:
    await store.run(promise, "k", "1", urgency)
    (row,) = await store.run(lease)
    assert row.urgency is urgency
