"""Anything at all may be typed, pressed, scanned or sent (R16): it is answered by a sentence or dropped in quiet, never by a traceback.

Each example is a turn of its own that is rolled back. Few examples by default; Hypothesis prints what reproduces a failure.
"""

from collections.abc import Callable
from typing import Any

import pytest
from aiogram.types import Update
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError
from sqlalchemy import select

from bot.platforms.telegram.reading import read
from bot.router import take_turn
from desk.messages import Incoming, Outgoing, Peer
from desk.reading import ReadingContext
from storage.codec import decode
from storage.tables import outbox
from tests.kit.builders import NOON
from tests.kit.world import CHANNEL, World
from tests.security.test_authorisation import Undo
from usecases.ports import UnitOfWork

PLACES: dict[str, tuple[tuple[str, str], ...]] = {
    "stranger": (),
    "teacher1-gangbei": (),
    "teacher2-gangbei": (("teacher2-gangbei", "三年级3班投影仪坏了"), ("teacher2-gangbei", "撤单")),
    "teacher1-changge": (("teacher1-changge", "电脑坏了"),),
    "wang": (("wang", "请假"),),
    "li": (("li", "免打扰"),),
    "chen": (("chen", "活动"),),
    "lin": (("lin", "预案"),),
}
"""Who is asked, and what was said before: at rest, in a draft, asked to withdraw, planning, absent."""

ODD = "\u202e\u200b\u2066\x00\x1b\ufeff｜|/:#@'\"<>{}%=+-0123456789年级班号点半坏了删除我的数据报告轨迹延长"
anything = st.one_of(
    st.text(max_size=300),
    st.text(st.sampled_from(ODD), max_size=60),
    st.sampled_from(
        ("报告", "轨迹", "转告", "备注", "改为", "/ticket", "延长", "日报", "请假", "换班")
    ).flatmap(lambda word: st.text(max_size=30).map(lambda rest: f"{word} {rest}")),
)
fuzzed = settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def answers(world: World, who: str, what: dict[str, Any]) -> Callable[[UnitOfWork], None]:
    """One turn: whatever it says in the chat ends the transaction that it is rolled back with."""
    chat = Peer(CHANNEL, who)

    def turn(uow: UnitOfWork) -> None:
        key = f"fuzz:{uow.fresh_id()}"
        uow.inbox.accept((Incoming(key, chat, uow.now, **what),), uow.now)
        row = next(row for row in uow.inbox.lease(uow.now, uow.now, 99) if row.incoming.key == key)
        take_turn(uow, row, world.library.reader.read(row.incoming.text, ReadingContext()))
        rows = uow._tx.conn.execute(select(outbox.c.key, outbox.c.body)).all()
        raise Undo([decode(row.body, Outgoing).text for row in rows if row.key.startswith(key)])

    return turn


async def told(world: World, who: str, what: dict[str, Any]) -> list[str]:
    """What was answered; anything but an answer fails the test."""
    with pytest.raises(Undo) as undone:
        await world.store.run(answers(world, who, what))
    found: list[str] = undone.value.args[0]
    return found


async def come_to(world: World, who: str) -> None:
    """Bring the person to where they stand in `PLACES`; a second time changes little."""
    for seat, words in PLACES[who]:
        await world.seat(seat).says(words)


@pytest.mark.parametrize("who", PLACES)
@fuzzed
@given(words=anything)
async def test_whatever_is_typed_is_answered_by_sentences(world: World, who: str, words: str) -> None:
    if not world.seat(who).seen:
        await come_to(world, who)
    for text in await told(world, who, {"text": words}):
        assert text.strip()
        assert "Traceback" not in text
        assert "Error" not in text.replace(words, "")


