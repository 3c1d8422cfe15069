"""Who somebody is: codes for staff, schools for teachers; nobody gains by asking."""

from datetime import timedelta

import pytest

from desk.ids import PersonId, SchoolId
from desk.language import Lang
from desk.messages import Peer
from desk.people import Person, Role, Tier
from desk.refusals import CodeRefused, NotFound
from tests.kit.district import school_of
from tests.kit.world import CHANNEL, World
from usecases.accounts import INVITATION_LIFE, become_teacher, invite, invite_known, redeem
from usecases.admit import admit_by_operator
from usecases.bind_demo_seat import bind_demo_seat
from usecases.ports import UnitOfWork

HERE, THERE = school_of("changge"), school_of("gangbei")
NEW, WANG = Peer(CHANNEL, "new"), Peer(CHANNEL, "wang")


def at(uow: UnitOfWork, peer: Peer) -> Person | None:
    return uow.people.at(peer)


async def approved(world: World, code: str) -> str:
    """A second person has agreed; nobody is told here."""
    await world.store.run(lambda uow: admit_by_operator(uow, uow.invitations.id_of(code), "desk:root"))
    await world.settle()
    for seat in world.everybody():
        seat.unread.clear()
    return code


async def test_a_code_makes_somebody_what_it_says(world: World) -> None:
    code = await world.store.run(invite, Role.ENGINEER, (HERE,), Tier.SECOND, "Su")
    person = await world.store.run(redeem, NEW, code, "whatever the phone says")
    assert (person.role, person.schools, person.tier, person.name) == (
        Role.ENGINEER,
        (HERE,),
        Tier.SECOND,
        "Su",
    )
    assert await world.store.read(at, NEW) == person


async def test_a_code_without_a_name_takes_the_name_of_the_chat(world: World) -> None:
    code = await world.store.run(invite, Role.TEACHER, (HERE,), None)
    assert (await world.store.run(redeem, NEW, code, "Bai")).name == "Bai"


async def test_a_code_for_somebody_in_the_register_binds_that_person(world: World) -> None:
    code = await world.store.run(invite_known, PersonId("wang"))
    person = await world.store.run(redeem, NEW, code, "x")
    assert (person.id, person.name, person.tier) == ("wang", "王工", Tier.FIRST)
    peers = await world.store.read(lambda uow: [a.peer for a in uow.people.addresses(PersonId("wang"))])
    assert peers == [NEW, WANG]


async def test_a_known_person_keeps_phone_and_language_with_a_new_role(world: World) -> None:
    code = await approved(world, await world.store.run(invite, Role.SUPERVISOR, (), None))
    person = await world.store.run(redeem, WANG, code, "")
    assert (person.id, person.role, person.name, person.phone) == (
        "wang",
        Role.SUPERVISOR,
        "王工",
        "0000-0102",
    )


async def test_a_supervisor_made_by_a_code_is_on_the_call_list(world: World) -> None:
    code = await approved(world, await world.store.run(invite, Role.SUPERVISOR, (), None, "Qiao"))
    person = await world.store.run(redeem, NEW, code, "")
    duty = await world.store.read(lambda uow: uow.people.duty(HERE, uow.now))
    assert person.id in duty.of(Tier.SUPERVISOR)


async def test_a_code_is_good_once_and_for_three_days(world: World) -> None:
    once = await world.store.run(invite, Role.ENGINEER, (), Tier.FIRST)
    await world.store.run(redeem, NEW, once, "")
    late = await world.store.run(invite, Role.ENGINEER, (), Tier.FIRST)
    world.clock.push_to(world.clock.now() + INVITATION_LIFE + timedelta(seconds=1))
    for code in (once, late, "0000-0000-0000-0000-0000"):
        with pytest.raises(CodeRefused):
            await world.store.run(redeem, Peer(CHANNEL, code[:4]), code, "")


async def test_a_code_for_what_is_not_there_is_not_made(world: World) -> None:
    with pytest.raises(NotFound):
        await world.store.run(invite, Role.TEACHER, (HERE, SchoolId("atlantis")), None)
    with pytest.raises(NotFound):
        await world.store.run(invite_known, PersonId("nobody"))


async def test_a_stranger_who_names_a_school_is_a_teacher_there(world: World) -> None:
    person = await world.store.run(become_teacher, NEW, HERE, "", Lang.EN)
    assert (person.role, person.schools, person.name, person.lang) == (Role.TEACHER, (HERE,), "老师", Lang.EN)


async def test_a_teacher_at_another_school_is_there_now_and_keeps_the_first(world: World) -> None:
    teacher = Peer(CHANNEL, "teacher1-changge")
    person = await world.store.run(become_teacher, teacher, THERE, "x", Lang.ZH)
    assert (person.id, person.schools) == ("teacher1-changge", (THERE, HERE))
    again = await world.store.run(become_teacher, teacher, HERE, "x", Lang.ZH)
    assert again.schools == (HERE, THERE)


async def test_staff_who_scan_a_sticker_stay_staff(world: World) -> None:
    person = await world.store.run(become_teacher, WANG, HERE, "x", Lang.ZH)
    assert (person.role, person.schools) == (Role.ENGINEER, ())


async def test_nobody_becomes_a_teacher_of_a_school_that_is_not_there(world: World) -> None:
    with pytest.raises(NotFound):
        await world.store.run(become_teacher, NEW, SchoolId("atlantis"), "x", Lang.ZH)
    assert await world.store.read(at, NEW) is None


async def test_a_demo_seat_is_one_web_chat_however_often_it_is_opened(world: World) -> None:
    first = await world.store.run(bind_demo_seat, PersonId("wang"))
    assert first.channel == "web"
    assert await world.store.run(bind_demo_seat, PersonId("wang")) == first
    with pytest.raises(NotFound):
        await world.store.run(bind_demo_seat, PersonId("nobody"))
