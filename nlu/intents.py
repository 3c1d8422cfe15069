"""Which of the sixteen intents a message carries, the most urgent first (labels.md §1).

Cue words propose; the rules below take back what only sounds like an intent. Each rule says which message taught it.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from desk.reading import Answer, Intent, ReadingContext
from nlu.evidence import Evidence
from nlu.faults import Found
from nlu.matching import Hit

ORDER = (
    Intent.REPORT_FAULT, Intent.DENY_FIXED, Intent.COMPLAIN, Intent.URGE, Intent.TRANSFER_HUMAN, Intent.RESCHEDULE,
    Intent.CANCEL, Intent.REQUEST_SERVICE, Intent.QUERY_PROGRESS, Intent.ASK_WARRANTY_PRICE, Intent.ASK_HOWTO,
    Intent.SUPPLY_INFO, Intent.ANSWER_STEP, Intent.CONFIRM_FIXED, Intent.PRAISE, Intent.CHITCHAT,
)  # fmt: skip
"""labels.md §1: the intent with the most urgent consequence comes first."""

FACT_QUESTIONS = frozenset(
    {"fault", "place", "device", "symptom", "time", "contact", "phone", "name", "photo", "model", "room"}
)
"""Pending questions that ask for a fact; every other one asks for yes or no."""

SETTLED: Mapping[tuple[str | None, Answer | None], Intent] = {
    ("fixed", Answer.YES): Intent.CONFIRM_FIXED,
    ("fixed", Answer.NO): Intent.DENY_FIXED,
    ("still", Answer.NO): Intent.CONFIRM_FIXED,
    ("still", Answer.YES): Intent.DENY_FIXED,
    ("cancel", Answer.YES): Intent.CANCEL,
    ("visit", Answer.NO): Intent.CANCEL,
    ("visit_time", Answer.YES): Intent.RESCHEDULE,
    ("visit_time", Answer.NO): Intent.RESCHEDULE,
    ("human", Answer.YES): Intent.TRANSFER_HUMAN,
}
"""What a bare yes or no wants, by the question it answers; after every other one it is the answer to a step."""

_ASKING = (
    "能不能",
    "可不可以",
    "是否",
    "请问",
    "想问",
    "问下",
    "问一下",
    "can i ",
    "could i ",
    "does it ",
    "is it ",
)

UNKNOWN_WORDS = 3
"""Content characters nobody explained that make a sentence about a device a report."""

KNOWN_TO_DESK = frozenset({Intent.URGE, Intent.DENY_FIXED})
"""Intents that name a fault only to say which ticket they mean."""

PROCESS = KNOWN_TO_DESK | {
    Intent.QUERY_PROGRESS, Intent.COMPLAIN, Intent.CANCEL, Intent.RESCHEDULE, Intent.TRANSFER_HUMAN,
    Intent.REQUEST_SERVICE, Intent.ASK_HOWTO,
}  # fmt: skip
"""Intents beside which a bare 坏了 or 修 reports nothing new."""


@dataclass(frozen=True, slots=True)
class Situation:
    """What the rules look at besides the words."""

    evidence: Evidence
    faults: tuple[Found, ...]
    grave: bool
    answer: Answer | None
    correction: bool
    places: int
    definite: bool
    device: bool
    unexplained: int
    ticket_named: bool
    context: ReadingContext


def intents_of(seen: Situation) -> tuple[Intent, ...]:
    """The intents, primary first; chitchat when there is nothing else."""
    if seen.evidence.has("frame", "inject") and not seen.grave:
        return (Intent.CHITCHAT,)
    told = {Intent(hit.code) for hit in seen.evidence.of("intent")} - {Intent.CHITCHAT}
    if seen.grave or any(_reports(seen, fault) for fault in seen.faults):
        told.add(Intent.REPORT_FAULT)
    told = _about_time(seen, told)
    told = _about_known_tickets(seen, told)
    told = _about_wishes(seen, told)
    told = _about_replies(seen, told)
    told = _about_devices(seen, told)
    if seen.grave and not hypothetical(seen.evidence):
        told.add(Intent.REPORT_FAULT)
    return tuple(intent for intent in ORDER if intent in told) or (Intent.CHITCHAT,)


def _reports(seen: Situation, fault: Found) -> bool:
    """A bare 不行 is an answer; with a device, or as 又不行了, it is a report."""
    named = fault.device or seen.answer is None or seen.evidence.has("frame", "again")
    return fault.settled or bool(fault.sign and named)


def asks(text: str) -> bool:
    """Whether the sentence is a question."""
    return (
        "?" in text
        or text.rstrip(" 。.!").endswith(("吗", "呢", "么"))
        or any(word in text for word in _ASKING)
    )


def hypothetical(evidence: Evidence) -> bool:
    """要是黑屏怎么办: a question about what might happen."""
    if not evidence.has("frame", "if"):
        return False
    return evidence.has("intent", Intent.ASK_HOWTO) or asks(evidence.text) or "怎么" in evidence.text


def over(evidence: Evidence) -> bool:
    """昨天坏了今天好了: the good news comes last, and nobody says that it is back."""
    fixed = [hit for hit in evidence.of("intent", Intent.CONFIRM_FIXED) if not _refused(evidence.text, hit)]
    if not fixed or evidence.has("intent", Intent.DENY_FIXED):
        return False
    last = fixed[-1]
    after = [hit for kind in ("symptom", "safety") for hit in evidence.of(kind) if hit.start >= last.end]
    return not after and not _only_a_start(evidence, last)


def _refused(text: str, fixed: Hit) -> bool:
    """又不行了, 没修好: the character before turns it round."""
    return text[fixed.start - 1 : fixed.start] in tuple("不没别未") or text[: fixed.start].endswith(
        ("not ", "isn't ", "n't ")
    )


def _only_a_start(evidence: Evidence, fixed: Hit) -> bool:
    """亮了一下又灭了, 好了吗: what follows takes the good news back."""
    rest = evidence.text[fixed.end :]
    return rest[:2].strip().startswith(("吗", "没", "么", "?", "一下", "一会", "才", "再"))


def _about_time(seen: Situation, told: set[Intent]) -> set[Intent]:
    """What may happen is a question, what is over is good news."""
    if hypothetical(seen.evidence):
        return {Intent.ASK_HOWTO}
    if over(seen.evidence):
        return told - {Intent.REPORT_FAULT} | {Intent.CONFIRM_FIXED}
    return told - {Intent.CONFIRM_FIXED}


def _about_known_tickets(seen: Situation, told: set[Intent]) -> set[Intent]:
    """A fault named beside 怎么还没来 or 刚修好又 says which ticket is meant."""
    vague = not any(fault.settled for fault in seen.faults)
    if seen.ticket_named and Intent.REPORT_FAULT in told and seen.evidence.has("frame", "again"):
        told = told | {Intent.DENY_FIXED}
    if (
        told & KNOWN_TO_DESK
        or (vague and told & PROCESS)
        or (seen.context.has_open_ticket and Intent.QUERY_PROGRESS in told)
    ):
        told = told - {Intent.REPORT_FAULT}
    if (
        not told
        and seen.context.has_open_ticket
        and seen.answer is Answer.NO
        and not seen.correction
        and not seen.context.asked
    ):
        told = told | {Intent.DENY_FIXED}
    if seen.evidence.has("frame", "press") and (Intent.PRAISE not in told or Intent.REPORT_FAULT in told):
        told = told | {Intent.URGE}
    if Intent.DENY_FIXED in told:
        told = told - {Intent.CONFIRM_FIXED, Intent.PRAISE}
    if told & {Intent.COMPLAIN, Intent.URGE}:
        told = told - {Intent.PRAISE}
    return told


def _about_wishes(seen: Situation, told: set[Intent]) -> set[Intent]:
    """Requests, prices and how-to questions give way to a real fault and to each other."""
    if Intent.REPORT_FAULT in told:
        told = told - {Intent.ASK_HOWTO, Intent.REQUEST_SERVICE, Intent.SUPPLY_INFO, Intent.PRAISE}
    elif told <= {Intent.SUPPLY_INFO} and any(
        mark in seen.evidence.text for mark in ("怎么", "如何", "怎样")
    ):
        told = {Intent.ASK_HOWTO}
    if Intent.ASK_WARRANTY_PRICE in told:
        told = told - {Intent.REQUEST_SERVICE, Intent.ASK_HOWTO}
        if not any(fault.settled for fault in seen.faults):
            told = told - {Intent.REPORT_FAULT, Intent.COMPLAIN} if "投诉" not in seen.evidence.text else told
    if seen.correction and Intent.REPORT_FAULT not in told:
        told = told | {Intent.SUPPLY_INFO}
    return told


def _about_replies(seen: Situation, told: set[Intent]) -> set[Intent]:
    """A pending question turns short words into its answer; without one a place alone supplies information."""
    if seen.answer is Answer.HUMAN and (seen.context.asked or not told):
        return told | {Intent.TRANSFER_HUMAN}
    if seen.context.asked in FACT_QUESTIONS:
        return _about_facts(seen, told)
    if seen.context.asked and seen.answer:
        no_news = not any(fault.device for fault in seen.faults) and not seen.grave
        told = told - {Intent.REPORT_FAULT, Intent.DENY_FIXED} if no_news else told
        if told & {Intent.REPORT_FAULT, Intent.CONFIRM_FIXED}:
            return told
        return told | {SETTLED.get((seen.context.asked, seen.answer), Intent.ANSWER_STEP)}
    facts = seen.places or seen.context.asked or seen.evidence.denied
    if not told and facts and (seen.definite or not seen.evidence.has("intent", Intent.CHITCHAT)):
        return {Intent.SUPPLY_INFO}
    return told


def _about_devices(seen: Situation, told: set[Intent]) -> set[Intent]:
    """A device and words we do not know: a question is how-to, a statement at a service desk is a fault.

    投影仪在二楼 is no more than information: nothing in it is unknown.
    """
    if told - {Intent.SUPPLY_INFO} or not seen.device or seen.context.asked or seen.correction:
        return told
    if asks(seen.evidence.text):
        return {Intent.ASK_HOWTO}
    unknown = not seen.context.has_open_ticket and seen.unexplained >= UNKNOWN_WORDS
    return {Intent.REPORT_FAULT} if unknown else told


def _about_facts(seen: Situation, told: set[Intent]) -> set[Intent]:
    """Asked for a fact, a symptom without a device is that fact."""
    if Intent.REPORT_FAULT in told and not seen.grave and not any(fault.device for fault in seen.faults):
        told = told - {Intent.REPORT_FAULT} | {Intent.SUPPLY_INFO}
    return told if told or seen.evidence.has("intent", Intent.CHITCHAT) else {Intent.SUPPLY_INFO}
