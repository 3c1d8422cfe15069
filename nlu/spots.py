"""The pieces that places are made of, before anybody looks at a register."""

import re
from collections.abc import Callable
from dataclasses import dataclass

Key = tuple[str, str]
"""What a piece says: ("class", "3.2"), ("number", "305"), ("letter", "a"), ("kind", "lab/physics"), ("floor", "3") …"""

HAN_NUM = "一二三四五六七八九"
TEN = rf"(?:[{HAN_NUM}]?十[{HAN_NUM}]?|[{HAN_NUM}])"
"""A Chinese number below a hundred."""


@dataclass(frozen=True, slots=True)
class Spot:
    """One piece of a place. `keys` are its readings, best first; a `naming` spot can name a room by itself.

    A spot that is not `telling` (教室, 走廊) is no place alone and only widens the words of one beside it. A `leaning`
    one (那间, 2-3) is nothing at all unless it goes on with a place. A spot of `several` rooms (301到306) means all its keys.
    """

    start: int
    end: int
    keys: tuple[Key, ...] = ()
    naming: bool = False
    telling: bool = True
    leaning: bool = False
    several: bool = False


Builder = Callable[[re.Match[str]], Spot | None]
Pattern = tuple[frozenset[str], re.Pattern[str], Builder]
"""Characters one of which the text must hold, what is looked for, and what is made of it."""


def led(words: str) -> str:
    """A pattern of one of many words (`a|b`), which fails at once where none of their first characters is."""
    return f"(?=[{''.join(sorted({word[0] for word in words.split('|')}))}])(?:{words})"


def pattern(triggers: str, wanted: str, build: Builder) -> Pattern:
    """A pattern that costs nothing where none of the trigger characters is."""
    return frozenset(triggers), re.compile(wanted), build
