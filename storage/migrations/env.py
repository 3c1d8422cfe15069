"""Alembic's way in: runs the revisions on the connection that `storage.migrate` opened. Offline SQL is not offered."""

from alembic import context

from storage import (  # their tables belong to the same metadata
    paging_tables,  # noqa: F401  # as above
    privacy_tables,  # noqa: F401  # as above
    roster_tables,  # noqa: F401  # as above
    watch_tables,  # noqa: F401  # as above
)
from storage.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transactional_ddl=True,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
