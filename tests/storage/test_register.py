"""The whole register at once, and a file entered into it, on both databases."""

from dataclasses import replace
from pathlib import Path

import pytest

from desk.ids import PersonId, SchoolId
from desk.people import Role
from desk.weekly import shifts_of
from storage.contract_packs import load_pack
from storage.sheets.reading import Reading, read_register
from storage.store import SqlStore
from tests.kit.clock import PushedClock
from tests.kit.workbooks import LAKESIDE, workbook
from tests.storage.builders import a_peer, a_person, minutes
from usecases.accounts import invite_known, redeem
from usecases.fill_register import RegisterMoved, fill_register, plan_filling, register_now
from usecases.ports import UnitOfWork

HOME = Path(__file__).parents[2]


@pytest.fixture
async def contracted(store: SqlStore) -> SqlStore:
    """An empty register with the two contracts of the file."""
    for name in ("changge", "gangbei"):
        await store.run(
            lambda uow, name=name: uow.contracts.publish(load_pack(HOME / "contracts" / f"{name}.yaml"))
        )
    return store


@pytest.fixture
def reading(tmp_path: Path) -> Reading:
    return read_register(workbook(tmp_path / "lake.xlsx", LAKESIDE))


async def test_a_file_is_entered_whole_and_comes_back_whole(contracted: SqlStore, reading: Reading) -> None:
    plan = plan_filling(await contracted.read(register_now), reading.rows, reading.problems)
    assert plan.filling.problems == ()
    ticks: list[int] = []
    await contracted.run(fill_register, plan, ticks.append)
    assert sum(ticks) == plan.filling.size == 11

    def look(uow: UnitOfWork) -> None:
        assert {school.id for school in uow.register.schools()} == {"hu1", "hu2"}
        assert {room.name for room in uow.register.rooms()} == {"三年级2班", "微机室", "初一1班"}
        assert [device.code for device in uow.register.devices()] == ["HU1-302-SB", "HU1-LAB-NW"]
        assert [person.phone for person in uow.register.people()] == [
            "13800000022",
            "13800000023",
            "13800000021",
        ]
        assert [shift.person for shift in shifts_of(uow.rosters.roster())] == ["hu-e1"]
        assert uow.places.device("HU1-LAB-NW").room == next(
            r.id for r in uow.register.rooms() if r.name == "微机室"
        )
        assert [p.id for p in uow.people.covering(SchoolId("hu2"), Role.ENGINEER)] == ["hu-e1"]

    await contracted.read(look)
    again = plan_filling(await contracted.read(register_now), reading.rows, reading.problems)
    assert (again.filling.size, again.filling.shifts) == (0, None)
    await contracted.run(fill_register, again, ticks.append)
    assert (await contracted.read(register_now)).edition == again.edition


async def test_a_plan_is_not_written_when_the_register_has_changed_since(
    contracted: SqlStore, reading: Reading
) -> None:
    plan = plan_filling(await contracted.read(register_now), reading.rows, reading.problems)
    await contracted.run(lambda uow: uow.people.add(a_person("x", "外人")))
    with pytest.raises(RegisterMoved):
        await contracted.run(fill_register, plan, lambda _: None)
    assert await contracted.read(lambda uow: uow.register.schools()) == ()


async def test_addresses_and_invitations_that_still_count(store: SqlStore, clock: PushedClock) -> None:
    await store.run(
        lambda uow: uow.people.add(a_person("a"), a_person("b"), replace(a_person("c"), name="丙"))
    )
    code = await store.run(invite_known, PersonId("a"))
    await store.run(invite_known, PersonId("b"))
    pending = await store.read(lambda uow: uow.register.invitations(uow.now))
    assert {one.person for one in pending} == {"a", "b"}
    await store.run(redeem, a_peer("1"), code, "")
    await store.run(lambda uow: uow.people.mark(a_peer("1"), reachable=False))
    (address,) = await store.read(lambda uow: uow.register.addresses())
    assert (address.person, address.peer, address.reachable) == ("a", a_peer("1"), False)
    clock.push_to(clock.now() + minutes(73 * 60))
    assert await store.read(lambda uow: uow.register.invitations(uow.now)) == ()
