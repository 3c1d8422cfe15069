"""The checker's own count of deadlines (Inv10) against the desk's, where a simulated year found that it was the checker who was wrong."""

from datetime import timedelta

import pytest

from desk import events as ev
from desk.holds import HoldReason
from desk.sla import deadlines
from desk.ticket import replay
from tests.crash.naive_clocks import due_instants
from tests.kit.builders import ENGINEER, MINUTE, NOON, TEACHER, an_opening, packs

HOUR = timedelta(hours=1)
HELPED = ev.WorkedAround(at=NOON + 3 * MINUTE, by=TEACHER)
WAITED = (
    ev.Held(
        at=NOON + 30 * MINUTE,
        by=ENGINEER,
        reason=HoldReason.FORCE_MAJEURE,
        until=NOON + 12 * HOUR,
        note="flood",
    ),
    ev.Resumed(at=NOON + 10 * HOUR, by=ENGINEER),
)


@pytest.mark.parametrize("later", [(), WAITED], ids=["worked", "waited"])
@pytest.mark.parametrize("helped", [(), (HELPED,)], ids=["alone", "helped"])
@pytest.mark.parametrize("pack", sorted(packs()))
def test_both_count_the_same_deadlines_whether_or_not_self_help_brought_the_lesson_back(
    pack: str, helped: tuple[ev.Event, ...], later: tuple[ev.Event, ...]
) -> None:
    came = (
        ev.Acknowledged(at=NOON + MINUTE, by=ENGINEER),
        *helped,
        ev.Arrived(at=NOON + 9 * MINUTE, by=ENGINEER),
        *later,
    )
    trail = (an_opening(pack), *came)
    contract = packs()[trail[0].contract]
    by_desk = {line.stage.value: (line.due, line.met) for line in deadlines(replay(trail), contract)}
    assert due_instants(trail, contract) == by_desk
