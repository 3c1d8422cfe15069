"""Tickets and their trail, on both databases."""

import asyncio
import threading
from dataclasses import replace

import pytest

from desk import events as ev
from desk.contract import StageName
from desk.ids import ContractId, PersonId, SchoolId, TicketId
from desk.refusals import NotFound, StaleWrite
from desk.ticket import Ticket, replay
from storage.store import SqlStore
from tests.kit.clock import PushedClock
from tests.storage.builders import ENGINEER, SCHOOL, TEACHER, an_opening, happened, minutes, opened
from tests.storage.conftest import Open
from usecases.ports import UnitOfWork

FIRST = TicketId("ticket-1")


async def test_a_ticket_comes_back_as_it_was_saved(store: SqlStore, clock: PushedClock) -> None:
    saved = await store.run(opened, an_opening(clock.now()))
    assert await store.read(lambda uow: uow.tickets.get(FIRST)) == saved
    assert await store.read(lambda uow: uow.tickets.by_no(1001)) == saved


async def test_an_unknown_ticket_is_not_found(store: SqlStore) -> None:
    for ask in (
        lambda uow: uow.tickets.get(FIRST),
        lambda uow: uow.tickets.by_no(7),
        lambda uow: uow.tickets.trail(FIRST),
    ):
        with pytest.raises(NotFound):
            await store.read(ask)


async def test_the_trail_rebuilds_the_ticket(store: SqlStore, clock: PushedClock) -> None:
    opening = an_opening(clock.now())
    events = (
        ev.Paged(at=clock.now(), people=(ENGINEER,), rung=0, tiers=()),
        ev.Acknowledged(at=clock.now() + minutes(1), by=ENGINEER),
        ev.DeadlineMissed(
            at=clock.now() + minutes(9),
            stage=StageName.ARRIVAL,
            due=clock.now() + minutes(8),
            late=minutes(1),
        ),
    )

    def work(uow: UnitOfWork) -> Ticket:
        return happened(uow, opened(uow, opening), *events)

    saved = await store.run(work)
    trail = await store.read(lambda uow: uow.tickets.trail(FIRST))
    assert trail == (opening, *events)
    assert replay(trail) == saved == await store.read(lambda uow: uow.tickets.get(FIRST))


async def test_numbers_begin_at_1001_and_have_no_gap_after_a_refusal(store: SqlStore) -> None:
    def refuse(uow: UnitOfWork) -> None:
        assert uow.tickets.next_no() == 1002
        raise NotFound

    assert await store.run(lambda uow: uow.tickets.next_no()) == 1001
    with pytest.raises(NotFound):
        await store.run(refuse)
    assert await store.run(lambda uow: uow.tickets.next_no()) == 1002


async def test_numbers_taken_at_the_same_time_differ(store: SqlStore) -> None:
    numbers = await asyncio.gather(*(store.run(lambda uow: uow.tickets.next_no()) for _ in range(20)))
    assert sorted(numbers) == list(range(1001, 1021))


async def test_a_decision_about_an_old_state_is_refused(store: SqlStore, clock: PushedClock) -> None:
    old = await store.run(opened, an_opening(clock.now()))
    await store.run(happened, old, ev.Urged(at=clock.now(), by=TEACHER))
    with pytest.raises(StaleWrite):
        await store.run(happened, old, ev.HumanRequested(at=clock.now(), by=TEACHER))
    assert len(await store.read(lambda uow: uow.tickets.trail(FIRST))) == 2


async def test_a_second_ticket_with_the_same_id_is_refused(store: SqlStore, clock: PushedClock) -> None:
    await store.run(opened, an_opening(clock.now()))
    with pytest.raises(StaleWrite):
        await store.run(opened, an_opening(clock.now(), no=1002))


