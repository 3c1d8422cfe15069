"""Invitation codes (reliability.md S06): one use, an expiry, no guessing, no oracle, on both databases."""

import asyncio

import pytest
from sqlalchemy import select

from desk.ids import SchoolId
from desk.people import Role, Tier
from desk.refusals import CodeRefused, NotFound, TooManyTries
from storage.store import SqlStore
from storage.tables import invitations
from tests.kit.clock import PushedClock
from tests.storage.builders import a_peer, minutes
from tests.storage.conftest import Open
from usecases.ports import UnitOfWork
from usecases.rows import Invitation


def issue(uow: UnitOfWork) -> str:
    life = uow.now + minutes(60 * 72)
    return uow.invitations.issue(Invitation(Role.ENGINEER, (SchoolId("qh2"),), Tier.FIRST, life, "周正"))


def redeem(uow: UnitOfWork, code: str, space: str = "1") -> Invitation:
    return uow.invitations.redeem(code, a_peer(space), uow.now)


async def guess(store: SqlStore, times: int, space: str = "1") -> None:
    for _ in range(times):
        with pytest.raises(CodeRefused):
            await store.run(redeem, "WRONG", space)


async def test_a_code_gives_what_was_meant_once(store: SqlStore, clock: PushedClock) -> None:
    code = await store.run(issue)
    invitation = await store.run(redeem, code)
    assert (invitation.role, invitation.tier, invitation.name) == (Role.ENGINEER, Tier.FIRST, "周正")
    assert invitation.expires == clock.now() + minutes(60 * 72)
    with pytest.raises(CodeRefused):
        await store.run(redeem, code, "2")


async def test_a_code_may_be_typed_carelessly(store: SqlStore) -> None:
    code = await store.run(issue)
    assert len(code.replace("-", "")) == 20
    typed = f"  {code.lower().replace('-', ' ').replace('1', 'l').replace('0', 'o')}"
    assert (await store.run(redeem, typed)).name == "周正"


async def test_codes_are_kept_as_hashes_only(store: SqlStore) -> None:
    code = (await store.run(issue)).replace("-", "")

    def everything(uow: UnitOfWork) -> str:
        rows = uow._tx.conn.execute(select(invitations)).all()  # type: ignore[attr-defined] # tests look inside
        return str(rows)

    assert code not in await store.run(everything)


async def test_an_expired_code_is_refused_like_a_wrong_one(store: SqlStore, clock: PushedClock) -> None:
    code = await store.run(issue)
    clock.push_to(clock.now() + minutes(60 * 72))
    with pytest.raises(CodeRefused) as expired:
        await store.run(redeem, code)
    with pytest.raises(CodeRefused) as wrong:
        await store.run(redeem, "WRONG")
    assert str(expired.value) == str(wrong.value) == ""


async def test_five_wrong_codes_lock_the_chat_for_an_hour_even_for_the_right_one(
    store: SqlStore, clock: PushedClock
) -> None:
    code = await store.run(issue)
    await guess(store, 5)
    with pytest.raises(TooManyTries):
        await store.run(redeem, code)
    assert (await store.run(redeem, await store.run(issue), "2")).name == "周正"  # other chats are free
    clock.push_to(clock.now() + minutes(59))
    with pytest.raises(TooManyTries):
        await store.run(redeem, code)
    clock.push_to(clock.now() + minutes(1))
    assert (await store.run(redeem, code)).name == "周正"


async def test_slow_mistakes_do_not_lock(store: SqlStore, clock: PushedClock) -> None:
    for _ in range(4):
        await guess(store, 2)
        clock.push_to(clock.now() + minutes(5))
    assert (await store.run(redeem, await store.run(issue))).name == "周正"


async def test_a_wrong_try_is_counted_although_everything_else_of_the_use_case_is_rolled_back(
    store: SqlStore,
) -> None:
    def with_side_effect(uow: UnitOfWork) -> None:
        uow.dialogues.save(a_peer(), {"side": "effect"})
        redeem(uow, "WRONG")

    for _ in range(5):
        with pytest.raises(CodeRefused):
            await store.run(with_side_effect)
    assert await store.read(lambda uow: uow.dialogues.load(a_peer())) is None
    with pytest.raises(TooManyTries):
        await store.run(redeem, "WRONG")


async def test_a_wrong_try_is_counted_once_when_the_use_case_goes_on(store: SqlStore) -> None:
    def forgiving(uow: UnitOfWork) -> str:
        try:
            redeem(uow, "WRONG")
        except CodeRefused:
            return "a kind sentence"
        return "in"

    for _ in range(4):
        assert await store.run(forgiving) == "a kind sentence"
    await guess(store, 1)
    with pytest.raises(TooManyTries):
        await store.run(forgiving)


async def test_a_refused_use_case_does_not_use_the_code_up(store: SqlStore) -> None:
    code = await store.run(issue)

    def refused_later(uow: UnitOfWork) -> None:
        redeem(uow, code)
        raise NotFound

    with pytest.raises(NotFound):
        await store.run(refused_later)
    assert (await store.run(redeem, code)).name == "周正"


async def test_of_two_who_redeem_at_once_exactly_one_wins(open_store: Open) -> None:
    stores = [await open_store(), await open_store()]
    code = await stores[0].run(issue)
    ends = await asyncio.gather(
        *(stores[i % 2].run(redeem, code, str(i)) for i in range(6)), return_exceptions=True
    )
    assert sum(isinstance(end, Invitation) for end in ends) == 1
    assert sum(isinstance(end, CodeRefused) for end in ends) == 5
