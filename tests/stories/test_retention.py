"""What is kept goes when its days are over, on a pushed clock (P3), and nothing that is still needed goes with it."""

from dataclasses import replace
from datetime import timedelta

from sqlalchemy import func, select

from desk.ids import PersonId
from desk.personal import ERASED
from desk.retention import KEPT, Keep
from storage.engines import engine_for
from storage.tables import metadata
from tests.conftest import Line
from tests.kit.world import World
from usecases.keep_house import watch_house
from usecases.ports import UnitOfWork

DAY = timedelta(days=1)


def days(keep: Keep) -> timedelta:
    found = KEPT[keep].days
    assert found is not None
    return timedelta(days=found)


def count(world: World, name: str) -> int:
    with engine_for(f"sqlite:///{world._file}").connect() as conn:
        return int(conn.execute(select(func.count()).select_from(metadata.tables[name])).scalar_one())


async def a_closed_job(world: World) -> None:
    """A photo, words, a number in the register; confirmed and rated."""
    teacher, wang = world.teacher("gangbei"), world.seat("wang")
    me = PersonId(teacher.peer.space)

    def number(uow: UnitOfWork) -> None:
        uow.people.add(replace(uow.people.get(me), phone="000-0000-0001"))

    await world.store.run(number)
    await teacher.sends_photo("三年级2班大屏黑屏了，正在上课")
    await wang.presses("接单")
    for step in ("到达", "教学已恢复", "已修复"):
        await wang.presses(step)
    await wang.says("换了线")
    await teacher.presses("好了")
    await world.push(8 * DAY)
    quiet(world)


def quiet(world: World) -> None:
    for seat in world.everybody():
        seat.unread.clear()


async def night_after(world: World, span: timedelta) -> None:
    """The desk was down for a while; then a night passes."""
    await world.sleep_through(span)
    await world.store.run(watch_house)
    await world.push(DAY)
    quiet(world)


async def phone(world: World) -> str:
    me = PersonId(world.teacher("gangbei").peer.space)
    return (await world.store.read(lambda uow: uow.people.get(me))).phone


async def test_everything_goes_in_its_time_and_the_facts_stay(world: World, log_lines: list[Line]) -> None:
    await a_closed_job(world)
    before = await world.ticket()
    await night_after(world, timedelta(days=150))
    assert before.media
    assert (await world.ticket()) == before
    assert await phone(world) == "000-0000-0001"
    assert min(count(world, name) for name in ("inbox", "outbox", "prompts", "media")) > 0
    assert count(world, "event_seals") == before.seq, "the first night seals the trail"

    await night_after(world, timedelta(days=25))
    after = await world.ticket()
    assert (after.media, after.words) == ((), before.words)
    assert [count(world, name) for name in ("inbox", "media", "prompts")] == [0, 0, 0]
    assert await phone(world) == ""

    await night_after(world, days(Keep.WORDS) - days(Keep.PICTURES))
    after = await world.ticket()
    assert after.words == (ERASED,)
    assert (after.milestones, after.verdict, after.fault, after.score) == (
        before.milestones,
        before.verdict,
        before.fault,
        before.score,
    )
    assert await world.store.read(lambda uow: tuple(uow.seals.flaws())) == ()
    nights = [line for line in log_lines if line.get("action") == "housekeeping"]
    assert [night["pictures"] for night in nights if night["pictures"]] == [1]
    assert [night["words"] for night in nights if night["words"]] == [1]
    assert sum(int(night["chats"]) for night in nights) > 0


async def test_an_open_ticket_loses_nothing_however_old(world: World) -> None:
    teacher = world.teacher("gangbei")
    await teacher.sends_photo("三年级2班大屏黑屏了，正在上课")
    quiet(world)
    await night_after(world, timedelta(days=400))
    ticket = await world.ticket()
    assert ticket.words == ("三年级2班大屏黑屏了，正在上课",)
    assert await world.store.read(lambda uow: uow.media.content(ticket.media[0]))
    assert await world.store.read(lambda uow: uow.people.get(ticket.reporter))
    with engine_for(f"sqlite:///{world._file}").connect() as conn:
        timers = metadata.tables["timers"]
        fired = select(func.count()).where(timers.c.ticket == ticket.id, timers.c.fired_at.is_not(None))
        assert conn.execute(fired).scalar_one() > 0, "a timer set again by its key must not fire again"


async def test_the_night_comes_by_a_timer_row_each_night_once(world: World, log_lines: list[Line]) -> None:
    await world.store.run(watch_house)
    await world.store.run(watch_house)
    await world.push(3 * DAY)
    nights = [line for line in log_lines if line.get("action") == "housekeeping"]
    assert len(nights) == 3
    quiet(world)
