"""`chalkline import …`: the template, the dry run, all or nothing, and a second time that changes nothing."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from pysqlite3 import dbapi2

from tests.app.terminal import Run, one_sentence
from tests.kit.workbooks import LAKESIDE, folder, with_row, workbook


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
        assert "Passed by 10 example rows." in checked.out


def test_what_is_no_register_file_is_one_sentence(desk: Run, tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_text("no workbook")
    assert "damaged or locked" in one_sentence(desk("import", "check", str(tmp_path / "a.xlsx")))
    assert "cannot be read" in one_sentence(desk("import", "load", str(tmp_path / "nowhere.xlsx")))


def test_the_other_commands_start_without_the_libraries_for_workbooks_and_pdf() -> None:
    asked = "import sys, app.cli; print(sorted({'openpyxl', 'reportlab', 'PIL'} & set(sys.modules)))"
    ended = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert ended.stdout.strip() == "[]"
