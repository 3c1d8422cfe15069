"""The auditor at a story's desk, and hands in its database."""

from sqlalchemy import text

from app.wiring import fire
from desk.auditor import Finding
from desk.messages import Peer
from scheduler.auditor import Auditor
from storage.engines import connection
from tests.conftest import Line
from tests.kit.world import CHANNEL, World
from usecases.audit_tickets import audit, open_tickets
from usecases.operator import Operator
from usecases.ports import UnitOfWork

OPERATOR = Operator(peer=Peer(CHANNEL, "ops"))


async def found_by(world: World) -> tuple[Finding, ...]:
    """What the auditor would find now; nothing is repaired."""
    return await world.store.read(_look)


def auditor(world: World) -> Auditor:
    """An auditor of the desk as it runs now, with an operator who sits at `ops`."""
    return Auditor(world.store, world.clock, fire, OPERATOR)


def by_hand(world: World, statement: str, **values: object) -> int:
    """A hand in the database, behind the desk's back; how many rows it touched."""
    with connection(world.url) as conn, conn.begin():
        return conn.execute(text(statement), values).rowcount


def without_audit_lines(lines: list[Line]) -> list[Line]:
    """Take what the auditor found out of the log, where a story is about that; those lines."""
    found = [line for line in lines if line.get("action") == "audit_found"]
    lines[:] = [line for line in lines if line.get("action") != "audit_found"]
    return found


def _look(uow: UnitOfWork) -> tuple[Finding, ...]:
    return audit(uow, open_tickets(uow))
