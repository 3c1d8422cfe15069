"""How a pack says what its clocks do while a job waits, rises, is reopened: read as written, or refused."""

from datetime import timedelta
from pathlib import Path

import pytest

from desk.contract import RegradeCounts, Reopening, StageName
from desk.holds import HoldReason
from storage.contract_packs import load_pack
from tests.contracts.test_loader import SMALL, problems_of

HOLDS = """\
calendar: own
reopening: continue
regrade_counts: from_regrade
holds:
  - {reason: customer_access, stages: [arrival], longest: 4h, clause: 099 §1}
  - {reason: parts, longest: 2d, needs_supervisor: true, clause: 099 §1}
"""


def test_holds_reopening_rises_and_the_calendar_are_read_as_written(tmp_path: Path) -> None:
    (tmp_path / "small.yaml").write_text(SMALL + HOLDS, encoding="utf-8")
    small = load_pack(tmp_path / "small.yaml")
    access, parts = small.holds
    assert (access.reason, access.stages) == (HoldReason.CUSTOMER_ACCESS, (StageName.ARRIVAL,))
    assert (access.longest, access.needs_supervisor) == (timedelta(hours=4), False)
    assert (parts.stages, parts.longest, parts.needs_supervisor) == ((), timedelta(days=2), True)
    assert (small.reopening, small.regrade_counts) == (Reopening.CONTINUE, RegradeCounts.FROM_REGRADE)
    assert small.calendar_id == "own"
    assert small.calendar is None


def test_a_pack_that_says_nothing_holds_nothing_and_starts_afresh(tmp_path: Path) -> None:
    (tmp_path / "small.yaml").write_text(SMALL, encoding="utf-8")
    small = load_pack(tmp_path / "small.yaml")
    assert (small.holds, small.reopening, small.regrade_counts) == (
        (), Reopening.RESTART, RegradeCounts.FROM_OPENING,
    )  # fmt: skip
    assert small.calendar_id == "china"


@pytest.mark.parametrize(
    ("was", "put", "said"),
    [
        ("reason: parts", "reason: weather", "'reason' does not know 'weather'"),
        ("reason: parts", "reason: customer_access", "stands twice in 'holds'"),
        ("stages: [arrival]", "stages: [lunch]", "'stages' does not know 'lunch'"),
        ("longest: 4h, ", "", "has no 'longest'"),
        ("reopening: continue", "reopening: never", "'reopening' does not know 'never'"),
        ("from_regrade", "from_now", "'regrade_counts' does not know 'from_now'"),
        ("longest: 4h, clause: 099 §1", "longest: 4h", "has no 'clause'"),
    ],
)
def test_what_cannot_be_meant_is_refused(tmp_path: Path, was: str, put: str, said: str) -> None:
    problems = problems_of(tmp_path, SMALL + HOLDS.replace(was, put))
    assert any(said in problem for problem in problems), problems


def test_a_rule_of_our_own_never_pauses_the_way_to_the_room(tmp_path: Path) -> None:
    ours = SMALL.replace("met_by:", "  desk hold: {zh: 我们的, en: Ours}\nmet_by:", 1)
    holds = HOLDS.replace("longest: 4h, clause: 099 §1", "longest: 4h, clause: desk hold")
    problems = problems_of(tmp_path, ours + holds)
    assert any("arrival is paused by a rule of the desk's own" in problem for problem in problems), problems
