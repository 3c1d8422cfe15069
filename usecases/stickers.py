"""What stands on the stickers of a school: one for each room, or for each device. Reads only."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from desk.devices import Device
from desk.ids import RoomId, SchoolId
from desk.places import Room, School
from desk.reading import DeviceClass
from usecases.ports import UnitOfWork

_NUMERALS = str.maketrans({numeral: str(number) for number, numeral in enumerate("一二三四五六七八九十", 1)})
_IN_LINKS = re.compile(r"[A-Za-z0-9_-]{1,62}")


class StickerKind(StrEnum):
    """What a sticker is stuck on."""

    ROOM = "room"
    DEVICE = "device"


@dataclass(frozen=True, slots=True)
class Sticker:
    """One sticker. `code` is the room's id or the device's code; `device` is None on a room's sticker."""

    code: str
    place: str
    label: str
    device: DeviceClass | None = None


@dataclass(frozen=True, slots=True)
class StickerSet:
    """The stickers of one school. `unfit` are codes that fit no link, so that nothing could be opened with them."""

    school: School
    kind: StickerKind
    stickers: tuple[Sticker, ...]
    unfit: tuple[str, ...] = ()


def sticker_sets(
    uow: UnitOfWork, school: SchoolId | None, kinds: tuple[StickerKind, ...]
) -> tuple[StickerSet, ...]:
    """For one school or all, those that have any. Raises NotFound for an unknown school."""
    schools = (uow.places.school(school),) if school is not None else uow.places.schools()
    rooms: dict[SchoolId, list[Room]] = {}
    for room in uow.register.rooms():
        rooms.setdefault(room.school, []).append(room)
    devices: dict[SchoolId, list[Device]] = {}
    for device in uow.register.devices():
        devices.setdefault(device.school, []).append(device)
    made = (
        _set(one, kind, sorted(rooms.get(one.id, ()), key=walking_order), devices.get(one.id, []))
        for one in schools
        for kind in kinds
    )
    return tuple(one for one in made if one.stickers or one.unfit)


def _set(school: School, kind: StickerKind, rooms: list[Room], devices: list[Device]) -> StickerSet:
    stickers = tuple(_of_rooms(rooms) if kind is StickerKind.ROOM else _of_devices(rooms, devices))
    fit = tuple(one for one in stickers if _IN_LINKS.fullmatch(one.code))
    return StickerSet(school, kind, fit, tuple(one.code for one in stickers if one not in fit))


def _of_rooms(rooms: list[Room]) -> Iterator[Sticker]:
    return (Sticker(room.id, room.building, room.name) for room in rooms)


def _of_devices(rooms: list[Room], devices: list[Device]) -> Iterator[Sticker]:
    """In the order of the rooms, those without a room last: as somebody walks who sticks them on."""
    place: dict[RoomId, int] = {room.id: number for number, room in enumerate(rooms)}
    names = {room.id: room.name for room in rooms}
    for device in sorted(devices, key=lambda one: (place.get(one.room or RoomId(""), len(place)), one.code)):
        yield Sticker(device.code, names.get(device.room or RoomId(""), ""), device.label, device.kind)


def walking_order(room: Room) -> tuple[str, list[tuple[int, str]], str]:
    """By building, then by name with its numbers as numbers: 二年级1班 before 三年级2班 before 三年级10班."""
    parts = re.findall(r"\d+|\D+", room.name.translate(_NUMERALS))
    return room.building, [(int(part), "") if part.isdecimal() else (0, part) for part in parts], room.id
