"""The gates of the storms can fail: timers and pages that come too late are told, those in time are not."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from desk.messages import Outgoing, Urgency
from storage.codec import encode
from tests.crash.gates import share, too_late
from tests.crash.testimony import Shown

START = datetime(2026, 9, 21, tzinfo=UTC)
SPEED = 10.0


def evidence(fired: float, shown: float) -> Any:
    """A hundred timers and pages, the last two of each so many real seconds late."""
    late = [0.1] * 98 + [1.0] * 2

    def after(seconds: float) -> datetime:
        return START + timedelta(seconds=seconds * SPEED)

    timers = [SimpleNamespace(due=START, fired_at=after(one if one < 1 else fired)) for one in late]
    rows = [
        SimpleNamespace(
            peer="tg:1",
            urgency=Urgency.PAGE.rank,
            fate="sent",
            body=encode(Outgoing(f"page {number}")),
            created_at=START,
        )
        for number in range(100)
    ]
    screens = [
        Shown(after(one if one < 1 else shown), "tg:1", f"page {number}", edits=False)
        for number, one in enumerate(late)
    ]
    return SimpleNamespace(
        ledger=SimpleNamespace(timers=[*timers, SimpleNamespace(due=START, fired_at=None)], outbox=rows),
        testimony=SimpleNamespace(shown=screens),
    )


@pytest.mark.parametrize(
    ("fired", "shown", "broken"),
    [(67.9, 24.9, []), (68.1, 1.0, ["timers"]), (1.0, 25.1, ["pages"]), (90.0, 90.0, ["timers", "pages"])],
)
def test_what_comes_later_than_promised_and_failed_over_is_told(
    fired: float, shown: float, broken: list[str]
) -> None:
    told = too_late(evidence(fired, shown), SPEED)
    assert [one.partition(":")[0] for one in told] == broken


def test_a_storm_in_which_nothing_fired_has_proved_nothing() -> None:
    with pytest.raises(ValueError, match="nothing fired"):
        share([], 0.99)
