"""Posts that one process holds at a time: who, until when, and the number that fences off whoever held it before."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """One table; the first process takes the post."""
    op.create_table(
        "posts",
        sa.Column("name", sa.Text(), primary_key=True),
        sa.Column("holder", sa.Text(), nullable=False),
        sa.Column("fence", sa.Integer(), nullable=False),
        sa.Column("held_until", sa.BigInteger(), nullable=False),
    )


def downgrade() -> None:
    """Remove it: the processes of the older version do without."""
    op.drop_table("posts")
