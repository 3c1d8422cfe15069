"""R9 of reliability.md §5.3: the life of a ticket against a naive model of it. People press what they were ever shown, at any time and
twice, the clock jumps, the processes are thrown away, the platform repeats itself; status and handler are what the model
says, and at the end the invariants hold.
"""

import asyncio
import os
import tempfile
from collections.abc import Coroutine
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import structlog
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from desk.status import Status
from tests.crash.invariants import told
from tests.crash.week import WatchedWorld
from tests.kit.empty_desk import an_empty_desk
from tests.kit.seat import Seat
from tests.kit.world import ZONE, Library

MORNING = datetime(2026, 9, 21, 8, 0, tzinfo=ZONE)
REPORT = "三年级2班大屏黑屏了，马上上课"
LONG = os.environ.get("CHALKLINE_WALKS") == "long"
_ON_THE_WAY = (Status.ACCEPTED, Status.EN_ROUTE)
_LIBRARY: list[Library] = []


def library() -> Library:
    """Loaded once for all walks."""
    if not _LIBRARY:
        _LIBRARY.append(Library(an_empty_desk(Path(tempfile.mkdtemp(prefix="life")))))
    return _LIBRARY[0]


class Life(RuleBasedStateMachine):
    """One ticket. `status` and `handler` are the model; everything else is the desk."""

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.folder = tempfile.TemporaryDirectory()
        self.status, self.handler, self.rounds = Status.WAITING, None, 1

    @initialize()
    def begins(self) -> None:
        """A report, answered by nobody yet."""
        structlog.configure(processors=[_silence])
        self.world = WatchedWorld(library(), Path(self.folder.name), MORNING)
        self.do(self.world.open())
        self.teacher, self.wang, self.li = (
            self.world.teacher("changge"),
            self.world.seat("wang"),
            self.world.seat("li"),
        )
        self.do(self.teacher.says(REPORT))

    @rule()
    def reports_the_same_again(self) -> None:
        """Nobody gets a second ticket for it."""
        if self.status.is_open and self.status is not Status.REPAIRED:
            self.do(self.teacher.says(REPORT))

    @rule(by=st.sampled_from(("wang", "li")))
    def accepts(self, by: str) -> None:
        """The first one who is asked and presses has the job."""
        if self.pressed(self.world.seat(by), "接单") and self.status is Status.WAITING:
            self.status, self.handler = Status.ACCEPTED, by

    @rule()
    def arrives(self) -> None:
        """Only who has the job, and only on the way to it."""
        if self.pressed(self.wang, "到达") and self.handler == "wang" and self.status in _ON_THE_WAY:
            self.status = Status.ON_SITE

    @precondition(lambda self: self.handler == "wang" and self.status in (*_ON_THE_WAY, Status.ON_SITE))
    @rule()
    def repairs(self) -> None:
        """With the words that are asked for."""
        if self.pressed(self.wang, "已修复"):
            self.do(self.wang.says("信号线松了，已插紧"))
            self.status = Status.REPAIRED

    @rule()
    def confirms(self) -> None:
        """The teacher's word ends the job, whoever mended it; a 好了 below a step that was left since says so and ends nothing."""
        asked = next((one for one in reversed(self.teacher.seen) if one.choices), None)
        now = asked is not None and any(choice.label == "好了" for choice in asked.choices)
        if not self.pressed(self.teacher, "好了") or not self.status.is_open:
            return
        if now or "这个按钮已失效" not in self.teacher.seen[-1].text:
            self.status = Status.CLOSED

    @precondition(lambda self: self.status is Status.REPAIRED)
    @rule()
    def denies(self) -> None:
        """Begins a new round, for anybody to take."""
        if self.pressed(self.teacher, "没好"):
            self.status, self.handler, self.rounds = Status.WAITING, None, self.rounds + 1

    @rule(minutes=st.sampled_from((1, 4, 7, 30, 200)))
    def time_passes(self, minutes: int) -> None:
        """Timers fire at their instants; the clock alone changes nobody's job."""
        self.do(self.world.push(timedelta(minutes=minutes)))

    @rule(minutes=st.sampled_from((3, 45)))
    def the_desk_is_down(self, minutes: int) -> None:
        """Everything due fires afterwards."""
        self.do(self.world.sleep_through(timedelta(minutes=minutes)))

    @rule()
    def the_process_is_thrown_away(self) -> None:
        """Nothing but the file is left."""
        self.do(self.world.restart())

    @rule()
    def the_platform_repeats_itself(self) -> None:
        """Which changes nothing."""
        before = self.ticket()
        self.do(self.world.repeat_last())
        assert self.ticket() == before

    @invariant()
    def the_model_knows_it(self) -> None:
        """After every step."""
        if hasattr(self, "world"):
            ticket = self.ticket()
            assert (ticket.status, ticket.handler, ticket.round) == (self.status, self.handler, self.rounds)

    def teardown(self) -> None:
        """The invariants, over everything that happened."""
        try:
            if hasattr(self, "world"):
                self.do(self.world.close())
                complaints = told(self.world.evidence())
                assert not complaints, complaints
        finally:
            self.loop.close()
            self.folder.cleanup()

    def do(self, work: Coroutine[Any, Any, Any]) -> Any:
        """Run to the end."""
        return self.loop.run_until_complete(work)

    def ticket(self) -> Any:
        """The only one there is."""
        return self.do(self.world.ticket())

    def pressed(self, seat: Seat, label: str) -> bool:
        """Press the newest such button this seat was ever shown; False when there was none."""
        if not any(choice.label == label for message in seat.seen for choice in message.choices):
            return False
        self.do(seat.presses(label))
        return True


def _silence(*_: object) -> dict[str, object]:
    raise structlog.DropEvent


Life.TestCase.settings = settings(
    max_examples=300 if LONG else 12,
    stateful_step_count=60 if LONG else 25,
    deadline=None,
    phases=(
        Phase.explicit,
        Phase.reuse,
        Phase.generate,
    ),  # to shrink walks of whole desks takes longer than to read one
    report_multiple_bugs=False,
    suppress_health_check=list(HealthCheck),
    print_blob=True,
)
test_r9_the_life_of_a_ticket = Life.TestCase
