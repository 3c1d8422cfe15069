"""What the watchers read and write, on both databases."""

from dataclasses import replace
from datetime import timedelta

from desk.auditor import Finding, Lapse
from desk.ids import TicketId
from desk.messages import Urgency
from desk.ticket import Status
from desk.timers import Timer
from storage.store import SqlStore
from tests.kit import builders as a
from tests.kit.clock import PushedClock
from tests.storage.builders import a_message, a_peer, a_text, a_timer, minutes
from usecases.ports import UnitOfWork
from usecases.rows import Topic
from usecases.watch_ports import Backlog


def tickets(uow: UnitOfWork) -> None:
    """t1 is open, t2 over; each was reported at noon of the builders."""
    for number, status in ((1, Status.WAITING), (2, Status.CLOSED)):
        ticket = replace(a.a_ticket(status=status), id=TicketId(f"t{number}"), no=1000 + number, seq=1)
        uow.tickets.save(ticket, (replace(a.an_opening(), ticket=ticket.id, no=ticket.no),))


def of(ticket: str, key: str, uow: UnitOfWork, after: float) -> Timer:
    return replace(a_timer(key, uow.now + minutes(after)), ticket=TicketId(ticket))


async def test_open_tickets_and_their_waiting_timers_are_found(store: SqlStore, clock: PushedClock) -> None:
    await store.run(tickets)
    await store.run(
        lambda uow: uow.timers.add([of("t1", "a", uow, 5), of("t1", "b", uow, 0), of("t2", "c", uow, 5)])
    )
    await store.run(lambda uow: uow.timers.fired("b", uow.now))
    assert await store.read(lambda uow: uow.watch.open_tickets()) == ("t1",)
    (ticket,) = await store.read(lambda uow: uow.watch.tickets([TicketId("t1")]))
    assert ticket.no == 1001
    (waiting,) = await store.read(lambda uow: uow.watch.waiting([TicketId("t1")]))
    assert (waiting.key, waiting.due, waiting.free_at) == (
        "a",
        clock.now() + minutes(5),
        clock.now() + minutes(5),
    )
    assert await store.read(lambda uow: uow.watch.done(["a", "b", "nothing"])) == {"b"}
    assert await store.read(lambda uow: uow.watch.done([])) == frozenset()
    everything = await store.read(lambda uow: uow.watch.opened_since(a.NOON, 10))
    assert {one.id for one in everything} == {"t1", "t2"}
    assert await store.read(lambda uow: uow.watch.opened_since(a.NOON + timedelta(seconds=1), 10)) == ()
    assert len(await store.read(lambda uow: uow.watch.opened_since(a.NOON, 1))) == 1


async def test_a_timer_is_taken_by_one_and_only_when_it_is_due_and_free(
    store: SqlStore, clock: PushedClock
) -> None:
    await store.run(lambda uow: uow.timers.add([of("t1", "a", uow, 1)]))

    def take(uow: UnitOfWork) -> Timer | None:
        return uow.watch.take("a", uow.now + minutes(1))

    assert await store.run(take) is None
    clock.push_to(clock.now() + minutes(1))
    taken = await store.run(take)
    assert taken is not None
    assert taken.key == "a"
    assert await store.run(take) is None  # in somebody's hands
    assert await store.run(lambda uow: uow.timers.lease_due(uow.now, uow.now + minutes(1), 5)) == ()
    await store.run(lambda uow: uow.timers.fired("a", uow.now))
    clock.push_to(clock.now() + minutes(5))
    assert await store.run(take) is None  # done
    await store.run(lambda uow: uow.watch.reopen("a"))
    assert await store.run(take) == taken


async def test_a_finding_is_noted_once_told_once_and_counted(store: SqlStore, clock: PushedClock) -> None:
    timer = replace(a_timer("a", clock.now()), ticket=TicketId("t1"))
    late, lost = Finding(Lapse.LATE, timer, 1001), Finding(Lapse.LOST, timer, 1001)
    assert await store.run(lambda uow: uow.watch.note(late))
    assert not await store.run(lambda uow: uow.watch.note(late))
    clock.push_to(clock.now() + minutes(1))
    assert await store.run(lambda uow: uow.watch.note(lost))
    assert await store.read(lambda uow: uow.watch.untold(uow.now - minutes(5))) == (late, lost)
    assert await store.read(lambda uow: uow.watch.untold(uow.now)) == (lost,)
    await store.run(lambda uow: uow.watch.told([late]))
    assert await store.read(lambda uow: uow.watch.untold(uow.now - minutes(5))) == (lost,)
    assert await store.read(lambda uow: uow.watch.count_findings()) == {"late": 1, "lost": 1}


async def test_the_backlog_counts_what_waits_and_dates_what_could_have_been_done(
    store: SqlStore, clock: PushedClock
) -> None:
    start = clock.now()

    def fill(uow: UnitOfWork) -> None:
        uow.inbox.accept([a_message("k", uow.now)], uow.now)
        uow.timers.add([a_timer("due", uow.now + minutes(2)), a_timer("later", uow.now + minutes(90))])
        for key in ("first", "second"):
            uow.outbox.add(key, a_peer(), a_text(), Urgency.REPLY)

    def backlog(uow: UnitOfWork) -> dict[Topic, Backlog]:
        return dict(uow.watch.backlog(uow.now))

    empty = await store.read(backlog)
    assert empty == dict.fromkeys((Topic.INBOX, Topic.TIMERS, Topic.OUTBOX), Backlog(0, None))
    await store.run(fill)
    clock.push_to(start + minutes(3))
    full = await store.read(backlog)
    assert full == {
        Topic.INBOX: Backlog(1, start),
        Topic.TIMERS: Backlog(1, start + minutes(2)),
        Topic.OUTBOX: Backlog(2, start),
    }
    (row,) = await store.run(lambda uow: uow.outbox.lease(uow.now, uow.now + minutes(1), ("tg",), 5))
    await store.run(lambda uow: uow.outbox.again(row, uow.now + minutes(60), "429"))
    assert (await store.read(backlog))[Topic.OUTBOX] == Backlog(2, None)
