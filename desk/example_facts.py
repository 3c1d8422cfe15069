"""Facts of a plausible fault that truly reach a grade under a contract: for rehearsals, where nobody has reported anything."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from enum import Enum
from itertools import chain, product
from typing import Any

from desk.contract import Contract, Rule
from desk.grading import FaultFacts, fact_values, judge
from desk.ids import GradeId
from desk.reading import DeviceClass, Impact, Symptom

ORDINARY = FaultFacts(
    impact=Impact.SINGLE_DEVICE, device=DeviceClass.SMART_BOARD, symptom=Symptom.BLACK_SCREEN
)
"""Where a rule does not ask, the fault is the commonest: one board stays dark."""

_REACH = (Impact.SINGLE_DEVICE, Impact.LESSON_BLOCKED, Impact.MULTI_ROOM, Impact.WHOLE_SCHOOL)
_EXTRAORDINARY = frozenset({"safety", "hurt", "security", "occasion", "intent"})
_VARIED = ("impact", "device", "symptom")


def example_facts(contract: Contract, grade: GradeId) -> FaultFacts | None:
    """Facts that the contract's own rules grade so, as ordinary as there are; None when none were found.

    A dark board, in one room or more, is tried before the other things the rules ask for, and those before danger, attacks, events and questions. What the rules do not ask for stays ordinary
    unless an earlier rule would then decide.
    """
    rules = sorted(
        (rule for rule in contract.rules if rule.grade == grade),
        key=lambda rule: any(name in _EXTRAORDINARY for name, _ in rule.when),
    )
    everyday = (replace(ORDINARY, impact=impact) for impact in _REACH)
    sought = (facts for widely in (False, True) for rule in rules for facts in _fitting(rule, widely))
    return next((facts for facts in chain(everyday, sought) if judge(contract, facts).grade == grade), None)


def _fitting(rule: Rule, widely: bool) -> Iterator[FaultFacts]:
    """Faults that the rule fits; `widely` also varies reach, device and symptom where it does not ask for them."""
    known = fact_values()
    wanted: dict[str, tuple[str, ...]] = dict(rule.when)
    for name in _VARIED if widely else ():
        wanted.setdefault(name, tuple(sorted(map(str, known[name]))))
    for words in product(*wanted.values()):
        values: Mapping[str, Any] = {
            name: _typed(known[name], word) for name, word in zip(wanted, words, strict=True)
        }
        yield replace(ORDINARY, **values)


def _typed(known: frozenset[str], word: str) -> Any:
    """The fact's value as `FaultFacts` holds it: its enum, true or false, or None where the words lack it."""
    member = next(value for value in known if value == word)
    return member if isinstance(member, Enum) else {"true": True, "false": False}.get(word)
