"""One cell to one value. People's spreadsheets are forgiven what is certain (full-width digits, 302.0, 2024/3/1), never more."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import TypeVar

from desk.filing import Wrong
from desk.filling import near
from desk.people import account_of
from storage.sheets.safe_cells import told

T = TypeVar("T")

LONGEST_ID = 40
LONGEST_CODE = 62
LONGEST_TEXT = 80
_ID = re.compile(rf"[A-Za-z0-9_-]{{1,{LONGEST_ID}}}")
_ROOM_ID = re.compile(rf"[A-Za-z0-9_-]{{1,{LONGEST_CODE}}}")
_CODE = re.compile(rf"[A-Za-z0-9-]{{1,{LONGEST_CODE}}}")
_WHOLE = re.compile(r"(\d+)\.0+")
_CUT = re.compile(r"\d(?:\.\d+)?[Ee]\+?\d+")
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−", "-"))
_WIDE = str.maketrans(
    {
        chr(code): chr(code - 0xFEE0)
        for span in ("０９", "ＡＺ", "ａｚ")
        for code in range(ord(span[0]), ord(span[1]) + 1)
    }
    | {"\u3000": " ", "\u00a0": " ", "\u200b": "", "\ufeff": "", "\u200e": "", "\u202c": "", "\u202d": ""}
)
_LIST = re.compile(r"[,，、;；\n]+")
_EPOCH = date(1899, 12, 30)  # day 0 of spreadsheets
_SERIALS = range(20_000, 80_000)  # 1954 to 2119
_DATES = (r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})", r"(\d{4})年(\d{1,2})月(\d{1,2})日?", r"(\d{4})(\d\d)(\d\d)")
_PHONE = re.compile(r"\+?\d(?:[\d-]{3,18})\d")


class Unreadable(Exception):
    """A cell that means nothing in its column. `wrong` says why and what to do."""

    def __init__(self, wrong: Wrong, near: str = "", other: str = "") -> None:
        """`near` is what was probably meant."""
        super().__init__(wrong)
        self.wrong = wrong
        self.near = near
        self.other = other


def plain(cell: object) -> str:
    """A cell's text on one line: full-width digits, letters and blanks as ordinary ones, whole numbers without their `.0`."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "1" if cell else "0"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    if isinstance(cell, datetime | date):
        return cell.isoformat()
    return _line(str(cell))


@lru_cache(maxsize=4096)
def _line(words: str) -> str:
    """Kept, because the same schools and kinds stand in tens of thousands of rows."""
    words = " ".join(told(words).translate(_WIDE).split())
    return whole[1] if (whole := _WHOLE.fullmatch(words)) else words


def text(cell: object) -> str:
    """Words of at most LONGEST_TEXT characters. Control characters, which no cell should hold, are left out."""
    words = plain(cell)
    if not words.isprintable():
        words = "".join(char for char in words if unicodedata.category(char)[0] != "C")
    if len(words) > LONGEST_TEXT:
        raise Unreadable(Wrong.TOO_LONG, other=str(LONGEST_TEXT))
    return words


def identifier(cell: object) -> str:
    """The id of a school or a person."""
    return _id(cell, _ID, LONGEST_ID)


def room_id(cell: object) -> str:
    """The id of a room: fits behind `r_` in a link."""
    return _id(cell, _ROOM_ID, LONGEST_CODE)


def device_code(cell: object) -> str:
    """The code on a sticker: fits behind `d_` in a link."""
    return _id(cell, _CODE, LONGEST_CODE)


def names(cell: object) -> tuple[str, ...]:
    """Several words, parted by commas of either script or semicolons; each once, in order."""
    return tuple(
        dict.fromkeys(
            word for part in _LIST.split(told(str(cell or ""))) if (word := text(_number(part, cell)))
        )
    )


def identifiers(cell: object) -> tuple[str, ...]:
    """Several ids."""
    return tuple(identifier(word) for word in names(cell))


