"""A message that cannot be handled is not lost: its sender and the operator hear so, and it can be handled after all (T38)."""

from datetime import timedelta

from desk.ids import PersonId
from desk.reading import Reading, ReadingContext
from tests.conftest import Line
from tests.kit.world import World
from usecases.operator import Operator
from usecases.set_aside import messages_aside, replay

POISON = "三年级2班大屏黑屏了，毒药"


class Broken:
    """A reader that fails at some words until it is mended."""

    def __init__(self, world: World) -> None:
        self._read = world.library.reader.read
        self.is_mended = False

    def __call__(self, text: str, context: ReadingContext) -> Reading:
        if "毒药" in text and not self.is_mended:
            raise MemoryError(text)
        return self._read(text, context)


async def test_whoever_sent_it_and_the_operator_hear_and_it_is_handled_once_the_cause_is_mended(
    world: World, log_lines: list[Line]
) -> None:
    teacher, operator = world.teacher("changge"), world.seat("lin")
    reader = Broken(world)
    world.read, world.operator = reader, Operator(person=PersonId("lin"))
    await world.restart()
    await teacher.says(POISON)
    teacher.hears_nothing()
    for _ in range(20):  # the pauses between tries have no timers
        await world.push(timedelta(seconds=2))
    told = teacher.hears("没能处理成功", "换个说法", "打报修电话")
    assert not told.choices
    (row,) = await world.store.read(messages_aside)
    page = operator.hears("已搁置", f"编号 {row.id}", f"chalkline messages again {row.id}")
    assert "毒药" not in page.text, "what somebody wrote to the desk is not the operator's to read"
    assert {line["action"] for line in log_lines if line["level"] == "error"} == {
        "turn_failed",
        "quarantined",
    }
    log_lines.clear()
    await world.push(timedelta(minutes=10))
    teacher.hears_nothing()
    operator.hears_nothing()

    reader.is_mended = True
    assert await world.store.run(replay, row.id)
    assert not await world.store.run(replay, row.id), "it is on its way"
    await world.settle()
    teacher.hears("工单 1001", "黑屏")
    teacher.hears("轻点一下屏幕")
