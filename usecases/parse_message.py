"""A message as a machine asks about it: what the desk reads in it, and what grade each contract gives on these words alone.

Opens nothing and stores nothing, so it needs no transaction. One form for `chalkline nlu parse` and `POST /api/nlu/parse`.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from desk.contract import Contract
from desk.ids import ContractId
from desk.reading import Reading
from desk.reporting import first_verdict

_NAMED = {"place": "location"}
"""Fields that the answer calls otherwise than the reader."""


class BadMessage(ValueError):
    """No message: the text says what is wrong with it. Send an object like {"id": "1", "text": "302黑屏", "context": null}."""


@dataclass(frozen=True, slots=True)
class Message:
    """A teacher's words. `id` is the asker's own and comes back as it was; `context` is the desk's last sentence."""

    id: str | int | None
    text: str
    context: str | None


def message_of(told: object) -> Message:
    """The message in a decoded JSON value; keys it does not know are left aside. Raises BadMessage."""
    if not isinstance(told, dict):
        raise BadMessage("a message is an object with `id`, `text` and `context`")
    name, text, context = told.get("id"), told.get("text"), told.get("context")
    if not isinstance(text, str):
        raise BadMessage("`text` is missing or no string")
    if not isinstance(context, str | None):
        raise BadMessage("`context` is neither a string nor null")
    if isinstance(name, bool) or not isinstance(name, str | int | None):
        raise BadMessage("`id` is neither a string nor a whole number")
    return Message(_sound(name) if isinstance(name, str) else name, _sound(text), context and _sound(context))


def answer(message: Message, reading: Reading, contracts: Mapping[ContractId, Contract]) -> dict[str, object]:
    """The reading and the grades, as builtins in the order of the interface. A field the words do not tell is null."""
    fault = reading.fault
    return {
        "id": message.id,
        "intent": reading.intent.value,
        "intents": [intent.value for intent in reading.intents],
        "device": fault.device and fault.device.value,
        "symptom": fault.symptom and fault.symptom.value,
        "location": fault.place.words if fault.place else None,
        "impact": reading.impact.value,
        "safety": reading.safety,
        "confidence": reading.confidence,
        "grades": {str(name): _graded(contract, reading) for name, contract in sorted(contracts.items())},
        "why": _why(reading),
    }


def _graded(contract: Contract, reading: Reading) -> dict[str, str | None]:
    """Both null where there is nothing to grade, so that every answer has the same form."""
    verdict = first_verdict(contract, reading)
    if verdict is None:
        return {"grade": None, "clause": None}
    return {"grade": str(verdict.grade), "clause": str(verdict.clause)}


def _why(reading: Reading) -> dict[str, str]:
    """Field to words. Several places of one message stand one after another."""
    told: dict[str, list[str]] = {}
    for name, words in reading.why:
        told.setdefault(_NAMED.get(name, name), []).append(words)
    return {name: " ".join(dict.fromkeys(words)) for name, words in told.items()}


def _sound(text: str) -> str:
    """Without halves of surrogate pairs, which JSON can spell and no answer can carry."""
    return text.encode("utf-8", "replace").decode("utf-8")
