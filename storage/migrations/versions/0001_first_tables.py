"""The first tables: register, people, tickets with their trail, the queues, conversations."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_TABLES = (
    *("schools", "rooms", "devices", "people", "addresses", "shifts", "invitations", "code_tries"),
    *("contract_versions", "calendar_versions", "counters", "tickets", "ticket_people", "events", "media"),
    *("timers", "inbox", "outbox", "cards", "prompts", "dialogues", "webchat_lines", "heartbeats"),
    *("major_events", "incidents", "incident_events"),
)


def upgrade() -> None:
    """Make every table; ticket numbers begin at 1001."""
    _register()
    _people()
    _doors()
    _contracts()
    _tickets()
    _trail()
    _timers()
    _inbox()
    _outbox()
    _outbox_indexes()
    _conversations()
    _major_events()
    _incidents()


def downgrade() -> None:
    """Remove every table with everything in it."""
    for table in reversed(_TABLES):
        op.drop_table(table)


def _row_id() -> sa.Column[int]:
    return sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), primary_key=True)


def _key(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), primary_key=True)


def _text(name: str, *, unique: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=False, unique=unique)


def _text_or_null(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=True)


def _number(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=False)


def _flag(name: str) -> sa.Column[bool]:
    return sa.Column(name, sa.Boolean(), nullable=False)


def _instant(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger(), nullable=False)


def _instant_or_null(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger(), nullable=True)


def _of(table: str, name: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([name], [f"{table}.id"])


def _partial(name: str, table: str, columns: list[str], where: str, on_sqlite: str = "") -> None:
    op.create_index(
        name, table, columns, sqlite_where=sa.text(on_sqlite or where), postgresql_where=sa.text(where)
    )


def _register() -> None:
    op.create_table("schools", _key("id"), _text("name"), _text("body"))
    op.create_table("rooms", _key("id"), _text("school"), _text("name"), _text("body"))
    op.create_index("ix_rooms_school", "rooms", ["school"])
    op.create_table(
        "devices",
        _key("id"),
        _text("code", unique=True),
        _text("school"),
        _text_or_null("room"),
        _text("body"),
    )


def _people() -> None:
    op.create_table("people", _key("id"), _text("name"), _text("role"), _text_or_null("tier"), _text("body"))
    op.create_index("ix_people_role", "people", ["role"])
    op.create_index("ix_people_tier", "people", ["tier"])
    op.create_table(
        "addresses",
        _key("peer"),
        _text("person"),
        _number("preference"),
        _flag("reachable"),
        _of("people", "person"),
    )
    op.create_index("ix_addresses_person", "addresses", ["person"])
    op.create_table("shifts", _row_id(), _text("person"), _text("body"), _of("people", "person"))


def _doors() -> None:
    op.create_table(
        "invitations",
        _key("code_hash"),
        _instant("expires_at"),
        _instant_or_null("used_at"),
        _text_or_null("used_by"),
        _text("body"),
    )
    op.create_table("code_tries", _key("peer"), _text("recent"), _instant_or_null("locked_until"))


def _contracts() -> None:
    op.create_table(
        "contract_versions",
        _key("contract"),
        sa.Column("version", sa.Integer(), primary_key=True, autoincrement=False),
        _flag("in_force"),
        _text("body"),
    )
    op.create_table("calendar_versions", _key("calendar"), _key("version"), _flag("in_force"), _text("body"))
    counters = op.create_table("counters", _key("name"), _instant("value"))
    op.bulk_insert(counters, [{"name": "ticket_no", "value": 1000}, {"name": "register", "value": 0}])


def _tickets() -> None:
    op.create_table(
        "tickets",
        _key("id"),
        sa.Column("no", sa.BigInteger(), nullable=False, unique=True),
        _number("seq"),
        _text("school"),
        _text("reporter"),
        _text_or_null("handler"),
        _text("status"),
        _flag("is_open"),
        _number("rank"),
        _instant("opened_at"),
        _text("body"),
    )
    op.create_index("ix_tickets_reporter_opened_at", "tickets", ["reporter", "opened_at"])
    op.create_index("ix_tickets_school_opened_at", "tickets", ["school", "opened_at"])
    op.create_index("ix_tickets_opened_at", "tickets", ["opened_at"])
    open_ones = ("is_open IS true", "is_open IS 1")
    _partial("ix_tickets_open_rank", "tickets", ["rank", "opened_at"], *open_ones)
    _partial("ix_tickets_open_handler", "tickets", ["handler"], *open_ones)


def _trail() -> None:
    op.create_table("ticket_people", _key("ticket"), _key("person"), _of("tickets", "ticket"))
    op.create_index("ix_ticket_people_person", "ticket_people", ["person"])
    op.create_table(
        "events",
        _key("ticket"),
        sa.Column("seq", sa.Integer(), primary_key=True, autoincrement=False),
        _text("kind"),
        _instant("at"),
        _text_or_null("by"),
        _text("body"),
        _of("tickets", "ticket"),
    )
    op.create_table(
        "media",
        _key("id"),
        _instant("created_at"),
        _text("body"),
        sa.Column("content", sa.LargeBinary(), nullable=False),
    )


def _timers() -> None:
    op.create_table(
        "timers",
        _key("key"),
        _text("kind"),
        _text_or_null("ticket"),
        _instant("due"),
        _instant("ready_at"),
        _instant_or_null("fired_at"),
        _text("body"),
    )
    _partial("ix_timers_pending_due", "timers", ["due"], "fired_at IS NULL")
    _partial("ix_timers_pending_ready_at", "timers", ["ready_at"], "fired_at IS NULL")


def _inbox() -> None:
    op.create_table(
        "inbox",
        _row_id(),
        _text("key", unique=True),
        _text("peer"),
        _instant("accepted_at"),
        _instant("ready_at"),
        _instant_or_null("leased_until"),
        _number("tries"),
        _instant_or_null("handled_at"),
        _text_or_null("fate"),
        _text("reason"),
        _text("body"),
    )
    _partial("ix_inbox_waiting_id", "inbox", ["id"], "handled_at IS NULL")
    _partial("ix_inbox_waiting_peer", "inbox", ["peer", "id"], "handled_at IS NULL")


def _outbox() -> None:
    op.create_table(
        "outbox",
        _row_id(),
        _text("key", unique=True),
        _text("peer"),
        _text("channel"),
        _number("urgency"),
        _number("lane"),
        _text_or_null("card"),
        _text_or_null("person"),
        _text_or_null("ticket"),
        _instant("created_at"),
        _instant("ready_at"),
        _instant_or_null("leased_until"),
        _number("attempts"),
        _flag("ambiguous"),
        _instant_or_null("settled_at"),
        _text_or_null("fate"),
        _text("reason"),
        _text("body"),
    )


def _outbox_indexes() -> None:
    _partial("ix_outbox_waiting_urgency", "outbox", ["urgency", "id"], "settled_at IS NULL")
    _partial("ix_outbox_waiting_peer", "outbox", ["peer", "lane", "id"], "settled_at IS NULL")
    _partial("ix_outbox_waiting_ticket", "outbox", ["ticket"], "settled_at IS NULL")
    _partial("ix_outbox_card", "outbox", ["card", "peer", "id"], "card IS NOT NULL")
    _partial("ix_outbox_in_flight", "outbox", ["peer"], "leased_until IS NOT NULL")


def _conversations() -> None:
    op.create_table("cards", _key("card"), _key("peer"), _text("message"))
    op.create_table(
        "prompts",
        _row_id(),
        _text("token", unique=True),
        _text("peer"),
        _text_or_null("person"),
        _instant("created_at"),
        _instant_or_null("answered_at"),
        _text("body"),
    )
    op.create_index("ix_prompts_peer_id", "prompts", ["peer", "id"])
    op.create_table("dialogues", _key("peer"), _text("body"))
    op.create_table(
        "webchat_lines",
        _key("peer"),
        sa.Column("seq", sa.Integer(), primary_key=True, autoincrement=False),
        _instant("at"),
        sa.Column("replaces", sa.Integer(), nullable=True),
        _text("body"),
    )
    op.create_table("heartbeats", _key("loop"), _instant("at"))


def _major_events() -> None:
    op.create_table(
        "major_events", _key("id"), _text("school"), _number("seq"), _instant("ends_at"), _text("body")
    )
    op.create_index("ix_major_events_school_ends_at", "major_events", ["school", "ends_at"])


def _incidents() -> None:
    op.create_table(
        "incidents",
        _key("id"),
        sa.Column("no", sa.BigInteger(), nullable=False, unique=True),
        _text("school"),
        _number("seq"),
        _flag("is_open"),
        _instant("declared_at"),
        _text("body"),
    )
    op.create_index("ix_incidents_declared_at", "incidents", ["declared_at"])
    _partial("ix_incidents_open_no", "incidents", ["no"], "is_open IS true", "is_open IS 1")
    op.create_table(
        "incident_events",
        _key("incident"),
        sa.Column("seq", sa.Integer(), primary_key=True, autoincrement=False),
        _text("kind"),
        _instant("at"),
        _text_or_null("by"),
        _text("body"),
        _of("incidents", "incident"),
    )
