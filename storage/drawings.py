"""The folder of drawings beside the playbooks: one SVG per drawing, read strictly into `desk.drawings.Drawing`s.

A drawing is shown to teachers and drawn on a server, so it may hold shapes and nothing else: no text (the server has no
fonts: letters are drawn), no style sheet, no script, no entities, nothing that is fetched. All or nothing, like the
trees. Nothing here judges whether a teacher recognises it.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from xml.parsers import expat

from desk.drawings import Drawing
from desk.language import Text
from storage.playbook_files import PICTURES, PlaybookError
from storage.playbook_steps import PLAIN_WORD
from storage.yaml_lines import Findings, Problem

MOST_BYTES = 6_000
_SHAPES = frozenset(
    ("svg", "g", "path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "clipPath")
)
_WORDS = ("title", "desc")
_LANGUAGES = ("zh", "en")
_LONGEST = {"title": (16, 60), "desc": (90, 200)}
"""Characters of Chinese and of English: a name in brackets, a sentence read aloud."""
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_OUTSIDE = re.compile(r"url\((?!#)|:")
"""Values that reach beyond the file. A colon has no other business in a shape."""
_NAMESPACE = "http://www.w3.org/2000/svg"


def load_drawings(folder: Path) -> dict[str, Drawing]:
    """Every drawing of the folder (`<name>.svg`), by name; none when there is no folder. Raises PlaybookError with the
    problems of all files together.
    """
    return read_drawings({path.name: path.read_bytes() for path in folder.glob("*.svg")})


def read_drawings(files: Mapping[str, bytes]) -> dict[str, Drawing]:
    """The same of files that were read already, by name."""
    sheets = [_read(name, files[name]) for name in sorted(files)]
    problems: list[Problem] = [problem for sheet in sheets for problem in sheet.findings.problems]
    if problems:
        raise PlaybookError(problems)
    return {sheet.name: sheet.drawing() for sheet in sheets}


def _read(name: str, content: bytes) -> "_Sheet":
    stem = name.removesuffix(".svg")
    sheet = _Sheet(stem, Findings(f"{PICTURES}/{name}"))
    if not PLAIN_WORD.fullmatch(stem):
        sheet.note(f"{stem!r} is not a plain word", "call the file by a-z, 0-9 and _")
    if len(content) > MOST_BYTES:
        sheet.note(f"has {len(content)} bytes", f"draw it in {MOST_BYTES}: schools have slow lines")
        return sheet
    sheet.walk(content)
    return sheet


@dataclass(slots=True)
class _Sheet:
    """One file while it is walked through, and what was found in it. `open` are the elements around the present place."""

    name: str
    findings: Findings
    svg: str = ""
    words: dict[tuple[str, str], str] = field(default_factory=dict)
    open: list[tuple[str, str]] = field(default_factory=list)
    line: int = 0

    def note(self, reason: str, remedy: str) -> None:
        """A problem at the present line."""
        self.findings.note(self.line, reason, remedy)

    def drawing(self) -> Drawing:
        """The drawing, of a sheet without problems."""
        title, shows = (Text(*(self.words[word, lang] for lang in _LANGUAGES)) for word in _WORDS)
        return Drawing(self.name, title, shows, self.svg)

    def walk(self, content: bytes) -> None:
        """Look at every element, then at what is missing."""
        parser = expat.ParserCreate(encoding="utf-8")

        def begin(tag: str, attributes: dict[str, str]) -> None:
            self.line = parser.CurrentLineNumber
            self.begin(tag, attributes)

        parser.StartElementHandler = begin
        parser.EndElementHandler = lambda _: self.open.pop()
        parser.CharacterDataHandler = self.read
        parser.EntityDeclHandler = lambda *_: self.note("declares an entity", "write the character itself")
        try:
            parser.Parse(content, True)
            self.svg = content.decode()
        except (expat.ExpatError, UnicodeDecodeError) as broken:
            self.line = parser.ErrorLineNumber
            self.note(f"is not SVG ({broken})", "save it as plain SVG in UTF-8")
            return
        self.line = 0
        self.check_words()

    def begin(self, tag: str, attributes: dict[str, str]) -> None:
        """One element."""
        if not self.open:
            self.check_frame(tag, attributes)
        if tag not in _SHAPES and tag not in _WORDS:
            self.note(f"holds <{tag}>", f"use only {', '.join(sorted(_SHAPES))}; draw letters as paths")
        for key, value in attributes.items():
            outside = _OUTSIDE.search(value) and not (key == "xmlns" and value == _NAMESPACE)
            if outside or ":" in key or key in ("style", "href", "class") or key.startswith("on"):
                self.note(
                    f"{key}={value!r} is more than a shape", "write plain attributes, nothing from outside"
                )
        self.open.append((tag, attributes.get("lang", "")))

    def check_frame(self, tag: str, attributes: dict[str, str]) -> None:
        """The outermost element: SVG, 4:3."""
        box = attributes.get("viewBox", "").split()
        if tag != "svg" or attributes.get("xmlns") != _NAMESPACE:
            self.note("is no SVG picture", f'begin with <svg xmlns="{_NAMESPACE}" …>')
        if len(box) != 4 or not all(part.isdecimal() for part in box) or int(box[2]) * 3 != int(box[3]) * 4:
            self.note("is not 4:3", 'write viewBox="0 0 400 300"')

    def read(self, text: str) -> None:
        """Characters between elements; an element's words may come in parts."""
        tag, lang = self.open[-1]
        if tag in _WORDS:
            self.words[tag, lang] = self.words.get((tag, lang), "") + text

    def check_words(self) -> None:
        """A title and a description in both languages, each in its own and short."""
        for word in _WORDS:
            for lang, most in zip(_LANGUAGES, _LONGEST[word], strict=True):
                words = self.words.get((word, lang), "").strip()
                if not words or bool(_CHINESE.search(words)) is not (lang == "zh"):
                    self.note(f'has no <{word} lang="{lang}">', "say what it shows, for who cannot see it")
                elif len(words) > most:
                    self.note(f"its {word} in {lang!r} has {len(words)} characters", f"say it in {most}")
