"""A person's own ladder beside the ticket's chain, acknowledgement, and the proof of delivery (issue 6, Paging; ADR 0020).

Monday 2026-09-21, 08:00. Wang and Li are the first line, Zhao the second; the response clock of the fault runs ten minutes.
"""

from dataclasses import replace

from desk.messages import Incoming
from desk.paging import PagingRules
from desk.people import Tier
from desk.roster import Roster
from tests.kit.seat import Seat
from tests.kit.world import GATEWAY, SECOND, World
from tests.stories.paging import (
    DARK,
    LADDER,
    MINUTE,
    RULES,
    SECONDS,
    WITH_GATEWAY,
    by_rules,
    called,
    forget,
    reported,
    second_address,
)
from usecases.ports import UnitOfWork


async def with_group(world: World) -> Seat:
    """The first line has a group chat."""

    def enter(uow: UnitOfWork) -> None:
        roster = uow.rosters.roster()
        teams = [replace(t, group="test:first-line") if t.tier is Tier.FIRST else t for t in roster.teams]
        uow.rosters.enter(Roster(tuple(teams), roster.rotations))

    await world.store.run(enter)
    return world.seat("first-line")


async def test_a_page_comes_again_to_the_same_person_by_one_way_after_the_other(world: World) -> None:
    await by_rules(world, WITH_GATEWAY)
    await second_address(world, "wang")
    group = await with_group(world)
    await reported(world)
    wang, elsewhere, phone = world.seat("wang"), world.seat("wang", SECOND), world.seat("wang", GATEWAY)
    await world.push(3 * MINUTE - SECONDS)
    wang.hears_nothing()
    await world.push(SECONDS)
    again = wang.hears("第 2 次呼叫：工单 1001", "还没有人接单", "最迟 08:10")
    assert [choice.label for choice in again.choices] == ["接单", "转派", "需要帮助", "为什么是我"]
    await world.push(2 * MINUTE)
    elsewhere.hears("第 3 次呼叫：工单 1001")
    phone.hears_nothing()
    await world.push(2 * MINUTE)
    rung = phone.hears("工单1001", "三年级2班", "请打开聊天接单")
    assert not rung.choices
    assert not group.unread
    await world.push(2 * MINUTE)
    mention = group.hears("王工（", "还没有应答", "工单 1001")
    assert "0000-01" not in mention.text
    assert not mention.choices
    forget(world)


async def test_the_ladder_of_one_goes_on_while_the_chain_reaches_the_next(world: World) -> None:
    await by_rules(world)
    await reported(world)
    wang, zhao = world.seat("wang"), world.seat("zhao")
    await world.push(10 * MINUTE)
    zhao.hears("三年级2班")
    wang.unread.clear()
    await world.push(3 * MINUTE)
    zhao.hears("第 2 次呼叫")
    await world.push(11 * MINUTE)
    wang.hears("第 6 次呼叫", "已超时")
    await world.push(15 * MINUTE)
    wang.hears("第 7 次呼叫")
    await zhao.presses("接单")
    forget(world)
    await world.push(9 * MINUTE)
    assert not [m for m in wang.unread if "次呼叫" in m.text]
    forget(world)


async def test_an_answer_ends_the_persons_ladder_and_not_the_chain(world: World) -> None:
    await by_rules(world)
    await reported(world)
    wang, zhao = world.seat("wang"), world.seat("zhao")
    await world.push(MINUTE)
    await wang.says("工单")
    wang.hears("1001")
    await world.push(6 * MINUTE)
    wang.hears_nothing()
    await world.push(3 * MINUTE)
    zhao.hears("三年级2班")
    forget(world)


async def test_a_rung_that_cannot_be_climbed_is_left_out_with_a_trace(world: World) -> None:
    await by_rules(world)
    await reported(world)
    await world.push(9 * MINUTE + 59 * SECONDS)
    forget(world)
    told = await called(world)
    assert "王工：08:00 发出，共 3 次，没有回应" in told
    assert "第二联系方式跳过（没有第二个联系方式）" in told
    assert "电话跳过（没有接入电话网关）" in told
    assert "群里跳过（没有群）" in told
    forget(world)


