"""Our labelled messages as a Rasa 3.6 project, so that both readers learn from the same.

Writes what follows from the vocabulary and the messages (domain, training examples) beside what is kept in `nlu/rasa/`.
Trains nothing and needs no Rasa. A field that a message leaves out is the label `none`: silence is learnt like a word.
"""

import json
import shutil
from collections.abc import Iterable, Mapping
from itertools import groupby
from pathlib import Path
from typing import Any

import yaml

from desk.reading import Intent, ReadingContext
from nlu.evaluate import context_of
from nlu.normalise import Folder
from nlu.records import Record

KEPT = Path(__file__).parent / "rasa"
"""The parts of the project that are written by hand."""

NOTHING = "none"
"""The label of a device or symptom nobody named; Impact has it as its own value."""

FIELDS = ("device", "symptom", "impact")
PLACE = "place"
VERSION = "3.1"
_BRACKETS = str.maketrans("[]", "［］")
"""Square brackets mark entities in Rasa's examples; a message may hold them too."""


def question(text: str, context: ReadingContext, folder: Folder) -> str:
    """A message as Rasa learns and is asked it: one spelling, one line, and what was asked last as a word before it.

    Rasa reads a message alone; the word is how it can know that 没有 answers a question.
    """
    asked = "asked" + "".join(filter(str.isalpha, context.asked or ""))
    signs = [asked] * bool(context.asked) + ["openticket"] * context.has_open_ticket
    return " ".join([*signs, _plain(text, folder)])


def export(messages: Iterable[Record], folder: Path) -> int:
    """Write the whole project into `folder`, over what is there. Gives the number of examples."""
    examples = sorted(map(_example(Folder()), messages), key=lambda pair: pair[0])
    blocks = [
        {"intent": intent, "examples": [example for _, example in group]}
        for intent, group in groupby(examples, key=lambda pair: pair[0])
    ]
    folder.mkdir(parents=True, exist_ok=True)
    for path in KEPT.iterdir():
        if path.is_file():
            shutil.copyfile(path, folder / path.name)
    _write(folder / "domain.yml", {"intents": [intent.value for intent in Intent], "entities": [PLACE]})
    _write(folder / "data" / "nlu.yml", {"nlu": blocks})
    return len(examples)


def _example(folder: Folder) -> Any:
    def example(record: Record) -> tuple[str, Mapping[str, Any]]:
        told = {field: record[field] or NOTHING for field in FIELDS}
        return str(record["intent"]), {"text": _marked(record, folder), "metadata": told}

    return example


def _marked(record: Record, folder: Folder) -> str:
    """The question with its place marked, where the label is in the words."""
    whole = question(str(record["text"]), context_of(record), folder)
    place = _plain(str(record["location"] or ""), folder)
    if not place or place not in whole:
        return whole
    before, _, after = whole.partition(place)
    return f"{before}[{place}]{json.dumps({'entity': PLACE})}{after}"


def _plain(text: str, folder: Folder) -> str:
    return " ".join(folder.fold(text).text.translate(_BRACKETS).split())


def _write(path: Path, told: Mapping[str, Any]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    text = yaml.safe_dump({"version": VERSION, **told}, allow_unicode=True, sort_keys=False, width=1000)
    path.write_text(text, encoding="utf-8")
