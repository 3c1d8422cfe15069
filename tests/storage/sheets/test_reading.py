"""A whole file: XLSX and CSV in the encodings people have, headings in any order, formulas, and files that are none."""

from pathlib import Path

import pytest
from openpyxl import load_workbook

from desk.filing import Sheet, Wrong
from desk.reading import DeviceClass
from storage.sheets import tables
from storage.sheets.columns import FORMS
from storage.sheets.findings import lines_of, write_report
from storage.sheets.reading import Reading, read_register
from storage.sheets.safe_cells import safe, told, write_csv
from storage.sheets.tables import TableError
from storage.sheets.template import write_template
from tests.kit.workbooks import LAKESIDE, folder, with_row, workbook


def found(reading: Reading) -> list[tuple[str, int, str, Wrong]]:
    return [(one.sheet, one.row, one.field, one.wrong) for one in reading.problems]


def test_a_workbook_and_its_csv_files_say_the_same(tmp_path: Path) -> None:
    book = read_register(workbook(tmp_path / "a.xlsx", LAKESIDE))
    assert book.problems == []
    assert len(book.rows) == 2 + 3 + 2 + 3 + 1
    for encoding in ("utf-8", "utf-8-sig", "gb18030"):
        lines = read_register(folder(tmp_path / encoding, LAKESIDE, encoding))
        assert lines.problems == []
        key = lambda row: (row.sheet, row.number)  # noqa: E731  # two lists, one order
        assert sorted(lines.rows, key=key) == sorted(book.rows, key=key)


def test_headings_may_be_english_starred_and_in_any_order_and_notes_are_passed_by(tmp_path: Path) -> None:
    rows = (("备注", "Contract", "name *", "School ID（必填）"), ("new", "changge", "湖畔小学", "hu1"))
    reading = read_register(workbook(tmp_path / "a.xlsx", {"schools": rows}))
    assert reading.problems == []
    assert reading.rows[0].fields == {"contract": "changge", "name": "湖畔小学", "id": "hu1"}


def test_a_column_that_is_not_there_is_not_spoken_of(tmp_path: Path) -> None:
    reading = read_register(workbook(tmp_path / "a.xlsx", LAKESIDE))
    school = next(row for row in reading.rows if row.sheet is Sheet.SCHOOLS)
    assert "has" not in school.fields
    assert school.fields["aliases"] == ("湖一小", "湖小")


def test_an_empty_cell_empties_its_field_but_a_language_stays_as_it_is(tmp_path: Path) -> None:
    rows = (
        ("人员编号", "姓名", "角色", "电话", "语言"),
        ("hu-t1", "柳", "老师", "", ""),
        ("hu-t2", "梅", "老师", "", "英文"),
    )
    first, second = read_register(workbook(tmp_path / "a.xlsx", {"人员": rows})).rows
    assert first.fields["phone"] == ""
    assert "lang" not in first.fields
    assert second.fields["lang"] == "en"


def test_every_problem_is_named_at_once_with_row_column_and_value(tmp_path: Path) -> None:
    sheets = with_row("设备", "HU1 302", "hu1", "投影义", "三年级2班", "2026-13-01")
    sheets["人员"] = (*sheets["人员"], ("hu-t2", "=A1", "老师", "", "hu1", "1380000"))
    reading = read_register(workbook(tmp_path / "a.xlsx", sheets))
    assert found(reading) == [
        ("devices", 4, "code", Wrong.SHAPE),
        ("devices", 4, "kind", Wrong.NO_SUCH_CHOICE),
        ("devices", 4, "handed_over_on", Wrong.DATE),
        ("people", 5, "name", Wrong.FORMULA),
        ("people", 5, "phone", Wrong.PHONE),
    ]
    told_of = "\n".join(lines_of(reading.problems[1]))
    assert "设备 第4行 设备类别 “投影义”" in told_of
    assert "您是不是想填“投影仪”" in told_of
    assert "Did you mean “投影仪”" in told_of


def test_columns_that_are_unknown_missing_or_double_are_named(tmp_path: Path) -> None:
    sheets = {
        "学校": (("学校编号", "学校名称", "合同", "热线电活"), ("hu1", "湖畔", "changge", "")),
        "教室": (("学校编号", "楼栋"), ("hu1", "A")),
        "人员": (("人员编号", "姓名", "角色", "手机", "电话"), ("t", "柳", "老师", "", "")),
        "Sheet1": (("whatever",),),
        "说明": (("whatever",),),
        "空白": (),
    }
    reading = read_register(workbook(tmp_path / "a.xlsx", sheets))
    assert found(reading) == [
        ("schools", 1, "热线电活", Wrong.UNKNOWN_COLUMN),
        ("rooms", 1, "name", Wrong.MISSING_COLUMN),
        ("people", 1, "phone", Wrong.DOUBLE_COLUMN),
        ("Sheet1", 0, "", Wrong.UNKNOWN_SHEET),
    ]
    assert reading.problems[0].near == "热线"


def test_what_is_no_table_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "old.xls").write_bytes(b"\xd0\xcf\x11\xe0")
    (tmp_path / "fake.xlsx").write_bytes(b"not a workbook")
    (tmp_path / "学校.csv").write_bytes("学校编号,学校名称".encode("utf-16"))
    (tmp_path / "教室.csv").write_bytes(b"\x00\xff\xfe\x80")
    (tmp_path / "empty").mkdir()
    for name, told_of in (
        ("old.xls", "save it as one of these"),
        ("fake.xlsx", "damaged or locked"),
        ("学校.csv", "CSV UTF-8"),
        ("教室.csv", "neither UTF-8 nor GB18030"),
        ("empty", "holds no .csv files"),
        ("nowhere.xlsx", "cannot be read"),
    ):
        with pytest.raises(TableError, match=told_of):
            read_register(tmp_path / name)


