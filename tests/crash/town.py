"""A fictional town for storms: many small schools, each with its own engineer and supervisor, everybody on Telegram.

One engineer and one supervisor per school spread the messages over many chats, as Telegram allows one a second to each.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time

from app.clock import WallClock
from app.settings import Settings
from app.wiring import build
from desk.contract import Contract
from desk.ids import ContractId, PersonId, RoomId, SchoolId
from desk.messages import Peer
from desk.people import Person, Role, Tier
from desk.places import Room, School
from desk.timers import Timer, TimerKind
from desk.weekly import Shift, from_shifts
from storage.migrate import upgrade
from usecases.ports import UnitOfWork

CONTRACT = ContractId("changge")
_DIGITS = "一二三四五六"
_MIDNIGHT = time(0, 0)


@dataclass(frozen=True)
class Teacher:
    """A teacher, by Telegram account; a stranger is not in the register and is asked for the school first."""

    account: int
    school: str
    words: str
    stranger: bool


@dataclass(frozen=True)
class Town:
    """`schools` schools, `teachers` teachers spread over them, every third of them a stranger."""

    schools: int
    teachers: int

    @property
    def crew(self) -> tuple[int, ...]:
        """The engineers' accounts."""
        return tuple(4000 + number for number in range(self.schools))

    @property
    def watchers(self) -> tuple[int, ...]:
        """The supervisors' accounts."""
        return tuple(5000 + number for number in range(self.schools))

    @property
    def staffroom(self) -> tuple[Teacher, ...]:
        """Every teacher has a room of their own at their school."""
        return tuple(self._teacher(number) for number in range(self.teachers))

    @property
    def canaries(self) -> dict[str, frozenset[str]]:
        """The name of each school, and who may read it."""
        readers: dict[str, set[str]] = {}
        for number in range(self.schools):
            readers[_school_name(number)] = {f"tg:{4000 + number}", f"tg:{5000 + number}"}
        for teacher in self.staffroom:
            readers[teacher.school].add(f"tg:{teacher.account}")
        return {name: frozenset(peers) for name, peers in readers.items()}

    def _teacher(self, number: int) -> Teacher:
        room = _DIGITS[number // self.schools % len(_DIGITS)]
        words = f"{room}年级1班大屏黑屏了，正在上课"
        return Teacher(10_000 + number, _school_name(number % self.schools), words, number % 3 == 0)


async def found(town: Town, url: str, nights: Sequence[datetime] = ()) -> None:
    """Make the schema at `url` and enter the town. At the instants of `nights` the night's work is done, whatever the hour."""
    upgrade(url)
    desk = build(Settings(database_url=url), WallClock())
    await desk.store.start()
    try:
        await desk.store.run(_enter, town, desk.contracts[CONTRACT])
        await desk.store.run(_work_by_night, nights)
    finally:
        await desk.store.close()


def _work_by_night(uow: UnitOfWork, nights: Sequence[datetime]) -> None:
    uow.timers.add([Timer(f"housekeeping:{at}:1", TimerKind.HOUSEKEEPING, at, step=1) for at in nights])


def _enter(uow: UnitOfWork, town: Town, contract: Contract) -> None:
    uow.contracts.publish(contract)
    for number in range(town.schools):
        _school(uow, number)
    uow.rosters.enter(
        from_shifts([Shift(PersonId(f"e{n}"), Tier.FIRST, _MIDNIGHT, _MIDNIGHT) for n in range(town.schools)])
    )
    for number, teacher in enumerate(town.staffroom):
        if not teacher.stranger:
            scope = (SchoolId(f"s{number % town.schools}"),)
            _person(
                uow, Person(PersonId(f"t{number}"), f"老师{number}", Role.TEACHER, scope), teacher.account
            )


def _school(uow: UnitOfWork, number: int) -> None:
    school = SchoolId(f"s{number}")
    uow.places.add(School(school, _school_name(number), CONTRACT, "0000-0001"))
    for digit in _DIGITS:
        uow.places.add(Room(RoomId(f"s{number}-{digit}"), school, f"{digit}年级1班"))
    engineer = Person(PersonId(f"e{number}"), f"工程师{number}", Role.ENGINEER, (school,), Tier.FIRST)
    watcher = Person(PersonId(f"w{number}"), f"主管{number}", Role.SUPERVISOR, (school,), Tier.SUPERVISOR)
    _person(uow, engineer, 4000 + number)
    _person(uow, watcher, 5000 + number)


def _person(uow: UnitOfWork, person: Person, account: int) -> None:
    uow.people.add(person)
    uow.people.bind(person.id, Peer("tg", str(account)))


def _school_name(number: int) -> str:
    return f"第{101 + number}小学"  # of one length: no name is a part of another
