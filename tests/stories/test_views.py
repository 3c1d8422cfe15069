"""Who looked at whose number or data: one line each time (PIPL 51, 54; issue 8)."""

from desk.access import VIEWS, AccessAct
from desk.ids import PersonId
from tests.kit.world import World
from usecases.give_copy import copy_for_operator
from usecases.note_view import Seen


async def lines(world: World) -> list[tuple[str, str, str | None, int | None]]:
    """By whom, what, of whom, ticket; oldest first."""
    found = await world.store.read(lambda uow: uow.access.trail(99, None, VIEWS))
    return [(one.by, one.note, one.person, one.ticket) for one in reversed(found)]


async def test_numbers_that_are_opened_leave_a_line_and_those_that_come_by_themselves_do_not(
    world: World,
) -> None:
    teacher, wang, chen = world.teacher("gangbei"), world.seat("wang"), world.seat("chen")
    await teacher.says("三年级2班大屏黑屏了，正在上课")
    await wang.presses("接单")
    assert await lines(world) == []
    await wang.presses("出发")
    await wang.presses("老师电话")
    wang.hears("查看已记录")
    await chen.says("值班")
    await wang.says("值班")
    assert await lines(world) == [
        ("wang", Seen.NUMBER, teacher.peer.space, 1001),
        ("chen", Seen.ROSTER, None, None),
    ]
    for seat in world.everybody():
        seat.unread.clear()


async def test_copies_are_in_the_same_trail_whoever_took_them(world: World) -> None:
    teacher = world.teacher("gangbei")
    await teacher.says("我的数据")
    teacher.hears("全部信息")
    me = PersonId(teacher.peer.space)
    await world.store.run(copy_for_operator, me, "desk:liu")
    assert await lines(world) == [(me, Seen.COPY, me, None), ("desk:liu", Seen.COPY, me, None)]
    (newest, _) = await world.store.read(lambda uow: uow.access.trail(2, me))
    assert newest.act is AccessAct.EXPORTED
    for seat in world.everybody():
        seat.unread.clear()
