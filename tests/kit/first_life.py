"""A short life of a whole desk, for the process that forks desks: what Python works out once per process (statements written in SQL, the
first words of each kind, the first reading) is the same for all of them, as are imports.
"""

import asyncio
import contextlib
import io
import tempfile
from datetime import datetime, timedelta
from pathlib import Path

from tests.kit.empty_desk import an_empty_desk
from tests.kit.world import ZONE, Library, World

MORNING = datetime(2026, 9, 1, 9, 0, tzinfo=ZONE)


def live() -> None:
    """Live it in a folder that is gone afterwards, and say nothing."""
    with tempfile.TemporaryDirectory() as name, contextlib.redirect_stdout(io.StringIO()):
        folder = Path(name)
        asyncio.run(_story(World(Library(an_empty_desk(folder)), folder, MORNING)))


async def _story(world: World) -> None:
    """Two rooms with one fault, a correction, nobody answers in time, then somebody does."""
    await world.open()
    teacher, engineer = world.teacher("changge"), world.seat("wang")
    await teacher.says("三年级2班大屏黑屏了，马上上课")
    await world.teacher("changge", 2).says("三年级3班大屏黑屏了，马上上课")
    await teacher.says("不是黑屏，是没有声音")
    await world.push(timedelta(minutes=30))
    await engineer.presses("接单", on=engineer.seen[0])
    await world.push(timedelta(minutes=90))
    await world.close()
