"""Sign-ins, sessions and the trail of access on both databases."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from desk.access import AccessAct, AccessEvent, Lives, Over, Session, begin, end
from desk.ids import PersonId, SessionId
from desk.messages import Peer
from desk.people import Person, Role, Tier
from desk.refusals import CodeRefused, NotFound
from desk.retention import KEPT, Keep
from storage.store import SqlStore
from tests.kit.clock import PushedClock
from tests.storage.builders import minutes
from usecases.ports import UnitOfWork
from usecases.sessions import sitting_at

WANG = Person(PersonId("wang"), "王工", Role.ENGINEER, (), Tier.FIRST)
LAPTOP, PHONE = Peer("web", "laptop"), Peer("web", "phone")


def enter(uow: UnitOfWork) -> None:
    uow.people.add(WANG)
    uow.people.bind(WANG.id, Peer("tg", "7"))


def opened(uow: UnitOfWork, peer: Peer = LAPTOP) -> Session:
    uow.people.bind(WANG.id, peer, last=True)
    session = begin(SessionId(f"s-{peer.space}"), WANG, peer, "Chrome · Windows", uow.now, Lives())
    uow.sessions.save(session)
    return session


async def test_of_many_who_use_one_link_at_once_one_gets_in(store: SqlStore) -> None:
    await store.run(enter)
    ask = lambda uow: uow.sign_ins.issue(WANG.id, Peer("tg", "7"), uow.now + minutes(10))  # noqa: E731 - one line
    token = (await store.run(ask)).token

    async def use() -> bool:
        try:
            await store.run(lambda uow: uow.sign_ins.by_token(token))
        except CodeRefused:
            return False
        return True

    assert sorted(await asyncio.gather(*(use() for _ in range(6)))) == [False] * 5 + [True]


async def test_a_session_is_kept_as_it_was_and_its_end_takes_the_address(store: SqlStore) -> None:
    await store.run(enter)
    laptop, phone = await store.run(opened), await store.run(opened, PHONE)
    assert await store.read(lambda uow: uow.sessions.at(LAPTOP)) == laptop
    assert await store.read(lambda uow: uow.sessions.get(phone.id)) == phone
    order = await store.read(lambda uow: [one.peer for one in uow.people.addresses(WANG.id)])
    assert order == [Peer("tg", "7"), LAPTOP, PHONE]
    await store.run(lambda uow: uow.sessions.save(end(laptop, Over.ENDED, uow.now)))
    assert await store.read(lambda uow: uow.sessions.of(WANG.id)) == (phone,)
    assert await store.read(lambda uow: uow.people.at(LAPTOP)) is None
    assert (await store.read(sitting_at, LAPTOP)).over is Over.ENDED
    with pytest.raises(NotFound):
        await store.read(lambda uow: uow.sessions.get(SessionId("none")))


async def test_chats_without_a_session_are_known(store: SqlStore) -> None:
    await store.run(enter)
    await store.run(opened)
    await store.run(lambda uow: uow.people.bind(WANG.id, PHONE))
    assert await store.read(lambda uow: uow.sessions.unlisted(WANG.id)) == (PHONE,)


async def test_what_has_run_out_is_found(store: SqlStore, clock: PushedClock) -> None:
    await store.run(enter)
    laptop = await store.run(opened)
    clock.push_to(laptop.idle_until - timedelta(seconds=1))
    assert await store.read(lambda uow: uow.sessions.run_out(9)) == ()
    clock.push_to(laptop.idle_until)
    assert await store.read(lambda uow: uow.sessions.run_out(9)) == (laptop,)
    await store.run(lambda uow: uow.sessions.save(replace(laptop, idle_until=laptop.good_until)))
    assert await store.read(lambda uow: uow.sessions.run_out(9)) == ()


async def test_the_trail_is_read_newest_first_by_person_and_act(store: SqlStore) -> None:
    def write(uow: UnitOfWork) -> None:
        uow.access.note(AccessEvent(AccessAct.SIGNED_IN, uow.now, "wang", WANG.id, note="link"))
        uow.access.note(AccessEvent(AccessAct.SIGNED_IN, uow.now, "li", PersonId("li")))
        uow.access.note(AccessEvent(AccessAct.SESSION_ENDED, uow.now, "desk", WANG.id, note="ended"))

    await store.run(write)
    whole = await store.read(lambda uow: uow.access.trail(9))
    assert [(one.act.value, one.by) for one in whole] == [
        ("session_ended", "desk"),
        ("signed_in", "li"),
        ("signed_in", "wang"),
    ]
    assert len(await store.read(lambda uow: uow.access.trail(1))) == 1
    mine = await store.read(lambda uow: uow.access.trail(9, WANG.id, (AccessAct.SIGNED_IN,)))
    assert [(one.by, one.note) for one in mine] == [("wang", "link")]


async def test_what_ended_goes_after_a_month_and_the_trail_after_three_years(
    store: SqlStore, clock: PushedClock
) -> None:
    await store.run(enter)
    laptop = await store.run(opened)
    await store.run(opened, PHONE)
    await store.run(lambda uow: uow.sign_ins.issue(WANG.id, LAPTOP, uow.now + minutes(10)))
    await store.run(lambda uow: uow.sessions.save(end(laptop, Over.ENDED, uow.now)))
    await store.run(lambda uow: uow.access.note(AccessEvent(AccessAct.SIGNED_IN, uow.now, "wang", WANG.id)))
    clock.push_to(clock.now() + timedelta(days=31))
    assert await store.run(lambda uow: uow.retiring.retire(Keep.CODES)) == 1
    assert await store.read(lambda uow: uow.sessions.at(LAPTOP)) is None
    assert await store.read(lambda uow: uow.sessions.at(PHONE)) is not None, "nobody has ended it"
    assert await store.run(lambda uow: uow.retiring.retire(Keep.ACCESS)) == 0
    days = KEPT[Keep.ACCESS].days
    assert days
    clock.push_to(clock.now() + timedelta(days=days))
    assert await store.run(lambda uow: uow.retiring.retire(Keep.ACCESS)) == 1
    assert await store.read(lambda uow: uow.access.trail(9)) == ()
