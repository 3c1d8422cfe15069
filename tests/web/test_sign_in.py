"""Into the screens by link, code and invitation; where one is signed in, and out again (S06, S13)."""

import asyncio

import pytest

from desk.ids import PersonId
from desk.messages import Peer
from desk.people import Role
from storage.store import SqlStore
from tests.web.conftest import ZONE
from tests.web.kit import BERRY, ELM, SCHOOL, Visitor, stream
from usecases.accounts import invite_known
from usecases.ports import UnitOfWork
from usecases.sign_in import ask_sign_in
from web import streams
from web.browsers import in_words
from web.seats import peer_behind
from web.sign_in import TRIES_AT_ONCE
from web.site import SiteSettings, create_site

CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/129.0 Safari/537.36"
HTML = {"Accept": "text/html"}


def asked(uow: UnitOfWork, person: PersonId = ELM.id):
    return ask_sign_in(uow, uow.people.get(person), Peer("tg", "7"))


async def signs_in(browser: Visitor, store: SqlStore, person: PersonId = ELM.id) -> None:
    link = (await store.run(asked, person)).token
    answer = await browser.post(f"/sign-in/{link}", headers={"User-Agent": CHROME})
    assert (answer.status_code, answer.headers["location"]) == (303, "/board")


def secret_of(browser: Visitor) -> str:
    return browser.cookies["chalkline_me"]


async def test_opening_a_link_changes_nothing_and_its_button_signs_in(stranger, store):
    link = (await store.run(asked)).token
    for _ in range(3):
        page = await stranger.get(f"/sign-in/{link}")
        assert page.status_code == 200
        assert f'action="/sign-in/{link}"' in page.text
        assert "set-cookie" not in page.headers
        assert ELM.name not in page.text
    assert (await stranger.post(f"/sign-in/{link}")).headers["location"] == "/board"
    board = await stranger.get("/board")
    assert board.status_code == 200
    assert ELM.name in board.text


@pytest.mark.parametrize("person", [ELM.id, BERRY.id])
async def test_staff_see_the_board_of_their_scope(stranger, store, person):
    assert (await stranger.get("/board")).status_code == 403
    await signs_in(stranger, store, person)
    assert (await stranger.get("/board")).status_code == 200
    assert (await stranger.get("/roster")).status_code == (200 if person == ELM.id else 403)


async def test_a_wrong_a_used_and_an_expired_link_are_answered_alike(stranger, store, clock):
    used = (await store.run(asked)).token
    await stranger.post(f"/sign-in/{used}")
    late = (await store.run(asked)).token
    clock.push(minutes=10)
    answers = [await stranger.post(f"/sign-in/{link}", headers=HTML) for link in ("x" * 22, used, late)]
    assert {answer.status_code for answer in answers} == {403}
    assert (
        len(
            {
                answer.text.replace(link, "")
                for answer, link in zip(answers, ("x" * 22, used, late), strict=True)
            }
        )
        == 1
    )
    assert "再发一次“登录”" in answers[0].text


async def test_the_code_is_typed_on_the_start_page(stranger, store):
    code = (await store.run(asked)).code
    answer = await stranger.post("/sign-in", data={"code": code.lower()})
    assert (answer.status_code, answer.headers["location"]) == (303, "/board")
    assert (await stranger.get("/board")).status_code == 200


async def test_every_sign_in_gives_a_fresh_secret(stranger, store):
    await stranger.get("/chat/me")
    planted = secret_of(stranger)
    await signs_in(stranger, store)
    first = secret_of(stranger)
    assert first != planted
    assert await store.read(lambda uow: uow.people.at(peer_behind(planted))) is None
    await signs_in(stranger, store, BERRY.id)
    assert secret_of(stranger) not in (first, planted)
    assert await store.read(lambda uow: uow.people.at(peer_behind(first))) is None, "the one before is over"
    code = await store.run(invite_known, ELM.id)
    await stranger.post("/sign-in", data={"code": code})
    assert await store.read(lambda uow: uow.people.at(peer_behind(secret_of(stranger)))) == ELM


async def test_a_used_up_invitation_is_refused_on_the_page(stranger, store):
    code = await store.run(invite_known, ELM.id)
    assert (await stranger.post("/sign-in", data={"code": code})).headers["location"] == "/chat/me"
    again = await stranger.post("/sign-in", data={"code": code}, headers=HTML)
    assert again.status_code == 403
    assert "已用过" in again.text
    for _ in range(4):
        await stranger.post("/sign-in", data={"code": "WRONG-WRONG-WRONG-12"})
    assert (await stranger.post("/sign-in", data={"code": code})).status_code == 429


async def test_one_address_tries_slowly(stranger):
    answers = [(await stranger.post(f"/sign-in/{n}")).status_code for n in range(TRIES_AT_ONCE + 1)]
    assert answers[-1] == 429
    assert set(answers[:-1]) == {403}


