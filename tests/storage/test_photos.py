"""Pictures drawn anew (S10): what is seen stays, everything else of the file is gone, and a hostile one costs only itself."""

import asyncio
import io
import struct
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image, ImageCms, PngImagePlugin

from desk.messages import MediaKind
from desk.refusals import FileBroken
from storage.photos.lab import PhotoLab
from usecases.evidence import Evidence, examine

PAYLOAD = b"<script>canary()</script>PK\x03\x04 canary"
RED, BLUE = (250, 5, 5), (5, 5, 250)


def a_picture(mode: str = "RGB", size: tuple[int, int] = (64, 32)) -> Image.Image:
    """Red on the left, blue on the right."""
    picture = Image.new("RGB", size, BLUE)
    picture.paste(RED, (0, 0, size[0] // 2, size[1]))
    return picture.convert(mode)


def saved(picture: Image.Image, form: str, **how: object) -> bytes:
    out = io.BytesIO()
    picture.save(out, form, **how)
    return out.getvalue()


def opened(photo: Evidence) -> Image.Image:
    return Image.open(io.BytesIO(photo.content))


async def drawn(content: bytes, name: str = "照片.jpg") -> Evidence:
    return await PhotoLab().redrawn(examine(name, content))


def with_text(form: str) -> bytes:
    if form == "PNG":
        notes = PngImagePlugin.PngInfo()
        notes.add_text("Comment", PAYLOAD.decode("latin-1"))
        return saved(a_picture(), "PNG", pnginfo=notes)
    exif = Image.Exif()
    exif[0x010E] = PAYLOAD.decode("latin-1")  # ImageDescription
    return saved(a_picture(), form, exif=exif)


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "GIF"])
@pytest.mark.parametrize("how", ["behind its end", "in its words"])
async def test_a_payload_does_not_survive(form: str, how: str) -> None:
    if how == "behind its end" or form == "GIF":
        content = saved(a_picture(), form) + PAYLOAD
    else:
        content = with_text(form)
    assert b"canary" in content
    photo = await drawn(content)
    assert b"canary" not in photo.content
    assert opened(photo).size == (64, 32)


async def test_a_payload_in_the_colour_profile_does_not_survive_and_the_colours_do() -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    photo = await drawn(saved(a_picture(), "JPEG", icc_profile=profile + PAYLOAD, quality=95))
    assert b"canary" not in photo.content
    picture = opened(photo)
    assert "icc_profile" not in picture.info
    left = picture.getpixel((8, 16))
    assert isinstance(left, tuple)
    assert left[0] > 220
    assert left[2] < 40


@pytest.mark.parametrize("way", range(1, 9))
async def test_a_camera_photo_stands_upright_without_saying_where_it_was_taken(way: int) -> None:
    exif = Image.Exif()
    exif[0x0112] = way
    exif.get_ifd(0x8825)[29] = "2026:11:22"  # GPSDateStamp
    lying = saved(a_picture(size=(64, 32)), "JPEG", exif=exif, quality=95)
    photo = await drawn(lying)
    assert b"2026:11:22" in lying
    assert b"Exif" not in photo.content
    assert opened(photo).size == ((64, 32) if way < 5 else (32, 64))
    before = Image.open(io.BytesIO(lying))
    corner = {1: (0, 0), 2: (1, 0), 3: (1, 1), 4: (0, 1), 5: (0, 0), 6: (1, 0), 7: (1, 1), 8: (0, 1)}[way]
    now = opened(photo)
    shown = now.getpixel((corner[0] * (now.width - 1), corner[1] * (now.height - 1)))
    first = before.getpixel((0, 0))
    assert isinstance(shown, tuple)
    assert isinstance(first, tuple)
    assert abs(shown[0] - first[0]) < 30