@pytest.mark.parametrize("url", ["postgres"], indirect=True)
@pytest.mark.postgres
async def test_the_slower_of_two_deciders_decides_again_from_the_new_state(
    store: SqlStore, open_store: Open, clock: PushedClock
) -> None:
    other = await open_store()
    await store.run(opened, an_opening(clock.now()))
    meeting = threading.Barrier(2, timeout=5)
    seen: list[int] = []

    def urge(uow: UnitOfWork) -> None:
        ticket = uow.tickets.get(FIRST)
        seen.append(ticket.urged)
        if len(seen) <= 2:
            meeting.wait()
        happened(uow, ticket, ev.Urged(at=uow.now, by=TEACHER))

    await asyncio.gather(store.run(urge), other.run(urge))
    assert sorted(seen) == [0, 0, 1]
    assert (await store.read(lambda uow: uow.tickets.get(FIRST))).urged == 2


async def test_many_hands_on_one_ticket_lose_nothing(store: SqlStore, clock: PushedClock) -> None:
    await store.run(opened, an_opening(clock.now()))

    def urge(uow: UnitOfWork) -> None:
        happened(uow, uow.tickets.get(FIRST), ev.Urged(at=uow.now, by=TEACHER))

    ends = await asyncio.gather(*(store.run(urge) for _ in range(8)), return_exceptions=True)
    urged = sum(end is None for end in ends)
    ticket = await store.read(lambda uow: uow.tickets.get(FIRST))
    assert ticket.urged == urged
    assert all(end is None or isinstance(end, StaleWrite) for end in ends)


async def test_a_teacher_sees_their_open_tickets_newest_first(store: SqlStore, clock: PushedClock) -> None:
    def work(uow: UnitOfWork) -> None:
        for number in range(3):
            opened(uow, an_opening(clock.now() + minutes(number), ticket=f"t{number}", no=1001 + number))
        opened(uow, an_opening(clock.now(), ticket="other", no=1009, reporter=PersonId("t-song")))
        closed = uow.tickets.get(TicketId("t2"))
        happened(uow, closed, ev.Cancelled(at=clock.now(), by=TEACHER))

    await store.run(work)
    assert [t.no for t in await store.read(lambda uow: uow.tickets.open_of(TEACHER))] == [1002, 1001]
    latest = await store.read(lambda uow: uow.tickets.latest_of(TEACHER))
    assert latest is not None
    assert latest.no == 1003
    assert await store.read(lambda uow: uow.tickets.latest_of(PersonId("nobody"))) is None


async def test_an_engineer_sees_what_they_handle_and_what_they_were_paged_for_gravest_first(
    store: SqlStore, clock: PushedClock
) -> None:
    def work(uow: UnitOfWork) -> None:
        handled = opened(uow, an_opening(clock.now(), ticket="handled", no=1001, rank=3))
        happened(uow, handled, ev.Acknowledged(at=clock.now(), by=ENGINEER))
        paged = opened(uow, an_opening(clock.now() + minutes(2), ticket="paged", no=1002, rank=1))
        happened(uow, paged, ev.Paged(at=clock.now(), people=(ENGINEER,), rung=0, tiers=()))
        later = opened(uow, an_opening(clock.now() + minutes(3), ticket="later", no=1003, rank=1))
        happened(uow, later, ev.Paged(at=clock.now(), people=(ENGINEER,), rung=0, tiers=()))
        opened(uow, an_opening(clock.now(), ticket="elsewhere", no=1004))

    await store.run(work)
    assert [t.no for t in await store.read(lambda uow: uow.tickets.jobs_of(ENGINEER))] == [1002, 1003, 1001]