async def test_another_site_cannot_sign_a_browser_in(stranger, store):
    link = (await store.run(asked)).token
    answer = await stranger.post(f"/sign-in/{link}", headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403
    assert (await stranger.post(f"/sign-in/{link}")).status_code == 303, "it was not used up"


async def test_the_start_page_opens_the_bot_where_its_name_is_known(stranger, store, clock):
    assert "用 Telegram 登录" not in (await stranger.get("/")).text
    link = "https://t.me/qinghe_desk_bot?start=login"
    async with Visitor(create_site(store, SiteSettings(zone=ZONE, telegram_login=link), clock)) as browser:
        page = (await browser.get("/")).text
        assert f'href="{link}"' in page
        assert "用 Telegram 登录" in page
        assert "Sign in with Telegram" in (await browser.get("/?lang=en")).text


async def test_devices_are_listed_and_ended(site, stranger, store):
    await signs_in(stranger, store)
    async with Visitor(site) as phone:
        await signs_in(phone, store)
        page = (await stranger.get("/me")).text
        assert page.count("Chrome · Windows</h2>") == 1
        assert "就是这台" in page
        (other,) = (
            one.id
            for one in await store.read(lambda uow: uow.sessions.of(ELM.id))
            if one.peer != peer_behind(secret_of(stranger))
        )
        assert (await stranger.post("/me/end", data={"session": other})).headers["location"] == "/me"
        gone = await phone.get("/board", headers=HTML)
        assert gone.status_code == 401
        assert "您在这台设备上已退出登录" in gone.text
        assert 'chalkline_me=""' in gone.headers["set-cookie"]
        assert (await phone.get("/board")).status_code == 403, "then a stranger, like any other"
        await signs_in(phone, store)
        assert (await stranger.post("/me/end-others")).status_code == 303
        assert (await phone.get("/me")).status_code == 401
    assert (await stranger.get("/board")).status_code == 200


async def test_signing_out_ends_the_session_and_the_cookie(stranger, store):
    await signs_in(stranger, store)
    secret = secret_of(stranger)
    answer = await stranger.post("/me/sign-out")
    assert answer.headers["location"] == "/"
    assert "chalkline_me" not in stranger.cookies
    stranger.cookies["chalkline_me"] = secret
    assert (await stranger.get("/chat/me")).status_code == 401, "a copied cookie opens nothing"


async def test_what_is_not_mine_to_end_is_not_there(site, stranger, store):
    await signs_in(stranger, store, BERRY.id)
    async with Visitor(site) as boss:
        await signs_in(boss, store)
        (theirs,) = await store.read(lambda uow: uow.sessions.of(ELM.id))
        assert (await stranger.post("/me/end", data={"session": theirs.id})).status_code == 404
        assert (await boss.get("/me")).status_code == 200
    async with Visitor(site) as nobody:
        assert (await nobody.get("/me")).status_code == 403
        assert (await nobody.post("/me/end", data={"session": theirs.id})).status_code == 404


async def test_posts_of_an_ended_session_are_refused_with_a_sentence(stranger, store):
    await signs_in(stranger, store)
    await store.run(lambda uow: uow.people.add(ELM.__class__(ELM.id, ELM.name, Role.TEACHER, (SCHOOL,))))
    answer = await stranger.says("me", "还在吗")
    assert answer.status_code == 401
    assert "已退出登录" in answer.json()["error"]


@pytest.mark.parametrize("path", ["/chat/me/stream", "/board/stream"])
async def test_open_streams_end_with_the_session(site, stranger, store, path):
    await signs_in(stranger, store)
    secret = secret_of(stranger)
    async with stream(site, path, stranger) as events:
        first = await anext(events)
        assert first
        async with Visitor(site) as other:
            other.cookies["chalkline_me"] = secret
            await other.post("/me/sign-out")
        left = [event async for event in events]
        assert all("data" not in event or event.get("event") for event in left)


async def test_a_stream_that_nothing_rings_notices_at_its_heartbeat(site, stranger, store, monkeypatch):
    monkeypatch.setattr(streams, "HEARTBEAT_SECONDS", 0.05)
    await signs_in(stranger, store)
    async with stream(site, "/board/stream", stranger) as events:
        await anext(events)
        await store.run(lambda uow: uow.people.add(ELM.__class__(ELM.id, ELM.name, Role.TEACHER, (SCHOOL,))))
        async with asyncio.timeout(60):
            left = [event async for event in events]
        assert all(event.get("event") != "changed" or "data" in event for event in left)


async def test_last_seen_is_written_every_five_minutes_at_most(stranger, store, clock):
    await signs_in(stranger, store)
    began = clock.now()

    async def seen():
        (one,) = await store.read(lambda uow: uow.sessions.of(ELM.id))
        return one.seen

    clock.push(minutes=4)
    await stranger.get("/board")
    assert await seen() == began
    clock.push(minutes=1)
    await stranger.get("/board")
    assert await seen() == clock.now()


async def test_a_teachers_own_seat_is_no_session(stranger, store, clock):
    await stranger.get("/chat/me")
    seat = peer_behind(secret_of(stranger))
    await store.run(lambda uow: uow.people.bind(PersonId("hazel"), seat))
    clock.push(days=200)
    assert (await stranger.get("/chat/me")).status_code == 200
    assert await store.read(lambda uow: uow.sessions.at(seat)) is None
    assert (await stranger.get("/me")).status_code == 403


async def test_a_demo_seat_survives_that_its_chat_is_let_go(visitor, store):
    await visitor.get("/board")
    (seat,) = await store.read(lambda uow: uow.people.addresses(ELM.id))
    await store.run(lambda uow: uow.sessions.unbind(seat.peer))
    assert (await visitor.get("/board")).status_code == 200


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (CHROME, "Chrome · Windows"),
        (
            "Mozilla/5.0 (Linux; Android 14) Chrome/120 Mobile Safari/537.36 MicroMessenger/8.0",
            "WeChat · Android",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) Version/17.5 Mobile Safari/604.1",
            "Safari · iPhone",
        ),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:131.0) Gecko/20100101 Firefox/131.0", "Firefox · Linux"),
        ("curl/8", ""),
        ("", ""),
    ],
)
def test_a_browser_is_called_by_short_words(agent, words):
    assert in_words(agent) == words
