"""A scanned sticker says where and what; the teacher's own words say better, and the wrong device is not blamed."""

import pytest

from tests.kit.world import World


@pytest.mark.parametrize(
    "words",
    ["不是这台，是三年级3班的大屏黑屏了，正在上课", "三年级3班大屏黑屏了，正在上课"],
)
async def test_a_sticker_is_put_right_by_naming_the_room_that_is_meant(world: World, words: str) -> None:
    stranger = world.seat("stranger")
    await stranger.starts("d_gangbei-302-SB")
    stranger.hears("三年级2班", "出了什么问题")
    await stranger.says(words)
    stranger.hears("工单 1001", "三年级3班", "黑屏")
    stranger.hears("黑板")
    world.seat("wang").hears("三年级3班")
    fault = (await world.ticket()).fault
    assert (fault.room, fault.device) == ("gangbei-303", None)


async def test_a_sticker_of_the_screen_is_not_blamed_for_the_projector(world: World) -> None:
    stranger = world.seat("stranger")
    await stranger.starts("d_gangbei-302-SB")
    stranger.hears("三年级2班", "出了什么问题")
    await stranger.says("投影仪没信号，正在上课")
    stranger.hears("工单 1001", "三年级2班", "投影")
    stranger.hears("显示器")
    world.seat("wang").hears("三年级2班")
    fault = (await world.ticket()).fault
    assert (fault.room, fault.device) == ("gangbei-302", None)


@pytest.mark.parametrize("words", ["这间教室的大屏黑屏了，正在上课", "三年级2班大屏黑屏了，正在上课"])
async def test_words_that_say_the_same_place_again_keep_what_the_sticker_said(
    world: World, words: str
) -> None:
    stranger = world.seat("stranger")
    await stranger.starts("d_gangbei-302-SB")
    stranger.hears("三年级2班", "出了什么问题")
    await stranger.says(words)
    stranger.hears("工单 1001", "三年级2班", "黑屏")
    stranger.hears("黑板")
    world.seat("wang").hears("三年级2班")
    fault = (await world.ticket()).fault
    assert (fault.room, fault.device) == ("gangbei-302", "gangbei-board")


async def test_another_room_is_chosen_instead_of_the_stickers(world: World) -> None:
    stranger = world.seat("stranger")
    await stranger.starts("d_gangbei-302-SB")
    stranger.hears("三年级2班", "出了什么问题")
    await stranger.starts("r_gangbei-303")
    stranger.hears("三年级3班", "出了什么问题")
    await stranger.says("大屏黑屏了，正在上课")
    stranger.hears("工单 1001", "三年级3班", "黑屏")
    stranger.hears("黑板")
    world.seat("wang").hears("三年级3班")
    fault = (await world.ticket()).fault
    assert (fault.room, fault.device) == ("gangbei-303", None)
