"""Where the tests' desk processes come from: a process that has loaded everything once and forks them.

A forked desk is at work after a sixth of a second instead of after three; nobody waits for its imports, and `kill -9` hits
its work. What it runs is `chalkline …` itself, with its own settings, its own output and nothing planted unless a test says so.
What a cold start costs and holds is asked of processes that were started (`tests.kit.processes`).
"""

import atexit
import faulthandler
import gc
import importlib
import json
import os
import signal
import subprocess
import sys
import threading
import time
import traceback
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
_TICK = 0.005


@dataclass(frozen=True)
class Birth:
    """A process to be: its arguments, its settings and no others, where it prints (kept and appended to). `plant` is a function,
    as module:name, that is called with `given` before it begins.
    """

    command: tuple[str, ...]
    settings: Mapping[str, str]
    log: str
    plant: str = ""
    given: Mapping[str, Any] = field(default_factory=dict)


class Child:
    """A process that the nursery has borne; to be used as `subprocess.Popen` is."""

    def __init__(self, nursery: "Nursery", pid: int) -> None:
        self.pid = pid
        self.returncode: int | None = None
        self._nursery = nursery

    def poll(self) -> int | None:
        """Its exit code; the signal that ended it, negative; None while it runs."""
        if self.returncode is None:
            self.returncode = self._nursery.asked({"of": self.pid})
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """As `poll`, when it has ended. Raises subprocess.TimeoutExpired after so many seconds."""
        until = None if timeout is None else time.monotonic() + timeout
        while (code := self.poll()) is None:
            if until is not None and time.monotonic() > until:
                raise subprocess.TimeoutExpired(str(self.pid), timeout or 0)
            threading.Event().wait(_TICK)  # for another process; nothing inside the desk waits like this
        return code

    def send_signal(self, number: int) -> None:
        """Nothing happens to one that has ended."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def terminate(self) -> None:
        """Ask it to end."""
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """End it."""
        self.send_signal(signal.SIGKILL)


class Nursery:
    """Our end of the process that forks. Its own complaints go to where ours go."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.kit.nursery"],
            cwd=ROOT,
            env={**os.environ, "OPENBLAS_NUM_THREADS": "1"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def bears(self, birth: Birth) -> Child:
        """A process, at once."""
        return Child(self, self.asked({"birth": asdict(birth)}))

    def wait(self) -> None:
        """Until everything is loaded."""
        self.asked({})

    def asked(self, question: Mapping[str, Any]) -> Any:
        """One line for one line. Raises AssertionError when there is no answer."""
        stdin, stdout = self._process.stdin, self._process.stdout
        assert stdin is not None
        assert stdout is not None
        with self._lock:
            stdin.write(json.dumps(question) + "\n")
            stdin.flush()
            answer = stdout.readline()
        assert answer, "the nursery has ended"
        return json.loads(answer)

    def close(self) -> None:
        """It ends, and kills what still lives."""
        self._process.communicate()


@cache
def nursery() -> Nursery:
    """The one of this test process, loaded when somebody asks first."""
    ours = Nursery()
    atexit.register(ours.close)
    return ours


def main() -> None:
    """Serve until standard input ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever is at the keyboard speaks to the tests
    sys.argv = ["chalkline"]
    load()
    gc.collect()
    gc.freeze()
    codes: dict[int, int | None] = {}
    for line in sys.stdin:
        print(json.dumps(_answer(json.loads(line), codes)), flush=True)
    for pid, code in codes.items():
        if code is None:
            os.kill(pid, signal.SIGKILL)


def _answer(question: Mapping[str, Any], codes: dict[int, int | None]) -> int | None:
    if "birth" in question:
        child = os.fork()
        if child == 0:
            _live(Birth(**question["birth"]))
        codes[child] = None
        return child
    if "of" not in question:
        return None
    asked = int(question["of"])
    if codes[asked] is None:
        pid, status = os.waitpid(asked, os.WNOHANG)
        codes[asked] = os.waitstatus_to_exitcode(status) if pid else None
    return codes[asked]


def load() -> None:
    """Everything that a desk loads at its start and that is the same for all of them."""
    for module in _HEAVY:
        importlib.import_module(module)
    wiring = importlib.import_module("app.wiring")
    options = importlib.import_module("app.settings").Settings()
    for name, folder in _FOLDERS.items():
        setattr(wiring, name, cache(getattr(wiring, name)))
        getattr(wiring, name)(getattr(options, folder))
    _load_the_reader(wiring, options)


def _load_the_reader(wiring: Any, options: Any) -> None:
    """The shipped one, for desks without a model of their own."""
    made, own, backend = wiring.reader, wiring.reader(options), options.nlu.backend
    model_file = importlib.import_module("app.models").model_file
    wiring.reader = lambda asked: (
        own if asked.nlu.backend is backend and not model_file(asked).exists() else made(asked)
    )


_HEAVY = (
    "alembic.command",
    "app.cli",
    "app.papers.pdf_file",
    "app.screens",
    "app.web_address",
    "bot.inbox",
    "bot.platforms.telegram.egress",
    "bot.platforms.telegram.ingress",
    "bot.platforms.telegram.webhook",
    "pydantic.v1",
    "storage.pipeline",
    "uvicorn.lifespan.on",
    "uvicorn.protocols.http.auto",
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
    signal.signal(signal.SIGINT, signal.default_int_handler)
    log = os.open(birth.log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(log, 1)
    os.dup2(log, 2)
    faulthandler.enable()
    for name in [name for name in os.environ if name.startswith("CHALKLINE_")]:
        del os.environ[name]
    os.environ.update(birth.settings)
    sys.argv = ["chalkline", *birth.command]


def _run(birth: Birth) -> int:
    if birth.plant:
        module, _, name = birth.plant.partition(":")
        getattr(importlib.import_module(module), name)(**birth.given)
    try:
        importlib.import_module("app.cli").main()
    except SystemExit as end:
        return int(end.code or 0)
    return 0


if __name__ == "__main__":
    main()
