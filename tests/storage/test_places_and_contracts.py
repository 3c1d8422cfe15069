"""The register and the contract versions, on both databases."""

from dataclasses import replace
from pathlib import Path

import pytest

from desk.contract import Contract
from desk.devices import Device
from desk.ids import ContractId, DeviceId, RoomId, SchoolId
from desk.places import Room, School
from desk.reading import DeviceClass
from desk.refusals import NotFound
from storage.contract_packs import load_pack
from storage.store import SqlStore
from usecases.ports import UnitOfWork

SCHOOL = School(
    SchoolId("qh2"), "青禾实验小学", ContractId("changge"), "0000-0002", ("实小",), "Qinghe School"
)
ROOM = Room(RoomId("qh2-302"), SCHOOL.id, "三年级2班", ("302", "教学楼A302"), "教学楼A")
BOARD = Device(DeviceId("board"), "QH2-0302-SB", DeviceClass.SMART_BOARD, SCHOOL.id, ROOM.id, "大屏")
CHANGGE = ContractId("changge")


@pytest.fixture(scope="module")
def pack() -> Contract:
    return load_pack(Path(__file__).parents[2] / "contracts" / "changge.yaml")


async def test_the_register_gives_back_what_was_entered_in_any_order(store: SqlStore) -> None:
    await store.run(lambda uow: uow.places.add(BOARD, ROOM, SCHOOL))
    assert await store.read(lambda uow: uow.places.school(SCHOOL.id)) == SCHOOL
    assert await store.read(lambda uow: uow.places.room(ROOM.id)) == ROOM
    assert await store.read(lambda uow: uow.places.device("QH2-0302-SB")) == BOARD


async def test_entering_a_thing_again_changes_it(store: SqlStore) -> None:
    await store.run(lambda uow: uow.places.add(SCHOOL, ROOM, BOARD))
    moved = replace(BOARD, room=None, code="QH2-0000-SB")
    await store.run(lambda uow: uow.places.add(moved))
    assert await store.read(lambda uow: uow.places.device("QH2-0000-SB")) == moved
    with pytest.raises(NotFound):
        await store.read(lambda uow: uow.places.device("QH2-0302-SB"))


async def test_schools_and_rooms_are_listed_by_name_alike_on_every_database(store: SqlStore) -> None:
    names = ("三年级2班", "三年级10班", "Library", "音乐教室", "库房")

    def work(uow: UnitOfWork) -> None:
        for name in names:
            uow.places.add(Room(RoomId(name), SCHOOL.id, name))
            uow.places.add(replace(SCHOOL, id=SchoolId(name), name=name))
        uow.places.add(Room(RoomId("other"), SchoolId("qh1"), "别处"))

    await store.run(work)
    rooms = await store.read(lambda uow: uow.places.rooms(SCHOOL.id))
    schools = await store.read(lambda uow: uow.places.schools())
    assert [room.name for room in rooms] == [school.name for school in schools] == sorted(names)


async def test_what_is_not_in_the_register_is_not_found(store: SqlStore) -> None:
    for ask in (
        lambda uow: uow.places.school(SCHOOL.id),
        lambda uow: uow.places.room(ROOM.id),
        lambda uow: uow.places.device("x"),
        lambda uow: uow.contracts.current(CHANGGE),
        lambda uow: uow.contracts.version(CHANGGE, 1),
    ):
        with pytest.raises(NotFound):
            await store.read(ask)


async def test_a_ticket_keeps_the_version_it_was_opened_under(store: SqlStore, pack: Contract) -> None:
    newer = replace(pack, version=pack.version + 1, safety_tells_supervisor=False)
    await store.run(lambda uow: uow.contracts.publish(pack))
    await store.run(lambda uow: uow.contracts.publish(newer))
    assert await store.read(lambda uow: uow.contracts.current(CHANGGE)) == newer
    assert await store.read(lambda uow: uow.contracts.version(CHANGGE, pack.version)) == pack


async def test_publishing_the_same_content_again_is_harmless_and_an_old_version_can_come_back(
    store: SqlStore, pack: Contract
) -> None:
    newer = replace(pack, version=pack.version + 1)
    for contract in (pack, pack, newer, pack):
        await store.run(lambda uow, contract: uow.contracts.publish(contract), contract)
    assert await store.read(lambda uow: uow.contracts.current(CHANGGE)) == pack


async def test_a_published_version_is_never_changed(store: SqlStore, pack: Contract) -> None:
    await store.run(lambda uow: uow.contracts.publish(pack))
    changed = replace(pack, safety_tells_supervisor=not pack.safety_tells_supervisor)
    with pytest.raises(ValueError, match="raise its version"):
        await store.run(lambda uow: uow.contracts.publish(changed))
    assert await store.read(lambda uow: uow.contracts.current(CHANGGE)) == pack


async def test_a_version_whose_publication_was_rolled_back_is_not_remembered(
    store: SqlStore, pack: Contract
) -> None:
    def regret(uow: UnitOfWork) -> None:
        uow.contracts.publish(pack)
        assert uow.contracts.version(CHANGGE, pack.version) == pack
        raise NotFound

    with pytest.raises(NotFound):
        await store.run(regret)
    other = replace(pack, safety_tells_supervisor=not pack.safety_tells_supervisor)
    await store.run(lambda uow: uow.contracts.publish(other))
    assert await store.read(lambda uow: uow.contracts.version(CHANGGE, pack.version)) == other
