"""`make simulate`: a year of the desk on a pushed clock, month by month, every invariant asked at the end of each.

Each month is a desk of its own with chances of its own, so that a complaint can be played again alone (`--month`, `--seed` as shown).
"""

import argparse
import asyncio
import random
import sys
import tempfile
from datetime import datetime, timedelta
from pathlib import Path

import structlog

from tests.crash.invariants import told
from tests.crash.week import Days, WatchedWorld
from tests.kit.chance import ids_by
from tests.kit.empty_desk import an_empty_desk
from tests.kit.world import ZONE, Library

_BAR = 40


async def simulated(library: Library, folder: Path, month: datetime, days: int, seed: int) -> str:
    """What is wrong after so many days; empty when nothing is."""

    def shown(day: int) -> None:
        done = _BAR * day // days
        print(
            f"\r{month:%Y-%m} seed {seed} [{'#' * done}{'.' * (_BAR - done)}] {day}/{days}",
            end="",
            flush=True,
        )

    with ids_by(seed):
        world = WatchedWorld(library, folder, month)
        await world.open()
        await Days(world, random.Random(seed + month.month)).pass_by(days, shown)
        await world.close()
    return told(world.evidence())


def main() -> None:
    """Twelve months, or those asked for. Ends with code 1 when anything is wrong."""
    parser = argparse.ArgumentParser(prog="make simulate", description=__doc__)
    parser.add_argument("--days", type=int, default=365)
    parser.add_argument("--month", type=int, default=1, help="the first one, of 2026")
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    asked = parser.parse_args()
    structlog.configure(processors=[_silence])
    day, left, complaints = datetime(2026, asked.month, 1, tzinfo=ZONE), asked.days, []
    with tempfile.TemporaryDirectory() as folder:
        library = Library(an_empty_desk(Path(folder)))
        while left > 0 and day.year == 2026:
            after = (day + timedelta(days=31)).replace(day=1)
            days = min(left, (after - day).days)
            here = Path(folder, f"{day:%m}")
            here.mkdir()
            wrong = asyncio.run(simulated(library, here, day, days, asked.seed))
            print(f"\n{wrong}" if wrong else "  nothing wrong", flush=True)
            complaints.append(wrong)
            day, left = after, left - days
    sys.exit(any(complaints))


def _silence(*_: object) -> dict[str, object]:
    raise structlog.DropEvent


if __name__ == "__main__":
    main()
