"""Into the screens: a link and a code asked for in chat, and the browsers one is signed in at (issue 8, S06, S13)."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.handlers.screens import SIGN_IN
from desk.access import AccessAct, Lives
from desk.ids import PersonId
from desk.messages import Peer
from desk.people import Role
from desk.refusals import CodeRefused, CodeWaits, NotAllowed, TooManyTries
from tests.kit.world import World
from usecases.ports import UnitOfWork
from usecases.sessions import Sitting, end_run_out, settle_session, sitting_at
from usecases.sign_in import Browser, ask_sign_in, sign_in_by_account, sign_in_by_code, sign_in_by_link

WANG = PersonId("wang")
CODE = re.compile(r"[0-9A-Z]{4}-[0-9A-Z]{4}")


def browser(name: str = "laptop", words: str = "Chrome · Windows", before: Peer | None = None) -> Browser:
    return Browser(Peer("web", name), words, before)


async def code_of(world: World, person: str = "wang") -> str:
    seat = world.seat(person)
    await seat.says("登录")
    found = CODE.search(seat.hears("登录码").text)
    assert found
    return found[0]


async def signed_in(world: World, at: Browser, person: str = "wang") -> None:
    code = await code_of(world, person)
    await world.store.run(sign_in_by_code, code, at)
    await world.settle()
    world.seat(person).hears("已用您的身份登录网页", at.words)


async def sits(world: World, name: str = "laptop") -> Sitting:
    return await world.store.read(sitting_at, Peer("web", name))


async def test_a_code_asked_for_in_chat_opens_one_browser_once_and_the_chat_is_told(world: World) -> None:
    wang = world.seat("wang")
    code = await code_of(world)
    person = await world.store.run(sign_in_by_code, code.lower().replace("-", " "), browser())
    await world.settle()
    assert person.id == WANG
    told = wang.hears("Chrome · Windows")
    assert [choice.label for choice in told.choices] == ["不是我，退出"]
    found = await sits(world)
    assert found.person == person
    assert found.session is not None
    with pytest.raises(CodeRefused):
        await world.store.run(sign_in_by_code, code, browser("another"))
    assert await sits(world, "another") == Sitting(None)
    (line,) = await world.store.read(lambda uow: uow.access.trail(9, WANG))
    assert (line.act, line.by, line.note) == (AccessAct.SIGNED_IN, "wang", "code")


async def test_pages_go_where_they_went_before_the_browser_comes_last(world: World) -> None:
    await signed_in(world, browser())
    addresses = await world.store.read(lambda uow: [one.peer.channel for one in uow.people.addresses(WANG)])
    assert addresses == ["test", "web"]


@pytest.mark.parametrize(("word", "heard"), [("/login", "登录码"), ("网页", "登录码"), ("login", "登录码")])
async def test_it_is_asked_for_in_several_words(world: World, word: str, heard: str) -> None:
    await world.seat("chen").says(word)
    world.seat("chen").hears(heard, "前有效")


async def test_a_link_is_good_for_ten_minutes_and_asking_again_ends_the_earlier_one(world: World) -> None:
    def ask(uow: UnitOfWork) -> str:
        return ask_sign_in(uow, uow.people.get(WANG), Peer("test", "wang")).token

    first = await world.store.run(ask)
    second = await world.store.run(ask)
    assert len(second) >= 22
    with pytest.raises(CodeRefused):
        await world.store.run(sign_in_by_link, first, browser())
    await world.push(timedelta(minutes=10))
    with pytest.raises(CodeRefused):
        await world.store.run(sign_in_by_link, second, browser())
    third = await world.store.run(ask)
    await world.push(timedelta(minutes=9))
    assert (await world.store.run(sign_in_by_link, third, browser())).id == WANG
    await world.settle()
    world.seat("wang").hears("已用您的身份登录网页")


async def test_guessing_locks_the_browser_and_many_browsers_lock_typed_codes_but_not_links(
    world: World,
) -> None:
    code = await code_of(world)
    here = browser("laptop", before=Peer("web", "guesser"))
    for _ in range(5):
        with pytest.raises(CodeRefused):
            await world.store.run(sign_in_by_code, "0000-0000", here)
    with pytest.raises(TooManyTries):
        await world.store.run(sign_in_by_code, code, here)
    for n in range(95):
        with pytest.raises(CodeRefused):
            await world.store.run(sign_in_by_code, "0000-0000", browser(f"fresh-{n}"))
    with pytest.raises(TooManyTries):
        await world.store.run(sign_in_by_code, code, browser("innocent"))
    ask = lambda uow: ask_sign_in(uow, uow.people.get(WANG), Peer("test", "wang"))  # noqa: E731 - one line
    link = (await world.store.run(ask)).token
    assert (await world.store.run(sign_in_by_link, link, browser("innocent"))).id == WANG
    await world.settle()
    world.seat("wang").hears("已用您的身份登录网页")


async def test_teachers_have_no_use_for_it_and_cannot_have_it(world: World) -> None:
    teacher = PersonId(world.teacher("gangbei").peer.space)
    with pytest.raises(NotAllowed):
        await world.store.run(lambda uow: ask_sign_in(uow, uow.people.get(teacher), Peer("test", "x")))


async def test_nothing_that_opens_anything_is_kept(world: World) -> None:
    code = await code_of(world)
    ask = lambda uow: ask_sign_in(uow, uow.people.get(PersonId("li")), Peer("test", "li"))  # noqa: E731 - one line
    asked = await world.store.run(ask)
    await world.store.close()
    kept = b"".join(path.read_bytes() for path in world._file.parent.glob("world.sqlite3*"))
    for secret in (asked.token, asked.code.replace("-", "")):
        assert secret.encode() not in kept
    assert code  # said in the chat, as it must be, and good once
    await world._start()


async def test_devices_are_listed_in_chat_and_ended_by_a_button_or_all_at_once(world: World) -> None:
    wang = world.seat("wang")
    for name, words in (("laptop", "Chrome · Windows"), ("phone", "WeChat · Android"), ("old", "")):
        await signed_in(world, browser(name, words))
        await world.push(timedelta(minutes=1))
    await wang.says("登录设备")
    listed = wang.hears("1. 未知浏览器", "2. WeChat · Android", "3. Chrome · Windows")
    assert [choice.label for choice in listed.choices] == [
        "✕ 1",
        "✕ 2 WeChat · Android",
        "✕ 3 Chrome · Windows",
        "其他都退出",
    ]
    await wang.says("2")
    wang.hears("已退出：WeChat · Android")
    assert (await sits(world, "phone")).over is not None
    assert (await sits(world)).person is not None
    await wang.presses("其他都退出")
    wang.hears("已退出 2 个")
    assert (await sits(world)).over is not None
    addresses = await world.store.read(lambda uow: uow.people.addresses(WANG))
    assert [one.peer.channel for one in addresses] == ["test"], "nothing is sent to a browser that is out"
    await wang.says("登录设备")
    wang.hears("没有登录任何网页")


async def test_not_me_ends_that_browser_and_nobody_else_can(world: World) -> None:
    wang, li = world.seat("wang"), world.seat("li")
    await signed_in(world, browser())
    told = wang.seen[-1]
    await li.presses("不是我，退出", on=told)
    li.hears("找不到")
    assert (await sits(world)).person is not None
    await wang.presses("不是我，退出", on=told)
    wang.hears("已退出")
    assert (await sits(world)).over == "ended"
    acts = [one.act for one in await world.store.read(lambda uow: uow.access.trail(9, WANG))]
    assert acts == [AccessAct.SESSION_ENDED, AccessAct.SIGNED_IN]


async def test_a_session_that_nobody_uses_ends_after_two_weeks_and_any_after_ninety_days(
    world: World,
) -> None:
    await signed_in(world, browser())
    seat = Peer("web", "laptop")
    for _ in range(7):
        world.clock.push_to(world.clock.now() + timedelta(days=12))
        assert (await sits(world)).stale
        await world.store.run(settle_session, seat, "Chrome · Windows", Lives())
        assert not (await sits(world)).stale
    world.clock.push_to(world.clock.now() + timedelta(days=6))
    assert (await sits(world)).over == "old"
    await world.store.run(settle_session, seat, "", Lives())
    assert await world.store.read(lambda uow: uow.people.at(seat)) is None


async def test_the_night_lets_go_of_browsers_that_nobody_used(world: World) -> None:
    await signed_in(world, browser())
    assert await world.store.run(end_run_out, 9) == 0
    world.clock.push_to(world.clock.now() + timedelta(days=14))
    assert await world.store.run(end_run_out, 9) == 1
    assert (await sits(world)).over == "idle"
    assert len(await world.store.read(lambda uow: uow.people.addresses(WANG))) == 1


async def test_another_role_ends_the_session_and_so_does_erasure(world: World) -> None:
    await signed_in(world, browser(), "chen")
    chen = await world.store.read(lambda uow: uow.people.get(PersonId("chen")))
    await world.store.run(lambda uow: uow.people.add(replace(chen, role=Role.ENGINEER)))
    assert (await sits(world)).over == "changed"
    await world.store.run(lambda uow: uow.people.add(chen))
    assert (await sits(world)).person == chen
    await world.store.run(lambda uow: uow.erasing.erase(chen))
    assert await sits(world) == Sitting(None)


async def test_who_was_bound_in_the_chat_itself_has_a_session_from_the_next_request_on(world: World) -> None:
    seat = Peer("web", "typed")
    await world.store.run(lambda uow: uow.people.bind(WANG, seat))
    found = await sits(world, "typed")
    assert found.stale
    assert found.session is None
    await world.store.run(settle_session, seat, "Firefox · Linux", Lives())
    found = await sits(world, "typed")
    assert found.session is not None
    assert (found.stale, found.session.browser) == (False, "Firefox · Linux")


async def test_the_link_on_the_start_page_asks_the_bot_for_the_way_in(world: World) -> None:
    wang = world.seat("wang")
    await wang.starts(SIGN_IN)
    found = CODE.search(wang.hears("登录码", "请勿转发").text)
    assert found
    assert (await world.store.run(sign_in_by_code, found[0], browser())).id == WANG
    await world.settle()
    wang.hears("已用您的身份登录网页")
    teacher = world.teacher("gangbei")
    await teacher.starts(SIGN_IN)
    teacher.hears("老师报修不用登录")
    stranger = world.seat("stranger-x")
    await stranger.starts(SIGN_IN)
    stranger.hears("邀请码")


async def test_the_districts_sign_in_opens_a_browser_and_the_chat_is_told(world: World) -> None:
    wang = world.seat("wang")
    person = await world.store.read(lambda uow: uow.people.get(WANG))
    await world.store.run(lambda uow: uow.people.add(replace(person, account="wang@qinghe.example.org")))
    for account in ("li@qinghe.example.org", "wang", ""):
        with pytest.raises(CodeRefused):
            await world.store.run(sign_in_by_account, account, browser())
    for name in ("laptop", "phone"):
        await world.store.run(sign_in_by_account, "wang@qinghe.example.org", browser(name))
        await world.settle()
        told = wang.hears("已用您的身份登录网页", "Chrome · Windows")
        assert [choice.label for choice in told.choices] == ["不是我，退出"]
    await wang.presses("不是我，退出")
    wang.hears("已退出")
    assert (await sits(world, "phone")).over == "ended"
    assert (await sits(world)).person is not None
    addresses = await world.store.read(lambda uow: [one.peer.channel for one in uow.people.addresses(WANG)])
    assert addresses == ["test", "web"], "pages go where they went"


async def test_a_supervisor_who_never_came_is_not_let_in_by_the_district_alone(world: World) -> None:
    chen = await world.store.read(lambda uow: uow.people.get(PersonId("chen")))
    fresh = replace(chen, id=PersonId("qiu"), name="裘主管", account="qiu@qinghe.example.org")
    await world.store.run(lambda uow: uow.people.add(fresh))
    with pytest.raises(CodeWaits):
        await world.store.run(sign_in_by_account, fresh.account, browser())
    assert await sits(world) == Sitting(None)
