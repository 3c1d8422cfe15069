"""Places: schools and their rooms, as the district's register holds them."""

from dataclasses import dataclass
from enum import StrEnum

from desk.calendars import CalendarId
from desk.distances import Position
from desk.ids import ContractId, RoomId, SchoolId
from desk.language import Lang


class Means(StrEnum):
    """What a school may have to keep a lesson going while something is broken (facts.md §3.5)."""

    FREE_ROOM = "free_room"
    LOANER = "loaner"
    HOTSPOT = "hotspot"
    CABLE = "cable"
    SPEAKER = "speaker"


@dataclass(frozen=True, slots=True)
class School:
    """A school. `contract` drives every stage of its tickets; `hotline` is shown to teachers.

    `calendar` is its own working time where that differs from the contract's calendar. `has` is what it can help itself
    with: only those ways to go on with a lesson are offered to its teachers. `position` is where it is, for the way there.
    """

    id: SchoolId
    name: str
    contract: ContractId
    hotline: str = ""
    aliases: tuple[str, ...] = ()
    name_en: str = ""
    calendar: CalendarId | None = None
    has: tuple[Means, ...] = ()
    position: Position | None = None

    def name_in(self, lang: Lang) -> str:
        """Its name for a reader of this language; schools without an English name keep their own."""
        return self.name_en or self.name if lang is Lang.EN else self.name


@dataclass(frozen=True, slots=True)
class Room:
    """A room of one school. `name` is the register's (三年级2班); `aliases` other names (302, 教学楼A302). `switch` is the network
    switch its wall sockets and access point hang on, where known: rooms of one fail together.
    """

    id: RoomId
    school: SchoolId
    name: str
    aliases: tuple[str, ...] = ()
    building: str = ""
    switch: str = ""
