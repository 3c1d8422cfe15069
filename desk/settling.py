"""All sheets of a file against the register, in the order in which they lean on each other."""

from collections.abc import Iterable, Sequence

from desk.filing import Problem, Row, Sheet, Wrong
from desk.filling import Filling, Register, books_of
from desk.filling_entries import enter_devices, enter_people, enter_rooms, enter_schools
from desk.filling_shifts import enter_shifts
from desk.filling_turns import enter_teams, enter_turns

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
    enter_teams(books, by_sheet[Sheet.TEAMS])
    rings, wrong_turns, turn_tally = enter_turns(books, by_sheet[Sheet.TURNS], register.rings)
    ledgers = (books.schools, books.rooms, books.devices, books.people, books.teams)
    in_ledgers = (problem for ledger in ledgers for problem in ledger.problems)
    tallies = {
        Sheet.SCHOOLS: books.schools.tally,
        Sheet.ROOMS: books.rooms.tally,
        Sheet.DEVICES: books.devices.tally,
        Sheet.PEOPLE: books.people.tally,
        Sheet.SHIFTS: shift_tally,
        Sheet.TEAMS: books.teams.tally,
        Sheet.TURNS: turn_tally,
    }
    return Filling(
        schools=tuple(books.schools.write),
        rooms=tuple(books.rooms.write),
        devices=tuple(books.devices.write),
        people=tuple(books.people.write),
        shifts=shifts,
        teams=tuple(books.teams.write),
        rings=rings,
        problems=tuple(sorted([*read, *in_ledgers, *wrong_shifts, *wrong_turns], key=_place)),
        tallies=tallies,
    )


def _place(problem: Problem) -> tuple[bool, int, int]:
    """Causes before what only follows from them; then by sheet and row."""
    sheet = next((number for number, name in enumerate(_ORDER) if name == problem.sheet), len(_ORDER))
    return problem.wrong is Wrong.LEANS_ON_BAD, sheet, problem.row
