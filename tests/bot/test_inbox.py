"""The front door's worker: in order per chat, chats side by side, and no message that keeps failing blocks anybody (T38)."""

import asyncio
import itertools
import threading
from collections.abc import Callable
from datetime import timedelta

import pytest

from bot.inbox import AT_ONCE, FIRST, IDLE_SECONDS, LEASE, InboxWorker, lease
from bot.router import take_turn
from desk.ids import RoomId
from desk.messages import Incoming, Peer
from desk.reading import Reading, ReadingContext
from storage.inbox import LONG
from storage.retries import CommitUncertain
from tests.conftest import Line
from tests.kit.seat import Seat
from tests.kit.world import CHANNEL, World
from usecases.ports import UnitOfWork
from usecases.rows import SUSPECT
from usecases.set_aside import MAX_DEATHS, MAX_FAILURES, try_again

BOARD_FROZE = "三年级2班大屏死机了，不急"


class Reader:
    """The lexicon, but it fails on words it was given; it remembers what it was asked to read and with what context."""

    def __init__(self, world: World, *poison: str) -> None:
        self._read = world.library.reader.read
        self._poison = set(poison)
        self.asked: list[tuple[str, ReadingContext]] = []
        self.then: Callable[[], None] = lambda: None

    def __call__(self, text: str, context: ReadingContext) -> Reading:
        self.asked.append((text, context))
        self.then()
        if text in self._poison:
            raise MemoryError(f"cannot read {text!r}")
        return self._read(text, context)

    @property
    def texts(self) -> list[str]:
        return [text for text, _ in self.asked]


def message(world: World, person: str, text: str) -> Incoming:
    return Incoming(world.fresh_key(), Peer(CHANNEL, person), world.clock.now(), text=text)


def accept(uow: UnitOfWork, *messages: Incoming) -> int:
    return uow.inbox.accept(messages, uow.now)


@pytest.fixture
def teacher(world: World) -> Seat:
    return world.teacher("changge")


async def quiet_through(worker: InboxWorker, world: World, span: timedelta) -> None:
    """Let time pass, second by second, as the pauses between tries do."""
    target = world.clock.now() + span
    while world.clock.now() < target:
        await worker.quiet()
        world.clock.push_to(world.clock.now() + timedelta(seconds=1))
    await worker.quiet()


async def test_the_messages_of_one_chat_are_handled_one_by_one_in_order(world: World) -> None:
    read = Reader(world)
    texts = [f"三年级2班，补充第{number}句" for number in range(1, 7)]
    await world.store.run(accept, *[message(world, "teacher1-changge", text) for text in texts])
    await InboxWorker(world.store, read).quiet()
    assert read.texts == texts


async def test_one_message_of_every_chat_is_taken_at_once(world: World) -> None:
    people = ["teacher1-changge", "teacher2-changge", "teacher1-gangbei"]
    both = [message(world, person, text) for person in people for text in ("第一句", "第二句")]
    await world.store.run(accept, *both)
    worker = InboxWorker(world.store, Reader(world))
    assert await worker.cycle() == len(people)
    await worker.quiet()


async def test_a_reader_that_waits_for_its_server_holds_up_its_own_chat_only(world: World) -> None:
    read, answered, taken, went_on = Reader(world), threading.Event(), asyncio.Event(), asyncio.Event()
    loop = asyncio.get_running_loop()

    def slow(text: str, context: ReadingContext) -> Reading:
        loop.call_soon_threadsafe((taken if text == "慢" else went_on).set)
        assert text != "慢" or answered.wait(20)
        return read(text, context)

    await world.store.run(accept, message(world, "teacher1-changge", "慢"))
    worker = InboxWorker(world.store, slow)
    await worker.cycle()
    await asyncio.wait_for(taken.wait(), 10)
    await world.store.run(accept, message(world, "teacher1-gangbei", BOARD_FROZE))
    await worker.cycle()
    await asyncio.wait_for(went_on.wait(), 10)
    answered.set()
    await worker.quiet()
    assert sorted(read.texts) == sorted([BOARD_FROZE, "慢"])
    assert len(await world.tickets_of("teacher1-gangbei")) == 1


