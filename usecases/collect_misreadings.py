"""Finds on the trails what was read wrongly and corrected by a person: by the handler, a supervisor, or the teacher.

A diagnosis says what was found and not what was said, a withdrawal only that nobody need come, a grade changed by a person
not which fact was wrong, danger told later not that it was told before: none of them is a correction of a reading.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from desk import events as ev
from desk.grading import FaultFacts
from desk.ids import PersonId, RoomId
from desk.people import Role
from desk.reading import Impact
from desk.refusals import NotFound
from desk.ticket import Ticket
from usecases.ports import UnitOfWork

_Corrected = ev.FaultCorrected | ev.ReadingNoted

Read = Mapping[str, str | None]
"""Field (device, symptom, location, intent, impact, safety) → its code or the teacher's words; None for what was not read."""

_OF_STAFF = frozenset({"impact", "safety"})
"""Fields that further words of a teacher tell anew, and do not correct: it may have become worse."""


@dataclass(frozen=True, slots=True)
class Correction:
    """One field as a person put it right; `words` are what a teacher said for it, `names` what the register calls the place."""

    value: str | None
    by: Role
    at: datetime
    words: str = ""
    room: RoomId | None = None
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Spoken:
    """Words of a teacher, the place of their event on the trail (1 is the report), what was read, what was corrected.

    `facts` are those of the ticket right after; `known` is the device when a sticker told it, not the words; `said` is what the
    desk had asked last, where it had.
    """

    seq: int
    words: str
    read: Read
    facts: FaultFacts
    known: bool = False
    said: str = ""
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
                found.append(Misreading(ticket.no, _with_rooms(uow, spoken), known))
    return tuple(found)


def misread(trail: Iterable[ev.Event], roles: Mapping[PersonId, Role]) -> tuple[Spoken, ...]:
    """The messages of one trail that were read wrongly; `roles` of those who corrected something."""
    told = _Told()
    for seq, event in enumerate(trail, 1):
        match event:
            case ev.TicketOpened():
                told = told.opened(seq, event)
            case ev.InformationAdded() if event.words:
                told = replace(told, latest=(seq, event))
            case ev.FaultCorrected():
                told = replace(told.corrected(event, told.fault, roles), fault=event.fault)
            case ev.ReadingNoted():
                told = replace(told.corrected(event, told.noted or told.fault, roles), noted=event.fault)
            case ev.FixDenied() if told.noted:
                told = replace(told, fault=told.noted, noted=None)
    return tuple(_wrong(told.spoken.values()))


@dataclass(frozen=True, slots=True)
class _Told:
    """The fold: who said which field (by the place on the trail), and the fault as understood so far, if only for the record."""

    fault: ev.Fault | None = None
    noted: ev.Fault | None = None
    spoken: Mapping[int, Spoken] = field(default_factory=dict)
    owner: Mapping[str, int] = field(default_factory=dict)
    latest: tuple[int, ev.InformationAdded] | None = None

    def opened(self, seq: int, event: ev.TicketOpened) -> "_Told":
        """The report tells every field, also by saying nothing of it."""
        read = _read(event.fault)
        spoken = Spoken(seq, event.words, read, event.fault.facts, event.fault.device is not None)
        return _Told(event.fault, None, {seq: spoken}, dict.fromkeys(read, seq))

    def corrected(self, event: _Corrected, known: ev.Fault | None, roles: Mapping[PersonId, Role]) -> "_Told":
        """Field by field: put right by a person, or told by further words (and by a teacher who fills a gap)."""
        if known is None:
            return self
        before, after = _read(known), _read(event.fault)
        changed = [name for name in after if after[name] != before[name]]
        told = self
        role = roles.get(event.by) if event.by else None
        for name in changed:
            fresh = role is Role.TEACHER and (before[name] is None or name in _OF_STAFF)
            if role is None or fresh:
                told = told.said(name, after[name], event)
            else:
                told = told.put_right(name, after[name], event, role)
        return told

    def said(self, name: str, value: str | None, event: _Corrected) -> "_Told":
        """Further words told it: a later correction of this field is about them."""
        if self.latest is None:
            return self
        seq, added = self.latest
        known = self.spoken.get(seq) or Spoken(seq, added.words, {}, event.fault.facts, said=added.said)
        spoken = replace(known, read={**known.read, name: value})
        return replace(self, spoken={**self.spoken, seq: spoken}, owner={**self.owner, name: seq})

    def put_right(self, name: str, value: str | None, event: _Corrected, role: Role) -> "_Told":
        """A person says what the words that told this field had meant."""
        words = self.latest[1].words if self.latest and role is Role.TEACHER else ""
        room = event.fault.room if name == "location" else None
        wrong = self.spoken[self.owner[name]]
        corrected = {**wrong.corrected, name: Correction(value, role, event.at, words, room)}
        return replace(self, spoken={**self.spoken, wrong.seq: replace(wrong, corrected=corrected)})


def _read(fault: ev.Fault) -> Read:
    facts = fault.facts
    return {
        "device": facts.device and facts.device.value,
        "symptom": facts.symptom and facts.symptom.value,
        "location": fault.place or None,
        "intent": facts.intent.value,
        "impact": facts.impact.value if facts.impact not in (Impact.NONE, Impact.UNKNOWN) else None,
        "safety": facts.value("safety"),
    }


def _wrong(spoken: Iterable[Spoken]) -> Iterator[Spoken]:
    """Those that stay corrected: what was put back in the end was read rightly."""
    for one in spoken:
        stays = {name: fix for name, fix in one.corrected.items() if fix.value != one.read.get(name)}
        if one.words and stays:
            yield replace(one, corrected=stays)


def _correctors(uow: UnitOfWork, ticket: Ticket) -> set[PersonId]:
    events = uow.tickets.trail(ticket.id)
    return {event.by for event in events if isinstance(event, _Corrected) and event.by}


def _with_rooms(uow: UnitOfWork, spoken: Spoken) -> Spoken:
    """A room has other names in a teacher's words than in the register's."""
    fixed = {name: _named(uow, fix) if fix.room else fix for name, fix in spoken.corrected.items()}
    return replace(spoken, corrected=fixed)


def _named(uow: UnitOfWork, fix: Correction) -> Correction:
    """A room that has left the register meanwhile has no names any more."""
    try:
        room = uow.places.room(fix.room) if fix.room else None
    except NotFound:
        return fix
    return replace(fix, names=(room.name, *room.aliases)) if room else fix


def _names(uow: UnitOfWork, ticket: Ticket) -> tuple[str, ...]:
    people = (person for role in Role for person in uow.people.covering(ticket.school, role))
    return tuple(sorted({person.name for person in people if person.name}, key=len, reverse=True))
