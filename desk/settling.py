"""All sheets of a file against the register, in the order in which they lean on each other."""

from collections.abc import Iterable, Sequence

from desk.filing import Problem, Row, Sheet, Wrong
from desk.filling import Filling, Register, books_of
from desk.filling_entries import enter_devices, enter_people, enter_rooms, enter_schools
from desk.filling_shifts import enter_shifts

_ORDER = list(Sheet)


def settle(rows: Iterable[Row], read: Sequence[Problem], register: Register) -> Filling:
    """What the rows would change, with every problem: those of `read` (found while reading) and those against the register.
    Whether anything is written although there are problems is the caller's decision.
    """
    by_sheet: dict[Sheet, list[Row]] = {sheet: [] for sheet in Sheet}
    for row in rows:
        by_sheet[row.sheet].append(row)
    books = books_of(register)
    enter_schools(books, by_sheet[Sheet.SCHOOLS])
    enter_rooms(books, by_sheet[Sheet.ROOMS])
    enter_devices(books, by_sheet[Sheet.DEVICES])
    enter_people(books, by_sheet[Sheet.PEOPLE])
    shifts, wrong_shifts, shift_tally = enter_shifts(books, by_sheet[Sheet.SHIFTS], register.shifts)
    ledgers = (books.schools, books.rooms, books.devices, books.people)
    found = [*read, *(problem for ledger in ledgers for problem in ledger.problems), *wrong_shifts]
    tallies = {sheet: ledger.tally for sheet, ledger in zip(Sheet, ledgers, strict=False)}
    return Filling(
        schools=tuple(books.schools.write),
        rooms=tuple(books.rooms.write),
        devices=tuple(books.devices.write),
        people=tuple(books.people.write),
        shifts=shifts,
        problems=tuple(sorted(found, key=_place)),
        tallies={**tallies, Sheet.SHIFTS: shift_tally},
    )


def _place(problem: Problem) -> tuple[bool, int, int]:
    """Causes before what only follows from them; then by sheet and row."""
    sheet = next((number for number, name in enumerate(_ORDER) if name == problem.sheet), len(_ORDER))
    return problem.wrong is Wrong.LEANS_ON_BAD, sheet, problem.row
