"""It worked, and a moment later it does not: while satisfaction is being asked, words about the fault are no rating."""

import pytest

from desk.ticket import Status
from tests.kit.world import World
from tests.stories.self_help.steps import AT_LEISURE, MINUTE, WAKE, forget, reported


@pytest.mark.parametrize(
    "words", ["还是不行，又黑了", "又黑了", "还是不行", "没好，还是黑的", "no, still black"]
)
async def test_words_about_the_fault_open_the_job_again(world: World, words: str) -> None:
    teacher = await reported(world, AT_LEISURE)
    teacher.hears(WAKE)
    await teacher.says("好了")
    teacher.hears("满意吗")
    forget(world)
    await world.push(MINUTE)
    await teacher.says(words)
    assert (await world.ticket()).status is Status.WAITING, words
    assert "1001" in teacher.seen[-1].text
    forget(world)


@pytest.mark.parametrize("words", ["不好", "不满意"])
async def test_a_bad_word_about_the_service_is_no_relapse(world: World, words: str) -> None:
    teacher = await reported(world, AT_LEISURE)
    await teacher.says("好了")
    forget(world)
    await teacher.says(words)
    assert (await world.ticket()).status is Status.CLOSED
    forget(world)
