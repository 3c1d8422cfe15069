"""What became of every page, and people's quiet hours."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Two tables. Pages from before are not entered: what was seen of them nobody wrote down."""
    op.create_table(
        "pages",
        sa.Column("key", sa.Text(), primary_key=True),
        _text("ticket"),
        _text("person"),
        _text("call"),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        _text("kind"),
        _text("way"),
        sa.Column("peer", sa.Text(), nullable=True),
        sa.Column("card", sa.Text(), nullable=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("sent_at", sa.BigInteger(), nullable=True),
        sa.Column("delivered_at", sa.BigInteger(), nullable=True),
        sa.Column("seen_at", sa.BigInteger(), nullable=True),
        sa.Column("over_at", sa.BigInteger(), nullable=True),
        sa.Column("fate", sa.Text(), nullable=True),
        _text("reason"),
        sa.Column("why", sa.Text(), nullable=True),
    )
    op.create_index("ix_pages_ticket", "pages", ["ticket"])
    unseen = sa.text("seen_at IS NULL")
    op.create_index(
        "ix_pages_unseen_person", "pages", ["person"], sqlite_where=unseen, postgresql_where=unseen
    )
    op.create_index("ix_pages_person_at", "pages", ["person", "at"])
    op.create_table(
        "quiet_hours",
        sa.Column("person", sa.Text(), primary_key=True),
        _text("body"),
        sa.ForeignKeyConstraint(["person"], ["people.id"]),
    )


def downgrade() -> None:
    """Remove them: what was proven of the delivery of pages is lost."""
    op.drop_table("quiet_hours")
    op.drop_table("pages")


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=False)
