"""Walks and the steps that were shown in them, as rows: written with the events they follow from, counted with GROUP BY.

Nothing is read in order to write, so that a step costs no round trip. `n` is the number of the event in the ticket's trail.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    BindParameter,
    ColumnElement,
    Select,
    and_,
    bindparam,
    case,
    delete,
    func,
    insert,
    or_,
    select,
    type_coerce,
    update,
)

from desk.ids import SchoolId, TicketId
from desk.playbook import SelfHelpOutcome
from desk.step_figures import LONGEST_GAP, SecondsTally, StepTally, Tallies, WalkTally
from storage.learning_tables import step_trials, walks
from storage.transaction import Transaction
from storage.upsert import insert_new
from usecases.learning_ports import Began, Replied, Shown

_S, _W = step_trials.c, walks.c
_SECOND = 1_000_000  # instants are microseconds
_LONGEST = int(LONGEST_GAP.total_seconds())
_OF: BindParameter[str] = bindparam("of_ticket")
_NOW: BindParameter[datetime] = bindparam("now")

_BEGIN = insert_new(walks)
_SHOW = insert(step_trials)
_WAITS = and_(_S.ticket == _OF, _S.answered_at.is_(None), _S.left_at.is_(None))
_SHOWN_AGAIN = delete(step_trials).where(_WAITS, _S.step == bindparam("again"))
_LEAVE_STEPS = update(step_trials).where(_WAITS).values(left_at=_NOW)
_REPLY = (
    update(step_trials)
    .where(_WAITS, _S.step == bindparam("to_step"))
    .values(answered_at=_NOW, reply=bindparam("words"), then=bindparam("next"), solved=bindparam("solves"))
)
_UNSOLVE = update(step_trials).where(_S.ticket == _OF, _S.solved.is_(True)).values(solved=False)
_END_WALK = update(walks).where(_W.ticket == _OF).values(outcome=bindparam("as_outcome"))
_LEAVE_WALK = (
    update(walks).where(_W.ticket == _OF, _W.outcome == "", _W.left_at.is_(None)).values(left_at=_NOW)
)
_DENY_WALK = (
    update(walks)
    .where(_W.ticket == _OF, _W.outcome == SelfHelpOutcome.SOLVED.value)
    .values(outcome=SelfHelpOutcome.HANDED_OVER.value)
)


def _is_left(since: ColumnElement[Any], left_at: ColumnElement[Any]) -> ColumnElement[int]:
    return case((or_(left_at.is_not(None), since < bindparam("given_up")), 1), else_=0).label("is_left")


_STEPS = (
    select(
        _S.tree,
        _S.version,
        _S.step,
        _S.reply,
        _S.solved,
        _is_left(_S.offered_at, _S.left_at),
        func.count().label("n"),
    )
    .where(_S.offered_at >= bindparam("since"))
    .group_by(_S.tree, _S.version, _S.step, _S.reply, _S.solved, "is_left")
)
_TOOK = (type_coerce(_S.answered_at, BigInteger) - type_coerce(_S.offered_at, BigInteger)) // _SECOND
_SECONDS = (
    select(_S.tree, _S.version, _S.step, _TOOK.label("seconds"), func.count().label("n"))
    .where(
        _S.offered_at >= bindparam("since"),
        _S.answered_at.is_not(None),
        _TOOK.between(0, bindparam("longest")),
    )
    .group_by(_S.tree, _S.version, _S.step, "seconds")
)
_WALKS = (
    select(_W.tree, _W.model, _W.outcome, _is_left(_W.began_at, _W.left_at), func.count().label("n"))
    .where(_W.began_at >= bindparam("since"))
    .group_by(_W.tree, _W.model, _W.outcome, "is_left")
)


def _both(query: Select[Any], school: ColumnElement[Any]) -> dict[bool, Select[Any]]:
    """The query for some schools (True), and for all."""
    return {True: query.where(school.in_(bindparam("schools", expanding=True))), False: query}


_OF_STEPS, _OF_SECONDS = _both(_STEPS, _S.school), _both(_SECONDS, _S.school)
_OF_WALKS = _both(_WALKS, _W.school)


class TrialRows:
    """`learning_ports.Trials` in SQL."""

    def __init__(self, tx: Transaction) -> None:
        """Works inside `tx`."""
        self._conn = tx.conn
        self._now = tx.now

    def began(self, walk: Began) -> None:
        """Once for a ticket; nothing changes the second time."""
        row = {
            "ticket": walk.ticket,
            "tree": walk.tree,
            "school": walk.school,
            "reporter": walk.reporter,
            "device": walk.device,
            "model": walk.model,
            "began_at": self._now,
            "left_at": None,
            "outcome": "",
        }
        self._conn.execute(_BEGIN.on(self._conn), row)

    def shown(self, step: Shown) -> None:
        """Counted once when it is shown again before its answer; any other step that still waits was left."""
        self._conn.execute(_SHOWN_AGAIN, {"of_ticket": step.ticket, "again": step.step})
        self._leave_steps(step.ticket)
        row = {
            "ticket": step.ticket,
            "n": step.n,
            "tree": step.tree,
            "version": step.version,
            "step": step.step,
            "school": step.school,
            "in_lesson": step.in_lesson,
            "offered_at": self._now,
            "answered_at": None,
            "left_at": None,
            "reply": "",
            "then": "",
            "solved": False,
        }
        self._conn.execute(_SHOW, row)

    def replied(self, answer: Replied) -> None:
        """The step that waits has its answer; none waits in a walk that began before steps were counted."""
        values = {
            "of_ticket": answer.ticket,
            "to_step": answer.step,
            "now": self._now,
            "words": answer.reply,
            "next": answer.then,
            "solves": answer.solved,
        }
        self._conn.execute(_REPLY, values)

    def ended(self, ticket: TicketId, outcome: SelfHelpOutcome) -> None:
        """A step that still waits was left; unless the walk solved the fault, no step of it did."""
        self._leave_steps(ticket)
        if outcome is not SelfHelpOutcome.SOLVED:
            self._conn.execute(_UNSOLVE, {"of_ticket": ticket})
        self._conn.execute(_END_WALK, {"of_ticket": ticket, "as_outcome": outcome.value})

    def left(self, ticket: TicketId) -> None:
        """The ticket is over: nobody answers any more."""
        self._leave_steps(ticket)
        self._conn.execute(_LEAVE_WALK, {"of_ticket": ticket, "now": self._now})

    def denied(self, ticket: TicketId) -> None:
        """The fault is back: what solved it did not."""
        self._conn.execute(_UNSOLVE, {"of_ticket": ticket})
        self._conn.execute(_DENY_WALK, {"of_ticket": ticket})

    def tallies(self, schools: tuple[SchoolId, ...], since: datetime, given_up: datetime) -> Tallies:
        """Counted in the database: three answers, however many walks there were."""
        some = bool(schools)
        span: dict[str, object] = {"since": since} | ({"schools": list(schools)} if some else {})
        steps = self._conn.execute(_OF_STEPS[some], span | {"given_up": given_up})
        seconds = self._conn.execute(_OF_SECONDS[some], span | {"longest": _LONGEST})
        walked = self._conn.execute(_OF_WALKS[some], span | {"given_up": given_up})
        return Tallies(
            tuple(
                StepTally(tree, version, step, reply, bool(solved), bool(left), n)
                for tree, version, step, reply, solved, left, n in steps
            ),
            tuple(SecondsTally(*row) for row in seconds),
            tuple(_walk_tallies(walked)),
        )

    def _leave_steps(self, ticket: TicketId) -> None:
        self._conn.execute(_LEAVE_STEPS, {"of_ticket": ticket, "now": self._now})


def _walk_tallies(rows: Iterable[Any]) -> Iterable[WalkTally]:
    for tree, model, outcome, left, count in rows:
        yield WalkTally(tree, model, SelfHelpOutcome(outcome) if outcome else None, bool(left), count)
