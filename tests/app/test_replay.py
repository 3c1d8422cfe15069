"""`chalkline contracts replay`: which promises past tickets would have kept under a changed pack; nothing is written."""

import json
from datetime import timedelta
from pathlib import Path

import pytest

from desk import events as ev
from desk.ids import ContractId
from tests.app.past import a_pack, a_past, asked, remember
from tests.app.terminal import Run, one_sentence
from tests.kit.builders import ENGINEER, MINUTE, NOON
from usecases.ports import UnitOfWork

DAY = timedelta(days=1)


@pytest.fixture
def folder(run: Run, tmp_path: Path) -> Path:
    """Where a desk lies that had two faults at noon of 24 September: one engineer came after 40 minutes, one after 80."""
    run("demo")
    for no, minutes in ((1001, 40), (1002, 80)):
        arrived = ev.Arrived(at=NOON + minutes * MINUTE, by=ENGINEER)
        repaired = ev.Repaired(at=NOON + (minutes + 9) * MINUTE, by=ENGINEER, note="new cable")
        accepted = ev.Acknowledged(at=NOON + MINUTE, by=ENGINEER)
        remember(tmp_path / "var", a_past(no, accepted, arrived, repaired))
    return tmp_path


@pytest.fixture
def strict(folder: Path) -> Path:
    """Gangbei's pack with an hour to arrive instead of two."""
    return a_pack(folder, "gangbei", ("arrival: {within: 2h", "arrival: {within: 1h"))


def row(shown: str, *words: str) -> str:
    found = [line for line in shown.splitlines() if all(word in line for word in words)]
    assert len(found) == 1, (words, shown)
    return found[0]


def cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip("│ ").split("│")]


def test_of_two_tickets_a_shorter_arrival_breaks_the_promise_to_one(run: Run, strict: Path) -> None:
    ended = run("contracts", "replay", "--pack", str(strict), "--since", "2026-09-01")
    assert ended.code == 0
    assert "新违约 newly missed: 1, 新守约 newly kept: 0" in ended.out
    summary = cells(row(ended.out, "B", "到场", "-1"))
    assert summary == ["B", "到场 arrival", "2", "2", "0", "1", "1", "按时 kept -1, 超时 missed +1"]
    changed = cells(row(ended.out, "1002"))
    assert changed[:6] == [
        "1002",
        "B",
        "到场 arrival",
        "2026-09-24 14:00",
        "2026-09-24 13:00",
        "2026-09-24 13:20",
    ]
    assert changed[6] == "按时 kept → 超时 missed"
    assert "1001" not in ended.out


def test_as_json_every_clock_is_there_in_the_districts_time(run: Run, strict: Path) -> None:
    shown = json.loads(run("contracts", "replay", "--pack", str(strict), "--format", "json").out)
    clocks = {(t["no"], c["stage"]): c for t in shown["tickets"] for c in t["clocks"]}
    assert clocks[1001, "arrival"]["changes"] is False
    late = clocks[1002, "arrival"]
    assert (late["old"]["outcome"], late["new"]["outcome"], late["changes"]) == ("kept", "missed", True)
    assert late["new"]["due"] == "2026-09-24T13:00:00+08:00"
    assert shown["versions"] == [1]
    arrival = next(one for one in shown["summary"] if one["stage"] == "arrival")
    assert (arrival["old"], arrival["new"]) == ({"kept": 2, "missed": 0}, {"kept": 1, "missed": 1})


def test_a_changed_rule_shows_from_which_grade_to_which(run: Run, folder: Path) -> None:
    milder = a_pack(
        folder, "gangbei", ("when: {impact: lesson_blocked}\n    grade: B", "when: {impact: lesson_blocked}\n    grade: C")
    )  # fmt: skip
    ended = run("contracts", "replay", "--pack", str(milder))
    assert "级别改变 graded otherwise: 2" in ended.out
    assert row(ended.out, "B → C", "到场")


def test_nothing_is_published_and_no_ticket_is_touched(run: Run, strict: Path) -> None:
    def everything(uow: UnitOfWork) -> tuple[object, ...]:
        tickets = [uow.tickets.by_no(no) for no in (1001, 1002)]
        return uow.contracts.current(ContractId("gangbei")), tickets

    before = asked(strict.parent / "var", everything)
    run("contracts", "replay", "--pack", str(strict))
    assert asked(strict.parent / "var", everything) == before


def test_tickets_of_one_contract_can_be_held_against_another(run: Run, folder: Path) -> None:
    other = a_pack(folder, "changge")
    ended = run("contracts", "replay", "--pack", str(other), "--contract", "gangbei")
    assert "工单 tickets: 2 (gangbei v1), 级别改变 graded otherwise: 2" in ended.out
    assert "没有这个时限 no such clock" in ended.out


@pytest.mark.parametrize(
    "period",
    [
        ("--since", "2026-09-25"),
        ("--until", "2026-09-23"),
        ("--since", "2026-09-01", "--until", "2026-09-02"),
    ],
)
def test_an_empty_period_is_said_to_be_empty(run: Run, strict: Path, period: tuple[str, ...]) -> None:
    ended = run("contracts", "replay", "--pack", str(strict), *period)
    assert ended.code == 0
    assert "No tickets of gangbei were reported in this period" in ended.out


def test_the_last_day_belongs_to_the_period(run: Run, strict: Path) -> None:
    period = ("--since", "2026-09-24", "--until", "2026-09-24")
    assert "tickets: 2" in run("contracts", "replay", "--pack", str(strict), *period).out


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--since", "yesterday"), "--since yesterday is no day"),
        (("--until", "2026-02-30"), "--until 2026-02-30 is no day"),
        (("--since", "2026-09-02", "--until", "2026-09-01"), "lies before"),
        (("--since", "0001-01-01"), "out of reach"),
        (("--contract", "nowhere"), "This desk has no nowhere"),
    ],
)
def test_what_cannot_be_replayed_is_one_sentence(
    run: Run, strict: Path, words: tuple[str, ...], told: str
) -> None:
    assert told in one_sentence(run("contracts", "replay", "--pack", str(strict), *words))


def test_a_bad_pack_is_refused_with_line_and_reason(run: Run, folder: Path) -> None:
    bad = a_pack(folder, "gangbei", ("arrival: {within: 2h", "arrival: {within: soon"))
    assert "gangbei-draft.yaml:" in one_sentence(run("contracts", "replay", "--pack", str(bad)))
    assert "cannot be read" in one_sentence(
        run("contracts", "replay", "--pack", str(folder / "nothing.yaml"))
    )


def test_without_a_database_it_says_what_to_do(run: Run, tmp_path: Path) -> None:
    pack = a_pack(tmp_path, "gangbei")
    assert "chalkline migrate" in one_sentence(run("contracts", "replay", "--pack", str(pack)))
