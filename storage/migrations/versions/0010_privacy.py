"""Notices that were shown, what was asked about people's data, and the seals of the trails."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Three tables. Trails from before are sealed by the first nightly job; people from before get the notice with their next report."""
    op.create_table(
        "event_seals",
        sa.Column("ticket", sa.Text(), primary_key=True),
        sa.Column("seq", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("private", sa.Text(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["ticket"], ["tickets.id"]),
    )
    op.create_table(
        "privacy_notices",
        sa.Column("person", sa.Text(), primary_key=True),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("card", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["person"], ["people.id"]),
    )
    op.create_table(
        "privacy_events",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), primary_key=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=True),
        sa.Column("body", sa.Text(), nullable=False),
    )
    op.create_index("ix_privacy_events_at", "privacy_events", ["at"])
    op.create_index("ix_privacy_events_person_id", "privacy_events", ["person", "id"])


def downgrade() -> None:
    """Remove them: who was told what, and the proof that no trail was touched, are lost."""
    op.drop_table("privacy_events")
    op.drop_table("privacy_notices")
    op.drop_table("event_seals")
