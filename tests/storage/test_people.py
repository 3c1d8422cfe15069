"""People, addresses and the roster, on both databases."""

from dataclasses import replace
from datetime import time

import pytest

from desk.ids import PersonId, SchoolId
from desk.people import Role, Tier
from desk.refusals import NotFound
from desk.weekly import Shift, from_shifts
from storage.store import SqlStore
from tests.kit.clock import PushedClock
from tests.storage.builders import ENGINEER, SCHOOL, a_peer, a_person, minutes
from usecases.ports import UnitOfWork

MIDNIGHT = time(0, 0)
PRIMARY = a_person("e-zhou", "周正")
BACKUP = a_person("e-wu", "吴安然")
SUPERVISOR = a_person("s-jiang", "蒋主任", Tier.SUPERVISOR)


async def test_a_person_comes_back_and_can_be_changed(store: SqlStore) -> None:
    await store.run(lambda uow: uow.people.add(PRIMARY))
    assert await store.read(lambda uow: uow.people.get(ENGINEER)) == PRIMARY
    changed = replace(PRIMARY, phone="", schools=(SCHOOL,))
    await store.run(lambda uow: uow.people.add(changed))
    assert await store.read(lambda uow: uow.people.get(ENGINEER)) == changed
    with pytest.raises(NotFound):
        await store.read(lambda uow: uow.people.get(PersonId("nobody")))


async def test_a_peer_without_a_person_is_a_stranger(store: SqlStore) -> None:
    assert await store.read(lambda uow: uow.people.at(a_peer())) is None


async def test_the_newest_address_is_preferred(store: SqlStore) -> None:
    def work(uow: UnitOfWork) -> None:
        uow.people.add(PRIMARY)
        for space in ("1", "2", "3"):
            uow.people.bind(ENGINEER, a_peer(space))
        uow.people.bind(ENGINEER, a_peer("1"))

    await store.run(work)
    found = await store.read(lambda uow: uow.people.addresses(ENGINEER))
    assert [(address.peer.space, address.preference) for address in found] == [("1", 0), ("3", 1), ("2", 2)]


async def test_a_peer_belongs_to_one_person_only(store: SqlStore) -> None:
    def work(uow: UnitOfWork) -> None:
        uow.people.add(PRIMARY)
        uow.people.add(BACKUP)
        uow.people.bind(PRIMARY.id, a_peer())
        uow.people.bind(BACKUP.id, a_peer())

    await store.run(work)
    assert await store.read(lambda uow: uow.people.at(a_peer())) == BACKUP
    assert await store.read(lambda uow: uow.people.addresses(PRIMARY.id)) == ()


async def test_an_address_is_bound_to_known_people_only(store: SqlStore) -> None:
    with pytest.raises(NotFound):
        await store.run(lambda uow: uow.people.bind(PersonId("nobody"), a_peer()))


async def test_a_blocked_address_stays_but_cannot_be_written_to_until_it_is_bound_or_unblocked(
    store: SqlStore,
) -> None:
    async def reachable() -> list[bool]:
        return [a.reachable for a in await store.read(lambda uow: uow.people.addresses(ENGINEER))]

    def arrive(uow: UnitOfWork) -> None:
        uow.people.add(PRIMARY)
        uow.people.bind(ENGINEER, a_peer())

    await store.run(arrive)
    await store.run(lambda uow: uow.people.mark(a_peer(), reachable=False))
    assert await reachable() == [False]
    await store.run(lambda uow: uow.people.mark(a_peer(), reachable=True))
    assert await reachable() == [True]
    await store.run(lambda uow: uow.people.mark(a_peer(), reachable=False))
    await store.run(lambda uow: uow.people.bind(ENGINEER, a_peer()))
    assert await reachable() == [True]
    await store.run(lambda uow: uow.people.mark(a_peer("unknown"), reachable=False))


async def test_people_covering_a_school_come_by_tier_and_name(store: SqlStore) -> None:
    def work(uow: UnitOfWork) -> None:
        uow.people.add(a_person("a", "丙", Tier.SECOND))
        uow.people.add(a_person("b", "乙", Tier.FIRST))
        uow.people.add(a_person("c", "丁", Tier.FIRST, "qh1"))
        uow.people.add(a_person("d", "甲", Tier.FIRST, "qh1", "qh2"))
        uow.people.add(a_person("e", "戊", None))

    await store.run(work)
    found = await store.read(lambda uow: uow.people.covering(SCHOOL, Role.ENGINEER))
    assert [person.name for person in found] == ["乙", "甲", "丙"]


async def test_duty_names_who_can_be_paged_and_who_cannot(store: SqlStore, clock: PushedClock) -> None:
    def work(uow: UnitOfWork) -> None:
        for number, person in enumerate((PRIMARY, BACKUP, SUPERVISOR)):
            uow.people.add(person)
            uow.people.bind(person.id, a_peer(str(number)))
        uow.people.add(a_person("e-off", "休息", Tier.FIRST))
        backup = Shift(BACKUP.id, Tier.FIRST, MIDNIGHT, MIDNIGHT, rank=1)
        primary = Shift(PRIMARY.id, Tier.FIRST, MIDNIGHT, MIDNIGHT, rank=0)
        uow.rosters.enter(from_shifts([backup, primary]))

    await store.run(work)
    duty = await store.read(lambda uow: uow.people.duty(SCHOOL, uow.now))
    assert duty.of(Tier.FIRST) == (PRIMARY.id, BACKUP.id)
    assert duty.of(Tier.SUPERVISOR) == (SUPERVISOR.id,)
    await store.run(lambda uow: uow.people.mark(a_peer("0"), reachable=False))
    duty = await store.read(lambda uow: uow.people.duty(SCHOOL, uow.now))
    assert (duty.of(Tier.FIRST), duty.unreachable) == ((BACKUP.id,), (PRIMARY.id,))


async def test_shifts_are_wall_clock_times_of_the_district(store: SqlStore, clock: PushedClock) -> None:
    def work(uow: UnitOfWork) -> None:
        uow.people.add(PRIMARY)
        uow.people.bind(PRIMARY.id, a_peer())
        uow.rosters.enter(from_shifts([Shift(PRIMARY.id, Tier.FIRST, time(8, 0), time(9, 0), days=(1,))]))

    await store.run(work)
    at_eight = clock.now()  # 00:00 UTC is 08:00 in Shanghai
    for later, on in ((0, True), (59, True), (60, False), (-1, False)):
        instant = at_eight + minutes(later)
        duty = await store.read(lambda uow, now: uow.people.duty(SCHOOL, now), instant)
        assert (duty.of(Tier.FIRST) == (PRIMARY.id,)) is on


async def test_a_new_roster_replaces_the_old_one_and_names_known_people_only(store: SqlStore) -> None:
    def roster(uow: UnitOfWork, *people: str) -> None:
        shifts = [Shift(PersonId(person), Tier.FIRST, MIDNIGHT, MIDNIGHT) for person in people]
        uow.rosters.enter(from_shifts(shifts))

    await store.run(lambda uow: uow.people.add(PRIMARY))
    await store.run(lambda uow: uow.people.add(BACKUP))
    await store.run(roster, "e-zhou")
    await store.run(roster, "e-wu")
    with pytest.raises(NotFound):
        await store.run(roster, "e-zhou", "nobody")
    duty = await store.read(lambda uow: uow.people.duty(SchoolId("qh1"), uow.now))
    assert duty.everybody == (BACKUP.id,)
    await store.run(roster)
    assert (await store.read(lambda uow: uow.people.duty(SchoolId("qh1"), uow.now))).everybody == ()
