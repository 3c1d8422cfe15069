"""A past for the tests of the command line: the demo district with tickets of its own, each with what happened to it."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from app.settings import HOME
from desk import events as ev
from desk.ids import PersonId, SchoolId, TicketId
from desk.ticket import evolve, open_from
from storage.store import SqlStore
from tests.kit.builders import NOON, an_opening
from tests.kit.clock import PushedClock
from tests.kit.world import ZONE
from tests.storage.builders import NoWords
from usecases.ports import UnitOfWork

T = TypeVar("T")
Trail = tuple[ev.Event, ...]
SCHOOLS = {"gangbei": SchoolId("qh1"), "changge": SchoolId("qh2")}
TEACHERS = {"gangbei": PersonId("t-xu"), "changge": PersonId("t-lin")}


def a_past(no: int, *happened: ev.Event, pack: str = "gangbei", at: datetime = NOON) -> Trail:
    """A dark board in a lesson, reported at this instant, and what happened then."""
    opening = replace(
        an_opening(pack),
        ticket=TicketId(f"past-{no}"),
        no=no,
        at=at,
        by=TEACHERS[pack],
        reporter=TEACHERS[pack],
        school=SCHOOLS[pack],
    )
    return (opening, *happened)


def remember(folder: Path, *trails: Trail) -> None:
    """Write them into the desk of this folder, which `chalkline demo` has made."""
    asked(folder, lambda uow: [_save(uow, trail) for trail in trails])


def asked(folder: Path, query: Callable[[UnitOfWork], T]) -> T:
    """Run something on that desk."""
    return asyncio.run(_run(folder, query))


async def _run(folder: Path, query: Callable[[UnitOfWork], T]) -> T:
    store = SqlStore(f"sqlite:///{folder / 'chalkline.sqlite3'}", PushedClock(NOON), NoWords(), {}, ZONE)
    await store.start()
    try:
        return await store.run(query)
    finally:
        await store.close()


def _save(uow: UnitOfWork, trail: Trail) -> None:
    opening, *rest = trail
    assert isinstance(opening, ev.TicketOpened)
    ticket = open_from(opening)
    for event in rest:
        ticket = evolve(ticket, event)
    uow.tickets.save(ticket, trail)


def a_pack(folder: Path, name: str, *changes: tuple[str, str]) -> Path:
    """The shipped pack with these words replaced everywhere, its version counted up, under another file name."""
    text = (HOME / "contracts" / f"{name}.yaml").read_text(encoding="utf-8")
    for old, new in (("version: 1\n", "version: 2\n"), *changes):
        assert old in text
        text = text.replace(old, new)
    path = folder / f"{name}-draft.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def packs_with(draft: Path, contract: str) -> Path:
    """A folder of all packs in which this one has been replaced by a draft."""
    folder = draft.parent / "packs"
    folder.mkdir()
    for shipped in (HOME / "contracts").glob("*.yaml"):
        source = draft if shipped.stem == contract else shipped
        (folder / shipped.name).write_bytes(source.read_bytes())
    return folder
