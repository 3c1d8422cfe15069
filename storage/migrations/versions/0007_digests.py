"""Who wants the daily digest, and at which hour."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """One table; nobody has asked for a digest before."""
    op.create_table(
        "digests",
        sa.Column("person", sa.Text(), primary_key=True),
        sa.Column("body", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["person"], ["people.id"]),
    )


def downgrade() -> None:
    """Remove it: nobody gets a digest any more."""
    op.drop_table("digests")
