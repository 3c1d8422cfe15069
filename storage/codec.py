"""Frozen dataclasses to JSON text and back, exactly: tuples, frozensets, enums, instants and durations keep their types.

An event is stored under its class's name and found again through `desk.events.EVENT_TYPES`. A field that a newer version
added takes its default when an older body is read; a field that was removed is ignored.
"""

from collections.abc import Mapping
from functools import cache
from typing import Any, TypeVar

import msgspec

from desk.events import EVENT_TYPES, Event

T = TypeVar("T")

_encode = msgspec.json.Encoder().encode


def encode(value: object) -> str:
    """The JSON text of a value. A lone surrogate (half an emoji) becomes U+FFFD, as no UTF-8 text can hold it."""
    try:
        return _encode(value).decode()
    except UnicodeEncodeError:
        return _encode(_scrubbed(msgspec.to_builtins(value))).decode()


def decode(text: str, wanted: type[T]) -> T:
    """The value of this type that `encode` wrote. Raises msgspec.ValidationError when it is something else."""
    decoder: msgspec.json.Decoder[T] = _decoder(wanted)  # type: ignore[arg-type]  # every type can be hashed
    return decoder.decode(text)


def encode_event(event: Event) -> tuple[str, str]:
    """The kind and the body of an event."""
    return type(event).__name__, encode(event)


def decode_event(kind: str, body: str) -> Event:
    """The event of this kind. Raises KeyError for a kind that this version of the desk does not know."""
    return decode(body, EVENT_TYPES[kind])


def decode_builtins(text: str) -> dict[str, object]:
    """A JSON object as plain builtins."""
    return decode(text, dict[str, object])


def storable(words: str) -> str:
    """Words fit for a text column: PostgreSQL holds neither NUL nor lone surrogates."""
    return _scrub(words).replace("\x00", "\N{REPLACEMENT CHARACTER}")


@cache
def _decoder(wanted: Any) -> msgspec.json.Decoder[Any]:
    return msgspec.json.Decoder(wanted)


def _scrub(words: str) -> str:
    return words.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _scrubbed(value: object) -> object:
    if isinstance(value, str):
        return _scrub(value)
    if isinstance(value, Mapping):
        return {_scrubbed(key): _scrubbed(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_scrubbed(item) for item in value]
    return value
