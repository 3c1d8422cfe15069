"""The Bot API double, seen through raw HTTP: does it refuse what the real server refuses, in its words?"""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest

from tests.kit.botapi import BotApiDouble


class Wire:
    """A client with no library between the test and the server."""

    def __init__(self, api: BotApiDouble, session: aiohttp.ClientSession) -> None:
        self.api = api
        self.session = session

    async def __call__(self, method: str, **params: Any) -> dict[str, Any]:
        async with self.session.post(f"{self.api.url}/bot{self.api.token}/{method}", json=params) as answer:
            body: dict[str, Any] = await answer.json()
            assert body["ok"] is (answer.status == 200)
            return body

    async def refused(self, method: str, **params: Any) -> str:
        body = await self(method, **params)
        assert not body["ok"], body
        return str(body["description"])


@pytest.fixture
async def api() -> AsyncIterator[BotApiDouble]:
    async with BotApiDouble() as double:
        yield double


@pytest.fixture
async def wire(api: BotApiDouble) -> AsyncIterator[Wire]:
    async with aiohttp.ClientSession() as session:
        yield Wire(api, session)


def button(text: str = "收到", **action: Any) -> dict[str, Any]:
    return {"text": text, **(action or {"callback_data": "t:0"})}


def keyboard(*rows: list[dict[str, Any]]) -> dict[str, Any]:
    return {"inline_keyboard": list(rows)}


async def test_a_sent_text_is_on_the_persons_screen(api: BotApiDouble, wire: Wire) -> None:
    teacher = api.user(1001, "王老师")
    sent = await wire("sendMessage", chat_id=1001, text="已登记", reply_markup=keyboard([button()]))
    seen = await teacher.next_message()
    assert (seen.id, seen.text, seen.labels) == (sent["result"]["message_id"], "已登记", ("收到",))
    assert api.violations == []


@pytest.mark.parametrize(
    ("params", "problem"),
    [
        ({"text": "x"}, "call: field 'chat_id' is missing"),
        ({"chat_id": 1001, "text": "x", "txet": "y"}, "call: unknown field 'txet'"),
        ({"chat_id": 1001, "text": "x", "disable_notification": "maybe"}, "not of type Boolean"),
        ({"chat_id": 1001, "text": "x", "reply_markup": keyboard([{"txt": "?"}])}, "unknown field 'txt'"),
        ({"chat_id": 1001, "text": "x", "reply_markup": "{broken"}, "expected a"),
    ],
)
async def test_a_call_outside_the_official_schema_is_refused_and_remembered(
    api: BotApiDouble, wire: Wire, params: dict[str, Any], problem: str
) -> None:
    api.user(1001)
    assert problem in await wire.refused("sendMessage", **params)
    assert [one.method for one in api.violations] == ["sendMessage"]
    assert any(problem in each for each in api.violations[0].problems)


async def test_a_method_the_double_does_not_simulate_is_a_violation_and_not_a_success(
    api: BotApiDouble, wire: Wire
) -> None:
    assert "not simulated" in await wire.refused("getUserProfilePhotos", user_id=1)
    assert len(api.violations) == 1
    assert await wire.refused("sendMesage") == "Not Found: method not found"


