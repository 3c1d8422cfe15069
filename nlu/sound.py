"""Homophones: text as toneless syllables, one character a syllable, so that 喜沃 and 希沃 are the same string.

Positions do not move: letter i of the sound is character i of the text, and a word index works on both alike.
zh/ch/sh and -ng after i and e are folded, as voice input and dialect mix them up. Polyphones keep their first reading.
"""

import unicodedata

from nlu.normalise import is_han
from nlu.tables import readings

PRIVATE_USE = 0xE000
"""Syllables are numbered from here; no message means anything by these characters."""


class Ear:
    """Hears Chinese text. Immutable once made."""

    def __init__(self) -> None:
        """Number the syllables of every common character."""
        numbers: dict[str, int] = {}
        self._letters: dict[str, str] = {}
        self._syllables: dict[str, str] = {}
        for code, tones in readings().items():
            char = chr(int(code))
            if is_han(char):
                plain = _toneless(tones.partition(",")[0])
                number = numbers.setdefault(_merged(plain), len(numbers))
                self._letters[char] = chr(PRIVATE_USE + number)
                self._syllables[char] = plain

    def hear(self, text: str) -> str:
        """The sound of folded text; what is not Chinese stays as it is."""
        letters = self._letters
        return "".join([letters.get(char, char) for char in text])

    def romanise(self, text: str) -> str:
        """Pinyin in one piece (touyingyi), for people who type no characters."""
        syllables = self._syllables
        return "".join([syllables.get(char, char) for char in text])


def _toneless(syllable: str) -> str:
    return "".join(char for char in unicodedata.normalize("NFD", syllable) if "a" <= char <= "z")


def _merged(syllable: str) -> str:
    """The syllable as dialects hear it: zhen, zen and zeng are one."""
    initial = syllable.replace("zh", "z").replace("ch", "c").replace("sh", "s")
    return initial[:-1] if initial.endswith(("ing", "eng")) else initial
