"""Grading: facts of a fault and a contract in, a grade with its reason, clause and facts used out. Never code per customer.

One internal model of a fault (`FaultFacts`) is mapped to every scheme by the rules of its pack, and by nothing else.
What an unknown fact could still change is asked and assumed in `desk.doubt`.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from desk.contract import Clause, Contract, Rule
from desk.ids import GradeId
from desk.language import Text
from desk.reading import Condition, DeviceClass, Impact, Intent, Occasion, Symptom, Truth

QUESTIONS = frozenset({Intent.ASK_HOWTO, Intent.ASK_WARRANTY_PRICE, Intent.REQUEST_SERVICE})
BY_A_PERSON = "person"
"""The `rule` of a verdict that a person gave: no rule of the pack."""


@dataclass(frozen=True, slots=True)
class FaultFacts:
    """The facts a contract's rules may ask for; nothing else can change a grade.

    `impact` is scope and lesson in one, the widest first: a lesson that stands still is one room's. Danger, injury,
    security and an event count as words tell them: what nobody mentions is not so.
    """

    impact: Impact = Impact.UNKNOWN
    occasion: Occasion = Occasion.NONE
    safety: bool = False
    hurt: bool = False
    security: bool = False
    device: DeviceClass | None = None
    symptom: Symptom | None = None
    intent: Intent = Intent.REPORT_FAULT
    condition: Condition = Condition.UNKNOWN
    intermittent: Truth = Truth.UNKNOWN
    workaround: Truth = Truth.UNKNOWN

    @property
    def is_question(self) -> bool:
        """A question or a new wish and nothing dangerous: stages that are `faults_only` do not run for it."""
        return self.intent in QUESTIONS and not (self.safety or self.hurt)

    def value(self, name: str) -> str:
        """A fact as the rules spell it: enum code, `true`/`false`, or `unknown` for a missing one."""
        value = getattr(self, name)
        if value is None:
            return "unknown"
        return str(value).lower() if isinstance(value, bool) else str(value)


def fact_values() -> dict[str, frozenset[str]]:
    """Every fact a rule may name, with the values it may ask for. `unknown` is what the words do not say."""
    truth = frozenset({"true", "false"})
    return {
        "impact": frozenset(Impact),
        "occasion": frozenset(Occasion),
        "safety": truth,
        "hurt": truth,
        "security": truth,
        "device": frozenset(DeviceClass) | {"unknown"},
        "symptom": frozenset(Symptom) | {"unknown"},
        "intent": frozenset(Intent),
        "condition": frozenset(Condition),
        "intermittent": frozenset(Truth),
        "workaround": frozenset(Truth),
    }


@dataclass(frozen=True, slots=True)
class Verdict:
    """The grade given, and why: the rule that fired, its reason in both languages, and the clause cited.

    `facts` are (name, value) pairs that alone lead to this rule: those it asks for, then for every rule ruled out before
    it one fact that did so. `confidence` (0-1) is the share of the answers still possible under which the grade stays,
    times the reader's confidence in the words (`desk.doubt.certainty`). `assumed` names facts nobody answered, taken
    at their gravest. Of a verdict by a person, `rule` is BY_A_PERSON, `reason` their own words, and `set_aside` the rule that
    the facts led to.
    """

    grade: GradeId
    rank: int
    rule: str
    reason: Text
    clause: Clause
    facts: tuple[tuple[str, str], ...] = ()
    confidence: float = 1.0
    assumed: tuple[str, ...] = ()
    set_aside: str = ""


def judge(contract: Contract, facts: FaultFacts) -> Verdict:
    """The first rule of the contract that fits. Raises ValueError when none does (a validated pack has a last rule)."""
    rule = rule_for(contract, facts)
    rank = contract.grade(rule.grade).rank
    used = _used(rule, contract.rules[: contract.rules.index(rule)], facts)
    return Verdict(rule.grade, rank, rule.id, rule.reason, rule.clause, used)


def rule_for(contract: Contract, facts: FaultFacts) -> Rule:
    """The rule that decides, without the words about it. Raises ValueError as `judge` does."""
    for rule in contract.rules:
        if _fits(rule, facts):
            return rule
    raise ValueError(
        f"no rule of contract {contract.id} v{contract.version} fits {facts}; add a last rule without 'when'"
    )


def by_person(contract: Contract, facts: FaultFacts, grade: GradeId, why: str) -> Verdict:
    """The grade that a person gave, for the reason they typed; the clause is the grade's own definition."""
    wanted, aside = contract.grade(grade), judge(contract, facts)
    reason = Text(why, why)
    return Verdict(
        wanted.id, wanted.rank, BY_A_PERSON, reason, wanted.clause, aside.facts, set_aside=aside.rule
    )


def rises(given: Verdict, contract: Contract, verdict: Verdict) -> bool:
    """Whether a verdict is graver than the given one, and new: the rule that a person set aside does not come back by itself."""
    if verdict.rank >= given.rank:
        return False
    aside = next((rule for rule in contract.rules if rule.id == given.set_aside), None)
    if aside is None:
        return True
    rank = contract.grade(aside.grade).rank
    return verdict.rank < rank or (verdict.rank == rank and verdict.rule != aside.id)


def _fits(rule: Rule, facts: FaultFacts) -> bool:
    return all(facts.value(name) in accepted for name, accepted in rule.when)


def _used(rule: Rule, ruled_out: Iterable[Rule], facts: FaultFacts) -> tuple[tuple[str, str], ...]:
    """Facts that alone lead to this rule. A rule ruled out by a fact that is used already adds none."""
    used = [name for name, _ in rule.when]
    for other in ruled_out:
        against = [name for name, accepted in other.when if facts.value(name) not in accepted]
        if not any(name in used for name in against):
            used.append(against[0])
    return tuple((name, facts.value(name)) for name in used)
