"""A replay as tables to read and as JSON. Instants in the district's zone."""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from rich.table import Table

from app.tables import STAGES, console, local, table
from desk.contract import StageName
from desk.evidence import Outcome
from desk.ids import GradeId
from desk.replaying import ReplayedClock, ReplayedTicket, Row, Side, summary
from usecases.replay_contract import Replayed, ReplayOrder

_OUTCOMES = {
    Outcome.KEPT: "按时 kept",
    Outcome.MISSED: "超时 missed",
    Outcome.GOAL_MISSED: "超过内部目标 own goal missed",
    Outcome.WITHDRAWN: "已撤单 withdrawn",
    Outcome.RESTARTED: "重新计时 began afresh",
    Outcome.RUNNING: "进行中 running",
}


def headline(order: ReplayOrder, done: Replayed, zone: ZoneInfo) -> Iterator[str]:
    """What was replayed against what, and how much of it changes."""
    first = order.since.astimezone(zone).date()
    last = (order.until.astimezone(zone) - timedelta(days=1)).date()
    yield f"{order.pack.id} v{order.pack.version} {order.pack.name.zh} {order.pack.name.en}: {first} – {last} {zone.key}"
    if not done.tickets:
        yield f"这段时间没有 {order.contract} 的工单 No tickets of {order.contract} were reported in this period."
        return
    versions = ", ".join(f"v{version}" for version in done.versions)
    regraded = sum(ticket.was != ticket.becomes for ticket in done.tickets)
    changed = [clock for ticket in done.tickets for clock in ticket.clocks if clock.changes]
    broken = sum(_newly(clock, kept=False) for clock in changed)
    yield f"工单 tickets: {len(done.tickets)} ({order.contract} {versions}), 级别改变 graded otherwise: {regraded}"
    yield f"新违约 newly missed: {broken}, 新守约 newly kept: {sum(_newly(clock, kept=True) for clock in changed)}"


def print_tables(order: ReplayOrder, done: Replayed, zone: ZoneInfo) -> None:
    """The summary by grade and stage, then every clock whose outcome changes."""
    page = console()
    page.print(_summary(order, done))
    page.print(
        "进行中、撤单、重新计时的不计 Clocks that run, were withdrawn or began afresh are not counted."
    )
    changed = [(ticket, clock) for ticket in done.tickets for clock in ticket.clocks if clock.changes]
    if not changed:
        page.print("没有一个时限的结果改变 No clock would have ended otherwise.")
        return
    listed = table(
        "单号 no.", "级别 grade", "阶段 stage", "旧期限 old due", "新期限 new due", "达成 met", "结果 outcome"
    )
    for ticket, clock in changed:
        listed.add_row(*_changed(ticket, clock, zone))
    page.print(listed)


def replay_as_json(order: ReplayOrder, done: Replayed, zone: ZoneInfo) -> str:
    """Everything, also the clocks that end alike."""
    whole = {
        "contract": order.contract,
        "pack": {"id": order.pack.id, "version": order.pack.version},
        "versions": done.versions,
        "since": order.since.astimezone(zone).isoformat(),
        "until": order.until.astimezone(zone).isoformat(),
        "summary": [_row_as_json(row) for row in summary(done.tickets, _grades(order))],
        "tickets": [_ticket_as_json(ticket, zone) for ticket in done.tickets],
    }
    return json.dumps(whole, ensure_ascii=False, indent=2)


def _summary(order: ReplayOrder, done: Replayed) -> Table:
    listed = table(
        "级别 grade",
        "阶段 stage",
        "工单\ntickets",
        "旧：按时\nold: kept",
        "旧：超时\nmissed",
        "新：按时\nnew: kept",
        "新：超时\nmissed",
        "差 difference",
    )
    for row in summary(done.tickets, _grades(order)):
        figures = (row.tickets, row.kept[0], row.missed[0], row.kept[1], row.missed[1])
        listed.add_row(
            _arrow(row.was, row.becomes),
            _named(row.stage, row.internal),
            *map(str, figures),
            _difference(row),
        )
    return listed


def _difference(row: Row) -> str:
    parts = [("按时 kept", row.kept), ("超时 missed", row.missed)]
    return ", ".join(f"{word} {new - old:+d}" for word, (old, new) in parts if new != old) or "="


def _grades(order: ReplayOrder) -> list[GradeId]:
    return [grade.id for grade in order.pack.grades]


def _changed(ticket: ReplayedTicket, clock: ReplayedClock, zone: ZoneInfo) -> tuple[str, ...]:
    old, new = clock.old, clock.new
    met = next((side.met for side in (new, old) if side and side.met), None)
    outcomes = " → ".join(
        _OUTCOMES[side.outcome] if side else "没有这个时限 no such clock" for side in (old, new)
    )
    grade = _arrow(old.grade if old else ticket.was, new.grade if new else ticket.becomes)
    number = str(ticket.no) + (f" ({clock.round})" if clock.round > 1 else "")
    shown = (
        local(old.due if old else None, zone),
        local(new.due if new else None, zone),
        local(met, zone),
    )
    return number, grade, _named(clock.stage, clock.internal), *shown, outcomes


def _newly(clock: ReplayedClock, *, kept: bool) -> bool:
    return clock.new is not None and clock.new.kept is kept


def _arrow(was: GradeId, becomes: GradeId) -> str:
    return was if was == becomes else f"{was} → {becomes}"


def _named(stage: StageName, internal: bool) -> str:
    return STAGES[stage] + ("（内部目标 own goal）" if internal else "")


def _row_as_json(row: Row) -> dict[str, Any]:
    return {
        "grade": {"was": row.was, "becomes": row.becomes},
        "stage": row.stage,
        "internal": row.internal,
        "tickets": row.tickets,
        "old": {"kept": row.kept[0], "missed": row.missed[0]},
        "new": {"kept": row.kept[1], "missed": row.missed[1]},
    }


def _ticket_as_json(ticket: ReplayedTicket, zone: ZoneInfo) -> dict[str, Any]:
    return {
        "no": ticket.no,
        "opened": ticket.opened_at.astimezone(zone).isoformat(),
        "grade": {"was": ticket.was, "becomes": ticket.becomes},
        "clocks": [
            {
                "round": clock.round,
                "stage": clock.stage,
                "changes": clock.changes,
                "old": _side_as_json(clock.old, zone),
                "new": _side_as_json(clock.new, zone),
            }
            for clock in ticket.clocks
        ],
    }


def _side_as_json(side: Side | None, zone: ZoneInfo) -> dict[str, Any] | None:
    if side is None:
        return None
    return {
        "grade": side.grade,
        "due": side.due.astimezone(zone).isoformat(),
        "met": side.met.astimezone(zone).isoformat() if side.met else None,
        "outcome": side.outcome,
        "internal": side.internal,
        "clause": str(side.clause),
    }
