"""The product's conversation through Telegram's protocol: the real processes, a strict double of the Bot API."""

import io
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from PIL import Image

from tests.kit.botapi import BotApiDouble
from tests.kit.botapi.person import Seen
from tests.kit.webseat import WebSeat
from tests.telegram.chat import Chat
from tests.telegram.desk import TelegramDesk, demo_desk

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.timeout(180)]

SCHOOL = "青禾实验小学"


def _as_we_draw() -> bytes:
    """A picture that stays the same to the byte when it is drawn anew."""
    out = io.BytesIO()
    Image.new("RGB", (40, 30), (90, 90, 90)).save(out, "PNG")
    return out.getvalue()


PHOTO = _as_we_draw()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def desk(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[TelegramDesk]:
    """One desk for the file. Whatever it said to Telegram must have been allowed by the official schema."""
    async with BotApiDouble() as api:
        folder, calm = tmp_path_factory.mktemp("desk"), {"CHALKLINE_PAGING__STORM_MOST": "0"}
        async with demo_desk(api, folder, **calm) as desk:  # the file's many reports are no storm
            yield desk
        assert api.violations == []


async def test_a_fault_goes_from_a_strangers_words_to_a_rated_repair(desk: TelegramDesk) -> None:
    teacher, engineer = desk.chat(3001, "王老师"), await desk.staff(4001, "e-zhou")
    ticket = await reports(teacher)
    page = await is_called_and_accepts(engineer)
    await teacher.hears("周正 已接单")
    await teacher.sees(ticket, "周正 负责")
    await repairs(engineer, page, teacher)
    await confirms_and_rates(teacher)
    await engineer.sees(page, "已完成", "HDMI 线松了")
    await teacher.sees(ticket, "已完成")


async def reports(teacher: Chat) -> Seen:
    """A stranger's words wait until the school is known, then they are a ticket and a first step with buttons."""
    await teacher.says("三年级2班大屏黑屏了，马上上课")
    asked = await teacher.hears("您在哪所学校")
    await teacher.presses(asked, SCHOOL)
    await teacher.hears("已绑定", SCHOOL)
    ticket = await teacher.hears("工单 1001", "三年级2班", "黑屏", "已呼叫 周正", "到场")
    assert ticket.entities[0][0] == "bold"
    step = await teacher.hears("黑板", "吗")
    assert step.labels == ("是", "否", "下课再说")
    return ticket


async def is_called_and_accepts(engineer: Chat) -> Seen:
    """The page has the facts and the buttons; one press takes the job, and the card changes in place."""
    page = await engineer.hears("工单 1001", SCHOOL, "三年级2班", "大屏黑屏了，马上上课", "时限")
    assert page.labels == ("接单", "转派", "需要帮助")
    pressed = await engineer.presses(page, "接单")
    await engineer.hears("已记录：接单")
    assert engineer.person.toasts(pressed) == [""]  # the button's spinner was stopped
    card = await engineer.sees(page, "工单 1001", "已接单")
    assert card.labels[:2] == ("出发", "到达")
    return card


async def repairs(engineer: Chat, card: Seen, teacher: Chat) -> None:
    """Each step is one press on the same card; the repair asks for its note."""
    await engineer.presses(card, "到达")
    await teacher.hears("周正 已到现场")
    card = await engineer.sees(card, "已到现场")
    await engineer.presses(card, "已修复")
    await engineer.hears("一句话")
    await engineer.says("HDMI 线松了，重新插紧")
    await engineer.hears("已记录：已修复")


async def confirms_and_rates(teacher: Chat) -> None:
    """The teacher's word closes it."""
    confirm = await teacher.hears("已修好", "HDMI 线松了", "正常了吗")
    await teacher.presses(confirm, "好了")
    rating = await teacher.hears("满意吗")
    await teacher.presses(rating, "非常满意")
    await teacher.hears("谢谢")


async def test_a_new_engineer_joins_by_invitation_and_is_handed_a_job(desk: TelegramDesk) -> None:
    newcomer, zhou = desk.chat(4002, "新工程师"), await desk.staff(4001, "e-zhou")
    await newcomer.opens(await desk.invitation("engineer", "--tier", "first", "--name", "姚新"))
    await newcomer.hears("姚新", "您的身份已确认", "工程师")
    teacher = desk.chat(3002, "李老师")
    await teacher.opens("d_QH2-0303-SB")
    await teacher.hears("三年级3班")
    await teacher.says("黑屏了，正在上课")
    page = await zhou.hears("三年级3班", "黑屏了，正在上课")
    await zhou.presses(page, "转派")
    await zhou.presses(await zhou.hears("转给谁"), "姚新")
    theirs = await newcomer.hears("三年级3班", "黑屏了，正在上课")
    await newcomer.presses(theirs, "接单")
    await teacher.hears("姚新 已接单")
    await newcomer.sees(theirs, "已接单")


async def test_an_invitation_works_once(desk: TelegramDesk) -> None:
    first, second = desk.chat(4003, "甲"), desk.chat(4004, "乙")
    link = await desk.invitation("engineer", "--school", "qh2", "--tier", "first")
    await first.opens(link)
    await first.hears("您的身份已确认", "工程师")
    await second.opens(link)
    await second.hears("邀请码不对、已用过或已过期")


async def test_a_photo_from_telegram_reaches_the_engineers_card_which_is_then_edited(
    desk: TelegramDesk,
) -> None:
    teacher, engineer = desk.chat(3003, "赵老师"), await desk.staff(4001, "e-zhou")
    await teacher.opens("d_QH2-0302-SB")
    await teacher.hears("三年级2班")
    await teacher.person.sends_photo(PHOTO, "大屏花屏了，正在上课")
    page = await engineer.hears("大屏花屏了，正在上课", "附件 1")
    assert page.photo
    sent = [one.content for one in desk.api.world.files.values() if one.content == PHOTO]
    assert len(sent) == 2  # the teacher's, and the one that was uploaded for the engineer
    await engineer.presses(page, "接单")
    card = await engineer.sees(page, "已接单")
    assert card.photo
    assert card.labels[:2] == ("出发", "到达")
    assert sum(one.photo for one in engineer.person.inbox) == 1  # not shown again with each new state


async def test_a_typed_number_is_the_button(desk: TelegramDesk) -> None:
    teacher = desk.chat(3004, "孙老师")
    await teacher.says("你好")
    asked = await teacher.hears("您在哪所学校")
    await teacher.says("第二个")
    await teacher.hears("已绑定", asked.labels[1])


async def test_who_has_blocked_the_bot_is_called_in_the_web_chat(desk: TelegramDesk) -> None:
    # not 黑屏 as in the rooms before: a third room of the building would have a common fault with them
    teacher, engineer = desk.chat(3005, "吴老师"), await desk.staff(4001, "e-zhou")
    await teacher.opens("d_QH1-0301-SB")
    await teacher.hears("三年级1班")
    engineer.person.blocks()
    await teacher.says("花屏了，正在上课")
    await teacher.hears("工单", "三年级1班", "已呼叫 周正")
    page = await WebSeat(desk.url, "engineer").hears("三年级1班", "花屏了，正在上课")
    assert [choice["label"] for choice in page["choices"]] == ["接单", "转派", "需要帮助"]
    engineer.person.unblocks()
