"""Editions of the playbooks: the files of a folder that read well, kept as they were written and read again from there.

So a bad folder never takes the trees away from a desk that has good ones ([ADR 0016](../docs/adr/0016-playbook-editions.md)).
"""

from pathlib import Path

from sqlalchemy import inspect, select

from desk.edition import Edition, not_counted_up
from desk.playbook import Tree
from storage.codec import decode, encode
from storage.engines import connection, parsed
from storage.problems import PlaybookError, Problem
from storage.tables import playbook_editions
from storage.transaction import Transaction
from storage.versions import Versions, VersionTable

_TABLE = VersionTable(playbook_editions, "folder")
_PLAYBOOKS = "playbooks"
"""What the rows are called; there is one folder of trees."""

Editions = dict[tuple[str, str], Edition]
"""Editions by name and digest."""


class EditionRows:
    """`agreements.Editions` in SQL."""

    def __init__(self, tx: Transaction, known: Editions, at_hand: Edition | None = None) -> None:
        """Works inside `tx`; `known` outlives it. `at_hand` was read from the folder: if it is what is kept, that is not read again."""
        self._versions = Versions(tx, _TABLE, known, lambda body: _read(body, at_hand))

    def in_force(self) -> Edition | None:
        """Raises PlaybookError when what is in force reads well no more: this code is stricter than the one that took it."""
        digest = self._versions.in_force(_PLAYBOOKS)
        return None if digest is None else self._versions.get(_PLAYBOOKS, digest)

    def publish(self, edition: Edition) -> bool:
        """Put it in force; False when it is already. Raises PlaybookError for a changed tree whose version was not counted up."""
        digest = edition.digest
        if self._versions.in_force(_PLAYBOOKS) == digest:
            return False
        old = self._readable()
        stale = not_counted_up(edition, old) if old else ()
        if old and stale:
            raise PlaybookError([_not_counted_up(edition, tree, old.trees[tree.id]) for tree in stale])
        if self._versions.get(_PLAYBOOKS, digest) is None:
            self._versions.add(_PLAYBOOKS, digest, edition, encode(dict(edition.files)))
        self._versions.enforce(_PLAYBOOKS, digest)
        return True

    def _readable(self) -> Edition | None:
        """What is in force, if it can still be read: what cannot is no reason to refuse what can."""
        try:
            return self.in_force()
        except PlaybookError:
            return None


def edition_in_force(url: str) -> Edition | None:
    """The edition in force of a database that no desk has opened yet. None where there is no database, or none in force, or
    none that still reads well. Raises StorageNotReady.
    """
    address = parsed(url)
    if address.get_backend_name() == "sqlite" and not Path(address.database or "").is_file():
        return None
    with connection(address) as conn:
        if not inspect(conn).has_table(playbook_editions.name):
            return None
        columns = playbook_editions.c
        wanted = select(columns.body).where(columns.folder == _PLAYBOOKS, columns.in_force.is_(True))
        body = conn.execute(wanted).scalar()
    try:
        return None if body is None else _read(body)
    except PlaybookError:
        return None


def _read(body: str, at_hand: Edition | None = None) -> Edition:
    from storage.playbook_folder import read_playbooks  # noqa: PLC0415  # YAML is loaded by whoever asks for trees

    files = decode(body, dict[str, str])
    if at_hand is not None and at_hand.files == files:
        return at_hand
    return read_playbooks({name: text.encode() for name, text in files.items()}, "the edition in force")


def _not_counted_up(edition: Edition, tree: Tree, known: Tree) -> Problem:
    name = f"{tree.id}.yaml"
    lines = edition.files[name].splitlines()
    line = next((number for number, text in enumerate(lines, 1) if text.startswith("version:")), 0)
    reason = f"the tree is not what v{known.version} in force says, but has version {tree.version}"
    return Problem(name, line, reason, f"write version: {known.version + 1}")
