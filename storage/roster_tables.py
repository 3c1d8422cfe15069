"""The tables of rosters, in the same metadata and by the same rules as `storage.tables`."""

from sqlalchemy import Column, ForeignKey, Integer, Table, Text

from storage.tables import Instant, metadata

teams = Table(
    "teams",
    metadata,
    Column("id", Text, primary_key=True),
    Column("place", Integer, nullable=False),
    Column("body", Text, nullable=False),
)

rotations = Table(
    "rotations",
    metadata,
    Column("id", Text, primary_key=True),
    Column("place", Integer, nullable=False),
    Column("team", Text, ForeignKey("teams.id"), nullable=False),
    Column("body", Text, nullable=False),
)

overrides = Table(
    "overrides",
    metadata,
    Column("id", Text, primary_key=True),
    Column("ends_at", Instant, nullable=False, index=True),
    Column("entered_at", Instant, nullable=False),
    Column("seq", Integer, nullable=False),
    Column("body", Text, nullable=False),
)

leaves = Table(
    "leaves",
    metadata,
    Column("id", Text, primary_key=True),
    Column("person", Text, ForeignKey("people.id"), nullable=False),
    Column("ends_at", Instant, nullable=False, index=True),
    Column("seq", Integer, nullable=False),
    Column("body", Text, nullable=False),
)

roster_events = Table(
    "roster_events",
    metadata,
    Column("key", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("at", Instant, nullable=False, index=True),
    Column("body", Text, nullable=False),
)

roster_feeds = Table(
    "roster_feeds",
    metadata,
    Column("person", Text, ForeignKey("people.id"), primary_key=True),
    Column("token_hash", Text, nullable=False, unique=True),
    Column("made_at", Instant, nullable=False),
)
