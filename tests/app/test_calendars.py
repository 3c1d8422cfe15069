"""`chalkline calendars`: what a person at a terminal sees, and what a cron job learns from the exit code."""

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from app import cli
from storage.calendars import chinese_years

Run = Callable[..., tuple[int, str, str]]
LAST = chinese_years()[-1]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """`chalkline calendars …`: the exit code, what was printed and what was complained of."""

    def command(*words: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["chalkline", "calendars", *words])
        with pytest.raises(SystemExit) as end:
            cli.main()
        shown = capsys.readouterr()
        return int(end.value.code or 0), shown.out, shown.err

    return command


def test_all_is_well_while_the_next_year_is_far(run: Run) -> None:
    code, out, err = run("check", "--today", f"{LAST}-05-01")
    assert (code, err) == (0, "")
    assert [line.split()[0] for line in out.splitlines()] == ["always", "china", "school_year"]


def test_half_a_year_ahead_it_warns_and_is_still_well(run: Run) -> None:
    code, _, err = run("check", "--today", f"{LAST}-07-05")
    assert code == 0
    assert f"WARNING china: holidays are not known from {LAST + 1}-01-01 on (180 days)" in err


def test_when_the_notice_must_be_out_a_missing_year_is_a_failure(run: Run) -> None:
    code, _, err = run("check", "--today", f"{LAST}-12-01")
    assert code == 1
    assert "URGENT china" in err
    assert "always" not in err


def test_a_bad_file_is_told_with_line_and_reason(run: Run, tmp_path: Path) -> None:
    (tmp_path / "bad.yaml").write_text("id: bad\nversion: none\n", encoding="utf-8")
    code, out, err = run("check", "--folder", str(tmp_path))
    assert (code, out) == (2, "")
    assert "bad.yaml:2: version 'none' is not a whole number from 1; count up by one" in err


def test_a_month_is_shown_day_by_day_with_its_sum(run: Run) -> None:
    code, out, _ = run("show", "china", "--month", "2026-09")
    lines = out.splitlines()
    assert code == 0
    assert len(lines) == 1 + 30 + 1
    assert "2026-09-20 周日 08:00-12:00 14:00-18:00 国庆节调休上班 make-up workday for National Day" in lines
    assert "2026-09-25 周五 - 中秋 Mid-autumn Festival" in lines
    assert lines[-1] == "176 h 0 min"


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("show", "mars"), "There is no calendar mars; there are: always, china, school_year."),
        (("show", "china", "--month", f"{LAST + 1}-01"), f"does not know the year {LAST + 1}"),
        (("show", "china", "--month", "October"), "--month October is no month"),
        (("show", "china", "--month", "2026-13"), "2026-13-01 is no date"),
        (("check", "--today", "tomorrow"), "tomorrow is no date"),
    ],
)
def test_what_cannot_be_shown_is_one_sentence(run: Run, words: tuple[str, ...], sentence: str) -> None:
    code, _, err = run(*words)
    assert code == 2
    assert sentence in err
