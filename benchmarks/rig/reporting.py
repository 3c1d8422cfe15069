"""Reports as whole transactions: accepted into the inbox, made a ticket with its trail, timers, pages, seal and search text.

`python -m rig.reporting <database> <first> <seconds> <at once>` is one process of them; it prints how many it recorded a second.
"""

import asyncio
import json
import sys
import time
from itertools import count

from app.logs import configure
from desk.grading import FaultFacts
from desk.ids import PersonId, RoomId, SchoolId
from desk.messages import Incoming, Peer
from desk.reading import DeviceClass, Impact, Symptom
from desk.reporting import Draft
from desk.ticket import Ticket
from storage.store import SqlStore
from usecases.ports import UnitOfWork
from usecases.report_fault import ReportFault, report_fault

SCHOOLS = 200
_FLOORS = [f"{floor}0{number}" for floor in range(1, 7) for number in (1, 2, 3, 5)]
GRAVE = FaultFacts(impact=Impact.LESSON_BLOCKED, device=DeviceClass.SMART_BOARD, symptom=Symptom.BLACK_SCREEN)


def report(uow: UnitOfWork, number: int, facts: FaultFacts = GRAVE, schools: int = SCHOOLS) -> Ticket:
    """One report, from the door to the promise. Each is a fault of its own (`alone`), else they would be one common fault."""
    school = number % schools
    peer = Peer("tg", str(100_000 + school))
    said = Incoming(f"report:{number}", peer, uow.now, text="大屏黑屏了，马上上课")
    uow.inbox.accept([said], uow.now)
    room = RoomId(f"{school}-{_FLOORS[number // schools % len(_FLOORS)]}")
    draft = Draft(("大屏黑屏了，马上上课",), facts=facts, rooms=(room,))
    opened = report_fault(
        uow, ReportFault(PersonId(f"t{100_000 + school}"), SchoolId(f"school-{school}"), draft, alone=True)
    )
    return opened.ticket


async def closed_loop(store: SqlStore, seconds: float, at_once: int, first: int) -> float:
    """So many callers, each reports again as soon as its report is recorded; reports a second."""
    numbers, began = count(first), time.perf_counter()
    recorded = 0

    async def caller() -> None:
        nonlocal recorded
        while time.perf_counter() - began < seconds:
            await store.run(report, next(numbers))
            recorded += 1

    await asyncio.gather(*(caller() for _ in range(at_once)))
    return recorded / (time.perf_counter() - began)


async def main(database: str, first: int, seconds: float, at_once: int) -> None:
    """One process."""
    from rig.desk_under_test import desk_on  # noqa: PLC0415  # the other users of this module have made theirs

    configure("ERROR")
    store = desk_on(database).store
    await store.start()
    await store.run(report, first)
    print(json.dumps("ready"), flush=True)
    await asyncio.to_thread(sys.stdin.readline)
    print(json.dumps(await closed_loop(store, seconds, at_once, first + 1)), flush=True)
    await store.close()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], int(sys.argv[2]), float(sys.argv[3]), int(sys.argv[4])))
