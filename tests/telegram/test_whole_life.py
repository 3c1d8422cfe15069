"""The whole life of a job through Telegram's protocol, held by three people: teacher, engineer, supervisor. With
CHALKLINE_SCREENSHOTS=1 their three screens are photographed side by side into docs/img/whole-life.png.
"""

import os
import re
from pathlib import Path

import pytest

from tests.kit.botapi import BotApiDouble
from tests.kit.botapi.person import Seen
from tests.telegram.chat import Chat
from tests.telegram.desk import demo_desk
from tests.telegram.screens import Phone, page_of, photograph

pytestmark = [pytest.mark.asyncio, pytest.mark.timeout(240)]
PICTURE = Path(__file__).parents[2] / "docs" / "img" / "whole-life.png"


async def test_the_whole_life_of_a_job_between_three_chats(tmp_path: Path) -> None:
    async with BotApiDouble() as api:
        async with demo_desk(api, tmp_path) as desk:
            supervisor = await desk.staff(6001, "s-jiang")
            engineer = await desk.staff(6002, "e-zhou")
            teacher = await desk.staff(6003, "t-lin")
            ticket = await reports_and_tries(teacher)
            await watches(supervisor)
            card = await accepts_and_sets_out(engineer, teacher, supervisor)
            card = await arrives_by_the_teachers_code(engineer, card, teacher)
            await diagnoses_restores_repairs(engineer, card, teacher)
            await confirms_and_is_not_content(teacher, ticket)
            await rings_the_teacher(supervisor)
            await both_sign(engineer, card, teacher)
            await drawn(teacher, engineer, supervisor)
        assert api.violations == []


async def reports_and_tries(teacher: Chat) -> Seen:
    """A ticket with its reason, and a step that the teacher tries in vain: the engineer was called meanwhile."""
    await teacher.says("三年级2班大屏黑屏了，马上上课")
    ticket = await teacher.hears("工单 1001", "三年级2班", "黑屏", "已呼叫 周正")
    step = await teacher.hears("黑板", "吗")
    await teacher.presses(step, "否")
    await teacher.sees_changed(step)
    return ticket


async def watches(supervisor: Chat) -> None:
    """The supervisor wants to hear of every step."""
    await supervisor.says("关注 1001")
    await supervisor.hears("已关注工单 1001")


async def accepts_and_sets_out(engineer: Chat, teacher: Chat, supervisor: Chat) -> Seen:
    """接单, 出发, and the call on the way."""
    page = await engineer.hears("工单 1001", "三年级2班", "时限")
    await engineer.presses(page, "接单")
    await engineer.hears("已记录：接单")
    await teacher.hears("周正 已接单")
    await supervisor.hears("工单 1001", "已接单", "周正")
    card = await engineer.sees(page, "已接单")
    await engineer.presses(card, "出发")
    await engineer.presses(await engineer.hears("已记录：出发", "打通了吗"), "已联系")
    await engineer.hears("已电话联系老师")
    await supervisor.hears("工单 1001", "出发")
    return card


async def arrives_by_the_teachers_code(engineer: Chat, card: Seen, teacher: Chat) -> Seen:
    """The four digits that the teacher reads out are the arrival."""
    told = await teacher.hears("周正", "已出发", "到场码")
    code = re.search(r"到场码(?:是)? (\d{4})", told.text)
    assert code is not None, told.text
    await engineer.says(code[1])
    await engineer.hears("已记录：到达", "到场码到场")
    await teacher.hears("周正 已到现场")
    return await engineer.sees(card, "已到现场")


async def diagnoses_restores_repairs(engineer: Chat, card: Seen, teacher: Chat) -> None:
    """Each step is one press; diagnosis and repair ask for one sentence."""
    await engineer.presses(card, "已诊断")
    await engineer.hears("诊断结果是什么")
    await engineer.says("信号线接触不良")
    await engineer.hears("已记录：已诊断")
    card = await engineer.sees(card, "教学已恢复") if "教学已恢复" in card.text else card
    await engineer.presses(card, "教学已恢复")
    await engineer.hears("已记录：教学已恢复")
    await teacher.hears("恢复")
    await engineer.presses(card, "已修复")
    await engineer.hears("原因和处理是什么")
    await engineer.says("换了一根信号线，重新插紧")
    await engineer.hears("已记录：已修复")


async def confirms_and_is_not_content(teacher: Chat, ticket: Seen) -> None:
    """The teacher's word closes it; the score is low and gets its words."""
    await teacher.presses(await teacher.hears("已修好", "换了一根信号线", "正常了吗"), "好了")
    await teacher.presses(await teacher.hears("满意吗"), "不满意")
    await teacher.hears("别的同事联系您", "哪里不好")
    await teacher.says("这已经是第二次了，希望彻底换线")
    await teacher.hears("已转给跟进的同事")
    await teacher.sees(ticket, "已完成")


async def rings_the_teacher(supervisor: Chat) -> None:
    """A low score is rung about by somebody else than who did the job."""
    owed = await supervisor.hears("评价 2 分", "处理人 周正", "请您致电 林小雨", "彻底换线")
    await supervisor.presses(owed, "已解决")
    await supervisor.hears("老师怎么说")
    await supervisor.says("已致歉，周五放学后换整条线")
    await supervisor.hears("跟进完成")


async def both_sign(engineer: Chat, card: Seen, teacher: Chat) -> None:
    """The service report, signed in chat by both; each gets the paper."""
    await engineer.presses(await engineer.sees(card, "已完成"), "服务报告")
    await engineer.presses(await engineer.hears("服务报告 · 工单 1001 · 未签字", "换了一根信号线"), "签字")
    await engineer.hears("您已签字")
    await teacher.presses(await teacher.hears("请核对", "6 位数字"), "确认签字")
    for chat in (teacher, engineer):
        signed = await chat.hears("双方已签字")
        assert signed.document == "report-1001-zh.pdf"


async def drawn(teacher: Chat, engineer: Chat, supervisor: Chat) -> None:
    """The three screens on one page; nothing that was said is missing there."""
    page = page_of(
        (
            Phone("林小雨", "老师 teacher", teacher),
            Phone("周正", "工程师 engineer", engineer),
            Phone("蒋主任", "主管 supervisor", supervisor),
        )
    )
    assert page.count("📄 report-1001-zh.pdf") == 2
    for said in ("三年级2班大屏黑屏了，马上上课", "👆 接单", "到场码到场", "👆 确认签字", "跟进完成"):
        assert said in page
    if os.environ.get("CHALKLINE_SCREENSHOTS") == "1":
        await photograph(page, PICTURE)
