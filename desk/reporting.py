"""From readings to a report: what is still missing, what is worth asking, whether a message is about a known fault."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from desk.contract import Contract
from desk.grading import FaultFacts, judge
from desk.ids import DeviceId, MediaId, RoomId
from desk.reading import FaultReading, Impact, Intent, Occasion, Reading, Symptom
from desk.ticket import Ticket

MAX_QUESTIONS = 2
QUICK = timedelta(minutes=10)
"""A message this soon after the report, without a device or room of its own, belongs to it."""

_FAULTY = frozenset(
    {Intent.REPORT_FAULT, Intent.REQUEST_SERVICE, Intent.ASK_HOWTO, Intent.ASK_WARRANTY_PRICE}
)
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
    """A report that is being put together. `rooms` holds several when the words fit more than one."""

    words: tuple[str, ...] = ()
    media: tuple[MediaId, ...] = ()
    facts: FaultFacts = FaultFacts()
    place: str = ""
    rooms: tuple[RoomId, ...] = ()
    device: DeviceId | None = None

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
    )


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
        intent=reading.intent if reading.intent in _FAULTY else facts.intent,
    )


def wider(a: Impact, b: Impact) -> Impact:
    """The wider of two impacts; `none` (no fault in that message) never narrows."""
    return max(a, b, key=_SCOPE.index)


def has_fault(draft: Draft) -> bool:
    """Whether it is known what is broken."""
    facts = draft.facts
    return facts.safety or facts.device is not None or facts.symptom not in (None, Symptom.UNSPECIFIED)


def lesson_matters(draft: Draft, contract: Contract) -> bool:
    """Whether asking "is a lesson running?" could change the grade: only then is it worth a question."""
    if draft.facts.impact is not Impact.UNKNOWN or draft.facts.safety:
        return False
    stopped = judge(contract, replace(draft.facts, impact=Impact.LESSON_BLOCKED))
    going_on = judge(contract, replace(draft.facts, impact=Impact.SINGLE_DEVICE))
    return stopped.rank != going_on.rank


def about(ticket: Ticket, reading: Reading, now: datetime) -> bool:
    """Whether a fault message is about this open ticket rather than a second fault.

    Another room or another device is another fault. Without either it belongs to the ticket while that is fresh.
    """
    fault, known = reading.fault, ticket.fault
    if fault.place and fault.place.rooms and known.room and known.room not in fault.place.rooms:
        return False
    if fault.device and known.facts.device and fault.device is not known.facts.device:
        return False
    if fault.device or (fault.place and fault.place.rooms):
        return True
    return now - ticket.opened_at <= QUICK or reading.intent is not Intent.REPORT_FAULT
