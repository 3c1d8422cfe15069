"""A healthy desk gives the auditor nothing to say, however much happens; and two auditors on PostgreSQL do everything once."""

import asyncio
import random
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from app.wiring import fire
from desk import events as ev
from desk.buttons import Verb
from desk.holds import HoldReason
from desk.ids import PersonId
from desk.refusals import Refused
from desk.ticket import Ticket
from scheduler.auditor import Auditor
from scheduler.ticker import Ticker
from storage.store import SqlStore
from tests.conftest import Line
from tests.kit.postgres import PostgresServer, postgres_server
from tests.kit.world import Library, World
from tests.stories.auditing import OPERATOR, auditor, by_hand, without_audit_lines
from tests.stories.conftest import MONDAY_MORNING
from usecases.close_ticket import Verdict, cancel, confirm_fix, deny_fix
from usecases.hold_job import HoldJob, hold_job
from usecases.ports import UnitOfWork
from usecases.work_job import WorkJob, reassign, work_job

MINUTE = timedelta(minutes=1)
SAID = ("{}大屏黑屏了，马上上课", "{}投影没信号", "{}话筒没声音", "{}电脑很卡")
STEPS = (Verb.ACCEPT, Verb.DEPART, Verb.ARRIVE, Verb.DIAGNOSE, Verb.RESTORE, Verb.REPAIR)


async def a_day(world: World, seed: int, steps: int) -> None:
    """Reports and work at random, every few minutes; the auditor comes after each."""
    chance = random.Random(seed)
    contracts = ("gangbei", "changge", "puyang_polytechnic", "puyang_unicom")
    for _ in range(steps):
        if chance.random() < 0.4:
            teacher = world.teacher(chance.choice(contracts), chance.choice((1, 2)))
            room = f"{chance.choice('一二三四五六')}年级{chance.choice('1235')}班"
            await teacher.says(chance.choice(SAID).format(room))
        for ticket in await world.store.read(lambda uow: uow.tickets.open_in(())):
            if chance.random() < 0.3:
                await something(world, ticket, chance)
        await world.settle()
        await world.push(timedelta(seconds=chance.randint(20, 1500)))
        found = await auditor(world).round()
        assert found == (), f"seed {seed}: {found}"


async def something(world: World, ticket: Ticket, chance: random.Random) -> None:
    """One thing a person may do; what the desk refuses did not happen."""
    who = ticket.handler or PersonId("wang")
    verdict = Verdict(ticket.id, ticket.reporter)
    until = world.clock.now() + timedelta(minutes=chance.randint(5, 300))
    acts: tuple[tuple[Any, ...], ...] = (
        *((work_job, WorkJob(ticket.id, who, verb, "看过了")) for verb in STEPS),
        (hold_job, HoldJob(ticket.id, who, chance.choice(list(HoldReason)), until, "备件")),
        (
            reassign,
            WorkJob(ticket.id, PersonId("chen"), Verb.REASSIGN),
            PersonId(chance.choice(("li", "zhao"))),
        ),
        (confirm_fix, verdict),
        (deny_fix, verdict),
        (cancel, verdict),
    )
    act, *command = chance.choices(acts, (6, 2, 2, 2, 1, 2, 6, 1, 2, 2, 0.3))[0]
    try:
        await world.store.run(act, *command)
    except Refused:
        return


@pytest.mark.parametrize("seed", [7])
async def test_a_healthy_desk_gives_no_finding_on_a_busy_day(
    library: Library, tmp_path: Path, seed: int, log_lines: list[Line]
) -> None:
    world = World(library, tmp_path, MONDAY_MORNING)
    await world.open()
    await a_day(world, seed, steps=45)
    nos = await world.store.read(lambda uow: [ticket.no for ticket in uow.tickets.recent_in((), 1000)])
    trails = [event for no in nos for event in await world.trail(no)]
    await world.close()
    happened = Counter(type(event) for event in trails)
    assert len(nos) > 8
    assert min(happened[kind] for kind in (ev.DeadlineMissed, ev.DeadlineNeared, ev.Paged, ev.Held)) > 0
    assert without_audit_lines(log_lines) == []


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PostgresServer]:
    with postgres_server(tmp_path_factory.mktemp("postgres") / "data") as running:
        yield running


@pytest.fixture
async def district(library: Library, tmp_path: Path, server: PostgresServer) -> AsyncIterator[World]:
    world = World(library, tmp_path, MONDAY_MORNING)
    world.url = server.shared_database()
    await world.open()
    yield world
    await world.close()


@pytest.mark.postgres
async def test_two_auditors_and_two_tickers_on_postgresql_do_everything_once(
    district: World, log_lines: list[Line]
) -> None:
    for contract in ("gangbei", "changge", "puyang_polytechnic", "puyang_unicom"):
        for number in (1, 2):
            await district.teacher(contract, number).says(f"三年级{number}班大屏黑屏了，马上上课")
    by_hand(district, "DELETE FROM timers WHERE kind = 'stage_past' AND fired_at IS NULL")
    district.clock.push_to(district.clock.now() + 31 * MINUTE)
    other = district.another_store()
    await other.start()
    both: list[SqlStore] = [district.store, other]
    watchers = [Auditor(store, district.clock, fire, OPERATOR) for store in both]
    tickers = [Ticker(store, fire) for store in both]
    await asyncio.gather(*(one.round() for one in watchers), *(one.sweep() for one in tickers))
    await other.close()
    await district.settle()
    nos = await district.store.read(lambda uow: [ticket.no for ticket in uow.tickets.open_in(())])
    assert len(nos) >= 6
    total = 0
    for no in nos:
        misses = Counter(
            event.stage for event in await district.trail(no) if isinstance(event, ev.DeadlineMissed)
        )
        assert set(misses.values()) <= {1}, f"ticket {no}: {misses}"
        total += len(misses)
    assert total >= 6
    told = [message.text for message in district.seat("ops").seen]
    assert 1 <= len(told) <= 2
    keys = await district.store.read(_findings)
    assert len(keys) == len(set(keys)) > 0
    assert await Auditor(district.store, district.clock, fire).round() == ()
    assert without_audit_lines(log_lines)


def _findings(uow: UnitOfWork) -> list[str]:
    assert uow.watch.untold(uow.now - timedelta(days=1)) == ()  # the operator knows all of them
    return [timer.key for timer in uow.watch.waiting(uow.watch.open_tickets())]
