"""The reduced schema is the official one, and both libraries can read whatever the double says."""

import os
import subprocess
from collections.abc import Awaitable, Callable
from typing import Any

import aiogram.types
import aiohttp
import pytest
import telegram
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.kit.botapi import BotApiDouble, Person, schema


def test_the_committed_schema_is_bot_api_10_3_and_has_what_we_use() -> None:
    loaded = schema.load()
    assert loaded.version == "10.3"
    assert (len(loaded.methods), len(loaded.types)) == (185, 374)
    text = loaded.methods["sendMessage"]["text"]
    assert (text.required, text.limits.least, text.limits.most, text.limits.unit) == (
        True,
        1,
        4096,
        "characters",
    )
    assert loaded.types["InlineKeyboardButton"]["callback_data"].limits.unit == "bytes"
    assert loaded.unions["ReactionType"] == (
        "ReactionTypeEmoji",
        "ReactionTypeCustomEmoji",
        "ReactionTypePaid",
    )


def test_every_type_a_parameter_names_is_known() -> None:
    loaded = schema.load()
    known = (
        {"Integer", "String", "Boolean", "Float", "True", "InputFile"}
        | set(loaded.types)
        | set(loaded.unions)
    )
    rows = [
        row
        for group in (loaded.methods, loaded.types)
        for fields in group.values()
        for row in fields.values()
    ]
    named = {part.replace("Array of ", "") for row in rows for part in schema.split_types(row.type)}
    assert named <= known


@pytest.mark.skipif(
    "CHALKLINE_FETCH_SCHEMA" not in os.environ, reason="set CHALKLINE_FETCH_SCHEMA=1: needs an index"
)
def test_the_committed_schema_is_what_the_sdist_gives() -> None:
    try:
        full = schema.fetch_full()
    except subprocess.CalledProcessError as problem:
        pytest.fail(f"the sdist cannot be had: {problem.stderr.decode()[-300:]}")
    assert schema.render(schema.reduce(full)) == schema.REDUCED.read_text("utf-8")


_TEXT = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=60)
_ACTS = st.lists(
    st.one_of(
        st.tuples(st.just("says"), _TEXT),
        st.tuples(st.just("starts"), st.from_regex(r"[A-Za-z0-9_-]{0,64}", fullmatch=True)),
        st.tuples(st.just("photo"), _TEXT),
        st.tuples(st.just("document"), _TEXT),
        st.tuples(st.just("voice"), st.just("")),
        st.tuples(st.just("edit"), _TEXT),
        st.tuples(st.just("press"), _TEXT),
        st.tuples(st.sampled_from(["block", "unblock", "sticker", "location"]), st.just("")),
    ),
    min_size=1,
    max_size=8,
)


async def _act(api: BotApiDouble, person: Person, act: str, text: str) -> None:
    acts: dict[str, Callable[[], Awaitable[object]]] = {
        "says": lambda: person.says(text),
        "starts": lambda: person.starts(text),
        "photo": lambda: person.sends_photo(b"\xff\xd8\xff", text),
        "document": lambda: person.sends_document(b"d", f"{text}.pdf", "application/pdf", text),
        "voice": lambda: person.sends_voice(b"OggS"),
        "location": lambda: person.sends(location={"latitude": 31.2, "longitude": 121.5}),
        "sticker": lambda: person.sends(sticker=_STICKER),
        "edit": lambda: _edits(person, text),
        "press": lambda: _presses(api, person, text),
        "block": lambda: _blocks(person),
        "unblock": lambda: _unblocks(person),
    }
    await acts[act]()


async def _edits(person: Person, text: str) -> None:
    await person.edits(await person.says("原文"), text)


async def _presses(api: BotApiDouble, person: Person, text: str) -> None:
    kept = api.world.keep(person.chat, api.world.bot_user, {"text": text, "reply_markup": _keyboard(text)})
    await person.presses(kept.body["message_id"], text)


async def _blocks(person: Person) -> None:
    person.blocks()


async def _unblocks(person: Person) -> None:
    person.unblocks()


def _keyboard(label: str) -> dict[str, Any]:
    return {"inline_keyboard": [[{"text": label, "callback_data": "p1:0"}]]}


_STICKER = {
    "file_id": "s",
    "file_unique_id": "u",
    "type": "regular",
    "width": 512,
    "height": 512,
    "is_animated": False,
    "is_video": False,
}


def _sender(update: aiogram.types.Update) -> int:
    event: Any = update.event
    return int(event.from_user.id)


@settings(max_examples=60, deadline=None)
@given(_ACTS)
async def test_every_update_is_read_by_both_libraries(acts: list[tuple[str, str]]) -> None:
    api = BotApiDouble()
    person = api.user(1001, "王老师")
    for act, text in acts:
        await _act(api, person, act, text)
    updates = [one.shown for one in api.updates.waiting()]
    assert len(updates) >= len(acts)
    for update in updates:
        by_ptb = telegram.Update.de_json(update, None)
        by_aiogram = aiogram.types.Update.model_validate(update)
        assert by_ptb.update_id == by_aiogram.update_id == update["update_id"]
        assert by_ptb.effective_user is not None
        assert by_ptb.effective_user.id == _sender(by_aiogram) == 1001
        if by_ptb.message is not None and by_aiogram.message is not None:
            assert by_ptb.message.text == by_aiogram.message.text


async def test_every_answer_is_read_by_both_libraries() -> None:
    async with BotApiDouble(rates=False) as api, aiohttp.ClientSession() as session:
        api.user(1001, "王老师")

        async def result(method: str, **params: Any) -> Any:
            async with session.post(f"{api.url}/bot{api.token}/{method}", json=params) as answer:
                body = await answer.json()
                assert body["ok"], body
                return body["result"]

        sent = await result("sendMessage", chat_id=1001, text="<b>急</b> 3楼", parse_mode="HTML")
        assert telegram.Message.de_json(sent, None).entities[0].type == "bold"
        assert aiogram.types.Message.model_validate(sent).text == "急 3楼"
        me = await result("getMe")
        assert telegram.User.de_json(me, None).is_bot
        assert aiogram.types.User.model_validate(me).username == "chalkline_bot"
        chat = await result("getChat", chat_id=1001)
        assert telegram.ChatFullInfo.de_json(chat, None).first_name == "王老师"
        assert aiogram.types.ChatFullInfo.model_validate(chat).id == 1001
        hook = await result("getWebhookInfo")
        assert (
            telegram.WebhookInfo.de_json(hook, None).url == aiogram.types.WebhookInfo.model_validate(hook).url
        )
        assert api.violations == []
