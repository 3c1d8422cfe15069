"""A desk with personal ladders, for stories: again after 3 minutes, a second platform after 5, telephone after 7, group after 9."""

from datetime import timedelta

from desk.ids import PersonId
from desk.messages import Peer
from desk.paging import PagingRules, PersonalRung, Way
from tests.kit.seat import Seat
from tests.kit.world import SECOND, World
from usecases.ports import UnitOfWork

MINUTE, SECONDS = timedelta(minutes=1), timedelta(seconds=1)
LADDER = (
    PersonalRung(3 * MINUTE, Way.CHAT),
    PersonalRung(5 * MINUTE, Way.SECOND),
    PersonalRung(7 * MINUTE, Way.PHONE),
    PersonalRung(9 * MINUTE, Way.GROUP),
)
RULES = PagingRules(LADDER, again_every=15 * MINUTE)
WITH_GATEWAY = PagingRules(LADDER, again_every=15 * MINUTE, has_gateway=True)
DARK = "三年级2班大屏黑屏了，马上上课"


async def by_rules(world: World, rules: PagingRules = RULES) -> None:
    """From now on the desk pages by these."""
    world.paging = rules
    await world.restart()


async def reported(world: World) -> Seat:
    """Ticket 1001: the board of 3-2 is black, Wang is paged."""
    teacher = world.teacher("changge")
    await teacher.says(DARK)
    teacher.hears("工单 1001")
    teacher.hears("黑板")
    world.seat("wang").hears("三年级2班")
    return teacher


async def second_address(world: World, person: str) -> None:
    """The person can be reached on another platform, too; the first one stays preferred."""

    def bind(uow: UnitOfWork) -> None:
        uow.people.bind(PersonId(person), Peer(SECOND, person))
        uow.people.bind(PersonId(person), Peer("test", person))

    await world.store.run(bind)


async def called(world: World, no: int = 1001) -> str:
    """What a supervisor is told of who was called."""
    chen = world.seat("chen")
    chen.unread.clear()
    await chen.says(f"谁被叫了 {no}")
    return chen.hears(f"工单 {no}").text


def forget(world: World) -> None:
    """What was said so far is not looked at."""
    for seat in world.everybody():
        seat.unread.clear()
