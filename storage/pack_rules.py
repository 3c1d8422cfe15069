"""The decision rules of a contract pack, in order; the first that fits decides, so a rule behind a wider one is refused."""

from collections.abc import Collection, Iterable, Iterator

from desk.contract import Rule
from desk.grading import fact_values
from desk.ids import GradeId
from storage.pack_words import Clauses, read_codes, read_grade_id, read_text
from storage.yaml_lines import Part


def read_rules(top: Part, cited: Clauses, grades: Collection[GradeId]) -> tuple[Rule, ...]:
    """The rules in the order of the file. The last one must fit everything, so that every fault gets a grade."""
    rules: list[Rule] = []
    for part in top.parts("rules"):
        rule = _rule(part, cited, grades)
        _check_reach(part, rule, rules)
        rules.append(rule)
    if rules and rules[-1].when:
        top.note(
            f"the last rule ({rules[-1].id}) does not fit everything",
            "end the list with a rule without 'when'",
            at="rules",
        )
    return tuple(rules)


def _rule(part: Part, cited: Clauses, grades: Collection[GradeId]) -> Rule:
    rule = Rule(
        id=part.text("id"),
        when=tuple(_conditions(part.part("when"))) if part.has("when") else (),
        grade=read_grade_id(part, grades),
        reason=read_text(part, "reason"),
        clause=cited.cite(part),
    )
    part.close()
    return rule


def _conditions(when: Part) -> Iterator[tuple[str, tuple[str, ...]]]:
    facts = fact_values()
    for fact in when.names():
        if fact in facts:
            yield fact, read_codes(when, fact, facts[fact])
        else:
            choice = ", ".join(facts)
            yield fact, ()  # keeps an unreadable rule from passing for one that fits everything
            when.note(f"there is no fact {fact!r}", f"use one of: {choice}", at=fact)


def _check_reach(part: Part, rule: Rule, earlier: Iterable[Rule]) -> None:
    """Refuse a rule that can never fire because an earlier one takes every case of it, and an id used twice."""
    for other in earlier:
        if other.id == rule.id:
            part.note(f"rule {rule.id!r} stands twice", "give every rule its own id", at="id")
        if _takes_all_of(other, rule):
            part.note(
                f"rule {rule.id!r} is never reached: {other.id!r} fits first", "move it up or remove it"
            )
            return


def _takes_all_of(earlier: Rule, later: Rule) -> bool:
    asked = dict(later.when)
    return all(asked.get(fact) and set(asked[fact]) <= set(accepted) for fact, accepted in earlier.when)
