"""The few marks that a paper may hold, read from a rendered template: headings, paragraphs, lists and plain tables.

Everything else is refused. Text has been escaped by the template and is plain text again from here on: neither a PDF nor
a Word file is ever given markup that a person wrote.
"""

import unicodedata
from dataclasses import dataclass, field
from html.parser import HTMLParser

MARKS = frozenset({"h1", "h2", "p", "ul", "li", "table", "tr", "th", "td", "br"})
_ATTRIBUTES = {"table": {"cols"}, "th": {"colspan"}, "td": {"colspan"}, "p": {"class"}}
_CLASSES = {"small", "centre"}
_UNSEEN = ("Cc", "Cf", "Cs", "Co", "Cn")


class NotAPage(ValueError):
    """A template makes something a paper cannot hold. `mark` is what to look for in it."""

    def __init__(self, reason: str, mark: str = "") -> None:
        """Say what, and what to use instead."""
        super().__init__(reason)
        self.mark = mark


@dataclass(frozen=True, slots=True)
class Line:
    """A heading (`level` 1 or 2), a paragraph (0) or an entry of a list."""

    text: str
    level: int = 0
    is_entry: bool = False
    style: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell; `is_head` names what stands beside or below it. `span` columns wide."""

    text: str
    is_head: bool = False
    span: int = 1


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: `widths` in hundredths of the page's, one for each column, and rows that fill them."""

    widths: tuple[int, ...]
    rows: tuple[tuple[Cell, ...], ...]


Block = Line | Grid


def blocks_of(html: str) -> tuple[Block, ...]:
    """The blocks of a rendered template. Raises NotAPage."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    reader.finish()
    return tuple(reader.blocks)


def seen(text: str) -> str:
    """Words without controls, bidi overrides, zero-width and unassigned characters; runs of blanks are one."""
    lines = ("".join(c for c in line if unicodedata.category(c) not in _UNSEEN) for line in text.split("\n"))
    return "\n".join(" ".join(line.split()) for line in lines)


@dataclass
class _Open:
    """The element being read."""

    mark: str
    attributes: dict[str, str]
    text: list[str] = field(default_factory=list)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[Block] = []
        self._open: _Open | None = None
        self._widths: tuple[int, ...] | None = None
        self._rows: list[tuple[Cell, ...]] = []
        self._row: list[Cell] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        _checked(tag, given)
        if tag == "br":
            self.handle_data("\x00")
        elif tag == "table":
            self._widths, self._rows = _widths(given.get("cols", "")), []
        elif tag == "tr":
            self._row = []
        elif tag != "ul":
            if self._open is not None:
                raise NotAPage(f"<{tag}> stands inside <{self._open.mark}>; close that first", f"<{tag}")
            self._open = _Open(tag, given)

    def handle_endtag(self, tag: str) -> None:
        if tag in ("th", "td") and self._open is not None:
            self._row.append(
                Cell(self._text(), tag == "th", int(self._open.attributes.get("colspan") or "1"))
            )
        elif tag == "tr":
            self._end_row()
        elif tag == "table":
            self.blocks.append(Grid(self._widths or (), tuple(self._rows)))
            self._widths = None
        elif tag in ("h1", "h2", "p", "li") and self._open is not None:
            level = {"h1": 1, "h2": 2}.get(tag, 0)
            style = self._open.attributes.get("class", "")
            self.blocks.append(Line(self._text(), level, tag == "li", style))
        if self._open is not None and self._open.mark == tag:
            self._open = None

    def handle_data(self, text: str) -> None:
        if self._open is not None:
            self._open.text.append(text)
        elif text.strip():
            raise NotAPage(f"the words {text.strip()[:30]!r} stand outside every mark; put them into <p>")

    def finish(self) -> None:
        """Raises NotAPage when something was left open or nothing was written."""
        if self._open is not None:
            raise NotAPage(f"<{self._open.mark}> is never closed", f"<{self._open.mark}")
        if not self.blocks:
            raise NotAPage("the paper is empty; begin with <h1>")

    def _end_row(self) -> None:
        width = sum(cell.span for cell in self._row)
        if self._widths is None or width != len(self._widths):
            columns = len(self._widths or ())
            raise NotAPage(f"a row fills {width} columns of a table of {columns}; see its cols=", "<tr")
        self._rows.append(tuple(self._row))

    def _text(self) -> str:
        """What stands in the element; line ends of the template are blanks, <br> are line ends."""
        raw = "".join(self._open.text) if self._open else ""
        return seen(raw.replace("\n", " ").replace("\x00", "\n"))


def _checked(tag: str, given: dict[str, str]) -> None:
    if tag not in MARKS:
        raise NotAPage(f"a paper cannot hold <{tag}>; use {' '.join(sorted(MARKS))}", f"<{tag}")
    for name, value in given.items():
        known = name in _ATTRIBUTES.get(tag, set())
        fits = value in _CLASSES if name == "class" else name == "cols" or value.isdecimal()
        if not known or not fits:
            raise NotAPage(f'<{tag}> cannot have {name}="{value}"', f"{name}=")


def _widths(written: str) -> tuple[int, ...]:
    """`18 32 18 32`: hundredths of the page's width, together 100."""
    parts = written.split()
    if not parts or not all(part.isdecimal() for part in parts) or sum(map(int, parts)) != 100:
        raise NotAPage(f'a table needs the widths of its columns, together 100: cols="{written}"', "<table")
    return tuple(map(int, parts))
