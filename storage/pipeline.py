"""PostgreSQL's wire: planned statements through libpq's pipeline. A write is sent, and its outcome looked at later.

A statement waits for the server only when its rows or its count are asked for, so the writes of a turn cost no round
trips of their own. psycopg opens the connection and gives access to libpq (`psycopg.pq`); its cursors are not used here.
After an error the server skips whatever follows up to the next synchronisation, so nothing is written past an error.
"""

from collections import deque
from collections.abc import Callable, Mapping, Sequence
from itertools import count
from select import POLLIN, POLLOUT, poll
from typing import Any

import psycopg
from psycopg import errors
from psycopg.pq import ConnStatus, DiagnosticField, ExecStatus, TransactionStatus
from sqlalchemy import Connection, Dialect
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.exc import DBAPIError

from storage.arriving import Arriving, Preparing, sendable
from storage.plans import NOTHING, Plan, Values, plans_for

_DIALECT: Callable[..., Dialect] = PGDialect_psycopg
_MOST_HELD_BACK = 100
_FINE = frozenset({ExecStatus.COMMAND_OK, ExecStatus.TUPLES_OK})
_OPEN = frozenset({TransactionStatus.INTRANS, TransactionStatus.INERROR})


class Pipeline:
    """`wires.Wire` on PostgreSQL. The connection belongs to one thread and is in pipeline mode for good."""

    holds_back = True

    def __init__(self, conn: Connection, *, reads_only: bool = False) -> None:
        """Takes the driver's connection over; `conn` only closes it."""
        self.dialect = conn.dialect
        self._conn = conn
        self._plans = plans_for(_DIALECT(paramstyle="numeric_dollar"))
        self._begin = b"BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY" if reads_only else b"BEGIN"
        driver: Any = conn.connection.driver_connection
        driver.autocommit = True  # transactions begin and end here
        self._pg: Any = driver.pgconn
        self._pg.enter_pipeline_mode()
        self._traffic = poll()
        self._traffic.register(self._pg.socket, POLLIN)
        self._names: dict[Plan, bytes] = {}
        self._numbers = count()
        self._sent: deque[Arriving] = deque()
        self._failure: BaseException | None = None
        self._mark_wanted = False
        self._marked = False
        self._unflushed = False

    @property
    def backend_pid(self) -> int:
        """The server's number for this connection."""
        return int(self._pg.backend_pid)

    @property
    def is_broken(self) -> bool:
        """Whether the connection is lost."""
        return bool(self._pg.status != ConnStatus.OK)

    def execute(self, statement: Any, values: Values | Sequence[Values] = NOTHING) -> Arriving:
        """Send it; with a list of values (not an empty one) once for each, and the last one's answer is returned."""
        each = [values] if isinstance(values, Mapping) else values
        plan = self._plans.of(statement, each[0])
        if self._mark_wanted and plan.writes:
            self._set_mark()
        name = self._prepared(plan)
        for one in each:
            self._send(plan, name, one)
        answer = self._sent[-1]
        if len(self._sent) > _MOST_HELD_BACK:
            self.bring(answer)
        return answer

    def begin(self) -> None:
        """Begin the transaction; it travels with the first statement."""
        self._command(self._begin)

    def mark(self) -> None:
        """Mark the place to go back to, as soon as something is written."""
        self._mark_wanted = True

    def settle(self) -> None:
        """Wait for everything held back."""
        if self._sent:
            self.bring(self._sent[-1])

    def forget_mark(self) -> None:
        """What came after the mark stays."""
        if self._marked:
            self._command(b"RELEASE job")
        self._mark_wanted = self._marked = False

    def go_back(self) -> bool:
        """Undo what came after the mark. False when that cannot be: the whole transaction is lost."""
        if self.is_broken:
            return False
        self._synchronise()
        status = self._pg.transaction_status
        if self._marked and status in _OPEN:
            self._command(b"ROLLBACK TO job")
            return True
        return bool(status == TransactionStatus.INTRANS)

    def commit(self) -> None:
        """End the transaction and keep it."""
        ended = self._command(b"COMMIT")
        self._synchronise()
        self.bring(ended)
        if ended.result is None or ended.result.command_status != b"COMMIT":
            problem = psycopg.errors.InFailedSqlTransaction("the transaction had failed before its commit")
            raise self._translated(problem, "COMMIT")

    def roll_back(self) -> None:
        """End the transaction and forget it; also when it is over already."""
        self._mark_wanted = self._marked = False
        if self.is_broken:
            return
        self._synchronise()
        if self._pg.transaction_status != TransactionStatus.IDLE:
            self._command(b"ROLLBACK")
            self._synchronise()

    def leave_no_trace(self) -> None:
        """The server's log and free space are its own: VACUUM and the archive's age see to them (docs/privacy.md)."""

    def close(self) -> None:
        """Close the connection."""
        self._conn.close()

    def bring(self, answer: Arriving) -> None:
        """Wait until this answer is there. Raises what it, or any sent before it, was refused for."""
        if not answer.is_here:
            self.hurry()
            while not answer.is_here:
                self._take_next()
        if answer.refused is not None:
            raise answer.refused

    def hurry(self) -> None:
        """What was sent goes out now, so that the server works on it while we go on."""
        if self._unflushed:
            self._unflushed = False
            self._call(self._pg.send_flush_request)
            self._call(self._pg.flush)

    def _set_mark(self) -> None:
        self._mark_wanted, self._marked = False, True
        self._command(b"SAVEPOINT job")

    def _prepared(self, plan: Plan) -> bytes:
        """The server's name for the plan, which is prepared on the way when it is new."""
        name = self._names.get(plan)
        if name is None:
            name = b"plan%d" % next(self._numbers)
            self._unflushed = True
            self._call(self._pg.send_prepare, name, plan.sql.encode())
            self._sent.append(Preparing(self, plan.sql, plan))
            self._names[plan] = name
        return name

    def _send(self, plan: Plan, name: bytes, values: Values) -> None:
        bound = plan.bound(values)
        try:
            texts = [sendable(value) for value in bound]
        except psycopg.Error as problem:
            raise self._translated(problem, plan.sql) from problem
        self._unflushed = True
        self._call(self._pg.send_query_prepared, name, texts)
        self._sent.append(Arriving(self, plan.sql, plan))

    def _command(self, sql: bytes) -> Arriving:
        self._unflushed = True
        self._call(self._pg.send_query_params, sql, None)
        answer = Arriving(self, sql.decode())
        self._sent.append(answer)
        return answer

    def _synchronise(self) -> None:
        """Wait for everything sent, whatever became of it, and end the server's skipping after an error."""
        self._call(self._pg.pipeline_sync)
        while self._sent:
            self._take_next()
        self._next_result()  # the synchronisation's own

    def _take_next(self) -> None:
        result = self._next_result()
        answer = self._sent.popleft()
        if result is not None:
            self._next_result()  # nothing, which ends the answer
        if result is not None and result.status in _FINE:
            answer.result = result
            return
        if result is not None and result.status != ExecStatus.PIPELINE_ABORTED:
            self._failure = self._refusal(result, answer.sql)
        answer.refused = self._failure
        if isinstance(answer, Preparing) and answer.plan is not None:
            del self._names[answer.plan]

    def _next_result(self) -> Any:
        """What the server answers next. Waiting this way lets other threads work, which `get_result` alone would not."""
        while self._pg.is_busy():
            self._wait_for_traffic()
            self._call(self._pg.consume_input)
        return self._pg.get_result()

    def _wait_for_traffic(self) -> None:
        """Until the server has written something, or takes more of what a full socket held back: a photo goes in parts."""
        if not self._call(self._pg.flush):
            self._traffic.poll()
            return
        self._traffic.modify(self._pg.socket, POLLIN | POLLOUT)
        self._traffic.poll()
        self._traffic.modify(self._pg.socket, POLLIN)

    def _call(self, function: Callable[..., Any], *arguments: object) -> Any:
        """One of libpq's. A lost connection refuses everything that was sent on it."""
        try:
            return function(*arguments)
        except psycopg.Error as problem:
            self._failure = lost = self._translated(problem, "")
            while self._sent:
                self._sent.popleft().refused = lost
            raise lost from problem

    def _refusal(self, result: Any, sql: str) -> BaseException:
        """Only the first line of the server's reason: the details quote values, which are people's words."""
        state = (result.error_field(DiagnosticField.SQLSTATE) or b"").decode()
        reason = (result.error_field(DiagnosticField.MESSAGE_PRIMARY) or b"the connection is lost").decode()
        return self._translated(_error(state, reason), sql)

    def _translated(self, problem: Exception, sql: str) -> BaseException:
        return DBAPIError.instance(
            sql,
            None,
            problem,
            psycopg.Error,
            hide_parameters=True,
            connection_invalidated=self.is_broken,
            dialect=self.dialect,
        )


def _error(state: str, reason: str) -> Exception:
    try:
        return errors.lookup(state)(reason)
    except KeyError:  # a connection that broke off has no state, an extension's errors have their own
        return psycopg.OperationalError(reason)
