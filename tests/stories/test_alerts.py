"""Monitoring reports faults (002: remote monitoring): it opens, repeats, ends; a device that falls silent, and comes back."""

from dataclasses import replace
from datetime import timedelta

from desk.alerts import Signal
from desk.api_keys import ApiKey, Scope
from desk.ids import SchoolId
from desk.reading import Symptom
from desk.ticket import Status
from tests.kit.district import school_of
from tests.kit.world import World
from usecases.hear_alert import Came, Heard, beat, hear_alert
from usecases.manage_keys import MakeKey, end_key, key_log, make_key

MINUTE = timedelta(minutes=1)
CODE = "changge-302-SB"
DOWN = Signal("f1", ("302-board.example", CODE), True, "screen is down", "09:00", Symptom.NO_SIGNAL)
UP = replace(DOWN, firing=False)


async def a_key(world: World, *schools: SchoolId) -> ApiKey:
    key, _ = await world.store.run(make_key, MakeKey("zabbix", (Scope.ALERTS_WRITE,), schools))
    return key


async def hears(world: World, key: ApiKey, signal: Signal) -> Heard:
    heard = await world.store.run(hear_alert, key, signal)
    await world.settle()
    return heard


async def beats(world: World, key: ApiKey) -> Heard:
    heard = await world.store.run(beat, key, CODE, 5 * MINUTE)
    await world.settle()
    return heard


def forget(world: World) -> None:
    for seat in world.everybody():
        seat.unread.clear()


async def test_an_alert_opens_a_ticket_that_is_graded_and_paged_like_a_report(world: World) -> None:
    key = await a_key(world)
    assert await hears(world, key, DOWN) == Heard(Came.OPENED, 1001)
    ticket = await world.ticket()
    assert (ticket.school, ticket.fault.device) == (school_of("changge"), "changge-board")
    assert ticket.verdict.clause
    assert ticket.self_help is None or not ticket.tried
    world.seat("wang").hears("1001", "三年级2班")
    forget(world)


async def test_the_same_alert_again_joins_the_open_ticket_in_silence(world: World) -> None:
    key = await a_key(world)
    await hears(world, key, DOWN)
    before = len(await world.trail())
    forget(world)
    for _ in range(3):
        await world.push(timedelta(seconds=20))
        assert await hears(world, key, DOWN) == Heard(Came.JOINED, 1001)
    assert len(await world.trail()) == before
    world.nothing_else_was_said()
    known = await world.store.read(lambda uow: uow.alerts.get(key.id, "f1"))
    assert known is not None
    assert known.times == 4


async def test_recovery_withdraws_what_nobody_has_taken_and_stands_the_called_down(world: World) -> None:
    key = await a_key(world)
    await hears(world, key, DOWN)
    forget(world)
    assert await hears(world, key, UP) == Heard(Came.RESOLVED, 1001)
    assert (await world.ticket()).status is Status.CANCELLED
    world.seat("wang").hears("1001", "不用再处理")
    forget(world)
    assert await hears(world, key, UP) == Heard(Came.IGNORED, 1001), "told twice, heard once"
    assert await hears(world, key, DOWN) == Heard(Came.IGNORED, 1001), "late, of a time that has ended"
    assert await hears(world, key, replace(DOWN, began="11:00")) == Heard(Came.OPENED, 1002)
    forget(world)


async def test_recovery_is_told_to_who_has_taken_the_job_and_confirms_their_repair(world: World) -> None:
    key, wang = await a_key(world), world.seat("wang")
    await hears(world, key, DOWN)
    await wang.presses("接单")
    forget(world)
    await hears(world, key, UP)
    wang.hears("监控", "1001", "告警已解除")
    assert (await world.ticket()).status is Status.ACCEPTED
    await hears(world, key, replace(DOWN, began="09:30"))
    wang.hears("又有告警", "screen is down")
    await hears(world, key, replace(UP, began="09:30"))
    for label in ("出发", "到达", "已修复"):
        await wang.presses(label)
    if (await world.ticket()).status is not Status.CLOSED:
        await wang.says("换了信号线")
    assert (await world.ticket()).status is Status.CLOSED
    forget(world)


async def test_a_repair_while_it_still_fires_waits_for_the_recovery(world: World) -> None:
    key, wang = await a_key(world), world.seat("wang")
    await hears(world, key, DOWN)
    for label in ("接单", "出发", "到达", "已修复"):
        await wang.presses(label)
    if (await world.ticket()).status is not Status.REPAIRED:
        await wang.says("换了信号线")
    assert (await world.ticket()).status is Status.REPAIRED
    await hears(world, key, UP)
    ticket = await world.ticket()
    assert ticket.status is Status.CLOSED
    assert ticket.aftercare.asked_at is None, "a machine is not asked how satisfied it is"
    forget(world)


async def test_once_a_teacher_has_reported_it_too_only_people_end_it(world: World) -> None:
    key = await a_key(world)
    await hears(world, key, DOWN)
    await world.teacher("changge").says("三年级2班大屏没信号，正在上课")
    forget(world)
    await hears(world, key, UP)
    ticket = await world.ticket()
    assert ticket.voices.affected
    assert ticket.status is Status.WAITING
    forget(world)


async def test_what_names_no_device_within_reach_is_kept_in_the_log_of_the_key(world: World) -> None:
    key = await a_key(world, school_of("gangbei"))
    assert await hears(world, key, DOWN) == Heard(Came.NOT_PLACED)
    newest = (await world.store.read(key_log, key.id, 1))[0]
    assert (newest.act, newest.about) == ("not_placed", f"302-board.example, {CODE}: screen is down")
    world.nothing_else_was_said()


async def test_a_device_that_beat_and_is_silent_opens_a_ticket_and_its_return_withdraws_it(
    world: World,
) -> None:
    key = await a_key(world)
    for _ in range(4):
        await beats(world, key)
        await world.push(3 * MINUTE)
    await world.push(timedelta(minutes=1, seconds=59))
    world.nothing_else_was_said()
    await world.push(timedelta(seconds=1))
    ticket = await world.ticket()
    assert ticket.fault.facts.symptom is Symptom.OFFLINE
    forget(world)
    await beats(world, key)
    assert (await world.ticket()).status is Status.CANCELLED
    forget(world)
    await world.push(4 * MINUTE)
    await beats(world, key)
    await world.push(5 * MINUTE)
    assert (await world.ticket(1002)).status is Status.WAITING
    forget(world)


async def test_a_desk_that_was_away_itself_takes_no_silence_for_a_fault(world: World) -> None:
    key = await a_key(world)
    await beats(world, key)
    await world.sleep_through(timedelta(hours=2))
    world.nothing_else_was_said()
    await beats(world, key)
    await world.push(4 * MINUTE)
    world.nothing_else_was_said()
    await world.push(MINUTE)
    assert (await world.ticket()).status is Status.WAITING
    forget(world)


async def test_a_device_whose_key_has_ended_is_not_silent(world: World) -> None:
    key = await a_key(world)
    await beats(world, key)
    await world.store.run(end_key, key.id)
    await world.push(timedelta(hours=1))
    world.nothing_else_was_said()
