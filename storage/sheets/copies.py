"""A person's copy of their data as a workbook: a sheet for each kind of row, every cell text (S08)."""

import io
import json
import re
from collections.abc import Sequence
from typing import Any

from storage.sheets.safe_cells import safe
from usecases.privacy_ports import Copy

_LONGEST = 32_000  # characters a cell can hold, with some to spare
_UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_NOT_HERE = ("media", "content")
"""The bytes of pictures: they are in the JSON file."""


def workbook(copy: Copy) -> bytes:
    """An .xlsx. Tables without a row of theirs are listed on the first sheet and have none of their own."""
    from openpyxl import Workbook  # noqa: PLC0415  # loaded for workbooks only: a third of a second

    book = Workbook()
    first = book.active
    first.title = "说明 about"
    _line(first, ("个人信息副本 copy of personal data", copy.person, copy.made_at.isoformat()))
    _line(first, ("表 table", "条数 rows", "列 columns"))
    for name, columns in copy.columns.items():
        rows = copy.tables[name]
        _line(first, (name, str(len(rows)), ", ".join(columns)))
        if rows:
            shown = [column for column in columns if (name, column) != _NOT_HERE]
            sheet = book.create_sheet(name[:31])
            _line(sheet, shown)
            for row in rows:
                _line(sheet, [_text(row[column]) for column in shown])
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def _line(sheet: Any, cells: Sequence[str]) -> None:
    sheet.append([safe(_UNSEEN.sub("", cell)[:_LONGEST]) for cell in cells])
    for cell in sheet[sheet.max_row]:
        cell.data_type = "s"  # never a formula, whatever stands there
        cell.number_format = "@"


def _text(value: object) -> str:
    if isinstance(value, str):
        return value
    return "" if value is None else json.dumps(value, ensure_ascii=False)
