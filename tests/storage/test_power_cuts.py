"""R4 of reliability.md §5.3: the power fails while the desk writes. What it had acknowledged is there, whole; nothing is there by halves.

`kill -9` tries nothing of this: what a dead process wrote the operating system still has.
"""

import asyncio
import random
import shutil
from collections import Counter
from pathlib import Path

import pytest
from pysqlite3 import dbapi2

from desk.messages import Urgency
from storage import engines
from storage.store import SqlStore
from tests.kit.clock import PushedClock
from tests.kit.power import Acknowledged, Diary, watched
from tests.storage.builders import NoWords, a_message, a_peer, a_text, a_timer, minutes
from tests.storage.conftest import ZONE
from usecases.ports import UnitOfWork

WORKS = 60
CUTS = 120
EMPTY_THE_LOG_EVERY = 9


def work(uow: UnitOfWork, number: int) -> None:
    """Three rows in three tables that belong together; now and then with the log written back to the file."""
    uow.inbox.accept([a_message(f"k{number}", uow.now)], uow.now)
    uow.timers.add([a_timer(f"t{number}", uow.now + minutes(number))])
    uow.outbox.add(f"k{number}", a_peer(), a_text(), Urgency.PAGE)
    if number % EMPTY_THE_LOG_EVERY == 0:
        uow._tx.conn.leave_no_trace()


async def written(url: str, folder: Path, clock: PushedClock) -> Diary:
    """A desk at work, three use cases at a time, each acknowledged when its caller hears that it is safe."""
    with watched(folder) as diary:
        store = SqlStore(url, clock, NoWords(), {}, ZONE)
        await store.start()

        async def one(number: int) -> None:
            await store.run(work, number)
            diary.entries.append(Acknowledged(number))

        for start in range(0, WORKS, 3):
            await asyncio.gather(*(one(number) for number in range(start, start + 3)))
        whole = Diary(diary.folder, diary.before, list(diary.entries))
        await store.close()
    return whole


def verdict(diary: Diary, moment: int, chance: random.Random, scratch: Path) -> str:
    """What a desk finds that starts after a power cut at this moment: "lost", "halves", "corrupt", or nothing to complain of."""
    scratch.mkdir()
    try:
        for name, content in diary.disk(moment, chance).items():
            (scratch / name).write_bytes(content)
        with dbapi2.connect(str(scratch / "power.sqlite3")) as conn:
            if conn.execute("PRAGMA integrity_check").fetchall() != [("ok",)]:
                return "corrupt"
            said, timed, promised = (
                {row[0] for row in conn.execute(f"SELECT substr(key, 2) FROM {table}")}  # noqa: S608  # names of ours
                for table in ("inbox", "timers", "outbox")
            )
        conn.close()
    except dbapi2.DatabaseError:
        return "corrupt"
    finally:
        shutil.rmtree(scratch)
    if not said == timed == promised:
        return "halves"
    return "lost" if {str(number) for number in diary.acknowledged(moment)} - said else ""


async def verdicts(tmp_path: Path, url: str, clock: PushedClock, seed: int) -> Counter[str]:
    """Of so many power cuts at moments of the seed's choice, more of them right before an answer than anywhere else."""
    diary = await written(url, tmp_path / "disk", clock)
    assert len(diary.acknowledged(len(diary.entries))) == WORKS
    chance = random.Random(seed)
    answers = [number + 1 for number, entry in enumerate(diary.entries) if isinstance(entry, Acknowledged)]
    moments = [
        chance.choice((chance.choice(answers), chance.randrange(len(diary.entries)))) for _ in range(CUTS)
    ]
    found = Counter(verdict(diary, moment, chance, tmp_path / "after") for moment in moments)
    print(dict(found))
    return found


@pytest.fixture
def power_url(tmp_path: Path, migrated_file: Path) -> str:
    (tmp_path / "disk").mkdir()
    shutil.copy(migrated_file, tmp_path / "disk" / "power.sqlite3")
    return f"sqlite:///{tmp_path / 'disk' / 'power.sqlite3'}"


async def test_r4_what_was_acknowledged_survives_a_power_cut(
    tmp_path: Path, power_url: str, clock: PushedClock, storm_seed: int
) -> None:
    assert await verdicts(tmp_path, power_url, clock, storm_seed) == {"": CUTS}


@pytest.mark.parametrize(
    ("level", "read_back", "found"), [("NORMAL", "1", {"lost"}), ("OFF", "0", {"lost", "halves", "corrupt"})]
)
async def test_r4_a_database_that_syncs_less_is_found_out(
    tmp_path: Path,
    power_url: str,
    clock: PushedClock,
    storm_seed: int,
    monkeypatch: pytest.MonkeyPatch,
    level: str,
    read_back: str,
    found: set[str],
) -> None:
    lax = [
        (name, level, read_back) if name == "synchronous" else (name, wanted, got)
        for name, wanted, got in engines._PRAGMAS
    ]
    monkeypatch.setattr(engines, "_PRAGMAS", tuple(lax))
    assert set(await verdicts(tmp_path, power_url, clock, storm_seed)) & found
