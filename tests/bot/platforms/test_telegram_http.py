"""python-telegram-bot's network layer over aiohttp: which failures are safe to repeat, which are not."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from telegram import InputFile
from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken, RetryAfter, TelegramError
from telegram.request import RequestData
from telegram.request._requestparameter import RequestParameter

from bot.platforms.telegram.http import BOT_URL, AiohttpRequest, Flooded, NoAnswer, NotSent
from tests.kit.botapi import BotApiDouble


def parameters(**values: object) -> RequestData:
    return RequestData([RequestParameter.from_input(name, value) for name, value in values.items()])


@pytest.fixture
async def api() -> AsyncIterator[BotApiDouble]:
    async with BotApiDouble(rates=False) as double:
        double.user(1001)
        yield double
        assert double.violations == []


@pytest.fixture
async def request_(api: BotApiDouble) -> AsyncIterator[AiohttpRequest]:
    async with AiohttpRequest(api.token, api.url, connections=2) as network:
        yield network


async def test_a_call_without_parameters_and_one_with(api: BotApiDouble, request_: AiohttpRequest) -> None:
    me = await request_.post(f"{BOT_URL}/getMe")
    assert isinstance(me, dict)
    assert me["username"] == "chalkline_bot"
    sent = await request_.post(
        f"{BOT_URL}/sendMessage", parameters(chat_id=1001, text="电压<5V & ?=+%", protect_content=True)
    )
    assert isinstance(sent, dict)
    assert api.calls[-1].params["text"] == "电压<5V & ?=+%"
    assert sent.keys() == {"message_id", "date", "chat"}  # the rest of a message is not read


async def test_a_file_goes_as_multipart_with_its_name(api: BotApiDouble, request_: AiohttpRequest) -> None:
    file = InputFile(b"x" * (3 << 20), filename='验收"单".pdf')
    await request_.post(f"{BOT_URL}/sendDocument", parameters(chat_id=1001, document=file, caption="见附件"))
    (stored,) = api.world.files.values()
    assert stored.name == "验收'单'.pdf"
    assert len(stored.content) == 3 << 20


@pytest.mark.parametrize(
    ("status", "description", "error"),
    [
        (400, "Bad Request: message is too long", BadRequest),
        (401, "Unauthorized", InvalidToken),
        (403, "Forbidden: bot was blocked by the user", Forbidden),
        (413, "Request Entity Too Large", BadRequest),
        (500, "Internal Server Error", NoAnswer),
        (502, "Bad Gateway", NoAnswer),
    ],
)
async def test_answers_become_python_telegram_bots_errors_or_ours(
    api: BotApiDouble, request_: AiohttpRequest, status: int, description: str, error: type[TelegramError]
) -> None:
    api.fail_next("getMe", status, description)
    with pytest.raises(error):
        await request_.post(f"{BOT_URL}/getMe")


async def test_parameters_of_an_error_are_read(api: BotApiDouble, request_: AiohttpRequest) -> None:
    api.fail_next("getMe", 400, "Bad Request: group chat was upgraded", migrate_to_chat_id=-1009)
    with pytest.raises(ChatMigrated) as moved:
        await request_.post(f"{BOT_URL}/getMe")
    assert moved.value.new_chat_id == -1009
    api.fail_next("getMe", 429, "Too Many Requests: retry after 17", retry_after=17)
    with pytest.raises(Flooded) as flooded:
        await request_.post(f"{BOT_URL}/getMe")
    assert flooded.value.seconds == 17
    assert isinstance(flooded.value, RetryAfter)
    api.fail_next("getMe", 429, body=b"slow down")
    with pytest.raises(Flooded) as unclear:
        await request_.post(f"{BOT_URL}/getMe")
    assert unclear.value.seconds == 5


async def test_a_slow_answer_is_no_answer(api: BotApiDouble, request_: AiohttpRequest) -> None:
    api.slow("sendMessage", 30)
    with pytest.raises(NoAnswer):
        await request_.post(f"{BOT_URL}/sendMessage", parameters(chat_id=1001, text="x"), read_timeout=0.05)


async def test_a_call_that_finds_no_free_connection_was_not_sent(
    api: BotApiDouble, request_: AiohttpRequest
) -> None:
    api.slow("getMe", 1)
    busy = [asyncio.create_task(request_.post(f"{BOT_URL}/getMe")) for _ in range(2)]
    await asyncio.sleep(0)
    with pytest.raises(NotSent):
        await request_.post(f"{BOT_URL}/getMe", pool_timeout=0.05, connect_timeout=0.05)
    await asyncio.gather(*busy)


async def test_a_dropped_connection_is_no_answer_and_a_closed_port_is_not_sent(
    api: BotApiDouble, request_: AiohttpRequest
) -> None:
    api.drop_before_executing("getMe")
    with pytest.raises(NoAnswer):
        await request_.post(f"{BOT_URL}/getMe")
    async with AiohttpRequest(api.token, "http://127.0.0.1:9") as away:
        with pytest.raises(NotSent) as refused:
            await away.post(f"{BOT_URL}/getMe")
    assert "CANARY" not in repr(refused.getrepr(showlocals=False, style="long"))
    assert refused.value.__cause__ is None


async def test_it_can_be_closed_twice_and_used_again(api: BotApiDouble, request_: AiohttpRequest) -> None:
    await request_.shutdown()
    await request_.shutdown()
    assert await request_.post(f"{BOT_URL}/getMe")
