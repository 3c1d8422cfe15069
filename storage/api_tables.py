"""The tables of what other programs do with the desk, in the same metadata and by the same rules as `storage.tables`."""

from sqlalchemy import Column, Index, Integer, Table, Text

from storage.tables import Instant, RowId, metadata

api_keys = Table(
    "api_keys",
    metadata,
    Column("id", Text, primary_key=True),  # the part of the key that may be shown
    Column("key_hash", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("made_at", Instant, nullable=False),
    Column("used_at", Instant),
    Column("body", Text, nullable=False),
)

api_key_events = Table(
    "api_key_events",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("key", Text, nullable=False),
    Column("act", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Column("body", Text, nullable=False),
)
Index("ix_api_key_events_key_id", api_key_events.c.key, api_key_events.c.id)

alerts = Table(
    "alerts",
    metadata,
    Column("key", Text, primary_key=True),
    Column("fingerprint", Text, primary_key=True),
    Column("ticket", Text, nullable=False, index=True),
    Column("body", Text, nullable=False),
)

pulses = Table(
    "pulses",
    metadata,
    Column("device", Text, primary_key=True),
    Column("body", Text, nullable=False),
)

hooks = Table(
    "hooks",
    metadata,
    Column("id", Text, primary_key=True),
    Column("made_at", Instant, nullable=False),
    Column("failures", Integer, nullable=False),  # messages given up in a row
    Column("body", Text, nullable=False),
)

hook_notes = Table(
    "hook_notes",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("hook", Text, nullable=False),
    Column("act", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Column("body", Text, nullable=False),
)
Index("ix_hook_notes_hook_id", hook_notes.c.hook, hook_notes.c.id)
