"""`chalkline rosters …`: who is on when, and what is wrong; exit code 2 where nobody would answer."""

from pathlib import Path

import pytest

from app.settings import HOME
from tests.app.terminal import Run, one_sentence

DEMO = HOME / "demo" / "district.yaml"


@pytest.fixture
def desk(run: Run) -> Run:
    """A desk with the demo district."""
    run("demo")
    return run


def test_the_demos_calendar_names_every_team_and_who_answers_first(desk: Run) -> None:
    shown = desk("rosters", "show", "--weeks", "2")
    assert shown.code == 0
    for words in (
        "东片一线",
        "周正, 吴安然",
        "西片一线",
        "钱程, 孙一帆",
        "孙一帆, 钱程",
        "二线",
        "技术中心",
        "设备厂家",
    ):
        assert words in shown.out


def test_the_demo_has_no_gap_but_people_whom_nobody_can_write_to_yet(desk: Run) -> None:
    found = desk("rosters", "check")
    assert found.code == 0
    assert "没有联系方式" in found.out
    assert "连续值班天数" in found.out
    assert "没人" not in found.out


def test_a_gap_is_exit_code_2(desk: Run, tmp_path: Path) -> None:
    text = DEMO.read_text(encoding="utf-8")
    always = "{id: centre-always, team: centre, turns: [[e-chu]]}"
    office = (
        '{id: centre-days, team: centre, turns: [[e-chu]], hours: [{starts: "09:00:00", ends: "10:00:00"}]}'
    )
    assert always in text
    file = tmp_path / "district.yaml"
    file.write_text(text.replace(always, office), encoding="utf-8")
    assert desk("load", str(file)).code == 0
    found = desk("rosters", "check")
    assert found.code == 2
    assert "工作时间没人" in found.out
    assert "技术中心" in found.out


def test_leave_in_the_districts_file_counts(desk: Run, tmp_path: Path) -> None:
    text = DEMO.read_text(encoding="utf-8")
    leave = 'leaves:\n  - {id: chu, person: e-chu, starts: "2026-01-01T00:00:00+08:00", ends: "2099-01-01T00:00:00+08:00"}\n'
    file = tmp_path / "district.yaml"
    file.write_text(text.replace("rotations:\n", leave + "rotations:\n", 1), encoding="utf-8")
    desk("load", str(file))
    found = desk("rosters", "check")
    assert found.code == 2
    assert "请假没人顶" in found.out


def test_an_empty_desk_says_how_to_enter_a_roster(run: Run) -> None:
    run("migrate")
    assert "chalkline load" in run("rosters", "show").out
    assert "in order" in run("rosters", "check").out


def test_without_a_database_it_is_one_sentence(run: Run) -> None:
    one_sentence(run("rosters", "check"))
