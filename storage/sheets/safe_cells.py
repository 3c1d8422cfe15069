"""Cells that no spreadsheet takes for a formula: what begins with one of `= + - @` gets an apostrophe, and loses it when read."""

import csv
import os
from collections.abc import Iterable, Sequence
from pathlib import Path

_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def safe(cell: object) -> str:
    """The text of a cell; a spreadsheet shows it as it is and works nothing out of it."""
    words = "" if cell is None else str(cell)
    return f"'{words}" if words.lstrip(" ").startswith(_STARTS) else words


def told(words: str) -> str:
    """What `safe` was given."""
    return words[1:] if words.startswith("'") and words[1:].lstrip(" ").startswith(_STARTS) else words


def write_csv(path: Path, rows: Iterable[Sequence[object]], *, private: bool = False) -> None:
    """A table for Excel (UTF-8 with its mark, CRLF), every cell safe. Never over a file that is there: raises FileExistsError.
    A `private` one is readable by its owner alone.
    """
    mode = 0o600 if private else 0o666
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with os.fdopen(handle, "w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows([safe(cell) for cell in row] for row in rows)
