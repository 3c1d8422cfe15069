"""The tables. A value has a column of its own when something looks up, sorts or counts by it; the rest is the `body`.

Instants are integers, microseconds since 1970 in UTC: they sort, compare and index alike on SQLite and PostgreSQL and
need no time zone of the server. Bodies are JSON text written by `storage.codec`. What is still to be done is marked by a
NULL (`fired_at`, `handled_at`, `settled_at`), so that the partial indexes hold the pending rows only, however long the
history grows. The same tables are made by `storage/migrations`; a test compares both.
"""

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    TypeDecorator,
)
from sqlalchemy.sql.elements import ColumnElement

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


class Instant(TypeDecorator[datetime]):
    """An aware datetime kept as microseconds since 1970. Refuses naive ones; comes back in UTC."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:  # noqa: ARG002 - SQLAlchemy's signature
        """The number that is stored. Raises ValueError for a datetime without a zone."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value!r} has no time zone; instants are aware UTC")
        return (value - _EPOCH) // _MICROSECOND

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - SQLAlchemy's signature
        """The instant of a stored number."""
        return None if value is None else _EPOCH + timedelta(microseconds=value)


RowId = BigInteger().with_variant(Integer, "sqlite")  # SQLite counts up by itself only for INTEGER

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _index(name: str, *columns: Column[Any], where: ColumnElement[bool]) -> Index:
    """A partial index, spelled once for both databases."""
    return Index(name, *columns, sqlite_where=where, postgresql_where=where)


# --- the register -----------------------------------------------------------------------------------------------------

schools = Table(
    "schools",
    metadata,
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("body", Text, nullable=False),
)

rooms = Table(
    "rooms",
    metadata,
    Column("id", Text, primary_key=True),
    Column("school", Text, nullable=False, index=True),
    Column("name", Text, nullable=False),
    Column("body", Text, nullable=False),
)

devices = Table(
    "devices",
    metadata,
    Column("id", Text, primary_key=True),
    Column("code", Text, nullable=False, unique=True),
    Column("school", Text, nullable=False),
    Column("room", Text),
    Column("body", Text, nullable=False),
)

major_events = Table(
    "major_events",
    metadata,
    Column("id", Text, primary_key=True),
    Column("school", Text, nullable=False),
    Column("seq", Integer, nullable=False),
    Column("ends_at", Instant, nullable=False),
    Column("body", Text, nullable=False),
)
Index("ix_major_events_school_ends_at", major_events.c.school, major_events.c.ends_at)

incidents = Table(
    "incidents",
    metadata,
    Column("id", Text, primary_key=True),
    Column("no", BigInteger, nullable=False, unique=True),
    Column("school", Text, nullable=False),
    Column("seq", Integer, nullable=False),
    Column("is_open", Boolean, nullable=False),
    Column("declared_at", Instant, nullable=False, index=True),
    Column("body", Text, nullable=False),
)
_index("ix_incidents_open_no", incidents.c.no, where=incidents.c.is_open.is_(True))

