"""The empty register to fill in: one workbook with drop-downs, or a folder of CSV files."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from storage.sheets.columns import FORMS, Column, Form
from storage.sheets.safe_cells import safe, write_csv

_LAST_ROW = 60_000
_BLUE, _YELLOW = "DDEBF7", "FFF2CC"
_GUIDE = (
    "一行一条：学校、教室、设备、人员、值班、值班组、轮班各一张表，顺序不限，列的顺序也不限。",
    "One entry a row; the order of the columns does not matter.",
    "黄色列必填，其余可空。编号一旦用了就不要改：系统靠它认出是同一条。",
    "Yellow columns are needed. Keep an id once it is used: by it an entry is known again.",
    "以 example- 开头的示例行会被跳过，可以留着，也可以删掉。",
    "The example rows (ids that begin with example-) are passed by; leave them or delete them.",
    "不要用公式；电话和编号列请设为“文本”。下拉列表里的词也可以手写，近义词也认得。",
    "No formulas; make columns of numbers and ids text. The words of the lists may be typed.",
    "先检查（什么都不写）：chalkline import check 文件.xlsx；再录入：chalkline import load 文件.xlsx。",
    "Check first (nothing is written), then load. What the file does not name is left alone.",
    "值班表里出现的人，其班次整体换成表里的；没出现的人不变。",
    "The shifts of everybody whom 值班 names are replaced; other people's stay.",
    "固定的每周班次填“值班”；轮着来的填“值班组”和“轮班”，一班一行，主班在前。写到的组，轮换整套换掉。",
    "Turns that change hands go into 值班组 and 轮班, a row for each place of the ring. The ring of a named team is replaced.",
    "文件里有电话号码：请妥善保管，不要发到群里。",
    "The file holds telephone numbers: keep it safe.",
)


def write_template(path: Path) -> tuple[Path, ...]:
    """The workbook for a name in `.xlsx`, else a folder with one CSV for each sheet; what was written. Never over a file that is
    there: raises FileExistsError.
    """
    if path.suffix.casefold() == ".xlsx":
        if path.exists():
            raise FileExistsError(path)
        _workbook().save(path)
        return (path,)
    path.mkdir(parents=True, exist_ok=True)
    files = tuple((path / f"{form.zh}.csv", _lines(form)) for form in FORMS)
    for file, _ in files:
        if file.exists():
            raise FileExistsError(file)
    for file, lines in files:
        write_csv(file, lines)
    return tuple(file for file, _ in files)


def _lines(form: Form) -> list[list[str]]:
    columns = form.columns
    return [
        [column.zh for column in columns],
        [column.en for column in columns],
        *([column.examples[number] for column in columns] for number in (0, 1)),
    ]


def _workbook() -> Any:
    book = Workbook()
    book.remove(book.active)
    for form in FORMS:
        _fill(book.create_sheet(form.zh), form)
    guide = book.create_sheet("说明")
    guide.column_dimensions["A"].width = 110
    for line in _GUIDE:
        guide.append([line])
    return book


def _fill(sheet: Any, form: Form) -> None:
    for number, line in enumerate(_lines(form), start=1):
        sheet.append([safe(cell) for cell in line])
        for cell in sheet[number]:
            cell.number_format = "@"
    sheet.freeze_panes = "A3"
    for place, column in enumerate(form.columns, start=1):
        _dress(sheet, place, column)


def _dress(sheet: Any, place: int, column: Column) -> None:
    """Colours, the hint as a comment, text as the format of what is typed, the drop-down."""
    letter = get_column_letter(place)
    fill = PatternFill("solid", fgColor=_YELLOW if column.required else _BLUE)
    for row, bold in ((1, True), (2, False)):
        cell = sheet.cell(row, place)
        cell.font, cell.fill = Font(bold=bold, italic=not bold), fill
    if column.hint:
        sheet.cell(1, place).comment = Comment(column.hint, "Chalkline", height=80, width=260)
    sheet.column_dimensions[letter].width = max(14, 2 * max(map(len, (column.zh, *column.examples))) + 2)
    sheet.column_dimensions[letter].number_format = "@"
    if column.offers:
        sheet.add_data_validation(_offer(column.offers, f"{letter}3:{letter}{_LAST_ROW}"))


def _offer(words: Sequence[str], cells: str) -> DataValidation:
    """A list to pick from; other words are warned of, not refused, as synonyms are known too."""
    listed = DataValidation(
        type="list", formula1='"' + ",".join(words) + '"', allow_blank=True, errorStyle="warning"
    )
    listed.add(cells)
    return listed
