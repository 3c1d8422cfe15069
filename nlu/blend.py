"""Joins what the rules found with what the model thinks likely.

The model names intents, device, symptom and reach: it has seen more ways to say things than any list holds. The rules keep
what must be exact or explained: places, numbers, corrections, short answers to a question that was asked, injected
instructions. Danger is the louder of the two.
"""

from collections.abc import Mapping
from dataclasses import replace
from enum import StrEnum
from typing import TypeVar

from desk.reading import (
    Answer,
    DeviceClass,
    FaultReading,
    Impact,
    Intent,
    Occasion,
    Reading,
    ReadingContext,
    Symptom,
)
from nlu.evidence import Evidence
from nlu.intents import ORDER
from nlu.language import content_of
from nlu.safety import only_surmised

Shares = Mapping[str, Mapping[str, float]]
Code = TypeVar("Code", bound=StrEnum)

ALSO = 0.25
"""From this share on an intent is said beside the primary one."""

DANGER = 0.5
SECURITY = 0.2
"""From these shares on the model warns without a word of it: a false alarm costs a call, a missed one more than that."""

GRAVE = (Impact.WHOLE_SCHOOL, Impact.MULTI_ROOM, Impact.LESSON_BLOCKED)
PLAUSIBLE = 0.25
"""From this share on, all together, a reach that pages somebody is taken before an unknown one (facts.md §3.2)."""

IDLE_TALK = 0.75
"""From this share on the model takes the words of an event back that name no day: 听力室, 教研室, 公开课结束了."""

EVENT = 0.4
OTHER_TIME = 0.5
"""From these shares on it hears an event that no word names, and sets one that is now apart from one to come."""

REPORTED = 2.0
"""What a report counts for beside the other intents: a wrong one costs a question, a missed one a lesson."""

STEP = "step"
AGREED = 0.3
"""The share an answer of the rules needs; below it the model knows better what 灯是亮的 says."""

ABOUT_TICKETS = (
    Intent.URGE,
    Intent.COMPLAIN,
    Intent.DENY_FIXED,
    Intent.SUPPLY_INFO,
    Intent.QUERY_PROGRESS,
    Intent.TRANSFER_HUMAN,
    Intent.RESCHEDULE,
)
"""Intents that may name the fault of a ticket that exists."""

REAL = 0.3
"""Below this share of danger and of a report, danger words are taken for words about something else. The warning stays."""

SURELY = 0.8
LIKELY = 0.5
PLAIN = 0.99
SHORT = 12
SHORT_LATIN = 24
"""Characters of a message that is still short; in one whose every word the rules know they are not overruled."""

NO_DANGER = 0.11
"""Below this share of danger in the model's eyes, words that only together sound dangerous are let pass."""

CERTAINLY_NONE = 0.08
"""Below this one, also a word of danger: of 169 dangers the model had not seen, this lets none pass (火花四溅的争论 it does)."""

NOTHING = "None"

FAULTY = (Intent.REPORT_FAULT, Intent.DENY_FIXED)
"""What tells of a fault that is there now."""

_VAGUE = (None, Symptom.UNSPECIFIED)

SURE_OF = ("intent", "device", "symptom", "impact", "safety")
"""The fields of `Reading.sure`."""


def blend(rules: Reading, evidence: Evidence, context: ReadingContext, shares: Shares) -> Reading:
    """The reading of the product."""
    if evidence.has("frame", "inject") and not rules.safety and not _surely_reports(shares):
        return _as_read(rules, shares)
    read = replace(
        rules,
        safety=_is_danger(rules, evidence, _yes(shares, "safety")),
        security=rules.security or _yes(shares, "security") >= SECURITY,
        hurt=rules.hurt or _yes(shares, "hurt") >= LIKELY,
    )
    if _is_reply(rules, context):
        return _as_read(read, shares)
    return _informed(read, context, shares)


def _as_read(read: Reading, shares: Shares) -> Reading:
    """What the rules read, with what the model thinks of it."""
    return replace(read, sure=_sure(shares, read.intent, read.fault, read.impact, safety=read.safety))


