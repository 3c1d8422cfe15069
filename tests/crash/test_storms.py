"""R1 and R2 of reliability.md §5.3: `kill -9` at random moments in bad weather, on SQLite and on PostgreSQL. Nothing that was
said is lost, nothing happens twice, everybody who must be called is.

The seed is printed; `--storm-seed` (or `CHALKLINE_STORM_SEED`) plays it again: the choices are the seed's, the exact
moments the machine's. `--storm full` (`make storm`) blows 2,000 conversations and 200 kills.
"""

from datetime import timedelta
from pathlib import Path

import pytest

from tests.crash.gates import too_late
from tests.crash.invariants import checked_by_hand, recovered, told
from tests.crash.storm import FULL, MORNING, SHORT, SPEED, Size, Storm
from tests.crash.testimony import Evidence
from tests.crash.town import found
from tests.kit.postgres import postgres_server
from tests.kit.processes import free_port

pytestmark = pytest.mark.timeout(1800)

RESTART_EVERY = 10
NIGHTS = [MORNING + timedelta(minutes=minutes) for minutes in (2, 3, 4)]
"""When trails are sealed: in the middle of it, and again, so that chains go on where they ended."""
A_RESTART_MAKES = (
    "CommitUncertain",
    "OperationalError",
    "LeaseLost",
    "loop_silent",  # a loop that waits for the database goes round no more, and says so
    "Traceback (most recent call last):",  # SQLAlchemy's pool says so; the desk's own are one line of JSON
)
"""What the desk complains of, and rightly, when its database is gone for a while."""


@pytest.fixture
def size(request: pytest.FixtureRequest) -> Size:
    return FULL if request.config.getoption("--storm") == "full" else SHORT


async def test_r1_a_storm_on_sqlite(tmp_path: Path, size: Size, storm_seed: int) -> None:
    url = f"sqlite:///{tmp_path / 'chalkline.sqlite3'}"
    storm = Storm(tmp_path, url, size, storm_seed)
    await found(storm.town, url, NIGHTS)
    with storm.gathers():
        storm.add("desk", "run", "--port", str(free_port()))
        storm.rages()
        print(f"calm after {storm.calms():.1f} s")
        judged(storm, storm.evidence())


@pytest.mark.postgres
async def test_r2_a_storm_on_postgresql_with_two_sets_of_workers(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, size: Size, storm_seed: int
) -> None:
    with postgres_server(tmp_path_factory.mktemp("pg")) as server:
        storm = Storm(tmp_path, server.migrated_database(), size, storm_seed)
        await found(storm.town, storm.url, NIGHTS)
        with storm.gathers():
            for name in ("bot", "scheduler"):
                storm.add(f"{name}-1", "run", name)
                storm.add(f"{name}-2", "run", name)
            storm.rages(lambda kill: server.restart_at_once() if kill % RESTART_EVERY == 0 else None)
            print(f"calm after {storm.calms():.1f} s")
            judged(storm, storm.evidence(A_RESTART_MAKES))


def judged(storm: Storm, seen: Evidence) -> None:
    """Everything adds up, and the storm was one."""
    print(
        f"{len(seen.ledger.tickets)} tickets, {checked_by_hand(seen)} counted by hand, {len(seen.ledger.timers)} timers, "
        f"{seen.ledger.deadlines_missed()} deadlines missed, {recovered(seen)} updates recovered, "
        f"{sum(one.is_copy for one in seen.testimony.shown)} labelled copies"
    )
    complaints = told(seen)
    assert not complaints, complaints
    late = too_late(seen, SPEED)
    assert not late, late
    assert storm.kills == storm.size.kills
    assert sum(seen.testimony.reports.values()) == storm.size.teachers
    assert seen.ledger.deadlines_missed() > 0
    assert checked_by_hand(seen) > 0
    assert seen.ledger.sealed > 0
