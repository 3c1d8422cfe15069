"""What people have in hand and did lately, for the choice among them."""

from dataclasses import replace
from datetime import datetime, timedelta

from desk import events as ev
from desk.ids import PersonId, SchoolId, TicketId
from desk.ticket import replay
from storage.store import SqlStore
from tests.kit import builders as a
from usecases.paging_ports import LastJob
from usecases.ports import UnitOfWork

SU, JIANG = PersonId("su"), PersonId("jiang")
SCHOOL = SchoolId("school")
ROOM = "r_1%"
BOARD = (("room", ROOM), ("device", "smart_board"))
LONG_AGO = a.NOON - timedelta(days=1)


def minute(number: int) -> datetime:
    return a.NOON + timedelta(minutes=number)


def a_job(no: int, who: PersonId, *, room: str = ROOM, done: bool = False) -> tuple[ev.Event, ...]:
    """A ticket reported `no` minutes after noon."""
    at = minute(no)
    opening = replace(a.an_opening(room=room), ticket=TicketId(f"t{no}"), no=no, at=at)
    over = (ev.Repaired(at=at, by=who), ev.FixConfirmed(at=at, by=a.TEACHER)) if done else ()
    return (opening, ev.Acknowledged(at=at, by=who), *over)


async def saved(store: SqlStore, *trails: tuple[ev.Event, ...]) -> None:
    def save(uow: UnitOfWork) -> None:
        for trail in trails:
            uow.tickets.save(replay(trail), trail)

    await store.run(save)


async def test_open_tickets_are_in_hand_and_those_of_others_are_not(store: SqlStore) -> None:
    await saved(store, a_job(1, SU), a_job(2, SU, done=True), a_job(3, JIANG), a_job(4, PersonId("lin")))
    found = await store.read(lambda uow: uow.workloads.in_hand({SU, JIANG}))
    assert [(job.no, job.handler) for job in found] == [(1, SU), (3, JIANG)]


async def test_jobs_are_counted_since_an_instant(store: SqlStore) -> None:
    await saved(store, a_job(1, SU), a_job(2, SU, done=True), a_job(3, JIANG))
    assert await store.read(lambda uow: uow.workloads.counted({SU, JIANG}, LONG_AGO)) == {SU: 2, JIANG: 1}
    assert await store.read(lambda uow: uow.workloads.counted({SU, JIANG}, minute(2))) == {SU: 1, JIANG: 1}


async def test_the_newest_job_says_where_somebody_is(store: SqlStore) -> None:
    await saved(store, a_job(1, SU), a_job(2, SU, done=True))
    found = await store.read(lambda uow: uow.workloads.last_jobs({SU, JIANG}, LONG_AGO))
    assert found == {SU: LastJob(SCHOOL, minute(2))}


async def test_who_repaired_the_device_in_this_room_and_when(store: SqlStore) -> None:
    await saved(
        store,
        a_job(1, SU, done=True),
        a_job(2, SU, done=True),
        a_job(3, SU, room="rx1%", done=True),
        a_job(4, SU),
        a_job(5, JIANG, room="r_1", done=True),
    )

    def repaired(uow: UnitOfWork, *marks: tuple[str, str], since: datetime = LONG_AGO) -> object:
        return uow.workloads.repaired({SU, JIANG}, SCHOOL, marks, since)

    assert await store.read(repaired, *BOARD) == {SU: minute(2)}
    assert await store.read(repaired, ("room", "r_1")) == {JIANG: minute(5)}
    assert await store.read(repaired, *BOARD, since=minute(3)) == {}
    assert await store.read(repaired, ("room", ROOM), ("device", "projector")) == {}
