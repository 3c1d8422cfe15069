"""What supervisors decided about steps, as rows, and the trees as it has made them. They are part of the register: every process sees a decision at its next
transaction (`storage.shelf`).
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from desk.ids import TreeId
from desk.playbook import Tree
from desk.refusals import StaleWrite
from desk.tree_changes import Decided, ProposalKind, changed, named
from storage.learning_tables import step_decisions
from storage.transaction import Transaction
from storage.upsert import insert_new

_D = step_decisions.c
_ADD = insert_new(step_decisions)
_ALL = select(_D.tree, _D.version, _D.kind, _D.step, _D.before, _D.approved, _D.by, _D.at).order_by(
    _D.at, _D.tree, _D.kind, _D.step
)


class StepDecisionRows:
    """`learning_ports.StepDecisions` in SQL."""

    def __init__(self, tx: Transaction) -> None:
        """Works inside `tx`."""
        self._tx = tx
        self._conn = tx.conn

    def add(self, decided: Decided) -> None:
        """Raises StaleWrite when it is decided already."""
        self._tx.change_register()
        row = {
            "tree": decided.tree,
            "version": decided.version,
            "kind": decided.kind.value,
            "step": decided.step,
            "before": decided.before or "",
            "approved": decided.approved,
            "by": decided.by,
            "at": decided.at,
        }
        if self._conn.execute(_ADD.on(self._conn), row).rowcount == 0:
            raise StaleWrite(f"{decided.proposal_id} is decided already")

    def all(self) -> tuple[Decided, ...]:
        """Oldest first; read again when the register has changed."""
        return self._tx.recall(("step decisions",), self._read)

    def _read(self) -> tuple[Decided, ...]:
        return tuple(_decided(*row) for row in self._conn.execute(_ALL))


def trees_in_force(tx: Transaction, trees: Mapping[TreeId, Tree]) -> Mapping[TreeId, Tree]:
    """These trees with what was approved for their versions; worked out again when the register has changed."""

    def apply() -> Mapping[TreeId, Tree]:
        decisions = StepDecisionRows(tx).all()
        return {name: changed(tree, decisions) for name, tree in trees.items()} if decisions else trees

    return tx.recall(("trees",), apply)


def _decided(
    tree: Any, version: int, kind: str, step: Any, before: Any, approved: Any, by: Any, at: Any
) -> Decided:
    known = ProposalKind(kind)
    name = named(tree, version, known, step)
    return Decided(name, tree, known, step, before or None, bool(approved), by, at, version)
