"""Files of tables: one XLSX, one CSV, or a folder of CSVs. Gives cells as they are; what they mean is `storage.sheets.reading`'s part."""

import csv
import io
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from zipfile import BadZipFile, ZipFile

MOST_BYTES = 100_000_000
MOST_UNPACKED = 1_000_000_000
"""Of one workbook. 50,000 devices are 2 MB, 20 MB unpacked; a file that unpacks to more was made to hurt."""

Cells = Sequence[object]


class TableError(Exception):
    """The file cannot be read as tables; the text says what to do."""


@dataclass(frozen=True, slots=True)
class Table:
    """One sheet: its name and its rows with their numbers, from 1. Read the rows before asking for the next table."""

    name: str
    rows: Iterator[tuple[int, Cells]]


def tables(path: Path) -> Iterator[Table]:
    """Every sheet of the file or folder. Raises TableError."""
    try:
        if path.is_dir():
            yield from _folder(path)
        elif path.suffix.casefold() in (".xlsx", ".xlsm"):
            yield from _workbook(path)
        elif path.suffix.casefold() == ".csv":
            yield _csv(path)
        else:
            raise TableError(
                f"{path} is neither .xlsx, .csv nor a folder of .csv files; save it as one of these (an old .xls as .xlsx)."
            )
    except OSError as problem:
        raise TableError(f"{path} cannot be read: {problem.strerror or problem}.") from problem


def _folder(path: Path) -> Iterator[Table]:
    files = sorted(
        file for file in path.iterdir() if file.suffix.casefold() == ".csv" and not file.name.startswith(".")
    )
    if not files:
        raise TableError(f"{path} holds no .csv files; `chalkline import template {path}` writes them.")
    for file in files:
        yield _csv(file)


def _csv(path: Path) -> Table:
    if path.stat().st_size > MOST_BYTES:
        raise TableError(f"{path} is larger than {MOST_BYTES // 1_000_000} MB; split it.")
    words = _decoded(path)
    first = words.split("\n", 1)[0]
    delimiter = max(",\t;", key=first.count)
    return Table(path.stem, _numbered(path, words, delimiter))


def _numbered(path: Path, words: str, delimiter: str) -> Iterator[tuple[int, Cells]]:
    """A row is numbered as a spreadsheet shows it, also when a cell holds line breaks."""
    rows = csv.reader(io.StringIO(words, newline=""), delimiter=delimiter)
    try:
        yield from enumerate(rows, start=1)
    except csv.Error as problem:
        raise TableError(
            f"{path}, line {rows.line_num}: {problem}; save it as CSV UTF-8 once more."
        ) from problem


def _decoded(path: Path) -> str:
    """UTF-8 with or without its mark, or what Chinese Excel saves (GB18030)."""
    content = path.read_bytes()
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise TableError(f"{path} is UTF-16; save it as CSV UTF-8.")
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            words = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in words:
            return words
    raise TableError(f"{path} is neither UTF-8 nor GB18030 text; save it as CSV UTF-8.")


def _workbook(path: Path) -> Iterator[Table]:
    from openpyxl import load_workbook  # noqa: PLC0415  # loaded for workbooks only: a third of a second
    from openpyxl.utils.exceptions import InvalidFileException  # noqa: PLC0415  # as above

    _refuse_bombs(path)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl speaks of drop-downs and styles it leaves out
            book = load_workbook(path, read_only=True, data_only=False, keep_links=False)
    except (InvalidFileException, BadZipFile, KeyError, ValueError, SyntaxError) as problem:
        raise TableError(
            f"{path} is no workbook that can be read ({problem}); save it as .xlsx once more."
        ) from problem
    try:
        for sheet in book.worksheets:
            sheet.reset_dimensions()  # what the file says of its size may be wrong, and then rows would be missing
            yield Table(sheet.title, enumerate(sheet.iter_rows(values_only=True), start=1))
    except (BadZipFile, KeyError, ValueError, SyntaxError) as problem:
        raise TableError(f"{path} breaks off ({problem}); save it as .xlsx once more.") from problem
    finally:
        book.close()


def _refuse_bombs(path: Path) -> None:
    """A workbook is a ZIP file, and a small one can unpack to more than there is memory."""
    if path.stat().st_size > MOST_BYTES:
        raise TableError(f"{path} is larger than {MOST_BYTES // 1_000_000} MB; split it.")
    try:
        with ZipFile(path) as packed:
            unpacked = sum(part.file_size for part in packed.infolist())
    except BadZipFile as problem:
        raise TableError(
            f"{path} is no .xlsx workbook, or it is damaged or locked with a password; save it as .xlsx without one."
        ) from problem
    if unpacked > MOST_UNPACKED:
        raise TableError(
            f"{path} unpacks to {unpacked // 1_000_000} MB, which no register needs; it is refused."
        )
