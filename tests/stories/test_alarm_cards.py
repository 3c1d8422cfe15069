"""Reminders and escalations say who took the job afterwards, and their buttons are gone (issue 6, Paging; ADR 0020).

Monday 2026-09-21, 08:00. The response clock of the fault runs ten minutes; Wang is called first, Zhao second.
"""

from desk.messages import MsgRef, Sent
from tests.kit.seat import Seat
from tests.kit.world import CHANNEL, World
from tests.stories.paging import DARK, MINUTE, forget
from usecases.ports import UnitOfWork
from usecases.record_delivery import record_delivery
from usecases.rows import OutboxRow


def alarms(seat: Seat) -> list[str]:
    """What the cards of reminders and escalations say now. A card that says who has the job offers nothing."""
    shown = [card for name, card in seat.cards.items() if name.startswith("alarm:")]
    assert all(not card.choices for card in shown if card.text.startswith("✓"))
    return [card.text for card in shown]


async def late_by(world: World, minutes: int) -> None:
    await world.teacher("changge").says(DARK)
    await world.push(minutes * MINUTE)
    forget(world)


async def test_a_reminder_says_who_took_the_job_and_offers_nothing_more(world: World) -> None:
    await late_by(world, 9)
    wang, chen = world.seat("wang"), world.seat("chen")
    (reminded,) = alarms(wang)
    assert reminded.startswith("⏰")
    before = [message for message in wang.seen if message.text == reminded][-1]
    assert "接单" in [choice.label for choice in before.choices]
    await wang.presses("接单", on=before)
    assert alarms(wang) == [
        "✓ 工单 1001（三年级2班 智慧黑板/大屏黑屏）快到期提醒：08:09 已接单（王工），这一条不用再管。"
    ]
    assert alarms(chen) == alarms(wang)
    forget(world)


async def test_missed_deadlines_and_the_phone_list_say_it_too_each_once(world: World) -> None:
    await late_by(world, 60)
    zhao, chen = world.seat("zhao"), world.seat("chen")
    lists = [message for message in chen.seen if message.text.startswith("📞")]
    assert len(lists) > 1, "the list was repeated"
    shown = len(chen.seen)
    await zhao.presses("接单")
    told = alarms(chen)
    assert all("09:00 已接单（赵工）" in text for text in told)
    assert [
        word for word in ("快到期提醒", "超时提醒", "电话名单") if not any(word in text for text in told)
    ] == []
    assert len([message for message in chen.seen[shown:] if "电话名单" in message.text]) == 1
    forget(world)


async def test_an_alarm_that_was_over_keeps_what_it_says_and_the_next_one_says_who_came_next(
    world: World,
) -> None:
    await late_by(world, 9)
    wang, chen = world.seat("wang"), world.seat("chen")
    await wang.presses("接单")
    first = alarms(chen)
    await world.push(120 * MINUTE)
    forget(world)
    await chen.presses("接管")
    later = alarms(chen)
    assert later[: len(first)] == first
    assert len(later) > len(first)
    assert all("10:09 已接单（陈主管）" in text for text in later[len(first) :])
    assert "10:09 已接单（陈主管）" in alarms(wang)[-1]
    forget(world)


async def test_an_alarm_on_the_wire_when_somebody_accepts_is_put_right_when_it_lands(world: World) -> None:
    await late_by(world, 7)
    wang, chen = world.seat("wang"), world.seat("chen")
    world.down.add("chen")  # tried, and to be tried again
    await world.push(MINUTE)
    (row,) = await world.store.run(in_hand)
    assert (row.peer, row.outgoing.text[0]) == (chen.peer, "⏰")
    await wang.presses("接单")
    world.down.clear()
    chen.receive(row.outgoing, edits=False)
    await world.store.run(record_delivery, row, Sent(MsgRef(row.peer, "late")))
    await world.settle()
    assert ["08:08 已接单（王工）" in text for text in alarms(chen)] == [True]
    forget(world)


def in_hand(uow: UnitOfWork) -> tuple[OutboxRow, ...]:
    """What another process would be sending now."""
    later = uow.now + MINUTE
    return uow.outbox.lease(later, later + MINUTE, (CHANNEL,), 10)
