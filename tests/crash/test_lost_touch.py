"""R2's finding: a database that goes away in the middle of a commit. Nobody knows whether it was recorded, so the process ends, with a
sentence that says what to do and no traceback; whoever is started next takes up what it had in hand.
"""

from pathlib import Path

import pytest

from app.actions import LOST_TOUCH
from tests.kit.nursery import Birth, nursery
from tests.kit.processes import PATIENCE, Running, answers, free_port, running, until

DEMO = ("run", "--demo", "--port")


@pytest.mark.parametrize("trouble", ["answer lost", "cut in mid-transaction"])
async def test_r2_a_process_that_lost_its_database_ends_with_a_sentence_and_can_be_started_again(
    tmp_path: Path, trouble: str
) -> None:
    log, port = tmp_path / "desk.log", str(free_port())
    settings = {"CHALKLINE_DATA_DIR": str(tmp_path)}
    planted = {"trouble": trouble, "when": str(now := tmp_path / "now")}
    birth = Birth((*DEMO, port), settings, str(log), "tests.crash.planted:loses_touch", planted)
    lost = Running(nursery().bears(birth), log)
    await until(lambda: answers(int(port)), PATIENCE, "it did not come up", lost)
    now.touch()
    assert await lost.ends(PATIENCE) == 2, lost.printed()
    now.unlink()
    printed = log.read_text("utf-8")
    assert printed.splitlines()[-1] == f"{LOST_TOUCH} (CommitUncertain)"
    with running(log, settings, *DEMO, port) as again:
        await until(lambda: answers(int(port)), PATIENCE, "it did not come up again", again)
