"""Whose a lease is: which process took a row, and which processes are alive."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

_QUEUES = ("timers", "inbox", "outbox")


def upgrade() -> None:
    """One table, and a column in each queue. Rows that an older process leases have no holder and run out by themselves, as before."""
    op.create_table(
        "processes",
        sa.Column("id", sa.Text(), primary_key=True),
        sa.Column("answers", sa.BigInteger(), nullable=False),
        sa.Column("answered_at", sa.BigInteger(), nullable=False),
    )
    for queue in _QUEUES:
        op.add_column(queue, sa.Column("holder", sa.Text(), nullable=True))


def downgrade() -> None:
    """Remove them: leases run out by themselves again."""
    for queue in _QUEUES:
        op.drop_column(queue, "holder")
    op.drop_table("processes")
