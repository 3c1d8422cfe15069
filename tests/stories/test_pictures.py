"""A step that names a drawing shows it, in the same message as its words and buttons; one that names none stays plain."""

from tests.kit.world import World


async def test_steps_and_their_end_come_with_their_drawings_each_in_one_message(world: World) -> None:
    teacher, wang = world.teacher("gangbei"), world.seat("wang")
    await teacher.says("三年级2班大屏开不了机，按了没反应，不急")
    assert teacher.hears("工单 1001").picture is None
    lamp = teacher.hears("电源灯")
    teacher.hears_nothing()
    assert lamp.picture is not None
    assert (lamp.picture.name, lamp.picture.title) == ("board_power", "大屏的电源键和电源灯")
    assert "被圈出" in lamp.picture.shows
    await teacher.presses("不亮")
    assert teacher.hears("它们有电吗").picture is None
    teacher.hears_nothing()
    await teacher.presses("都没电")
    dead = teacher.hears("整间教室没电")
    assert dead.picture is not None
    assert dead.picture.name == "breaker_box"
    assert teacher.hears("已呼叫").picture is None
    wang.hears("1001")