@pytest.mark.parametrize(
    ("params", "reason"),
    [
        ({"text": "字" * 4097}, "message is too long"),
        ({"text": "😀" * 4097}, "message is too long"),
        ({"text": ""}, "message text is empty"),
        ({"text": " \n "}, "text must be non-empty"),
        (
            {"text": "电压<5V", "parse_mode": "HTML"},
            "can't parse entities: Unclosed start tag at byte offset 6",
        ),
        (
            {"text": "<5V> 低", "parse_mode": "HTML"},
            'can\'t parse entities: Unsupported start tag "5v" at byte offset 0',
        ),
        (
            {"text": "<b>粗<i>斜</b></i>", "parse_mode": "HTML"},
            'can\'t parse entities: Unmatched end tag at byte offset 12, expected "</i>", found "</b>"',
        ),
        (
            {"text": "<b>粗", "parse_mode": "HTML"},
            "can't parse entities: Can't find end tag corresponding to start tag \"b\"",
        ),
        (
            {"text": "粗</b>", "parse_mode": "HTML"},
            "can't parse entities: Unexpected end tag at byte offset 3",
        ),
        (
            {"text": "短", "entities": [{"type": "bold", "offset": 0, "length": 2}]},
            "can't parse entities: entity at offset 0 is outside the text",
        ),
        ({"text": "x", "reply_markup": keyboard([button(callback_data="班" * 22)])}, "BUTTON_DATA_INVALID"),
        (
            {"text": "x", "reply_markup": keyboard([{"text": "无动作"}])},
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
        ),
        ({"text": "x", "reply_markup": keyboard([button()] * 9)}, "reply markup is too long"),
        ({"text": "x", "reply_markup": keyboard(*[[button()]] * 101)}, "reply markup is too long"),
        ({"text": "x", "reply_markup": keyboard([button("长" * 3500)])}, "reply markup is too long"),
        ({"text": "x", "reply_parameters": {"message_id": 77}}, "message to be replied not found"),
    ],
)
async def test_a_message_outside_the_limits_gets_the_real_servers_words(
    api: BotApiDouble, wire: Wire, params: dict[str, Any], reason: str
) -> None:
    teacher = api.user(1001)
    if reason == "reply markup is too long" and len(params["reply_markup"]["inline_keyboard"]) == 1:
        params["reply_markup"]["inline_keyboard"] = [params["reply_markup"]["inline_keyboard"][0]]
    assert await wire.refused("sendMessage", chat_id=1001, **params) == f"Bad Request: {reason}"
    assert teacher.inbox == []
    assert api.violations == []


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("😀" * 4096, "😀" * 4096),
        ("<b>" + "字" * 4096 + "</b>", "字" * 4096),
        ("A & B &lt;5V&gt; &#x4e2d;", "A & B <5V> 中"),
        ('<a href="https://example.org/?a=1&amp;b=2">单</a>', "单"),
    ],
)
async def test_lengths_count_scalars_after_the_markup_is_read(
    api: BotApiDouble, wire: Wire, text: str, plain: str
) -> None:
    teacher = api.user(1001)
    assert (await wire("sendMessage", chat_id=1001, text=text, parse_mode="HTML"))["ok"]
    assert teacher.inbox[0].text == plain


async def test_entities_are_counted_in_utf16_units(api: BotApiDouble, wire: Wire) -> None:
    teacher = api.user(1001)
    await wire("sendMessage", chat_id=1001, text="😀<b>急</b>", parse_mode="HTML")
    assert teacher.inbox[0].entities == (("bold", 2, 1),)
    split = [{"type": "bold", "offset": 1, "length": 1}]
    assert "middle of a UTF-16 symbol" in await wire.refused(
        "sendMessage", chat_id=1001, text="😀", entities=split
    )


async def test_edits_follow_the_rules(api: BotApiDouble, wire: Wire) -> None:
    teacher = api.user(1001)
    sent = (await wire("sendMessage", chat_id=1001, text="处理中", reply_markup=keyboard([button()])))[
        "result"
    ]
    where = {"chat_id": 1001, "message_id": sent["message_id"]}
    same = await wire.refused("editMessageText", **where, text="处理中", reply_markup=keyboard([button()]))
    assert same.startswith("Bad Request: message is not modified")
    assert (await wire("editMessageText", **where, text="已修复"))["ok"]
    assert [(one.text, one.labels, one.edits) for one in teacher.inbox] == [("已修复", (), 1)]
    assert (await wire("deleteMessage", **where))["ok"]
    assert (
        await wire.refused("editMessageText", **where, text="?") == "Bad Request: message to edit not found"
    )
    own = await teacher.says("我写的")
    assert "can't be edited" in await wire.refused("editMessageText", chat_id=1001, message_id=own, text="?")


async def test_people_who_cannot_be_written_to_answer_403(api: BotApiDouble, wire: Wire) -> None:
    blocker, gone, stranger = api.user(1), api.user(2), api.user(3, met=False)
    api.block(blocker)
    api.deactivate(gone)
    expected = {
        blocker.id: "Forbidden: bot was blocked by the user",
        gone.id: "Forbidden: user is deactivated",
        stranger.id: "Forbidden: bot can't initiate conversation with a user",
    }
    assert {chat: await wire.refused("sendMessage", chat_id=chat, text="x") for chat in expected} == expected
    assert await wire.refused("sendMessage", chat_id=999, text="x") == "Bad Request: chat not found"
    await stranger.starts()
    assert (await wire("sendMessage", chat_id=stranger.id, text="您好"))["ok"]


