"""Register files for tests: a workbook or a folder of CSVs from plain rows. Everybody in them is made up."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from openpyxl import Workbook

Rows = Sequence[Sequence[object]]

SCHOOLS: Rows = (
    ("学校编号", "学校名称", "合同", "热线", "别名"),
    ("hu1", "湖畔第一小学", "changge", "0000-0011", "湖一小，湖小"),
    ("hu2", "湖畔第二中学", "gangbei", "", ""),
)
ROOMS: Rows = (
    ("学校编号", "教室名称", "教室编号", "别名"),
    ("hu1", "三年级2班", "hu1-302", "302"),
    ("hu1", "微机室", "", "机房"),
    ("hu2", "初一1班", "hu2-101", 101.0),
)
DEVICES: Rows = (
    ("设备编号", "学校编号", "设备类别", "教室", "移交日期"),
    ("HU1-302-SB", "hu1", "一体机", "三年级2班", "2026-03-01"),
    ("HU1-LAB-NW", "hu1", "network", "机房", None),
)
PEOPLE: Rows = (
    ("人员编号", "姓名", "角色", "级别", "学校编号", "电话"),
    ("hu-t1", "柳老师", "老师", "", "hu1", 13800000021.0),
    ("hu-e1", "杨工", "工程师", "一线", "hu1，hu2", "138 0000 0022"),
    ("hu-s1", "梅主任", "主管", "", "", "13800000023"),
)
SHIFTS: Rows = (
    ("人员编号", "开始", "结束", "星期"),
    ("hu-e1", "08:00", "18:00", "1-5"),
)
LAKESIDE: Mapping[str, Rows] = {
    "学校": SCHOOLS,
    "教室": ROOMS,
    "设备": DEVICES,
    "人员": PEOPLE,
    "值班": SHIFTS,
}
"""A small register without a mistake."""


SECOND_ENGINEER = ("hu-e2", "柏工", "工程师", "一线", "", "")
WITH_TURNS: Mapping[str, Rows] = {
    "学校": SCHOOLS,
    "教室": ROOMS,
    "人员": (*PEOPLE, SECOND_ENGINEER),
    "值班组": (
        ("值班组编号", "值班组名称", "级别", "学校编号"),
        ("lake-1st", "湖畔一线", "一线", "hu1，hu2"),
    ),
    "轮班": (
        ("值班组编号", "顺序", "人员编号", "每班多长", "交班时间", "起始日期"),
        ("lake-1st", 1, "hu-e1，hu-e2", "周", "18:00", "2026-09-14"),
        ("lake-1st", 2.0, "hu-e2，hu-e1", "", "", ""),
    ),
}
"""The same schools with two engineers who take weekly turns, handed over on Monday at six in the evening."""


def workbook(path: Path, sheets: Mapping[str, Rows]) -> Path:
    """An XLSX of these sheets; a text that begins with `=` becomes a formula, as in Excel."""
    book = Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    book.save(path)
    return path


def folder(path: Path, sheets: Mapping[str, Rows], encoding: str = "utf-8-sig") -> Path:
    """A CSV for each sheet."""
    path.mkdir()
    for name, rows in sheets.items():
        lines = (",".join(f'"{"" if cell is None else cell}"' for cell in row) for row in rows)
        (path / f"{name}.csv").write_bytes("\r\n".join(lines).encode(encoding))
    return path


def with_row(sheet: str, *cells: object) -> dict[str, Rows]:
    """The small register with one more row at the end of a sheet."""
    return {**LAKESIDE, sheet: (*LAKESIDE[sheet], cells)}
