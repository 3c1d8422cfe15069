"""What is over is found without going through what is open."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_OVER = sa.text("is_open IS 0")
_OVER_THERE = sa.text("is_open IS false")


def upgrade() -> None:
    """Two partial indexes: of the whole desk, and of each school."""
    for name, columns in (
        ("ix_tickets_over_opened_at", ["opened_at"]),
        ("ix_tickets_over_school", ["school", "opened_at"]),
    ):
        op.create_index(name, "tickets", columns, sqlite_where=_OVER, postgresql_where=_OVER_THERE)


def downgrade() -> None:
    """Remove them: the board reads more to find what was closed lately."""
    op.drop_index("ix_tickets_over_school", "tickets")
    op.drop_index("ix_tickets_over_opened_at", "tickets")
