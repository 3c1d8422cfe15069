"""Turns one neutral message into pieces that Telegram cannot refuse for their size or shape.

Lengths are Unicode scalars for texts, UTF-8 bytes for keyboards (Bot API: text 4096, caption 1024, 100 buttons, 8 in a
row; the real server also refuses a keyboard of more than about 10 kB of JSON). Nothing here sends.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from desk.messages import Choice, Media, Outgoing, Picture

MAX_TEXT = 4096
MAX_CAPTION = 1024
MAX_BUTTONS = 100
MAX_KEYBOARD_BYTES = 9_000
MAX_LABEL = 60
ROW_COLUMNS = 28
"""Columns that fit on a narrow phone; a Chinese character takes two."""
MOST_IN_A_ROW = 5
_BUTTON_OVERHEAD = 40
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
"""Unicode category Cc without line break and tab."""
_BREAKS = ("\n\n", "\n", "。")


@dataclass(frozen=True, slots=True)
class Piece:
    """One Telegram message: a text, or a medium or a drawing with the text as its caption. `rows` is the keyboard."""

    text: str
    media: Media | None = None
    rows: tuple[tuple[Choice, ...], ...] = ()
    picture: Picture | None = None


def lower(outgoing: Outgoing, mark: str = "") -> tuple[Piece, ...]:
    """The pieces of a message in the order they are sent; buttons are on the last one.

    `mark` goes before the text (a repeated message is labelled). Choices beyond the keyboard are listed in the text
    with their numbers, so that they can still be typed.
    """
    shown, listed = _fit(outgoing.choices)
    text = clean(mark + outgoing.text + "".join(f"\n{number}. {choice.label}" for number, choice in listed))
    pieces = _pieces(text, outgoing)
    if not pieces:
        return ()
    return (*pieces[:-1], replace(pieces[-1], rows=_rows(shown)))


def clean(text: str) -> str:
    """Text that can be encoded: no lone surrogates, no control characters but line breaks and tabs."""
    whole = text.encode("utf-8", "replace").decode()
    return _CONTROLS.sub("", whole).strip()


def split(text: str, most: int = MAX_TEXT) -> Iterator[str]:
    """Parts of at most `most` scalars, cut between paragraphs, else lines, else sentences, else anywhere.

    Blank parts are left out; no other character is lost but white space at the cuts.
    """
    rest = text.strip()
    while len(rest) > most:
        cut = _cut(rest, most)
        part, rest = rest[:cut].strip(), rest[cut:].strip()
        if part:
            yield part
    if rest:
        yield rest


def _cut(text: str, most: int) -> int:
    """Where to cut so that at most `most` characters come first; a cut that wastes over half the space is no good."""
    for mark in _BREAKS:
        at = text.rfind(mark, 0, most)
        if at > most // 2:
            return min(at + len(mark), most)
    return most


def _pieces(text: str, outgoing: Outgoing) -> list[Piece]:
    """A drawing never makes a message of its own: words too long for a caption go without it."""
    if outgoing.media:
        return _with_media(text, outgoing.media)
    if outgoing.picture is not None and 0 < len(text) <= MAX_CAPTION:
        return [Piece(text, picture=outgoing.picture)]
    return [Piece(part) for part in split(text)]


def _with_media(text: str, media: Sequence[Media]) -> list[Piece]:
    if len(text) <= MAX_CAPTION:
        return [Piece("", one) for one in media[:-1]] + [Piece(text, media[-1])]
    return [Piece("", one) for one in media] + [Piece(part) for part in split(text)]


def _fit(choices: Sequence[Choice]) -> tuple[tuple[Choice, ...], tuple[tuple[int, Choice], ...]]:
    """Which choices become buttons, and which are listed with their number from 1."""
    room = MAX_KEYBOARD_BYTES
    for count, choice in enumerate(choices):
        room -= len(_label(choice).encode()) + len(choice.token.encode()) + _BUTTON_OVERHEAD
        if count == MAX_BUTTONS or room < 0:
            return tuple(choices[:count]), tuple(enumerate(choices, start=1))[count:]
    return tuple(choices), ()


def _rows(choices: Sequence[Choice]) -> tuple[tuple[Choice, ...], ...]:
    """Short labels share a row, in their order; a long one has its own."""
    rows: list[tuple[Choice, ...]] = []
    for choice in choices:
        button = Choice(_label(choice), choice.token)
        last = rows[-1] if rows else ()
        widest = max((width(one.label) for one in (*last, button)), default=0)
        if last and len(last) < MOST_IN_A_ROW and widest * (len(last) + 1) <= ROW_COLUMNS:
            rows[-1] = (*last, button)
        else:
            rows.append((button,))
    return tuple(rows)


def _label(choice: Choice) -> str:
    """A label is never blank and never endless."""
    label = " ".join(clean(choice.label).split())
    return (label if len(label) <= MAX_LABEL else label[: MAX_LABEL - 1] + "…") or "·"


def width(label: str) -> int:
    """Columns on the screen."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in label)
