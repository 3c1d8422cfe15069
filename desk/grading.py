"""Grading: facts of a fault and a contract in, a grade with its reason and clause out. Never code per customer."""

from dataclasses import dataclass

from desk.contract import Clause, Contract, Rule
from desk.ids import GradeId
from desk.language import Text
from desk.reading import DeviceClass, Impact, Intent, Occasion, Symptom

QUESTIONS = frozenset({Intent.ASK_HOWTO, Intent.ASK_WARRANTY_PRICE, Intent.REQUEST_SERVICE})


@dataclass(frozen=True, slots=True)
class FaultFacts:
    """The facts a contract's rules may ask for; nothing else can change a grade."""

    impact: Impact = Impact.UNKNOWN
    occasion: Occasion = Occasion.NONE
    safety: bool = False
    hurt: bool = False
    security: bool = False
    device: DeviceClass | None = None
    symptom: Symptom | None = None
    intent: Intent = Intent.REPORT_FAULT

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
    """Every fact a rule may name, with the values it may ask for. `unknown` is a device or symptom the words lack."""
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
    }


@dataclass(frozen=True, slots=True)
class Verdict:
    """The grade given, and why: the rule that fired, its reason in both languages, and the clause cited."""

    grade: GradeId
    rank: int
    rule: str
    reason: Text
    clause: Clause


def judge(contract: Contract, facts: FaultFacts) -> Verdict:
    """The first rule of the contract that fits. Raises ValueError when none does (a validated pack has a last rule)."""
    for rule in contract.rules:
        if _fits(rule, facts):
            return Verdict(rule.grade, contract.grade(rule.grade).rank, rule.id, rule.reason, rule.clause)
    raise ValueError(
        f"no rule of contract {contract.id} v{contract.version} fits {facts}; add a last rule without 'when'"
    )


def _fits(rule: Rule, facts: FaultFacts) -> bool:
    return all(facts.value(name) in accepted for name, accepted in rule.when)


def graver(a: Verdict, b: Verdict) -> Verdict:
    """The one with the smaller rank; a re-reading never lowers a promise already made (facts.md I1)."""
    return b if b.rank < a.rank else a
