"""Which rules can fire, and what no rule takes: exactly what trying every combination of facts would say."""

from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from desk.contract import Clause, Rule
from desk.ids import GradeId
from desk.language import Text
from desk.rule_cover import Cover, cover

FACTS = {"a": frozenset("xyz"), "b": frozenset("pq"), "c": frozenset("mno")}
CLAUSE = Clause("099", "§1", Text("条", "clause"))
WHEN = st.fixed_dictionaries(
    {},
    optional={name: st.sets(st.sampled_from(sorted(values)), max_size=3) for name, values in FACTS.items()},
)


def a_rule(name: str, when: dict[str, set[str]]) -> Rule:
    conditions = tuple((fact, tuple(sorted(values))) for fact, values in when.items())
    return Rule(name, conditions, GradeId("A"), Text("因", "why"), CLAUSE)


def by_trying(rules: tuple[Rule, ...]) -> tuple[frozenset[str], bool]:
    """The rules that win for some facts, and whether there are facts without one."""
    winners: set[str] = set()
    hole = False
    for values in product(*(sorted(FACTS[name]) for name in FACTS)):
        facts = dict(zip(FACTS, values, strict=True))
        first = next((r.id for r in rules if all(facts[name] in wanted for name, wanted in r.when)), None)
        hole = hole or first is None
        winners |= {first} if first else set()
    return frozenset(winners), hole


@given(st.lists(WHEN, max_size=7))
def test_it_says_what_trying_everything_says(whens: list[dict[str, set[str]]]) -> None:
    rules = tuple(a_rule(f"r{number}", when) for number, when in enumerate(whens))
    covered = cover(rules, FACTS)
    winners, hole = by_trying(rules)
    assert (covered.winners, covered.hole is not None) == (winners, hole)
    given_facts = dict(covered.hole or ())
    for rule in rules if covered.hole is not None else ():
        assert any(fact in given_facts and given_facts[fact] not in wanted for fact, wanted in rule.when)


def test_a_rule_that_several_others_take_together_is_not_reached() -> None:
    rules = (a_rule("one", {"b": {"p"}}), a_rule("two", {"b": {"q"}}), a_rule("rest", {}))
    assert cover(rules, FACTS) == Cover(frozenset({"one", "two"}))


def test_without_a_last_rule_the_facts_left_over_are_named() -> None:
    assert cover((a_rule("one", {"b": {"p"}}),), FACTS).hole == (("b", "q"),)


def test_no_rules_at_all_are_one_hole() -> None:
    assert cover((), FACTS).hole == ()
