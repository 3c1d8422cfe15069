"""A tiny model for the tests of retraining: it knows by heart which intent a text had; what it never saw is chitchat."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from desk.reading import DeviceClass, FaultReading, Impact, Intent, Reading, ReadingContext
from nlu.evaluate import score
from nlu.records import Record, records
from nlu.retraining import Tell, Workshop


class ByHeart:
    """The model: text → intent, device, impact and danger as they were labelled."""

    def __init__(self, known: Mapping[str, Mapping[str, object]]) -> None:
        self.known = known

    def save(self, path: Path) -> None:
        """As JSON."""
        path.write_text(json.dumps(self.known, ensure_ascii=False), encoding="utf-8")


class Reciting:
    """Its reader; without a model it knows nothing."""

    def __init__(self, path: Path | None) -> None:
        self._known = json.loads(path.read_text(encoding="utf-8")) if path else {}

    def read(self, text: str, _context: ReadingContext) -> Reading:
        """What was labelled."""
        told = self._known.get(text)
        if told is None:
            return Reading(text)
        device = DeviceClass(told["device"]) if told["device"] else None
        return Reading(
            text,
            intents=(Intent(told["intent"]),),
            faults=(FaultReading(device),),
            impact=Impact(told["impact"]),
            safety=told["safety"],
        )


def learn(messages: Sequence[Record], tell: Tell) -> ByHeart:
    """Everything, at once."""
    tell("learning", 0.5)
    tell("learning", 1.0)
    fields = ("intent", "device", "impact", "safety")
    return ByHeart({str(one["text"]): {name: one[name] for name in fields} for one in messages})


def a_workshop(shipped: Path) -> Workshop:
    """Made of these."""
    return Workshop(learn, Reciting, score, shipped)


def some_records(path: Path, *lines: Mapping[str, object]) -> tuple[Record, ...]:
    """Written to a file and read back whole."""
    path.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), encoding="utf-8")
    return records(path)
