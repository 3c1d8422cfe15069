"""A message that cannot be handled is not lost: its sender and the operator hear so, and it can be handled after all (T38)."""

from datetime import timedelta

from desk.ids import PersonId
from desk.messages import Incoming
from desk.reading import Reading, ReadingContext
from tests.conftest import Line
from tests.kit.world import World
from usecases.canary import let_fly
from usecases.operator import Operator
from usecases.ports import UnitOfWork
from usecases.rows import InboxRow
from usecases.set_aside import messages_aside, replay, set_aside

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

    assert await world.store.run(replay, row.id)
    for _ in range(20):
        await world.push(timedelta(seconds=2))
    teacher.hears("没能处理成功")  # told again; the operator hears once an hour
    operator.hears_nothing()
    log_lines.clear()

    reader.is_mended = True
    assert await world.store.run(replay, row.id)
    assert not await world.store.run(replay, row.id), "it is on its way"
    await world.settle()
    teacher.hears("工单 1001", "黑屏")
    teacher.hears("轻点一下屏幕")


async def test_a_canary_that_cannot_be_read_is_told_to_nobody_but_the_log(
    world: World, log_lines: list[Line]
) -> None:
    world.read, world.operator = failing, Operator(person=PersonId("lin"))
    await world.restart()
    await world.store.run(let_fly, timedelta(minutes=3))
    for _ in range(20):
        await world.push(timedelta(seconds=2))
    assert "quarantined" in {line["action"] for line in log_lines if line["level"] == "error"}
    log_lines.clear()


def failing(text: str, context: ReadingContext) -> Reading:
    raise MemoryError(text)


async def test_what_is_in_other_hands_by_now_is_told_to_nobody(world: World) -> None:
    teacher = world.teacher("changge")
    slow = await world.store.run(_leased, Incoming("k", teacher.peer, world.clock.now(), text=POISON))
    world.clock.push_to(world.clock.now() + timedelta(minutes=1))
    await world.settle()
    teacher.hears("工单 1001", "黑屏")
    teacher.hears("轻点一下屏幕")
    await world.store.run(set_aside, slow, "late", Operator(person=PersonId("lin")))
    await world.settle()
    assert await world.store.read(messages_aside) == ()


def _leased(uow: UnitOfWork, message: Incoming) -> InboxRow:
    uow.inbox.accept([message], uow.now)
    (row,) = uow.inbox.lease(uow.now, uow.now + timedelta(minutes=1), 1)
    return row
