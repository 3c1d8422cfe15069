"""What the double knows of pictures: what `sendPhoto` refuses, as the Bot API documents it.

Width and height together at most 10,000, one at most 20 times the other. A PNG is checked to its end, checksums
included; of other kinds only the first bytes are looked at.
"""

import struct
import zlib

_PNG = b"\x89PNG\r\n\x1a\n"
_STARTS = (b"\xff\xd8\xff", _PNG, b"GIF8", b"RIFF", b"BM")
_MOST_SIDES, _MOST_RATIO = 10_000, 20
_UNKNOWN_SIZE = (1280, 960)


def refusal_of(content: bytes) -> str:
    """The words of the refusal; empty for a picture that is taken."""
    if not content.startswith(_STARTS) or (content.startswith(_PNG) and not _is_whole_png(content)):
        return "IMAGE_PROCESS_FAILED"
    width, height = size_of(content)
    if width + height > _MOST_SIDES or max(width, height) > _MOST_RATIO * min(width, height):
        return "PHOTO_INVALID_DIMENSIONS"
    return ""


def size_of(content: bytes) -> tuple[int, int]:
    """Width and height of a PNG; a usual photo's for any other kind."""
    if not content.startswith(_PNG):
        return _UNKNOWN_SIZE
    width, height = struct.unpack(">II", content[16:24])
    return width, height


def _is_whole_png(content: bytes) -> bool:
    """Every chunk as long as it says, with its right checksum, from IHDR to IEND."""
    at, kinds = len(_PNG), []
    while at + 12 <= len(content):
        (length,) = struct.unpack(">I", content[at : at + 4])
        body, check = content[at + 4 : at + 8 + length], content[at + 8 + length : at + 12 + length]
        if check != struct.pack(">I", zlib.crc32(body)):
            return False
        kinds.append(body[:4])
        at += 12 + length
    return at == len(content) and kinds[:1] == [b"IHDR"] and kinds[-1:] == [b"IEND"] and b"IDAT" in kinds
