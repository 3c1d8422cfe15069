"""Doubt: what is not known about a fault, whether an answer could change its grade, and what is assumed without one.

A *case* is one way the facts may turn out once everything in doubt were answered. Everything here tries the cases, of
which there are few: only what a teacher can be asked is in doubt. A way round is not: nobody is asked to look for one
while a lesson stands still, so what the words do not mention counts as they left it. Pure; asks and sends nothing.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, fields, replace
from enum import StrEnum
from itertools import combinations, product
from typing import Any

from desk.contract import Contract
from desk.grading import FaultFacts, Verdict, judge, rule_for
from desk.reading import Condition, DeviceClass, Impact, Symptom, Truth

Unknown = Mapping[str, tuple[StrEnum, ...]]
"""For every fact in doubt the values it may have, the mildest first."""

SHARED = frozenset(
    {
        DeviceClass.NETWORK,
        DeviceClass.BROADCAST,
        DeviceClass.SURVEILLANCE,
        DeviceClass.CLOUD_CLASSROOM,
        DeviceClass.SERVER_PLATFORM,
        DeviceClass.POWER,
    }
)
"""What more than one room hangs on: only of these may a fault that is told of one room be everybody's (facts.md §2)."""

ONE_ROOM = (Impact.SINGLE_DEVICE, Impact.LESSON_BLOCKED)
BEYOND = (Impact.MULTI_ROOM, Impact.WHOLE_SCHOOL)
_VAGUE = (None, Symptom.UNSPECIFIED)
_OWN = tuple(device for device in DeviceClass if device not in SHARED)


class Question(StrEnum):
    """What a teacher may be asked because of the grade. In doubt about which first, the earlier one."""

    SCOPE = "scope"
    LESSON = "lesson"
    CONDITION = "condition"
    DEVICE = "device"


@dataclass(frozen=True, slots=True)
class _Asked:
    """The facts a question is about, and the answer it would get in a case (None: none of its answers)."""

    about: tuple[str, ...]
    answer: Callable[[FaultFacts], str | None]


_LESSON_ANSWERS = {Impact.SINGLE_DEVICE: "no", Impact.LESSON_BLOCKED: "yes"}
_ASKED: dict[Question, _Asked] = {
    Question.SCOPE: _Asked(("impact",), lambda case: "here" if case.impact in ONE_ROOM else case.impact),
    Question.LESSON: _Asked(("impact",), lambda case: _LESSON_ANSWERS.get(case.impact)),
    Question.CONDITION: _Asked(
        ("condition", "intermittent"), lambda case: f"{case.condition} {case.intermittent}"
    ),
    Question.DEVICE: _Asked(("device",), lambda case: case.device),
}


def unknown(facts: FaultFacts, ruled_out: Collection[Impact] = ()) -> Unknown:
    """What is in doubt. `ruled_out` are impacts that an answer has excluded without settling the impact.

    How a thing fails is one doubt: who says that it is dead or that it comes and goes has told both.
    """
    found: dict[str, tuple[StrEnum, ...]] = {}
    if facts.impact is Impact.UNKNOWN:
        reach = (*ONE_ROOM, *BEYOND) if facts.device in SHARED else ONE_ROOM
        found["impact"] = tuple(impact for impact in reach if impact not in ruled_out)
    if facts.device is None:
        found["device"] = tuple(DeviceClass) if facts.impact in BEYOND else _OWN
    untold = facts.condition is Condition.UNKNOWN and facts.intermittent is Truth.UNKNOWN
    if facts.symptom in _VAGUE and untold:
        found["condition"] = (Condition.DEGRADED, Condition.DEAD)
        found["intermittent"] = (Truth.TRUE, Truth.FALSE)
    return found


def cases(facts: FaultFacts, unknown: Unknown) -> tuple[FaultFacts, ...]:
    """Every way the facts may turn out; the facts themselves when nothing is in doubt."""
    ways: list[dict[str, Any]] = [
        dict(zip(unknown, values, strict=True)) for values in product(*unknown.values())
    ]
    return tuple(replace(facts, **way) for way in ways)


def certainty(contract: Contract, facts: FaultFacts, unknown: Unknown, read: float = 1.0) -> Verdict:
    """The verdict on the facts as they are, with its confidence: the share of cases with this very grade, times `read`.

    `read` (0-1) is the reader's confidence in the words; 1.0 for what was pressed or decided by a person.
    """
    verdict = judge(contract, facts)
    return replace(verdict, confidence=round(read * _share(contract, verdict, cases(facts, unknown)), 2))


def open_questions(contract: Contract, facts: FaultFacts, unknown: Unknown) -> tuple[Question, ...]:
    """The questions of which some answer changes the grade, all else being equal; the one that splits most comes first.

    One splits more than another when its answers lie further apart in rank, then when they differ in more cases.
    """
    ranks = _ranks(contract, cases(facts, unknown))
    splits = {question: _split(ranks, asked.about, asked.answer) for question, asked in _ASKED.items()}
    return tuple(sorted((q for q in Question if splits[q] > NOTHING), key=lambda q: splits[q], reverse=True))


def worst_plausible(contract: Contract, facts: FaultFacts, unknown: Unknown) -> Verdict:
    """The gravest verdict of all cases, and which facts in doubt were assumed for it (none when every case has one grade).

    Of cases equally grave the mildest is cited, so that no more is assumed than the grade needs.
    """
    ranks = _ranks(contract, cases(facts, unknown))
    worst = judge(contract, min(ranks, key=lambda case: ranks[case]))
    assumed = tuple(name for name in unknown if _matters(name, ranks))
    return replace(worst, assumed=assumed, confidence=round(_share(contract, worst, tuple(ranks)), 2))


Split = tuple[int, float]
"""How far the answers lie apart in rank, and in which part of the cases of all else they differ."""

NOTHING: Split = (0, 0.0)


def _split(
    ranks: Mapping[FaultFacts, int], about: tuple[str, ...], answer: Callable[[FaultFacts], str | None]
) -> Split:
    else_equal: dict[tuple[str, ...], list[tuple[str, int]]] = {}
    for case, rank in ranks.items():
        said = answer(case)
        if said is not None:
            rest = tuple(case.value(fact.name) for fact in fields(case) if fact.name not in about)
            else_equal.setdefault(rest, []).append((said, rank))
    gaps = [
        max((abs(rank - other) for (a, rank), (b, other) in combinations(told, 2) if a != b), default=0)
        for told in else_equal.values()
    ]
    return (max(gaps), sum(map(bool, gaps)) / len(gaps)) if gaps else NOTHING


def _matters(name: str, ranks: Mapping[FaultFacts, int]) -> bool:
    return _split(ranks, (name,), lambda case: case.value(name)) > NOTHING


def _ranks(contract: Contract, ways: tuple[FaultFacts, ...]) -> dict[FaultFacts, int]:
    return {case: contract.grade(rule_for(contract, case).grade).rank for case in ways}


def _share(contract: Contract, verdict: Verdict, ways: tuple[FaultFacts, ...]) -> float:
    return sum(rule_for(contract, case).grade == verdict.grade for case in ways) / len(ways)
