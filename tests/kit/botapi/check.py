"""Checks a raw call against the official schema and gives its parameters their types.

Knows shapes and length limits only; what depends on the world (does the message exist?) is in `methods`.
Parameters that the schema does not have are problems too, although the real server ignores them: a typo must not
pass a test.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.kit.botapi.errors import SchemaViolation
from tests.kit.botapi.schema import Field, Limits, Schema, split_types


@dataclass(frozen=True)
class Upload:
    """A file that came as a multipart part."""

    name: str
    content: bytes
    mime: str


@dataclass
class _Checker:
    schema: Schema
    uploads: Mapping[str, Upload]
    problems: list[str] = field(default_factory=list)

    def fields(self, known: Mapping[str, Field], given: Mapping[str, Any], where: str) -> dict[str, Any]:
        """Check one object: unknown, missing and mistyped members."""
        self.problems += [f"{where}: unknown field {name!r}" for name in given if name not in known]
        self.problems += [
            f"{where}: field {name!r} is missing"
            for name, row in known.items()
            if row.required and name not in given
        ]
        return {
            name: self.value(known[name], value, f"{where}.{name}")
            for name, value in given.items()
            if name in known
        }

    def value(self, row: Field, value: Any, where: str) -> Any:
        """Check one member against the alternatives of its type."""
        trials: list[list[str]] = []
        for wording in split_types(row.type):
            trial = _Checker(self.schema, self.uploads)
            typed = trial.one(wording, value, where)
            if not trial.problems:
                self.problems += _length_problems(row, typed, where)
                return typed
            trials.append(trial.problems)
        self.problems += sorted(trials, key=len)[0]
        return value

    def one(self, wording: str, value: Any, where: str) -> Any:
        """Check against exactly one type wording. The schema calls the `media` of an InputMedia a String."""
        if wording == "String" and isinstance(value, str) and value.startswith("attach://"):
            return self.file(value, where)
        if wording.startswith("Array of "):
            return self.array(wording.removeprefix("Array of "), value, where)
        if wording in _SCALARS:
            return self.scalar(wording, value, where)
        if wording == "InputFile":
            return self.file(value, where)
        return self.object(wording, value, where)

    def array(self, member: str, value: Any, where: str) -> Any:
        items = _parsed(value)
        if not isinstance(items, list):
            self.problems.append(f"{where}: expected an array of {member}")
            return value
        row = Field(where, member, True, _ANY_LENGTH)
        return [self.value(row, item, f"{where}[{index}]") for index, item in enumerate(items)]

    def scalar(self, wording: str, value: Any, where: str) -> Any:
        try:
            return _SCALARS[wording](value)
        except (ValueError, TypeError):
            self.problems.append(f"{where}: {value!r} is not of type {wording}")
            return value

    def file(self, value: Any, where: str) -> Any:
        if isinstance(value, Upload):
            return value
        if isinstance(value, str) and value.startswith("attach://"):
            upload = self.uploads.get(value.removeprefix("attach://"))
            if upload is not None:
                return upload
        self.problems.append(f"{where}: expected an uploaded file")
        return value

    def object(self, wording: str, value: Any, where: str) -> Any:
        raw = _parsed(value)
        if not isinstance(raw, dict):
            self.problems.append(f"{where}: expected a {wording} object")
            return value
        members = self.schema.unions.get(wording)
        if members is not None:
            return self.value(Field(where, " or ".join(members), True, _ANY_LENGTH), raw, where)
        return self.fields(self.schema.types[wording], raw, f"{where}({wording})")


def check_call(
    schema: Schema, fields: Mapping[str, Field], raw: Mapping[str, Any], uploads: Mapping[str, Upload]
) -> dict[str, Any]:
    """Type the parameters of one call. Raises SchemaViolation with every problem found.

    A text or caption that is too long and a BUTTON_DATA_INVALID are left to `methods`, which knows the real
    server's own words for them; here they are not a violation of the schema.
    """
    attached = {name.removeprefix("attach://") for name in _strings(raw) if name.startswith("attach://")}
    given = {**raw, **{name: upload for name, upload in uploads.items() if name not in attached}}
    checker = _Checker(schema, uploads)
    typed = checker.fields(fields, given, "call")
    if checker.problems:
        raise SchemaViolation(tuple(checker.problems))
    return typed


def _strings(raw: Mapping[str, Any]) -> list[str]:
    found: list[str] = []
    pending: list[Any] = [_parsed(value) for value in raw.values()]
    while pending:
        value = pending.pop()
        if isinstance(value, str):
            found.append(value)
        elif isinstance(value, dict):
            pending += value.values()
        elif isinstance(value, list):
            pending += value
    return found


def _length_problems(row: Field, value: Any, where: str) -> list[str]:
    limits = row.limits
    if not isinstance(value, str):
        return []
    if limits.constant is not None and value != limits.constant:
        return [f"{where}: {value!r} must be {limits.constant!r}"]
    if limits.most is None or row.name in _WORDED_ELSEWHERE:
        return []
    length = len(value.encode()) if limits.unit == "bytes" else len(value)
    if limits.least <= length <= limits.most:
        return []
    return [f"{where}: {length} {limits.unit}, allowed {limits.least}-{limits.most}"]


def _parsed(value: Any) -> Any:
    """Objects and arrays arrive as JSON text in forms, as themselves in a JSON body."""
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except ValueError:
        return value


def _integer(value: Any) -> int:
    if isinstance(value, bool | float):
        raise TypeError("not an integer")
    return int(value)


def _float(value: Any) -> float:
    if isinstance(value, bool):
        raise TypeError("not a number")
    return float(value)


def _boolean(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    if str(value).lower() in {"true", "false"}:
        return str(value).lower() == "true"
    raise ValueError("not a boolean")


def _string(value: Any) -> str:
    if isinstance(value, str):
        return value
    raise TypeError("not a string")


_SCALARS = {"Integer": _integer, "Float": _float, "Boolean": _boolean, "True": _boolean, "String": _string}
_ANY_LENGTH = Limits()
_WORDED_ELSEWHERE = frozenset({"text", "caption", "callback_data", "secret_token"})
