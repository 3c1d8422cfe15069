"""R5 of reliability.md §5.3: the process ends before and after every commit and every message of a scene, and nobody notices it later."""

import random
import re
from collections import Counter
from pathlib import Path

import pytest

from scheduler.drain import Drain
from storage.inbox import InboxRows
from tests.conftest import Line
from tests.crash.invariants import told
from tests.crash.minefield import MinedWorld, play
from tests.crash.mutants import PLANTS
from tests.kit.mines import Mines
from tests.kit.postgres import PostgresServer
from tests.kit.world import Library
from tests.packaging import house

pytestmark = [pytest.mark.timeout(600), pytest.mark.usefixtures("nobody_tells_of_dead_tasks")]

A_FEW = 2
"""Points before, and so many after a commit or a message."""
LEAST_POINTS = 20
"""So many different ones the scene has at least: a scene that meets none proves nothing."""


async def wrong_after(library: Library, folder: Path, mines: Mines, lines: list[Line], url: str = "") -> str:
    """Play the scene with these mines, on a database of its own or the empty one at `url`; what is wrong in the end, in words. The
    file is gone afterwards.
    """
    folder.mkdir()  # noqa: ASYNC240  # nothing else runs meanwhile
    lines.clear()
    world = MinedWorld(library, folder, mines)
    world.url = url or world.url
    await world.open()
    mines.met.clear()
    await play(world)
    await world.close()
    loud = [str(line) for line in lines if line["level"] == "error" and line["action"] != "workplace_failed"]
    seen = world.evidence(loud)
    (folder / "world.sqlite3").unlink()
    complaints = [told(seen), *loud]
    if [(ticket.no, ticket.status.value) for ticket in seen.ledger.tickets] != [(1001, "closed")]:
        complaints.append(f"the tickets are {[(one.no, one.status.value) for one in seen.ledger.tickets]}")
    if mines.fuse and world.deaths != 1:
        complaints.append(f"it died {world.deaths} times")
    return "\n".join(complaint for complaint in complaints if complaint)


async def test_r5_wherever_the_process_ends_nothing_is_lost_and_nothing_happens_twice(
    library: Library, tmp_path: Path, storm_seed: int, log_lines: list[Line], request: pytest.FixtureRequest
) -> None:
    chance = random.Random(storm_seed)
    recorded = Mines()
    assert not await wrong_after(library, tmp_path / "nobody dies", recorded, log_lines)
    points = Counter(recorded.met)
    assert len(points) >= LEAST_POINTS, sorted(points)
    everyone = request.config.getoption("--storm") == "full"
    deaths = [
        (point, passing)
        for point, times in points.items()
        for passing in (range(1, times + 1) if everyone else [chance.randint(1, times)])
    ]
    wrong = {
        f"{point}, passing {passing}": complaint
        for number, (point, passing) in enumerate(deaths)
        if (complaint := await wrong_after(library, tmp_path / str(number), Mines(point, passing), log_lines))
    }
    print(f"{len(points)} points, {len(deaths)} deaths")
    assert not wrong, "\n\n".join(f"{point}:\n{complaint}" for point, complaint in wrong.items())


@pytest.mark.postgres
async def test_r5_wherever_the_process_ends_on_postgresql_nothing_is_lost(
    library: Library,
    tmp_path: Path,
    storm_seed: int,
    log_lines: list[Line],
    request: pytest.FixtureRequest,
    server: PostgresServer,
) -> None:
    """Its wire has the same two places. A few points of the seed's choice, on both sides of a commit; all of them with `--storm full`."""
    chance, recorded = random.Random(storm_seed), Mines()
    calm = server.shared_database()
    assert not await wrong_after(library, tmp_path / "nobody dies", recorded, log_lines, calm)
    points = Counter(recorded.met)
    assert len(points) >= LEAST_POINTS, sorted(points)
    sides = [sorted(point for point in points if point.startswith(side)) for side in ("before", "after")]
    if request.config.getoption("--storm") != "full":
        sides = [chance.sample(side, A_FEW) for side in sides]
    wrong = {}
    for number, point in enumerate(point for side in sides for point in side):
        mines = Mines(point, chance.randint(1, points[point]))
        url = server.shared_database()
        if complaint := await wrong_after(library, tmp_path / str(number), mines, log_lines, url):
            wrong[f"{point}, passing {mines.passing}"] = complaint
    assert not wrong, "\n\n".join(f"{point}:\n{complaint}" for point, complaint in wrong.items())


@pytest.mark.parametrize(
    ("plant", "where", "point", "said"),
    [
        ("mark_sent_before_send", (Drain, "_send"), "before a page by test", "never delivered"),
        (
            "no_unique_key",
            (InboxRows, "accept"),
            "after the commit of _taken_from_the_platform",
            "unexpected",
        ),
    ],
)
async def test_r5_a_planted_bug_is_caught_at_its_point(  # a row of the table above, and what every test gets
    library: Library,
    tmp_path: Path,
    log_lines: list[Line],
    monkeypatch: pytest.MonkeyPatch,
    plant: str,
    where: tuple[type, str],
    point: str,
    said: str,
) -> None:
    monkeypatch.setattr(*where, getattr(*where))  # so that it is taken back
    PLANTS[plant]()
    assert said in await wrong_after(library, tmp_path / "planted", Mines(point), log_lines)


def test_r5_every_commit_of_the_product_goes_through_a_wire() -> None:
    """And so has its points; alembic's and those of the command line's own tools are none of a running desk."""
    written = re.compile(r"\bconn(ection)?\.commit\(|\"COMMIT\"")
    found = {str(path) for path in house.product_files() if written.search(house.text(path))}
    assert found == {"storage/direct.py", "storage/migrate.py", "storage/pipeline.py"}