incident_events = Table(
    "incident_events",
    metadata,
    Column("incident", Text, ForeignKey("incidents.id"), primary_key=True),
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("kind", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Column("by", Text),
    Column("body", Text, nullable=False),
)

service_reports = Table(
    "service_reports",
    metadata,
    Column("ticket", Text, ForeignKey("tickets.id"), primary_key=True),
    Column("digest", Text, primary_key=True),
    Column("kept_at", Instant, nullable=False),
    Column("body", Text, nullable=False),
    Column("asked", Text),  # whose one-time code `code` (a hash) is; NULL while nobody is asked
    Column("code", Text, nullable=False),
    Column("paper", Text),  # the signed paper among the media
)
_index("ix_service_reports_asked", service_reports.c.asked, where=service_reports.c.asked.is_not(None))

# --- people -----------------------------------------------------------------------------------------------------------

people = Table(
    "people",
    metadata,
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("role", Text, nullable=False, index=True),
    Column("tier", Text, index=True),
    Column("body", Text, nullable=False),
)

addresses = Table(
    "addresses",
    metadata,
    Column("peer", Text, primary_key=True),
    Column("person", Text, ForeignKey("people.id"), nullable=False, index=True),
    Column("preference", Integer, nullable=False),
    Column("reachable", Boolean, nullable=False),
)

invitations = Table(
    "invitations",
    metadata,
    Column("code_hash", Text, primary_key=True),
    Column("expires_at", Instant, nullable=False),
    Column("used_at", Instant),
    Column("used_by", Text),
    Column("body", Text, nullable=False),
)

code_tries = Table(
    "code_tries",
    metadata,
    Column("peer", Text, primary_key=True),
    Column("recent", Text, nullable=False),
    Column("locked_until", Instant),
)

# --- contracts and tickets --------------------------------------------------------------------------------------------

contract_versions = Table(
    "contract_versions",
    metadata,
    Column("contract", Text, primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("in_force", Boolean, nullable=False),
    Column("body", Text, nullable=False),
)

calendar_versions = Table(
    "calendar_versions",
    metadata,
    Column("calendar", Text, primary_key=True),
    Column("version", Text, primary_key=True),
    Column("in_force", Boolean, nullable=False),
    Column("body", Text, nullable=False),
)

playbook_editions = Table(
    "playbook_editions",
    metadata,
    Column("folder", Text, primary_key=True),
    Column("version", Text, primary_key=True),
    Column("in_force", Boolean, nullable=False),
    Column("body", Text, nullable=False),
)

counters = Table(
    "counters",
    metadata,
    Column("name", Text, primary_key=True),
    Column("value", BigInteger, nullable=False),
)

tickets = Table(
    "tickets",
    metadata,
    Column("id", Text, primary_key=True),
    Column("no", BigInteger, nullable=False, unique=True),
    Column("seq", Integer, nullable=False),
    Column("school", Text, nullable=False),
    Column("reporter", Text, nullable=False),
    Column("handler", Text),
    Column("status", Text, nullable=False),
    Column("is_open", Boolean, nullable=False),
    Column("rank", Integer, nullable=False),
    Column("opened_at", Instant, nullable=False),
    Column("body", Text, nullable=False),
)
Index("ix_tickets_reporter_opened_at", tickets.c.reporter, tickets.c.opened_at)
Index("ix_tickets_school_opened_at", tickets.c.school, tickets.c.opened_at)
Index("ix_tickets_opened_at", tickets.c.opened_at)
_index("ix_tickets_open_rank", tickets.c.rank, tickets.c.opened_at, where=tickets.c.is_open.is_(True))
_index("ix_tickets_over_opened_at", tickets.c.opened_at, where=tickets.c.is_open.is_(False))
_index("ix_tickets_over_school", tickets.c.school, tickets.c.opened_at, where=tickets.c.is_open.is_(False))
_index("ix_tickets_open_handler", tickets.c.handler, where=tickets.c.is_open.is_(True))

ticket_people = Table(
    "ticket_people",
    metadata,
    Column("ticket", Text, ForeignKey("tickets.id"), primary_key=True),
    Column("person", Text, primary_key=True, index=True),
)

events = Table(
    "events",
    metadata,
    Column("ticket", Text, ForeignKey("tickets.id"), primary_key=True),
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("kind", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Column("by", Text),
    Column("body", Text, nullable=False),
)

media = Table(
    "media",
    metadata,
    Column("id", Text, primary_key=True),
    Column("created_at", Instant, nullable=False),
    Column("body", Text, nullable=False),
    Column("content", LargeBinary, nullable=False),
)

# --- work to be done --------------------------------------------------------------------------------------------------
# `ready_at` is when a row may be taken (again): its due instant, the end of the lease that holds it, or the retry time.

timers = Table(
    "timers",
    metadata,
    Column("key", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("ticket", Text),
    Column("due", Instant, nullable=False),
    Column("ready_at", Instant, nullable=False),
    Column("fired_at", Instant),
    Column("body", Text, nullable=False),
    Column("holder", Text),  # the process that leased it last
)
_index("ix_timers_pending_due", timers.c.due, where=timers.c.fired_at.is_(None))
_index("ix_timers_pending_ready_at", timers.c.ready_at, where=timers.c.fired_at.is_(None))

inbox = Table(
    "inbox",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("key", Text, nullable=False, unique=True),
    Column("peer", Text, nullable=False),
    Column("accepted_at", Instant, nullable=False),
    Column("ready_at", Instant, nullable=False),
    Column("leased_until", Instant),
    Column("tries", Integer, nullable=False),
    Column("handled_at", Instant),
    Column("fate", Text),  # done, quarantined, unread (beyond a chat's budget); NULL while it waits
    Column("reason", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("holder", Text),
    Column(
        "failures", Integer, nullable=False, server_default="0"
    ),  # tries that failed by the message's own doing
    Column("deaths", Integer, nullable=False, server_default="0"),  # leases that nobody ended
)
_index("ix_inbox_waiting_id", inbox.c.id, where=inbox.c.handled_at.is_(None))
_index("ix_inbox_waiting_peer", inbox.c.peer, inbox.c.id, where=inbox.c.handled_at.is_(None))

outbox = Table(
    "outbox",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("key", Text, nullable=False, unique=True),
    Column("peer", Text, nullable=False),
    Column("channel", Text, nullable=False),
    Column("urgency", Integer, nullable=False),
    Column("lane", Integer, nullable=False),  # 0 for pages, which overtake; 1 for the rest, in order
    Column("card", Text),
    Column("person", Text),
    Column("ticket", Text),
    Column("created_at", Instant, nullable=False),
    Column("ready_at", Instant, nullable=False),
    Column(
        "leased_until", Instant
    ),  # kept until the outcome is known: a lease that ran out means "may have been shown"
    Column("attempts", Integer, nullable=False),
    Column("ambiguous", Boolean, nullable=False),
    Column("settled_at", Instant),
    Column("fate", Text),  # sent, failed, cancelled, replaced; NULL while it waits
    Column("reason", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("holder", Text),
)
_index("ix_outbox_waiting_urgency", outbox.c.urgency, outbox.c.id, where=outbox.c.settled_at.is_(None))
_index(
    "ix_outbox_waiting_peer", outbox.c.peer, outbox.c.lane, outbox.c.id, where=outbox.c.settled_at.is_(None)
)
_index("ix_outbox_waiting_ticket", outbox.c.ticket, where=outbox.c.settled_at.is_(None))
_index("ix_outbox_card", outbox.c.card, outbox.c.peer, outbox.c.id, where=outbox.c.card.is_not(None))
_index("ix_outbox_in_flight", outbox.c.peer, where=outbox.c.leased_until.is_not(None))

cards = Table(
    "cards",
    metadata,
    Column("card", Text, primary_key=True),
    Column("peer", Text, primary_key=True),
    Column("message", Text, nullable=False),
)

# --- conversations ----------------------------------------------------------------------------------------------------

prompts = Table(
    "prompts",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("token", Text, nullable=False, unique=True),
    Column("peer", Text, nullable=False),
    Column("person", Text),
    Column("created_at", Instant, nullable=False),
    Column("answered_at", Instant),
    Column("body", Text, nullable=False),
)
Index("ix_prompts_peer_id", prompts.c.peer, prompts.c.id)

dialogues = Table(
    "dialogues",
    metadata,
    Column("peer", Text, primary_key=True),
    Column("body", Text, nullable=False),
)

webchat_lines = Table(
    "webchat_lines",
    metadata,
    Column("peer", Text, primary_key=True),
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("at", Instant, nullable=False),
    Column("replaces", Integer),
    Column("body", Text, nullable=False),
)

heartbeats = Table(
    "heartbeats",
    metadata,
    Column("loop", Text, primary_key=True),
    Column("at", Instant, nullable=False),
)

digests = Table(
    "digests",
    metadata,
    Column("person", Text, ForeignKey("people.id"), primary_key=True),
    Column("body", Text, nullable=False),
)
