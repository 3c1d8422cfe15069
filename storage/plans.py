"""Core statements made ready for a driver: SQLAlchemy writes the SQL and knows the types, its execution layer is left out.

That layer (contexts, cursors, events) costs more than the statements themselves (docs/benchmarks.md). A statement is
prepared once for each set of value names and, where its text depends on how many values an IN has, for each number.
"""

from collections import namedtuple
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple, TypeVar
from weakref import WeakKeyDictionary

from sqlalchemy import Dialect
from sqlalchemy.sql.compiler import SQLCompiler

Values = Mapping[str, Any]
Convert = Callable[[Any], Any]
V = TypeVar("V")
NOTHING: Values = {}


class Plan:
    """A statement's SQL, how values are bound to its places and how its rows are read."""

    __slots__ = ("_binds", "convert", "converts", "make", "readers", "sql", "writes")

    def __init__(
        self, sql: str, binds: list["Bind"], columns: Sequence[Any], dialect: Dialect, *, writes: bool
    ) -> None:
        """`columns` are those of its rows, none for a statement that returns nothing."""
        self.sql = sql
        self.writes = writes
        self.readers: tuple[Convert, ...] | None = (
            None  # of a driver that gives text; known with its first answer
        )
        self._binds = binds
        named: Callable[..., Any] = namedtuple
        self.make: Convert = (
            named("Row", [column.key for column in columns], rename=True)._make if columns else tuple
        )
        self.convert = tuple(
            column.type.dialect_impl(dialect).result_processor(dialect, None) for column in columns
        )
        self.converts = any(self.convert)

    def bound(self, values: Values) -> tuple[Any, ...]:
        """The values in their places. Raises KeyError for one that is missing."""
        return tuple(bind(values) for bind in self._binds)


Bind = Callable[[Values], Any]


class Plans:
    """Plans by statement, names of values and lengths of lists; a statement that nobody holds any more is forgotten."""

    def __init__(self, dialect: Dialect) -> None:
        """For statements of this dialect, whose `paramstyle` is a positional one."""
        self.dialect = dialect
        self._known: WeakKeyDictionary[Any, dict[tuple[object, ...], Plan]] = WeakKeyDictionary()

    def __len__(self) -> int:
        """How many statements are known."""
        return len(self._known)

    def of(self, statement: Any, values: Values) -> Plan:
        """The plan, made when first asked for."""
        plans = self._known.get(statement)
        if plans is None:
            plans = self._known.setdefault(statement, {})
        shape: tuple[object, ...] = tuple(values)
        plan = plans.get(shape)
        if plan is not None:
            return plan
        lengths = tuple((name, len(value)) for name, value in values.items() if _is_list(value))
        if not lengths:
            return plans.setdefault(shape, _planned(statement, values, self.dialect))
        longer = (*shape, *lengths)
        return plans.get(longer) or plans.setdefault(longer, _planned(statement, values, self.dialect))


_SHARED: dict[tuple[object, ...], Plans] = {}


def plans_for(dialect: Dialect) -> Plans:
    """The plans of every connection of this process that speaks the same dialect: a statement is written once, not once for
    each thread, nor again when a connection is. Threads may plan the same statement at once; one of the two is kept.
    """
    speech = (dialect.name, dialect.paramstyle, getattr(dialect, "server_version_info", None))
    return _SHARED.setdefault(speech, Plans(dialect))


def padded(values: list[V]) -> list[V]:
    """The values, the last one repeated up to the next power of two: so that few lengths of a list are planned."""
    return values + values[-1:] * ((1 << (len(values) - 1).bit_length()) - len(values)) if values else values


def _is_list(value: object) -> bool:
    return isinstance(value, (list, tuple))


def _planned(statement: Any, values: Values, dialect: Dialect) -> Plan:
    writes = bool(getattr(statement, "is_dml", False))
    compiled: SQLCompiler = statement.compile(dialect=dialect, column_keys=tuple(values) if writes else None)
    columns = tuple(getattr(statement, "exported_columns", ()))
    if not compiled.post_compile_params:
        places = compiled.positiontup or ()
        binds = [_bind(compiled, name, dialect) for name in places]
        return Plan(compiled.string, binds, columns, dialect, writes=writes)
    state = compiled.construct_expanded_state({name: _marked(name, value) for name, value in values.items()})
    binds = [
        _place(compiled, place, state.parameters.get(place), dialect) for place in state.positiontup or ()
    ]
    return Plan(state.statement, binds, columns, dialect, writes=writes)


class _Member(NamedTuple):
    """Stands for one value of a list while SQLAlchemy gives each its place."""

    name: str
    place: int


def _marked(name: str, value: object) -> object:
    return (
        [_Member(name, place) for place in range(len(value))] if isinstance(value, (list, tuple)) else value
    )


def _place(compiled: SQLCompiler, place: str, stands: object, dialect: Dialect) -> Bind:
    return (
        _member(compiled, stands, dialect) if isinstance(stands, _Member) else _bind(compiled, place, dialect)
    )


def _bind(compiled: SQLCompiler, name: str, dialect: Dialect) -> Bind:
    """The value that goes here, converted; or the one that always does."""
    bind = compiled.binds[name]
    convert: Convert | None = bind.type.dialect_impl(dialect).bind_processor(dialect)
    if bind.required:
        if convert is None:
            return lambda values: values[name]
        return lambda values: convert(values[name])
    fixed = bind.effective_value if convert is None else convert(bind.effective_value)
    return lambda _: fixed


def _member(compiled: SQLCompiler, member: _Member, dialect: Dialect) -> Bind:
    name, place = member
    convert: Convert | None = compiled.binds[name].type.dialect_impl(dialect).bind_processor(dialect)
    if convert is None:
        return lambda values: values[name][place]
    return lambda values: convert(values[name][place])
