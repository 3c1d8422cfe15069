"""A desk whose register came from a spreadsheet: its teachers come with codes or by a sticker, its engineers are called."""

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

from storage.sheets.reading import read_register
from tests.kit.workbooks import LAKESIDE, WITH_TURNS, Rows, workbook
from tests.kit.world import World
from tests.stories.rosters import forget
from usecases.fill_register import fill_register, plan_filling, register_now
from usecases.reach import invite_each


async def fill(world: World, file: Path, sheets: Mapping[str, Rows] = LAKESIDE) -> None:
    reading = read_register(workbook(file, sheets))
    plan = plan_filling(await world.store.read(register_now), reading.rows, reading.problems)
    assert plan.filling.problems == ()
    await world.store.run(fill_register, plan, lambda _: None)


async def test_whoever_was_entered_comes_with_a_code_and_the_engineer_is_called(
    world: World, tmp_path: Path
) -> None:
    await fill(world, tmp_path / "lake.xlsx")
    await world.everybody_leaves("wang", "li")
    codes = {made.person.id: made.code for made in await world.store.run(invite_each)}
    assert set(codes) == {"hu-t1", "hu-e1", "hu-s1"}
    teacher, engineer = world.seat("phone-t"), world.seat("phone-e")
    await teacher.starts(f"b_{codes['hu-t1']}")
    teacher.hears("身份已确认", "柳老师")
    for supervisor in ("chen", "lin"):
        world.seat(supervisor).hears("有人要成为主管", "梅主任")
    await engineer.starts(f"b_{codes['hu-e1']}")
    engineer.hears("身份已确认", "工程师")
    await teacher.says("三年级2班一体机黑屏了，正在上课")
    teacher.hears("工单 1001", "三年级2班")
    teacher.hears("黑板")
    engineer.hears("湖畔第一小学", "三年级2班", "黑屏")
    assert (await world.ticket()).paged == ("hu-e1",)


async def test_the_stickers_of_the_spreadsheet_open_reports(world: World, tmp_path: Path) -> None:
    await fill(world, tmp_path / "lake.xlsx")
    stranger = world.seat("stranger")
    await stranger.starts("d_HU1-302-SB")
    stranger.hears("三年级2班", "出了什么问题")
    await stranger.says("黑屏了，正在上课")
    stranger.hears("工单 1001", "三年级2班")
    stranger.hears("黑板")
    world.seat("wang").hears("三年级2班")
    ticket = await world.ticket()
    assert (ticket.fault.device, ticket.fault.room, ticket.school) == ("HU1-302-SB", "hu1-302", "hu1")


async def test_turns_of_the_spreadsheet_say_who_is_on_and_who_is_called(world: World, tmp_path: Path) -> None:
    await fill(world, tmp_path / "lake.xlsx", WITH_TURNS)
    await world.everybody_leaves("wang", "li")
    codes = {made.person.id: made.code for made in await world.store.run(invite_each)}
    teacher, first, second = (world.seat(f"phone-{name}") for name in ("t1", "e1", "e2"))
    for seat, person in ((teacher, "hu-t1"), (first, "hu-e1"), (second, "hu-e2")):
        await seat.starts(f"b_{codes[person]}")
        seat.unread.clear()
    await first.says("/who")
    first.hears("湖畔一线：杨工", "、柏工；18:00 起 柏工")
    await world.push(timedelta(hours=11))
    forget(world)
    await teacher.says("三年级2班一体机黑屏了，正在上课")
    teacher.hears("工单 1001")
    teacher.hears("黑板")
    second.hears("湖畔第一小学", "三年级2班")
    assert (await world.ticket()).paged == ("hu-e2",)
