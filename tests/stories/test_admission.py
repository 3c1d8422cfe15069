"""A second person for supervisors: their codes wait for another supervisor, or for the operator (issue 8, S06)."""

from datetime import timedelta

import pytest

from desk.access import AccessAct
from desk.ids import PersonId, SchoolId
from desk.people import Role, Tier
from desk.refusals import NotFound, TooLate
from tests.kit.district import school_of
from tests.kit.world import World
from usecases.accounts import INVITATION_LIFE, invite, invite_known
from usecases.admit import admit_by_operator, waiting_invitations
from usecases.ports import UnitOfWork

HERE = school_of("gangbei")


async def invited(world: World, schools: tuple[SchoolId, ...] = (), person: str = "") -> str:
    if person:
        code = await world.store.run(invite_known, PersonId(person), by="desk:root")
    else:
        code = await world.store.run(invite, Role.SUPERVISOR, schools, None, "乔主管", "desk:root")
    await world.settle()
    return code


def supervisors(uow: UnitOfWork) -> dict[str, bool]:
    """Everybody's id who is a supervisor, and whether for the whole district."""
    return {one.id: not one.schools for one in uow.register.people() if one.role is Role.SUPERVISOR}


async def test_a_supervisors_code_is_good_once_another_one_has_agreed_and_both_are_in_the_trail(
    world: World,
) -> None:
    code, new = await invited(world), world.seat("qiao")
    chen = world.seat("chen")
    asked = chen.hears("乔主管", "全区", "系统管理员 root", "批准")
    world.seat("lin").unread.clear()
    await new.says(code)
    new.hears("要另一位主管批准")
    await chen.presses("批准", on=asked)
    chen.hears("已批准：乔主管")
    await new.says(code)
    new.hears("您的身份已确认：主管")
    lines = await world.store.read(lambda uow: uow.access.trail(9))
    assert [(one.act, one.by) for one in reversed(lines)][:2] == [
        (AccessAct.INVITED, "desk:root"),
        (AccessAct.APPROVED, "chen"),
    ]
    assert lines[0].act is AccessAct.ADMITTED
    assert len({one.note for one in lines}) == 1, "one code"


async def test_a_declined_code_is_void_and_a_second_word_comes_too_late(world: World) -> None:
    code, new = await invited(world), world.seat("qiao")
    chen = world.seat("chen")
    asked = chen.hears("乔主管")
    world.seat("lin").unread.clear()
    await chen.says("不批准")
    chen.hears("没有批准")
    await new.says(code)
    new.hears("邀请码不对")
    await chen.presses("批准", on=asked)
    chen.hears("找不到")


async def test_agreeing_twice_changes_nothing(world: World) -> None:
    await invited(world)
    chen = world.seat("chen")
    asked = chen.hears("乔主管")
    world.seat("lin").unread.clear()
    await chen.presses("批准", on=asked)
    chen.hears("已批准")
    await chen.presses("不批准", on=asked)
    chen.hears("这个按钮已失效")


async def test_who_is_invited_cannot_agree_and_neither_can_an_engineer(world: World) -> None:
    code = await invited(world, person="lin")
    which = await world.store.read(lambda uow: uow.invitations.id_of(code))
    asked = world.seat("chen").hears("林")
    world.seat("lin").hears_nothing()
    await world.seat("lin").presses("批准", on=asked)
    world.seat("lin").hears("找不到")
    await world.seat("wang").presses("批准", on=asked)
    world.seat("wang").hears("找不到")
    ((waiting, one),) = await world.store.read(waiting_invitations)
    assert (waiting, one.person) == (which, "lin")


async def test_a_code_that_nobody_agrees_to_expires(world: World) -> None:
    await invited(world)
    asked = world.seat("chen").hears("乔主管")
    world.seat("lin").unread.clear()
    await world.push(INVITATION_LIFE + timedelta(seconds=1))
    await world.seat("chen").presses("批准", on=asked)
    world.seat("chen").hears("找不到")


async def test_the_operator_may_be_the_second_person(world: World) -> None:
    code = await invited(world)
    for who in ("chen", "lin"):
        world.seat(who).unread.clear()
    which = await world.store.read(lambda uow: uow.invitations.id_of(code))
    await world.store.run(admit_by_operator, which, "desk:liu")
    with pytest.raises(TooLate):
        await world.store.run(admit_by_operator, which, "desk:liu")
    with pytest.raises(NotFound):
        await world.store.run(admit_by_operator, "%", "desk:liu")
    await world.seat("qiao").says(code)
    world.seat("qiao").hears("您的身份已确认：主管")


async def test_the_first_supervisor_needs_nobody_and_engineers_never_do(world: World) -> None:
    everybody = await world.store.read(supervisors)
    for person in everybody:
        addresses = await world.store.read(lambda uow, one=person: uow.people.addresses(PersonId(one)))
        for address in addresses:
            await world.store.run(lambda uow, one=address: uow.sessions.unbind(one.peer))
    code = await world.store.run(invite, Role.SUPERVISOR, (HERE,), None, "第一位")
    await world.seat("first").says(code)
    world.seat("first").hears("您的身份已确认：主管")
    code = await world.store.run(invite, Role.ENGINEER, (HERE,), Tier.FIRST, "新工程师")
    await world.seat("fresh").says(code)
    world.seat("fresh").hears("您的身份已确认：工程师")
