"""The tables of privacy, in the same metadata and by the same rules as `storage.tables`.

`event_seals` chain each ticket's trail (ADR 0022). `private` are digest and salt of each private field; no salt: it was taken away.
"""

from sqlalchemy import Column, ForeignKey, Index, Integer, Table, Text

from storage.tables import Instant, RowId, metadata

event_seals = Table(
    "event_seals",
    metadata,
    Column("ticket", Text, ForeignKey("tickets.id"), primary_key=True),
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("private", Text, nullable=False),
    Column("hash", Text, nullable=False),
)

privacy_notices = Table(
    "privacy_notices",
    metadata,
    Column("person", Text, ForeignKey("people.id"), primary_key=True),
    Column("version", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Column("card", Text),  # the live card that shows it, and goes on showing it
)

privacy_events = Table(
    "privacy_events",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("at", Instant, nullable=False, index=True),
    Column("person", Text, nullable=False),
    Column("by", Text),
    Column("body", Text, nullable=False),
)
Index("ix_privacy_events_person_id", privacy_events.c.person, privacy_events.c.id)
