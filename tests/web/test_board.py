"""The board and the ticket page: what staff see at a glance, and who sees nothing."""

import re

import pytest

from desk import events as ev
from desk.contract import StageName
from desk.events import EVENT_TYPES
from desk.language import Lang
from desk.people import Role
from desk.reading import DeviceClass, Symptom
from desk.ticket import Status
from tests.web.kit import BERRY, ELM, FROST, HAZEL, STEADY, Visitor, a_jpeg, a_ticket
from usecases.accounts import invite, redeem
from web.names import DEVICES, STAGES, STATUSES, SYMPTOMS
from web.seats import peer_behind
from web.trail import Scribe, sentences
from web.words import span

DONE = (ev.Acknowledged, ev.Departed, ev.Arrived, ev.Repaired, ev.FixConfirmed)


async def signed_in(visitor: Visitor, store, person) -> None:
    """Sit the person down at this browser's own seat."""
    await visitor.get("/chat/me")
    peer = peer_behind(visitor.cookies["chalkline_me"])
    await store.run(lambda uow: uow.sessions.forget(peer))  # as an invitation does that is used here
    await store.run(lambda uow: uow.people.bind(person.id, peer))


def words_of(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


async def test_an_empty_board_says_so(visitor):
    page = await visitor.get("/board")
    assert "现在没有在办的工单。" in page.text
    assert "还没有办结的工单。" in page.text


async def test_the_board_shows_grade_place_fault_status_handler_and_the_next_deadline(visitor, store):
    await store.run(a_ticket)
    row = words_of((await visitor.get("/board/rows")).text)
    for word in (
        "1001",
        "III级",
        "三年级2班",
        "青禾一小",
        "黑屏",
        "等待接单",
        "正在呼叫 白工",
        "剩 10 分钟",
        "响应 08:10",
        "正常",
    ):
        assert word in row


async def test_a_clock_turns_near_and_then_late_in_words_and_not_by_colour_alone(visitor, store, clock):
    await store.run(a_ticket)
    clock.push(minutes=8, seconds=30)
    assert "剩 2 分钟 响应 08:10 · 快到期" in words_of((await visitor.get("/board/rows")).text)
    clock.push(minutes=5)
    late = words_of((await visitor.get("/board/rows")).text)
    assert "超时 4 分钟 响应 08:10 · 已超时" in late
    assert "已超时 1" in late


async def test_a_closed_ticket_moves_to_the_list_of_closed_ones(visitor, store, clock):
    await store.run(a_ticket, then=DONE)
    clock.push(minutes=6)
    page = words_of((await visitor.get("/board")).text)
    assert "现在没有在办的工单。" in page
    assert "1001 III级 三年级2班 智慧黑板/大屏 黑屏 已完成 08:05" in page


async def test_the_board_speaks_english_on_request(visitor, store):
    await store.run(a_ticket)
    page = words_of((await visitor.get("/board?lang=en")).text)
    for word in (
        "Open tickets",
        "Qinghe Primary No. 1",
        "smart board",
        "calling 白工",
        "10 min left",
        "on time",
    ):
        assert word in page


async def test_a_stranger_and_a_teacher_are_told_that_the_board_is_for_staff(stranger, store):
    assert (await stranger.get("/board")).status_code == 403
    await signed_in(stranger, store, HAZEL)
    page = await stranger.get("/board")
    assert page.status_code == 403
    assert "先登录" in page.text
    assert (await stranger.get("/board/rows")).status_code == 403


async def test_the_demo_offers_the_supervisors_seat_to_a_teacher(visitor):
    page = await visitor.get("/board?seat=teacher")
    assert page.status_code == 403
    assert "以主管身份打开" in page.text


@pytest.mark.parametrize("person", [BERRY, FROST, ELM])
async def test_engineers_and_supervisors_of_the_school_see_its_tickets(stranger, store, person):
    await store.run(a_ticket)
    await signed_in(stranger, store, person)
    assert "1001" in (await stranger.get("/board/rows")).text
    assert (await stranger.get("/tickets/1001")).status_code == 200


async def test_another_schools_supervisor_sees_neither_row_nor_ticket(stranger, store):
    await store.run(a_ticket)
    await signed_in(stranger, store, STEADY)
    assert "1001" not in (await stranger.get("/board/rows")).text
    foreign, missing = await stranger.get("/tickets/1001"), await stranger.get("/tickets/999")
    assert (foreign.status_code, missing.status_code) == (404, 404)
    assert foreign.text == missing.text


async def test_the_reporter_may_read_the_ticket_and_a_stranger_may_not(stranger, store):
    await store.run(a_ticket)
    assert (await stranger.get("/tickets/1001")).status_code == 404
    await signed_in(stranger, store, HAZEL)
    assert (await stranger.get("/tickets/1001")).status_code == 200


async def test_an_invited_supervisor_signs_in_and_sees_the_board(stranger, store):
    code = await store.run(invite, Role.SUPERVISOR, ELM.schools, ELM.tier, "新主管")
    await stranger.get("/chat/me")
    await store.run(redeem, peer_behind(stranger.cookies["chalkline_me"]), code, "")
    assert (await stranger.get("/board")).status_code == 200


async def test_the_ticket_page_gives_grade_reason_clause_clocks_words_and_trail(visitor, store, clock):
    await store.run(a_ticket, then=DONE)
    clock.push(minutes=10)
    page = words_of((await visitor.get("/tickets/1001")).text)
    for word in (
        "工单 1001",
        "韩老师",
        "长葛运维服务（第 1 版）",
        "条款 001 §4.5.5.3 III",
        "定级把握 100 %",
        "001 §4.5.5.4",
        "已达成",
        "三年级2班大屏黑屏了，马上上课",
        "韩老师 报修，定为 III",
        "呼叫 一线：白工",
        "08:01 白工 接单",
        "08:05 白工 确认修好，办结",
    ):
        assert word in page


async def test_what_a_teacher_wrote_is_shown_and_never_run(visitor, store):
    await store.run(a_ticket, words="<img src=x onerror=alert(1)>{{ 7*7 }}")
    page = (await visitor.get("/tickets/1001")).text
    assert "&lt;img src=x onerror=alert(1)&gt;{{ 7*7 }}" in page
    assert "<img src=x" not in page


async def photo_of(visitor: Visitor, store):
    """The teacher sends a photo; its id."""
    answer = await visitor.post(
        "/chat/teacher/media", data={"id": "photo-1"}, files={"file": ("黑屏.jpg", a_jpeg(), "image/jpeg")}
    )
    assert answer.status_code == 202
    (line,) = await visitor.reads("teacher", 1)
    return line["media"][0]["id"]


async def test_a_photo_is_shown_to_the_chat_it_stands_in_and_never_cached(visitor, store):
    media = await photo_of(visitor, store)
    answer = await visitor.get(f"/media/{media}?seat=teacher&line=1")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "image/jpeg"
    assert answer.headers["content-disposition"].startswith("inline; filename*=UTF-8''%E9%BB%91")
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-content-type-options"] == "nosniff"


async def test_a_photo_is_not_found_from_any_other_chat_line_or_without_one(visitor, store):
    media = await photo_of(visitor, store)
    for query in (
        "seat=engineer&line=1",
        "seat=teacher&line=2",
        "seat=teacher",
        "",
        "seat=supervisor&ticket=1001",
    ):
        assert (await visitor.get(f"/media/{media}?{query}")).status_code == 404


async def test_a_photo_on_a_ticket_is_shown_to_staff_of_the_school_only(visitor, stranger, store):
    media = await photo_of(visitor, store)
    await store.run(a_ticket, media=(media,))
    assert (await visitor.get(f"/media/{media}?seat=supervisor&ticket=1001")).status_code == 200
    assert f"/media/{media}?ticket=1001" in (await visitor.get("/tickets/1001")).text
    assert (await stranger.get(f"/media/{media}?ticket=1001")).status_code == 404
    await signed_in(stranger, store, STEADY)
    assert (await stranger.get(f"/media/{media}?ticket=1001")).status_code == 404


async def test_a_document_is_only_saved_and_never_opened_in_the_page(visitor, store):
    files = {"file": ("清单.pdf", b"%PDF-1.7 x", "text/html")}
    await visitor.post("/chat/teacher/media", data={"id": "file-1"}, files=files)
    (line,) = await visitor.reads("teacher", 1)
    answer = await visitor.get(f"/media/{line['media'][0]['id']}?seat=teacher&line=1")
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["content-disposition"].startswith("attachment")


def test_every_event_has_a_sentence_in_both_languages():
    assert sentences() >= set(EVENT_TYPES.values())


def test_every_code_has_a_name():
    assert set(STATUSES) == set(Status)
    assert set(STAGES) == set(StageName)
    assert set(DEVICES) == set(DeviceClass)
    assert set(SYMPTOMS) == set(Symptom)


def test_an_event_the_table_does_not_know_is_named_rather_than_hidden(clock):
    class Vanished(ev.Event):
        pass

    scribe = Scribe(Lang.ZH, {}, lambda instant: "08:00")
    assert scribe.sentence(Vanished(at=clock.now())) == "Vanished"


@pytest.mark.parametrize(
    ("seconds", "zh", "en"),
    [
        (1, "1 分钟", "1 min"),
        (60, "1 分钟", "1 min"),
        (61, "2 分钟", "2 min"),
        (-300, "5 分钟", "5 min"),
        (2 * 3600 + 240, "2 小时 4 分钟", "2 h 4 min"),
        (26 * 3600, "1 天 2 小时", "1 d 2 h"),
        (48 * 3600 + 60, "2 天", "2 d"),
    ],
)
def test_a_span_is_said_in_at_most_two_units(seconds, zh, en):
    assert (span(seconds, Lang.ZH), span(seconds, Lang.EN)) == (zh, en)
