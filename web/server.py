"""Serves the site inside the running event loop. Owns no signals: the app sets `stopping`."""

import asyncio
import contextlib
import socket
from collections.abc import Iterator

import uvicorn
from fastapi import FastAPI


class _Server(uvicorn.Server):
    """uvicorn without its signal handlers."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def listener(host: str, port: int) -> socket.socket:
    """A bound socket, so that a taken port is an OSError for the caller and not uvicorn's exit. Port 0 picks a free one."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    bound = socket.create_server((host, port), family=family, backlog=512)
    # asyncio switches Nagle's delay off only on sockets that name TCP; without it every answer waits 40 ms.
    return socket.socket(family, bound.type, socket.IPPROTO_TCP, fileno=bound.detach())


async def serve(site: FastAPI, host: str, port: int, stopping: asyncio.Event) -> None:
    """Serve until `stopping` is set, then end open streams and return within about a second. Raises OSError when the
    port is taken.
    """
    await serve_on(site, listener(host, port), stopping)


async def serve_on(site: FastAPI, sock: socket.socket, stopping: asyncio.Event) -> None:
    """As `serve`, on a socket that is already bound."""
    config = uvicorn.Config(
        site,
        lifespan="on",
        access_log=False,
        log_config=None,
        proxy_headers=False,
        server_header=False,
        timeout_keep_alive=30,
        timeout_graceful_shutdown=1,
    )
    server = _Server(config)
    serving = asyncio.ensure_future(server.serve(sockets=[sock]))
    waiting = asyncio.ensure_future(stopping.wait())
    try:
        await asyncio.wait({serving, waiting}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        waiting.cancel()
        site.state.stopping.set()
        server.should_exit = True
        await serving
