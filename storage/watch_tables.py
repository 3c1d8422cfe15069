"""The tables of the auditor, of the processes and of posts that one of them holds, in the same metadata and by the same rules as `storage.tables`."""

from sqlalchemy import BigInteger, Column, Index, Integer, Table, Text

from storage.tables import Instant, metadata, timers

audit_findings = Table(
    "audit_findings",
    metadata,
    Column("key", Text, primary_key=True),
    Column("lapse", Text, nullable=False),
    Column("ticket", Text, nullable=False),
    Column("found_at", Instant, nullable=False, index=True),
    Column("told_at", Instant),
    Column("body", Text, nullable=False),
)
posts = Table(
    "posts",
    metadata,
    Column("name", Text, primary_key=True),
    Column("holder", Text, nullable=False),
    Column("fence", Integer, nullable=False),
    Column("held_until", Instant, nullable=False),
)
processes = Table(
    "processes",
    metadata,
    Column("id", Text, primary_key=True),
    Column("answers", BigInteger, nullable=False),
    Column("answered_at", Instant, nullable=False),
)
_waiting = timers.c.fired_at.is_(None)
Index("ix_timers_waiting_ticket", timers.c.ticket, sqlite_where=_waiting, postgresql_where=_waiting)
