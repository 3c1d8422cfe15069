"""S10 where files come in: quotas that are said kindly, pictures drawn anew on both ways in, everything else going on."""

import asyncio
import io
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from PIL import Image

from app.clock import WallClock
from app.doors import StoreDoor
from app.settings import Settings
from app.uploads import BYTES_A_DAY, FILES_A_DAY, LEAST_FREE, FileQuota, HouseUploads, free_beside
from app.wiring import build
from bot.platforms.telegram.ingress import TelegramIngress
from bot.platforms.telegram.settings import TelegramSettings
from desk.language import Lang
from desk.messages import Incoming, MediaKind, Peer
from desk.refusals import FileBroken, FileUnknown, TooManyFiles
from scheduler.drain import Drain
from storage.photos.lab import PhotoLab
from tests.kit.botapi import BotApiDouble
from tests.kit.world import ZONE, World
from tests.security.test_flooding import Order
from tests.web.kit import Visitor
from usecases.evidence import Evidence
from usecases.ports import UnitOfWork
from web.site import SiteSettings, create_site
from web.words import say

CHAT, OTHER = Peer("tg", "4001"), Peer("tg", "4002")
PAYLOAD = b"<script>canary()</script>"


def a_photo() -> bytes:
    """A small sound photo with something behind its end."""
    out = io.BytesIO()
    Image.new("RGB", (40, 30), (90, 90, 90)).save(out, "JPEG")
    return out.getvalue() + PAYLOAD


def quota(now: list[float], free: int = 1 << 40) -> FileQuota:
    return FileQuota(lambda: free, lambda: now[0])


@pytest.fixture
def house() -> HouseUploads:
    return HouseUploads(PhotoLab().redrawn, quota([0.0]))


def test_a_chat_has_so_many_files_a_day_and_others_have_theirs() -> None:
    now = [0.0]
    room = quota(now)
    for _ in range(FILES_A_DAY):
        room.demand(CHAT, 1000)
        room.spend(CHAT, 1000)
    with pytest.raises(TooManyFiles):
        room.demand(CHAT, 1000)
    room.demand(OTHER, 1000)
    now[0] = 86_400.0
    for _ in range(FILES_A_DAY):
        room.demand(CHAT, 1000)
        room.spend(CHAT, 1000)


def test_a_chat_has_so_many_bytes_a_day() -> None:
    room = quota([0.0])
    room.spend(CHAT, BYTES_A_DAY - 10)
    room.demand(CHAT, 10)
    with pytest.raises(TooManyFiles):
        room.demand(CHAT, 11)


def test_a_disk_that_is_nearly_full_takes_no_files() -> None:
    with pytest.raises(TooManyFiles):
        quota([0.0], LEAST_FREE + 99).demand(CHAT, 100)


def test_the_disk_is_seen_beside_a_sqlite_file_only(tmp_path: Path) -> None:
    free = free_beside(f"sqlite:///{tmp_path / 'desk.sqlite3'}")
    assert free is not None
    assert free() > 0
    assert free_beside("postgresql://desk@db/desk") is None
    assert free_beside(Settings(data_dir=tmp_path).url) is not None


async def test_a_file_is_what_its_first_bytes_say(house: HouseUploads) -> None:
    photo = await house.admit(CHAT, "gehalt.pdf", a_photo())
    assert (photo.kind, photo.name) == (MediaKind.PHOTO, "gehalt.jpg")
    assert PAYLOAD not in photo.content
    paper = await house.admit(CHAT, "../x.jpg", b"%PDF-1.7 ...")
    assert (paper.kind, paper.mime, paper.name) == (MediaKind.FILE, "application/pdf", "x.pdf")
    for content in (b"PK\x03\x04", b"MZ\x90", b"<html>", b""):
        with pytest.raises(FileUnknown):
            await house.admit(CHAT, "a.jpg", content)


async def test_work_on_bad_pictures_is_counted_too() -> None:
    async def refuses(photo: Evidence) -> Evidence:
        raise FileBroken(photo.mime)

    house = HouseUploads(refuses, quota([0.0]))
    for _ in range(FILES_A_DAY):
        with pytest.raises(FileBroken):
            await house.admit(CHAT, "a.jpg", a_photo())
    with pytest.raises(TooManyFiles):
        await house.admit(CHAT, "a.jpg", a_photo())


async def test_a_chats_pictures_are_drawn_one_after_another_and_others_beside_them() -> None:
    order: list[str] = []
    gate = asyncio.Event()

    async def slow(photo: Evidence) -> Evidence:
        order.append(photo.name)
        if photo.name.startswith("flood"):
            await gate.wait()
        return photo

    house = HouseUploads(slow, quota([0.0]))
    flood = [asyncio.create_task(house.admit(CHAT, f"flood{n}.jpg", a_photo())) for n in range(5)]
    await asyncio.sleep(0)
    await house.admit(OTHER, "other.jpg", a_photo())
    assert order == ["flood0.jpg", "other.jpg"]
    gate.set()
    await asyncio.gather(*flood)
    assert order[2:] == [f"flood{n}.jpg" for n in range(1, 5)]


