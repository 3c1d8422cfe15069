"""What a transaction is run on: statements, and where it begins, is marked and ends. One kind for each database."""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from typing import Any, Protocol

from sqlalchemy import Dialect

from storage.plans import NOTHING, Values


class Answer(Protocol):
    """What came back of a statement; the part of SQLAlchemy's Result that the repositories use."""

    @property
    def rowcount(self) -> int:
        """How many rows were written."""

    def settle(self) -> None:
        """Wait until it is done. Raises what it was refused for."""

    def __iter__(self) -> Iterator[Any]:
        """Every row."""

    def all(self) -> list[Any]:
        """Every row, as a named tuple."""

    def first(self) -> Any:
        """The first row, or None."""

    def scalar(self) -> Any:
        """The first value of the first row, or None."""

    def scalar_one(self) -> Any:
        """The only value of the only row. Raises ValueError when there is not exactly one row."""

    def scalars(self) -> Iterator[Any]:
        """The first value of each row."""


class Wire(Protocol):
    """One connection. A wire may hold writes back until their outcome is asked for: an error of one may surface at the
    next statement, at the latest in `settle`. Errors are SQLAlchemy's and never quote values: they are people's words.
    """

    dialect: Dialect
    holds_back: bool

    def execute(self, statement: Any, values: Values | Sequence[Values] = NOTHING) -> Answer:
        """Run it; with a list of values (not an empty one), once for each."""

    def begin(self) -> None:
        """Begin the transaction."""

    def mark(self) -> None:
        """Mark the place to go back to."""

    def hurry(self) -> None:
        """What is held back is worked on while we go on."""

    def settle(self) -> None:
        """Wait for everything held back."""

    def forget_mark(self) -> None:
        """What came after the mark stays."""

    def go_back(self) -> bool:
        """Undo what came after the mark. False when that cannot be: the whole transaction is lost."""

    def commit(self) -> None:
        """End the transaction and keep it."""

    def leave_no_trace(self) -> None:
        """What this transaction deletes or overwrites shall be in no log of ours once it is committed."""

    def roll_back(self) -> None:
        """End the transaction and forget it; also when it is over already."""

    @property
    def is_broken(self) -> bool:
        """Whether the connection is of no more use."""

    def close(self) -> None:
        """Give the connection back."""


class Rows(ABC):
    """Answers out of a list of rows: what both wires share."""

    __slots__ = ()

    @abstractmethod
    def all(self) -> list[Any]:
        """Every row, as a named tuple."""

    def __iter__(self) -> Iterator[Any]:
        return iter(self.all())

    def first(self) -> Any:
        """The first row, or None."""
        return next(iter(self.all()), None)

    def scalar(self) -> Any:
        """The first value of the first row, or None."""
        row = self.first()
        return None if row is None else row[0]

    def scalar_one(self) -> Any:
        """The only value of the only row. Raises ValueError when there is not exactly one row."""
        ((value, *_),) = self.all()
        return value

    def scalars(self) -> Iterator[Any]:
        """The first value of each row."""
        return (row[0] for row in self.all())
