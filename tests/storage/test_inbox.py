"""The durable front door (reliability.md T02, T18, T20, T38), on both databases."""

import asyncio
from datetime import timedelta

import pytest

from desk.ids import MediaId
from desk.messages import Media, MediaKind, Peer
from storage.store import SqlStore
from storage.transaction import LeaseLost
from tests.kit.clock import PushedClock
from tests.storage.builders import a_message, a_peer, minutes
from tests.storage.conftest import Open
from usecases.ports import UnitOfWork
from usecases.rows import SUSPECT, InboxRow


def accept(uow: UnitOfWork, *messages: tuple[str, str]) -> int:
    """Messages as (key, chat)."""
    return uow.inbox.accept([a_message(key, uow.now, chat) for key, chat in messages], uow.now)


def lease(uow: UnitOfWork, limit: int = 10) -> tuple[InboxRow, ...]:
    return uow.inbox.lease(uow.now, uow.now + minutes(1), limit)


def done(uow: UnitOfWork, row: InboxRow) -> None:
    uow.inbox.done(row, uow.now)


def keys(rows: tuple[InboxRow, ...]) -> list[str]:
    return [row.incoming.key for row in rows]


async def test_a_message_comes_out_as_it_came_in(store: SqlStore, clock: PushedClock) -> None:
    photo = Media(MediaId("m"), MediaKind.PHOTO, "大屏.jpg", "image/jpeg", 12)
    message = a_message("k", clock.now())
    message = type(message)(
        key="k",
        peer=Peer("tg", "-100", "7"),
        sent_at=clock.now() - timedelta(seconds=2),
        sender_name="林\x00老师",
        text="坏了😀",
        media=(photo,),
    )
    await store.run(lambda uow: uow.inbox.accept([message], uow.now))
    (row,) = await store.run(lease)
    assert (row.incoming, row.tries) == (message, 0)


async def test_a_repeated_update_is_dropped_by_its_key(store: SqlStore) -> None:
    assert await store.run(accept, ("a", "1"), ("b", "1")) == 2
    assert await store.run(accept, ("a", "1"), ("c", "1"), ("c", "1")) == 1
    at_once = await asyncio.gather(*(store.run(accept, ("d", "1")) for _ in range(5)))
    assert sorted(at_once) == [0, 0, 0, 0, 1]


async def test_a_key_stays_known_after_its_message_was_handled(store: SqlStore) -> None:
    await store.run(accept, ("a", "1"))
    (row,) = await store.run(lease)
    await store.run(done, row)
    assert await store.run(accept, ("a", "1")) == 0
    assert await store.run(lease) == ()


async def test_one_chat_goes_in_order_one_message_at_a_time_and_chats_go_side_by_side(
    store: SqlStore,
) -> None:
    await store.run(accept, ("a1", "A"), ("a2", "A"), ("b1", "B"), ("a3", "A"), ("b2", "B"))
    first = await store.run(lease)
    assert keys(first) == ["a1", "b1"]
    assert await store.run(lease) == ()
    await store.run(done, first[0])
    second = await store.run(lease)
    assert keys(second) == ["a2"]
    await store.run(done, second[0])
    await store.run(done, first[1])
    assert keys(await store.run(lease)) == ["a3", "b2"]


async def test_a_parked_message_holds_back_its_own_chat_only(store: SqlStore, clock: PushedClock) -> None:
    await store.run(accept, ("a1", "A"), ("a2", "A"), ("b1", "B"))
    rows = await store.run(lease)
    await store.run(
        lambda uow: uow.inbox.again(rows[0], uow.now + minutes(2), "the reader was busy\x00", blamed=True)
    )
    await store.run(done, rows[1])
    await store.run(accept, ("b2", "B"))
    assert keys(await store.run(lease)) == ["b2"]
    clock.push_to(clock.now() + minutes(2))
    again = await store.run(lease)
    assert [(row.incoming.key, row.tries) for row in again] == [("a1", 1), ("b2", 1)]


