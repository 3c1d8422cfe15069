"""The main job: a teacher reports, the desk acts, the engineer works, the teacher confirms."""

from datetime import timedelta

from desk.ticket import Status
from tests.kit.world import World

MINUTE = timedelta(minutes=1)


async def test_accepted_in_time_repaired_and_confirmed(world: World) -> None:
    teacher, wang = world.teacher("changge"), world.seat("wang")
    await teacher.says("三年级2班大屏黑屏了，马上上课")
    opened = teacher.hears("工单 1001", "三年级2班", "黑屏", "001 §")
    assert "王工" in opened.text
    step = teacher.hears("黑板")
    assert [choice.label for choice in step.choices] == ["是", "否", "下课再说"]
    page = wang.hears("三年级2班", "马上上课", "时限")
    assert [choice.label for choice in page.choices] == ["接单", "转派", "需要帮助"]

    await world.push(MINUTE)
    await wang.presses("接单")
    teacher.hears("王工 已接单")
    wang.hears("已记录：接单")
    assert "已接单" in wang.card().text
    assert "王工 负责" in teacher.card().text

    await wang.presses("到达")
    teacher.hears("王工 已到现场")
    wang.hears("已记录：到达")
    await wang.presses("已修复")
    wang.hears("原因和处理")
    await wang.says("信号线松了，已插紧")
    wang.hears("已记录：已修复")
    confirm = teacher.hears("已修好", "信号线松了", "现在正常了吗")
    assert [choice.label for choice in confirm.choices] == ["好了", "没好"]

    await teacher.says("好了")
    teacher.hears("满意吗")
    wang.hears("1001", "已完成")
    await teacher.says("4")
    teacher.hears("谢谢")
    ticket = await world.ticket()
    assert (ticket.status, ticket.score, ticket.handler) == (Status.CLOSED, 4, "wang")
