"""The small things a contract pack is made of: clauses, texts in two languages, codes, grade ids.

All of them note what is wrong on the part they read and return something harmless.
"""

from collections.abc import Collection

from desk.contract import Clause
from desk.ids import GradeId
from desk.language import Text
from storage.yaml_lines import Part


class Clauses:
    """The pack's table of clauses. Every figure and rule must cite one of them, and every one must be cited."""

    def __init__(self, table: Part) -> None:
        """`table` is the mapping under `clauses`."""
        self._table = table
        self._notes = {key: read_text(table, key) for key in table.names()}
        self._cited: set[str] = set()

    def cite(self, part: Part) -> Clause:
        """The clause that `part` names under `clause`."""
        key = part.text("clause")
        source, _, ref = key.partition(" ")
        if key and key not in self._notes:
            part.note(
                f"clause {key!r} is not in the table", "add it under 'clauses' with zh and en", at="clause"
            )
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
