"""A storm: people keep talking while Telegram stumbles and the desk's processes are killed again and again; then calm,
then the count.

Two kinds of process: the witness (Telegram's double and everybody in town; no kill reaches it) and the desks, which die
(forked in tests/kit/nursery.py, planted with what tests/crash/planted.py says). All of them share one desk clock that runs `SPEED` times faster
than real time, so that deadlines of five minutes fall into a storm of one, and the lease of a dead worker on PostgreSQL ends within
seconds.
"""

import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import httpx

from app.actions import LOST_TOUCH
from desk.ids import PersonId, SchoolId
from desk.people import Tier
from tests.crash.ledger import Ledger, is_settled
from tests.crash.testimony import Evidence, Shown, Testimony
from tests.crash.town import Town
from tests.crash.witness import Setting
from tests.kit.nursery import Birth, Child, nursery
from tests.kit.processes import ROOT

MORNING = datetime(2026, 9, 1, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
SPEED = 10.0
NO_DATABASE = "the database cannot be opened"
_GLANCE = 0.5


@dataclass(frozen=True)
class Size:
    """How much of a storm: `kills` SIGKILLs, the reports spread over so many groups as there are kills. `calm` is for how many
    seconds the desk may take to settle afterwards; `lives` between which seconds a life lasts; `hanging` as in `Weather`; so long on the
    desk's clock the weather `lasts`, however quick the machine is.
    """

    schools: int
    teachers: int
    kills: int
    calm: float = 90.0
    lives: tuple[float, float] = (0.3, 1.9)
    hanging: float = 0.005
    lasts: timedelta = timedelta(0)


BEYOND_THE_FIRST_DEADLINES = timedelta(minutes=8)
SHORT = Size(schools=100, teachers=300, kills=20, calm=180.0, lasts=BEYOND_THE_FIRST_DEADLINES)
FULL = Size(schools=500, teachers=2000, kills=200, calm=300.0, lives=(0.5, 2.5))
GUST = Size(schools=15, teachers=45, kills=6, lives=(0.4, 1.0), hanging=0.15)
"""What a planted bug has to be caught in: so much hangs that every kill finds something on the wire."""


@dataclass
class Part:
    """One process of the desk, killed and born again."""

    command: tuple[str, ...]
    log: Path
    kills: int = 0
    child: Child | None = None

    @property
    def is_alive(self) -> bool:
        """Whether it runs."""
        return self.child is not None and self.child.poll() is None


@dataclass
class Storm:
    """Everything that runs during one storm. `bug` is planted in every desk process."""

    folder: Path
    url: str
    size: Size
    seed: int
    bug: str = ""
    chance: random.Random = field(init=False)
    zero: float = field(init=False)
    parts: list[Part] = field(default_factory=list)
    _settled: datetime | None = None
    _witness: subprocess.Popen[str] | None = None
    _api: Mapping[str, str] = field(default_factory=dict)
    _ask: httpx.Client = field(default_factory=lambda: httpx.Client(timeout=60, trust_env=False))

    def __post_init__(self) -> None:
        self.chance = random.Random(self.seed)

    @property
    def town(self) -> Town:
        """Where it blows."""
        return Town(self.size.schools, self.size.teachers)

    @property
    def kills(self) -> int:
        """How many there were."""
        return sum(part.kills for part in self.parts)

    def now(self) -> datetime:
        """The desk's clock."""
        return Setting(0, 0, 0, MORNING.isoformat(), self.zero, SPEED).now()

    @contextmanager
    def gathers(self) -> Iterator["Storm"]:
        """Everybody is there, and the morning begins; at the end whatever still runs is killed."""
        nursery().wait()
        self.zero = time.monotonic()
        self._witness = beside("tests.crash.witness", self.folder)
        try:
            setting = Setting(
                self.size.schools,
                self.size.teachers,
                self.seed,
                MORNING.isoformat(),
                self.zero,
                SPEED,
                self.size.hanging,
            )
            self._api = json.loads(_asked(self._witness, asdict(setting)))
            yield self
        finally:
            for part in self.parts:
                self.kill(part, counts=False)
            self._witness.kill()
            self._witness.communicate()
            self._ask.close()

    def add(self, name: str, *command: str) -> Part:
        """A part that is to run; it is not started yet."""
        part = Part(command, self.folder / f"{name}.log")
        self.parts.append(part)
        return part

    def start(self, part: Part) -> None:
        """Fork it."""
        settings = {
            "CHALKLINE_TELEGRAM__TOKEN": self._api["token"],
            "CHALKLINE_TELEGRAM__API_BASE": self._api["url"],
            "CHALKLINE_DATABASE_URL": self.url,
            "CHALKLINE_DATA_DIR": str(self.folder),
        }
        planted = {"morning": MORNING.isoformat(), "zero": self.zero, "speed": SPEED, "bug": self.bug}
        birth = Birth(part.command, settings, str(part.log), "tests.crash.planted:storm", planted)
        part.child = nursery().bears(birth)

    def kill(self, part: Part, *, counts: bool = True) -> None:
        """`kill -9`: nothing of it runs when this returns."""
        if counts:
            self.tend(part)
        if part.child is not None:
            part.child.kill()
            part.child.wait()
        part.kills += counts

    def tend(self, part: Part) -> None:
        """What a supervisor does: a process that could not begin for want of a database, or lost it in the middle of a commit, begins
        again. Raises AssertionError for one that ended by itself for any other reason.
        """
        if part.is_alive:
            return
        printed = part.log.read_text("utf-8")
        last = printed.splitlines()[-5:]
        assert any(line.startswith((NO_DATABASE, LOST_TOUCH)) for line in last), (
            f"{part.command} ended by itself:\n{printed[-3000:]}"
        )
        self.start(part)

    def sends(self, teachers: Sequence[int], within: float) -> None:
        """These teachers report within so many seconds."""
        first, last = teachers[0], teachers[-1] + 1
        self._posts("report", {"first": first, "last": last, "within": within})

    def state(self) -> dict[str, Any]:
        """How far the people are."""
        return dict(self._ask.get(f"{self._api['url']}/storm/state").json())

    def rages(self, worse: Callable[[int], None] = lambda _: None) -> None:
        """Report, live, die, until all reports are made and all kills done. `worse` is told the number of each kill."""
        groups = _groups(self.size.teachers, self.size.kills)
        for part in self.parts:
            self.start(part)
        for number, group in enumerate(groups, 1):
            self.sends(group, 1.0)
            time.sleep(self.chance.uniform(*self.size.lives))  # noqa: TID251 - so long others live
            victim = self.chance.choice(self.parts)
            self.kill(victim)
            worse(number)
            self.start(victim)

    def calms(self, within: float = 0.0) -> float:
        """Bad weather until it has lasted and everybody is answered, then good weather until nothing waits any more, together at most
        `within` seconds (as many as the size has, unless said); how many it took. Then nobody says anything more, and what was said by
        then is waited for too: the desk is killed next.
        """
        began, answered = time.monotonic(), None
        while time.monotonic() - began < (within or self.size.calm):
            for part in self.parts:
                self.tend(part)
            state = self.state()
            assert not state["troubles"], state["troubles"]
            has_lasted = self.now() - MORNING >= self.size.lasts
            if answered is None and has_lasted and state["answered"] == state["begun"]:
                self._posts("calm", {})
                answered = self.now()
            if answered is not None and is_settled(self.url, self.now(), answered):
                if self._settled is not None:
                    break
                self._settled = answered
                self._posts("hush", {})
            time.sleep(_GLANCE)  # noqa: TID251 - other processes are waited for
        return time.monotonic() - began

    def evidence(self, harmless: Sequence[str] = ()) -> Evidence:
        """What everybody saw. The desk is stopped first, by a kill: nothing waits, so nothing is lost."""
        for part in self.parts:
            self.kill(part, counts=False)
        ended = self.now()
        seen = self._ask.get(f"{self._api['url']}/storm/testimony").json()
        town, reports = self.town, dict[str, int]()
        words = {teacher.account: teacher.words for teacher in town.staffroom}
        for account in seen["reported"]:
            reports[words[account]] = reports.get(words[account], 0) + 1
        print(
            f"{len(seen['reported'])} reports, {seen['calls']} calls, {seen['refused']} of them refused, "
            f"{len(seen['shown'])} messages shown, {self.kills} kills"
        )
        return Evidence(
            Ledger.of(self.url),
            Testimony(
                ended,
                frozenset(seen["said"]),
                frozenset(seen["taken"]),
                tuple(
                    Shown(**one | {"at": datetime.fromtimestamp(one["at"], ended.tzinfo)})
                    for one in seen["shown"]
                ),
                reports,
                tuple(map(str, seen["violations"])),
                on_call,
                town.canaries,
                2 * timedelta(seconds=SPEED),
                [line for part in self.parts for line in part.log.read_text("utf-8").splitlines()],
                harmless,
                self._settled,
            ),
        )

    def _posts(self, verb: str, asked: Mapping[str, Any]) -> None:
        self._ask.post(f"{self._api['url']}/storm/{verb}", json=asked).raise_for_status()


def beside(module: str, folder: Path) -> "subprocess.Popen[str]":
    """One of our own modules as a process that is asked and answers line by line; its complaints go into `folder`."""
    with (folder / f"{module}.log").open("a") as log:
        return subprocess.Popen(
            [sys.executable, "-m", module],
            cwd=ROOT,
            env={**os.environ, "OPENBLAS_NUM_THREADS": "1"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        )


def on_call(school: SchoolId, tier: Tier, _: datetime) -> frozenset[PersonId]:
    """In town each school has one engineer, who is on call day and night."""
    return frozenset({PersonId(f"e{school.removeprefix('s')}")} if tier is Tier.FIRST else ())


def _groups(teachers: int, kills: int) -> list[range]:
    """The teachers' numbers in so many groups."""
    cuts = [round(teachers * number / kills) for number in range(kills + 1)]
    return [range(first, last) for first, last in pairwise(cuts)]


def _asked(process: "subprocess.Popen[str]", question: Mapping[str, Any]) -> str:
    """One line for one line. Raises AssertionError when there is no answer."""
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(json.dumps(question) + "\n")
    process.stdin.flush()
    answer = process.stdout.readline()
    assert answer, f"{process.args} has ended"
    return answer
