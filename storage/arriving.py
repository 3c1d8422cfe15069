"""Answers of PostgreSQL that are on their way, and how values go over libpq's wire: as text, NULL as None."""

from collections.abc import Callable
from typing import Any, Protocol

from psycopg import DataError
from psycopg.pq.abc import PGresult

from storage.plans import Plan
from storage.wires import Rows

_TRUE = b"t"
_OF_TYPE: dict[
    int, Callable[[bytes], Any]
] = {  # by the numbers that PostgreSQL's built-in types have for ever
    16: _TRUE.__eq__,  # bool
    17: lambda value: bytes.fromhex(value[2:].decode()),  # bytea, as \x and hexadecimal digits
    20: int,  # bigint
    21: int,  # smallint
    23: int,  # integer
}


class Bringing(Protocol):
    """Whoever waits for the server."""

    def bring(self, answer: "Arriving") -> None:
        """Wait until this answer is there. Raises what it, or any sent before it, was refused for."""


class Arriving(Rows):
    """`wires.Answer` of something that was sent. The first question asked of it waits for the server."""

    __slots__ = ("_bringing", "_rows", "plan", "refused", "result", "sql")

    def __init__(self, bringing: Bringing, sql: str, plan: Plan | None = None) -> None:
        """Nothing has come yet; `plan` is None for a command without rows."""
        self._bringing = bringing
        self._rows: list[Any] | None = None
        self.sql = sql
        self.plan = plan
        self.result: PGresult | None = None
        self.refused: BaseException | None = None

    @property
    def is_here(self) -> bool:
        """Whether the server has answered."""
        return self.result is not None or self.refused is not None

    @property
    def rowcount(self) -> int:
        """How many rows were written."""
        return self._brought().command_tuples or 0

    def settle(self) -> None:
        """Wait until it is done. Raises what it was refused for."""
        self._brought()

    def all(self) -> list[Any]:
        """Every row, as a named tuple."""
        if self._rows is None:
            result = self._brought()
            self._rows = [] if self.plan is None else _rows(result, self.plan)
        return self._rows

    def _brought(self) -> PGresult:
        if self.result is None:
            self._bringing.bring(self)
        if self.result is None:
            raise RuntimeError(f"the pipeline lost count of its answers at {self.sql!r}; please report it")
        return self.result


class Preparing(Arriving):
    """The preparation of a plan that is new to the connection."""

    __slots__ = ()


def sendable(value: Any) -> bytes | None:
    """A value as text. Raises DataError for a NUL, at which libpq would end the text without a word."""
    if value is None:
        return None
    if isinstance(value, str):
        if "\x00" in value:
            raise DataError("PostgreSQL text fields cannot contain NUL (0x00) bytes")
        return value.encode()
    if isinstance(value, bool):
        return b"t" if value else b"f"
    if isinstance(value, (bytes, memoryview)):
        return b"\\x" + value.hex().encode()
    return str(value).encode()


def _rows(result: PGresult, plan: Plan) -> list[Any]:
    if plan.readers is None:
        plan.readers = tuple(
            _reader(result.ftype(column), convert) for column, convert in enumerate(plan.convert)
        )
    readers, value, make = plan.readers, result.get_value, plan.make
    return [
        make([None if (raw := value(row, at)) is None else read(raw) for at, read in enumerate(readers)])
        for row in range(result.ntuples)
    ]


def _reader(type_number: int, convert: Callable[[Any], Any] | None) -> Callable[[bytes], Any]:
    decode = _OF_TYPE.get(type_number, bytes.decode)
    if convert is None:
        return decode
    return lambda raw: convert(decode(raw))
