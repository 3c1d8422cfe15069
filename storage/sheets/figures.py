"""Tables of figures as a workbook: a sheet for each, numbers as numbers, every word a text that no spreadsheet works out."""

import io
import re
from collections.abc import Sequence
from typing import Any

from storage.sheets.safe_cells import safe
from usecases.statistics_ports import Table

_LONGEST_NAME = 31
_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\]")
_UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_WIDEST = 60


def workbook(tables: Sequence[Table]) -> bytes:
    """An .xlsx with one sheet for each table, at least one: a workbook without any cannot be opened."""
    from openpyxl import Workbook  # noqa: PLC0415  # loaded for workbooks only: a third of a second

    book = Workbook()
    book.remove(book.active)
    for table in tables:
        sheet = book.create_sheet(_NOT_IN_NAMES.sub(" ", table.title)[:_LONGEST_NAME])
        for row in (table.head, *table.rows):
            _line(sheet, row)
        sheet.freeze_panes = "A2"
        for column in sheet.columns:
            longest = max(_width(str(cell.value)) for cell in column)
            sheet.column_dimensions[column[0].column_letter].width = min(longest + 2, _WIDEST)
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def _line(sheet: Any, row: Sequence[str | int | float]) -> None:
    words = [isinstance(cell, str) for cell in row]
    sheet.append([safe(_UNSEEN.sub("", cell)) if isinstance(cell, str) else cell for cell in row])
    for cell, is_words in zip(sheet[sheet.max_row], words, strict=True):
        if is_words:
            cell.data_type = "s"  # never a formula, whatever stands there
            cell.number_format = "@"


def _width(words: str) -> int:
    """In Latin characters: Chinese ones are twice as wide."""
    return sum(2 if ord(letter) >= 0x2E80 else 1 for letter in words)
