"""Rows against the register: which entries are new, changed or unchanged, and which rows cannot be entered. Pure; writes nothing.

A row with an id that is known changes that entry in the fields the sheet has and keeps the others. Entries that no row
names are left alone. A row that leans on a bad row (a room of a school whose row is wrong) is bad as well, and says so.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import lru_cache
from itertools import islice
from typing import Any

from desk.devices import Device
from desk.filing import Problem, Row, Sheet, Wrong
from desk.people import Person
from desk.places import Room, School
from desk.roster import Team
from desk.rotation import Rotation
from desk.weekly import Shift

_MOST_GUESSES, _MOST_COMPARED = 100, 2000


@dataclass(frozen=True, slots=True)
class Register:
    """Everything that stands in the register; `rings` are the rotations that are no weekly shifts. `contracts` and `calendars` are the ids that a school may name."""

    schools: tuple[School, ...] = ()
    rooms: tuple[Room, ...] = ()
    devices: tuple[Device, ...] = ()
    people: tuple[Person, ...] = ()
    shifts: tuple[Shift, ...] = ()
    contracts: frozenset[str] = frozenset()
    calendars: frozenset[str] = frozenset()
    teams: tuple[Team, ...] = ()
    rings: tuple[Rotation, ...] = ()


@dataclass(frozen=True, slots=True)
class Tally:
    """One sheet in figures. `alone` are entries of the register that no row names; `bad` counts rows."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    bad: int = 0
    alone: int = 0


@dataclass(frozen=True, slots=True)
class Filling:
    """What is to be written, and why the rest is not. `shifts` are all weekly shifts as they would be, None when they stay; `rings` those that
    change, each in place of its team's.
    """

    schools: tuple[School, ...] = ()
    rooms: tuple[Room, ...] = ()
    devices: tuple[Device, ...] = ()
    people: tuple[Person, ...] = ()
    shifts: tuple[Shift, ...] | None = None
    teams: tuple[Team, ...] = ()
    rings: tuple[Rotation, ...] = ()
    problems: tuple[Problem, ...] = ()
    tallies: Mapping[Sheet, Tally] = field(default_factory=dict)

    @property
    def size(self) -> int:
        """How many entries would be written."""
        register: tuple[Sequence[object], ...] = (self.schools, self.rooms, self.devices, self.people)
        roster: tuple[Sequence[object], ...] = (self.shifts or (), self.teams, self.rings)
        return sum(len(entries) for entries in (*register, *roster))

    @property
    def changes_roster(self) -> bool:
        """Whether anything of the roster would be written, be it that shifts end."""
        return self.shifts is not None or bool(self.teams or self.rings)


@dataclass(slots=True)
class Ledger:
    """One sheet on its way. `known` are the entries by key as they will be, `seen` the row of each key, `spoilt` the
    row of each key that would have been new but is bad.
    """

    known: dict[str, Any]
    seen: dict[str, int] = field(default_factory=dict)
    spoilt: dict[str, int] = field(default_factory=dict)
    write: list[Any] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    bad: int = 0
    guesses: dict[str, str] = field(default_factory=dict)
    before: int = 0
    met: int = 0

    def __post_init__(self) -> None:
        """Counts what stood in the register."""
        self.before = len(self.known)

    def meet(self, row: Row, key: str, field_name: str) -> bool:
        """Whether this row may be looked at further: it was readable, and its key stands in no row before it."""
        first = self.seen.setdefault(key, row.number) if key else row.number
        if first != row.number:
            self.refuse(row, "", [row.problem(Wrong.TWICE, field_name, key, other=str(first))])
            return False
        self.met += key in self.known
        if row.bad:
            self.refuse(row, key, [])
        return not row.bad

    def enter(self, key: str, entry: Any) -> None:
        """This is how the entry will be."""
        before = self.known.get(key)
        if before == entry:
            self.unchanged += 1
            return
        self.new += before is None
        self.changed += before is not None
        self.write.append(entry)
        self.known[key] = entry

    def refuse(self, row: Row, key: str, problems: Sequence[Problem]) -> None:
        """This row cannot be entered; its key is remembered for those that lean on it."""
        self.bad += 1
        self.problems.extend(problems)
        if key and key not in self.known:
            self.spoilt.setdefault(key, row.number)

    def guess(self, key: str) -> str:
        """What this unknown key was probably meant to be. To compare one takes milliseconds: a file of nothing but mistakes
        gets guesses for the first of them only.
        """
        if key not in self.guesses and len(self.guesses) < _MOST_GUESSES:
            self.guesses[key] = near(key, islice(self.known, _MOST_COMPARED))
        return self.guesses.get(key, "")

    @property
    def tally(self) -> Tally:
        """In figures."""
        return Tally(self.new, self.changed, self.unchanged, self.bad, self.before - self.met)


@dataclass(slots=True)
class Books:
    """The ledgers of all sheets, and what rooms are called: by school and name or alias, the room's id. `accounts` are whose each is."""

    schools: Ledger
    rooms: Ledger
    devices: Ledger
    people: Ledger
    teams: Ledger
    named: dict[tuple[str, str], str]
    also_named: dict[tuple[str, str], str]
    device_ids: dict[str, str]
    contracts: frozenset[str]
    calendars: frozenset[str]
    rooms_of: dict[str, list[str]] = field(default_factory=dict)
    accounts: dict[str, str] = field(default_factory=dict)


def books_of(register: Register) -> Books:
    """The register opened for entries."""
    books = Books(
        schools=Ledger({school.id: school for school in register.schools}),
        rooms=Ledger({room.id: room for room in register.rooms}),
        devices=Ledger({device.code: device for device in register.devices}),
        people=Ledger({person.id: person for person in register.people}),
        teams=Ledger({team.id: team for team in register.teams}),
        named={},
        also_named={},
        device_ids={device.id: device.code for device in register.devices},
        contracts=register.contracts,
        calendars=register.calendars,
        accounts={person.account: person.id for person in register.people if person.account},
    )
    for room in register.rooms:
        call(books, room)
    return books


def call(books: Books, room: Room) -> None:
    """From now on the room is found by its name and its aliases."""
    books.named[room.school, room.name] = room.id
    books.rooms_of.setdefault(room.school, []).append(room.name)
    for alias in room.aliases:
        books.also_named.setdefault((room.school, alias), room.id)


def near(word: str, known: Iterable[str]) -> str:
    """What was probably meant, or nothing. The same mistake stands in many rows, so answers are kept."""
    return _nearest(word, tuple(known))


@lru_cache(maxsize=256)
def _nearest(word: str, known: tuple[str, ...]) -> str:
    return next(iter(get_close_matches(word, known, n=1, cutoff=0.6)), "")


def unknown_schools(books: Books, row: Row, field_name: str, ids: Sequence[str]) -> list[Problem]:
    """A problem for each school that is neither in the register nor in a good row."""
    return [
        missing(row, field_name, school, books.schools, Wrong.UNKNOWN_SCHOOL)
        for school in ids
        if school not in books.schools.known
    ]


def missing(row: Row, field_name: str, key: str, where: Ledger, wrong: Wrong) -> Problem:
    """Why this key is not to be had: its own row is bad, or nobody knows it."""
    if key in where.spoilt:
        return row.problem(Wrong.LEANS_ON_BAD, field_name, key, other=str(where.spoilt[key]))
    return row.problem(wrong, field_name, key, near=where.guess(key))
