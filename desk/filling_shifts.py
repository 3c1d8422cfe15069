"""Rows of the roster: weekly shifts. The shifts of everybody whom the sheet names are replaced, other people's stay."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from desk.filing import Problem, Row, Wrong
from desk.filling import Books, Tally, missing, unknown_schools
from desk.ids import PersonId
from desk.people import Person, Role, Tier
from desk.weekly import Shift


def enter_shifts(
    books: Books, rows: Iterable[Row], known: Sequence[Shift]
) -> tuple[tuple[Shift, ...] | None, list[Problem], Tally]:
    """The whole roster as it will be (None when it stays as it is), what is wrong, and the figures."""
    problems: list[Problem] = []
    fresh: list[Shift] = []
    seen: dict[Shift, int] = {}
    bad = 0
    for row in rows:
        person = books.people.known.get(row.text("person"))
        found = [] if row.bad else _problems(books, row, person)
        if row.bad or found or person is None:
            bad, problems = bad + 1, problems + found
            continue
        shift = _shift(row, person)
        if seen.setdefault(shift, row.number) != row.number:
            bad += 1
            problems.append(row.problem(Wrong.TWICE, "person", shift.person, other=str(seen[shift])))
            continue
        fresh.append(shift)
    return _roster(fresh, known, problems, bad)


def _roster(
    fresh: Sequence[Shift], known: Sequence[Shift], problems: list[Problem], bad: int
) -> tuple[tuple[Shift, ...] | None, list[Problem], Tally]:
    named = {shift.person for shift in fresh}
    others = [shift for shift in known if shift.person not in named]
    before = {shift for shift in known if shift.person in named}
    new = sum(1 for shift in fresh if shift not in before)
    gone = len(before - set(fresh))
    tally = Tally(max(new - gone, 0), min(new, gone) + max(gone - new, 0), len(fresh) - new, bad, len(others))
    return ((*others, *fresh) if new or gone else None), problems, tally


def _problems(books: Books, row: Row, person: Person | None) -> list[Problem]:
    found = unknown_schools(books, row, "schools", _schools(row))
    if person is None:
        found.append(missing(row, "person", row.text("person"), books.people, Wrong.UNKNOWN_PERSON))
    elif person.role is not Role.ENGINEER:
        found.append(row.problem(Wrong.NO_SHIFT_OF_ROLE, "person", person.id))
    return found


def _shift(row: Row, person: Person) -> Shift:
    """Without a tier or schools of its own, a shift has those of its person."""
    given: dict[str, Any] = {name: value for name, value in row.fields.items() if value not in (None, ())}
    blank = Shift(
        PersonId(person.id), person.tier or Tier.FIRST, given["starts"], given["ends"], schools=person.schools
    )
    return replace(blank, **given)


def _schools(row: Row) -> tuple[str, ...]:
    found = row.fields.get("schools")
    return found if isinstance(found, tuple) else ()
