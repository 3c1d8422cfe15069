"""R8 of reliability.md §5.3: the wall clock is set wrong, set right and wrong again while the desk works. Nothing fires early by the clock
of its instant, nothing twice, nobody is paged twice for one reason, and the trail still rebuilds the ticket.

Only the wall clock moves here; what a process measures (leases of its sends, pauses) runs on its monotonic one (tests/reliability: T25).
"""

import random
from datetime import timedelta
from pathlib import Path

import pytest

from desk import events as ev
from tests.conftest import Line
from tests.crash.invariants import (
    inv01_nothing_said_is_lost,
    inv02_one_open_ticket_for_one_fault,
    inv03_every_timer_fires_once_and_never_early,
    inv04_what_fired_is_written_with_what_it_promises,
    inv05_every_promise_is_kept,
    inv06_second_copies_are_labelled,
    inv08_the_state_machine_is_kept,
    inv09_the_trail_rebuilds_the_ticket,
)
from tests.crash.minefield import MORNING, play
from tests.crash.week import WatchedWorld
from tests.kit.world import Library

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
CHECKS = (
    inv01_nothing_said_is_lost,
    inv02_one_open_ticket_for_one_fault,
    inv03_every_timer_fires_once_and_never_early,
    inv04_what_fired_is_written_with_what_it_promises,
    inv05_every_promise_is_kept,
    inv06_second_copies_are_labelled,
    inv08_the_state_machine_is_kept,
    inv09_the_trail_rebuilds_the_ticket,
)
"""Not Inv7 and Inv10, which compare instants with each other: those were set by a clock that was wrong."""


class WrongClockWorld(WatchedWorld):
    """A world whose clock is off by one of `errors` at about half of the times the desk works, and at one of two running at least."""

    def __init__(
        self, library: Library, folder: Path, errors: list[timedelta], chance: random.Random
    ) -> None:
        super().__init__(library, folder, MORNING)
        self.errors = errors
        self.chance = chance
        self.jumps = 0
        self.was_right = False

    async def settle(self) -> None:
        """With a clock that is wrong half of the time, and right in the end."""
        true = self.clock.now()
        wrong = bool(self.errors) and (self.was_right or self.chance.random() < 0.5)
        self.was_right = not wrong
        if wrong:
            self.jumps += 1
            self.clock._now = true + self.chance.choice(self.errors)
            await super().settle()
        self.clock._now = true
        await super().settle()

    async def audit(self) -> None:
        """Nobody comes round: an auditor asks what is owed now."""


@pytest.mark.parametrize(
    "errors",
    [[-2 * HOUR], [DAY], [-2 * HOUR, DAY], [timedelta(seconds=-1), timedelta(seconds=1)], [3653 * DAY]],
    ids=["back", "forward", "strobe", "jitter", "ten years"],
)
async def test_r8_a_clock_that_is_set_again_and_again(
    library: Library, tmp_path: Path, storm_seed: int, log_lines: list[Line], errors: list[timedelta]
) -> None:
    world = WrongClockWorld(library, tmp_path, errors, random.Random(storm_seed))
    await world.open()
    await play(world)
    jumps, world.errors = world.jumps, []
    await world.push(2 * HOUR)
    world.clock.push_to(
        world.clock.now() + 2 * max((HOUR, *errors))
    )  # what was put off until a wrong instant
    await world.restart()
    await world.settle()
    await world.close()
    seen = world.evidence()
    assert jumps > 3
    assert [line for check in CHECKS for line in check(seen)] == []
    (ticket,) = seen.ledger.tickets
    assert sum(isinstance(event, ev.Acknowledged) for event in seen.ledger.trails[ticket.id]) == 1
    assert [line for line in log_lines if line["level"] == "error"] == []