async def test_a_poison_message_is_set_aside_after_five_tries_and_the_others_go_on(
    world: World, log_lines: list[Line]
) -> None:
    read = Reader(world, "毒药")
    worker = InboxWorker(world.store, read)
    await world.store.run(
        accept,
        message(world, "teacher1-changge", "毒药"),
        message(world, "teacher1-changge", BOARD_FROZE),
        message(world, "teacher1-gangbei", BOARD_FROZE),
    )
    await worker.quiet()
    assert len(await world.tickets_of("teacher1-gangbei")) == 1
    assert await world.tickets_of("teacher1-changge") == ()
    await quiet_through(worker, world, timedelta(minutes=5))
    assert read.texts.count("毒药") == MAX_FAILURES == 5
    assert len(await world.tickets_of("teacher1-changge")) == 1
    set_aside = [line for line in log_lines if line.get("action") == "quarantined"]
    assert [line["reason"] for line in set_aside] == ["MemoryError: cannot read '毒药'"]


async def test_between_two_tries_there_is_a_growing_pause(world: World) -> None:
    read = Reader(world, "毒药")
    worker = InboxWorker(world.store, read)
    await world.store.run(accept, message(world, "teacher1-changge", "毒药"))
    start, tried = world.clock.now(), []
    read.then = lambda: tried.append((world.clock.now() - start).total_seconds())
    await quiet_through(worker, world, timedelta(minutes=1))
    pauses = [after - before for before, after in itertools.pairwise(tried)]
    assert pauses == [1, 2, 4, 8]


async def test_the_databases_trouble_is_never_held_against_a_message(
    world: World, log_lines: list[Line]
) -> None:
    """Thirty tries that the database spoilt, four by the message itself: it is handled in the end."""
    read, troubles = Reader(world), itertools.chain([CommitUncertain()] * 30, [MemoryError()] * 4)

    def spoilt() -> None:
        for trouble in troubles:
            raise trouble

    read.then = spoilt
    await world.store.run(accept, message(world, "teacher1-changge", BOARD_FROZE))
    await quiet_through(InboxWorker(world.store, read), world, timedelta(minutes=40))
    assert len(await world.tickets_of("teacher1-changge")) == 1
    assert "quarantined" not in {line["action"] for line in log_lines}


async def dies(world: World) -> list[str]:
    """A process takes messages and ends; what it had in hand. The next one finds them when their leases have run out."""
    taken = await world.store.run(lease, 10)
    world.clock.push_to(world.clock.now() + LEASE)
    return [row.incoming.text for row, _ in taken]


async def test_what_processes_keep_ending_with_takes_nobody_along_and_is_set_aside_in_the_end(
    world: World, log_lines: list[Line]
) -> None:
    await world.store.run(accept, message(world, "teacher1-changge", "毒药"))
    await world.store.run(accept, message(world, "teacher1-gangbei", BOARD_FROZE))
    assert [await dies(world) for _ in range(SUSPECT)] == [["毒药", BOARD_FROZE]] * SUSPECT
    assert await dies(world) == ["毒药"], "alone"
    worker = InboxWorker(world.store, read := Reader(world))
    await worker.cycle()
    await asyncio.wait(worker._running)
    assert read.texts == [BOARD_FROZE], "of two suspects it has fewer deaths by now"
    assert [await dies(world) for _ in range(MAX_DEATHS - SUSPECT - 1)] == [["毒药"]] * (
        MAX_DEATHS - SUSPECT - 1
    )
    await worker.quiet()
    assert read.texts == [BOARD_FROZE]
    assert "quarantined" in {line["action"] for line in log_lines}


