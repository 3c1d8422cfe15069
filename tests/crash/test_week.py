"""R7 of reliability.md §5.3: a week of the desk with a holiday and a make-up day in it, on every commit; a year by `make simulate`."""

import random
from datetime import datetime
from pathlib import Path

import pytest

from tests.conftest import Line
from tests.crash.invariants import checked_by_hand, told
from tests.crash.week import Days, WatchedWorld
from tests.kit.world import ZONE, Library

pytestmark = pytest.mark.timeout(300)

NATIONAL_DAY = datetime(2026, 10, 4, tzinfo=ZONE)
"""Sunday; the holidays last until Wednesday, and Saturday is a make-up day."""


async def test_r7_a_week_with_a_holiday_and_a_make_up_day(
    library: Library, tmp_path: Path, storm_seed: int, log_lines: list[Line]
) -> None:
    world = WatchedWorld(library, tmp_path, NATIONAL_DAY)
    await world.open()
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
    assert len(seen.ledger.tickets) > 40
    assert checked_by_hand(seen) > 10
    assert not any(line["level"] == "error" for line in log_lines)
