"""The page of people: who is who, who can be reached how, numbers only when asked for and with a trace, nobody of foreign schools."""

import re
from dataclasses import replace
from datetime import date, timedelta

import pytest

from desk import events as ev
from desk.access import VIEWS
from desk.ids import LeaveId, PersonId, RotationId, SchoolId, TeamId
from desk.language import Text
from desk.messages import Incoming, Peer
from desk.people import Person, Role, Tier
from desk.privacy import PrivacyAct
from desk.roster import Leave, Roster, Team
from desk.rotation import Rotation
from desk.walking import Move
from tests.web.kit import BERRY, ELM, FROST, HAZEL, SCHOOL, STEADY, a_ticket
from tests.web.test_board import signed_in, words_of
from usecases.accounts import invite_known
from usecases.look_at_people import LENGTH

WILLOW = Person(PersonId("willow"), "柳工", Role.ENGINEER, (SCHOOL,), Tier.FIRST, "13900000009")
FAR = Person(PersonId("far"), "远工", Role.ENGINEER, (SchoolId("other"),), Tier.FIRST, "13900000008")
TEAM = Team(TeamId("east"), Text("东片一线", "East, first line"), Tier.FIRST)
TELEGRAM = Peer("tg", "7001")


@pytest.fixture
async def staffed(store):
    def work(uow) -> None:
        uow.people.add(WILLOW, FAR)
        uow.people.bind(FROST.id, Peer("web", "frost"))
        uow.people.bind(FROST.id, TELEGRAM)
        uow.people.bind(BERRY.id, Peer("web", "berry"))
        turns = Rotation(RotationId("week"), TEAM.id, ((BERRY.id, WILLOW.id),), date(2026, 8, 31), 7)
        uow.rosters.enter(Roster((TEAM,), (turns,)))

    await store.run(work)
    return store


async def look(visitor, query: str = "") -> str:
    answer = await visitor.get(f"/people?seat=supervisor{query}")
    assert answer.status_code == 200, answer.text
    return answer.text


def row(page: str, name: str) -> str:
    """The line of this person in words; empty when there is none."""
    lines = [words_of(line) for line in re.findall(r"<tr class=.*?</tr>", page, re.S)]
    return next((line for line in lines if line.startswith(name)), "")


async def traces(store, person) -> list[tuple[PrivacyAct, str | None]]:
    trail = await store.read(lambda uow: uow.privacy.trail(person.id))
    return [(event.act, event.by) for event in trail]


async def test_staff_stand_there_with_ways_turns_and_a_masked_number(visitor, staffed):
    page = await look(visitor)
    assert re.search(
        r"白工 工程师 · 一线 青禾一小 网页 .* 值班：东片一线 0 138\*\*\*\*0001", row(page, "白工")
    )
    assert re.search(r"柳工 工程师 · 一线 青禾一小 从没来过 近期没有消息 值班：东片一线", row(page, "柳工"))
    assert re.search(r"冯工 工程师 · 二线 全区 Telegram · 先用 网页", row(page, "冯工"))
    assert row(page, "林主管")
    assert not row(page, "韩老师")
    for secret in ("13800000001", "13900000009", "7001"):
        assert secret not in page


async def test_teachers_are_found_by_role_and_name(visitor, staffed):
    page = await look(visitor, "&role=teacher")
    assert row(page, "韩老师")
    assert not row(page, "白工")
    assert row(await look(visitor, "&name=柳"), "柳工")
    assert "没有符合的人" in await look(visitor, "&name=没有这个人")


async def test_people_of_foreign_schools_are_not_there_and_their_numbers_neither(visitor, staffed):
    page = await look(visitor)
    assert not row(page, "远工")
    assert not row(page, "远山主管")
    assert (await visitor.get("/people?seat=supervisor&school=other")).status_code == 404
    assert (await visitor.post("/people/far/phone?seat=supervisor")).status_code == 404
    assert await traces(staffed, FAR) == []


async def test_a_number_is_shown_when_asked_for_and_who_looked_is_noted(visitor, staffed):
    answer = await visitor.post("/people/berry/phone?seat=supervisor")
    assert answer.status_code == 200
    assert "白工：13800000001（已留记录）" in answer.text
    assert await traces(staffed, BERRY) == [(PrivacyAct.NUMBER_SHOWN, ELM.id)]
    (seen,) = await staffed.read(lambda uow: uow.access.trail(9, BERRY.id, VIEWS))
    assert (seen.by, seen.note) == (ELM.id, "person")
    assert "13800000001" not in await look(visitor)
    assert (await visitor.get("/people/berry/phone?seat=supervisor")).status_code == 405
    crossing = {"Sec-Fetch-Site": "cross-site"}
    assert (await visitor.post("/people/berry/phone?seat=supervisor", headers=crossing)).status_code == 403
    assert len(await traces(staffed, BERRY)) == 1


