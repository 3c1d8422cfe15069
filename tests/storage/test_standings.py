"""The open tickets as the board has them, on both databases: computed once, again after an event, gone when over."""

from dataclasses import replace
from pathlib import Path

import pytest

from desk import events as ev
from desk.ids import SchoolId
from desk.standing import Column
from storage.contract_packs import load_pack
from storage.store import SqlStore
from tests.kit.clock import PushedClock
from tests.storage.builders import ENGINEER, SCHOOL, TEACHER, an_opening, happened, minutes, opened
from usecases.ports import UnitOfWork

FAR = SchoolId("far")


@pytest.fixture(autouse=True)
async def a_contract(store: SqlStore) -> None:
    await store.run(lambda uow: uow.contracts.publish(load_pack(Path("contracts/changge.yaml"))))


def shown(uow: UnitOfWork) -> list[tuple[int, Column]]:
    return [(one.no, one.column) for one in uow.open_board.standings()]


async def test_open_tickets_stand_gravest_first_and_follow_their_events(
    store: SqlStore, clock: PushedClock
) -> None:
    def two(uow: UnitOfWork) -> None:
        opened(uow, an_opening(uow.now, rank=3))
        opened(uow, replace(an_opening(uow.now, ticket="ticket-2", no=1002, rank=1), school=FAR))

    await store.run(two)
    assert await store.read(shown) == [(1002, Column.WAITING), (1001, Column.WAITING)]
    before = await store.read(lambda uow: uow.open_board.standings())
    accepted = ev.Acknowledged(at=clock.now() + minutes(1), by=ENGINEER)
    await store.run(lambda uow: happened(uow, uow.tickets.by_no(1002), accepted))
    after = await store.read(lambda uow: uow.open_board.standings())
    assert [(one.no, one.column, one.handler) for one in after] == [
        (1002, Column.COMING, ENGINEER),
        (1001, Column.WAITING, None),
    ]
    assert after[1] is before[1]


async def test_what_is_over_stands_nowhere_and_is_found_newest_first_by_school(store: SqlStore) -> None:
    def three(uow: UnitOfWork) -> None:
        for number, school in ((1001, SCHOOL), (1002, FAR), (1003, SCHOOL)):
            at = uow.now + minutes(number - 1001)
            ticket = opened(uow, replace(an_opening(at, ticket=f"ticket-{number}", no=number), school=school))
            if number != 1003:
                happened(uow, ticket, ev.Cancelled(at=at, by=TEACHER))

    await store.run(three)
    assert await store.read(shown) == [(1003, Column.WAITING)]

    def over(uow: UnitOfWork, *schools: SchoolId) -> list[int]:
        return [ticket.no for ticket in uow.open_board.lately_over(schools, 5)]

    assert await store.read(over) == [1002, 1001]
    assert await store.read(over, SCHOOL) == [1001]
    assert await store.read(over, SCHOOL, FAR) == [1002, 1001]
    assert await store.read(lambda uow: len(uow.open_board.lately_over((), 1))) == 1
