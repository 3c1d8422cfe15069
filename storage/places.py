"""The district's register: schools, rooms, devices."""

from collections.abc import Mapping

from sqlalchemy import Select, bindparam, select

from desk.devices import Device
from desk.ids import DeviceId, RoomId, SchoolId
from desk.places import Room, School
from desk.refusals import NotFound
from storage.codec import decode, encode
from storage.tables import devices, rooms, schools
from storage.transaction import Transaction
from storage.upsert import ForBoth, insert_or_replace

_SCHOOL = select(schools.c.body).where(schools.c.id == bindparam("key"))
_SCHOOLS = select(schools.c.body)
_ROOM = select(rooms.c.body).where(rooms.c.id == bindparam("key"))
_ROOMS = select(rooms.c.body).where(rooms.c.school == bindparam("school"))
_DEVICE = select(devices.c.body).where(devices.c.code == bindparam("key"))
_DEVICE_CALLED = select(devices.c.body).where(devices.c.id == bindparam("key"))
_ADD: Mapping[type, ForBoth] = {
    School: insert_or_replace(schools),
    Room: insert_or_replace(rooms),
    Device: insert_or_replace(devices),
}


class PlaceRows:
    """`ports.Places` in SQL. Sorting by name is done here: databases disagree about the order of Chinese."""

    def __init__(self, tx: Transaction) -> None:
        """Works inside `tx`. What is read is kept by `storage.shelf`."""
        self._tx = tx
        self._conn = tx.conn

    def school(self, school: SchoolId) -> School:
        """Raises NotFound."""
        return self._tx.recall(("school", school), lambda: decode(self._body(_SCHOOL, school), School))

    def schools(self) -> tuple[School, ...]:
        """By name."""
        return self._tx.recall("schools", self._schools)

    def room(self, room: RoomId) -> Room:
        """Raises NotFound."""
        return self._tx.recall(("room", room), lambda: decode(self._body(_ROOM, room), Room))

    def rooms(self, school: SchoolId) -> tuple[Room, ...]:
        """By name."""
        return self._tx.recall(("rooms", school), lambda: self._rooms(school))

    def room_names(self, school: SchoolId) -> tuple[tuple[RoomId, tuple[str, ...]], ...]:
        """Each room with its name and its aliases."""
        return self._tx.recall(
            ("room names", school),
            lambda: tuple((room.id, (room.name, *room.aliases)) for room in self.rooms(school)),
        )

    def device(self, code: str) -> Device:
        """Raises NotFound."""
        return decode(self._body(_DEVICE, code), Device)

    def device_called(self, device: DeviceId) -> Device:
        """Raises NotFound."""
        return self._tx.recall(("device", device), lambda: decode(self._body(_DEVICE_CALLED, device), Device))

    def add(self, *things: School | Room | Device) -> None:
        """Insert or replace by id, each kind in one go: a district is tens of thousands of rows."""
        self._tx.change_register()
        for kind, statement in _ADD.items():
            rows = [_row(thing) for thing in things if isinstance(thing, kind)]
            if rows:
                self._conn.execute(statement.on(self._conn), rows)

    def _schools(self) -> tuple[School, ...]:
        found = (decode(body, School) for body in self._conn.execute(_SCHOOLS).scalars())
        return tuple(sorted(found, key=lambda school: (school.name, school.id)))

    def _rooms(self, school: SchoolId) -> tuple[Room, ...]:
        found = (decode(body, Room) for body in self._conn.execute(_ROOMS, {"school": school}).scalars())
        return tuple(sorted(found, key=lambda room: (room.name, room.id)))

    def _body(self, query: Select[str], key: str) -> str:
        body: str | None = self._conn.execute(query, {"key": key}).scalar()
        if body is None:
            raise NotFound(key)
        return body


def _row(thing: School | Room | Device) -> dict[str, object]:
    row: dict[str, object] = {"id": thing.id, "body": encode(thing)}
    if isinstance(thing, School):
        return row | {"name": thing.name}
    if isinstance(thing, Room):
        return row | {"name": thing.name, "school": thing.school}
    return row | {"code": thing.code, "school": thing.school, "room": thing.room}
