"""R7 of reliability.md §5.3: a week of the desk with a holiday and a make-up day in it, on every commit; a year by `make simulate`."""

import random
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from storage.engines import connection
from tests.conftest import Line
from tests.crash.invariants import checked_by_hand, told
from tests.crash.week import Days, WatchedWorld
from tests.kit.chance import ids_by
from tests.kit.world import ZONE, Library
from usecases.keep_house import watch_house

pytestmark = pytest.mark.timeout(300)

NATIONAL_DAY = datetime(2026, 10, 4, tzinfo=ZONE)
"""Sunday; the holidays last until Wednesday, and Saturday is a make-up day."""


async def test_r7_a_week_with_a_holiday_and_a_make_up_day(
    library: Library, tmp_path: Path, storm_seed: int, log_lines: list[Line]
) -> None:
    with ids_by(storm_seed):
        world = WatchedWorld(library, tmp_path, NATIONAL_DAY)
        await world.open()
        await world.store.run(watch_house)
        days = Days(world, random.Random(storm_seed))
        await days.pass_by(7)
        await world.close()
    seen = world.evidence([str(line) for line in log_lines if line["level"] == "error"])
    print(
        f"{days.acts} acts, {len(seen.ledger.tickets)} tickets, {checked_by_hand(seen)} counted by hand, "
        f"{len(seen.ledger.timers)} timers, {seen.ledger.deadlines_missed()} deadlines missed"
    )
    complaints = told(seen)
    assert not complaints, complaints
    assert seen.ledger.sealed > 200
    with connection(world.url) as conn, conn.begin():  # a hand in a sealed trail
        conn.exec_driver_sql(
            "UPDATE events SET body = replace(body, '大屏', '小屏') WHERE ticket || seq IN (SELECT ticket || seq FROM event_seals)"
        )
    assert "inv09_no_sealed_event_was_changed" in told(world.evidence())
    assert len(seen.ledger.tickets) > 40
    assert checked_by_hand(seen) > 10
    assert not any(line["level"] == "error" for line in log_lines)


async def test_r7_a_seed_plays_the_same_day_again(
    library: Library, tmp_path_factory: pytest.TempPathFactory, storm_seed: int
) -> None:
    first, again = [await a_day(library, tmp_path_factory.mktemp("day"), storm_seed) for _ in range(2)]
    assert len(first.film) > 20
    assert again.film == first.film
    assert again.evidence().ledger.tickets == first.evidence().ledger.tickets


async def a_day(library: Library, folder: Path, seed: int) -> WatchedWorld:
    """A Monday with a few reports, and what comes of them."""
    with ids_by(seed):
        world = WatchedWorld(library, folder, NATIONAL_DAY + timedelta(days=8))
        await world.open()
        await Days(world, random.Random(seed), reports=4, restarts=2).pass_by(1)
        await world.close()
    return world
