"""One reading of all open tickets for everybody who looks."""

import asyncio

import pytest

from storage.bells import Bells
from tests.web.kit import a_ticket
from usecases.browse_board import all_standings
from usecases.rows import Topic
from web import overview
from web.overview import Overview


class Counted:
    """The store, with every reading of the open tickets counted, and as slow as a test wants."""

    def __init__(self, store) -> None:
        self.store = store
        self.readings = 0

    async def read(self, query, *args):
        self.readings += args == (all_standings,)
        return await self.store.read(query, *args)

    def listen(self, topic, peer=None):
        return self.store.listen(topic, peer)


@pytest.fixture
def counted(store) -> Counted:
    return Counted(store)


async def test_nothing_is_read_again_while_nothing_has_changed(counted):
    board = Overview(counted)
    first = await board.now()
    assert await board.now() is first
    await board.caught_up()
    assert counted.readings == 1


async def test_a_small_desk_is_as_new_as_its_last_commit(counted, store):
    board = Overview(counted)
    await board.now()
    await store.run(a_ticket)
    assert [one.no for one in (await board.now()).standings.gravest] == [1001]


async def test_those_who_come_together_share_one_reading(counted, store):
    board = Overview(counted)
    await board.now()
    await store.run(a_ticket)
    await asyncio.gather(*(board.now() for _ in range(20)), *(board.caught_up() for _ in range(20)))
    assert counted.readings == 2


async def test_a_big_desk_is_a_moment_old_and_who_is_knocked_at_finds_what_is_new(
    counted, store, monkeypatch
):
    monkeypatch.setattr(overview, "_AT_ONCE", -1.0)
    monkeypatch.setattr(overview, "_REST", 1e6)  # as if a reading took long
    monkeypatch.setattr(overview, "_LONGEST_WAIT", 0.2)
    board = Overview(counted)
    await board.now()
    await store.run(a_ticket, 1000)
    old = await board.now()  # the second reading is the first that is weighed
    await store.run(a_ticket)
    assert await board.now() is old
    await board.caught_up()
    assert [one.no for one in (await board.now()).standings.gravest] == [1000, 1001]


async def test_what_is_cut_for_one_is_kept_for_the_next_and_goes_with_its_reading(counted, store):
    board, made = Overview(counted), []

    async def make() -> int:
        made.append(1)
        return len(made)

    edition = await board.now()
    assert (await edition.cut("k", make), await edition.cut("k", make)) == (1, 1)
    await store.run(a_ticket)
    assert await (await board.now()).cut("k", make) == 2


def test_the_bell_of_the_board_is_the_one_that_commits_ring():
    bells = Bells()
    bell = bells.listen(Topic.BOARD)
    bells.ring(Topic.BOARD)
    assert bell._rung.is_set()
