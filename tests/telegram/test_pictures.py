"""A step with its drawing through Telegram's protocol, from the real processes."""

from pathlib import Path

import pytest

from tests.kit.botapi import BotApiDouble
from tests.kit.botapi.images import size_of
from tests.telegram.desk import demo_desk

pytestmark = [pytest.mark.asyncio, pytest.mark.timeout(180)]


async def test_a_teacher_on_telegram_sees_the_key_to_press_above_the_words_and_buttons(
    tmp_path: Path,
) -> None:
    async with BotApiDouble() as api, demo_desk(api, tmp_path) as desk:
        teacher = desk.chat(3001, "王老师")
        await teacher.says("三年级2班大屏开不了机，按了没反应，不急")
        await teacher.presses(await teacher.hears("您在哪所学校"), "青禾实验小学")
        assert not (await teacher.hears("工单 1001")).photo
        step = await teacher.hears("电源灯")
        assert step.photo
        assert step.labels[0] == "不亮"
        (drawing,) = api.world.files.values()
        assert (drawing.name, size_of(drawing.content)) == ("board_power.png", (960, 720))
        assert api.violations == []


async def test_in_class_the_steps_are_one_message(tmp_path: Path) -> None:
    async with BotApiDouble() as api, demo_desk(api, tmp_path) as desk:
        teacher = desk.chat(3001, "王老师")
        await teacher.says("三年级2班大屏黑屏了，正在上课")
        await teacher.presses(await teacher.hears("您在哪所学校"), "青禾实验小学")
        asked = await teacher.hears("吗？")
        for _ in range(3):
            assert asked.labels[-1] == "下课再说"
            no = next(label for label in asked.labels if label in ("否", "没好"))
            await teacher.presses(asked, no)
            asked = await teacher.sees_changed(asked)
        assert asked.edits == 3
        assert api.violations == []