async def test_an_upgraded_group_names_its_new_id(api: BotApiDouble, wire: Wire) -> None:
    old = api.group(-100, "信息组")
    new = old.upgrade(-1001234567890)
    answer = await wire("sendMessage", chat_id=-100, text="x")
    assert answer["parameters"] == {"migrate_to_chat_id": -1001234567890}
    assert (await wire("sendMessage", chat_id=-1001234567890, text="x"))["ok"]
    assert len(new.inbox) == 1


async def test_a_press_must_be_answered_in_time_and_only_once_known(wire: Wire) -> None:
    clock = [1_800_000_000.0]
    async with BotApiDouble(now=lambda: clock[0]) as api:
        wire.api = api
        teacher = api.user(1001)
        sent = (await wire("sendMessage", chat_id=1001, text="?", reply_markup=keyboard([button("是")])))[
            "result"
        ]
        press = await teacher.presses(sent["message_id"], "是")
        assert (await wire("answerCallbackQuery", callback_query_id=press, text="好"))["ok"]
        assert teacher.toasts(press) == ["好"]
        clock[0] += 61
        old = "Bad Request: query is too old and response timeout expired or query ID is invalid"
        assert await wire.refused("answerCallbackQuery", callback_query_id=press) == old
        assert await wire.refused("answerCallbackQuery", callback_query_id="7") == old
        clock[0] += 90
        kinds = [
            next(key for key in one if key != "update_id") for one in (await wire("getUpdates"))["result"]
        ]
        assert kinds == []  # the undelivered press is gone after 150 s


async def test_flood_limits_answer_429_with_retry_after(api: BotApiDouble, wire: Wire) -> None:
    api.user(1001)
    answers = [await wire("sendMessage", chat_id=1001, text=str(n)) for n in range(6)]
    assert [one["ok"] for one in answers] == [True] * 5 + [False]
    assert answers[-1]["error_code"] == 429
    assert answers[-1]["parameters"] == {"retry_after": 1}
    api.group(-5, "组")
    api.rates.chat_burst = 50
    group = [await wire("sendMessage", chat_id=-5, text=str(n)) for n in range(21)]
    assert [one["ok"] for one in group] == [True] * 20 + [False]
    assert group[-1]["parameters"]["retry_after"] >= 50


async def test_an_update_comes_again_until_a_later_offset_confirms_it(api: BotApiDouble, wire: Wire) -> None:
    teacher = api.user(1001)
    for text in ("一", "二", "三"):
        await teacher.says(text)
    first = (await wire("getUpdates", limit=2))["result"]
    assert [one["message"]["text"] for one in first] == ["一", "二"]
    assert (await wire("getUpdates", limit=2))["result"] == first
    rest = (await wire("getUpdates", offset=first[-1]["update_id"] + 1))["result"]
    assert [one["message"]["text"] for one in rest] == ["三"]
    assert (await wire("getUpdates", offset=rest[-1]["update_id"] + 1))["result"] == []


async def test_a_long_poll_is_answered_as_soon_as_somebody_speaks(api: BotApiDouble, wire: Wire) -> None:
    poll = asyncio.create_task(wire("getUpdates", timeout=30))
    await api.updates.polled()
    await api.user(1001).says("有人吗")
    answer = await asyncio.wait_for(poll, 2)
    assert answer["result"][0]["message"]["text"] == "有人吗"


async def test_of_two_pollers_the_earlier_one_is_ended_with_409(api: BotApiDouble, wire: Wire) -> None:
    earlier = asyncio.create_task(wire("getUpdates", timeout=30))
    await api.updates.polled()
    later = asyncio.create_task(wire("getUpdates", timeout=30))
    assert (await asyncio.wait_for(earlier, 2))["error_code"] == 409
    await api.user(1001).says("x")
    assert (await asyncio.wait_for(later, 2))["ok"]


async def test_allowed_updates_stay_until_they_are_changed(api: BotApiDouble, wire: Wire) -> None:
    teacher = api.user(1001)
    await wire("getUpdates", allowed_updates=["callback_query"])
    await teacher.says("不要")
    assert (await wire("getUpdates"))["result"] == []
    await wire("getUpdates", allowed_updates=[])
    await teacher.says("要")
    assert len((await wire("getUpdates"))["result"]) == 1