def _yes(shares: Shares, field: str) -> float:
    return shares[field].get("yes", 0.0)


def _is_danger(rules: Reading, evidence: Evidence, likely: float) -> bool:
    """A word of danger counts unless the whole text makes it all but impossible; what words only add up to, unless it
    makes it most unlikely. Without any, the model warns by itself.
    """
    if rules.hurt and rules.safety:
        return True
    if rules.safety:
        return likely >= (NO_DANGER if only_surmised(evidence) else CERTAINLY_NONE)
    return likely >= DANGER


def _is_reply(rules: Reading, context: ReadingContext) -> bool:
    """A short answer to what was asked, which the rules understand by the kind of question; the model, by its words."""
    return bool(context.asked and not context.said) and (rules.answer is not None or rules.correction)


def is_plain(rules: Reading, evidence: Evidence, context: ReadingContext) -> bool:
    """A short message in which the rules know every word, and one without any: the model has nothing to add, and is not
    asked. In the middle of a conversation of which it has not heard the last sentence, also a longer one.
    """
    text = evidence.text.strip()
    if not any(text[at].isalpha() for at in content_of(text)):
        return True
    is_deaf = not context.said and (context.asked is not None or context.has_open_ticket)
    is_short = len(text) <= (SHORT_LATIN if text.isascii() else SHORT)
    to_nothing = rules.answer is not None and context.asked is None  # 还是不行, and nobody asked
    return rules.confidence >= PLAIN and (is_short or is_deaf) and not to_nothing


def _surely_reports(shares: Shares) -> bool:
    return shares["intent"].get(Intent.REPORT_FAULT, 0.0) >= SURELY


def _informed(read: Reading, context: ReadingContext, shares: Shares) -> Reading:
    intents = _intents(read, shares)
    reports = intents[0] is Intent.REPORT_FAULT
    fault = FaultReading(
        _likeliest(shares["device"], DeviceClass),
        _likeliest(shares["symptom"], Symptom),
        read.fault.place,
    )
    if reports or (context.asked and _names_fault(read)):
        fault = _told(fault, read.fault)
    faults = (fault, *read.faults[1:]) if fault != FaultReading() else ()
    impact = _impact(shares, intents[0])
    if read.impact is Impact.SINGLE_DEVICE and not _surely_more(impact, shares):
        impact = read.impact  # 不急, 这节没课: nobody needs to be asked whether a lesson is running
    if (context.asked or context.has_open_ticket) and read.impact not in (Impact.NONE, Impact.UNKNOWN):
        impact = read.impact  # 没在上课 adds to a ticket; the model has no fault to go with it
    sure = _sure(shares, intents[0], fault, impact, safety=read.safety)
    return replace(
        read,
        intents=intents,
        faults=faults,
        impact=impact,
        occasion=_occasion(read, shares) if reports else read.occasion,
        answer=_answer(read, context, shares),
        sure=sure,
        confidence=dict(sure)["intent"],
    )


def _names_fault(read: Reading) -> bool:
    """Whether the rules find a thing and what is wrong with it: in a reply that is news, whatever its tone (打印机也打不出来了)."""
    named = read.fault
    return read.intent is Intent.REPORT_FAULT and named.device is not None and named.symptom not in _VAGUE


def _told(likely: FaultReading, named: FaultReading) -> FaultReading:
    """A reported fault. The model may take a word for another thing than the rules do, but not for nothing."""
    vague = likely.symptom in _VAGUE
    symptom = (named.symptom or Symptom.UNSPECIFIED) if vague else likely.symptom
    return replace(likely, device=likely.device or named.device, symptom=symptom)


def _intents(read: Reading, shares: Shares) -> tuple[Intent, ...]:
    """The likeliest first, then others that are said as well, the most urgent first.

    A danger is a report, unless neither the danger nor a report is likely: 骑电动车淋得湿透了 in words of praise.
    """
    first = _likeliest(_agreeing(shares), Intent) or Intent.CHITCHAT
    real = max(_yes(shares, "safety"), shares["intent"].get(Intent.REPORT_FAULT, 0.0)) >= REAL
    if read.safety and real and not read.hypothetical:
        first = Intent.REPORT_FAULT
    also = {Intent(label) for label, share in shares["intents"].items() if share >= ALSO}
    others = (intent for intent in ORDER if intent in also and intent is not first)
    return (first, *(intent for intent in others if intent is not Intent.CHITCHAT))


