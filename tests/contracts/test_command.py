"""`chalkline contracts`: what a contract officer sees at a terminal, and what a build learns from the exit code."""

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from app import cli
from storage.pack_schema import schema_text
from tests.contracts.packs import FOLDER, NAMES

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """`chalkline contracts …`: the exit code, what was printed and what was complained of."""

    def command(*words: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["chalkline", "contracts", *words])
        with pytest.raises(SystemExit) as end:
            cli.main()
        shown = capsys.readouterr()
        return int(end.value.code or 0), shown.out, shown.err

    return command


def edited(folder: Path, name: str, old: str, new: str) -> Path:
    """The four packs in a folder, with words of one of them replaced."""
    for pack in NAMES:
        text = (FOLDER / f"{pack}.yaml").read_text(encoding="utf-8")
        assert pack != name or old in text
        (folder / f"{pack}.yaml").write_text(text.replace(old, new, 1) if pack == name else text, "utf-8")
    return folder


def test_the_packs_that_ship_are_all_decided(run: Run) -> None:
    code, out, err = run("check")
    assert (code, err) == (0, "")
    for name in NAMES:
        assert f"{name} v1" in out
    for number in ("I1", "I13", "J1", "J11", "K1", "K7", "L1", "L7", "M1", "M2", "M3"):
        assert f"\n  {number}\n" in out


def test_a_contradiction_is_shown_with_both_clauses_and_the_decision_in_both_languages(run: Run) -> None:
    _, out, _ = run("check", "gangbei")
    block = out[out.index("\n  I1\n") : out.index("\n  I2\n")]
    assert "milder_later:age-a:age-b  [000 §5.14 A | 000 §5.14 B]" in block
    assert "决定：20小时预警，24小时升A级" in block
    assert "Decision: Warn at 20 hours, rise to A at 24" in block
    assert "product, 2026-11-21, 待客户确认 to be confirmed by the customer" in block
    assert "changge" not in out.splitlines()[0]


def test_a_new_contradiction_without_a_decision_fails_the_check(run: Run, tmp_path: Path) -> None:
    line = "{id: arrival-527, topic: arrival, says: 2小时内,"
    folder = edited(tmp_path, "gangbei", line, line.replace("2小时内", "3小时内"))
    code, out, err = run("check", "--folder", str(folder))
    assert code == 1
    assert "?? 没有决定 no decision\n     two_values:arrival:arrival-527" in out
    assert err == (
        "gangbei: no interpretation answers two_values:arrival:arrival-527; decide, and enter it under 'interpretations'\n"
    )


def test_a_decision_about_nothing_fails_the_check(run: Run, tmp_path: Path) -> None:
    folder = edited(tmp_path, "gangbei", "14：:50 至 17：00", "14:50 至 17:00")
    code, _, err = run("check", "gangbei", "--folder", str(folder))
    assert code == 1
    assert "nothing asks for the answer unreadable:window-afternoon" in err


def test_a_pack_that_cannot_be_read_is_told_with_line_and_reason(run: Run, tmp_path: Path) -> None:
    folder = edited(tmp_path, "gangbei", "version: 1", "version: new")
    code, out, err = run("check", "--folder", str(folder))
    assert (code, out) == (2, "")
    assert "gangbei.yaml:6: version 'new' is not a whole number" in err


def test_an_unknown_contract_is_refused_with_those_there_are(run: Run) -> None:
    code, _, err = run("check", "atlantis")
    assert code == 2
    assert "There is no contract atlantis; there are: changge, gangbei" in err


def test_one_contract_alone_in_its_folder_differs_from_nobody(run: Run, tmp_path: Path) -> None:
    (tmp_path / "gangbei.yaml").write_text((FOLDER / "gangbei.yaml").read_text(encoding="utf-8"), "utf-8")
    code, out, err = run("check", "--folder", str(tmp_path))
    assert (code, err) == (0, "")
    assert "differs:" not in out


def test_the_schema_is_printed_as_it_stands_in_its_file(run: Run) -> None:
    assert run("schema") == (0, schema_text(), "")
