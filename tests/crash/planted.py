"""What is planted in the desk processes of a storm (tests/kit/nursery.py), from outside and nowhere in the product: the storm's
clock, which all processes share and no kill sets back; flood limits that keep pace with that clock; and, for
`tests/crash/test_planted_bugs.py`, one of the bugs of `tests.crash.mutants`.
"""

import asyncio
import time
from datetime import datetime

from app import cli
from app.clock import RehearsalClock
from bot.platforms.telegram import egress
from bot.platforms.telegram.limiter import DeskLimiter, Pace


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
