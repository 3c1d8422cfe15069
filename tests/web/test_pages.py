"""Start page, chat page, sign-in, stickers: what people see before they say anything."""

import gzip
import re
from pathlib import Path

import pytest

from desk.devices import Device
from desk.ids import DeviceId
from desk.messages import Incoming, Peer
from desk.people import Role
from desk.reading import DeviceClass
from tests.web.conftest import ZONE
from tests.web.kit import HAZEL, ROOM, SCHOOL, Visitor
from usecases.accounts import invite
from usecases.look import person_at
from web.guard import POLICY
from web.seats import peer_behind
from web.site import SiteSettings, create_site
from web.words import WORDS

PAGES = ("/", "/chat/teacher", "/board", "/tickets/1001", "/board/rows", "/healthz", "/api/clock", "/nowhere")
TEMPLATES = sorted(Path("web/templates").glob("*.html"))
STATIC = sorted(Path("web/static").iterdir())


async def test_the_demo_offers_its_four_seats_and_the_board_in_chinese(visitor):
    page = (await visitor.get("/")).text
    for label in (
        "以老师身份聊天",
        "值班工程师",
        "二线工程师",
        "主管",
        "看板",
        "韩老师",
        "CHALKLINE_TELEGRAM__TOKEN",
        "@BotFather",
    ):
        assert label in page


async def test_english_is_one_press_away_and_is_remembered(visitor):
    assert "Chat as a teacher" in (await visitor.get("/?lang=en")).text
    assert "Chat as a teacher" in (await visitor.get("/")).text
    assert "以老师身份聊天" in (await visitor.get("/?lang=zh")).text


async def test_a_browser_that_prefers_english_is_greeted_in_english(visitor):
    page = await visitor.get("/", headers={"Accept-Language": "fr, en-GB;q=0.8, zh;q=0.5"})
    assert "Chat as a teacher" in page.text


async def test_without_the_demo_there_is_a_chat_and_a_sign_in_and_no_seats(stranger):
    page = (await stranger.get("/")).text
    assert "报修聊天" in page
    assert "邀请码" in page
    assert "/chat/engineer" not in page
    assert (await stranger.get("/chat/supervisor")).status_code == 404


async def test_a_connected_bot_is_named_instead_of_the_instructions(store, clock):
    site = create_site(store, SiteSettings(zone=ZONE, telegram_hint="@qinghe_desk_bot"), clock)
    async with Visitor(site) as visitor:
        page = (await visitor.get("/")).text
    assert "@qinghe_desk_bot" in page
    assert "BotFather" not in page


async def test_the_first_visit_sets_a_secret_that_scripts_cannot_read_and_pages_never_show(stranger):
    page = await stranger.get("/chat/me")
    cookie = page.headers["set-cookie"]
    secret = stranger.cookies["chalkline_me"]
    assert len(secret) >= 22
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    again = await stranger.get("/chat/me")
    assert "set-cookie" not in again.headers
    for shown in (page.text, again.text):
        assert secret not in shown
        assert peer_behind(secret).space not in shown


async def test_over_https_the_cookie_is_bound_to_the_host(store, clock):
    site = create_site(store, SiteSettings(zone=ZONE, secure_cookies=True), clock)
    async with Visitor(site) as visitor:
        page = await visitor.get("/chat/me")
    assert page.headers["set-cookie"].startswith("__Host-chalkline_me=")
    assert "Secure" in page.headers["set-cookie"]
    assert "Strict-Transport-Security" in page.headers


async def test_a_made_up_cookie_is_replaced_by_a_fresh_one(stranger):
    stranger.cookies["chalkline_me"] = "short"
    assert "set-cookie" in (await stranger.get("/chat/me")).headers


async def test_a_demo_person_has_an_address_before_anybody_sits_down(demo, store):
    async with demo.router.lifespan_context(demo):
        address = await store.read(lambda uow: uow.people.addresses(HAZEL.id))
    assert len(address) == 1


async def test_all_browsers_of_a_demo_seat_share_one_chat(demo, store):
    async with Visitor(demo) as phone, Visitor(demo) as laptop:
        await phone.says("teacher", "黑屏了")
        assert [line["text"] for line in await laptop.reads("teacher", 1)] == ["黑屏了"]


async def test_an_invitation_typed_on_the_start_page_opens_the_chat_which_says_who_one_is(stranger, store):
    code = await store.run(invite, Role.TEACHER, (SCHOOL,), None, "新老师")
    answer = await stranger.post("/sign-in", data={"code": f" {code} "})
    assert (answer.status_code, answer.headers["location"]) == (303, "/chat/me")
    peer = peer_behind(stranger.cookies["chalkline_me"])
    assert (await store.read(person_at, peer)).name == "新老师"
    rows = await store.run(lambda uow: uow.outbox.lease(uow.now, uow.now, ("web",), 9))
    assert [(row.peer, row.outgoing.text) for row in rows] == [(peer, "account.redeemed")]


