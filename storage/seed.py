"""A district from one YAML file into an empty database: what `chalkline run --demo` starts with, and a form for real ones."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import msgspec
import yaml

from desk.contract import Contract
from desk.devices import Device
from desk.ids import ContractId, PersonId
from desk.language import Text
from desk.major_events import MajorEvent
from desk.people import Person
from desk.places import Room, School
from desk.refusals import NotFound
from desk.roster import Leave, Override, Roster, Team
from desk.rotation import Rotation
from desk.weekly import Shift, from_shifts
from storage.yaml_lines import LOADER
from usecases.enter_roster import enter_roster
from usecases.plan_event import register_event
from usecases.ports import UnitOfWork


class SeedError(Exception):
    """The district file cannot be used. Mend what the message names; nothing was loaded."""


@dataclass(frozen=True, slots=True)
class District:
    """A district file as values. The `demo_` people are the seats of the start page; None outside a demo."""

    name: Text
    schools: tuple[School, ...]
    rooms: tuple[Room, ...]
    devices: tuple[Device, ...]
    people: tuple[Person, ...]
    shifts: tuple[Shift, ...] = ()
    teams: tuple[Team, ...] = ()
    rotations: tuple[Rotation, ...] = ()
    overrides: tuple[Override, ...] = ()
    leaves: tuple[Leave, ...] = ()
    major_events: tuple[MajorEvent, ...] = ()
    demo_teacher: PersonId | None = None
    demo_engineer: PersonId | None = None
    demo_engineer_2: PersonId | None = None
    demo_supervisor: PersonId | None = None

    @property
    def roster(self) -> Roster:
        """Who is on call: teams and rotations, and the weekly shifts as such."""
        short = from_shifts(self.shifts)
        teams, rotations = (*self.teams, *short.teams), (*self.rotations, *short.rotations)
        return Roster(teams, rotations, self.overrides, self.leaves)

    @property
    def seats(self) -> tuple[PersonId, ...]:
        """The demo's people, where there are any."""
        named = (self.demo_teacher, self.demo_engineer, self.demo_engineer_2, self.demo_supervisor)
        return tuple(person for person in named if person is not None)


def load_district(path: Path) -> District:
    """Read and check a district file. Raises SeedError."""
    try:
        read: Any = yaml.load(path.read_text(encoding="utf-8"), LOADER)  # noqa: S506 - it is a safe one
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise SeedError(f"{path}: {error}") from error
    problems = list(_unknown_keys(read))
    if problems:
        raise SeedError(f"{path}: " + "; ".join(problems))
    try:
        district = msgspec.convert(read, District)
    except msgspec.ValidationError as error:
        raise SeedError(f"{path}: {error}") from error
    problems = [*_twice(district), *_dangling(district)]
    if problems:
        raise SeedError(f"{path}: " + "; ".join(problems))
    return district


def seed(uow: UnitOfWork, district: District, contracts: Mapping[ContractId, Contract]) -> None:
    """Publish the contracts and enter the register, the people and the roster. Raises SeedError for a missing contract."""
    missing = sorted({school.contract for school in district.schools} - set(contracts))
    if missing:
        raise SeedError(f"no contract pack for {', '.join(missing)}; put it into contracts/")
    _check_calendars(uow, district)
    for contract in contracts.values():
        uow.contracts.publish(contract)
    uow.places.add(*district.schools, *district.rooms, *district.devices)
    for person in district.people:
        uow.people.add(person)
    enter_roster(uow, district.roster)
    for event in district.major_events:
        register_event(uow, event)


def _check_calendars(uow: UnitOfWork, district: District) -> None:
    for calendar in sorted({school.calendar for school in district.schools if school.calendar}):
        try:
            uow.calendars.current(calendar)
        except NotFound as missing:
            raise SeedError(f"no calendar {calendar}; put {calendar}.yaml into calendars/") from missing


def is_empty(uow: UnitOfWork) -> bool:
    """Whether nobody has entered a school yet."""
    return not uow.places.schools()


_ENTRIES: Mapping[str, frozenset[str]] = {
    part: frozenset(field.name for field in fields(form))
    for part, form in {
        "schools": School,
        "rooms": Room,
        "devices": Device,
        "people": Person,
        "shifts": Shift,
        "teams": Team,
        "rotations": Rotation,
        "overrides": Override,
        "leaves": Leave,
    }.items()
} | {"major_events": frozenset({"id", "school", "kind", "name", "starts", "ends", "rooms", "lead"})}


def _unknown_keys(read: Any) -> Iterable[str]:
    """A misspelt optional key would otherwise be left out in silence."""
    if not isinstance(read, dict):
        yield "is not a list of `key: value` lines"
        return
    for key in sorted(set(read) - {field.name for field in fields(District)}):
        yield f"{key!r} is not a key of a district"
    for part, known in _ENTRIES.items():
        for number, entry in enumerate(read.get(part) or (), 1):
            extra = sorted(set(entry) - known) if isinstance(entry, dict) else ()
            yield from (f"{part} entry {number}: {key!r} is not one of its keys" for key in extra)


def _twice(district: District) -> Iterable[str]:
    ids: list[str] = [
        *(school.id for school in district.schools),
        *(room.id for room in district.rooms),
        *(device.code for device in district.devices),
        *(person.id for person in district.people),
        *(event.id for event in district.major_events),
        *(team.id for team in district.roster.teams),
        *(rotation.id for rotation in district.rotations),
        *(override.id for override in district.overrides),
        *(leave.id for leave in district.leaves),
    ]
    return (f"{name} stands twice" for name in sorted({name for name in ids if ids.count(name) > 1}))


def _dangling(district: District) -> Iterable[str]:
    """Names of schools, rooms and people that the file does not define."""
    schools = {school.id for school in district.schools}
    rooms = {room.id for room in district.rooms}
    people = {person.id for person in district.people}
    scopes = [(p.id, p.schools) for p in district.people] + [(s.person, s.schools) for s in district.shifts]
    scopes += [(team.id, team.schools) for team in district.teams]  # type: ignore[misc]  # names, of whatever kind
    roster = district.roster
    teams = {team.id for team in roster.teams}
    wanted: list[tuple[str, str | None, set[Any]]] = [
        *((room.id, room.school, schools) for room in district.rooms),
        *((device.code, device.school, schools) for device in district.devices),
        *((device.code, device.room, rooms) for device in district.devices if device.room),
        *((name, school, schools) for name, scope in scopes for school in scope),
        *((event.id, event.school, schools) for event in district.major_events),
        *((event.id, room, rooms) for event in district.major_events for room in event.rooms),
        *(("a shift", shift.person, people) for shift in district.shifts),
        *(("a demo seat", seat, people) for seat in district.seats),
        *((rotation.id, person, people) for rotation in district.rotations for person in rotation.people),
        *((rotation.id, rotation.team, teams) for rotation in district.rotations),
        *((override.id, override.person, people) for override in district.overrides),
        *((override.id, override.team, teams) for override in district.overrides),
        *((leave.id, leave.person, people) for leave in district.leaves),
    ]
    return (
        f"{name} names {target}, which is not in the file"
        for name, target, known in wanted
        if target not in known
    )
