"""The tables of paging, in the same metadata and by the same rules as `storage.tables`."""

from sqlalchemy import Column, ForeignKey, Index, Integer, Table, Text

from storage.tables import Instant, metadata

pages = Table(
    "pages",
    metadata,
    Column("key", Text, primary_key=True),  # of the outbox row
    Column("ticket", Text, nullable=False, index=True),
    Column("person", Text, nullable=False),
    Column("call", Text, nullable=False),
    Column("step", Integer, nullable=False),
    Column("round", Integer, nullable=False),
    Column("kind", Text, nullable=False),
    Column("way", Text, nullable=False),
    Column("peer", Text),
    Column("card", Text),
    Column("at", Instant, nullable=False),
    Column("sent_at", Instant),
    Column("delivered_at", Instant),
    Column("seen_at", Instant),
    Column("over_at", Instant),  # somebody took the job, or it ended
    Column("fate", Text),  # why it did not go out as it was meant to
    Column("reason", Text, nullable=False),
    Column("why", Text),  # why this person was called
)
_unseen = pages.c.seen_at.is_(None)
Index("ix_pages_unseen_person", pages.c.person, sqlite_where=_unseen, postgresql_where=_unseen)
Index("ix_pages_person_at", pages.c.person, pages.c.at)

quiet_hours = Table(
    "quiet_hours",
    metadata,
    Column("person", Text, ForeignKey("people.id"), primary_key=True),
    Column("body", Text, nullable=False),
)