@pytest.mark.parametrize(
    ("mode", "form", "mime"),
    [
        ("CMYK", "JPEG", "image/jpeg"),
        ("L", "JPEG", "image/jpeg"),
        ("P", "PNG", "image/png"),
        ("I;16", "PNG", "image/png"),
        ("RGBA", "PNG", "image/png"),
        ("LA", "PNG", "image/png"),
        ("P", "GIF", "image/png"),
        ("RGB", "WEBP", "image/jpeg"),
    ],
)
async def test_every_kind_of_picture_becomes_a_plain_one(mode: str, form: str, mime: str) -> None:
    picture = Image.new("I;16", (64, 32), 9_000) if mode == "I;16" else a_picture(mode)
    photo = await drawn(saved(picture, form), "屏幕.bin")
    assert (photo.kind, photo.mime) == (MediaKind.PHOTO, mime)
    assert photo.name == f"屏幕.{'png' if mime == 'image/png' else 'jpg'}"
    assert opened(photo).mode == ("RGBA" if "A" in mode else "RGB")


async def test_what_moves_is_its_first_frame() -> None:
    frames = [Image.new("P", (8, 8), colour) for colour in range(5)]
    content = saved(frames[0], "GIF", save_all=True, append_images=frames[1:])
    assert getattr(opened(await drawn(content)), "n_frames", 1) == 1


async def test_a_photo_larger_than_anybody_looks_at_is_made_smaller() -> None:
    photo = await drawn(saved(Image.new("RGB", (6_000, 100)), "JPEG"))
    assert max(opened(photo).size) <= 4096


def bomb(width: int, height: int) -> bytes:
    """A PNG that says to be so large and is a few kilobytes of nothing."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = zlib.compress(b"\0" * 50_000_000, 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


HALF = saved(a_picture(size=(400, 400)), "JPEG")


@pytest.mark.parametrize(
    "content",
    [
        HALF[: len(HALF) // 2],
        saved(a_picture(size=(400, 400)), "PNG")[:200],
        saved(a_picture(), "WEBP")[:40],
        b"GIF89a" + PAYLOAD,
        b"RIFF\0\0\0\0WEBP" + PAYLOAD,
        bomb(7_000, 7_000),
    ],
    ids=["half a jpeg", "cut png", "cut webp", "no gif", "no webp", "bomb"],
)
async def test_what_cannot_be_read_is_refused(content: bytes) -> None:
    with pytest.raises(FileBroken):
        await drawn(content)


@pytest.mark.parametrize("form", ["GIF", "WEBP"])
async def test_the_cap_on_pixels_holds_for_what_the_first_bytes_do_not_tell(form: str) -> None:
    if form == "GIF":
        content = b"GIF89a" + struct.pack("<HH", 60_000, 60_000) + saved(a_picture("P"), "GIF")[10:]
    else:
        size = (50_000 - 1).to_bytes(3, "little")
        body = b"VP8X" + struct.pack("<I", 10) + b"\0\0\0\0" + size + size
        content = b"RIFF" + struct.pack("<I", len(body) + 4) + b"WEBP" + body
    with pytest.raises(FileBroken):
        await drawn(content)


async def test_a_picture_that_takes_too_long_is_ended_and_leaves_no_process() -> None:
    before = children()
    with pytest.raises(FileBroken):
        await PhotoLab(seconds=0.001).redrawn(examine("a.jpg", HALF))
    assert children() <= before


def children() -> set[str]:
    """The processes that this one has begun, also those that ended and nobody asked after."""
    return {
        pid for task in Path("/proc/self/task").iterdir() for pid in (task / "children").read_text().split()
    }


async def test_the_process_that_draws_has_no_environment_of_ours(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("CHALKLINE_TELEGRAM__TOKEN", "canary")
    spy = tmp_path / "spy.py"
    spy.write_text("import os, sys; sys.stdout.write('image/png\\n' + repr(sorted(os.environ)))")
    monkeypatch.setattr("storage.photos.lab._REDRAW", spy)
    photo = await drawn(HALF)
    assert b"CHALKLINE" not in photo.content


async def test_the_loop_goes_on_while_pictures_are_drawn() -> None:
    turns = 0

    async def count(done: Callable[[], bool]) -> None:
        nonlocal turns
        while not done():
            turns += 1
            await asyncio.sleep(0)

    drawing = asyncio.create_task(drawn(saved(a_picture(size=(2_000, 2_000)), "JPEG")))
    await count(drawing.done)
    assert turns > 100
    assert (await drawing).mime == "image/jpeg"
