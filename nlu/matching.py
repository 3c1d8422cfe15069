"""Finding many words in one pass over a message.

A word may hold gaps: 按…没反应 also means 按了电源键没反应, within one clause. Latin words match whole words only.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

GAP = "…"
GAP_HAN = 8
"""Characters a gap may span in a Chinese word."""

GAP_LATIN = 18
BREAKS = frozenset(",.!?;:、。\n~")
"""A gap never crosses these (folded) marks."""


@dataclass(frozen=True, slots=True)
class Word:
    """One entry of the lexicon: what is looked for, and what it says. A weak word gives way to any other."""

    text: str
    kind: str
    code: str
    weak: bool = False


@dataclass(frozen=True, slots=True)
class Hit:
    """A word found at [start, end). `sounded` hits were heard, not spelt."""

    start: int
    end: int
    word: Word
    sounded: bool = False

    @property
    def code(self) -> str:
        """What the word says."""
        return self.word.code


Entry = tuple[str, tuple[str, ...], Word]
"""A word as it is looked for: what it begins with, what follows its gaps, what it says."""


class WordIndex:
    """Words by their first two characters (so many begin with 没 or 不), those of one character by that. Immutable; a
    search costs two look-ups a character plus the few candidates.
    """

    def __init__(
        self, words: Iterable[tuple[str, Word]], *, sounded: bool = False, whole: bool = True
    ) -> None:
        """Index `(spelling, word)` pairs; `whole` asks Latin spellings to stand between word boundaries."""
        buckets: dict[str, list[Entry]] = {}
        for spelling, word in words:
            head, *tails = spelling.split(GAP)
            buckets.setdefault(head[:2], []).append((head, tuple(tails), word))
        self._buckets = {first: tuple(entries) for first, entries in buckets.items()}
        self._first = frozenset(first[0] for first in buckets)
        self._sounded = sounded
        self._whole = whole

    def find(self, text: str) -> list[Hit]:
        """Every word in the text, without those inside a longer word of the same kind."""
        if self._first.isdisjoint(text):  # most of the many indexes have nothing to say about a message
            return []
        return _without_shadowed(sorted(self._all(text), key=_by_start))

    def _all(self, text: str) -> Iterator[Hit]:
        known, last = self._buckets.get, len(text) - 1
        for start, char in enumerate(text):
            if start < last and (entries := known(text[start : start + 2])):
                yield from self._at(text, start, entries)
            if entries := known(char):
                yield from self._at(text, start, entries)

    def _at(self, text: str, start: int, entries: Iterable[Entry]) -> Iterator[Hit]:
        for head, tails, word in entries:
            if not text.startswith(head, start):
                continue
            end = _end_of(text, start + len(head), tails)
            if end and (not self._whole or _stands_alone(text, start, end)):
                yield Hit(start, end, word, self._sounded)


def _end_of(text: str, end: int, tails: tuple[str, ...]) -> int:
    """Where a word with gaps ends, 0 when its tails are not there."""
    for tail in tails:
        span = GAP_LATIN if tail[0].isascii() else GAP_HAN
        found = text.find(tail, end, end + span + len(tail))
        if found < 0 or any(char in BREAKS for char in text[end:found]):
            return 0
        end = found + len(tail)
    return end


def _stands_alone(text: str, start: int, end: int) -> bool:
    """Latin words stop at a boundary (a plural s is let through); Chinese has none."""
    if _latin(text[start]) and start and _latin(text[start - 1]):
        return False
    if not _latin(text[end - 1]) or end == len(text) or not _latin(text[end]):
        return True
    return text[end] == "s" and (end + 1 == len(text) or not _latin(text[end + 1]))


def _latin(char: str) -> bool:
    return char.isascii() and char.isalpha()


def _by_start(hit: Hit) -> tuple[int, int]:
    return hit.start, -hit.end


def _without_shadowed(hits: list[Hit]) -> list[Hit]:
    """Hits sorted by start, longest first; one inside another of its kind says nothing of its own.

    Two meanings of the very same words are both kept.
    """
    kept: list[Hit] = []
    reach: dict[str, tuple[int, int]] = {}
    for hit in hits:
        kind = hit.word.kind
        start, end = reach.get(kind, (-1, 0))
        if hit.end > end or (hit.start, hit.end) == (start, end):
            kept.append(hit)
            reach[kind] = hit.start, hit.end
    return kept