def phone(cell: object) -> str:
    """Digits, with dashes as they were written; `+86` is dropped. A number that a spreadsheet made a float is put right."""
    words = _uncut(unicodedata.normalize("NFKC", plain(cell)))
    words = re.sub(r"[\s()]", "", words.translate(_DASHES)).removeprefix("+86").lstrip("-")
    words = re.sub(r"(?<=\d)(?:转|ext\.?|#)(?=\d)", "-", words)  # an extension
    digits = words.replace("-", "").removeprefix("+")
    if re.fullmatch(r"861[3-9]\d{9}", digits):
        words = digits = digits[2:]
    mobile = re.match(r"1[3-9]", digits) is not None
    if not _PHONE.fullmatch(words) or not 5 <= len(digits) <= 18 or (mobile and len(digits) != 11):
        raise Unreadable(Wrong.PHONE)
    return digits if mobile else words


def account(cell: object) -> str:
    """What another sign-in calls somebody; an e-mail address in small letters, which is how it is compared."""
    words = _uncut(text(cell))
    if " " in words:
        raise Unreadable(Wrong.ACCOUNT)
    return account_of(words)


def day(cell: object) -> date:
    """A date as a spreadsheet keeps it, as its day number, or written in one of the usual ways."""
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    words = unicodedata.normalize("NFKC", plain(cell)).split("T")[0].removesuffix(" 00:00:00")
    if re.fullmatch(r"\d{5}", words) and int(words) in _SERIALS:
        return _EPOCH + timedelta(days=int(words))
    for form in _DATES:
        if parts := re.fullmatch(form, words.replace(" ", "")):
            try:
                return date(int(parts[1]), int(parts[2]), int(parts[3]))
            except ValueError as problem:
                raise Unreadable(Wrong.DATE) from problem
    raise Unreadable(Wrong.DATE)


def choice(cell: object, choices: Mapping[str, T]) -> T:
    """One of a list, by any of its words, whatever their case. Raises Unreadable with the nearest."""
    word = plain(cell)
    found = choices.get(word) or choices.get(word.casefold().replace(" ", "_").replace("-", "_"))
    if found is None:
        likely = near(word, choices) or _containing(word, choices)
        raise Unreadable(Wrong.NO_SUCH_CHOICE, _listed(choices, choices.get(likely)))
    return found


def several(cell: object, choices: Mapping[str, T]) -> tuple[T, ...]:
    """Some of a list."""
    return tuple(dict.fromkeys(choice(word, choices) for word in names(cell)))


def _id(cell: object, form: re.Pattern[str], longest: int) -> str:
    words = _uncut(unicodedata.normalize("NFKC", plain(cell)).translate(_DASHES))
    if not form.fullmatch(words):
        raise Unreadable(Wrong.SHAPE, other=str(longest))
    return words


def _uncut(words: str) -> str:
    """A number in scientific form: whole when nothing of it is lost."""
    if not _CUT.fullmatch(words):
        return words
    try:
        number = Decimal(words)
    except InvalidOperation as problem:
        raise Unreadable(Wrong.CUT_NUMBER) from problem
    if number.adjusted() > LONGEST_CODE:
        raise Unreadable(Wrong.CUT_NUMBER)  # before it is written out: 1E+999999999 would fill the memory
    written = len(re.sub(r"[Ee].*|\D", "", words))
    if number != number.to_integral_value() or written < len(str(int(number))):
        raise Unreadable(Wrong.CUT_NUMBER)
    return str(int(number))


def _number(part: str, cell: object) -> object:
    """A single number stays one, so that 302.0 reads as 302."""
    return cell if isinstance(cell, int | float) else part


def _listed(choices: Mapping[str, T], meant: T | None) -> str:
    """The word of the drop-down for a code: its first."""
    return next((word for word, code in choices.items() if code == meant), "")


def _containing(word: str, choices: Mapping[str, object]) -> str:
    return next((known for known in choices if word and (word in known or known in word)), "")
