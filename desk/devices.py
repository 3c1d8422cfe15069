"""Devices: the contracted equipment, each with the code on its QR sticker."""

from dataclasses import dataclass

from desk.ids import DeviceId, RoomId, SchoolId
from desk.reading import DeviceClass


@dataclass(frozen=True, slots=True)
class Device:
    """One piece of equipment. `code` stands on the sticker (`/start d_<code>`, `/r/<code>`): 1-62 of `A-Za-z0-9-`."""

    id: DeviceId
    code: str
    kind: DeviceClass
    school: SchoolId
    room: RoomId | None
    label: str = ""
