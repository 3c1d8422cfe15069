"""kill -9 at random moments: nothing that was said is lost, nothing happens twice, everybody who must be called is.

The seed is printed; `CHALKLINE_STORM_SEED` plays it again (the choices are the seed's, the exact moments the machine's).
"""

import asyncio
import os
import random
from datetime import timedelta
from pathlib import Path

import pytest

from tests.crash.ledger import Ledger, copies, unmarked_copies
from tests.crash.storm import Crowd, Part, ended
from tests.crash.town import Town, found
from tests.kit.botapi import BotApiDouble
from tests.kit.postgres import postgres_server
from tests.kit.processes import PATIENCE, free_port, until
from tests.telegram.desk import complaints, is_well, telegram

pytestmark = pytest.mark.timeout(400)

TOWN = Town(schools=20, teachers=60)
EARLY_KILLS, LATE_KILLS = 5, 2
HALF_WAY_TO_THE_DEADLINES = timedelta(minutes=6)
QUICK = 10.0
"""So fast the clock runs on PostgreSQL, where the leases of a dead process run out by themselves: in 6 s instead of 60."""

CALM_SECONDS = 120.0


@pytest.fixture
def chance() -> random.Random:
    seed = int(os.environ.get("CHALKLINE_STORM_SEED", random.randrange(10**6)))
    print(f"CHALKLINE_STORM_SEED={seed}")
    return random.Random(seed)


async def test_one_process_on_sqlite_keeps_its_word(tmp_path: Path, chance: random.Random) -> None:
    url, port = f"sqlite:///{tmp_path / 'chalkline.sqlite3'}", free_port()
    await found(TOWN, url)
    async with BotApiDouble() as api:
        crowd = Crowd(api, TOWN, chance)
        settings = telegram(api, CHALKLINE_DATA_DIR=str(tmp_path))
        with ended(Part(("--port", str(port)), settings, tmp_path / "desk.log")) as desk:
            await weather(crowd, desk, port)
            await crowd.is_answered()
            for _ in range(LATE_KILLS):  # the deadlines of all open tickets fall together
                desk.is_killed()
                desk.starts(later=HALF_WAY_TO_THE_DEADLINES)
                await until(lambda: is_well(port), PATIENCE, "not well", desk.process)
                await asyncio.sleep(chance.uniform(0, 1.5))
            await settles(url, desk)
            await desk.stops()
        assert desk.kills == EARLY_KILLS + LATE_KILLS
        adds_up(Ledger.of(url), crowd, desk)


async def weather(crowd: Crowd, desk: Part, port: int) -> None:
    """People report and work, and the desk dies: now while it catches up before Telegram is polled, now after."""
    crowd.wakes()
    desk.starts()
    for teachers in shares(EARLY_KILLS):
        crowd.report(crowd.town.staffroom[teachers])
        if crowd.chance.random() < 0.5:
            await until(lambda: is_well(port), PATIENCE, "not well", desk.process)
        else:
            await polls(desk, crowd.api)
        await asyncio.sleep(crowd.chance.uniform(0, 1))
        desk.is_killed()
        desk.starts()


async def test_a_bot_and_a_scheduler_on_postgresql_keep_their_word(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, chance: random.Random
) -> None:
    with postgres_server(tmp_path_factory.mktemp("pg")) as server:
        url = server.migrated_database()
        await found(TOWN, url)
        async with BotApiDouble() as api:
            crowd = Crowd(api, TOWN, chance)
            settings = telegram(api, CHALKLINE_DATABASE_URL=url)
            with (
                ended(Part(("bot",), settings, tmp_path / "bot.log")) as bot,
                ended(Part(("scheduler",), settings, tmp_path / "scheduler.log")) as scheduler,
            ):
                await changeable_weather(crowd, bot, scheduler)
                await crowd.is_answered()
                for _ in range(LATE_KILLS):
                    scheduler.is_killed()
                    scheduler.starts(later=HALF_WAY_TO_THE_DEADLINES)
                    await asyncio.sleep(chance.uniform(1.5, 3.5))
                await settles(url, scheduler)
                await bot.stops()
                await scheduler.stops()
            assert bot.kills + scheduler.kills == EARLY_KILLS + LATE_KILLS
            adds_up(Ledger.of(url), crowd, bot, scheduler)


async def changeable_weather(crowd: Crowd, bot: Part, scheduler: Part) -> None:
    """People report and work, and the two die in turn while the other goes on."""
    crowd.wakes()
    bot.starts(speed=QUICK)
    scheduler.starts(speed=QUICK)
    for number, teachers in enumerate(shares(EARLY_KILLS)):
        crowd.report(crowd.town.staffroom[teachers])
        if number % 2:
            await asyncio.sleep(crowd.chance.uniform(1, 3))
            victim = scheduler
        else:
            await polls(bot, crowd.api)
            await asyncio.sleep(crowd.chance.uniform(0, 1.5))
            victim = bot
        victim.is_killed()
        victim.starts(speed=QUICK)


def shares(number: int) -> list[slice]:
    """The teachers in so many groups."""
    size = -(-TOWN.teachers // number)
    return [slice(first, first + size) for first in range(0, TOWN.teachers, size)]


async def polls(desk: Part, api: BotApiDouble) -> None:
    """Until this process asks Telegram for updates."""
    before = api.updates._poller
    await until(lambda: api.updates._poller > before, PATIENCE, "nobody polls", desk.process)


async def settles(url: str, desk: Part) -> None:
    """Until everything that was said is handled, promised is sent, due has fired."""
    until_then = asyncio.get_running_loop().time() + CALM_SECONDS
    while not (ledger := Ledger.of(url)).is_settled(desk.time()):
        assert asyncio.get_running_loop().time() < until_then, ledger.waiting(desk.time())
        assert desk.process.alive
        await asyncio.sleep(0.3)


def adds_up(ledger: Ledger, crowd: Crowd, *parts: Part) -> None:
    """The tables against the witness."""
    shown = [call for call in crowd.api.calls if call.status == 200]
    print(
        f"{len(crowd.reported)} reports, {len(ledger.tickets)} tickets, {len(shown)} calls, {copies(shown)} labelled copies, "
        f"{len(ledger.timers)} timers, {sum(part.kills for part in parts)} kills"
    )
    assert len(crowd.reported) == TOWN.teachers
    assert ledger.lost(crowd.api) == []
    assert ledger.miscounted(crowd.reported) == {}
    assert ledger.unfaithful() == []
    assert ledger.fired_twice() == []
    assert ledger.deadlines_noticed() > 0
    assert ledger.unsent() == []
    assert ledger.unpaged(shown, TOWN.crew) == []
    assert unmarked_copies(shown) == []
    assert crowd.api.violations == []
    assert [line for part in parts for line in complaints(part.log)] == []
