"""A step with its drawing through Telegram's protocol, from the real processes."""

from pathlib import Path

import pytest

from tests.kit.botapi import BotApiDouble
from tests.kit.botapi.images import size_of
from tests.kit.pictured import pictured
from tests.telegram.desk import demo_desk

pytestmark = [pytest.mark.asyncio, pytest.mark.timeout(180)]


async def test_a_teacher_on_telegram_sees_the_key_to_press_above_the_words_and_buttons(
    tmp_path: Path,
) -> None:
    (playbooks := tmp_path / "playbooks").mkdir()
    async with (
        BotApiDouble() as api,
        demo_desk(api, tmp_path, CHALKLINE_PLAYBOOKS_DIR=str(pictured(playbooks))) as desk,
    ):
        teacher = desk.chat(3001, "王老师")
        await teacher.says("三年级2班大屏黑屏了，马上上课")
        await teacher.presses(await teacher.hears("您在哪所学校"), "青禾实验小学")
        assert not (await teacher.hears("工单 1001")).photo
        step = await teacher.hears("屏", "吗")
        assert step.photo
        assert "没好" in step.labels
        (drawing,) = api.world.files.values()
        assert (drawing.name, size_of(drawing.content)) == ("source_key.png", (960, 720))
        assert api.violations == []
