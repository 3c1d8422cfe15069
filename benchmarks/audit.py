"""One round of the auditor at a desk with a long history, beside a round that looks at every ticket, on the same database.

    .venv/bin/python benchmarks/audit.py            or    … --history 5000

Wanted (reliability.md T05: an auditor whose query was too slow was switched off, and nobody noticed): a round under 200 ms at 50,000
tickets of which most are closed, and no slower than at a hundredth of the history. What the figures mean: docs/benchmarks.md.
"""

import argparse
import asyncio
import json
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from rig.desk_under_test import desk_on, prepare

from desk import events as ev
from desk.auditor import LATE_AFTER, Finding
from desk.ids import TicketId
from desk.sla import ageing_timers, stage_timers
from desk.ticket import Ticket, replay
from storage.store import SqlStore
from tests.kit.builders import an_opening
from usecases.audit_tickets import audit
from usecases.ports import UnitOfWork

MOST_MS = 200.0
OPEN = 200
NOW = datetime(2026, 9, 24, 2, 5, tzinfo=UTC)
_AT_ONCE = 500


def main() -> None:
    """Measure at a short and at a long history; JSON on standard output."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--history", type=int, default=50_000, help="tickets at the long desk")
    parser.add_argument("--repeat", type=int, default=5)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="chalkline-bench-") as folder:
        short = asyncio.run(_measured(Path(folder) / "short", options.history // 100, options.repeat))
        long = asyncio.run(_measured(Path(folder) / "long", options.history, options.repeat))
    ratios = {
        "round at the long history / at the short": long["round_ms"] / short["round_ms"],
        "round / wanted 200 ms": long["round_ms"] / MOST_MS,
        "round that looks at every ticket / round": long["every_ms"] / long["round_ms"],
    }
    print(
        json.dumps({"open": OPEN, "history": options.history, "short": short, "long": long, "ratios": ratios})
    )


async def _measured(folder: Path, history: int, repeat: int) -> dict[str, float]:
    url = f"sqlite:///{folder}.sqlite3"
    await prepare(url, 4)
    store = desk_on(url).store
    await store.start()
    try:
        for first in range(0, OPEN + history, _AT_ONCE):
            await store.run(_fill, range(first, min(first + _AT_ONCE, OPEN + history)))
        return {
            "round_ms": await _median_ms(lambda: store.read(_round), repeat),
            "every_ms": await _median_ms(lambda: _every(store), 1),
        }
    finally:
        await store.close()


async def _median_ms(work: Callable[[], Awaitable[Sequence[Finding]]], repeat: int) -> float:
    taken: list[float] = []
    for _ in range(repeat):
        began = time.perf_counter()
        found = await work()
        taken.append((time.perf_counter() - began) * 1000)
        assert not found, found[:3]
    return round(statistics.median(taken), 1)


def _round(uow: UnitOfWork) -> tuple[Finding, ...]:
    return audit(uow, uow.watch.open_tickets(), LATE_AFTER)


async def _every(store: SqlStore) -> tuple[Finding, ...]:
    """The peer: the same comparison, but for all the tickets there ever were."""
    ids = await store.read(lambda uow: [ticket.id for ticket in uow.tickets.recent_in((), 10_000_000)])
    found: tuple[Finding, ...] = ()
    for start in range(0, len(ids), _AT_ONCE):
        found += await store.read(audit, ids[start : start + _AT_ONCE], LATE_AFTER)
    return found


def _fill(uow: UnitOfWork, numbers: Sequence[int]) -> None:
    """The first `OPEN` are open; the others were withdrawn, and their timers fired or wait to find out that they mean nothing."""
    school = uow.places.schools()[0]
    contract = uow.contracts.current(school.contract, school.calendar)
    for number in numbers:
        at = NOW + timedelta(
            minutes=60 - number % 5
        )  # filling takes minutes, and none of it is due meanwhile
        opened = replace(
            an_opening(contract.id),
            at=at,
            ticket=TicketId(f"t{number}"),
            no=1001 + number,
            school=school.id,
            contract_version=contract.version,
        )
        opened = replace(opened, calendar=contract.calendar.id if contract.calendar else opened.calendar)
        trail: tuple[ev.Event, ...] = (opened,)
        if number >= OPEN:
            trail = (replace(opened, at=at - timedelta(days=1 + number % 300)), ev.Cancelled(at=at))
        ticket: Ticket = replay(trail)
        uow.tickets.save(ticket, trail)
        first, pack = replay(trail[:1]), uow.contracts.pinned(ticket)
        timers = (*stage_timers(first, pack), *ageing_timers(first, pack))
        uow.timers.add(timers)
        if number >= OPEN and number % 2:
            uow.timers.fired_many([timer.key for timer in timers], at)


if __name__ == "__main__":
    main()
