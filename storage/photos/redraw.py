"""One picture in on standard input, the same picture drawn anew out on standard output. Run by `storage.photos.lab`, never imported.

What comes in is hostile. So this is a process with nothing to steal: no settings, no environment, no database; bounds on memory and
processor time are set before a byte is read, and no file may be written. Only pixels come out: upright, at most MOST_EDGE wide and
high, in sRGB, the first frame of what moves, without metadata, profile, comment or anything behind the picture's end.

Arguments: the type by first bytes (`image/png` …). Output: the type of the new picture, a line end, its bytes. Ends with REFUSED for
a picture that is broken, cut short or too large; any other end but 0 means that the bounds were hit.
"""

import io
import resource
import sys
import warnings
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL import Image

MOST_PIXELS = 60_000_000
MOST_EDGE = 4096
MOST_BYTES_OF_PNG = 4_000_000
REFUSED = 3
MEMORY = 1 << 30
SECONDS = 20
_FORMATS = {"image/jpeg": "JPEG", "image/png": "PNG", "image/gif": "GIF", "image/webp": "WEBP"}


def bound() -> None:
    """From here on: so much memory and processor time, no file larger than nothing."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def redraw(content: bytes, mime: str) -> tuple[str, bytes]:
    """Type and bytes of the new picture. Raises whatever Pillow raises for a bad one."""
    from PIL import Image, ImageOps  # noqa: PLC0415  # only behind the bounds

    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    with Image.open(io.BytesIO(content), formats=[_FORMATS[mime]]) as picture:
        profile = picture.info.get("icc_profile")
        if mime == "image/jpeg":
            picture.draft("RGB", (MOST_EDGE, MOST_EDGE))  # decoded small where it is large
        picture.load()
        upright = ImageOps.exif_transpose(picture)
    upright.thumbnail((MOST_EDGE, MOST_EDGE))
    clear = upright.has_transparency_data
    plain = _in_srgb(upright, profile).convert("RGBA" if clear else "RGB")
    bare = Image.frombytes(plain.mode, plain.size, plain.tobytes())  # pixels, and nothing that hung on them
    return _encoded(bare, as_png=clear or mime in {"image/png", "image/gif"}, must=clear)


def _in_srgb(picture: "Image.Image", profile: bytes | None) -> "Image.Image":
    """Colours as the profile meant them; as they stand where it cannot be read."""
    from PIL import ImageCms  # noqa: PLC0415  # as above

    if not profile or picture.mode not in {"RGB", "RGBA", "CMYK", "L"}:
        return picture
    try:
        meant = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        mode = "RGBA" if picture.mode == "RGBA" else "RGB"
        converted = ImageCms.profileToProfile(picture, meant, ImageCms.createProfile("sRGB"), outputMode=mode)
    except (ImageCms.PyCMSError, OSError, ValueError):
        return picture
    return converted or picture


def _encoded(picture: "Image.Image", *, as_png: bool, must: bool) -> tuple[str, bytes]:
    out = io.BytesIO()
    if as_png:
        picture.save(out, "PNG", optimize=False)
        if must or out.tell() <= MOST_BYTES_OF_PNG:
            return "image/png", out.getvalue()
        out = io.BytesIO()
    picture.save(out, "JPEG", quality=85)
    return "image/jpeg", out.getvalue()


def main() -> int:
    """Read, draw, write."""
    bound()
    try:
        mime, drawn = redraw(sys.stdin.buffer.read(), sys.argv[1])
    except MemoryError:
        return 1
    except Exception as problem:  # noqa: BLE001  # whatever a hostile file raises in whatever decoder: it is not taken
        sys.stderr.write(f"{type(problem).__name__}\n")
        return REFUSED
    sys.stdout.buffer.write(mime.encode() + b"\n" + drawn)
    sys.stdout.buffer.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
