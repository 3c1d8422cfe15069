"""The tables of who is let in: sign-in links, signed-in browsers, and the trail of access, in the same metadata as `storage.tables`.

A session is known by its chat (`peer`), which is the hash of the browser's secret: nothing in here opens anything.
"""

from sqlalchemy import Column, Index, Integer, Table, Text

from storage.tables import Instant, RowId, metadata

sign_ins = Table(
    "sign_ins",
    metadata,
    Column("link_hash", Text, primary_key=True),
    Column("code_hash", Text, nullable=False, index=True),
    Column("person", Text, nullable=False, index=True),
    Column("peer", Text, nullable=False),  # the chat that asked, and is told when it is used
    Column("expires_at", Instant, nullable=False),
    Column("used_at", Instant),
)

sessions = Table(
    "sessions",
    metadata,
    Column("peer", Text, primary_key=True),
    Column("id", Text, nullable=False, unique=True),
    Column("person", Text, nullable=False, index=True),
    Column("role", Text, nullable=False),
    Column("browser", Text, nullable=False),
    Column("began_at", Instant, nullable=False),
    Column("seen_at", Instant, nullable=False),
    Column("idle_until", Instant, nullable=False),
    Column("good_until", Instant, nullable=False),
    Column("ended_at", Instant),
    Column("why", Text),
)

access_events = Table(
    "access_events",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("act", Text, nullable=False),
    Column("at", Instant, nullable=False, index=True),
    Column("by", Text, nullable=False),  # a person, or `desk`: whoever runs it, at its machine
    Column("person", Text),  # whom it is about
    Column("no", Integer),  # the number of the ticket
    Column("note", Text, nullable=False),  # our own words: a page, a kind of list, a role
)
Index("ix_access_events_by_id", access_events.c.by, access_events.c.id)
Index("ix_access_events_person_id", access_events.c.person, access_events.c.id)
