"""From readings to a report: what is still missing, what is worth asking, whether a message is about a known fault."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from desk.contract import Contract
from desk.doubt import BEYOND, Question, Unknown, certainty, open_questions, unknown, worst_plausible
from desk.grading import FaultFacts, Verdict, judge
from desk.ids import DeviceId, MediaId, RoomId
from desk.reading import Condition, FaultReading, Impact, Intent, Occasion, Reading, Symptom, Truth
from desk.ticket import Ticket

MAX_QUESTIONS = 2
QUICK = timedelta(minutes=10)
"""A message this soon after the report, without a device or room of its own, belongs to it."""

_FAULTY = frozenset(
    {Intent.REPORT_FAULT, Intent.REQUEST_SERVICE, Intent.ASK_HOWTO, Intent.ASK_WARRANTY_PRICE}
)
_OF_A_KNOWN_FAULT = frozenset({Intent.DENY_FIXED, Intent.SUPPLY_INFO, Intent.ANSWER_STEP})
_SCOPE = [
    Impact.NONE,
    Impact.UNKNOWN,
    Impact.SINGLE_DEVICE,
    Impact.LESSON_BLOCKED,
    Impact.MULTI_ROOM,
    Impact.WHOLE_SCHOOL,
]


@dataclass(frozen=True, slots=True)
class Draft:
    """A report that is being put together. `rooms` holds several when the words fit more than one.

    `ruled_out` are impacts that an answer has excluded while the impact itself is still open (only this room; is a lesson
    on?). `read` (0-1) is the reader's least confidence in a message that said something of the fault, `why` the words that led
    to each field.
    """

    words: tuple[str, ...] = ()
    media: tuple[MediaId, ...] = ()
    facts: FaultFacts = FaultFacts()
    place: str = ""
    rooms: tuple[RoomId, ...] = ()
    device: DeviceId | None = None
    ruled_out: tuple[Impact, ...] = ()
    read: float = 1.0
    why: tuple[tuple[str, str], ...] = ()

    @property
    def unknown(self) -> Unknown:
        """What is in doubt about the fault."""
        return unknown(self.facts, self.ruled_out)

    @property
    def room(self) -> RoomId | None:
        """The room when it is certain."""
        return self.rooms[0] if len(self.rooms) == 1 else None


def absorb(draft: Draft, reading: Reading, media: tuple[MediaId, ...] = ()) -> Draft:
    """The draft with one more message. Later words win over earlier ones; safety and a wider impact are never lost."""
    fault = reading.fault
    place = fault.place
    return replace(
        draft,
        words=(*draft.words, reading.text) if reading.text else draft.words,
        media=draft.media + media,
        facts=merge(draft.facts, reading, fault),
        place=place.words if place else draft.place,
        rooms=place.rooms if place else draft.rooms,
        device=_device(draft, fault),
        read=min(draft.read, reading.confidence) if reading.faults else draft.read,
        why=tuple(dict.fromkeys((*draft.why, *reading.why))),
    )


def _device(draft: Draft, fault: FaultReading) -> DeviceId | None:
    """The device whose sticker was scanned, until the words name another room or another kind of device."""
    elsewhere = fault.place is not None and fault.place.rooms != draft.rooms
    another = fault.device not in (None, draft.facts.device)
    return None if elsewhere or another else draft.device


def merge(facts: FaultFacts, reading: Reading, fault: FaultReading) -> FaultFacts:
    """The facts with what one reading adds."""
    specific = fault.symptom if fault.symptom is not Symptom.UNSPECIFIED else None
    return replace(
        facts,
        impact=wider(facts.impact, reading.impact),
        occasion=reading.occasion if reading.occasion is not Occasion.NONE else facts.occasion,
        safety=facts.safety or reading.safety,
        hurt=facts.hurt or reading.hurt,
        security=facts.security or reading.security,
        device=fault.device or facts.device,
        symptom=specific or facts.symptom or fault.symptom,
        condition=reading.condition if reading.condition is not Condition.UNKNOWN else facts.condition,
        intermittent=reading.intermittent
        if reading.intermittent is not Truth.UNKNOWN
        else facts.intermittent,
        workaround=reading.workaround if reading.workaround is not Truth.UNKNOWN else facts.workaround,
        intent=reading.intent if reading.intent in _FAULTY else facts.intent,
    )


def wider(a: Impact, b: Impact) -> Impact:
    """The wider of two impacts; `none` (no fault in that message) never narrows."""
    return max(a, b, key=_SCOPE.index)


def has_fault(draft: Draft) -> bool:
    """Whether it is known what is broken."""
    facts = draft.facts
    return facts.safety or facts.device is not None or facts.symptom not in (None, Symptom.UNSPECIFIED)


def worth_asking(draft: Draft, contract: Contract) -> tuple[Question, ...]:
    """The questions whose answer can change the grade, the one that changes it most first. None when danger is about."""
    return () if draft.facts.safety else open_questions(contract, draft.facts, draft.unknown)


def graded(draft: Draft, contract: Contract, *, unanswered: bool = False) -> Verdict:
    """The grade of a report on what is known; of one whose question stayed `unanswered`, the worst still plausible."""
    if unanswered:
        return worst_plausible(contract, draft.facts, draft.unknown)
    return certainty(contract, draft.facts, draft.unknown, draft.read)


def first_verdict(contract: Contract, reading: Reading) -> Verdict | None:
    """The grade on the words of one message alone, its questions still open; None where it tells of nothing to grade.

    Graded is what a ticket would be opened for, danger, and what says of a known fault how bad it is; asking after a
    ticket, pressing, thanking and the like are not (labels.md §5 rule 1). What the words leave open counts as they left it,
    not at its gravest: that is assumed only once nobody answers (`graded`, rule 8: C, and B when the moment is unknown).
    """
    of_a_fault = reading.intent in _OF_A_KNOWN_FAULT and reading.impact is not Impact.NONE
    if reading.intent in _FAULTY or of_a_fault or reading.safety or reading.hurt:
        return judge(contract, absorb(Draft(), reading).facts)
    return None


def only_here(draft: Draft) -> Draft:
    """The draft once it is known that no other room has the fault; whether a lesson stands still may stay open."""
    return replace(draft, ruled_out=BEYOND)


def about(ticket: Ticket, reading: Reading, now: datetime) -> bool:
    """Whether a fault message is about this open ticket rather than a second fault.

    Another room or another device is another fault, unless the words say that both have it (隔壁班也黑屏了). Without either
    it belongs to the ticket while that is fresh. A question or a wish takes in no fault.
    """
    fault, known = reading.fault, ticket.fault
    elsewhere = bool(known.place) and reading.safety  # danger is not put down to a place nobody could find
    if spreads(ticket, reading):
        return True
    if known.facts.is_question and reading.intent is Intent.REPORT_FAULT:
        return False
    if (
        fault.place
        and fault.place.rooms
        and known.room not in fault.place.rooms
        and (known.room or elsewhere)
    ):
        return False
    if fault.device and known.facts.device and fault.device is not known.facts.device:
        return False
    if fault.device or (fault.place and fault.place.rooms):
        return True
    return now - ticket.opened_at <= QUICK or reading.intent is not Intent.REPORT_FAULT


def spreads(ticket: Ticket, reading: Reading) -> bool:
    """Whether the words say that this ticket's fault is elsewhere too: a wider impact, no other device, no other symptom."""
    fault, known = reading.fault, ticket.fault.facts
    if reading.impact not in BEYOND or (fault.place and fault.place.rooms):
        return False
    same_device = fault.device is None or fault.device is known.device
    vague = fault.symptom in (None, Symptom.UNSPECIFIED)
    return same_device and (vague or fault.symptom is known.symptom)
