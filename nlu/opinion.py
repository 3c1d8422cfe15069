"""What another reader says about a message, in our vocabulary, and how it joins our own reading.

The other reader tells labels only. What it may not decide: danger and injuries, places and rooms, ticket numbers, replies
to a question. A label we do not know is not told at all.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TypeVar

from desk.reading import DeviceClass, FaultReading, Impact, Intent, Reading, Symptom
from nlu.intents import ORDER

NOTHING = "none"
"""The label for: the message names no device, or no symptom."""

Code = TypeVar("Code", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Opinion:
    """Labels told. A field named in `silent` is told to be absent; a field that is None and not there is not told.

    `sure` is the other reader's own confidence by field, 0..1, where it has one.
    """

    intents: tuple[Intent, ...] = ()
    device: DeviceClass | None = None
    symptom: Symptom | None = None
    impact: Impact | None = None
    silent: frozenset[str] = frozenset()
    sure: tuple[tuple[str, float], ...] = ()


def opinion_of(labels: Mapping[str, object], intents: Iterable[object], sure: Mapping[str, float]) -> Opinion:
    """An opinion from names as they arrive; names outside the vocabulary are dropped.

    `labels` may hold device, symptom and impact; `none` (or null) as a device or symptom means the message names none.
    """
    known = (known_code(Intent, name) for name in intents)
    named = {field for field in ("device", "symptom") if field in labels}
    return Opinion(
        tuple(dict.fromkeys(intent for intent in known if intent is not None)),
        known_code(DeviceClass, labels.get("device")),
        known_code(Symptom, labels.get("symptom")),
        known_code(Impact, labels.get("impact")),
        frozenset(field for field in named if labels[field] in (None, NOTHING)),
        tuple(sorted(sure.items())),
    )


def known_code(kind: type[Code], name: object) -> Code | None:
    """The member of the vocabulary with this name, or None."""
    return kind(name) if isinstance(name, str) and name in {code.value for code in kind} else None


def merged(own: Reading, told: Opinion, source: str) -> Reading:
    """Our reading with the labels of `source` in it.

    Where our words saw danger, the other only fills what they left open: danger is reported, whatever anybody else reads.
    """
    faults = _faults(own, told)
    intents = _intents(own, told)
    impact = told.impact if told.impact is not None and not own.safety else own.impact
    sure = dict(told.sure)
    return replace(
        own,
        intents=intents,
        faults=faults,
        impact=impact,
        confidence=sure.get("intent", own.confidence),
        sure=tuple({**dict(own.sure), **sure}.items()),
        why=(*own.why, *_why(told, source)),
    )


def _intents(own: Reading, told: Opinion) -> tuple[Intent, ...]:
    """The intents told; with danger ours as well. One of several that we read too is not lost: they join as second."""
    if not told.intents:
        return own.intents
    if own.safety:
        both = {*own.intents, *told.intents} - {Intent.CHITCHAT}
        return tuple(intent for intent in ORDER if intent in both) or own.intents
    if set(told.intents) & set(own.intents):
        return (*told.intents, *(intent for intent in own.intents if intent not in told.intents))
    return told.intents


def _faults(own: Reading, told: Opinion) -> tuple[FaultReading, ...]:
    """The first fault as told; further faults and every place are ours."""
    first = own.fault
    device, symptom = told.device or first.device, told.symptom or first.symptom
    if own.safety:
        device, symptom = first.device or told.device, first.symptom or told.symptom
    else:
        device = None if "device" in told.silent else device
        symptom = None if "symptom" in told.silent else symptom
    fault = FaultReading(device, symptom, first.place)
    return (fault, *own.faults[1:]) if fault != FaultReading() else own.faults[1:]


def _why(told: Opinion, source: str) -> tuple[tuple[str, str], ...]:
    """What was told, by field, so that a person can see whose label it was."""
    names = {
        "intent": " ".join(told.intents),
        "device": told.device or NOTHING * ("device" in told.silent),
        "symptom": told.symptom or NOTHING * ("symptom" in told.silent),
        "impact": told.impact or "",
    }
    sure = dict(told.sure)
    return tuple(
        (field, f"{source}: {name}" + (f" {sure[field]:.2f}" if field in sure else ""))
        for field, name in names.items()
        if name
    )
