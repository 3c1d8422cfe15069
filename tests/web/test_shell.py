"""The chat page as an installed app: the manifest is whole, the worker keeps only what is nobody's, and changes with it."""

import gzip
import re

import pytest

from tests.web.kit import HAZEL, Visitor
from web.parts import HERE


async def test_the_manifest_names_icons_that_are_there_in_their_sizes(stranger):
    manifest = (await stranger.get("/manifest.webmanifest")).json()
    assert (manifest["start_url"], manifest["display"]) == ("/chat/me", "standalone")
    assert {icon["purpose"] for icon in manifest["icons"]} == {"any", "maskable"}
    for icon in manifest["icons"]:
        answer = await stranger.get(icon["src"])
        assert answer.headers["content-type"] == icon["type"]
        if icon["type"] == "image/png":
            width, height = (int.from_bytes(answer.content[at : at + 4], "big") for at in (16, 20))
            assert icon["sizes"] == f"{width}x{height}"


async def test_the_manifest_speaks_both_languages(stranger):
    assert (await stranger.get("/manifest.webmanifest")).json()["short_name"] == "报修聊天"
    english = (await stranger.get("/manifest.webmanifest?lang=en")).json()
    assert (english["short_name"], english["lang"]) == ("Report a fault", "en")


@pytest.mark.parametrize("lang", ["zh", "en"])
async def test_the_empty_page_is_the_same_for_everybody(visitor, stranger, lang):
    page = (await visitor.get(f"/offline/{lang}")).text
    await visitor.get("/chat/teacher")
    assert (await visitor.get(f"/offline/{lang}")).text == page
    assert HAZEL.name not in page
    assert 'data-chat=""' in page
    assert 'data-shell="yes"' in page
    answer = await stranger.get(f"/offline/{lang}")
    assert "set-cookie" not in answer.headers


async def test_the_worker_keeps_every_script_of_the_page_and_nothing_of_a_chat(stranger):
    script = (await stranger.get("/service-worker.js")).text
    kept = set(re.findall(r'"(/[^"]+)"', script.splitlines()[1]))
    page = (await stranger.get("/chat/me")).text
    needed = set(re.findall(r'(?:href|src)="(/(?:static|style)/[^"]+\.(?:js|css))"', page))
    imported = {
        f"/static/{name}"
        for path in needed
        if path.endswith(".js")
        for name in re.findall(r'(?:from |import\()"\./([\w.]+)"', (HERE / path.strip("/")).read_text())
    }
    assert needed | imported <= kept
    assert all(path.startswith(("/static/", "/style/", "/offline/")) for path in kept)
    for path in kept:
        assert (await stranger.get(path)).status_code == 200


async def test_a_changed_file_makes_a_new_worker_and_an_unchanged_one_does_not(
    stranger, tmp_path, monkeypatch
):
    static = tmp_path / "static"
    static.mkdir()
    for file in (HERE / "static").iterdir():
        (static / file.name).write_bytes(file.read_bytes())
    monkeypatch.setattr("web.shell._STATIC", static)
    first = (await stranger.get("/service-worker.js")).text
    assert (await stranger.get("/service-worker.js")).text == first
    (static / "wire.js").write_text("// changed")
    second = (await stranger.get("/service-worker.js")).text
    assert second.splitlines()[0] != first.splitlines()[0]


async def test_the_worker_is_the_same_for_a_demo_seat_and_a_stranger_of_that_site(demo):
    async with Visitor(demo) as one, Visitor(demo) as other:
        await one.get("/chat/teacher")
        assert (await one.get("/service-worker.js")).text == (await other.get("/service-worker.js")).text


async def raw(visitor, path, **headers):
    """The answer with its body as it travels."""
    async with visitor.stream("GET", path, headers=headers) as answer:
        return answer, b"".join([chunk async for chunk in answer.aiter_raw()])


async def test_all_that_the_page_loads_travels_in_less_than_sixty_kilobytes(visitor):
    script = (await visitor.get("/service-worker.js")).text
    kept = re.findall(r'"(/(?:static|style)/[^"]+)"', script.splitlines()[1])
    sizes = {path: len((await raw(visitor, path, **{"Accept-Encoding": "gzip"}))[1]) for path in kept}
    assert len(sizes) > 7
    assert sum(sizes.values()) < 60_000


@pytest.mark.parametrize("path", ["/static/chat.js", "/style/chat.css", "/static/icon.svg"])
async def test_scripts_and_sheets_are_compressed_for_who_can_unpack_and_not_sent_twice(visitor, path):
    plain, whole = await raw(visitor, path, **{"Accept-Encoding": "identity"})
    answer, body = await raw(visitor, path, **{"Accept-Encoding": "gzip, br"})
    assert "content-encoding" not in plain.headers
    assert answer.headers["content-encoding"] == "gzip"
    assert answer.headers["vary"] == plain.headers["vary"] == "Accept-Encoding"
    assert gzip.decompress(body) == whole
    assert answer.headers["cache-control"] == "no-cache"
    again, nothing = await raw(visitor, path, **{"If-None-Match": answer.headers["etag"]})
    assert (again.status_code, nothing) == (304, b"")


async def test_a_page_is_not_compressed_and_a_picture_is_as_it_is(visitor):
    for path in ("/chat/teacher", "/icons/icon-192.png"):
        answer, _ = await raw(visitor, path, **{"Accept-Encoding": "gzip"})
        assert "content-encoding" not in answer.headers
