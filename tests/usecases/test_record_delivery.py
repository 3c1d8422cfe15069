"""What became of a message: sent, later, elsewhere, never; a page that reached nobody calls the next person."""

from datetime import timedelta

import pytest

from desk.ids import PersonId, TicketId
from desk.messages import (
    Ambiguous,
    Moved,
    MsgRef,
    Outcome,
    Outgoing,
    Peer,
    Rejected,
    RetryAt,
    Sent,
    Unreachable,
    Urgency,
)
from desk.ticket import Status
from scheduler.drain import LEASE
from tests.conftest import Line
from tests.kit.seat import Seat
from tests.kit.world import CHANNEL, World
from usecases.ports import UnitOfWork
from usecases.record_delivery import MAX_ATTEMPTS, backoff, record_delivery
from usecases.rows import OutboxRow

WANG = Peer(CHANNEL, "wang")
OTHER = Peer("web", "wangs-browser-0001")
BOTH = (CHANNEL, "web")


def promise(uow: UnitOfWork, ticket: TicketId | None = None, urgency: Urgency = Urgency.PAGE) -> None:
    uow.outbox.add("page", WANG, Outgoing("come"), urgency, PersonId("wang"), ticket)


def take(uow: UnitOfWork) -> tuple[OutboxRow, ...]:
    return uow.outbox.lease(uow.now, uow.now + LEASE, BOTH, 10)


async def settle(
    world: World, outcome: Outcome, *, urgency: Urgency = Urgency.PAGE, about: bool = False
) -> None:
    """Promise one message to Wang, take it, and settle it with this outcome."""
    ticket = (await world.ticket()).id if about else None
    await world.store.run(promise, ticket, urgency)
    (row,) = await world.store.run(take)
    await world.store.run(record_delivery, row, outcome)


async def waiting(world: World, span: timedelta = timedelta()) -> list[tuple[str, Peer]]:
    """What may go out after a while."""
    world.clock.push_to(world.clock.now() + span)
    return [(row.key, row.peer) for row in await world.store.run(take)]


def reachable(uow: UnitOfWork) -> dict[Peer, bool]:
    return {address.peer: address.reachable for address in uow.people.addresses(PersonId("wang"))}


@pytest.mark.parametrize(("attempts", "seconds"), [(0, 1), (1, 2), (4, 16), (8, 256), (9, 300), (40, 300)])
def test_the_pause_between_tries_doubles_up_to_five_minutes(attempts: int, seconds: int) -> None:
    assert backoff(attempts) == timedelta(seconds=seconds)


async def test_a_delivered_message_is_done(world: World) -> None:
    await settle(world, Sent(MsgRef(WANG, "1")))
    assert await waiting(world, timedelta(days=1)) == []


@pytest.mark.parametrize(("outcome", "seconds"), [(RetryAt(45, "flood"), 45), (Ambiguous("no answer"), 1)])
async def test_a_message_that_may_be_tried_again_waits_for_its_time(
    world: World, outcome: Outcome, seconds: int
) -> None:
    await settle(world, outcome)
    assert await waiting(world, timedelta(seconds=seconds - 1)) == []
    assert await waiting(world, timedelta(seconds=1)) == [("page", WANG)]


async def test_a_chat_that_moved_is_written_to_at_its_new_place_at_once(world: World) -> None:
    moved = Peer(CHANNEL, "wang-supergroup")
    await settle(world, Moved(moved))
    assert await waiting(world) == [("page", moved)]
    assert await world.store.read(reachable) == {moved: True}


async def test_who_blocked_us_is_not_written_to_again(world: World, log_lines: list[Line]) -> None:
    await settle(world, Unreachable("blocked"))
    assert await world.store.read(reachable) == {WANG: False}
    assert await waiting(world, timedelta(days=1)) == []
    assert [line["reason"] for line in log_lines if line.get("action") == "undelivered"] == ["blocked"]


async def test_a_message_the_platform_refuses_says_nothing_about_the_person(world: World) -> None:
    await settle(world, Rejected("too long"))
    assert await world.store.read(reachable) == {WANG: True}
    assert await waiting(world, timedelta(days=1)) == []


async def test_a_lost_message_goes_to_the_persons_other_address(world: World) -> None:
    def also_on_the_web(uow: UnitOfWork) -> None:
        uow.people.bind(PersonId("wang"), OTHER)
        uow.people.bind(PersonId("wang"), WANG)

    await world.store.run(also_on_the_web)
    await settle(world, Unreachable("blocked"))
    assert await waiting(world) == [("page@web", OTHER)]


async def test_a_lost_page_for_a_waiting_job_calls_the_next_person(world: World, reported: Seat) -> None:
    await settle(world, Unreachable("blocked"), about=True)
    ticket = await world.ticket()
    assert (ticket.paged, ticket.unreachable) == (("wang", "li"), ("wang",))


async def test_a_lost_note_calls_nobody(world: World, reported: Seat) -> None:
    await settle(world, Unreachable("blocked"), about=True, urgency=Urgency.NOTE)
    assert (await world.ticket()).paged == ("wang",)


async def test_a_lost_page_of_a_job_that_is_over_or_in_the_same_hands_calls_nobody(
    world: World, reported: Seat
) -> None:
    wang = world.seat("wang")
    await wang.presses("接单")
    await settle(world, Unreachable("blocked"), about=True)
    ticket = await world.ticket()
    assert (ticket.status, ticket.paged, ticket.unreachable) == (Status.ACCEPTED, ("wang",), ())


async def test_after_eight_tries_the_next_person_is_called_and_the_page_still_waits(
    world: World, reported: Seat
) -> None:
    ticket = await world.ticket()
    await world.store.run(promise, ticket.id)
    for attempt in range(MAX_ATTEMPTS):
        assert (await world.ticket()).paged == ("wang",), attempt
        (row,) = [row for row in await world.store.run(take) if row.key == "page"]
        await world.store.run(record_delivery, row, RetryAt(1, "flood"))
        world.clock.push_to(world.clock.now() + timedelta(seconds=1))
    assert (await world.ticket()).paged == ("wang", "li")
    world.clock.push_to(world.clock.now() + timedelta(seconds=1))
    assert "page" in [row.key for row in await world.store.run(take)]
