"""What is planted in desk processes (tests/kit/nursery.py), from outside and nowhere in the product. In those of a storm: the
storm's clock, which all processes share and no kill sets back; flood limits that keep pace with that clock; and, for
`tests/crash/test_planted_bugs.py`, one of the bugs of `tests.crash.mutants`.
"""

import asyncio
import random
import time
from datetime import datetime
from pathlib import Path
from typing import Any

from app import cli, wiring
from app.clock import RehearsalClock
from bot.platforms.telegram import egress
from bot.platforms.telegram.limiter import DeskLimiter, Pace
from storage.store import SqlStore


def storm(morning: str, zero: float, speed: float, bug: str) -> None:
    """The clock showed `morning` at the monotonic second `zero` and runs `speed` times faster than real time. `bug` is one of
    `tests.crash.mutants`, or empty.
    """
    clock = shared_clock(morning, zero, speed)
    cli._clock = lambda *_: clock  # its own would begin anew at every start
    _keep_pace(speed)
    if bug:
        from tests.crash.mutants import PLANTS  # noqa: PLC0415 - for the few that have one

        PLANTS[bug]()


def shared_clock(morning: str, zero: float, speed: float) -> RehearsalClock:
    """The monotonic clock is the machine's, so that every process reads the same instant."""
    clock = RehearsalClock(datetime.fromisoformat(morning), speed, time.monotonic)
    clock._zero = zero
    return clock


def _keep_pace(speed: float) -> None:
    """Telegram's limits and pauses pass as fast as the clock does."""

    def limiter(pace: Pace, _: object) -> DeskLimiter:
        return DeskLimiter(pace, lambda: time.monotonic() * speed, lambda wait: asyncio.sleep(wait / speed))

    egress.DeskLimiter = limiter


def loses_touch(trouble: str, when: str) -> None:
    """From the moment that there is a file of this name every commit has this trouble (tests/kit/troubles.py)."""
    from tests.kit.troubles import TroubledStore, Troubles  # noqa: PLC0415 - for the few that have some

    class LaterTroubles(Troubles):
        def strikes(self, *names: str) -> bool:
            return Path(when).exists() and super().strikes(*names)

    def store(*given: Any, **named: Any) -> SqlStore:
        return TroubledStore(*given, **named).troubled(LaterTroubles(trouble, random.Random(0), share=1.0))

    wiring.SqlStore = store
