"""Where the figures of a contract disagree with each other or with the order of its grades, and where there is none.

Statements of one topic are compared where they share a grade and a state of the warranty. A statement says a length of
time, a code (`means`) or plain words, and only the same kind of thing is equal.
"""

from collections import defaultdict
from collections.abc import Iterator
from datetime import timedelta
from itertools import combinations

from desk.clauses import Clause
from desk.contract import Contract
from desk.figures import has_number, is_below, is_struck, length
from desk.finding import Finding, Kind, finding, joined
from desk.ids import GradeId
from desk.language import Text
from desk.terms import Statement, Topic, WarrantyState
from desk.topics import CLOCKS, COMPARED, TOPICS

Value = timedelta | str


def disagreements(contract: Contract) -> Iterator[Finding]:
    """All of them, in the order of the statements."""
    for topic, statements in by_topic(contract).items():
        if topic in COMPARED:
            yield from _against_earlier(contract, statements)
        if topic in CLOCKS:
            yield from _without_figure(contract, statements)
            yield from _out_of_order(contract, statements)
        if topic is Topic.AGEING:
            yield from _milder_later(contract, statements)
    yield from _loosely_put(contract)


def by_topic(contract: Contract) -> dict[Topic, list[Statement]]:
    """The contract's statements by what they speak about."""
    found: dict[Topic, list[Statement]] = defaultdict(list)
    for statement in contract.terms.statements:
        found[statement.topic].append(statement)
    return found


def value(statement: Statement) -> Value:
    """What it says, fit to be compared."""
    words = statement.reads or statement.says
    return statement.means or length(words) or words.replace(" ", "")


def shown(statement: Statement) -> Text:
    """How it is quoted to people: as printed, with the code of its meaning in English where it has one."""
    meaning = statement.means.replace("_", " ")
    return Text(f"“{statement.says}”", f"“{statement.says}”" + (f" ({meaning})" if meaning else ""))


def _against_earlier(contract: Contract, statements: list[Statement]) -> Iterator[Finding]:
    for at, own in enumerate(statements):
        for kind in (Kind.TWO_VALUES, Kind.BY_WARRANTY):
            rivals = [other for other in statements[:at] if _rival(contract, other, own) is kind]
            if rivals:
                clauses = [*(rival.clause for rival in rivals), own.clause]
                yield finding(
                    kind,
                    f"{own.topic}:{own.id}",
                    clauses,
                    topic=TOPICS[own.topic],
                    others=joined(map(_cited, rivals)),
                    own=_cited(own),
                )


def _rival(contract: Contract, earlier: Statement, own: Statement) -> Kind | None:
    """How two statements of one topic disagree; None when they agree or speak of different grades."""
    if value(earlier) == value(own) or not _grades(contract, earlier) & _grades(contract, own):
        return None
    states = {earlier.warranty, own.warranty}
    if states == {WarrantyState.IN, WarrantyState.OUT}:
        return Kind.BY_WARRANTY
    return Kind.TWO_VALUES


def _grades(contract: Contract, statement: Statement) -> frozenset[GradeId]:
    return frozenset(statement.grades or (grade.id for grade in contract.grades))


def _cited(statement: Statement) -> Text:
    """`001 §4.5.9 “20 分钟” (III)`."""
    words = shown(statement)
    grades = f" ({', '.join(statement.grades)})" if statement.grades else ""
    return Text(f"{statement.clause} {words.zh}{grades}", f"{statement.clause} {words.en}{grades}")


def _without_figure(contract: Contract, statements: list[Statement]) -> Iterator[Finding]:
    for statement in statements:
        if not has_number(statement.reads or statement.says):
            yield finding(
                Kind.NO_FIGURE,
                f"{statement.topic}:{statement.id}",
                [statement.clause, *_in_force(contract, statement)],
                topic=TOPICS[statement.topic],
                what=_cited(statement),
            )
    for table in _tables(statements):
        yield from _left_out(contract, table)


def _in_force(contract: Contract, statement: Statement) -> Iterator[Clause]:
    """The clauses on which the pack's own clocks of this topic rest."""
    for grade in contract.grades:
        yield from (stage.clause for stage in grade.stages if stage.name.value == statement.topic.value)


def _left_out(contract: Contract, table: list[Statement]) -> Iterator[Finding]:
    """Grades to which a table by grades gives nothing."""
    named = {grade for statement in table for grade in statement.grades}
    for grade in contract.grades:
        if grade.id not in named:
            topic = table[0].topic
            what = Text(f"{table[0].clause}没有给{grade.id}", f"{table[0].clause} leaves out {grade.id}")
            yield finding(
                Kind.NO_FIGURE, f"{topic}:{grade.id}", [table[0].clause], topic=TOPICS[topic], what=what
            )


def _tables(statements: list[Statement]) -> Iterator[list[Statement]]:
    """The statements of one topic that give figures by grade, paragraph by paragraph."""
    found: dict[tuple[str, str], list[Statement]] = defaultdict(list)
    for statement in statements:
        if statement.grades:
            found[statement.clause.source, statement.clause.paragraph].append(statement)
    yield from found.values()


def _out_of_order(contract: Contract, statements: list[Statement]) -> Iterator[Finding]:
    """A graver grade with more time than a milder one of the same table. Ageing is told apart: `_milder_later`."""
    rank = {grade.id: grade.rank for grade in contract.grades}
    tables = [table for table in _tables(statements) if table[0].topic is not Topic.AGEING]
    for table in tables:
        for graver, milder in combinations(sorted(table, key=lambda it: rank.get(it.grades[0], 0)), 2):
            long, short = value(graver), value(milder)
            if isinstance(long, timedelta) and isinstance(short, timedelta) and long > short:
                yield finding(
                    Kind.GRADE_ORDER,
                    f"{graver.topic}:{graver.id}:{milder.id}",
                    [graver.clause, milder.clause],
                    topic=TOPICS[graver.topic],
                    graver=", ".join(graver.grades),
                    milder=", ".join(milder.grades),
                    long=shown(graver),
                    short=shown(milder),
                )


def _milder_later(contract: Contract, statements: list[Statement]) -> Iterator[Finding]:
    rank = {grade.id: grade.rank for grade in contract.grades}
    for one, other in combinations(statements, 2):
        times = length(one.reads or one.says), length(other.reads or other.says)
        if times[0] is None or times[1] is None or not (one.grades and other.grades):
            continue
        early, late = (one, other) if times[0] <= times[1] else (other, one)
        if rank.get(late.grades[0], 0) > rank.get(early.grades[0], 0):
            yield finding(
                Kind.MILDER_LATER,
                f"{early.id}:{late.id}",
                [early.clause, late.clause],
                early=shown(early),
                late=shown(late),
                graver=early.grades[0],
                milder=late.grades[0],
            )


def _loosely_put(contract: Contract) -> Iterator[Finding]:
    """Figures of which the start or the very end is left open."""
    for statement in contract.terms.statements:
        words, topic = shown(statement), TOPICS[statement.topic]
        if statement.after:
            yield finding(
                Kind.START_UNSTATED,
                statement.id,
                [statement.clause],
                topic=topic,
                after=Text(f"“{statement.after}”", f"“{statement.after}”"),
                own=words,
            )
        if is_below(statement.says):
            yield finding(Kind.STRICT_BOUND, statement.id, [statement.clause], topic=topic, own=words)
        if is_struck(statement.says):
            yield finding(Kind.STRUCK, statement.id, [statement.clause], own=_cited(statement))
