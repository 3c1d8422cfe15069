"""What became of self-help steps, and what was decided about them (ADR 0017)."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables, empty: events of before do not say which step came next."""
    _walks()
    _step_trials()
    _first_aid_cards()
    _step_decisions()


def downgrade() -> None:
    """Remove them with everything in them; a desk without them asks every step of the files again."""
    for table in ("step_decisions", "first_aid_cards", "step_trials", "walks"):
        op.drop_table(table)


def _text(name: str, *, key: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), primary_key=key, nullable=False)


def _number(name: str, *, key: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), primary_key=key, nullable=False, autoincrement=False)


def _flag(name: str) -> sa.Column[bool]:
    return sa.Column(name, sa.Boolean(), nullable=False)


def _instant(name: str, *, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger(), nullable=nullable)


def _of_ticket() -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["ticket"], ["tickets.id"])


def _walks() -> None:
    op.create_table(
        "walks",
        _text("ticket", key=True),
        *(_text(name) for name in ("tree", "school", "reporter", "device", "model")),
        _instant("began_at"),
        _instant("left_at", nullable=True),
        _text("outcome"),
        _of_ticket(),
    )
    op.create_index("ix_walks_reporter_began_at", "walks", ["reporter", "began_at"])


def _step_trials() -> None:
    op.create_table(
        "step_trials",
        _text("ticket", key=True),
        _number("n", key=True),
        _text("tree"),
        _number("version"),
        _text("step"),
        _text("school"),
        _flag("in_lesson"),
        _instant("offered_at"),
        _instant("answered_at", nullable=True),
        _instant("left_at", nullable=True),
        _text("reply"),
        _text("then"),
        _flag("solved"),
        _of_ticket(),
    )
    groups = ["tree", "version", "step", "reply", "solved"]
    counted = ["offered_at", "answered_at", "left_at", "school"]
    op.create_index("ix_step_trials_figures", "step_trials", groups + counted)


def _first_aid_cards() -> None:
    op.create_table(
        "first_aid_cards",
        _text("ticket", key=True),
        _text("person"),
        _instant("at"),
        _text("tree"),
        _text("step"),
        _of_ticket(),
    )
    op.create_index("ix_first_aid_cards_person_at", "first_aid_cards", ["person", "at"])


def _step_decisions() -> None:
    op.create_table(
        "step_decisions",
        _text("tree", key=True),
        _number("version", key=True),
        *(_text(name, key=True) for name in ("kind", "step", "before")),
        _flag("approved"),
        _text("by"),
        _instant("at"),
    )
