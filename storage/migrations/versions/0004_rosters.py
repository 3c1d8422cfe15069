"""Rosters: teams, rotations, overrides, leave and their trail take the place of weekly shifts and of “on leave” in a person."""

import json

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_TABLES = ("teams", "rotations", "overrides", "leaves", "roster_events", "roster_feeds")
_NAMES = {
    "first": ("一线", "First line"),
    "second": ("二线", "Second line"),
    "third": ("三线", "Third line"),
    "vendor": ("厂家", "Maker"),
    "supervisor": ("主管", "Supervisors"),
}
_MIDNIGHT = "00:00:00"
_EVERY_DAY = [1, 2, 3, 4, 5, 6, 7]
_LONG_AGO, _NEVER = "2000-01-01T00:00:00Z", "2100-01-01T00:00:00Z"
_NEVER_US = 4_102_444_800_000_000
"""2100-01-01 in microseconds since 1970: leave without an end, until somebody ends it."""


def upgrade() -> None:
    """Make the tables and carry over what there is: every shift a rotation of one turn, who was on leave stays so."""
    _make()
    conn = op.get_bind()
    _carry_shifts(conn)
    _carry_leave(conn)
    op.drop_table("shifts")


def downgrade() -> None:
    """Remove the tables. The roster is lost with them; `chalkline load` enters the district's weekly shifts again."""
    op.create_table(
        "shifts",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), primary_key=True),
        _text("person"),
        _text("body"),
        sa.ForeignKeyConstraint(["person"], ["people.id"]),
    )
    for table in reversed(_TABLES):
        op.drop_table(table)


def _make() -> None:
    op.create_table("teams", _key("id"), _number("place"), _text("body"))
    op.create_table(
        "rotations", _key("id"), _number("place"), _text("team"), _text("body"), _of("teams", "team")
    )
    op.create_table(
        "overrides", _key("id"), _instant("ends_at"), _instant("entered_at"), _number("seq"), _text("body")
    )
    op.create_index("ix_overrides_ends_at", "overrides", ["ends_at"])
    op.create_table(
        "leaves",
        _key("id"),
        _text("person"),
        _instant("ends_at"),
        _number("seq"),
        _text("body"),
        _of("people", "person"),
    )
    op.create_index("ix_leaves_ends_at", "leaves", ["ends_at"])
    op.create_table("roster_events", _key("key"), _text("kind"), _instant("at"), _text("body"))
    op.create_index("ix_roster_events_at", "roster_events", ["at"])
    op.create_table(
        "roster_feeds",
        _key("person"),
        _text("token_hash", unique=True),
        _instant("made_at"),
        _of("people", "person"),
    )


def _carry_shifts(conn: sa.Connection) -> None:
    teams: dict[str, dict[str, object]] = {}
    rows = conn.execute(sa.text("SELECT body FROM shifts ORDER BY id")).scalars().all()
    for number, body in enumerate(rows, 1):
        shift = json.loads(body)
        tier, schools = shift["tier"], shift.get("schools", [])
        team = "-".join((tier, *schools))
        zh, en = _NAMES[tier]
        if team not in teams:
            teams[team] = {"id": team, "name": {"zh": zh, "en": en}, "tier": tier, "schools": schools}
            _insert(conn, "teams", id=team, place=len(teams) - 1, body=_json(teams[team]))
        days = shift.get("days", _EVERY_DAY)
        hours = {"starts": shift["starts"], "ends": shift["ends"], "days": days}
        whole = shift["starts"] == shift["ends"] == _MIDNIGHT and sorted(days) == _EVERY_DAY
        rotation = {
            "id": f"{team}/{number}",
            "team": team,
            "turns": [[shift["person"]]],
            "hours": [] if whole else [hours],
            "rank": shift.get("rank", 0),
        }
        _insert(conn, "rotations", id=rotation["id"], place=number - 1, team=team, body=_json(rotation))


def _carry_leave(conn: sa.Connection) -> None:
    for person, body in conn.execute(sa.text("SELECT id, body FROM people ORDER BY id")).all():
        if json.loads(body).get("on_leave"):
            leave = {"id": f"since-{person}", "person": person, "starts": _LONG_AGO, "ends": _NEVER}
            _insert(
                conn, "leaves", id=leave["id"], person=person, ends_at=_NEVER_US, seq=1, body=_json(leave)
            )


def _insert(conn: sa.Connection, table: str, **values: object) -> None:
    columns = ", ".join(values)
    places = ", ".join(f":{name}" for name in values)
    conn.execute(sa.text(f"INSERT INTO {table} ({columns}) VALUES ({places})"), values)  # noqa: S608 - our own names


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _key(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), primary_key=True)


def _text(name: str, *, unique: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=False, unique=unique)


def _number(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=False)


def _instant(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger(), nullable=False)


def _of(table: str, name: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([name], [f"{table}.id"])
