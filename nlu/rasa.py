"""An optional second opinion: intent and entities from a Rasa 3.6 server (its own process; ADR: never one environment).

The lexicon reads first and keeps the last word on safety, places, numbers and short replies. Rasa is asked for at most
`TIMEOUT_S` in a thread; when it is slow, down or talks nonsense the lexicon's reading stands, one warning a minute.
"""

import json
import time
import urllib.request
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from enum import StrEnum
from threading import Lock
from typing import Any, Protocol, TypeVar
from urllib.error import URLError
from urllib.parse import urlsplit

import structlog

from desk.reading import DeviceClass, FaultReading, Impact, Intent, Reading, ReadingContext, Symptom
from nlu.intents import ORDER

TIMEOUT_S = 1.5
"""Seconds a message may wait for the second opinion."""

PAUSE_S = 10.0
"""Seconds the server is left alone after a failure, so that a dead one costs one wait and not one a message."""

WARN_EVERY_S = 60.0
SURE = 0.6
"""From this confidence on Rasa's intent counts."""

UNSURE = 0.5
"""Below this confidence the lexicon's own intents give way to Rasa's."""

THREADS = 4

Code = TypeVar("Code", bound=StrEnum)


class Reader(Protocol):
    """The reader that always answers."""

    def read(self, text: str, context: ReadingContext) -> Reading:
        """What the message says."""
        ...


class RasaUnavailable(Exception):
    """The Rasa server gave no usable answer; check that it runs and has a model loaded."""


@dataclass(frozen=True, slots=True)
class Opinion:
    """What Rasa says. Unknown names and low confidence are already left out."""

    intent: Intent | None = None
    confidence: float = 0.0
    device: DeviceClass | None = None
    symptom: Symptom | None = None


class RasaReader:
    """Reads with the lexicon, then asks Rasa. Thread-safe; `close` stops its threads."""

    def __init__(
        self,
        url: str,
        first: Reader,
        *,
        timeout_s: float = TIMEOUT_S,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`url` is the server's root (http or https); `clock` counts seconds and is only used for pauses."""
        if urlsplit(url).scheme not in ("http", "https"):
            raise ValueError(f"the Rasa address must begin with http:// or https://, not {url!r}")
        self._first = first
        self._address = url.rstrip("/") + "/model/parse"
        self._timeout_s = timeout_s
        self._clock = clock
        self._lock = Lock()
        self._asleep_until = self._quiet_until = clock()
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="rasa")
        self._log = structlog.get_logger("nlu.rasa")

    def read(self, text: str, context: ReadingContext) -> Reading:
        """The merged reading; the lexicon's alone when a reply to a question is read or Rasa fails."""
        reading = self._first.read(text, context)
        if context.asked or not text.strip() or self._clock() < self._asleep_until:
            return reading
        try:
            return merged(reading, self._ask(reading.text))
        except RasaUnavailable as failure:
            self._rest(failure)
            return reading

    def close(self) -> None:
        """Let the threads end; an unanswered question is dropped."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    def _ask(self, text: str) -> Opinion:
        """One question, bounded in whole and not only per socket read."""
        try:
            answer = self._threads.submit(_post, self._address, text, self._timeout_s).result(self._timeout_s)
            return opinion(answer)
        except (TimeoutError, URLError, OSError, ValueError, RuntimeError) as error:
            raise RasaUnavailable(f"{type(error).__name__}: {error}") from error

    def _rest(self, failure: RasaUnavailable) -> None:
        now = self._clock()
        with self._lock:
            self._asleep_until = now + PAUSE_S
            warn = now >= self._quiet_until
            self._quiet_until = now + WARN_EVERY_S if warn else self._quiet_until
        if warn:
            self._log.warning("rasa unavailable", action="nlu.rasa_unavailable", reason=str(failure))


def merged(reading: Reading, second: Opinion) -> Reading:
    """The lexicon's reading with Rasa's opinion added.

    Rasa's intent joins the others in the order of labels.md §1, and replaces them where the lexicon is unsure and saw
    neither a fault nor danger. Entities only fill what the lexicon left open.
    """
    if second.intent is None:
        return reading
    known = set(reading.intents) - {Intent.CHITCHAT}
    certain = reading.confidence >= UNSURE or reading.safety or reading.fault.symptom
    told = (known if certain else set()) | {second.intent}
    intents = tuple(intent for intent in ORDER if intent in told)
    faults = _filled(reading, second)
    reports = Intent.REPORT_FAULT in told
    impact = Impact.UNKNOWN if reports and reading.impact is Impact.NONE else reading.impact
    why = (*reading.why, ("rasa", f"{second.intent} {second.confidence:.2f}"))
    confidence = reading.confidence if certain else round(second.confidence, 2)
    return replace(reading, intents=intents, faults=faults, impact=impact, confidence=confidence, why=why)


def opinion(answer: Mapping[str, Any]) -> Opinion:
    """Rasa's parse result as an opinion. Raises ValueError when it is none."""
    intent, entities = answer.get("intent"), answer.get("entities", [])
    if not isinstance(intent, Mapping) or not isinstance(entities, list):
        raise ValueError("not the answer of a Rasa /model/parse")
    confidence = float(intent.get("confidence") or 0.0)
    values = {item.get("entity"): item.get("value") for item in entities if isinstance(item, Mapping)}
    return Opinion(
        _code(Intent, intent.get("name")) if confidence >= SURE else None,
        confidence,
        _code(DeviceClass, values.get("device")),
        _code(Symptom, values.get("symptom")),
    )


def _filled(reading: Reading, second: Opinion) -> tuple[FaultReading, ...]:
    """The faults with what they left open; a second fault is the lexicon's business."""
    if not (second.device or second.symptom):
        return reading.faults
    first = reading.fault
    filled = replace(first, device=first.device or second.device, symptom=first.symptom or second.symptom)
    return (filled, *reading.faults[1:])


def _code(kind: type[Code], name: object) -> Code | None:
    return kind(name) if isinstance(name, str) and name in {code.value for code in kind} else None


def _post(address: str, text: str, timeout_s: float) -> dict[str, Any]:
    """One question to /model/parse (https://rasa.com/docs/rasa/pages/http-api)."""
    request = urllib.request.Request(  # noqa: S310  the scheme was checked at construction
        address, data=json.dumps({"text": text}).encode(), headers={"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(request, timeout=timeout_s) as response:  # noqa: S310  as above
        answer = json.load(response)
    if not isinstance(answer, dict):
        raise ValueError("the answer is no JSON object")
    return answer