def test_a_workbook_that_unpacks_to_more_than_memory_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    book = workbook(tmp_path / "a.xlsx", LAKESIDE)
    monkeypatch.setattr(tables, "MOST_UNPACKED", 100)
    with pytest.raises(TableError, match="unpacks to"):
        read_register(book)


@pytest.mark.parametrize("name", ["form.xlsx", "form"])
def test_the_template_is_read_without_a_problem_and_its_examples_are_passed_by(
    tmp_path: Path, name: str
) -> None:
    written = write_template(tmp_path / name)
    assert all(path.exists() for path in written)
    reading = read_register(tmp_path / name)
    assert (reading.rows, reading.problems, reading.examples) == ([], [], 2 * len(FORMS))
    with pytest.raises(FileExistsError):
        write_template(tmp_path / name)


def test_the_examples_themselves_are_good_rows(tmp_path: Path) -> None:
    write_template(tmp_path / "form")
    for path in (tmp_path / "form").iterdir():
        path.write_text(path.read_text(encoding="utf-8-sig").replace("example-", "real-"), encoding="utf-8")
    reading = read_register(tmp_path / "form")
    assert (reading.problems, len(reading.rows)) == ([], 2 * len(FORMS))


def test_no_cell_we_write_is_a_formula(tmp_path: Path) -> None:
    for words in ("=1+1", "+86 1", "-1", "@x", "\t=1", "  =1"):
        assert safe(words) == f"'{words}"
        assert told(safe(words)) == words
    assert safe("O'Neil") == told("O'Neil") == "O'Neil"
    write_csv(tmp_path / "a.csv", [["=cmd|x", "三"]], private=True)
    assert (tmp_path / "a.csv").read_bytes() == "\ufeff'=cmd|x,三\r\n".encode()
    assert (tmp_path / "a.csv").stat().st_mode & 0o777 == 0o600
    with pytest.raises(FileExistsError):
        write_csv(tmp_path / "a.csv", [])


def test_the_report_names_every_problem_and_holds_no_formula(tmp_path: Path) -> None:
    sheets = with_row("人员", "hu-t9", "=HYPERLINK(1)", "老师", "", "hu1", "+86 1")
    reading = read_register(workbook(tmp_path / "a.xlsx", sheets))
    write_report(tmp_path / "report.csv", reading.problems)
    lines = (tmp_path / "report.csv").read_text(encoding="utf-8-sig").splitlines()
    assert len(lines) == 1 + len(reading.problems) == 3
    assert lines[1].startswith("人员,5,姓名,'=HYPERLINK(1),")
    assert lines[2].startswith("人员,5,电话,'+86 1,")


def test_rows_are_numbered_as_the_spreadsheet_shows_them_and_counted_as_they_are_read(tmp_path: Path) -> None:
    gap: tuple[object, ...] = ()
    sheets = {
        "学校": (gap, LAKESIDE["学校"][0], gap, gap, ("hu1", "湖畔", "changge", "1")),
        "教室": LAKESIDE["教室"],
    }
    ticks: list[tuple[str, int]] = []
    reading = read_register(
        workbook(tmp_path / "a.xlsx", sheets), lambda name, count: ticks.append((name, count))
    )
    assert found(reading) == [("schools", 5, "hotline", Wrong.PHONE)]
    assert ticks == [("学校", 1), ("教室", 3)]
    (tmp_path / "学校.csv").write_text(
        '学校编号;学校名称;合同\r\nhu1;"湖\r\n畔";changge\r\n;x;y\r\n', encoding="utf-8"
    )
    lines = read_register(tmp_path / "学校.csv")
    assert lines.rows[0].fields["name"] == "湖 畔"
    assert found(lines) == [("schools", 3, "id", Wrong.EMPTY)]


def test_the_workbook_offers_lists_for_classes_roles_and_tiers_and_explains_its_headings(
    tmp_path: Path,
) -> None:
    write_template(tmp_path / "form.xlsx")
    book = load_workbook(tmp_path / "form.xlsx")
    assert book.sheetnames == ["学校", "教室", "设备", "人员", "值班", "值班组", "轮班", "说明"]
    lists = {
        (sheet.title, sheet[f"{cells.sqref}".split(":")[0].rstrip("0123456789") + "1"].value): cells.formula1
        for sheet in book
        for cells in sheet.data_validations.dataValidation
    }
    assert set(lists) == {
        ("设备", "设备类别"),
        ("人员", "角色"),
        ("人员", "级别"),
        ("人员", "语言"),
        ("值班", "级别"),
        ("值班组", "级别"),
        ("值班组", "抢单"),
        ("值班组", "不分主备"),
    }
    assert lists["人员", "角色"] == '"老师,工程师,主管"'
    assert lists["设备", "设备类别"].count(",") == len(DeviceClass) - 1
    assert all(len(words) <= 255 for words in lists.values()), "spreadsheets take no longer list"
    assert [cell.value for cell in book["教室"][2]] == [
        "school_id",
        "name",
        "room_id",
        "aliases",
        "building",
        "switch",
    ]
    assert all(cell.comment for cell in book["教室"][1])
