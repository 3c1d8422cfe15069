"""Whether the figures of a pack stand where they are said to stand: every clock and term against the words of its clause.

A figure of our own or marked `internal` claims nothing. A figure whose clause is not among the statements is found too:
whoever adds a clock also writes down what the contract says.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import time, timedelta

from desk.clauses import Clause
from desk.contract import Contract
from desk.disagreements import shown
from desk.figures import length, spoken, window, workdays
from desk.finding import Finding, Kind, finding, joined
from desk.ids import GradeId
from desk.language import Text
from desk.terms import Statement, Topic, Warranty
from desk.topics import TOPICS

Figure = timedelta | int | tuple[time, time]
"""A length of time, a number of workdays, or hours of the day."""


def misquotes(contract: Contract) -> Iterator[Finding]:
    """Every figure that its clause does not say."""
    for quote in _quotes(contract):
        if quote.clause.ours:
            continue
        said = [statement for statement in contract.terms.statements if quote.rests_on(statement)]
        if not any(quote.figure in _readings(statement) for statement in said):
            theirs = joined(map(shown, said)) if said else Text("（没有）", "nothing")
            yield finding(
                Kind.MISQUOTED,
                quote.subject,
                [quote.clause],
                what=quote.what,
                ours=_spoken(quote.figure),
                theirs=theirs,
            )


@dataclass(frozen=True, slots=True)
class _Quote:
    """A figure of the pack with the clause it claims to come from."""

    subject: str
    what: Text
    figure: Figure
    clause: Clause
    topic: Topic | None = None
    grade: GradeId | None = None

    def rests_on(self, statement: Statement) -> bool:
        """Whether the statement is what the figure claims to quote."""
        return (
            statement.clause == self.clause
            and statement.topic is (self.topic or statement.topic)
            and (self.grade is None or not statement.grades or self.grade in statement.grades)
        )


def _readings(statement: Statement) -> list[Figure]:
    """What a statement may stand for: its own figure, and from the report when it follows a failed one."""
    words = statement.reads or statement.says
    own, after = length(words), length(statement.after)
    found: list[Figure | None] = [own, workdays(words), window(words)]
    if own is not None and after is not None:
        found.append(after + own)
    return [figure for figure in found if figure is not None]


def _spoken(figure: Figure) -> Text:
    if isinstance(figure, timedelta):
        return spoken(figure)
    if isinstance(figure, int):
        return Text(f"{figure}个工作日", f"{figure} workdays")
    words = f"{figure[0]:%H:%M}-{figure[1]:%H:%M}"
    return Text(words, words)


def _quotes(contract: Contract) -> Iterator[_Quote]:
    for grade in contract.grades:
        for stage in grade.stages:
            if not stage.internal:
                topic = Topic(stage.name.value)
                yield _Quote(
                    f"{stage.name}:{grade.id}",
                    Text(f"{grade.id}“{TOPICS[topic].zh}”", f"{TOPICS[topic].en} of {grade.id}"),
                    stage.limit,
                    stage.clause,
                    topic,
                    grade.id,
                )
    for rise in contract.ageing:
        yield _Quote(
            f"ageing:{rise.grade}", TOPICS[Topic.AGEING], rise.after, rise.clause, Topic.AGEING, rise.grade
        )
    yield from _quotes_of_terms(contract)


def _quotes_of_terms(contract: Contract) -> Iterator[_Quote]:
    terms = contract.terms
    for variant in terms.out_of_warranty:
        topic = variant.stage
        yield _Quote(f"out:{topic}", TOPICS[topic], variant.within, variant.clause, topic)
    for reply in terms.replies:
        figure = reply.workdays if reply.within is None else reply.within
        if figure is not None:
            yield _Quote(f"reply:{reply.id}", reply.what, figure, reply.clause)
    if terms.spare is not None and terms.spare.within is not None:
        yield _Quote("spare", TOPICS[Topic.SPARE], terms.spare.within, terms.spare.clause, Topic.SPARE)
    for hours in terms.windows:
        topic, span = Topic.CALLBACK_WINDOW, (hours.opens, hours.closes)
        yield _Quote(f"window:{hours.opens:%H:%M}", TOPICS[topic], span, hours.clause, topic)
    if terms.warranty is not None:
        yield from _quotes_of_warranty(terms.warranty)


def _quotes_of_warranty(warranty: Warranty) -> Iterator[_Quote]:
    for term in warranty.terms:
        span, topic = term.months * timedelta(days=365) / 12, Topic.WARRANTY_TERM
        yield _Quote(f"warranty:{term.of}", TOPICS[topic], span, term.clause, topic)
    part = warranty.replaced_part
    if part is not None and part.at_least is not None:
        yield _Quote("replaced_part", part.rule, part.at_least, part.clause, Topic.REPLACED_PART)
