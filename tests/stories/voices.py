"""What stories of several voices share: more teachers of a school, each in a room of their own."""

from desk.ids import PersonId
from desk.messages import Peer
from desk.people import Person, Role
from tests.kit.district import school_of
from tests.kit.seat import Seat
from tests.kit.world import CHANNEL, World
from usecases.ports import UnitOfWork

FOURTEEN = (
    "一年级1班没网了，正在上课",
    "一年级2班上不了网",
    "一年级3班网络断了",
    "一年级5班大屏连不上网",
    "二年级1班断网了",
    "二年级2班网络不通",
    "二年级3班没有网络",
    "二年级5班wifi连不上",
    "三年级1班网又断了",
    "三年级2班教室里没网",
    "三年级3班电脑上不了网了",
    "三年级5班网络连接不上",
    "四年级1班没网，直播课看不了",
    "四年级2班网络中断",
)
"""Fourteen teachers of one building, fourteen wordings."""


async def crowd(world: World, count: int = len(FOURTEEN), contract: str = "gangbei") -> tuple[Seat, ...]:
    """So many further teachers of the school, each with a chat."""
    names = [f"crowd{number}-{contract}" for number in range(count)]
    await world.store.run(_enter, names, contract)
    return tuple(world.seat(name) for name in names)


def labels(message: object) -> list[str]:
    """The buttons of a message."""
    return [choice.label for choice in getattr(message, "choices", ())]


def forget_the_rest(world: World) -> None:
    """What was said so far needs no further looking at."""
    for seat in world.everybody():
        seat.unread.clear()


def _enter(uow: UnitOfWork, names: list[str], contract: str) -> None:
    for name in names:
        uow.people.add(Person(PersonId(name), f"{name}老师", Role.TEACHER, (school_of(contract),)))
        uow.people.bind(PersonId(name), Peer(CHANNEL, name))
