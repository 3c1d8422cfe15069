"""INSERT … ON CONFLICT for both databases: the same statement, which SQLAlchemy spells in two dialects."""

from dataclasses import dataclass

from sqlalchemy import Insert, Table
from sqlalchemy.dialects import postgresql, sqlite

from storage.wires import Wire


@dataclass(frozen=True, slots=True)
class ForBoth:
    """One statement in both dialects. Built once, so that SQLAlchemy compiles it once."""

    sqlite: Insert
    postgresql: Insert

    def on(self, conn: Wire) -> Insert:
        """The one for this connection."""
        return self.postgresql if conn.dialect.name == "postgresql" else self.sqlite


def insert_new(table: Table) -> ForBoth:
    """Insert; a row that breaks any unique key is left out (for a single row `rowcount` is then 0)."""
    return ForBoth(
        sqlite.insert(table).on_conflict_do_nothing().inline(),
        postgresql.insert(table).on_conflict_do_nothing().inline(),
    )


def insert_or_replace(table: Table) -> ForBoth:
    """Insert; a row with the same primary key gets the new values."""
    keys = [column.name for column in table.primary_key]
    rest = [column.name for column in table.columns if column.name not in keys]
    on_sqlite, on_postgresql = sqlite.insert(table), postgresql.insert(table)
    return ForBoth(
        on_sqlite.on_conflict_do_update(
            index_elements=keys, set_={name: on_sqlite.excluded[name] for name in rest}
        ),
        on_postgresql.on_conflict_do_update(
            index_elements=keys, set_={name: on_postgresql.excluded[name] for name in rest}
        ),
    )
