"""A small fictional district for stories: one school per contract, a full crew, two supervisors."""

from collections.abc import Mapping
from datetime import time

from desk.contract import Contract
from desk.devices import Device
from desk.ids import ContractId, DeviceId, PersonId, RoomId, SchoolId
from desk.people import Person, Role, Tier
from desk.places import Room, School
from desk.reading import DeviceClass
from desk.weekly import Shift, from_shifts
from usecases.ports import UnitOfWork

CONTRACTS = ("gangbei", "changge", "puyang_polytechnic", "puyang_unicom")
_CLASSES = tuple(
    (f"{grade}年级{number}班", f"{i}0{number}")
    for i, grade in enumerate("一二三四五六", 1)
    for number in (1, 2, 3, 5)
)
_CREW = (
    ("wang", "王工", Tier.FIRST, 0),
    ("li", "李工", Tier.FIRST, 1),
    ("zhao", "赵工", Tier.SECOND, 0),
    ("sun", "孙工", Tier.THIRD, 0),
    ("maker", "厂家小周", Tier.VENDOR, 0),
)
_SUPERVISORS = (("chen", "陈主管"), ("lin", "林主管"))


def school_of(contract: str) -> SchoolId:
    """The school under a contract."""
    return SchoolId(f"school-{contract}")


def seed(uow: UnitOfWork, contracts: Mapping[ContractId, Contract]) -> None:
    """Fill an empty desk."""
    for contract in contracts.values():
        uow.contracts.publish(contract)
    for name in CONTRACTS:
        _school(uow, name)
    for person, name, tier, rank in _CREW:
        phone = f"0000-01{rank}{len(name)}"
        uow.people.add(Person(PersonId(person), name, Role.ENGINEER, (), tier, phone))
    for person, name in _SUPERVISORS:
        uow.people.add(Person(PersonId(person), name, Role.SUPERVISOR, (), Tier.SUPERVISOR, "0000-0200"))
    midnight = time(0, 0)
    uow.rosters.enter(
        from_shifts([Shift(PersonId(p), tier, midnight, midnight, rank=rank) for p, _, tier, rank in _CREW])
    )


def _school(uow: UnitOfWork, contract: str) -> None:
    school = school_of(contract)
    uow.places.add(School(school, f"{contract} 学校", ContractId(contract), "0000-9999"))
    for name, number in _CLASSES:
        room = Room(RoomId(f"{contract}-{number}"), school, name, (number, f"教学楼A{number}"), "教学楼A")
        uow.places.add(room)
    board = Device(
        DeviceId(f"{contract}-board"),
        f"{contract.replace('_', '-')}-302-SB",
        DeviceClass.SMART_BOARD,
        school,
        RoomId(f"{contract}-302"),
        "三年级2班大屏",
    )
    uow.places.add(board)
    for number in ("1", "2"):
        person = Person(
            PersonId(f"teacher{number}-{contract}"),
            f"刘老师{number}",
            Role.TEACHER,
            (school,),
            phone="0000-0300",
        )
        uow.people.add(person)
