"""What a scanned sticker stands for, and the rooms of its school for who is in another one. Reads only.

What was taken out of the register is answered like what was never in it.
"""

from dataclasses import dataclass

from desk.devices import Device
from desk.ids import RoomId
from desk.places import Room, School
from desk.refusals import NotFound
from usecases.ports import UnitOfWork


@dataclass(frozen=True, slots=True)
class Scanned:
    """A sticker on a device (`device`, and its room where the register knows one) or at the door of a room (`room` alone)."""

    school: School
    room: Room | None
    device: Device | None

    @property
    def payload(self) -> str:
        """What the chat is started with: `d_<device code>` or `r_<room id>`."""
        if self.device is not None:
            return f"d_{self.device.code}"
        return f"r_{self.room.id}" if self.room is not None else ""


def scan_sticker(uow: UnitOfWork, code: str) -> Scanned:
    """The device with this code, else the room with this id. Raises NotFound for what the register does not hold."""
    try:
        return scan_device(uow, code)
    except NotFound:
        return scan_room(uow, code)


def scan_device(uow: UnitOfWork, code: str) -> Scanned:
    """A device by the code on its sticker. Raises NotFound."""
    device = uow.places.device(code)
    room = uow.places.room(device.room) if device.room else None
    return Scanned(uow.places.school(device.school), room, device)


def scan_room(uow: UnitOfWork, code: str) -> Scanned:
    """A room by its id, as the sticker at its door holds it. Raises NotFound."""
    room = uow.places.room(RoomId(code))
    return Scanned(uow.places.school(room.school), room, None)


def rooms_around(uow: UnitOfWork, code: str) -> tuple[Scanned, tuple[Room, ...]]:
    """What was scanned and all rooms of that school, by name. Raises NotFound."""
    scanned = scan_sticker(uow, code)
    return scanned, uow.places.rooms(scanned.school.id)