async def test_a_page_in_the_outbox_is_withdrawn_when_somebody_accepts_and_the_sent_repeat_says_who(
    world: World,
) -> None:
    """Zhao's page waits for the network when Wang accepts: Zhao never gets it, nor a card of the job."""
    await by_rules(world)
    teacher = await reported(world)
    wang, zhao = world.seat("wang"), world.seat("zhao")
    world.down.add("zhao")
    await world.push(10 * MINUTE)
    assert "zhao" in (await world.ticket()).paged
    reminder = wang.hears("第 2 次呼叫")
    assert reminder.card is not None
    await wang.presses("接单", on=reminder)
    teacher.hears("王工 已接单")
    assert "已接单（王工），不用再管" in wang.card(reminder.card).text
    assert not wang.card(reminder.card).choices
    world.down.clear()
    await world.push(MINUTE)
    zhao.hears_nothing()
    assert not zhao.seen
    assert "赵工：没有发" in await called(world)
    forget(world)
    await world.push(6 * MINUTE)
    assert not zhao.seen
    assert not [m for m in wang.unread if "次呼叫" in m.text]
    forget(world)


async def test_both_press_in_the_same_second_and_one_is_told_who_has_it(world: World) -> None:
    await by_rules(world)
    await reported(world)
    await world.push(10 * MINUTE)
    wang, zhao = world.seat("wang"), world.seat("zhao")
    forget(world)
    now = world.clock.now()
    presses = [
        Incoming(world.fresh_key(), seat.peer, now, press=seat._token("接单", None)) for seat in (zhao, wang)
    ]
    await world.deliver(*presses)
    ticket = await world.ticket()
    first, second = (zhao, wang) if ticket.handler == "zhao" else (wang, zhao)
    first.hears("已记录")
    name = {"zhao": "赵工", "wang": "王工"}[ticket.handler or ""]
    assert not [m for m in second.unread if "已记录" in m.text]
    assert [m for m in second.unread if name in m.text]
    assert name in second.card(f"job:{ticket.id}").text
    forget(world)


async def test_who_handed_a_job_on_is_not_rung_for_it_again(world: World) -> None:
    await by_rules(world)
    await reported(world)
    wang, zhao = world.seat("wang"), world.seat("zhao")
    await world.push(MINUTE)
    await wang.presses("接单")
    await wang.presses("转派")
    await wang.presses("赵工")
    forget(world)
    await world.push(3 * MINUTE)
    zhao.hears("第 2 次呼叫")
    wang.hears_nothing()
    forget(world)


async def test_a_blocked_chat_is_answered_by_the_next_address_at_once_and_its_buttons_work(
    world: World,
) -> None:
    await by_rules(world)
    await second_address(world, "wang")
    world.blocked.add("wang")
    teacher = world.teacher("changge")
    await teacher.says(DARK)
    teacher.hears("工单 1001")
    teacher.hears("黑板")
    elsewhere = world.seat("wang", SECOND)
    world.blocked.clear()
    world.seat("li").hears_nothing()
    page = elsewhere.hears("三年级2班")
    assert "未送达：屏蔽了机器人" in await called(world)
    await elsewhere.presses("接单", on=page)
    teacher.hears("王工 已接单")
    forget(world)


async def test_the_telephone_still_rings_who_has_blocked_the_bot(world: World) -> None:
    await by_rules(world, WITH_GATEWAY)
    world.blocked.add("wang")
    await world.teacher("changge").says(DARK)
    forget(world)
    phone = world.seat("wang", GATEWAY)
    await world.push(7 * MINUTE - SECONDS)
    phone.hears_nothing()
    await world.push(SECONDS)
    phone.hears("工单1001")
    assert "li" in (await world.ticket()).paged
    forget(world)


async def test_who_was_called_says_when_it_was_sent_and_seen(world: World) -> None:
    await by_rules(world)
    await reported(world)
    await world.push(2 * MINUTE)
    await world.seat("wang").presses("接单")
    assert "王工：08:00 发出，08:02 看到" in await called(world)
    chen = world.seat("chen")
    await chen.says("谁被叫了")
    chen.hears("现在没有等人接单的工单")
    await world.teacher("changge").says("谁被叫了 1001")
    forget(world)


async def test_without_rules_nobody_is_rung_twice(world: World) -> None:
    await by_rules(world, PagingRules())
    await reported(world)
    await world.push(7 * MINUTE)
    world.seat("wang").hears_nothing()
    assert RULES.rung(1) == LADDER[0]
