"""Service reports as they were put to signature."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """One table; nothing of it can be filled from what is there: no report was ever signed before."""
    op.create_table(
        "service_reports",
        sa.Column("ticket", sa.Text(), primary_key=True),
        sa.Column("digest", sa.Text(), primary_key=True),
        sa.Column("kept_at", sa.BigInteger(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("asked", sa.Text(), nullable=True),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("paper", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["ticket"], ["tickets.id"]),
    )
    asked = sa.text("asked IS NOT NULL")
    op.create_index(
        "ix_service_reports_asked",
        "service_reports",
        ["asked"],
        sqlite_where=asked,
        postgresql_where=asked,
    )


def downgrade() -> None:
    """Remove it with every signed report in it."""
    op.drop_table("service_reports")
