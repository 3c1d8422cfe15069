"""Devices: the contracted equipment, each with the code on its QR sticker."""

from dataclasses import dataclass
from datetime import date

from desk.ids import DeviceId, RoomId, SchoolId
from desk.reading import DeviceClass


@dataclass(frozen=True, slots=True)
class Device:
    """One piece of equipment. `code` stands on the sticker (`/start d_<code>`, `/r/<code>`): 1-62 of `A-Za-z0-9-`.

    The days it was handed over and accepted, where they are known, tell whether it is in its warranty. `model` is
    the maker's name for it, where known: self-help is counted by it.
    """

    id: DeviceId
    code: str
    kind: DeviceClass
    school: SchoolId
    room: RoomId | None
    label: str = ""
    handed_over_on: date | None = None
    accepted_on: date | None = None
    model: str = ""
