"""The bots that are compared: aiogram's bare echo, the desk on SQLite in one process, the desk on PostgreSQL in two."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from rig.children import Child, child
from rig.desk_under_test import prepare
from tests.kit.postgres import PostgresServer


class Contender(StrEnum):
    """Who runs."""

    ECHO = "echo"
    SQLITE = "sqlite"
    POSTGRES = "postgres"


@dataclass(frozen=True, slots=True)
class Arena:
    """Where one contender runs: a folder of its own, how large its crowd is, the server for PostgreSQL."""

    folder: Path
    chats: int
    postgres: PostgresServer | None
    parts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Running:
    """The crowd, and the processes that answer it."""

    crowd: Child
    bots: tuple[Child, ...]


@asynccontextmanager
async def running(contender: Contender, arena: Arena) -> AsyncIterator[Running]:
    """The contender and its crowd, on a fresh database."""
    async with AsyncExitStack() as stack:
        echo = ("--echo",) if contender is Contender.ECHO else ()
        crowd = await stack.enter_async_context(
            child("crowd", arena.folder, "rig.crowd", "--chats", str(arena.chats), *echo)
        )
        at = await crowd.line()
        bots = [
            await stack.enter_async_context(child(name, arena.folder, *command))
            for name, command in await _bots(contender, arena, at["url"], at["token"])
        ]
        yield Running(crowd, tuple(bots))


async def _bots(
    contender: Contender, arena: Arena, url: str, token: str
) -> list[tuple[str, tuple[str, ...]]]:
    if contender is Contender.ECHO:
        return [("echo", ("rig.echo_bot", url, token))]
    database = await _database(contender, arena)
    at = ("--database", database, "--url", url, "--token", token)
    parts = arena.parts if contender is Contender.POSTGRES else ("bot,scheduler",)
    return [(part.replace(",", "+"), ("rig.desk_under_test", "--parts", part, *at)) for part in parts]


async def _database(contender: Contender, arena: Arena) -> str:
    if contender is Contender.SQLITE:
        url = f"sqlite:///{arena.folder / 'desk.sqlite3'}"
    elif arena.postgres is None:
        raise ValueError("PostgreSQL was not started")
    else:
        url = arena.postgres.empty_database()
    await prepare(url, arena.chats)
    return url
