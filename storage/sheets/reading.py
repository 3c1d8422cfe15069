"""A filled-in file to rows with values, and every cell that cannot be read. It knows nothing of the register."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path

from desk.filing import Problem, Row, Sheet, Wrong
from desk.filling import near
from storage.sheets.cells import Unreadable, plain
from storage.sheets.columns import EXAMPLE, FORMS, KEEP, NOTES, Column, Form, column_called, form_called, tidy
from storage.sheets.tables import Cells, Table, tables

_LEFT_OUT = frozenset({"说明", "readme", "notes"})
_ERRORS = frozenset(
    {"#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A", "#GETTING_DATA", "#SPILL!"}
)
_LONGEST_SHOWN = 60
_STEP = 500
Columns = Mapping[int, Column]


@dataclass(slots=True)
class Reading:
    """What a file says. `examples` counts the template's example rows, which are passed by."""

    rows: list[Row] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    examples: int = 0


def read_register(path: Path, tick: Callable[[str, int], None] = lambda _sheet, _rows: None) -> Reading:
    """Every row of every sheet; `tick` is told the sheet and how many more rows were read. Raises TableError for what is no table."""
    reading = Reading()
    met: set[Sheet] = set()
    for table in tables(path):
        form = form_called(table.name)
        if form is None:
            reading.problems.extend(_unknown(table))
        elif form.sheet in met:
            reading.problems.append(Problem(form.sheet, 0, "", table.name, Wrong.SHEET_TWICE))
        else:
            met.add(form.sheet)
            _read_table(form, table, reading, tick)
    return reading


def _unknown(table: Table) -> Iterator[Problem]:
    """A sheet of explanations or an empty one is nobody's fault."""
    if plain(table.name).casefold() in _LEFT_OUT or not any(_is_filled(cells) for _, cells in table.rows):
        return
    yield Problem(
        table.name, 0, "", table.name, Wrong.UNKNOWN_SHEET, near(table.name, [form.zh for form in FORMS])
    )


def _read_table(form: Form, table: Table, reading: Reading, tick: Callable[[str, int], None]) -> None:
    filled = ((number, cells) for number, cells in table.rows if _is_filled(cells))
    number, headings = next(filled, (0, ()))
    if not headings:
        return
    columns, problems = _columns(form, number, headings)
    reading.problems.extend(problems)
    if any(problem.wrong is Wrong.MISSING_COLUMN for problem in problems):
        return
    count = 0
    for count, (number, cells) in enumerate(_without_second_heading(form, filled), start=1):
        _read_row(form, columns, number, cells, reading)
        if count % _STEP == 0:
            tick(form.zh, _STEP)
    tick(form.zh, count % _STEP)


def _columns(form: Form, number: int, headings: Cells) -> tuple[Columns, list[Problem]]:
    columns: dict[int, Column] = {}
    problems = []
    for place, heading in enumerate(headings):
        name = plain(heading)
        if not name or tidy(name) in NOTES:
            continue
        column = column_called(form, name)
        if column is None:
            known = [column.zh for column in form.columns]
            problems.append(Problem(form.sheet, number, name, name, Wrong.UNKNOWN_COLUMN, near(name, known)))
        elif column in columns.values():
            problems.append(Problem(form.sheet, number, column.field, name, Wrong.DOUBLE_COLUMN))
        else:
            columns[place] = column
    problems.extend(
        Problem(form.sheet, number, column.field, "", Wrong.MISSING_COLUMN)
        for column in form.columns
        if column.required and column not in columns.values()
    )
    return columns, problems


def _without_second_heading(form: Form, filled: Iterator[tuple[int, Cells]]) -> Iterator[tuple[int, Cells]]:
    """The template's second row says the headings in English."""
    first = next(filled, None)
    if first is None:
        return
    words = [plain(cell) for cell in first[1] if plain(cell)]
    again = all(column_called(form, word) is not None or tidy(word) in NOTES for word in words)
    yield from filled if again else chain((first,), filled)


def _read_row(form: Form, columns: Columns, number: int, cells: Cells, reading: Reading) -> None:
    if _is_example(form, columns, cells):
        reading.examples += 1
        return
    fields: dict[str, object] = {}
    wrong: list[Problem] = []
    for place, column in columns.items():
        cell = cells[place] if place < len(cells) else None
        try:
            value = _value(column, cell)
            if value is not KEEP:
                fields[column.field] = value
        except Unreadable as problem:
            wrong.append(_problem(form, number, column, cell, problem))
    reading.problems.extend(wrong)
    reading.rows.append(Row(form.sheet, number, fields, bad=bool(wrong)))


def _value(column: Column, cell: object) -> object:
    if cell is None or cell == "" or (isinstance(cell, str) and not plain(cell)):
        if column.required:
            raise Unreadable(Wrong.EMPTY)
        return column.empty
    if isinstance(cell, str):
        if cell.startswith("="):
            raise Unreadable(Wrong.FORMULA)
        if cell.upper() in _ERRORS:
            raise Unreadable(Wrong.CELL_ERROR)
    elif not isinstance(cell, int | float) and type(cell).__module__.startswith("openpyxl"):
        raise Unreadable(Wrong.FORMULA)  # an array formula or a data table
    return column.read(cell)


def _problem(form: Form, number: int, column: Column, cell: object, problem: Unreadable) -> Problem:
    value = plain(cell)
    shown = value if len(value) <= _LONGEST_SHOWN else value[: _LONGEST_SHOWN - 1] + "…"
    return Problem(form.sheet, number, column.field, shown, problem.wrong, problem.near, problem.other)


def _is_example(form: Form, columns: Columns, cells: Cells) -> bool:
    """Its own id begins like the template's, or else its school's."""
    key = {"rooms": "school"}.get(form.sheet, form.columns[0].field)
    place = next(place for place, column in columns.items() if column.field == key)
    return place < len(cells) and plain(cells[place]).startswith(EXAMPLE)


def _is_filled(cells: Sequence[object]) -> bool:
    return any(
        cell is not None and cell != "" and (not isinstance(cell, str) or cell.strip()) for cell in cells
    )
