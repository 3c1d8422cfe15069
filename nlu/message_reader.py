"""The reader of the product: rules first, then what the model has learnt, and safety words above both."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from desk.reading import Reading, ReadingContext
from nlu.blend import as_known, blend, is_plain
from nlu.features import Features, features
from nlu.model import Look, Model
from nlu.reader import LexiconReader


class MessageReader:
    """Reads messages. Thread-safe: nothing in it changes after construction."""

    def __init__(self, model: Model | None) -> None:
        """Without a model the rules read alone."""
        self._rules = LexiconReader()
        self._model = model

    @classmethod
    def of(cls, path: Path) -> "MessageReader":
        """With the model of a file. Raises FileNotFoundError, BadModel."""
        return cls(Model.load(path))

    def read(self, text: str, context: ReadingContext) -> Reading:
        """What the message says. Never raises for any text."""
        reading, evidence = self._rules.study(text, context)
        if self._model is None:
            return reading
        if is_plain(reading, evidence, context):
            return as_known(reading)
        told = features(evidence, reading, context, self._rules.fold(context.said))
        look = self._model.look(told)
        blended = blend(reading, evidence, context, self._model.shares(look))
        reasons = tuple(self._reasons(blended, look, self._model))
        return replace(blended, why=(*blended.why, *reasons)) if reasons else blended

    def _reasons(self, read: Reading, look: Look, model: Model) -> Iterator[tuple[str, str]]:
        """The pieces of the text that led to a field for which the rules have no word."""
        explained = {field for field, _ in read.why}
        chosen = {"intent": read.intent, "device": read.fault.device, "symptom": read.fault.symptom}
        if read.safety:
            yield from self._pieces("safety", "yes", look, model, explained)
        for field, label in chosen.items():
            if label is not None:
                yield from self._pieces(field, label, look, model, explained)

    def _pieces(
        self, field: str, label: str, look: Look, model: Model, explained: set[str]
    ) -> Iterator[tuple[str, str]]:
        pieces = () if field in explained else model.pieces(look, field, label)
        if pieces:
            yield field, " ".join(pieces)

    def features(self, text: str, context: ReadingContext) -> Features:
        """What the model is taught to look at in this message."""
        reading, evidence = self._rules.study(text, context)
        return features(evidence, reading, context, self._rules.fold(context.said))
