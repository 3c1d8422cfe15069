"""What a row of each sheet must satisfy beside its own shape, and the entry it becomes."""

from collections.abc import Iterable
from dataclasses import replace
from hashlib import sha256
from typing import Any

from desk.devices import Device
from desk.filing import Problem, Row, Wrong
from desk.filling import Books, call, missing, near, unknown_schools
from desk.ids import ContractId, DeviceId, PersonId, RoomId, SchoolId
from desk.people import Person, Role, Tier
from desk.places import Room, School


def enter_schools(books: Books, rows: Iterable[Row]) -> None:
    """A school names a contract of this desk, and a calendar of this desk or none."""
    ledger = books.schools
    for row in rows:
        key = row.text("id")
        if not ledger.meet(row, key, "id"):
            continue
        problems = [
            row.problem(
                wrong, name, row.text(name), near=near(row.text(name), known), other="、".join(sorted(known))
            )
            for name, known, wrong in (
                ("contract", books.contracts, Wrong.UNKNOWN_CONTRACT),
                ("calendar", books.calendars, Wrong.UNKNOWN_CALENDAR),
            )
            if row.text(name) and row.text(name) not in known
        ]
        if problems:
            ledger.refuse(row, key, problems)
        else:
            blank = School(SchoolId(key), "", ContractId(""))
            ledger.enter(key, _merged(ledger.known.get(key, blank), row))


def enter_rooms(books: Books, rows: Iterable[Row]) -> None:
    """A room belongs to a known school, which has no other room of that name; without an id it is known by its name."""
    ledger = books.rooms
    for row in rows:
        school, name = row.text("school"), row.text("name")
        key = row.text("id") or books.named.get((school, name)) or (room_id(school, name) if name else "")
        if not ledger.meet(row, key, "id" if row.text("id") else "name"):
            continue
        problems = unknown_schools(books, row, "school", [school]) or _room_problems(books, row, key)
        if problems:
            ledger.refuse(row, key, problems)
            continue
        before = ledger.known.get(key, Room(RoomId(key), SchoolId(school), ""))
        room = replace(_merged(before, row), id=RoomId(key))
        ledger.enter(key, room)
        call(books, room)


def enter_devices(books: Books, rows: Iterable[Row]) -> None:
    """A device stands in a known school, and in a known room of it or in none. It is known by the code of its sticker."""
    ledger = books.devices
    for row in rows:
        code = row.text("code")
        if not ledger.meet(row, code, "code"):
            continue
        school, called = row.text("school"), row.text("room")
        room = _room(books, school, called)
        problems = unknown_schools(books, row, "school", [school])
        if not problems and called and room is None:
            problems = [_unknown_room(books, row, school, called)]
        holder = books.device_ids.get(code, code)
        if holder != code and code not in ledger.known:
            problems.append(row.problem(Wrong.TAKEN, "code", code, other=holder))
        if problems:
            ledger.refuse(row, code, problems)
            continue
        before = ledger.known.get(code)
        stays = before is not None and before.school == school and "room" not in row.fields
        fields: dict[str, Any] = {**row.fields, **({} if stays else {"room": room})}
        if before is None:
            ledger.enter(code, Device(id=DeviceId(code), **{"room": None, **fields}))
        else:
            ledger.enter(code, replace(before, **fields))


def enter_people(books: Books, rows: Iterable[Row]) -> None:
    """A tier goes with the role; a teacher belongs to a school; every school is known."""
    ledger = books.people
    for row in rows:
        key = row.text("id")
        if not ledger.meet(row, key, "id"):
            continue
        person = _merged(ledger.known.get(key, Person(PersonId(key), "", Role.TEACHER)), row)
        if person.role is Role.SUPERVISOR and person.tier is None:
            person = replace(person, tier=Tier.SUPERVISOR)
        problems = unknown_schools(books, row, "schools", person.schools) + _person_problems(row, person)
        holder = books.accounts.get(person.account, key)
        if holder != key:
            problems.append(row.problem(Wrong.ACCOUNT_TAKEN, "account", person.account, other=holder))
        if problems:
            ledger.refuse(row, key, problems)
            continue
        if person.account:
            books.accounts[person.account] = key
        ledger.enter(key, person)


def room_id(school: str, name: str) -> str:
    """The id of a room that was given none: the same for the same school and name, fit for a link."""
    plain = name.isascii() and all(char.isalnum() or char == "-" for char in name)
    made = f"{school}-{name}"
    return made if plain and len(made) <= 62 else f"{school}-{sha256(name.encode()).hexdigest()[:8]}"


def _room_problems(books: Books, row: Row, key: str) -> list[Problem]:
    known = books.rooms.known.get(key)
    if known is not None and known.school != row.text("school"):
        return [row.problem(Wrong.TAKEN, "id", key, other=f"{known.school} {known.name}")]
    holder = books.named.get((row.text("school"), row.text("name")), key)
    return [] if holder == key else [row.problem(Wrong.ROOM_TWICE, "name", row.text("name"), other=holder)]


def _room(books: Books, school: str, called: str) -> RoomId | None:
    """By id, name or alias, in this order; a room of another school is none."""
    known = books.rooms.known.get(called)
    if known is not None and known.school == school:
        return RoomId(called)
    found = books.named.get((school, called)) or books.also_named.get((school, called))
    return RoomId(found) if found else None


def _unknown_room(books: Books, row: Row, school: str, called: str) -> Problem:
    bad = books.rooms.spoilt
    spoilt = called if called in bad else room_id(school, called)
    if spoilt in bad:
        return missing(row, "room", spoilt, books.rooms, Wrong.UNKNOWN_ROOM)
    return row.problem(Wrong.UNKNOWN_ROOM, "room", called, near=near(called, books.rooms_of.get(school, ())))


def _person_problems(row: Row, person: Person) -> list[Problem]:
    teacher = person.role is Role.TEACHER
    tier = person.tier.value if person.tier else ""
    found = []
    if person.role is Role.ENGINEER and person.tier is None:
        found.append(row.problem(Wrong.NEEDS_TIER, "tier"))
    elif (teacher and tier) or (
        not teacher and (person.role is Role.SUPERVISOR) != (tier == Tier.SUPERVISOR)
    ):
        found.append(row.problem(Wrong.TIER_OF_ROLE, "tier", tier))
    if person.posts and not teacher:
        found.append(row.problem(Wrong.POST_OF_ROLE, "posts", "、".join(person.posts)))
    if teacher and not person.schools:
        found.append(row.problem(Wrong.NEEDS_SCHOOL, "schools"))
    return found


def _merged(before: Any, row: Row) -> Any:
    """The entry with the fields of the row; what the sheet has no column for stays."""
    return replace(before, **row.fields)
