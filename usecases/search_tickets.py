"""Search over the tickets a viewer may see: best first, and where it was found. Reads only; the scope is the viewer's schools (S04)."""

from collections.abc import Iterator
from dataclasses import dataclass

from desk.brief import Brief
from desk.events import Event
from desk.ids import DeviceId, PersonId
from desk.people import Person, Role
from desk.permissions import may_see
from desk.places import School
from desk.reading import DeviceClass, Symptom
from desk.refusals import NotAllowed, NotFound
from desk.searching import Around, Source, around, device_of, folded, marks, of_kinds, of_person, texts
from usecases.briefing import brief
from usecases.ports import UnitOfWork
from usecases.search_ports import Way

MOST = 200
"""Tickets that one search finds: who has more needs another word, not another page."""
_ORDER = tuple(Source)
MOST_PEOPLE = 10
"""Staff that one term may name; a term that is in more names says nothing about people."""


@dataclass(frozen=True, slots=True)
class Term:
    """A word as it was typed, and the kinds of device and symptoms whose names hold it, which only the screens know."""

    typed: str
    devices: tuple[DeviceClass, ...] = ()
    symptoms: tuple[Symptom, ...] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """Where a term was found. A school found by another of its names has no words; a kind of device or symptom is named by the
    screens.
    """

    source: Source
    term: Term
    words: Around | None = None
    kind: DeviceClass | Symptom | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    """One ticket, and for each term where it was found; a number needs no place."""

    brief: Brief
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class SearchPage:
    """A part of what was found. `total` is at most MOST, and then `cut`; `crowd` are terms that are in too many people's names."""

    total: int
    cut: bool
    hits: tuple[Hit, ...]
    crowd: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Meant:
    """What a term may stand for in the register, for this viewer."""

    term: Term
    text: str
    staff: tuple[Person, ...]
    schools: tuple[School, ...]
    is_crowd: bool

    def way(self) -> Way:
        """What is looked for."""
        kinds = of_kinds(self.term.devices, self.term.symptoms)
        people = tuple(of_person(person.id) for person in self.staff)
        return Way(self.text, (*kinds, *people), tuple(school.id for school in self.schools))


def search(uow: UnitOfWork, viewer: PersonId, terms: tuple[Term, ...], start: int, most: int) -> SearchPage:
    """Tickets that have every term: the one of this number, then open before over, newest first. Raises NotAllowed for teachers."""
    person = uow.people.get(viewer)
    if person.role is Role.TEACHER:
        raise NotAllowed(viewer)
    meant = [_meant(uow, person, term) for term in terms]
    found = list(dict.fromkeys(_numbers(uow, person, meant))) if meant else []
    shown = found[:MOST][start : start + most]
    return SearchPage(
        total=min(len(found), MOST),
        cut=len(found) > MOST,
        hits=tuple(_hit(uow, no, meant) for no in shown),
        crowd=tuple(one.term.typed for one in meant if one.is_crowd),
    )


def _meant(uow: UnitOfWork, viewer: Person, term: Term) -> _Meant:
    text = folded(term.typed)
    crew, _ = uow.rosters.crew()
    staff = tuple(person for person in crew if text in folded(person.name))
    is_crowd = len(staff) > MOST_PEOPLE
    schools = tuple(
        school
        for school in uow.places.schools()
        if viewer.covers(school.id)
        and any(text in folded(name) for name in (school.name, school.name_en, *school.aliases))
    )
    return _Meant(term, text, () if is_crowd else staff, schools, is_crowd)


def _numbers(uow: UnitOfWork, viewer: Person, meant: list[_Meant]) -> Iterator[int]:
    exact = _exact(uow, viewer, meant)
    if exact is not None:
        yield exact
    ways, schools = [one.way() for one in meant], viewer.schools
    for is_open in (True, False):
        yield from uow.searching.nos(ways, schools, is_open=is_open, most=MOST + 1)


def _exact(uow: UnitOfWork, viewer: Person, meant: list[_Meant]) -> int | None:
    """The ticket whose number alone was typed, with or without a sign before it."""
    digits = meant[0].text.lstrip("#") if len(meant) == 1 else ""
    if not (digits.isascii() and digits.isdecimal() and len(digits) <= 18):
        return None
    try:
        ticket = uow.tickets.by_no(int(digits))
    except NotFound:
        return None
    return ticket.no if may_see(viewer, ticket) else None


def _hit(uow: UnitOfWork, no: int, meant: list[_Meant]) -> Hit:
    ticket = uow.tickets.by_no(no)
    trail = uow.tickets.trail(ticket.id)
    shown = brief(uow, ticket)
    return Hit(shown, tuple(_place(uow, shown, trail, one) for one in meant))


def _place(uow: UnitOfWork, shown: Brief, trail: tuple[Event, ...], one: _Meant) -> Place:
    """The first source that holds the term: what was said before what is named. A device may be off the register meanwhile."""
    found = (*_said(trail, one), *_named(uow, shown, trail, one))
    return min(found, key=lambda place: _ORDER.index(place.source), default=Place(Source.DEVICE, one.term))


def _said(trail: tuple[Event, ...], one: _Meant) -> Iterator[Place]:
    for event in trail:
        for source, text in texts(event):
            words = around(text, one.text)
            if words:
                yield Place(source, one.term, words)


def _named(uow: UnitOfWork, shown: Brief, trail: tuple[Event, ...], one: _Meant) -> Iterator[Place]:
    """What the ticket names by a number or an id."""
    if one.text.lstrip("#") == str(shown.ticket.no):
        yield Place(Source.NUMBER, one.term)
    for device in dict.fromkeys(filter(None, map(device_of, trail))):
        words = around(_called(uow, device), one.text)
        if words:
            yield Place(Source.DEVICE, one.term, words)
    if any(school.id == shown.school.id for school in one.schools):
        yield Place(Source.SCHOOL, one.term, around(shown.school.name, one.text))
    yield from _marked(frozenset(mark for event in trail for mark in marks(event)), one)


def _marked(left: frozenset[str], one: _Meant) -> Iterator[Place]:
    """By the marks that the trail left."""
    for person in one.staff:
        if of_person(person.id) in left:
            yield Place(Source.ENGINEER, one.term, around(person.name, one.text))
    for kind in one.term.devices:
        if left.intersection(of_kinds((kind,), ())):
            yield Place(Source.DEVICE, one.term, kind=kind)
    for symptom in one.term.symptoms:
        if left.intersection(of_kinds((), (symptom,))):
            yield Place(Source.SYMPTOM, one.term, kind=symptom)


def _called(uow: UnitOfWork, device: DeviceId) -> str:
    try:
        known = uow.places.device_called(device)
    except NotFound:
        return ""
    return " ".join(filter(None, (known.code, known.label, known.model)))
