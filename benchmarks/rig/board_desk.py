"""`python -m rig.board_desk`: the site of the desk over a database full of open tickets, of which one gets an event twice a second.

`/ceiling` is a page of so many bytes from memory, by the same server through the same guard: what no board can be faster than.
"""

import argparse
import asyncio
import random

from fastapi import Response

from desk import events as ev
from desk.contract import Contract
from desk.ids import ContractId, PersonId, RoomId, SchoolId, TicketId
from desk.people import Person, Role, Tier
from desk.places import Room, School
from desk.ticket import evolve
from rig.desk_under_test import desk_on
from rig.open_tickets import fill_tickets
from usecases.ports import UnitOfWork
from usecases.rows import Topic
from web.seats import peer_behind
from web.server import serve
from web.settings import SiteSettings
from web.site import create_site

SCHOOLS, ROOMS, AT_ONCE = 200, 20, 500
CONTRACTS = ("gangbei", "changge", "puyang_polytechnic", "puyang_unicom")
CHANGE_SECONDS = 0.5


def secret_of(viewer: int) -> str:
    """The cookie of a viewer."""
    return f"viewer-of-the-board-{viewer:06d}"


def fill(uow: UnitOfWork, contracts: dict[ContractId, Contract], viewers: int) -> None:
    """A district: two engineers and a teacher to a school; every other viewer answers for the district, the others for ten schools."""
    for contract in contracts.values():
        uow.contracts.publish(contract)
    for school in range(SCHOOLS):
        here = SchoolId(f"s{school}")
        uow.places.add(School(here, f"第{school}小学", ContractId(CONTRACTS[school % 4]), "0000-0009"))
        uow.places.add(*(Room(RoomId(f"{school}-{room}"), here, f"{room}教室") for room in range(ROOMS)))
        uow.people.add(
            Person(PersonId(f"t{school}"), "老师", Role.TEACHER, (here,)),
            Person(PersonId(f"e{school}"), f"工程师{school}", Role.ENGINEER, (here,), Tier.FIRST),
            Person(PersonId(f"f{school}"), f"二线{school}", Role.ENGINEER, (here,), Tier.SECOND),
        )
    for viewer in range(viewers):
        some = () if viewer % 2 else tuple(SchoolId(f"s{(viewer + one) % SCHOOLS}") for one in range(10))
        person = Person(PersonId(f"v{viewer}"), f"主管{viewer}", Role.SUPERVISOR, some, Tier.SUPERVISOR)
        uow.people.add(person)
        uow.people.bind(person.id, peer_behind(secret_of(viewer)))


def disturb(uow: UnitOfWork, no: int) -> None:
    """One more event on a ticket."""
    ticket = uow.tickets.get(TicketId(f"many-{no}"))
    event = ev.InformationAdded(at=uow.now, by=ticket.reporter, words="又响了一声")
    uow.tickets.save(evolve(ticket, event), (event,))
    uow.wake(Topic.BOARD)


async def prepare(database: str, tickets: int, viewers: int) -> None:
    """Schema, district, tickets."""
    from storage.migrate import upgrade  # noqa: PLC0415  # the process measured never loads Alembic

    await asyncio.to_thread(upgrade, database)
    desk = desk_on(database)
    await desk.store.start()
    await desk.store.run(fill, desk.contracts, viewers)
    for first in range(1001, 1001 + tickets, AT_ONCE):
        await desk.store.run(fill_tickets, first, min(AT_ONCE, 1001 + tickets - first), 0)
    await desk.store.close()


async def run(database: str, port: int, tickets: int, size: int) -> None:
    """Serve until killed."""
    desk, dice = desk_on(database), random.Random(1)
    await desk.store.start()
    site = create_site(desk.store, SiteSettings(zone=desk.settings.zone_info), desk.clock)
    page = b"x" * size
    site.add_api_route("/ceiling", lambda: Response(page, media_type="text/html"), methods=["GET"])
    stopping = asyncio.Event()
    serving = asyncio.ensure_future(serve(site, "127.0.0.1", port, stopping))
    while not serving.done():
        await asyncio.sleep(CHANGE_SECONDS)
        await desk.store.run(disturb, 1001 + dice.randrange(tickets))


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--database", required=True)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--tickets", type=int, required=True)
    parser.add_argument("--size", type=int, required=True)
    options = parser.parse_args()
    asyncio.run(run(options.database, options.port, options.tickets, options.size))


if __name__ == "__main__":
    main()
