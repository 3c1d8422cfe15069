"""R3 of reliability.md §5.3: engines with a bug that others ship must be caught by the checker, each for what it is; the sound
one, in the same gust, must not. A storm that catches nothing would prove nothing.
"""

from pathlib import Path

import pytest

from tests.crash.invariants import INVARIANTS, told
from tests.crash.mutants import PLANTS
from tests.crash.storm import GUST, Storm
from tests.crash.testimony import Evidence
from tests.crash.town import found

pytestmark = pytest.mark.timeout(400)

A_SHORT_CALM = 5.0
"""Seconds. What is caught must not be that it was too short: the complaint is said below."""

GUSTS = 3
"""Whether a kill meets the bug's bad moment is chance: what one gust may miss, one of three finds."""

CAUGHT = {
    "ack_before_persist": ("inv01_nothing_said_is_lost", "lost: "),
    "mark_sent_before_send": ("inv05_every_promise_is_kept", "never delivered"),
    "dual_write": ("inv04_what_fired_is_written_with_what_it_promises", "written apart"),
    "no_unique_key": ("inv01_nothing_said_is_lost", "unexpected: tg:"),
    "no_lease_expiry": ("inv05_every_promise_is_kept", "held for ever"),
    "naive_clock": ("inv03_every_timer_fires_once_and_never_early", "from the future"),
}


async def gust(folder: Path, seed: int, bug: str, calm: float) -> Evidence:
    """A small storm on SQLite."""
    storm = Storm(folder, f"sqlite:///{folder / 'desk.sqlite3'}", GUST, seed, bug)
    await found(storm.town, storm.url)
    with storm.gathers():
        storm.add("bot", "run", "bot")
        storm.add("scheduler", "run", "scheduler")
        storm.rages()
        storm.calms(calm)
        return storm.evidence()


def test_every_planted_bug_has_its_complaint() -> None:
    assert CAUGHT.keys() == PLANTS.keys()


@pytest.mark.parametrize("bug", CAUGHT)
async def test_r3_a_planted_bug_is_caught(tmp_path: Path, storm_seed: int, bug: str) -> None:
    invariant, complaint = CAUGHT[bug]
    (check,) = (check for check in INVARIANTS if check.__name__ == invariant)
    wrong: list[str] = []
    for number in range(GUSTS):
        (folder := tmp_path / str(number)).mkdir()
        wrong += check(await gust(folder, storm_seed + number, bug, A_SHORT_CALM))
        if any(line.startswith(complaint) for line in wrong):
            return
    pytest.fail(f"{bug}: nothing that begins with {complaint!r} in {wrong[:10]}")


async def test_r3_the_sound_engine_is_not_complained_of(tmp_path: Path, storm_seed: int) -> None:
    complaints = told(await gust(tmp_path, storm_seed, "", GUST.calm))
    assert not complaints, complaints
