"""`python -m rig.desk_under_test`: parts of the desk as `chalkline run` starts them, on a Bot API double.

Two things differ from the product: the clock starts on a school morning, and the limiter's pace is opened wide, because
the double has no flood limits and 25 messages a second would be all there is to measure.
"""

import argparse
import asyncio
from datetime import UTC, datetime

from app.clock import RehearsalClock
from app.doors import StoreDoor
from app.logs import configure
from app.processes import Part, run_desk
from app.settings import Settings
from app.wiring import Desk, build
from bot.platforms.telegram.egress import TelegramEgress
from bot.platforms.telegram.limiter import Pace
from bot.platforms.telegram.settings import TelegramSettings
from rig.district import fill
from usecases.ports import Egress, Ingress

MORNING = datetime(2026, 9, 24, 2, 5, tzinfo=UTC)
"""A Thursday, 10:05 in the district."""

WIDE = Pace(overall=1e6, overall_burst=1_000_000, private=1e6, private_burst=1_000_000)


class NoIngress:
    """The scheduler's process takes nothing in, and must not load aiogram."""

    async def run(self) -> None:
        """Nothing."""

    async def stop(self) -> None:
        """Nothing."""


def desk_on(database: str) -> Desk:
    """The desk on a database."""
    return build(Settings(database_url=database), RehearsalClock(MORNING, 1.0))


async def prepare(database: str, chats: int) -> None:
    """Schema and district for a crowd of so many chats."""
    from storage.migrate import upgrade  # noqa: PLC0415  # the processes measured never load Alembic, as the product's

    await asyncio.to_thread(upgrade, database)
    desk = desk_on(database)
    await desk.store.start()
    await desk.store.run(fill, desk.contracts, chats)
    await desk.store.close()


async def serve(database: str, parts: frozenset[Part], settings: TelegramSettings) -> None:
    """Run until SIGTERM."""
    desk = desk_on(database)
    door = StoreDoor(desk.store)
    ways = _ingress(parts, settings, desk, door), _egress(settings, door)
    await run_desk(desk, parts, None, ways)


def _ingress(parts: frozenset[Part], settings: TelegramSettings, desk: Desk, door: StoreDoor) -> Ingress:
    if Part.BOT not in parts:
        return NoIngress()
    from bot.platforms.telegram.ingress import TelegramIngress  # noqa: PLC0415  # loads aiogram

    return TelegramIngress(settings, door, desk.clock.now)


def _egress(settings: TelegramSettings, door: StoreDoor) -> Egress:
    return TelegramEgress(settings, door.read_media, WIDE)


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--database", required=True)
    parser.add_argument("--parts", default="bot,scheduler")
    parser.add_argument("--url", required=True)
    parser.add_argument("--token", required=True)
    options = parser.parse_args()
    configure("INFO")
    parts = frozenset(Part(part) for part in options.parts.split(","))
    asyncio.run(serve(options.database, parts, TelegramSettings(options.token, options.url)))


if __name__ == "__main__":
    main()
