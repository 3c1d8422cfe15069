"""The server itself: real sockets, and a stop that does not wait for open streams."""

import asyncio
import socket
import time

import httpx
import pytest

from web.server import listener, serve, serve_on


@pytest.fixture
async def running(demo):
    """(address, stopping, serving task) of a site on a free port."""
    stopping = asyncio.Event()
    sock = listener("127.0.0.1", 0)
    address = "http://{}:{}".format(*sock.getsockname())
    task = asyncio.ensure_future(serve_on(demo, sock, stopping))
    yield address, stopping, task
    stopping.set()
    await task


async def test_the_site_is_served_and_stops_within_two_seconds_with_streams_open(running):
    address, stopping, task = running
    async with httpx.AsyncClient(base_url=address, timeout=5) as browser:
        assert (await browser.get("/healthz")).status_code == 200
        async with (
            browser.stream("GET", "/chat/teacher/stream") as chat,
            browser.stream("GET", "/board/stream") as board,
        ):
            first = chat.aiter_text()
            await anext(first)
            await anext(board.aiter_text())
            began = time.monotonic()
            stopping.set()
            async for _ in first:
                pass
            await asyncio.wait_for(task, 2)
            assert time.monotonic() - began < 2


async def test_a_taken_port_is_told_to_the_caller(demo, running):
    port = int(running[0].rsplit(":", 1)[1])
    with pytest.raises(OSError, match="in use"):
        await serve(demo, "127.0.0.1", port, asyncio.Event())


async def test_answers_are_not_held_back_to_be_sent_together() -> None:
    accepted: asyncio.Queue[bool] = asyncio.Queue()

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connection = writer.get_extra_info("socket")
        await accepted.put(bool(connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)))
        writer.close()

    sock = listener("127.0.0.1", 0)
    async with await asyncio.start_server(answer, sock=sock):
        _, writer = await asyncio.open_connection("127.0.0.1", sock.getsockname()[1])
        assert await asyncio.wait_for(accepted.get(), 5)
        writer.close()
        await writer.wait_closed()
