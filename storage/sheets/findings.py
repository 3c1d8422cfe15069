"""What is wrong with a file, as lines for a terminal and as a table for whoever mends it."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from desk.filing import Problem
from storage.sheets.columns import FORMS, heading_of
from storage.sheets.safe_cells import write_csv

_HEAD = ("表 sheet", "行 row", "列 column", "内容 value", "问题与办法", "what is wrong, what to do")


def lines_of(problem: Problem) -> Iterator[str]:
    """Where and what stands there, the sentence in Chinese, then in English."""
    row = f" 第{problem.row}行" if problem.row else ""
    field = f" {heading_of(problem.sheet, problem.field)}" if problem.field else ""
    value = f" “{problem.value}”" if problem.value else ""
    yield f"{sheet_name(problem.sheet)}{row}{field}{value}：{problem.words.zh}。"
    yield f"    {problem.words.en}."


def write_report(path: Path, problems: Iterable[Problem]) -> None:
    """Every problem, one a row. Never over a file that is there: raises FileExistsError."""
    write_csv(path, [_HEAD, *map(_cells, problems)])


def sheet_name(sheet: str) -> str:
    """The sheet's Chinese name; an unknown one as it is written."""
    return next((form.zh for form in FORMS if form.sheet == sheet), sheet)


def _cells(problem: Problem) -> tuple[object, ...]:
    words = problem.words
    heading = heading_of(problem.sheet, problem.field)
    return sheet_name(problem.sheet), problem.row or "", heading, problem.value, words.zh, words.en