async def test_a_process_that_just_began_takes_few_and_one_more_for_each_it_was_done_with(
    world: World,
) -> None:
    chats = [message(world, f"stranger{n:03}", "你好") for n in range(4 * AT_ONCE)]
    await world.store.run(accept, *chats)
    worker = InboxWorker(world.store, Reader(world))
    taken = []
    while now := await worker.cycle():
        taken.append(now)
        await asyncio.wait(worker._running)
    assert taken[:5] == [FIRST, 2 * FIRST, 4 * FIRST, AT_ONCE, AT_ONCE]


async def test_where_no_process_lives_for_long_no_message_is_set_aside(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each process handles four messages, then it is gone with what it had in hand beside."""
    chats = [message(world, f"stranger{n:03}", "你好") for n in range(AT_ONCE)]
    await world.store.run(accept, *chats)
    real, left = world.store.run, [0]

    async def run(use_case: Callable[..., object], *given: object, **more: object) -> object:
        if use_case is take_turn:
            left[0] -= 1
            if left[0] < 0:
                await asyncio.Event().wait()
        return await real(use_case, *given, **more)

    monkeypatch.setattr(world.store, "run", run)
    for _ in range(AT_ONCE // 4):  # as many as it takes
        left[0] = 4
        worker = InboxWorker(world.store, Reader(world))
        taken = await worker.cycle()
        while len(worker._running) > taken - 4:
            await asyncio.wait(worker._running, return_when=asyncio.FIRST_COMPLETED)
        for task in worker._running:
            task.cancel()
        world.clock.push_to(world.clock.now() + LEASE + LONG + timedelta(seconds=1))
    assert await world.store.read(lambda uow: uow.inbox.aside()) == ()
    assert await real(lease, AT_ONCE) == (), "all are done"


async def test_a_message_that_processes_ended_with_is_not_begun_beside_others(world: World) -> None:
    await world.store.run(accept, message(world, "teacher1-changge", "毒药"))
    for _ in range(SUSPECT):
        await dies(world)
    await world.store.run(accept, message(world, "teacher1-gangbei", BOARD_FROZE))
    worker = InboxWorker(world.store, read := Reader(world))
    assert await worker.cycle() == 1
    assert await worker.cycle() == 0, "an innocent is in hand"
    await worker.quiet()
    assert read.texts == [BOARD_FROZE, "毒药"]


async def test_a_message_is_put_back_as_soon_as_the_database_takes_it(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The turn fails by the database, and so does putting the message back, twice: that is no death."""
    monkeypatch.setattr("bot.inbox.PAUSE_SECONDS", 0)
    troubles = iter([CommitUncertain()] * 2)
    real = world.store.run

    async def run(use_case: Callable[..., object], *given: object, **more: object) -> object:
        if use_case is try_again:
            for trouble in troubles:
                raise trouble
        return await real(use_case, *given, **more)

    monkeypatch.setattr(world.store, "run", run)
    read = Reader(world)
    fails = iter([CommitUncertain()])

    def spoilt() -> None:
        for trouble in fails:
            raise trouble

    read.then = spoilt
    await real(accept, message(world, "teacher1-changge", BOARD_FROZE))
    worker = InboxWorker(world.store, read)
    await worker.quiet()
    world.clock.push_to(world.clock.now() + timedelta(seconds=1))
    ((row, _),) = await real(lease, 10)
    assert (row.tries, row.failures, row.deaths) == (1, 0, 0)


async def test_beside_a_message_that_processes_ended_with_nothing_else_is_begun(world: World) -> None:
    await world.store.run(accept, message(world, "teacher1-changge", BOARD_FROZE))
    for _ in range(SUSPECT):
        await dies(world)
    read = Reader(world)
    worker = InboxWorker(world.store, read)
    taken = await worker.cycle()
    await world.store.run(accept, message(world, "teacher1-gangbei", BOARD_FROZE))
    assert (taken, await worker.cycle()) == (1, 0)
    await worker.quiet()
    assert len(read.texts) == 2


async def test_a_message_whose_worker_died_is_handled_when_the_lease_ends(
    world: World, teacher: Seat
) -> None:
    await world.store.run(accept, message(world, "teacher1-changge", BOARD_FROZE))
    dead = InboxWorker(world.store, Reader(world))
    await world.store.run(lambda uow: uow.inbox.lease(uow.now, uow.now + LEASE, 1))
    await dead.quiet()
    assert await world.tickets_of("teacher1-changge") == ()
    world.clock.push_to(world.clock.now() + LEASE)
    await InboxWorker(world.store, Reader(world)).quiet()
    assert len(await world.tickets_of("teacher1-changge")) == 1


async def test_the_same_message_twice_is_one_message(world: World) -> None:
    once = message(world, "teacher1-changge", BOARD_FROZE)
    assert await world.store.run(accept, once, once) == 1
    assert await world.store.run(accept, once) == 0


async def test_the_loop_handles_what_is_accepted_while_it_rests_and_stops_at_once(world: World) -> None:
    read, done = Reader(world), asyncio.Event()
    read.then = done.set
    worker = InboxWorker(world.store, read)
    running = asyncio.create_task(worker.run())
    async with asyncio.timeout(IDLE_SECONDS - 0.5):  # the commit itself woke the loop
        await world.store.run(accept, message(world, "teacher1-changge", BOARD_FROZE))
        await done.wait()
    worker.stop()
    async with asyncio.timeout(IDLE_SECONDS - 0.5):
        await running
    assert len(await world.tickets_of("teacher1-changge")) == 1


async def context_of(world: World, text: str) -> ReadingContext:
    """What the reader may know when the teacher says this now."""
    read = Reader(world)
    await world.store.run(accept, message(world, "teacher1-changge", text))
    await InboxWorker(world.store, read).quiet()
    return read.asked[-1][1]


async def test_the_reader_knows_the_rooms_of_the_persons_own_school(world: World) -> None:
    context = await context_of(world, BOARD_FROZE)
    assert (RoomId("changge-302"), ("三年级2班", "302", "教学楼A302")) in context.rooms
    assert all(room.startswith("changge-") for room, _ in context.rooms)
    assert (context.asked, context.near, context.has_open_ticket) == (None, None, False)


async def test_the_reader_knows_the_room_of_the_open_ticket_and_the_step_that_waits(
    world: World, teacher: Seat
) -> None:
    await teacher.says(BOARD_FROZE)
    context = await context_of(world, "是5班")
    assert (context.near, context.has_open_ticket, context.asked) == (RoomId("changge-302"), True, "step")
    assert context.said in teacher.seen[-1].text
    assert context.said


async def test_the_reader_knows_that_the_place_was_asked_for(world: World, teacher: Seat) -> None:
    await teacher.says("大屏死机了")
    assert (await context_of(world, "3楼")).asked == "place"


async def test_the_reader_knows_nothing_of_a_stranger_or_of_staff_without_a_school(world: World) -> None:
    read = Reader(world)
    await world.store.run(accept, message(world, "stranger", "你好"), message(world, "wang", "你好"))
    await InboxWorker(world.store, read).quiet()
    assert [context for _, context in read.asked] == [ReadingContext(), ReadingContext()]


async def test_somebody_who_blocked_and_came_back_can_be_written_to_again(world: World) -> None:
    peer = Peer(CHANNEL, "wang")

    def reachable(uow: UnitOfWork) -> list[bool]:
        person = uow.people.at(peer)
        assert person is not None
        return [address.reachable for address in uow.people.addresses(person.id)]

    for answer in (False, True):
        note = Incoming(world.fresh_key(), peer, world.clock.now(), reachable=answer)
        await world.store.run(accept, note)
        await InboxWorker(world.store, Reader(world)).quiet()
        assert await world.store.read(reachable) == [answer]
