"""The stream of a chat: complete, resumable, never twice, and over at once when the site stops."""

import asyncio
import json
from datetime import UTC, datetime

import pytest

from bot.platforms.webchat.egress import WebchatEgress
from desk.ids import MediaId
from desk.messages import Choice, Media, MediaKind, MsgRef, Outgoing, Sent, Urgency
from tests.web.kit import HAZEL, a_ticket, stream
from usecases.bind_demo_seat import bind_demo_seat
from usecases.rows import OutboxRow
from usecases.show_web_line import show_web_line


@pytest.fixture
async def peer(store):
    return await store.run(bind_demo_seat, HAZEL.id)


def a_row(peer, text, card=None, card_ref=None):
    outgoing = Outgoing(text, card=card)
    return OutboxRow(
        1, "k", peer, outgoing, Urgency.REPLY, HAZEL.id, None, 0, datetime(2026, 9, 1, tzinfo=UTC), card_ref
    )


async def test_what_the_desk_says_arrives_with_its_buttons(visitor, store, peer):
    choices = (Choice("好了", "tok:0"), Choice("没好", "tok:1"))
    await store.run(show_web_line, peer, Outgoing("屏幕亮了吗？", choices), None)
    (line,) = await visitor.reads("teacher", 1)
    assert line["mine"] is False
    assert line["text"] == "屏幕亮了吗？"
    assert line["choices"] == [{"label": "好了", "token": "tok:0"}, {"label": "没好", "token": "tok:1"}]


async def test_a_line_that_comes_later_wakes_the_open_stream(visitor, store, peer):
    async with stream(visitor.site, "/chat/teacher/stream", visitor) as events:
        async for event in events:
            if event.get("event") == "caught-up":
                await store.run(show_web_line, peer, Outgoing("白工正在赶来"), None)
            elif "data" in event:
                assert json.loads(event["data"])["text"] == "白工正在赶来"
                break


async def test_a_stream_resumes_after_the_last_line_seen(visitor, store, peer):
    for n in range(1, 6):
        await store.run(show_web_line, peer, Outgoing(f"第{n}句"), None)
    resumed = await visitor.reads("teacher", 2, **{"Last-Event-ID": "3"})
    assert [(line["seq"], line["text"]) for line in resumed] == [(4, "第4句"), (5, "第5句")]
    assert [line["seq"] for line in await visitor.reads("teacher", 1, after=4)] == [5]


async def test_a_long_history_arrives_whole_and_in_order(visitor, store, peer):
    def talk(uow):
        for n in range(450):
            uow.webchat.show(peer, Outgoing(str(n)), None, uow.now)

    await store.run(talk)
    lines = await visitor.reads("teacher", 450)
    assert [line["text"] for line in lines] == [str(n) for n in range(450)]


async def test_words_cannot_break_out_of_their_event(visitor):
    await visitor.says("teacher", '一\n\ndata: {"mine":false}\n\nevent: caught-up\r\n<script>')
    (line,) = await visitor.reads("teacher", 1)
    assert line["text"].startswith("一\n\ndata:")
    assert line["mine"] is True


async def test_a_line_names_the_browsers_own_id_and_never_the_chat(visitor, store, peer):
    await visitor.says("teacher", "黑屏了", "abc-123")
    (line,) = await visitor.reads("teacher", 1)
    assert line["said"] == "abc-123"
    assert peer.space not in json.dumps(line)


async def test_a_live_card_is_edited_by_a_line_that_replaces_it(visitor, store, peer):
    egress = WebchatEgress(store)
    first = await egress.send(a_row(peer, "工单 1001 待接单", "ticket:1"))
    assert first == Sent(MsgRef(peer, "1"))
    second = await egress.send(a_row(peer, "工单 1001 已接单", "ticket:1", first.ref))
    assert second == Sent(MsgRef(peer, "2"))
    lines = await visitor.reads("teacher", 2)
    assert [(line["card"], line["replaces"]) for line in lines] == [("ticket:1", None), ("ticket:1", 1)]


async def test_evidence_the_desk_shows_is_listed_with_the_line(visitor, store, peer):
    media = Media(MediaId("m1"), MediaKind.PHOTO, "黑屏.jpg", "image/jpeg", 10)
    await store.run(show_web_line, peer, Outgoing("新工单", media=(media,)), None)
    (line,) = await visitor.reads("teacher", 1)
    assert line["media"] == [{"id": "m1", "name": "黑屏.jpg", "mime": "image/jpeg", "kind": "photo"}]


async def test_nobody_reads_a_chat_without_its_cookie(stranger):
    assert (await stranger.get("/chat/me/stream")).status_code == 401


async def test_every_open_stream_ends_at_once_when_the_site_stops(visitor):
    async with (
        stream(visitor.site, "/chat/teacher/stream", visitor) as chat,
        stream(visitor.site, "/board/stream", visitor) as board,
    ):
        assert await anext(chat) == {"retry": "1000"}
        assert await anext(board) == {"retry": "1000"}
        visitor.site.state.stopping.set()
        async with asyncio.timeout(1):
            assert [event async for event in chat if "data" in event] in (
                [],
                [{"event": "caught-up", "data": "{}"}],
            )
            assert [event async for event in board if "data" in event] == []


async def test_a_chat_may_be_open_in_eight_places_and_a_closed_one_makes_room(visitor):
    opened = [stream(visitor.site, "/chat/teacher/stream", visitor) for _ in range(8)]
    for one in opened:
        events = await one.__aenter__()
        await anext(events)
    assert (await visitor.get("/chat/teacher/stream")).status_code == 429
    await opened[0].__aexit__(None, None, None)
    async with stream(visitor.site, "/chat/teacher/stream", visitor) as events:
        assert await anext(events)
    for one in opened[1:]:
        await one.__aexit__(None, None, None)


async def test_the_board_is_knocked_at_when_a_ticket_changes(visitor, store):
    async with stream(visitor.site, "/board/stream", visitor) as events:
        assert await anext(events) == {"retry": "1000"}
        await store.run(a_ticket)
        assert (await anext(events))["event"] == "changed"


async def test_a_teacher_hears_nothing_from_the_board(visitor):
    answer = await visitor.get("/board/stream?seat=teacher")
    assert answer.status_code == 403
