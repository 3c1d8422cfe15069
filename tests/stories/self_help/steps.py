"""What the stories of self-help share: how one begins, what the tree's steps are known by, what a ticket keeps of them."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from desk import events as ev
from desk.calendars import CalendarId
from desk.events import SelfHelpOutcome
from desk.ids import PersonId
from desk.people import Post
from desk.places import Means
from tests.kit.district import school_of
from tests.kit.seat import Seat
from tests.kit.world import World
from usecases.ports import UnitOfWork

MINUTE = timedelta(minutes=1)
IN_CLASS = "三年级2班大屏黑屏了，正在上课"
AT_LEISURE = "三年级2班大屏黑屏了，不急"
WAKE, LAMP, TORCH, PHOTO, MODEL, RESTART = "关屏", "什么颜色", "手电", "拍一张", "型号", "正常关机"


async def reported(world: World, words: str, contract: str = "gangbei") -> Seat:
    """A teacher whose first step has been asked."""
    teacher = world.teacher(contract)
    await teacher.says(words)
    teacher.hears("工单 1001")
    forget(world, besides=teacher)
    return teacher


def changes_to(seat: Seat, *parts: str) -> None:
    """The step in class has become this one, in the place of the one before: nothing new is unread."""
    shown = seat.seen[-1]
    assert all(part in shown.text for part in parts), shown.text
    assert shown.card is not None
    assert shown.card.startswith("step:")
    assert shown not in seat.unread


def forget(world: World, *, besides: Seat | None = None) -> None:
    for seat in world.everybody():
        if seat is not besides:
            seat.unread.clear()


def labels(seat: Seat) -> list[str]:
    return [choice.label for choice in seat.seen[-1].choices]


def has(*means: Means, contract: str = "gangbei") -> Callable[[UnitOfWork], None]:
    def change(uow: UnitOfWork) -> None:
        uow.places.add(replace(uow.places.school(school_of(contract)), has=means))

    return change


def keeps(person: str) -> Callable[[UnitOfWork], None]:
    def change(uow: UnitOfWork) -> None:
        uow.people.add(replace(uow.people.get(PersonId(person)), posts=(Post.KEEPER,)))

    return change


async def outcome(world: World) -> SelfHelpOutcome | None:
    return (await world.ticket()).self_help


async def tried(world: World) -> list[tuple[str, str]]:
    return [(event.step, event.answer) for event in await world.trail() if isinstance(event, ev.StepAnswered)]


def with_timetable(uow: UnitOfWork) -> None:
    school = uow.places.school(school_of("gangbei"))
    uow.places.add(replace(school, calendar=CalendarId("school_year")))
