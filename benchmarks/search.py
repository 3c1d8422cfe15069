"""The search over 50,000 tickets, beside a plain LIKE over all that is kept of them, in the same run.

    .venv/bin/python benchmarks/search.py [--tickets 50000] [--rounds 5]

The plain one looks through the bodies of tickets and events on the same file, as a desk without an index would: it finds what was said,
in no order, without scope and without saying where. Ours is the whole use case that the page calls: scope, order, twenty tickets with
the place where it was found. Shown are the median and the worst of all rounds, and the ratio of the medians.
"""

import argparse
import asyncio
import json
import statistics
import tempfile
import time
from pathlib import Path

from rich.console import Console
from rich.table import Table
from rig.board_desk import SCHOOLS, fill
from rig.desk_under_test import desk_on
from rig.open_tickets import fill_tickets
from sqlalchemy import Connection, text

from desk.ids import PersonId
from storage.engines import engine_for
from storage.migrate import upgrade
from usecases.search_tickets import search
from web.search import PAGE_LENGTH, terms

AT_ONCE, OPEN_SHARE, VIEWERS = 500, 0.02, 2
EVERYWHERE, TEN_SCHOOLS = PersonId("v1"), PersonId("v0")
ASKED = ("黑屏", "蓝屏 开不了机", "从来没有的词", "7教室 投影", "工程师17", "第1", "40321", "屏")
_PLAIN = text(
    "SELECT count(*) FROM tickets t WHERE t.body LIKE :part OR EXISTS "
    "(SELECT 1 FROM events e WHERE e.ticket = t.id AND e.body LIKE :part)"
)


def main() -> None:
    """Show the table on standard error and everything measured as JSON on standard output."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tickets", type=int, default=50_000)
    parser.add_argument("--rounds", type=int, default=3)
    options, _ = parser.parse_known_args()
    with tempfile.TemporaryDirectory(prefix="chalkline-bench-") as folder:
        database = f"sqlite:///{Path(folder) / 'desk.sqlite3'}"
        figures = asyncio.run(measured(database, options.tickets, options.rounds))
    _show(figures)
    print(json.dumps({"tickets": options.tickets, "figures": figures}))


async def measured(database: str, tickets: int, rounds: int) -> dict[str, dict[str, float]]:
    """Milliseconds by what was asked."""
    await asyncio.to_thread(upgrade, database)
    desk = desk_on(database)
    await desk.store.start()
    await desk.store.run(fill, desk.contracts, VIEWERS)
    for first in range(1001, 1001 + tickets, AT_ONCE):
        is_open = int(AT_ONCE * OPEN_SHARE)
        await desk.store.run(fill_tickets, first, is_open, AT_ONCE - is_open)
    found = {}
    with engine_for(database, reads_only=True).connect() as conn:
        for q in ASKED:
            spent: dict[str, list[float]] = {"plain": [], "everywhere": [], "ten schools": []}
            for _ in range(rounds):
                spent["plain"].append(_plain(conn, q))
                for who, viewer in (("everywhere", EVERYWHERE), ("ten schools", TEN_SCHOOLS)):
                    began = time.perf_counter()
                    await desk.store.read(search, viewer, terms(q), 0, PAGE_LENGTH)
                    spent[who].append(1000 * (time.perf_counter() - began))
            found[q] = _summary(spent)
    await desk.store.close()
    return found


def _plain(conn: Connection, q: str) -> float:
    began = time.perf_counter()
    conn.execute(_PLAIN, {"part": f"%{q.split(maxsplit=1)[0]}%"}).scalar_one()
    return 1000 * (time.perf_counter() - began)


def _summary(spent: dict[str, list[float]]) -> dict[str, float]:
    found = {f"{who} ms": statistics.median(spans) for who, spans in spent.items()}
    found["worst ms"] = max(*spent["everywhere"], *spent["ten schools"])
    found["ratio"] = found["plain ms"] / found["everywhere ms"]
    return found


def _show(figures: dict[str, dict[str, float]]) -> None:
    table = Table("asked for", *next(iter(figures.values())), title=f"search, {SCHOOLS} schools")
    for q, line in figures.items():
        table.add_row(q, *(f"{value:.1f}" for value in line.values()))
    Console(stderr=True).print(table)


if __name__ == "__main__":
    main()
