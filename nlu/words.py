"""The lexicon: the word files of nlu/lexicon/ as three indexes (spelt, heard, romanised) and two small tables.

Loaded once at construction. A bad file is refused with its name and the table at fault; nothing is skipped.
"""

import tomllib
from collections.abc import Iterator, Mapping
from enum import StrEnum
from pathlib import Path
from typing import Any

from desk.reading import Answer, DeviceClass, Intent, Symptom
from nlu.matching import GAP, Hit, Word, WordIndex
from nlu.normalise import Folded, Folder, is_han
from nlu.sound import Ear

FAMILY = "peril/"
"""What the kinds of perils.toml and attacks.toml begin with: words that are danger only together (nlu/perils.py)."""

ATTACK = "attack:"
"""Follows `FAMILY` where the word is one of attacks.toml."""

JOINED = "+"
"""Between the families whose words met, where the lexicon has one word."""

HOME = Path(__file__).parent / "lexicon"
HARMLESS = "-"
"""The code of words that only exist to win over a shorter word inside them."""

VOCABULARY: Mapping[str, type[StrEnum]] = {
    "device": DeviceClass,
    "symptom": Symptom,
    "intent": Intent,
    "answer": Answer,
}
"""Kinds whose codes belong to the vocabulary of desk/reading.py."""

HEARD_KINDS = frozenset({"device", "symptom", "safety", "place"})
SHORTEST_HEARD = {"device": 2, "symptom": 3, "safety": 3, "place": 4}
"""Characters a Chinese word needs before it is matched by sound, unless heard.toml lists it; less means too much."""

SHORTEST_PART = 3
"""The same for the words of a peril."""

SHORTEST_ROMANISED = 5
"""Letters; below this, pinyin is inside every other English word."""


class LexiconError(Exception):
    """A word file is wrong; correct the named table and start again."""


class Lexicon:
    """Every word we know. Immutable once made; safe to share between threads."""

    def __init__(self, folder: Folder, ear: Ear, home: Path = HOME) -> None:
        """Load the word files under `home`."""
        self._ear = ear
        files = {path.stem: _load(path) for path in sorted(home.glob("*.toml"))}
        symptoms = files["symptoms"]
        self._refined = _symptoms_by_device(symptoms.pop("refine"))
        self._proves = {Symptom(name): DeviceClass(device) for name, device in symptoms.pop("proves").items()}
        rules = files.pop("heard")
        words = [(_spelling(folder, word.text), word) for word in _words(files)]
        short, never = frozenset(_split(rules["short"])), frozenset(rules["never"])
        heard = [
            (spelling, word)
            for spelling, word in words
            if word.code not in never and (word.text in short or _worth_hearing(spelling, word))
        ]
        self._spelt = WordIndex(words)
        known = set(heard)
        self._heard = WordIndex([(ear.hear(spelling), word) for spelling, word in heard], sounded=True)
        romanised = [
            (ear.romanise(spelling), word)
            for spelling, word in words
            if (spelling, word) in known
            or _worth_reading(spelling, word)
            or (word.kind == "place" and all(map(is_han, spelling)))
        ]
        self._romanised = WordIndex(
            {(letters, word) for letters, word in romanised if len(letters) >= SHORTEST_ROMANISED},
            sounded=True,
            whole=False,
        )

    def find(self, message: Folded) -> list[Hit]:
        """Every word of the message as it is spelt, harmless look-alikes included."""
        return self._spelt.find(message.text)

    def sound(self, text: str) -> str:
        """How folded text sounds; characters that sound alike become the same."""
        return self._ear.hear(text)

    def hear(self, message: Folded) -> list[Hit]:
        """Words of the message by their sound: typing errors and voice input."""
        return self._heard.find(self._ear.hear(message.text))

    def romanised(self, message: Folded) -> list[Hit]:
        """Words of a message typed in pinyin letters, with or without spaces."""
        kept = [position for position, char in enumerate(message.text) if char.isalnum()]
        letters = "".join(message.text[position] for position in kept)
        hits = self._romanised.find(letters)
        return [Hit(kept[hit.start], kept[hit.end - 1] + 1, hit.word, sounded=True) for hit in hits]

    def refined(self, symptom: Symptom, device: str) -> Symptom:
        """What the symptom means on a device (`audio/mic` before `audio`)."""
        table = self._refined.get(symptom, {})
        return table.get(device) or table.get(device.partition("/")[0]) or symptom

    def proved(self, symptom: Symptom) -> DeviceClass | None:
        """The device a symptom proves when none is named."""
        return self._proves.get(symptom)


def _load(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise LexiconError(f"{path.name}: {error}") from error


def _words(files: Mapping[str, Mapping[str, Any]]) -> Iterator[Word]:
    for stem, tables in files.items():
        for name, table in tables.items():
            kind, code = _kind_and_code(stem, name)
            for text in _split(table.get("words", "")):
                yield Word(text, kind, code)
            for text in _split(table.get("weak", "")):
                yield Word(text, kind, code, weak=True)


def _kind_and_code(stem: str, name: str) -> tuple[str, str]:
    """Cue tables name their own kind (impact/lesson; urge is an intent); other kinds follow from the file."""
    kind, slash, code = name.partition("/")
    if stem == "cues":
        kind, code = (kind, code) if slash else ("intent", name)
    elif name == "hurt":
        kind, code = name, name
    elif stem in ("perils", "attacks"):
        prefix = FAMILY if stem == "perils" else f"{FAMILY}{ATTACK}"
        kind, code = f"{prefix}{kind}", code or kind
    else:
        kind, code = {"devices": "device", "symptoms": "symptom", "places": "place"}.get(stem, stem), name
    vocabulary = VOCABULARY.get(kind)
    if vocabulary and code != HARMLESS and code.partition("/")[0] not in set(vocabulary):
        raise LexiconError(f"{stem}.toml: table [{name}]: there is no such {kind}")
    return kind, code


def _split(words: str) -> Iterator[str]:
    return (word.strip() for line in words.splitlines() for word in line.split("|") if word.strip())


def _spelling(folder: Folder, text: str) -> str:
    """The folded word; the gap mark is ours and is not folded. A gap at an end would match anything: it is dropped."""
    return GAP.join(folder.spell(part) for part in text.strip(GAP).split(GAP))


def _worth_hearing(spelling: str, word: Word) -> bool:
    """Whole Chinese words only: with a gap, or Latin letters and one character, anything sounds like them."""
    if (
        not (word.kind in HEARD_KINDS or word.kind.startswith(FAMILY))
        or word.kind.startswith(FAMILY + ATTACK)
        or word.weak
        or word.code == HARMLESS
        or GAP in spelling
    ):
        return False
    return sum(map(is_han, spelling)) >= SHORTEST_HEARD.get(word.kind, SHORTEST_PART)


def _worth_reading(spelling: str, word: Word) -> bool:
    """Words of danger are read in pinyin even when they are too short to be heard: letters are seldom mistaken."""
    grave = word.kind in ("safety", "hurt") or word.kind.startswith(FAMILY)
    return grave and word.code != HARMLESS and len(spelling) >= 2 and all(map(is_han, spelling))


def _symptoms_by_device(tables: Mapping[str, Mapping[str, str]]) -> dict[Symptom, dict[str, Symptom]]:
    return {
        Symptom(name): {device: Symptom(to) for device, to in table.items()} for name, table in tables.items()
    }
