"""Where the storms' desk processes come from: `python -m tests.crash.nursery` has loaded everything and forks them.

A forked desk is at work after a fifth of a second instead of after three, so that `kill -9` hits its work and not its
imports. What it runs is `chalkline run …` itself, in a process of its own, with three things planted from outside, none of
them in the product: the storm's clock, which all processes share and no kill sets back; flood limits that keep pace with
that clock; and, for `tests/crash/test_planted_bugs.py`, one of the bugs of `tests.crash.mutants`.

One JSON line per birth on standard input (see `Birth`), the process id as the answer.
"""

import asyncio
import gc
import importlib
import json
import os
import signal
import sys
import time
import traceback
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from app.clock import RehearsalClock


@dataclass(frozen=True)
class Birth:
    """A process to be: its arguments, its settings, where it prints. Its clock showed `morning` at the monotonic second
    `zero` and runs `speed` times faster than real time. `bug` is one of `tests.crash.mutants`, or empty.
    """

    command: tuple[str, ...]
    settings: Mapping[str, str]
    log: str
    morning: str
    zero: float
    speed: float
    bug: str = ""


def main() -> None:
    """Serve until standard input ends."""
    sys.argv = ["chalkline", "run"]
    load()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for the dead here
    gc.freeze()
    for line in sys.stdin:
        birth = Birth(**json.loads(line))
        child = os.fork()
        if child == 0:
            _live(birth)
        print(child, flush=True)


def load() -> None:
    """Everything that a desk loads at its start and that is the same for all of them."""
    for module in _HEAVY:
        importlib.import_module(module)
    wiring, options = (
        importlib.import_module("app.wiring"),
        importlib.import_module("app.settings").Settings(),
    )
    read = wiring.reader(options)
    wiring.reader = lambda _settings: read
    for name in ("load_packs", "load_calendars", "load_playbooks", "load_plans", "load_merging"):
        setattr(wiring, name, cache(getattr(wiring, name)))
        getattr(wiring, name)(getattr(options, _FOLDERS[name]))


_HEAVY = (
    "app.cli",
    "app.screens",
    "app.web_address",
    "bot.platforms.telegram.egress",
    "bot.platforms.telegram.ingress",
    "storage.pipeline",
    "tests.crash.mutants",
)
_FOLDERS = {
    "load_packs": "contracts_dir",
    "load_calendars": "calendars_dir",
    "load_playbooks": "playbooks_dir",
    "load_plans": "incidents_dir",
    "load_merging": "incidents_dir",
}


def _live(birth: Birth) -> None:
    """The child: becomes a desk and never returns."""
    code = 1
    try:
        _settle_in(birth)
        code = _run(birth)
    except BaseException:  # noqa: BLE001 - printed, and the process ends
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _settle_in(birth: Birth) -> None:
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    log = os.open(birth.log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(log, 1)
    os.dup2(log, 2)
    for name in [name for name in os.environ if name.startswith("CHALKLINE_")]:
        del os.environ[name]
    os.environ.update(birth.settings)
    sys.argv = ["chalkline", *birth.command]


def _run(birth: Birth) -> int:
    from app import cli  # noqa: PLC0415 - loaded in `main`
    from tests.crash.mutants import PLANTS  # noqa: PLC0415 - the same

    cli._clock = lambda *_: shared_clock(birth)  # its own would begin anew at every start
    _keep_pace(birth.speed)
    if birth.bug:
        PLANTS[birth.bug]()
    try:
        cli.main()
    except SystemExit as end:
        return int(end.code or 0)
    return 0


def shared_clock(birth: Birth) -> RehearsalClock:
    """The storm's clock: the monotonic clock is the machine's, so that every process reads the same instant."""
    clock = RehearsalClock(datetime.fromisoformat(birth.morning), birth.speed, time.monotonic)
    clock._zero = birth.zero
    return clock


def _keep_pace(speed: float) -> None:
    """Telegram's limits and pauses pass as fast as the clock does."""
    from bot.platforms.telegram import egress  # noqa: PLC0415 - loaded in `main`
    from bot.platforms.telegram.limiter import DeskLimiter, Pace  # noqa: PLC0415 - the same

    def limiter(pace: Pace, _: object) -> DeskLimiter:
        return DeskLimiter(pace, lambda: time.monotonic() * speed, lambda wait: asyncio.sleep(wait / speed))

    egress.DeskLimiter = limiter


if __name__ == "__main__":
    main()
