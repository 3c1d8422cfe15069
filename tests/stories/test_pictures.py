"""A step that names a drawing shows it, in the same message as its words and buttons."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.kit.pictured import pictured
from tests.kit.world import Library, World
from tests.stories.conftest import MONDAY_MORNING


@pytest.fixture(scope="module")
def drawn_library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    playbooks = pictured(tmp_path_factory.mktemp("playbooks"))
    return Library(tmp_path_factory.mktemp("library"), playbooks)


@pytest.fixture
async def drawn(drawn_library: Library, tmp_path: Path) -> AsyncIterator[World]:
    world = World(drawn_library, tmp_path, MONDAY_MORNING)
    await world.open()
    yield world
    await world.close()


async def test_each_step_is_one_message_with_its_drawing(drawn: World) -> None:
    teacher = drawn.teacher("gangbei")
    await teacher.says("三年级2班大屏黑屏了，马上上课")
    assert teacher.hears("工单 1001").picture is None
    step = teacher.hears("")
    teacher.hears_nothing()
    assert step.picture is not None
    assert (step.picture.name, step.picture.title) == ("source_key", "信号源键")
    assert "被圈出" in step.picture.shows
    assert step.choices
    await teacher.presses("没好")
    assert teacher.hears("").picture is not None
    teacher.hears_nothing()


async def test_a_step_that_names_none_stays_as_it_is(world: World) -> None:
    teacher = world.teacher("gangbei")
    await teacher.says("三年级2班大屏打印机卡纸了，不急")
    for message in teacher.seen:
        assert message.picture is None
    teacher.unread.clear()