@pytest.mark.parametrize("who", ["stranger", "teacher1-gangbei", "wang", "chen"])
@fuzzed
@given(
    token=st.one_of(st.text(max_size=64), st.from_regex(r"[A-Za-z0-9_-]{1,24}:-?[0-9]{1,4}", fullmatch=True))
)
async def test_whatever_a_button_carries_is_not_found(world: World, who: str, token: str) -> None:
    (text,) = await told(world, who, {"press": token})
    assert "找不到" in text


@pytest.mark.parametrize("who", ["stranger", "teacher1-gangbei", "wang", "chen"])
@fuzzed
@given(payload=st.one_of(st.text(max_size=64), st.sampled_from("bdr").flatmap(lambda c: st.text(max_size=64).map(lambda t: f"{c}_{t}"))))  # fmt: skip
async def test_whatever_a_link_carries_is_answered(world: World, who: str, payload: str) -> None:
    assert all(text.strip() for text in await told(world, who, {"start": payload}))


json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63) | st.text(max_size=40),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
    max_leaves=12,
)
MESSAGE: dict[str, Any] = {
    "message_id": 7,
    "date": 1_790_000_000,
    "chat": {"id": 5, "type": "private", "first_name": "林"},
    "from": {"id": 5, "is_bot": False, "first_name": "林", "language_code": "zh"},
    "text": "大屏黑屏了",
    "photo": [{"file_id": "f", "file_unique_id": "u", "width": 9, "height": 9, "file_size": 9}],
    "caption": "看",
    "entities": [{"type": "bot_command", "offset": 0, "length": 5}],
    "document": {"file_id": "f", "file_unique_id": "u", "file_name": "a.jpg", "mime_type": "image/jpeg"},
    "voice": {"file_id": "f", "file_unique_id": "u", "duration": 3},
    "reply_to_message": {"message_id": 1, "date": 1, "chat": {"id": 5, "type": "private"}},
    "migrate_to_chat_id": -100,
    "message_thread_id": 3,
}
QUERY: dict[str, Any] = {
    "id": "1",
    "from": MESSAGE["from"],
    "chat_instance": "c",
    "data": "t:0",
    "message": MESSAGE,
}
CHANGE: dict[str, Any] = {
    "chat": MESSAGE["chat"],
    "from": MESSAGE["from"],
    "date": 1_790_000_000,
    "old_chat_member": {"status": "member", "user": MESSAGE["from"]},
    "new_chat_member": {"status": "kicked", "user": MESSAGE["from"], "until_date": 0},
}
KINDS = {"message": MESSAGE, "edited_message": MESSAGE, "callback_query": QUERY, "my_chat_member": CHANGE}


@settings(max_examples=150, deadline=None)
@given(
    kind=st.sampled_from(sorted(KINDS)),
    kept=st.sets(st.sampled_from(sorted(MESSAGE))),
    odd=st.dictionaries(st.sampled_from(sorted({*MESSAGE, *QUERY, *CHANGE})), json_values, max_size=3),
    number=st.integers(0, 2**53),
)
def test_any_update_is_read_or_refused_as_unreadable(
    kind: str, kept: set[str], odd: dict[str, Any], number: int
) -> None:
    """What is refused is set aside for the operator by the intake; nothing else may come out of reading."""
    needed = {"message_id", "date", "chat", "from", "id", "chat_instance", *CHANGE}
    body = {name: value for name, value in KINDS[kind].items() if name in kept | needed or kind != "message"}
    try:
        update = Update.model_validate({"update_id": number, kind: body | odd})
    except ValidationError:
        return
    arrival = read(update, 1, NOON)
    assert arrival is None or arrival.incoming.key == f"tg:1:{number}"


@settings(max_examples=150, deadline=None)
@given(
    raw=st.dictionaries(st.sampled_from(["update_id", *sorted(KINDS), "poll", "x"]), json_values, max_size=4)
)
def test_any_json_is_read_or_refused(raw: dict[str, Any]) -> None:
    try:
        update = Update.model_validate(raw)
    except ValidationError:
        return
    read(update, 1, NOON)
