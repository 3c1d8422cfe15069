"""A district as large as the crowd: a teacher and an engineer to a school, two supervisors; all of them have chats.

One teacher to a school, because they all say the same: several of one building would have a common fault, and be one job.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import time

from desk.contract import Contract
from desk.ids import ContractId, PersonId, RoomId, SchoolId
from desk.messages import Peer
from desk.people import Person, Role, Tier
from desk.places import Room, School
from desk.weekly import Shift, from_shifts
from usecases.ports import UnitOfWork

CONTRACTS = tuple(ContractId(name) for name in ("gangbei", "changge", "puyang_polytechnic", "puyang_unicom"))
FIRST_TEACHER, FIRST_STAFF = 100_000, 900_000


@dataclass(frozen=True, slots=True)
class Teacher:
    """Somebody in the crowd; the chat id is the user id."""

    chat: int
    school: int

    @property
    def contract(self) -> ContractId:
        """The contract of the teacher's school."""
        return CONTRACTS[self.school % len(CONTRACTS)]


def teachers(chats: int) -> tuple[Teacher, ...]:
    """The crowd."""
    return tuple(Teacher(FIRST_TEACHER + i, i) for i in range(chats))


def staff_chats(chats: int) -> range:
    """Chats of the engineers (one per school) and, after them, the two supervisors."""
    return range(FIRST_STAFF, FIRST_STAFF + len(_schools(chats)) + 2)


def fill(uow: UnitOfWork, contracts: Mapping[ContractId, Contract], chats: int) -> None:
    """Enter everybody into an empty desk and bind them to their Telegram chats."""
    for contract in contracts.values():
        uow.contracts.publish(contract)
    for school in _schools(chats):
        uow.places.add(School(_id(school), f"第{school}小学", CONTRACTS[school % 4], "0000-9999"))
        uow.places.add(*_rooms(school))
    everybody = [(person, peer) for person, peer in _everybody(chats)]
    for person, peer in everybody:
        uow.people.add(person)
        uow.people.bind(person.id, peer)
    night, engineers = time(0, 0), [person for person, _ in everybody if person.role is Role.ENGINEER]
    uow.rosters.enter(
        from_shifts([Shift(one.id, Tier.FIRST, night, night, schools=one.schools) for one in engineers])
    )


def _schools(chats: int) -> range:
    return range(chats)


def _id(school: int) -> SchoolId:
    return SchoolId(f"school-{school}")


def _rooms(school: int) -> Iterator[Room]:
    for floor, grade in enumerate("一二三四五六", 1):
        for number in (1, 2, 3, 5):
            names = (f"{floor}0{number}", f"教学楼A{floor}0{number}")
            yield Room(
                RoomId(f"{school}-{floor}0{number}"), _id(school), f"{grade}年级{number}班", names, "A"
            )


def _everybody(chats: int) -> Iterator[tuple[Person, Peer]]:
    for one in teachers(chats):
        name, scope = f"老师{one.chat}", (_id(one.school),)
        yield Person(PersonId(f"t{one.chat}"), name, Role.TEACHER, scope, phone="0000-0300"), _peer(one.chat)
    *engineers, first, second = staff_chats(chats)
    for school, chat in enumerate(engineers):
        engineer = Person(
            PersonId(f"e{school}"), f"工程师{school}", Role.ENGINEER, (_id(school),), Tier.FIRST, "0000-0100"
        )
        yield engineer, _peer(chat)
    for chat in (first, second):
        yield (
            Person(PersonId(f"s{chat}"), "主管", Role.SUPERVISOR, (), Tier.SUPERVISOR, "0000-0200"),
            _peer(chat),
        )


def _peer(chat: int) -> Peer:
    return Peer("tg", str(chat))
