"""The contradiction checker: what in a contract contradicts itself, is silent or cannot be read, and what was decided.

Pure and complete: every check looks at the whole contract, nothing is decided here. A finding is settled by an
interpretation of the pack that names its key; an interpretation that settles nothing is idle and should go.
"""

from collections.abc import Collection, Iterable, Iterator
from datetime import timedelta
from itertools import pairwise

from desk.contract import Contract, Grade, Stage
from desk.disagreements import by_topic, disagreements, shown, value
from desk.figures import spoken
from desk.finding import Finding, Kind, finding, joined
from desk.grading import fact_values
from desk.language import Text
from desk.loose_ends import loose_ends
from desk.misprints import misprints
from desk.misquotes import misquotes
from desk.rule_cover import cover
from desk.terms import Interpretation, Topic
from desk.topics import ACROSS, TOPICS

__all__ = ["Finding", "Kind", "across", "decision", "findings", "idle"]


def findings(contract: Contract) -> tuple[Finding, ...]:
    """Everything found in one contract, each key once, in the order of the kinds."""
    order = list(Kind)
    found = (
        *disagreements(contract),
        *misquotes(contract),
        *misprints(contract),
        *loose_ends(contract),
        *_grades(contract),
        *_clocks(contract),
        *_rules(contract),
    )
    unique = {one.key: one for one in reversed(found)}
    return tuple(sorted(unique.values(), key=lambda one: (order.index(one.kind), one.key)))


def across(contracts: Iterable[Contract]) -> tuple[Finding, ...]:
    """What several contracts say differently: closing and spare units (facts.md M1, M2)."""
    packs = [(contract, by_topic(contract)) for contract in contracts]
    found = []
    for topic in ACROSS:
        first = [(contract, said[topic][0]) for contract, said in packs if said.get(topic)]
        if len({value(statement) for _, statement in first}) > 1:
            quotes = (_of(contract, shown(statement)) for contract, statement in first)
            clauses = [statement.clause for _, statement in first]
            found.append(
                finding(Kind.DIFFERS, topic.value, clauses, topic=TOPICS[topic], others=joined(quotes))
            )
    return tuple(found)


def decision(contract: Contract, found: Finding) -> Interpretation | None:
    """The contract's interpretation that settles the finding; None while nobody has decided."""
    for interpretation in contract.terms.interpretations:
        if found.key in interpretation.answers:
            return interpretation
    return None


def idle(contract: Contract, found: Collection[Finding]) -> tuple[str, ...]:
    """Keys that interpretations answer and nothing in `found`, the contract's own findings, asks.

    Keys about other contracts are left out: those contracts may not be at hand.
    """
    asked = {one.key for one in found}
    answered = [key for interpretation in contract.terms.interpretations for key in interpretation.answers]
    return tuple(key for key in answered if key not in asked and not key.startswith(f"{Kind.DIFFERS}:"))


def _of(contract: Contract, words: Text) -> Text:
    return Text(f"{contract.id} {words.zh}", f"{contract.id} {words.en}")


def _grades(contract: Contract) -> Iterator[Finding]:
    """Grades that no clause defines, and statements about grades the scheme does not have."""
    known = {grade.id for grade in contract.grades}
    for grade in contract.grades:
        if grade.clause.ours:
            used = [it.clause for it in contract.terms.statements if grade.id in it.grades][:1]
            yield finding(Kind.UNDEFINED_GRADE, grade.id, [*used, grade.clause], grade=grade.id)
    for statement in contract.terms.statements:
        for name in statement.grades:
            if name not in known:
                yield finding(Kind.UNDEFINED_GRADE, name, [statement.clause], grade=name)


def _clocks(contract: Contract) -> Iterator[Finding]:
    """Stages that leave no time for the next, and grades that rise before their own limit has passed."""
    yield from _without_room(contract)
    rank = {grade.id: grade.rank for grade in contract.grades}
    for rise in contract.ageing:
        for grade in contract.grades:
            late = [stage for stage in grade.stages if stage.limit > rise.after and _solves(stage)]
            if late and grade.rank > rank[rise.grade]:
                yield finding(
                    Kind.AGES_TOO_SOON,
                    f"{grade.id}:{rise.grade}",
                    [rise.clause, late[0].clause],
                    grade=grade.id,
                    rises=rise.grade,
                    after=spoken(rise.after),
                    stage=TOPICS[Topic(late[0].name.value)],
                    limit=spoken(late[0].limit),
                )


def _solves(stage: Stage) -> bool:
    return stage.name.value == Topic.SOLUTION.value


def _without_room(contract: Contract) -> Iterator[Finding]:
    pairs: dict[str, list[tuple[Grade, Stage, Stage]]] = {}
    for grade in contract.grades:
        for stage, then in pairwise(grade.stages):
            if _from_report(grade, then) <= _from_report(grade, stage):
                pairs.setdefault(f"{stage.name}:{then.name}", []).append((grade, stage, then))
    for subject, cases in pairs.items():
        stages = cases[0][1:]
        limits = dict.fromkeys(_from_report(grade, then) for grade, _, then in cases)
        yield finding(
            Kind.STAGE_ORDER,
            subject,
            [stage.clause for _, stage, then in cases for stage in (stage, then)],
            grades=", ".join(grade.id for grade, _, _ in cases),
            first=TOPICS[Topic(stages[0].name.value)],
            then=TOPICS[Topic(stages[1].name.value)],
            limit=joined(map(spoken, limits)),
        )


def _from_report(grade: Grade, stage: Stage) -> timedelta:
    """The latest a stage is due after the report: what it waits for is added, however long the chain."""
    before = [other for other in grade.stages if stage.starts in other.met_by and other is not stage]
    return stage.limit + (_from_report(grade, before[0]) if before else timedelta())


def _rules(contract: Contract) -> Iterator[Finding]:
    """Facts that reach no grade, and rules and grades that no facts reach."""
    covered = cover(contract.rules, fact_values())
    if covered.hole is not None:
        facts = ", ".join(f"{name}={word}" for name, word in covered.hole) or "*"
        yield finding(Kind.HOLE, "rules", [rule.clause for rule in contract.rules[-1:]], facts=facts)
    reached = {rise.grade for rise in contract.ageing}
    for rule in contract.rules:
        if rule.id in covered.winners:
            reached.add(rule.grade)
        else:
            what = Text(f"规则{rule.id}", f"The rule {rule.id}")
            yield finding(Kind.UNREACHED, f"rule:{rule.id}", [rule.clause], what=what)
    for grade in contract.grades:
        if grade.id not in reached:
            what = Text(f"等级{grade.id}", f"The grade {grade.id}")
            yield finding(Kind.UNREACHED, f"grade:{grade.id}", [grade.clause], what=what)
