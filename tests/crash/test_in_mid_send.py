"""A process that is killed while an answer is on the wire: the next one sends it at once, labelled as a copy (T07)."""

import time
from pathlib import Path

import pytest

from tests.crash.ledger import Ledger
from tests.kit.botapi import BotApiDouble
from tests.kit.processes import PATIENCE, until
from tests.telegram.desk import demo_desk

pytestmark = pytest.mark.timeout(180)

HALF_A_LEASE = 30.0


async def test_an_answer_that_was_on_the_wire_comes_again_when_the_desk_is_back(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'chalkline.sqlite3'}"
    async with BotApiDouble() as api:
        async with demo_desk(api, tmp_path) as desk:
            await desk.chat(3001, "王老师").says("你好")
            await desk.chat(3001).hears("您在哪所学校")
            api.slow("sendMessage", PATIENCE)
            await desk.chat(3001).opens("d_QH2-0302-SB")
            await until(
                lambda: Ledger.of(url).in_flight() == 1, PATIENCE, "nothing on the wire", desk.process
            )
            desk.process.kill()
        api.slow("sendMessage", 0)
        killed = time.monotonic()
        async with demo_desk(api, tmp_path) as desk:
            await desk.chat(3001).hears("（重发）", "三年级2班")
        assert time.monotonic() - killed < HALF_A_LEASE
