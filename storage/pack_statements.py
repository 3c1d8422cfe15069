"""The source's own words in a contract pack, and the readings chosen where they contradict each other."""

from desk.ids import GradeId
from desk.terms import DecidedBy, Interpretation, Statement, Topic, WarrantyState
from storage.pack_words import Clauses, read_choice, read_day, read_each, read_maybe, read_text
from storage.yaml_lines import Part


def read_statements(top: Part, cited: Clauses) -> tuple[Statement, ...]:
    """What the source says. A grade that the scheme does not have is not refused here but found by the checker."""
    return read_each(top, "statements", lambda part: _statement(part, cited))


def read_interpretations(top: Part, cited: Clauses) -> tuple[Interpretation, ...]:
    """The decisions, each with the findings it answers."""
    return read_each(top, "interpretations", lambda part: _interpretation(part, cited))


def _statement(part: Part, cited: Clauses) -> Statement:
    return Statement(
        id=part.text("id"),
        topic=read_choice(part, "topic", Topic),
        says=part.text("says"),
        clause=cited.cite(part),
        reads=_maybe(part, "reads"),
        means=_maybe(part, "means"),
        grades=tuple(GradeId(word) for word in part.words("grades")) if part.has("grades") else (),
        warranty=read_maybe(part, "warranty", WarrantyState),
        heading=read_maybe(part, "heading", WarrantyState),
        after=_maybe(part, "after"),
        names=part.words("names") if part.has("names") else (),
    )


def _interpretation(part: Part, cited: Clauses) -> Interpretation:
    return Interpretation(
        id=part.text("id"),
        clauses=cited.cite_all(part),
        problem=read_text(part, "problem"),
        decision=read_text(part, "decision"),
        why=read_text(part, "why"),
        by=read_choice(part, "by", DecidedBy),
        confirmed=part.truth("confirmed"),
        on=read_day(part, "date"),
        answers=part.words("answers"),
    )


def _maybe(part: Part, key: str) -> str:
    return part.text(key) if part.has(key) else ""
