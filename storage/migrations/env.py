"""Alembic's way in: runs the revisions on the connection that `storage.migrate` opened. Offline SQL is not offered."""

from alembic import context

from storage import roster_tables  # noqa: F401  # its tables belong to the same metadata
from storage.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transactional_ddl=True,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
