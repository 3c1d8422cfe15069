"""What an upload really is, judged by its first bytes and never by what a browser or a platform calls it (S10).

JPEG photos lose their metadata (place, device, time) here already; only which way up they are stays. No pixel is decoded here: that
is `Uploads.admit`'s, which has pictures drawn anew.
"""

import re
import struct
from dataclasses import dataclass
from typing import Protocol

from desk.messages import MediaKind, Peer
from desk.refusals import FileBroken, FileUnknown

MAX_PIXELS = 60_000_000
_SIGNATURES: tuple[tuple[int, bytes, MediaKind, str, str], ...] = (
    (0, b"\xff\xd8\xff", MediaKind.PHOTO, "image/jpeg", "jpg"),
    (0, b"\x89PNG\r\n\x1a\n", MediaKind.PHOTO, "image/png", "png"),
    (0, b"GIF87a", MediaKind.PHOTO, "image/gif", "gif"),
    (0, b"GIF89a", MediaKind.PHOTO, "image/gif", "gif"),
    (8, b"WEBP", MediaKind.PHOTO, "image/webp", "webp"),
    (0, b"%PDF-", MediaKind.FILE, "application/pdf", "pdf"),
    (4, b"ftypheic", MediaKind.FILE, "image/heic", "heic"),
    (4, b"ftypheix", MediaKind.FILE, "image/heic", "heic"),
    (4, b"ftypmif1", MediaKind.FILE, "image/heic", "heic"),
    (4, b"ftypM4A", MediaKind.VOICE, "audio/mp4", "m4a"),
    (4, b"ftyp", MediaKind.VIDEO, "video/mp4", "mp4"),
    (0, b"\x1aE\xdf\xa3", MediaKind.VIDEO, "video/webm", "webm"),
    (0, b"OggS", MediaKind.VOICE, "audio/ogg", "ogg"),
    (0, b"ID3", MediaKind.VOICE, "audio/mpeg", "mp3"),
    (0, b"#!AMR", MediaKind.VOICE, "audio/amr", "amr"),
)
_ORIENTATION_TAG = 0x0112
_EXIF_ORIENTATION = (
    b"\xff\xe1\x00\x22Exif\0\0MM\0*\0\0\0\x08\0\x01"
    + _ORIENTATION_TAG.to_bytes(2, "big")
    + b"\0\x03\0\0\0\x01"
)
"""An APP1 segment that says one thing; what follows is the orientation (two bytes), two of padding and the end of the list (four)."""
_FRAMES = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})


@dataclass(frozen=True, slots=True)
class Evidence:
    """An upload that may be stored."""

    kind: MediaKind
    mime: str
    name: str
    content: bytes


class Uploads(Protocol):
    """The way in of every file, whatever the platform."""

    def demand_room(self, peer: Peer, size: int) -> None:
        """Raises TooManyFiles when so many more bytes of this chat, or of the desk, will not be kept."""

    async def admit(self, peer: Peer, name: str, content: bytes) -> Evidence:
        """The file as it may be stored, counted. Raises FileUnknown, FileBroken, TooManyFiles."""


def examine(name: str, content: bytes) -> Evidence:
    """Kind, type and a harmless name. Raises FileUnknown for an unknown type, FileBroken for a broken or huge picture."""
    for offset, mark, kind, mime, ending in _SIGNATURES:
        if content[offset : offset + len(mark)] == mark and (mime != "image/webp" or content[:4] == b"RIFF"):
            return Evidence(kind, mime, safe_name(name, ending), _checked(mime, content))
    raise FileUnknown(name)


def safe_name(name: str, ending: str) -> str:
    """The file's own name without any path or control character, at most 80 characters, with the true ending."""
    stem = re.split(r"[/\\]", name)[-1].rsplit(".", 1)[0]
    stem = "".join(char for char in stem if char.isprintable() and char not in '<>:"|?*').strip(". ")[:80]
    return f"{stem or 'file'}.{ending}"


def _checked(mime: str, content: bytes) -> bytes:
    try:
        if mime == "image/jpeg":
            width, height = _jpeg_size(content)
            content = _jpeg_without_metadata(content)
        elif mime == "image/png":
            width, height = struct.unpack(">II", content[16:24])
        else:
            return content
    except (struct.error, IndexError, ValueError) as error:
        raise FileBroken(mime) from error
    if not 0 < width * height <= MAX_PIXELS:
        raise FileBroken(mime)
    return content


def _jpeg_size(content: bytes) -> tuple[int, int]:
    """Width and height from the frame header. Raises ValueError when there is none."""
    for marker, start, _ in _jpeg_segments(content):
        if marker in _FRAMES:
            height, width = struct.unpack(">HH", content[start + 5 : start + 9])
            return width, height
    raise ValueError("no frame header")


def _jpeg_without_metadata(content: bytes) -> bytes:
    """Drops EXIF, XMP, IPTC, previews and comments (APP1-APP13, COM). JFIF, colour profile and Adobe marker stay, and of EXIF
    which way up the picture is.
    """
    kept = bytearray(content[:2])
    end = 2
    segments = _jpeg_segments(content)
    turned = next(
        (way for _, start, end in segments if (way := _orientation(content[start + 4 : end])) > 1), 1
    )
    if turned > 1:
        kept += _EXIF_ORIENTATION + struct.pack(">HHI", turned, 0, 0)
    for marker, start, end in segments:
        profile = content[start + 4 : start + 15] == b"ICC_PROFILE"
        if profile or (marker != 0xFE and not 0xE1 <= marker <= 0xED):
            kept += content[start:end]
    return bytes(kept + content[end:])


def _orientation(segment: bytes) -> int:
    """1-8 as EXIF counts (1: upright) from an APP1 segment; 1 for any other and for what cannot be read."""
    order = {b"II*\0": "<", b"MM\0*": ">"}.get(segment[6:10]) if segment[:6] == b"Exif\0\0" else None
    if order is None:
        return 1
    tiff = segment[6:]
    try:
        (at,) = struct.unpack_from(f"{order}I", tiff, 4)
        (count,) = struct.unpack_from(f"{order}H", tiff, at)
        for entry in range(min(count, 64)):
            tag, kind, _, way = struct.unpack_from(f"{order}HHIH", tiff, at + 2 + 12 * entry)
            if (tag, kind) == (_ORIENTATION_TAG, 3) and 1 <= way <= 8:
                return int(way)
    except struct.error:
        return 1  # cut short: shown as it lies
    return 1


def _jpeg_segments(content: bytes) -> list[tuple[int, int, int]]:
    """(marker, start, end) of every header segment before the picture itself. Raises ValueError when it never begins."""
    found: list[tuple[int, int, int]] = []
    at = 2
    while content[at] == 0xFF:
        marker = content[at + 1]
        if marker == 0xFF:  # padding
            at += 1
            continue
        if marker == 0xDA:
            return found
        (length,) = struct.unpack(">H", content[at + 2 : at + 4])
        found.append((marker, at, at + 2 + length))
        at += 2 + length
    raise ValueError("the picture never begins")
