"""`chalkline explain`: the sum of every deadline line by line, with clause and evidence; and what cannot be explained."""

import json
from pathlib import Path
from typing import Any

import pytest

from app.explain import EVIDENCE
from desk import events as ev
from desk.evidence import EvidenceKind
from desk.holds import HoldReason
from desk.ids import PersonId
from tests.app.past import a_past, remember
from tests.app.terminal import Run, one_sentence
from tests.kit.builders import MINUTE, NOON

ZHOU = PersonId("e-zhou")


@pytest.fixture
def desk(run: Run, tmp_path: Path) -> Run:
    """Ticket 1001 of changge, III级: accepted, held for an hour because the room was locked, repaired after two and a half."""
    run("demo")
    held = ev.Held(
        at=NOON + 20 * MINUTE, by=ZHOU, reason=HoldReason.CUSTOMER_ACCESS, until=NOON + 80 * MINUTE
    )
    happened = (
        ev.Acknowledged(at=NOON + 3 * MINUTE, by=ZHOU),
        ev.Arrived(at=NOON + 12 * MINUTE, by=ZHOU),
        held,
        ev.Resumed(at=NOON + 80 * MINUTE),
        ev.Repaired(at=NOON + 150 * MINUTE, by=ZHOU, note="换了[/电源]板:key:"),
    )
    remember(tmp_path / "var", a_past(1001, *happened, pack="changge"), a_past(1002, pack="changge"))
    return run


def row(shown: str, *words: str) -> str:
    return next(line for line in shown.splitlines() if all(word in line for word in words))


def clocks(run: Run, *words: str) -> dict[str, Any]:
    return {one["stage"]: one for one in json.loads(run("explain", *words, "--format", "json").out)["clocks"]}


def test_the_sum_has_its_start_its_limit_what_counts_the_pause_the_end_and_the_evidence(desk: Run) -> None:
    ended = desk("explain", "1001", "--stage", "solution")
    assert ended.code == 0
    assert "III级" in ended.out
    assert row(ended.out, "09-24 12:00:00", "报修", "起算")
    assert "2 小时" in row(ended.out, "时限", "001 §4.5.5.4")
    assert "20 分" in row(ended.out, "计 09-24 12:00:00 – 09-24 12:20:00")
    assert "1 小时" in row(ended.out, "停 09-24 12:20:00 – 09-24 13:20:00", "进不了教室")
    assert row(ended.out, "最迟 09-24 15:00:00")
    assert row(ended.out, "09-24 14:30:00 完成，按时")
    assert row(ended.out, "证据：修复说明", "周正", "换了[/电源]板:key:")
    assert "响应" not in ended.out


def test_without_a_stage_every_clock_is_explained_also_in_english(desk: Run) -> None:
    ended = desk("explain", "1001", "--lang", "en")
    for words in ("response", "arrival", "fix", "Evidence: acceptance", "Evidence: check-in on site"):
        assert words in ended.out


def test_as_json_what_counts_adds_up_to_the_limit(desk: Run) -> None:
    solution = clocks(desk, "1001")["solution"]
    counted = [line["seconds"] for line in solution["lines"] if line["kind"] == "counted"]
    assert counted == [1200.0, 6000.0]
    assert sum(counted) == solution["limit_seconds"]
    assert solution["due"] == "2026-09-24T15:00:00+08:00"
    assert (solution["in_time"], solution["started_by"], solution["clause"]) == (
        True,
        "opened",
        "001 §4.5.5.4",
    )
    evidence = solution["evidence"]
    assert (evidence["kind"], evidence["by"], evidence["event"]) == ("repair_text", "e-zhou", "Repaired")


def test_a_clock_that_runs_has_no_evidence(desk: Run) -> None:
    assert clocks(desk, "1002")["response"]["evidence"] is None
    assert "还在计时，没有证据" in desk("explain", "1002").out


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("9999",), "This desk has no ticket 9999"),
        (("1001", "--stage", "lunch"), "lunch"),
        (("soon",), "valid integer"),
    ],
)
def test_what_cannot_be_explained_is_one_sentence(desk: Run, words: tuple[str, ...], told: str) -> None:
    assert told in one_sentence(desk("explain", *words))


def test_a_stage_the_grade_does_not_have_names_those_it_has(desk: Run, tmp_path: Path) -> None:
    remember(tmp_path / "var", a_past(1003, pack="gangbei"))
    told = one_sentence(desk("explain", "1003", "--stage", "diagnosis"))
    assert "Ticket 1003 has no clock of diagnosis in this round; its clocks: response, arrival" in told


def test_every_kind_of_evidence_has_its_words() -> None:
    assert set(EVIDENCE) == set(EvidenceKind)
