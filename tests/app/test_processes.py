"""The loops of a process: they end together, cleanly on a signal, loudly when one of them dies (T08)."""

import asyncio
from collections.abc import Coroutine

import pytest

from app import processes
from app.processes import Running
from tests.conftest import Line


class Loop:
    """A loop that runs until it is stopped, and then a little longer when it is `stubborn`."""

    def __init__(self, *, stubborn: bool = False) -> None:
        self._asked = asyncio.Event()
        self._stubborn = stubborn
        self.ended = False

    def run(self) -> Coroutine[object, object, None]:
        return self._run()

    def stop(self) -> None:
        self._asked.set()

    async def stop_slowly(self) -> None:
        await asyncio.sleep(0)
        self._asked.set()

    async def _run(self) -> None:
        await self._asked.wait()
        if self._stubborn:
            await asyncio.Event().wait()
        self.ended = True


async def dies() -> None:
    raise ConnectionError("the database is gone")


async def ends() -> None:
    return


async def test_a_signal_stops_every_loop_and_waits_for_it() -> None:
    running, loops = Running(), [Loop(), Loop()]
    running.add("one", loops[0].run(), loops[0].stop)
    running.add("two", loops[1].run(), loops[1].stop_slowly)
    running.stopping.set()
    await running.until_stopped()
    assert [loop.ended for loop in loops] == [True, True]


async def test_a_loop_that_dies_ends_the_process_with_its_reason_after_the_others_ended() -> None:
    running, other = Running(), Loop()
    running.add("other", other.run(), other.stop)
    running.add("broken", dies(), lambda: None)
    with pytest.raises(ConnectionError, match="the database is gone"):
        await running.until_stopped()
    assert other.ended
    assert running.stopping.is_set()


async def test_a_loop_that_ends_by_itself_ends_the_process() -> None:
    running, other = Running(), Loop()
    running.add("other", other.run(), other.stop)
    running.add("short", ends(), lambda: None)
    await running.until_stopped()
    assert other.ended


async def test_a_loop_that_does_not_end_is_named_and_cut_off(
    monkeypatch: pytest.MonkeyPatch, log_lines: list[Line]
) -> None:
    monkeypatch.setattr(processes, "GRACE_SECONDS", 0.05)
    running, stubborn = Running(), Loop(stubborn=True)
    running.add("stubborn", stubborn.run(), stubborn.stop)
    running.stopping.set()
    await running.until_stopped()
    assert not stubborn.ended
    assert [line["loop"] for line in log_lines if line.get("action") == "loop_hangs"] == ["stubborn"]
