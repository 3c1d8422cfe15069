"""Editions of the playbooks: which folder of symptom trees is in force."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table, empty: the next start puts its folder in force."""
    op.create_table(
        "playbook_editions",
        sa.Column("folder", sa.Text(), primary_key=True),
        sa.Column("version", sa.Text(), primary_key=True),
        sa.Column("in_force", sa.Boolean(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
    )


def downgrade() -> None:
    """Remove the table: the trees are the folder's again."""
    op.drop_table("playbook_editions")
