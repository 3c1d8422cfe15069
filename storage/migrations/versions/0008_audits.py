"""What the auditor found, and a way to the waiting timers of a ticket."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """One table and one index; nothing was audited before."""
    op.create_table(
        "audit_findings",
        sa.Column("key", sa.Text(), primary_key=True),
        sa.Column("lapse", sa.Text(), nullable=False),
        sa.Column("ticket", sa.Text(), nullable=False),
        sa.Column("found_at", sa.BigInteger(), nullable=False),
        sa.Column("told_at", sa.BigInteger(), nullable=True),
        sa.Column("body", sa.Text(), nullable=False),
    )
    op.create_index("ix_audit_findings_found_at", "audit_findings", ["found_at"])
    waiting = sa.text("fired_at IS NULL")
    op.create_index(
        "ix_timers_waiting_ticket", "timers", ["ticket"], sqlite_where=waiting, postgresql_where=waiting
    )


def downgrade() -> None:
    """Remove them: what was found is lost, the timers stay."""
    op.drop_index("ix_timers_waiting_ticket", table_name="timers")
    op.drop_table("audit_findings")
