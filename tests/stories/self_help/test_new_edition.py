"""The playbooks change while people are in the middle of them: at the next message, in a desk that was not restarted."""

from pathlib import Path

from desk.edition import Edition
from desk.events import SelfHelpOutcome
from storage.playbook_folder import read_playbooks
from tests.kit.world import HOME, World
from tests.stories.self_help.steps import AT_LEISURE, WAKE, forget, outcome, reported
from usecases.ports import UnitOfWork

TREE = Path(__file__).parent / "board_black_screen.yaml"


def edition(version: int, words: str) -> Edition:
    text = TREE.read_text(encoding="utf-8").replace("version: 1", f"version: {version}")
    files = {
        "board_black_screen.yaml": text.replace("亮了吗？", words).encode(),
        "safety_smoke.yaml": (HOME / "playbooks/safety_smoke.yaml").read_bytes(),
    }
    return read_playbooks(files, "the story's folder")


def publish(uow: UnitOfWork, wanted: Edition) -> bool:
    return uow.playbooks.publish(wanted)


async def test_the_next_teacher_is_asked_by_the_new_edition(world: World) -> None:
    assert await world.store.run(publish, edition(2, "屏幕亮了吗？"))
    teacher = await reported(world, AT_LEISURE)
    teacher.hears("按一下“关屏”键。屏幕亮了吗？")
    forget(world)


async def test_who_is_in_the_middle_of_the_old_one_gets_an_engineer(world: World) -> None:
    teacher = await reported(world, AT_LEISURE)
    teacher.hears(WAKE)
    assert await world.store.run(publish, edition(2, "屏幕亮了吗？"))
    await teacher.says("没好")
    teacher.hears("已呼叫 王工")
    assert await outcome(world) is SelfHelpOutcome.HANDED_OVER
    forget(world)


async def test_who_is_in_the_middle_goes_on_where_only_a_comment_changed(world: World) -> None:
    assert await world.store.run(publish, edition(1, "亮了吗？"))
    teacher = await reported(world, AT_LEISURE)
    teacher.hears(WAKE)
    same = edition(1, "亮了吗？")
    files = {name: f"# checked\n{text}".encode() for name, text in same.files.items()}
    assert await world.store.run(publish, read_playbooks(files, "the story's folder"))
    await teacher.says("没好")
    teacher.hears("什么颜色")
    forget(world)
