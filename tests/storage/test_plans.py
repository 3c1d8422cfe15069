"""Leases and look-ups read the pending rows, never the history: SQLite's plans name the partial indexes."""

import pytest
from sqlalchemy import ClauseElement
from sqlalchemy.dialects import sqlite

from storage import inbox, outbox, tickets, timers
from storage.engines import engine_for

HOT = {
    "inbox lease": (inbox._HEADS, "ix_inbox_waiting_id"),
    "outbox lease": (outbox._READY, "ix_outbox_waiting_urgency"),
    "outbox next": (outbox._NEXT, "ix_outbox_waiting"),
    "outbox card": (outbox._NEWEST_OF_CARD, "ix_outbox_card"),
    "outbox withdraw": (outbox._CANCEL, "ix_outbox_waiting_ticket"),
    "timer lease": (timers._LEASE, "ix_timers_pending_due"),
    "timer next": (timers._NEXT, "ix_timers_pending_ready_at"),
    "jobs": (tickets._JOBS_OF, "ix_tickets_open_handler"),
    "board": (tickets._OPEN_ALL, "ix_tickets_open_rank"),
}


@pytest.mark.parametrize("name", HOT)
def test_a_hot_statement_uses_its_partial_index(name: str, sqlite_url: str) -> None:
    statement, index = HOT[name]
    plan = _plan(statement, sqlite_url)
    assert index in plan
    scans = [line for line in plan.splitlines() if line.startswith("SCAN") and "INDEX" not in line]
    assert [line for line in scans if not any(few in line for few in ("_either", "anon", "SCAN ready"))] == []


def _plan(statement: ClauseElement, url: str) -> str:
    sql = str(statement.compile(dialect=sqlite.dialect())).replace("(__[POSTCOMPILE_channels])", "('tg')")
    with engine_for(url).connect() as conn:
        rows = conn.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", (1,) * sql.count("?")).all()
    return "\n".join(str(row[3]) for row in rows)
