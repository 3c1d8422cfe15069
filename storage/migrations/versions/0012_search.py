"""The words of tickets as they are searched."""

from collections.abc import Iterator

import sqlalchemy as sa
from alembic import op

from desk.devices import Device
from desk.events import EVENT_TYPES, Event
from desk.searching import device_of, line, marks, texts
from storage.codec import decode, decode_event, storable

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_PIECE = 500


def upgrade() -> None:
    """One table, filled from the trails and, for the names of devices, from the register."""
    op.create_table(
        "ticket_texts",
        sa.Column(
            "no", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), primary_key=True, autoincrement=False
        ),
        sa.Column("ticket", sa.Text(), nullable=False),
        sa.Column("school", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("marks", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["ticket"], ["tickets.id"]),
    )
    op.create_index("ix_ticket_texts_school_no", "ticket_texts", ["school", "no"])
    last = 0
    while rows := _some(last):
        for row in rows:
            _fill(row)
        last = rows[-1].no


def downgrade() -> None:
    """Remove it: nothing is lost, the trails have it all."""
    op.drop_table("ticket_texts")


def _some(last: int) -> list[sa.Row[tuple[str, int, str]]]:
    found = sa.text("SELECT id, no, school FROM tickets WHERE no > :last ORDER BY no LIMIT :most")
    return list(op.get_bind().execute(found, {"last": last, "most": _PIECE}).all())


def _fill(of: sa.Row[tuple[str, int, str]]) -> None:
    conn = op.get_bind()
    trail = sa.text("SELECT kind, body FROM events WHERE ticket = :ticket ORDER BY seq")
    known = [one for one in conn.execute(trail, {"ticket": of.id}).all() if one.kind in EVENT_TYPES]
    events = [decode_event(one.kind, one.body) for one in known]
    pieces = dict.fromkeys(piece for event in events for piece in _pieces(event))
    left = dict.fromkeys(mark for event in events for mark in marks(event))
    insert = "INSERT INTO ticket_texts (no, ticket, school, text, marks) VALUES (:no, :ticket, :school, :text, :marks)"
    row = {"no": of.no, "ticket": of.id, "school": of.school, "marks": "".join(left)}
    conn.execute(sa.text(insert), row | {"text": storable("".join(pieces))})


def _pieces(event: Event) -> Iterator[str]:
    yield from (line(text) for _, text in texts(event))
    device = device_of(event)
    body = op.get_bind().execute(sa.text("SELECT body FROM devices WHERE id = :id"), {"id": device}).scalar()
    if body is not None:
        known = decode(body, Device)
        yield line(f"{known.code} {known.label} {known.model}")
