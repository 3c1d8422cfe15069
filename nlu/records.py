"""Labelled messages of `nlu/data/`: the records of labels.md §0, written short.

A record leaves out what is usual: no context, Chinese, no device, symptom or place, no impact, no danger; its `*_ok` list
when only the preferred value will do; its id, which is then its file and line. `records` puts everything back.
"""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

Record = Mapping[str, Any]

HOME = Path(__file__).parent / "data"
TRAINING = HOME / "train"

_USUAL: Mapping[str, Any] = {
    "context": None,
    "lang": "zh",
    "device": None,
    "symptom": None,
    "location": None,
    "impact": "none",
    "safety": False,
    "safety_optional": False,
    "tags": (),
}
_LENIENT = ("intent", "device", "symptom", "location", "impact", "grade_gangbei")


class BadRecord(ValueError):
    """A line that is no record; the message says which file and line, and why."""


def training_records() -> tuple[Record, ...]:
    """Everything the shipped model learns from: the messages of train/, and those the rules were tuned on."""
    paths = (*sorted(TRAINING.glob("*.jsonl")), HOME / "dev.jsonl")
    return tuple(one for path in paths for one in records(path))


def records(path: Path) -> tuple[Record, ...]:
    """The records of a JSON Lines file, whole. Raises BadRecord."""
    return tuple(_records(path))


def _records(path: Path) -> Iterator[Record]:
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if line.strip():
            yield _whole(line, f"{path.stem}:{number}")


def _whole(line: str, name: str) -> Record:
    try:
        told = json.loads(line)
    except ValueError as problem:
        raise BadRecord(f"{name}: not JSON ({problem})") from problem
    if not isinstance(told, dict) or not isinstance(told.get("text"), str):
        raise BadRecord(f"{name}: a record is an object with a text")
    intents = told.get("intents") or ([told["intent"]] if "intent" in told else [])
    if not intents:
        raise BadRecord(f"{name}: `intents` is missing; the primary one comes first")
    whole = {"id": name, **_USUAL, **told, "intents": intents, "intent": intents[0]}
    for field in _LENIENT:
        if field in whole:
            whole[f"{field}_ok"] = _accepted(whole[field], whole.get(f"{field}_ok", ()))
    return whole


def _accepted(preferred: Any, others: Any) -> list[Any]:
    return [preferred, *(other for other in others if other != preferred)]
