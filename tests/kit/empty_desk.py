"""A desk with nothing in it, as a file to be copied."""

from pathlib import Path

from storage.migrate import upgrade


def an_empty_desk(folder: Path) -> Path:
    """A migrated SQLite file in this folder, all of it in the one file."""
    path = folder / "migrated.sqlite3"
    upgrade(f"sqlite:///{path}")
    return path
