"""kill -9 while somebody talks in the web chat: what was accepted is answered after the restart, once."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from tests.kit.processes import PATIENCE, Running, answers, free_port, running, until
from tests.kit.webseat import WebSeat
from tests.telegram.desk import complaints

pytestmark = pytest.mark.timeout(240)


@pytest.fixture
def port() -> int:
    return free_port()


@asynccontextmanager
async def demo(folder: Path, port: int) -> AsyncIterator[Running]:
    """The demo desk without Telegram; at the end it is killed unless the test has done so."""
    settings = {"CHALKLINE_DATA_DIR": str(folder)}
    with running(folder / "desk.log", settings, "run", "--demo", "--port", str(port)) as process:
        await until(lambda: answers(port) or not process.alive, PATIENCE, "the desk was not ready", process)
        yield process


async def test_what_was_accepted_before_a_kill_is_answered_after_it(tmp_path: Path, port: int) -> None:
    teacher = WebSeat(f"http://127.0.0.1:{port}", "teacher")
    async with demo(tmp_path, port) as desk:
        said = await teacher.says("三年级2班大屏黑屏了，马上上课")
        desk.kill()
    async with demo(tmp_path, port) as desk:
        await teacher.hears("工单 1001", "三年级2班", "黑屏")
        step = await teacher.hears("黑板", "吗")
        await teacher.says(
            "三年级2班大屏黑屏了，马上上课", again=said
        )  # the page did not know that it was accepted
        await teacher.presses(step, "否")
        desk.kill()
    async with demo(tmp_path, port) as desk:
        next_step = await teacher.hears("吗")
        assert next_step["seq"] > step["seq"]
        await teacher.says("进度")
        desk.kill()
    async with demo(tmp_path, port):
        await teacher.hears("工单 1001", "等待接单", "下一步")
        lines = await teacher.history()
        assert [line["text"] for line in lines if line["mine"]] == [
            "三年级2班大屏黑屏了，马上上课",
            "否",
            "进度",
        ]
        assert not any("1002" in line["text"] for line in lines)
    assert complaints(tmp_path / "desk.log") == []


async def test_a_strangers_browser_is_known_again_after_a_kill(tmp_path: Path, port: int) -> None:
    stranger = WebSeat(f"http://127.0.0.1:{port}")
    async with demo(tmp_path, port) as desk:
        await stranger.opens()
        await stranger.says("大屏黑屏了")
        desk.kill()
    async with demo(tmp_path, port):
        asked = await stranger.hears("您在哪所学校")
        await stranger.presses(asked, "青禾第一小学")
        await stranger.hears("已绑定")
        await stranger.hears("哪间教室")
