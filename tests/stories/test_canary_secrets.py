"""S14 of reliability.md: stories with secrets of our own making, everything logged at DEBUG; none of them stands in any line."""

import io
import logging
import sys
from collections.abc import Iterator

import pytest
import structlog

from app.logs import configure
from bot.platforms.gateway.egress import GatewayEgress, GatewaySettings
from bot.platforms.telegram.egress import TelegramEgress
from bot.platforms.telegram.settings import TelegramSettings
from desk.messages import Outgoing, Peer, Urgency
from desk.paging import GATEWAY
from desk.people import Role
from tests.kit.botapi import BotApiDouble
from tests.kit.botapi.faults import Failure
from tests.kit.processes import free_port
from tests.kit.world import World
from tests.stories.conftest import MONDAY_MORNING
from usecases.rows import OutboxRow

TEACHERS, ENGINEERS = "13800000071", "13800000082"
KEY, WEB = "canary-gateway-key-0000000000000000", "canary-web-chat-secret-000000000000"


@pytest.fixture
def written(world: World, monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """Everything that is logged, by us and by libraries, at DEBUG; put back afterwards."""
    del world  # it is opened before
    root, asyncios, stream = logging.getLogger(), logging.getLogger("asyncio"), io.StringIO()
    handlers, levels = root.handlers[:], (root.level, asyncios.level)
    real = structlog.configure
    monkeypatch.setattr(sys, "stderr", stream)
    monkeypatch.setattr(  # a logger that is kept would write to this stream for ever
        structlog, "configure", lambda **how: real(**how | {"cache_logger_on_first_use": False})
    )
    configure("DEBUG")
    root.setLevel(logging.DEBUG)
    asyncios.setLevel(logging.DEBUG)
    yield stream
    root.handlers[:] = handlers
    root.setLevel(levels[0])
    asyncios.setLevel(levels[1])
    structlog.reset_defaults()


async def people_talk(world: World) -> str:
    """With numbers and codes in what they say; the invitation code."""
    code = await world.invite(Role.ENGINEER)
    newcomer = world.seat("newcomer")
    await newcomer.starts(code)
    await newcomer.says(f"{code} {ENGINEERS}")
    await world.seat(WEB, "web").says(f"我是临时老师，电话 {TEACHERS}")
    await world.teacher("changge").says(f"三年级2班大屏黑屏了，马上上课，电话{TEACHERS}")
    await world.seat("wang").presses("接单")
    for seat in world.everybody():
        seat.unread.clear()
    return code


async def pages_fail(world: World) -> str:
    """By Telegram and by telephone, in several ways; the bot's token."""

    async def number_of(_person: object) -> str:
        return ENGINEERS

    async with BotApiDouble() as api:
        api.user(1001)
        refusal = b'{"ok":false,"error_code":401,"description":"Unauthorized"}'
        api.faults.add("sendMessage", Failure(401, refusal))
        api.faults.add("sendMessage", Failure(0, executes=True))
        for root in (api.url, api.url, api.url, f"http://127.0.0.1:{free_port()}"):
            egress = TelegramEgress(TelegramSettings(api.token, root), no_media)
            await egress.send(row(Peer("tg", "1001")))
            await egress.close()
        address = f"http://127.0.0.1:{free_port()}/page?key={KEY}"
        gateway = GatewayEgress(GatewaySettings(address, KEY), number_of, world.clock.now)
        await gateway.send(row(Peer(GATEWAY, "wang")))
        await gateway.close()
        return api.token


async def test_s14_no_canary_stands_in_any_line(world: World, written: io.StringIO) -> None:
    code = await people_talk(world)
    token = await pages_fail(world)
    structlog.get_logger().error("x", action="turn_failed", reason=f"ValueError: {token} {TEACHERS}")
    lines = written.getvalue()
    assert lines.count("\n") > 10
    assert "gateway_sent" in lines
    assert "telegram.send" in lines
    canaries = {
        "token": token.partition(":")[2],
        "invitation": code,
        "teacher": TEACHERS,
        "engineer": ENGINEERS,
        "gateway": KEY,
        "web chat": WEB,
    }
    assert [name for name, canary in canaries.items() if canary in lines] == []


async def no_media(_media: object) -> bytes:
    """None is asked for."""
    raise AssertionError


def row(peer: Peer) -> OutboxRow:
    """A page that names a telephone, as those to supervisors do."""
    text = Outgoing(f"工单1001，请拨 {TEACHERS}")
    return OutboxRow(1, "k", peer, text, Urgency.PAGE, None, None, 0, MONDAY_MORNING)