@pytest.fixture
async def api() -> AsyncIterator[BotApiDouble]:
    async with BotApiDouble() as double:
        yield double
        assert double.violations == []


def accepted(uow: UnitOfWork) -> list[Incoming]:
    """What waits in the inbox; it is given back."""
    rows = uow.inbox.lease(uow.now, uow.now, 64)
    for row in rows:
        uow.inbox.again(row, uow.now, "")
    return [row.incoming for row in rows]


async def taken(world: World, api: BotApiDouble, uploads: HouseUploads, chats: int = 1) -> list[Incoming]:
    """What Telegram holds, through polling into the inbox: the first message of each chat."""
    settings = TelegramSettings(api.token, api.url)
    ingress = TelegramIngress(settings, StoreDoor(world.store, uploads=uploads), world.clock.now)
    running = asyncio.create_task(ingress.run())
    async with asyncio.timeout(30):
        while len(found := await world.store.run(accepted)) < chats:  # noqa: ASYNC110  # no bell of ours rings
            await asyncio.sleep(0.02)
    await ingress.stop()
    await running
    return found


async def test_what_telegram_calls_a_photo_is_drawn_anew(
    world: World, api: BotApiDouble, house: HouseUploads
) -> None:
    await api.user(4001).sends_document(a_photo(), "黑屏.html", "image/jpeg")
    (message,) = await taken(world, api, house)
    (media,) = message.media
    assert (media.mime, media.name) == ("image/jpeg", "黑屏.jpg")
    content = await world.store.read(lambda uow: uow.media.content(media.id))
    assert PAYLOAD not in content


@pytest.mark.parametrize(
    ("content", "said"), [(b"\xff\xd8\xff broken", "读不出来"), (b"MZ\x90\0", "这种文件收不了")]
)
async def test_what_is_not_kept_costs_the_file_and_is_said_once(
    world: World,
    api: BotApiDouble,
    house: HouseUploads,
    content: bytes,
    said: str,
) -> None:
    for _ in range(2):
        await api.user(4001).sends_document(content, "图.jpg", "image/jpeg", caption="302 黑屏")
    (message,) = await taken(world, api, house)
    assert (message.text.partition("\n")[0], message.media) == ("302 黑屏", ())
    order = Order()
    await Drain(world.store, world.clock, [order]).quiet()
    assert [said in row.outgoing.text for row in order.sent] == [True]


async def test_over_the_quota_nothing_is_fetched_and_the_words_arrive(
    world: World, api: BotApiDouble
) -> None:
    full = quota([0.0])
    full.spend(CHAT, BYTES_A_DAY)
    await api.user(4001).sends_photo(a_photo(), "302 黑屏")
    await api.user(4002).sends_photo(a_photo(), "303 黑屏")
    found = await taken(world, api, HouseUploads(PhotoLab().redrawn, full), chats=2)
    assert {one.peer.space: (one.text, len(one.media)) for one in found} == {
        "4001": ("302 黑屏\n[照片]", 0),
        "4002": ("303 黑屏", 1),
    }
    assert [call.method for call in api.calls].count("getFile") == 1


@pytest.mark.parametrize("lang", Lang)
async def test_a_browser_is_told_in_its_language_and_its_words_go_on(world: World, lang: Lang) -> None:
    uploads = HouseUploads(PhotoLab().redrawn, quota([0.0], free=0))
    settings = SiteSettings(zone=ZONE, hotline="0000-0001")
    async with Visitor(create_site(world.store, settings, world.clock, uploads=uploads)) as one:
        await one.get(f"/chat/me?lang={lang}")
        form, file = {"id": "photo-1"}, {"file": ("a.jpg", a_photo(), "image/jpeg")}
        answer = await one.post("/chat/me/media", data=form, files=file)
        assert (answer.status_code, answer.json()["error"]) == (413, say("files_full", lang))
        assert (await one.says("me", "302 黑屏")).status_code == 202
    (message,) = await world.store.run(accepted)
    assert message.text == "302 黑屏"


async def test_what_a_browser_sends_is_drawn_anew(world: World, house: HouseUploads) -> None:
    settings = SiteSettings(zone=ZONE, hotline="0000-0001")
    async with Visitor(create_site(world.store, settings, world.clock, uploads=house)) as one:
        await one.get("/chat/me")
        form, file = {"id": "photo-1"}, {"file": ("a.jpg", a_photo(), "image/jpeg")}
        assert (await one.post("/chat/me/media", data=form, files=file)).status_code == 202
    (message,) = await world.store.run(accepted)
    content = await world.store.read(lambda uow: uow.media.content(message.media[0].id))
    assert PAYLOAD not in content
    assert Image.open(io.BytesIO(content)).size == (40, 30)


def test_a_desk_as_it_is_built_has_its_pictures_drawn_anew(tmp_path: Path) -> None:
    desk = build(Settings(data_dir=tmp_path), WallClock())
    assert isinstance(desk.uploads, HouseUploads)