async def test_a_scanned_sticker_opens_the_chat_and_changes_nothing_by_itself(visitor, stranger, store):
    board = Device(DeviceId("qh1-0302-sb"), "QH1-0302-SB", DeviceClass.SMART_BOARD, SCHOOL, ROOM)
    await store.run(lambda uow: uow.places.add(board))
    for path, query, sticker in (
        ("/r/QH1-0302-SB", "device=QH1-0302-SB", "d_QH1-0302-SB"),
        ("/p/qh1-302", "room=qh1-302", "r_qh1-302"),
    ):
        for browser, seat in ((visitor, "teacher"), (stranger, "me")):
            for address in (path, f"/chat/{seat}?{query}"):
                page = await browser.get(address)
                assert page.status_code == 200
                assert f'data-seat="{seat}"' in page.text
                assert f'data-sticker="{sticker}"' in page.text
    assert await store.run(lambda uow: uow.inbox.lease(uow.now, uow.now, 9)) == ()


@pytest.mark.parametrize("code", ["..%2F..%2Fetc", "a b", "x" * 63, "%22onload=1"])
async def test_a_sticker_code_that_cannot_be_one_is_not_found(visitor, code):
    assert (await visitor.get(f"/r/{code}")).status_code == 404
    assert (await visitor.get(f"/p/{code}")).status_code == 404


@pytest.mark.parametrize("path", PAGES)
async def test_every_answer_carries_the_security_headers(visitor, path):
    answer = await visitor.get(path)
    assert answer.headers["content-security-policy"] == POLICY
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "same-origin"
    assert answer.headers["cache-control"] == "no-store"
    assert "server" not in answer.headers


async def test_a_fault_of_ours_is_a_sentence_with_the_same_headers(visitor, store):
    await store.close()
    answer = await visitor.get("/", headers={"Accept": "text/html"})
    assert answer.status_code == 500
    assert "系统出错了" in answer.text
    assert "0000-0001" in answer.text
    assert answer.headers["content-security-policy"] == POLICY


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_templates_hold_no_inline_script_style_or_foreign_address(template):
    text = template.read_text()
    assert not re.search(r"<style|\sstyle=|\son\w+=|javascript:|https?://|\|\s*safe", text)
    for script in re.findall(r"<script[^>]*>(.*?)</script>", text, re.DOTALL):
        assert script == ""


@pytest.mark.parametrize("file", STATIC, ids=lambda path: path.name)
def test_static_files_load_nothing_from_elsewhere_and_never_parse_words_as_html(file):
    text = file.read_text().replace("http://www.w3.org/2000/svg", "")
    assert not re.search(
        r"https?://|innerHTML|insertAdjacentHTML|document\.write|eval\(|new Function|@import", text
    )


def test_every_word_a_template_asks_for_exists():
    asked = {key for path in TEMPLATES for key in re.findall(r"\bt\('(\w+)'[,)]", path.read_text())}
    assert asked <= set(WORDS)
    assert asked


def test_script_and_style_together_stay_small():
    sources = [path for path in STATIC if path.suffix in {".js", ".css"}]
    assert sum(len(gzip.compress(path.read_bytes())) for path in sources) < 60_000


@pytest.mark.parametrize("sheet", ["chat.css", "board.css"])
def test_no_page_loads_more_than_twelve_kilobytes_of_style(sheet):
    sizes = {path.name: path.stat().st_size for path in STATIC}
    assert sizes["site.css"] + sizes[sheet] <= 12_000


async def test_a_stranger_has_no_person_and_a_seat_has(store, demo):
    async with Visitor(demo) as visitor:
        await visitor.get("/chat/teacher")
    peer = await store.read(lambda uow: uow.people.addresses(HAZEL.id)[0].peer)
    assert await store.read(person_at, peer) == HAZEL


async def test_the_clock_tells_instant_speed_and_zone(visitor):
    assert (await visitor.get("/api/clock")).json() == {
        "now": "2026-09-01T00:00:00+00:00",
        "speed": 1.0,
        "zone": "Asia/Shanghai",
    }


async def test_health_is_good_while_the_loops_beat_and_bad_when_one_falls_silent(visitor, store, clock):
    await store.run(lambda uow: uow.health.beat("ticker", uow.now))
    await store.run(lambda uow: uow.health.beat("inbox", uow.now))
    assert (await visitor.get("/healthz")).status_code == 200
    clock.push(seconds=50)
    await store.run(lambda uow: uow.health.beat("inbox", uow.now))
    clock.push(seconds=20)
    answer = await visitor.get("/healthz")
    assert answer.status_code == 503
    assert answer.json() == {
        "ok": False,
        "silent": ["ticker"],
        "seconds_since_beat": {"inbox": 20.0, "ticker": 70.0},
    }


async def test_it_is_ready_while_nothing_is_late_and_says_what_is_and_by_how_much(visitor, store, clock):
    await store.run(lambda uow: uow.health.beat("scheduler", uow.now))
    await store.run(lambda uow: uow.health.beat("poller", uow.now))
    assert (await visitor.get("/readyz")).json() == {"ready": True, "late": {}}
    await store.run(
        lambda uow: uow.inbox.accept([Incoming("k", Peer("web", "1"), uow.now, text="?")], uow.now)
    )
    clock.push(seconds=100)
    await store.run(lambda uow: uow.health.beat("scheduler", uow.now))
    answer = await visitor.get("/readyz")
    assert answer.status_code == 503
    assert answer.json() == {"ready": False, "late": {"poller": 100.0, "inbox": 100.0}}
    assert (await visitor.get("/healthz")).status_code == 200  # a restart would not bring the network back