async def test_faults_happen_once_and_where_they_were_put(api: BotApiDouble, wire: Wire) -> None:
    teacher = api.user(1001)
    api.fail_next("sendMessage", 429, "Too Many Requests: retry after 7", retry_after=7)
    assert (await wire("sendMessage", chat_id=1001, text="一"))["parameters"] == {"retry_after": 7}
    api.drop_before_executing("sendMessage")
    with pytest.raises(aiohttp.ClientError):
        await wire("sendMessage", chat_id=1001, text="二")
    assert teacher.inbox == []
    api.drop_reply_after_executing("sendMessage")
    with pytest.raises(aiohttp.ClientError):
        await wire("sendMessage", chat_id=1001, text="三")
    assert [one.text for one in teacher.inbox] == ["三"]
    assert [call.status for call in api.called("sendMessage")] == [429, 0, 0]


async def test_files_go_both_ways_and_have_limits(api: BotApiDouble, wire: Wire) -> None:
    teacher = api.user(1001)
    await teacher.sends_photo(b"\xff\xd8\xff" + b"p" * 20, "裂了")
    await teacher.sends_document(b"x", "大.bin", "application/octet-stream", claimed_size=(20 << 20) + 1)
    photo, big = [one["message"] for one in (await wire("getUpdates"))["result"]]
    stored = (await wire("getFile", file_id=photo["photo"][-1]["file_id"]))["result"]
    async with wire.session.get(f"{api.url}/file/bot{api.token}/{stored['file_path']}") as answer:
        assert await answer.read() == b"\xff\xd8\xff" + b"p" * 20
    assert await wire.refused("getFile", file_id=big["document"]["file_id"]) == "Bad Request: file is too big"
    form = aiohttp.FormData({"chat_id": "1001", "caption": "回执"})
    form.add_field("photo", b"not an image", filename="a.jpg")
    async with wire.session.post(f"{api.url}/bot{api.token}/sendPhoto", data=form) as answer:
        assert (await answer.json())["description"] == "Bad Request: IMAGE_PROCESS_FAILED"
    assert api.violations == []


async def test_a_wrong_token_is_unauthorized(api: BotApiDouble, wire: Wire) -> None:
    async with wire.session.get(f"{api.url}/bot1:x/getMe") as answer:
        assert (answer.status, await answer.json()) == (
            401,
            {"ok": False, "error_code": 401, "description": "Unauthorized"},
        )


async def test_every_call_is_in_the_journal(tmp_path: Any) -> None:
    journal = tmp_path / "calls.jsonl"
    async with BotApiDouble(journal=journal) as api, aiohttp.ClientSession() as session:
        api.user(1001)
        wire = Wire(api, session)
        await wire("getMe")
        await wire("sendMessage", chat_id=1001, text="x")
    lines = [json.loads(line) for line in journal.read_text("utf-8").splitlines()]
    assert [(line["method"], line["status"]) for line in lines] == [("getMe", 200), ("sendMessage", 200)]


async def test_cheap_acknowledgements_follow_the_rules(api: BotApiDouble, wire: Wire) -> None:
    teacher = api.user(1001)
    said = await teacher.says("302黑屏")
    ok = [{"type": "emoji", "emoji": "👌"}]
    assert (await wire("setMessageReaction", chat_id=1001, message_id=said, reaction=ok))["result"] is True
    assert api.world.messages[1001, said].reactions == ["👌"]
    two = await wire.refused("setMessageReaction", chat_id=1001, message_id=said, reaction=ok * 2)
    assert two == "Bad Request: REACTIONS_TOO_MANY"
    assert (await wire("sendChatAction", chat_id=1001, action="typing"))["ok"]
    assert await wire.refused("sendChatAction", chat_id=1001, action="type") == (
        "Bad Request: wrong parameter action in request"
    )
    assert api.world.actions == [(1001, "typing")]
    bad = [{"command": "Status", "description": "我的报修"}]
    assert await wire.refused("setMyCommands", commands=bad) == "Bad Request: BOT_COMMAND_INVALID"
    assert api.violations == []


async def test_after_log_out_nothing_works(api: BotApiDouble, wire: Wire) -> None:
    assert (await wire("logOut"))["result"] is True
    assert (await wire("getMe"))["error_code"] == 401
