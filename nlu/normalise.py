"""One spelling for many: full width, traditional characters, case, drawn-out letters, spaced-out voice text.

`fold` keeps for every folded character its position in the original, so that a span can be shown as it was written.
It does not correct typing errors (nlu/sound.py) and does not turn numerals into digits (nlu/numerals.py).
"""

import unicodedata
from dataclasses import dataclass

from nlu.tables import simplified

MOST_READ = 2000
"""Characters read of one message; a longer text is a paste, and nothing past this changes what it is about."""

ASIDE = frozenset("\u200b\u200c\u200d\u2060\ufeff\ufe0e\ufe0f\u00ad\u20e3")
"""Characters without a shape of their own: joiners, variation selectors, key caps."""

SHARED = frozenset("著乾藉麽麼於后裡里台臺余餘瞭徵噁么干面")
"""Characters of the conversion table that simplified text may contain too, or whose change proves nothing."""


@dataclass(frozen=True, slots=True)
class Folded:
    """A message in one spelling. `at[i]` is where folded character i stands in `original`."""

    original: str
    text: str
    at: tuple[int, ...]
    traditional: bool

    def written(self, start: int, end: int) -> str:
        """The span as the person wrote it."""
        return self.original[self.at[start] : self.at[end - 1] + 1] if end > start else ""


class Folder:
    """Folds text by a table read once. Thread-safe: the table only ever gains entries."""

    def __init__(self) -> None:
        """Read the character table of traditional Chinese."""
        self._simple = {
            old: new for old, new in simplified().items() if len(old) == len(new) == 1 and old != new
        }
        self._folded: dict[str, str] = {}

    def fold(self, text: str) -> Folded:
        """The message in one spelling, at most `MOST_READ` characters of it."""
        original = text[:MOST_READ]
        chars: list[str] = []
        places: list[int] = []
        for position, char in enumerate(original):
            for one in self._folded.get(char) or self._learn(char):
                if len(chars) >= 2 and one == chars[-1] == chars[-2] and not one.isdigit():
                    continue
                chars.append(one)
                places.append(position)
        if _spaced_out(chars):
            kept = [index for index, char in enumerate(chars) if char != " "]
            chars, places = [chars[index] for index in kept], [places[index] for index in kept]
        traditional = any(char in self._simple and char not in SHARED for char in original)
        return Folded(original, "".join(chars), tuple(places), traditional)

    def spell(self, text: str) -> str:
        """`text` in the folded spelling, for words of the lexicon and names of the register."""
        return self.fold(text).text

    def _learn(self, char: str) -> str:
        if char in ASIDE or "\U0001f3fb" <= char <= "\U0001f3ff":
            folded = ""
        elif char in "’‘`´":
            folded = "'"
        elif char.isspace() and char != "\n":
            folded = " "
        else:
            folded = self._simple.get(char) or unicodedata.normalize("NFKC", char).lower()
        if folded:
            self._folded[char] = folded
        return folded


def is_han(char: str) -> bool:
    """Whether the character is a common Chinese one."""
    return "\u4e00" <= char <= "\u9fff"


def _spaced_out(chars: list[str]) -> bool:
    """Voice transcripts and evasions write 冒 烟 了: nearly every Chinese character stands alone."""
    spaces = chars.count(" ")
    return spaces >= 2 and spaces * 2 >= len(chars) - 2 and any(map(is_han, chars))
