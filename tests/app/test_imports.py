"""`chalkline import …`: the template, the dry run, all or nothing, and a second time that changes nothing."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from pysqlite3 import dbapi2

from tests.app.terminal import Run, one_sentence
from tests.kit.workbooks import LAKESIDE, WITH_TURNS, folder, with_row, workbook


@pytest.fixture
def desk(run: Run) -> Run:
    """A desk with the demo district."""
    run("demo")
    return run


def figures(out: str, sheet: str) -> list[int]:
    """New, changed, unchanged, bad, left alone."""
    (line,) = [line for line in out.splitlines() if re.search(rf"│ .* {sheet} +│", line)]
    return [int(number) for number in re.findall(r"│ (\d+) ", line)]


def register(tmp_path: Path) -> dict[str, int]:
    conn = dbapi2.connect(tmp_path / "var" / "chalkline.sqlite3")
    tables = ("schools", "rooms", "devices", "people", "rotations")
    counts = {name: conn.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in tables}  # noqa: S608 - our own table names
    conn.close()
    return counts


def test_a_good_file_is_checked_then_entered_then_unchanged(desk: Run, tmp_path: Path) -> None:
    file = str(workbook(tmp_path / "lake.xlsx", LAKESIDE))
    before = register(tmp_path)
    checked = desk("import", "check", file)
    assert (checked.code, register(tmp_path)) == (0, before)
    assert figures(checked.out, "schools") == [2, 0, 0, 0, 4]
    entered = desk("import", "load", file)
    assert (entered.code, entered.out.strip().splitlines()[-1]) == (0, "Entered 11.")
    after = register(tmp_path)
    grown = {name: after[name] - before[name] for name in after}
    assert grown == {"schools": 2, "rooms": 3, "devices": 2, "people": 3, "rotations": 1}
    again = desk("import", "load", str(folder(tmp_path / "csv", LAKESIDE, "gb18030")))
    assert again.out.strip().splitlines()[-1] == "Nothing had to be changed."
    assert figures(again.out, "devices") == [0, 0, 2, 0, 47]
    assert register(tmp_path) == after


def test_turns_are_checked_entered_shown_and_then_unchanged(desk: Run, tmp_path: Path) -> None:
    file = str(workbook(tmp_path / "turns.xlsx", WITH_TURNS))
    before = register(tmp_path)
    checked = desk("import", "check", file)
    assert (checked.code, register(tmp_path)) == (0, before)
    assert figures(checked.out, "teams") == [1, 0, 0, 0, 5]
    assert figures(checked.out, "turns") == [2, 0, 0, 0, 7]
    assert desk("import", "load", file).code == 0
    assert register(tmp_path)["rotations"] == before["rotations"] + 1
    shown = desk("rosters", "show", "--weeks", "3").out
    assert re.search(r"湖畔一线.*杨工, 柏工", shown)
    assert re.search(r"湖畔一线.*柏工, 杨工", shown)
    assert re.search(r"设备厂家", shown), "the district's own turns stay"
    again = desk("import", "load", str(folder(tmp_path / "csv", WITH_TURNS)))
    assert again.out.strip().splitlines()[-1] == "Nothing had to be changed."
    assert figures(again.out, "turns") == [0, 0, 2, 0, 7]


def test_every_bad_row_of_turns_is_named_with_its_reason(desk: Run, tmp_path: Path) -> None:
    head, first, second = WITH_TURNS["轮班"]
    turns = (
        head,
        first,
        (*second[:3], "天", "", ""),
        ("lake-1st", 4, "hu-e1", "", "", ""),
        ("lake-1st", 5, "hu-t1", "", "", ""),
        ("lake-1st", 6, "e-zheng", "", "", "九月"),
        ("lake-2nd", 1, "hu-e9", "often", "25:00", ""),
    )
    file = str(workbook(tmp_path / "turns.xlsx", {**WITH_TURNS, "轮班": turns}))
    checked = desk("import", "check", file)
    assert checked.code == 1
    for said in (
        "轮班 第3行 每班多长 “1”：与同一组的第2行不一致",
        "轮班 第4行 顺序 “4”：同一组的顺序要从 1 连着数，缺 3",
        "轮班 第5行 人员编号 “hu-t1”：老师不值班",
        "轮班 第6行 起始日期 “九月”：不是日期",
        "轮班 第7行 每班多长 “often”：不是一班的长度",
        "轮班 第7行 交班时间 “25:00”：不是时间",
        "轮班 第2行 值班组编号 “lake-1st”：它所引用的那条（第3行）本身有错",
    ):
        assert said in checked.out, said
    assert figures(checked.out, "turns") == [0, 0, 0, 6, 7]


def test_a_bad_file_enters_nothing_unless_told_to_skip(desk: Run, tmp_path: Path) -> None:
    file = str(
        workbook(tmp_path / "lake.xlsx", with_row("设备", "HU1-9", "hu1", "投影仪", "九年级9班", None))
    )
    before = register(tmp_path)
    report = tmp_path / "report.csv"
    checked = desk("import", "check", file, "--report", str(report))
    assert checked.code == 1
    assert "设备 第4行 教室 “九年级9班”：" in checked.out
    assert "The school has no such room" in checked.out
    assert report.read_text(encoding="utf-8-sig").count("\n") == 2
    refused = desk("import", "load", file)
    assert refused.code == 2
    assert "Nothing was entered" in refused.err
    assert register(tmp_path) == before
    skipped = desk("import", "load", file, "--skip-bad")
    assert skipped.code == 0
    assert register(tmp_path)["devices"] == before["devices"] + 2


def test_only_the_first_fifty_problems_are_shown_and_the_report_has_them_all(
    desk: Run, tmp_path: Path
) -> None:
    rows = [("hu1", f"{n}班", "bad id") for n in range(70)]
    file = str(workbook(tmp_path / "a.xlsx", {"教室": (("学校编号", "教室名称", "教室编号"), *rows)}))
    shown = desk("import", "check", file)
    assert shown.out.count("教室编号 “bad id”") == 50
    assert "and 20 more problems; name a file with --report" in shown.out
    report = tmp_path / "all.csv"
    desk("import", "check", file, "--report", str(report))
    assert report.read_text(encoding="utf-8-sig").count("bad id") == 70
    assert "is there already" in desk("import", "check", file, "--report", str(report)).err


def test_the_template_is_written_once_and_reads_well(desk: Run, tmp_path: Path) -> None:
    for name in ("form.xlsx", "form"):
        path = str(tmp_path / name)
        assert desk("import", "template", path).code == 0
        assert "is there already" in one_sentence(desk("import", "template", path))
        checked = desk("import", "check", path)
        assert checked.code == 0
        assert "Passed by 14 example rows." in checked.out


def test_what_is_no_register_file_is_one_sentence(desk: Run, tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_text("no workbook")
    assert "damaged or locked" in one_sentence(desk("import", "check", str(tmp_path / "a.xlsx")))
    assert "cannot be read" in one_sentence(desk("import", "load", str(tmp_path / "nowhere.xlsx")))


def test_the_other_commands_start_without_the_libraries_for_workbooks_and_pdf() -> None:
    asked = "import sys, app.cli; print(sorted({'openpyxl', 'reportlab', 'PIL'} & set(sys.modules)))"
    ended = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert ended.stdout.strip() == "[]"