@pytest.mark.parametrize("seat", ["teacher", "engineer", "me"])
async def test_it_is_for_supervisors(visitor, staffed, seat):
    answer = await visitor.get(f"/people?seat={seat}")
    assert answer.status_code == 403
    assert "柳工" not in answer.text
    refused = await visitor.post(f"/people/willow/phone?seat={seat}")
    assert refused.status_code in (403, 404)
    assert "13900000009" not in refused.text
    assert await traces(staffed, WILLOW) == []


async def test_a_supervisor_of_another_school_sees_theirs(stranger, staffed):
    await signed_in(stranger, staffed, STEADY)
    page = (await stranger.get("/people")).text
    assert row(page, "远工")
    assert not row(page, "白工")
    assert (await stranger.post("/people/berry/phone")).status_code == 404


async def test_who_blocked_the_bot_is_on_leave_or_was_invited_is_said_and_counted(visitor, staffed, clock):
    def work(uow) -> None:
        uow.people.mark(TELEGRAM, reachable=False)
        invite_known(uow, WILLOW.id)
        ends = uow.now + timedelta(hours=10)
        uow.rosters.save(Leave(LeaveId("l1"), BERRY.id, uow.now, ends))

    await staffed.run(work)
    page = await look(visitor)
    assert "Telegram · 已屏蔽" in row(page, "冯工")
    assert "邀请码 09-04 08:00 前有效" in row(page, "柳工")
    assert "请假到 18:00" in row(page, "白工")
    assert "值班" not in row(page, "白工")
    words = words_of(page)
    assert re.search(r"工作人员 4 .*联系不上 1 在值班表上却联系不上 1 请假中 1 ", words)
    for state, name in (("unreachable", "柳工"), ("mute", "柳工"), ("on_leave", "白工"), ("on_call", "柳工")):
        cut = await look(visitor, f"&state={state}")
        assert row(cut, name), state
        assert not row(cut, "林主管"), state


async def test_when_somebody_was_last_heard_of_and_what_they_have_in_hand(visitor, staffed, clock):
    def work(uow) -> None:
        a_ticket(uow, then=(ev.Acknowledged,))
        uow.inbox.accept([Incoming("k1", TELEGRAM, uow.now, text="在")], uow.now)

    clock.push(minutes=5)
    await staffed.run(work)
    page = await look(visitor)
    assert "08:05" in row(page, "冯工")
    assert "值班：东片一线 1 138" in row(page, "白工")
    assert 'href="/board?engineer=berry&seat=supervisor">1</a>' in page.replace("&amp;", "&")


async def test_the_ladder_says_who_would_be_called_and_who_could_not(visitor, staffed):
    words = words_of(await look(visitor))
    assert re.search(r"现在会呼叫谁 .* 青禾一小 一线 白工 主管 林主管 联系不上或请假: 柳工", words)


async def test_many_people_come_in_pages(visitor, store):
    crowd = [replace(HAZEL, id=PersonId(f"t{n}"), name=f"老师{n:03}") for n in range(LENGTH + 5)]
    await store.run(lambda uow: uow.people.add(*crowd))
    page = await look(visitor, "&role=teacher")
    assert f"第 1–{LENGTH} 人，共 {LENGTH + 6} 人" in page
    later = re.search(r'rel="next" href="([^"]+)"', page)
    assert later
    second = (await visitor.get(later[1].replace("&amp;", "&"))).text
    assert f"第 {LENGTH + 1}–{LENGTH + 6} 人" in second
    assert 'rel="prev"' in second


async def test_an_unknown_filter_is_refused_with_a_sentence(visitor):
    for query in ("role=king", f"state={Move.BACK}"):
        answer = await visitor.get(f"/people?seat=supervisor&{query}")
        assert answer.status_code == 422
        assert "看不懂这个筛选条件" in answer.text


async def test_it_is_english_where_english_is_asked_for(visitor, staffed):
    page = (await look(visitor, "&lang=en")).split("<main")[1]
    names = r"柳工|白工|冯工|林主管|韩老师|远山主管"
    assert not re.search(r"[\u4e00-\u9fff]", re.sub(names, "", page))
