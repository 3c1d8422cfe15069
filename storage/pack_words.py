"""The small things a contract pack is made of: clauses, texts in two languages, codes, grade ids.

All of them note what is wrong on the part they read and return something harmless.
"""

from collections.abc import Callable, Collection
from datetime import date, time
from enum import StrEnum
from typing import TypeVar

from desk.clauses import Clause
from desk.ids import GradeId
from desk.language import Text
from storage.yaml_lines import Part

T = TypeVar("T")
E = TypeVar("E", bound=StrEnum)


class Clauses:
    """The pack's table of clauses. Every figure and rule must cite one of them, and every one must be cited."""

    def __init__(self, table: Part) -> None:
        """`table` is the mapping under `clauses`."""
        self._table = table
        self._notes = {key: read_text(table, key) for key in table.names()}
        self._cited: set[str] = set()

    def cite(self, part: Part) -> Clause:
        """The clause that `part` names under `clause`."""
        return self._clause(part, part.text("clause"), "clause")

    def cite_all(self, part: Part) -> tuple[Clause, ...]:
        """The clauses that `part` lists under `clauses`."""
        return tuple(self._clause(part, key, "clauses") for key in part.words("clauses"))

    def _clause(self, part: Part, key: str, at: str) -> Clause:
        source, _, ref = key.partition(" ")
        if key and key not in self._notes:
            part.note(f"clause {key!r} is not in the table", "add it under 'clauses' with zh and en", at=at)
        self._cited.add(key)
        return Clause(source, ref, self._notes.get(key, Text("", "")))

    def close(self) -> None:
        """Refuse clauses without a document or paragraph, and those that nothing rests on."""
        for key in self._notes:
            if len(key.split(" ", 1)) < 2:
                self._table.note(f"clause {key!r} has no paragraph", "write `document paragraph`", at=key)
            if key not in self._cited:
                self._table.note(f"nothing cites clause {key!r}", "cite it or remove it", at=key)


def read_text(part: Part, key: str) -> Text:
    """Words in both languages, neither of them empty."""
    words = part.part(key)
    text = Text(words.text("zh"), words.text("en"))
    words.close()
    return text


def read_codes(part: Part, key: str, known: Collection[str]) -> tuple[str, ...]:
    """The words under a key that are known; the others are noted."""
    words = part.words(key)
    for word in words:
        if word not in known:
            choice = ", ".join(sorted(known))
            part.note(f"{key!r} does not know {word!r}", f"use one of: {choice}", at=key)
    return tuple(word for word in words if word in known)


def read_code(part: Part, key: str, known: Collection[str], default: str) -> str:
    """The one word under an optional key; the default when it is absent or unknown."""
    word = part.text(key) if part.has(key) else default
    if word and word not in known:
        choice = ", ".join(sorted(known))
        part.note(f"{key!r} does not know {word!r}", f"use one of: {choice}", at=key)
    return word if word in known else default


def read_choice(part: Part, key: str, choices: type[E]) -> E:
    """The required code under a key; the first there is when it is missing or unknown."""
    first = next(iter(choices))
    return choices(read_code(part, key, [*choices], default=first)) if part.text(key) else first


def read_maybe(part: Part, key: str, choices: type[E]) -> E | None:
    """The code under an optional key."""
    return read_choice(part, key, choices) if part.has(key) else None


def read_choices(part: Part, key: str, choices: type[E]) -> tuple[E, ...]:
    """The required list of codes under a key, without those that are unknown."""
    return tuple(choices(word) for word in read_codes(part, key, [*choices]))


def read_whole(part: Part, key: str, default: int | None = None) -> int:
    """A whole number from 0; required unless there is a default."""
    number = part.number(key, None if default is None else float(default))
    if number != int(number):
        part.note(f"{key!r} of {part.name} is not a whole number", "leave out the fraction", at=key)
    return int(number)


def read_day(part: Part, key: str) -> date:
    """A required day such as 2026-11-21."""
    word = part.text(key)
    try:
        return date.fromisoformat(word) if word else date.min
    except ValueError:
        part.note(f"{key!r} of {part.name} is not a day", "write for example 2026-11-21", at=key)
        return date.min


def read_clock(part: Part, key: str) -> time:
    """A required time of day such as 09:30."""
    word = part.text(key)
    try:
        return time.fromisoformat(word) if word else time.min
    except ValueError:
        part.note(f"{key!r} of {part.name} is not a time of day", "write for example 09:30", at=key)
        return time.min


def read_each(top: Part, key: str, read: Callable[[Part], T]) -> tuple[T, ...]:
    """Every entry of an optional list, each read and closed."""
    found = []
    for part in top.parts(key) if top.has(key) else ():
        found.append(read(part))
        part.close()
    return tuple(found)


def read_optional(top: Part, key: str, read: Callable[[Part], T]) -> T | None:
    """The mapping under an optional key, read and closed."""
    if not top.has(key):
        return None
    part = top.part(key)
    found = read(part)
    part.close()
    return found


def read_near(part: Part) -> float:
    """The part of a limit after which the desk reminds; 0.8 when the pack does not say."""
    near = part.number("near", default=0.8)
    if not 0 < near < 1:
        part.note(f"near {near:g} is not between 0 and 1", "write a part such as 0.8", at="near")
    return near


def read_grade_id(part: Part, grades: Collection[GradeId]) -> GradeId:
    """A grade the pack defines; none is known when the grades themselves could not be read."""
    grade = GradeId(part.text("grade"))
    if grade and grades and grade not in grades:
        choice = ", ".join(grades)
        part.note(f"grade {grade!r} is not defined", f"use one of: {choice}", at="grade")
    return grade