async def test_a_poison_message_is_set_aside_and_its_chat_goes_on(store: SqlStore) -> None:
    await store.run(accept, ("a1", "A"), ("a2", "A"))
    (row,) = await store.run(lease)
    await store.run(lambda uow: uow.inbox.quarantine(row, "it broke the reader five times", uow.now))
    assert keys(await store.run(lease)) == ["a2"]


async def test_what_no_adapter_could_read_is_kept_once_and_never_leased(store: SqlStore) -> None:
    for _ in range(2):
        await store.run(lambda uow: uow.inbox.set_aside("u", '{"update_id": 1\x00', "no such field", uow.now))
    assert await store.run(lease) == ()
    assert await store.run(accept, ("u", "1")) == 0


async def test_a_message_whose_worker_died_comes_back_and_its_tries_are_counted(
    store: SqlStore, clock: PushedClock
) -> None:
    await store.run(accept, ("a1", "A"), ("a2", "A"))
    for tries in range(3):
        (row,) = await store.run(lease)
        assert (row.incoming.key, row.tries, row.deaths) == ("a1", tries, tries)
        clock.push_to(clock.now() + minutes(1))


async def test_only_what_was_the_messages_own_doing_is_held_against_it(
    store: SqlStore, clock: PushedClock
) -> None:
    await store.run(accept, ("a1", "A"))
    for blamed in (True, False, False, True):
        (row,) = await store.run(lease)
        await store.run(lambda uow, row=row, blamed=blamed: uow.inbox.again(row, uow.now, "", blamed=blamed))
    (row,) = await store.run(lease)
    assert (row.tries, row.failures, row.deaths) == (4, 2, 0)


async def test_what_processes_died_with_is_taken_alone(store: SqlStore, clock: PushedClock) -> None:
    await store.run(accept, ("a1", "A"), ("b1", "B"))
    for _ in range(SUSPECT):
        assert keys(await store.run(lease)) == ["a1", "b1"]
        clock.push_to(clock.now() + minutes(1))
    await store.run(accept, ("c1", "C"))
    assert keys(await store.run(lease)) == ["c1"], "who killed nobody goes first"
    (alone,) = await store.run(lease)
    assert (alone.incoming.key, alone.deaths) == ("a1", SUSPECT)
    clock.push_to(clock.now() + minutes(1))
    await store.run(lease)  # c1, which has a death now
    (alone,) = await store.run(lease)
    assert (alone.incoming.key, alone.deaths) == ("b1", SUSPECT), "a1 has one more"


async def test_suspects_hide_nobody_and_do_not_wait_for_ever(store: SqlStore, clock: PushedClock) -> None:
    await store.run(accept, *((f"s{n}", f"S{n}") for n in range(3)))
    for _ in range(SUSPECT):
        await store.run(lease)
        clock.push_to(clock.now() + minutes(1))
    await store.run(accept, ("a1", "A"), ("b1", "B"))
    assert keys(await store.run(lease, 2)) == ["a1", "b1"], "though three older ones wait"
    assert await store.run(lambda uow: uow.inbox.lease(uow.now, uow.now, 9, suspects=False)) == ()
    await store.run(accept, ("c1", "C"))
    clock.push_to(clock.now() + minutes(1.5))
    assert keys(await store.run(lease))[:3] == ["s0", "s1", "s2"], "they found no quiet moment for a minute"


async def test_what_was_set_aside_is_listed_and_may_have_its_old_place_again(
    store: SqlStore, clock: PushedClock
) -> None:
    await store.run(accept, ("a1", "A"), ("a2", "A"))
    (row,) = await store.run(lease)
    await store.run(lambda uow: uow.inbox.quarantine(row, "it broke the reader", uow.now))
    await store.run(lambda uow: uow.inbox.set_aside("u", "{", "no such field", uow.now))
    aside = await store.read(lambda uow: uow.inbox.aside())
    assert [(one.key, one.peer, one.reason) for one in aside] == [
        ("a1", str(a_peer("A")), "it broke the reader"),
        ("u", "", "no such field"),
    ]
    assert await store.run(replayed, [one.id for one in aside] * 2) == [True, False, False, False]
    (again,) = await store.run(lease)
    assert (again.incoming.key, again.failures, again.deaths) == ("a1", 0, 0)
    await store.run(done, again)
    assert keys(await store.run(lease)) == ["a2"]


