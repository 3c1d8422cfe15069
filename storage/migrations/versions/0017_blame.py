"""What a message of the inbox is to blame for: tries that failed, and processes that ended with it in hand."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

COUNTS = ("failures", "deaths")


def upgrade() -> None:
    """Two counts, both from nothing: an older process goes on with `tries`, which counted everything. Floods have a fate of their own."""
    for count in COUNTS:
        op.add_column("inbox", sa.Column(count, sa.Integer(), nullable=False, server_default="0"))
    op.execute("UPDATE inbox SET fate = 'unread' WHERE fate = 'quarantined' AND reason = 'flood'")


def downgrade() -> None:
    """Remove them."""
    op.execute("UPDATE inbox SET fate = 'quarantined' WHERE fate = 'unread'")
    for count in COUNTS:
        op.drop_column("inbox", count)
