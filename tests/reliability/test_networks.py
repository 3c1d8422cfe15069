"""R13 of reliability.md §5.3: what each way out makes of a network in trouble. What never left us is tried again in silence; what may have
arrived is in doubt and comes again as a copy; nothing raises, nothing hangs, nothing is taken for success.
"""

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import pytest

from bot.platforms.gateway.egress import GatewayEgress, GatewaySettings
from bot.platforms.telegram import http
from bot.platforms.telegram.egress import TelegramEgress
from bot.platforms.telegram.settings import TelegramSettings
from desk.messages import Ambiguous, Outcome, Outgoing, Peer, RetryAt, Sent, Urgency
from desk.paging import GATEWAY
from tests.kit.botapi.server import TOKEN
from tests.kit.processes import PATIENCE, free_port
from usecases.rows import OutboxRow

NOON = datetime(2026, 9, 21, 4, 0, tzinfo=UTC)
SHORT = 0.3
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n"
Behave = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


async def says_nothing(reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
    """Takes the request and hangs."""
    while await reader.read(4096):
        continue


async def hangs_up(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Takes the request and breaks the connection."""
    await reader.read(4096)
    writer.transport.abort()


async def drips(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Answers a byte now and one much later."""
    await reader.read(4096)
    writer.write(HEAD + b"{")
    await writer.drain()
    await says_nothing(reader, writer)


async def asked(reader: asyncio.StreamReader) -> None:
    """All of the request: who hangs up with some of it unread takes back what was answered."""
    head = await reader.readuntil(b"\r\n\r\n")
    length = re.search(rb"(?i)content-length: (\d+)", head)
    await reader.readexactly(int(length[1]) if length else 0)


async def cuts_its_answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Ends in the middle of it."""
    await asked(reader)
    writer.write(HEAD + b'{"ok":true,"result":{"mess')
    await writer.drain()


async def talks_nonsense(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Is no web server at all."""
    await reader.read(4096)
    writer.write(b"220 mail.example ready\r\n")
    await writer.drain()


@asynccontextmanager
async def listening(behave: Behave) -> AsyncIterator[int]:
    """A server that behaves so; its port."""
    open_ones: list[asyncio.StreamWriter] = []

    async def met(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        open_ones.append(writer)
        try:
            await behave(reader, writer)
        except ConnectionError:
            return
        finally:
            writer.close()

    server = await asyncio.start_server(met, "127.0.0.1", 0)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        for writer in open_ones:
            writer.transport.abort()
        server.close()
        await asyncio.sleep(0)


async def by_telegram(root: str) -> Outcome:
    """A page to a chat."""
    egress = TelegramEgress(TelegramSettings(TOKEN, root), _no_media)
    return await _sent(egress, Peer("tg", "1001"))


async def by_telephone(root: str) -> Outcome:
    """A page to a telephone."""
    egress = GatewayEgress(GatewaySettings(root, "key" * 8, SHORT), _number, lambda: NOON)
    return await _sent(egress, Peer(GATEWAY, "wang"))


async def _sent(egress: TelegramEgress | GatewayEgress, peer: Peer) -> Outcome:
    row = OutboxRow(7, "t1:3:page", peer, Outgoing("工单1001"), Urgency.PAGE, None, None, 0, NOON)
    try:
        async with asyncio.timeout(PATIENCE):
            return await egress.send(row)
    finally:
        await egress.close()


async def _no_media(_media: object) -> bytes:
    raise AssertionError


async def _number(_person: object) -> str:
    return "13800000001"


WAYS = pytest.mark.parametrize("way", [by_telegram, by_telephone])


@pytest.fixture(autouse=True)
def short_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http, "ANSWER_SECONDS", SHORT)


@WAYS
@pytest.mark.parametrize("behave", [says_nothing, hangs_up, drips, cuts_its_answer, talks_nonsense])
async def test_r13_what_may_have_arrived_is_in_doubt(
    way: Callable[[str], Awaitable[Outcome]], behave: Behave
) -> None:
    async with listening(behave) as port:
        outcome = await way(f"http://127.0.0.1:{port}")
    kind = Sent if (way, behave) in TAKEN else Ambiguous
    assert isinstance(outcome, kind), outcome
    assert TOKEN not in repr(outcome)


TAKEN = {(by_telephone, cuts_its_answer)}
"""Any 2xx of a gateway is its word that it took the page; what it says about it is optional (docs/operations.md)."""


@WAYS
@pytest.mark.parametrize("trouble", ["refused", "no such host", "no TLS"])
async def test_r13_what_never_left_us_is_tried_again(
    way: Callable[[str], Awaitable[Outcome]], trouble: str
) -> None:
    async with listening(talks_nonsense) as port:
        roots = {
            "refused": f"http://127.0.0.1:{free_port()}",
            "no such host": "http://nobody.invalid",
            "no TLS": f"https://127.0.0.1:{port}",
        }
        outcome = await way(roots[trouble])
    assert isinstance(outcome, RetryAt), outcome
    assert TOKEN not in repr(outcome)