async def test_a_new_round_calls_new_people_and_a_closed_job_is_nobodys(
    store: SqlStore, clock: PushedClock
) -> None:
    def round_one(uow: UnitOfWork) -> Ticket:
        ticket = opened(uow, an_opening(clock.now()))
        return happened(uow, ticket, ev.Paged(at=clock.now(), people=(ENGINEER,), rung=0, tiers=()))

    ticket = await store.run(round_one)
    ticket = await store.run(happened, ticket, ev.FixDenied(at=clock.now(), by=TEACHER))
    assert await store.read(lambda uow: uow.tickets.jobs_of(ENGINEER)) == ()
    ticket = await store.run(happened, ticket, ev.Paged(at=clock.now(), people=(ENGINEER,), rung=0, tiers=()))
    assert await store.read(lambda uow: uow.tickets.jobs_of(ENGINEER)) == (ticket,)
    await store.run(happened, ticket, ev.FixConfirmed(at=clock.now(), by=TEACHER))
    assert await store.read(lambda uow: uow.tickets.jobs_of(ENGINEER)) == ()


async def test_the_board_lists_open_tickets_of_its_schools_gravest_then_oldest(
    store: SqlStore, clock: PushedClock
) -> None:
    def work(uow: UnitOfWork) -> None:
        opened(uow, an_opening(clock.now() + minutes(1), ticket="a", no=1001, rank=2))
        opened(uow, an_opening(clock.now(), ticket="b", no=1002, rank=2))
        opened(uow, an_opening(clock.now(), ticket="c", no=1003, rank=1, school=SchoolId("qh1")))
        closed = opened(uow, an_opening(clock.now() + minutes(9), ticket="d", no=1004))
        happened(uow, closed, ev.Cancelled(at=clock.now(), by=TEACHER))

    await store.run(work)

    async def numbers(listing: str, *args: object) -> list[int]:
        return [t.no for t in await store.read(lambda uow: getattr(uow.tickets, listing)(*args))]

    assert await numbers("open_in", ()) == [1003, 1002, 1001]
    assert await numbers("open_in", (SCHOOL,)) == [1002, 1001]
    assert await numbers("open_in", (SCHOOL, SchoolId("qh1"))) == [1003, 1002, 1001]
    assert await numbers("open_in", (), clock.now()) == [1003, 1002, 1001]
    assert await numbers("open_in", (), clock.now() + minutes(1)) == [1001]
    assert await numbers("open_in", (SCHOOL,), clock.now() + minutes(1)) == [1001]
    assert await numbers("open_in", (SCHOOL,), clock.now() + minutes(2)) == []
    assert await numbers("recent_in", (), 3) == [1004, 1001, 1003]
    assert await numbers("recent_in", (SCHOOL,), 2) == [1004, 1001]


async def test_a_contracts_tickets_of_a_span_begin_with_its_first_instant_and_end_before_its_last(
    store: SqlStore, clock: PushedClock
) -> None:
    start, end = clock.now(), clock.now() + minutes(10)
    reports = {"before": -1, "first": 0, "later": 9, "after": 10, "elsewhere": 5}

    def work(uow: UnitOfWork) -> None:
        for no, (name, minute) in enumerate(reports.items(), start=1001):
            opening = an_opening(start + minutes(minute), ticket=name, no=no)
            contract = ContractId("gangbei" if name == "elsewhere" else "changge")
            opened(uow, replace(opening, contract=contract))

    await store.run(work)
    found = await store.read(lambda uow: uow.tickets.opened_between(ContractId("changge"), start, end))
    assert [ticket.id for ticket in found] == ["first", "later"]


async def test_tickets_that_people_corrected_are_found_by_when(store: SqlStore, clock: PushedClock) -> None:
    start = clock.now()

    def work(uow: UnitOfWork) -> None:
        for no, by in ((1001, ENGINEER), (1002, None), (1003, TEACHER)):
            opening = an_opening(start, ticket=f"ticket-{no}", no=no)
            when = start + minutes(no - 1000)
            happened(uow, opened(uow, opening), ev.FaultCorrected(at=when, by=by, fault=opening.fault))

    await store.run(work)

    async def found(after: int) -> list[int]:
        tickets = await store.read(lambda uow: uow.tickets.corrected_since(start + minutes(after)))
        return [ticket.no for ticket in tickets]

    assert await found(0) == [1001, 1003]
    assert await found(1) == [1001, 1003]
    assert await found(2) == [1003]
    assert await found(4) == []
