"""Finds on the trails what was read wrongly and corrected by a person: by the handler, a supervisor, or the teacher.

A diagnosis says what was found and not what was said, a withdrawal only that nobody need come, a grade changed by a person
not which fact was wrong, danger told later not that it was told before: none of them is a correction of a reading.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from desk import events as ev
from desk.grading import FaultFacts
from desk.ids import PersonId
from desk.people import Role
from desk.ticket import Ticket
from usecases.ports import UnitOfWork

Read = Mapping[str, str | None]
"""Field (device, symptom, location, intent) → its code or the teacher's words; None for what was not read."""


@dataclass(frozen=True, slots=True)
class Correction:
    """One field as a person put it right; `words` are what a teacher said for it."""

    value: str | None
    by: Role
    at: datetime
    words: str = ""


@dataclass(frozen=True, slots=True)
class Spoken:
    """Words of a teacher, the place of their event on the trail (1 is the report), what was read, what was corrected.

    `facts` are those of the ticket right after; `known` is the device when a sticker told it, not the words.
    """

    seq: int
    words: str
    read: Read
    facts: FaultFacts
    known: bool = False
    corrected: Mapping[str, Correction] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Misreading:
    """Words that were read wrongly, on which ticket. `names` are the people of the school, to be masked."""

    no: int
    spoken: Spoken
    names: tuple[str, ...]


def collect_misreadings(uow: UnitOfWork, since: datetime) -> tuple[Misreading, ...]:
    """Every message that was corrected, last at `since` or later, in the order of the tickets. Reads only."""
    names: dict[str, tuple[str, ...]] = {}
    found = []
    for ticket in uow.tickets.corrected_since(since):
        roles = {person: uow.people.get(person).role for person in _correctors(uow, ticket)}
        for spoken in misread(uow.tickets.trail(ticket.id), roles):
            if max(one.at for one in spoken.corrected.values()) >= since:
                known = names.setdefault(ticket.school, _names(uow, ticket))
                found.append(Misreading(ticket.no, spoken, known))
    return tuple(found)


def misread(trail: Iterable[ev.Event], roles: Mapping[PersonId, Role]) -> tuple[Spoken, ...]:
    """The messages of one trail that were read wrongly; `roles` of those who corrected something."""
    told = _Told()
    for seq, event in enumerate(trail, 1):
        match event:
            case ev.TicketOpened():
                told = told.opened(seq, event)
            case ev.InformationAdded(words=words) if words:
                told = replace(told, latest=(seq, words))
            case ev.FaultCorrected():
                told = told.corrected(event, roles)
    return tuple(_wrong(told.spoken.values()))


@dataclass(frozen=True, slots=True)
class _Told:
    """The fold: who said which field (by the place on the trail), and the fault as understood so far."""

    fault: ev.Fault | None = None
    spoken: Mapping[int, Spoken] = field(default_factory=dict)
    owner: Mapping[str, int] = field(default_factory=dict)
    latest: tuple[int, str] | None = None

    def opened(self, seq: int, event: ev.TicketOpened) -> "_Told":
        """The report tells every field, also by saying nothing of it."""
        read = _read(event.fault)
        spoken = Spoken(seq, event.words, read, event.fault.facts, event.fault.device is not None)
        return _Told(event.fault, {seq: spoken}, dict.fromkeys(read, seq))

    def corrected(self, event: ev.FaultCorrected, roles: Mapping[PersonId, Role]) -> "_Told":
        """Field by field: put right by a person, or told by further words (and by a teacher who fills a gap)."""
        if self.fault is None:
            return self
        before, after = _read(self.fault), _read(event.fault)
        changed = [name for name in after if after[name] != before[name]]
        told = replace(self, fault=event.fault)
        role = roles.get(event.by) if event.by else None
        for name in changed:
            if role is None or (role is Role.TEACHER and before[name] is None):
                told = told.said(name, after[name], event)
            else:
                told = told.put_right(name, after[name], event, role)
        return told

    def said(self, name: str, value: str | None, event: ev.FaultCorrected) -> "_Told":
        """Further words told it: a later correction of this field is about them."""
        if self.latest is None:
            return self
        seq, words = self.latest
        known = self.spoken.get(seq) or Spoken(seq, words, {}, event.fault.facts)
        spoken = replace(known, read={**known.read, name: value})
        return replace(self, spoken={**self.spoken, seq: spoken}, owner={**self.owner, name: seq})

    def put_right(self, name: str, value: str | None, event: ev.FaultCorrected, role: Role) -> "_Told":
        """A person says what the words that told this field had meant."""
        words = self.latest[1] if self.latest and role is Role.TEACHER else ""
        wrong = self.spoken[self.owner[name]]
        corrected = {**wrong.corrected, name: Correction(value, role, event.at, words)}
        return replace(self, spoken={**self.spoken, wrong.seq: replace(wrong, corrected=corrected)})


def _read(fault: ev.Fault) -> Read:
    facts = fault.facts
    return {
        "device": facts.device and facts.device.value,
        "symptom": facts.symptom and facts.symptom.value,
        "location": fault.place or None,
        "intent": facts.intent.value,
    }


def _wrong(spoken: Iterable[Spoken]) -> Iterator[Spoken]:
    """Those that stay corrected: what was put back in the end was read rightly."""
    for one in spoken:
        stays = {name: fix for name, fix in one.corrected.items() if fix.value != one.read.get(name)}
        if one.words and stays:
            yield replace(one, corrected=stays)


def _correctors(uow: UnitOfWork, ticket: Ticket) -> set[PersonId]:
    events = uow.tickets.trail(ticket.id)
    return {event.by for event in events if isinstance(event, ev.FaultCorrected) and event.by}


def _names(uow: UnitOfWork, ticket: Ticket) -> tuple[str, ...]:
    people = (person for role in Role for person in uow.people.covering(ticket.school, role))
    return tuple(sorted({person.name for person in people if person.name}, key=len, reverse=True))