def replayed(uow: UnitOfWork, which: list[int]) -> list[bool]:
    return [uow.inbox.replay(one, uow.now) for one in which]


async def test_who_lost_the_lease_cannot_record_what_the_message_led_to(
    store: SqlStore, clock: PushedClock
) -> None:
    await store.run(accept, ("a1", "A"))
    (slow,) = await store.run(lease)
    clock.push_to(clock.now() + minutes(1))
    (quick,) = await store.run(lease)

    def handle(uow: UnitOfWork, row: InboxRow) -> None:
        uow.dialogues.save(a_peer("A"), {"handled by": row.tries})
        uow.inbox.done(row, uow.now)

    await store.run(handle, quick)
    with pytest.raises(LeaseLost):
        await store.run(handle, slow)
    assert await store.read(lambda uow: uow.dialogues.load(a_peer("A"))) == {"handled by": 1}


async def test_who_lost_the_lease_can_neither_park_nor_set_aside(store: SqlStore, clock: PushedClock) -> None:
    await store.run(accept, ("a1", "A"))
    (slow,) = await store.run(lease)
    clock.push_to(clock.now() + minutes(1))
    (quick,) = await store.run(lease)
    await store.run(lambda uow: uow.inbox.again(slow, uow.now, "late", blamed=True))
    await store.run(lambda uow: uow.inbox.quarantine(slow, "late", uow.now))
    assert await store.run(lease) == ()
    await store.run(done, quick)


async def test_a_slow_worker_whose_lease_ran_out_but_was_not_taken_may_still_finish(
    store: SqlStore, clock: PushedClock
) -> None:
    await store.run(accept, ("a1", "A"))
    (row,) = await store.run(lease)
    clock.push_to(clock.now() + minutes(5))
    await store.run(done, row)
    assert await store.run(lease) == ()


async def test_a_crash_between_handling_and_done_rolls_back_both(store: SqlStore, clock: PushedClock) -> None:
    await store.run(accept, ("a1", "A"))
    (row,) = await store.run(lease)

    def handle(uow: UnitOfWork) -> None:
        uow.inbox.done(row, uow.now)
        uow.dialogues.save(a_peer("A"), {})
        raise MemoryError

    with pytest.raises(MemoryError):
        await store.run(handle)
    assert await store.read(lambda uow: uow.dialogues.load(a_peer("A"))) is None
    clock.push_to(clock.now() + minutes(1))
    assert keys(await store.run(lease)) == ["a1"]


async def test_racing_workers_never_hold_one_chat_twice_and_keep_its_order(
    open_store: Open, clock: PushedClock
) -> None:
    stores = [await open_store(), await open_store()]
    chats = [str(number) for number in range(6)]
    sent = [(f"{chat}:{number:02}", chat) for number in range(8) for chat in chats]
    await asyncio.gather(*(stores[i % 2].run(accept, message) for i, message in enumerate(sent)))
    busy: set[str] = set()
    handled: dict[str, list[str]] = {chat: [] for chat in chats}

    async def worker(store: SqlStore) -> None:
        while sum(map(len, handled.values())) < len(sent):
            for row in await store.run(lease, 3):
                chat = row.incoming.peer.space
                assert chat not in busy
                busy.add(chat)
                await asyncio.sleep(0)
                handled[chat].append(row.incoming.key)
                busy.discard(chat)
                await store.run(done, row)

    await asyncio.wait_for(asyncio.gather(*(worker(store) for store in stores for _ in range(2))), 60)
    assert {chat: len(seen) for chat, seen in handled.items()} == dict.fromkeys(chats, 8)
    assert sorted(key for seen in handled.values() for key in seen) == sorted(key for key, _ in sent)
