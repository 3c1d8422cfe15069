"""Who cannot be reached: never came, blocked, invited; and codes for those who never came."""

from dataclasses import replace
from datetime import timedelta

from desk.ids import PersonId, SchoolId
from desk.messages import Peer
from desk.people import Role
from tests.kit.world import World
from usecases.accounts import invite_known, redeem
from usecases.ports import UnitOfWork
from usecases.reach import Silence, invite_each, unreachable

LAKE = SchoolId("school-gangbei")


def newcomer(uow: UnitOfWork, name: str, role: Role = Role.TEACHER) -> None:
    known = uow.people.get(PersonId("teacher1-gangbei" if role is Role.TEACHER else "wang"))
    uow.people.add(replace(known, id=PersonId(name), name=name))


async def test_somebody_who_never_came_gets_a_code_and_comes_with_it(world: World) -> None:
    await world.store.run(newcomer, "anna")
    (one,) = await world.store.read(unreachable)
    assert (one.person.id, one.silence, one.invited_until, one.on_call) == (
        "anna",
        Silence.NEVER_CAME,
        None,
        False,
    )
    (made,) = await world.store.run(invite_each, LAKE)
    (one,) = await world.store.read(unreachable)
    assert one.invited_until == made.until == world.clock.now() + timedelta(hours=72)
    assert await world.store.run(invite_each) == ()
    assert len(await world.store.run(invite_each, None, (), True)) == 1
    await world.seat("phone").starts(f"b_{made.code}")
    world.seat("phone").hears("身份已确认")
    assert await world.store.read(unreachable) == ()


async def test_an_old_code_is_none(world: World) -> None:
    await world.store.run(newcomer, "anna")
    await world.store.run(invite_known, PersonId("anna"))
    world.clock.push_to(world.clock.now() + timedelta(hours=73))
    (one,) = await world.store.read(unreachable)
    assert one.invited_until is None


async def test_whoever_blocked_the_bot_is_told_apart_and_a_second_chat_is_enough(world: World) -> None:
    for person in ("wang", "teacher1-gangbei"):
        await world.store.run(
            lambda uow, person=person: uow.people.mark(Peer("test", person), reachable=False)
        )
    found = await world.store.read(unreachable)
    assert [(one.person.id, one.silence, one.on_call) for one in found] == [
        ("wang", Silence.BLOCKED, True),
        ("teacher1-gangbei", Silence.BLOCKED, False),
    ]
    await world.everybody_leaves("wang")
    assert [one.on_call for one in await world.store.read(unreachable)] == [False, False]
    assert await world.store.run(invite_each) == ()
    code = await world.store.run(invite_known, PersonId("wang"))
    await world.store.run(redeem, Peer("web", "wang"), code, "")
    assert [one.person.id for one in await world.store.read(unreachable)] == ["teacher1-gangbei"]


async def test_a_school_shows_its_own_people_and_those_of_the_whole_district(world: World) -> None:
    await world.store.run(newcomer, "anna")
    await world.store.run(newcomer, "erik", Role.ENGINEER)
    other = SchoolId("school-changge")
    assert [one.person.id for one in await world.store.read(unreachable, other)] == ["erik"]
    assert [one.person.id for one in await world.store.read(unreachable, LAKE)] == ["erik", "anna"]
    assert [one.person.id for one in await world.store.read(unreachable, LAKE, {Role.TEACHER})] == ["anna"]