def _agreeing(shares: Shares) -> Mapping[str, float]:
    """The intents, as far as the symptom agrees: nothing is reported of which nothing is wrong, and who only asks or
    greets names no symptom. Who urges or complains may.
    """
    nothing = shares["symptom"].get(NOTHING, 0.0)
    weight = {Intent.REPORT_FAULT: REPORTED * (1 - nothing)} | dict.fromkeys(ABOUT_TICKETS, max(nothing, 0.5))
    return {label: share * weight.get(Intent(label), nothing) for label, share in shares["intent"].items()}


def _impact(shares: Shares, intent: Intent) -> Impact:
    """How far it reaches. A fault has some reach, if only an unknown one: one reported, and one that is still there."""
    told = shares["impact"]
    impact = _likeliest(told, Impact) or Impact.NONE
    if (
        intent is Intent.REPORT_FAULT
        and impact not in GRAVE
        and sum(told.get(reach, 0.0) for reach in GRAVE) >= PLAUSIBLE
    ):
        return max(GRAVE, key=lambda reach: told.get(reach, 0.0))
    return Impact.UNKNOWN if intent in FAULTY and impact is Impact.NONE else impact


def _surely_more(impact: Impact, shares: Shares) -> bool:
    """Whether the fault reaches further than the one device of which the words speak; that a lesson stands still takes more
    than a guess.
    """
    if impact is Impact.LESSON_BLOCKED:
        return shares["impact"].get(impact, 0.0) >= SURELY
    return impact is not Impact.UNKNOWN


def _occasion(read: Reading, shares: Shares) -> Occasion:
    """The event that a fault bears on: that of the words, unless the whole text speaks of none; and one that only it tells."""
    told = shares["occasion"]
    if told.get(Occasion.NONE, 0.0) >= IDLE_TALK and read.occasion is not Occasion.LATER:
        return Occasion.NONE
    likely = max((Occasion.NOW, Occasion.LATER), key=lambda one: told.get(one, 0.0))
    needed = EVENT if read.occasion is Occasion.NONE else OTHER_TIME
    return likely if told.get(likely, 0.0) >= needed else read.occasion


def _answer(read: Reading, context: ReadingContext, shares: Shares) -> Answer | None:
    """What a reply says to the question that was asked. The model may know better than the rules what 灯是亮的 says to a
    step; what 确定 and 又黑了 say to other questions they know exactly.
    """
    told = shares["answer"]
    known = read.answer is not None and (context.asked != STEP or told.get(read.answer, 0.0) >= AGREED)
    return read.answer if known or not context.asked else _likeliest(told, Answer)


def _likeliest(shares: Mapping[str, float], code: type[Code]) -> Code | None:
    label = max(shares, key=lambda one: shares[one])
    return None if label == NOTHING else code(label)


def as_known(read: Reading) -> Reading:
    """A plain message: every field is as sure as the share of its words that the rules know."""
    return replace(read, sure=tuple((field, read.confidence) for field in SURE_OF))


def _sure(
    shares: Shares, intent: Intent, fault: FaultReading, impact: Impact, *, safety: bool
) -> tuple[tuple[str, float], ...]:
    """For each field how likely the value that was chosen is."""
    danger = _yes(shares, "safety")
    chosen = {
        "intent": shares["intent"].get(intent, 0.0),
        "device": shares["device"].get(str(fault.device), 0.0),
        "symptom": shares["symptom"].get(str(fault.symptom), 0.0),
        "impact": shares["impact"].get(impact, 0.0),
        "safety": 1.0 if safety and danger < DANGER else max(danger, 1 - danger),
    }
    return tuple((name, round(share, 3)) for name, share in chosen.items())
