"""What a scanned sticker is called on the chat page."""

from desk.language import Lang
from desk.refusals import NotFound
from usecases.scan_sticker import Scanned, scan_device, scan_room
from web.names import DEVICES
from web.parts import Parts


async def place_of(parts: Parts, lang: Lang, device: str, room: str) -> str:
    """What the chat page says of a scanned sticker: `青禾一小 · 三年级2班 · 一体机`; empty for none and for an unknown one."""
    if not device and not room:
        return ""
    try:
        scanned = await parts.store.read(scan_device if device else scan_room, device or room)
    except NotFound:
        return ""
    return " · ".join(part for part in _said(scanned, lang) if part)


def _said(scanned: Scanned, lang: Lang) -> tuple[str, ...]:
    """School, room, device, from the widest; a label that names the room already stands for both."""
    school, room = scanned.school.name_in(lang), scanned.room.name if scanned.room else ""
    if scanned.device is None:
        return school, room
    label = scanned.device.label or DEVICES[scanned.device.kind].of(lang)
    return (school, label) if room and label.startswith(room) else (school, room, label)
