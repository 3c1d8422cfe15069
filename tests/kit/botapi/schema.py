"""The official Bot API parameter schema, reduced to what a call can be checked against.

Source: `.butcher/schema/schema.json` inside aiogram's sdist (Bot API 10.3, 2 MB, generated from the official
documentation page). `python -m tests.kit.botapi.schema` downloads that sdist with pip and writes `schema.json`
beside this file. The reduced file is committed, so the tests need no network.
"""

import json
import re
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

SDIST = "aiogram==3.31.0"
MEMBER = "/.butcher/schema/schema.json"
REDUCED = Path(__file__).with_name("schema.json")

_LENGTH = re.compile(r"\b(\d+)-(\d+) (characters|bytes)")
_LENGTH_UP_TO = re.compile(r"\b(?:up to|maximum) (\d+) (characters|bytes)", re.IGNORECASE)
_CONST = re.compile(r"(?:always|must be) [“'\"]?([a-z_]+)[”'\"]?(?:\.|,|$)")


@dataclass(frozen=True)
class Limits:
    """Length limits in characters (Unicode scalars) or UTF-8 bytes, and the one value a discriminator may have."""

    least: int = 0
    most: int | None = None
    unit: str = "characters"
    constant: str | None = None


@dataclass(frozen=True)
class Field:
    """One parameter of a method or one member of a type; `type` is the documentation's wording."""

    name: str
    type: str
    required: bool
    limits: Limits


@dataclass(frozen=True)
class Schema:
    """All methods and types of one Bot API version. Holds shapes only: no behaviour, no return types."""

    version: str
    methods: Mapping[str, Mapping[str, Field]]
    types: Mapping[str, Mapping[str, Field]]
    unions: Mapping[str, tuple[str, ...]]

    def method(self, name: str) -> tuple[str, Mapping[str, Field]] | None:
        """Find a method the way the server does: letter case is ignored."""
        for official, fields in self.methods.items():
            if official.lower() == name.lower():
                return official, fields
        return None


def load(path: Path = REDUCED) -> Schema:
    """Read the reduced schema."""
    raw = json.loads(path.read_text("utf-8"))
    return Schema(
        version=raw["version"],
        methods={name: _fields(fields) for name, fields in raw["methods"].items()},
        types={name: _fields(fields) for name, fields in raw["types"].items()},
        unions={name: tuple(members) for name, members in raw["unions"].items()},
    )


def _fields(raw: Mapping[str, list[Any]]) -> dict[str, Field]:
    return {
        name: Field(name, row[0], bool(row[1]), Limits(**(row[2] if len(row) > 2 else {})))
        for name, row in raw.items()
    }


def split_types(wording: str) -> tuple[str, ...]:
    """'A, B and C' or 'A or B' -> its members; an array keeps its 'Array of ' prefix on each of them."""
    prefix = ""
    while wording.startswith("Array of "):
        prefix, wording = prefix + "Array of ", wording.removeprefix("Array of ")
    return tuple(prefix + member for member in re.split(r", | or | and ", wording))


def reduce(full: Mapping[str, Any]) -> dict[str, Any]:
    """Keep names, types, required flags and limits of the 2 MB document; drop all prose."""
    methods: dict[str, Any] = {}
    types: dict[str, Any] = {}
    unions: dict[str, Any] = {}
    for child in _children(full):
        members = _union_members(child)
        if child["category"] == "methods":
            methods[child["name"]] = _rows(child)
        elif members:
            unions[child["name"]] = members
        else:
            types[child["name"]] = _rows(child)
    return {
        "version": full["api"]["version"],
        "source": f"{SDIST} sdist {MEMBER}",
        "methods": methods,
        "types": types,
        "unions": unions,
    }


def _children(full: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for group in full["items"]:
        yield from group["children"]


def _union_members(child: Mapping[str, Any]) -> list[str]:
    if child["annotations"]:
        return []
    return cast(list[str], re.findall(r"^ - ([A-Z]\w+)$", child["description"], re.MULTILINE))


def _rows(child: Mapping[str, Any]) -> dict[str, list[Any]]:
    rows: dict[str, list[Any]] = {}
    for field in child["annotations"]:
        limits = _limits(field)
        rows[field["name"]] = [field["type"], int(field["required"]), *([limits] if limits else [])]
    return rows


def _limits(field: Mapping[str, Any]) -> dict[str, Any]:
    if field["type"] != "String":
        return {}
    found = _LENGTH.search(field["description"])
    if found:
        return {"least": int(found[1]), "most": int(found[2]), "unit": found[3]}
    found = _LENGTH_UP_TO.search(field["description"])
    if found:
        return {"most": int(found[1]), "unit": found[2]}
    found = _CONST.search(field["description"])
    return {"constant": found[1]} if found and field["name"] in {"type", "source", "status"} else {}


def fetch_full() -> dict[str, Any]:
    """Download the sdist with pip and read the full schema out of it. Needs a package index."""
    with tempfile.TemporaryDirectory() as folder:
        command = [
            sys.executable,
            "-m",
            "pip",
            "download",
            "--quiet",
            "--no-deps",
            "--no-binary",
            "aiogram",
            "--dest",
            folder,
            SDIST,
        ]
        subprocess.run(command, check=True, capture_output=True, timeout=300)
        return read_sdist(next(Path(folder).glob("aiogram-*.tar.gz")))


def read_sdist(archive: Path) -> dict[str, Any]:
    """Read the full schema out of a downloaded sdist."""
    with tarfile.open(archive) as tar:
        member = next(item for item in tar.getmembers() if item.name.endswith(MEMBER))
        stream = tar.extractfile(member)
        if stream is None:
            raise FileNotFoundError(f"{MEMBER} in {archive.name} is not a file")
        return cast(dict[str, Any], json.load(stream))


def render(reduced: Mapping[str, Any]) -> str:
    """One line per method or type, so that a new Bot API version reads as a small diff."""
    parts = [f'"version": {json.dumps(reduced["version"])}', f'"source": {json.dumps(reduced["source"])}']
    for section in ("methods", "types", "unions"):
        lines = [
            f"{json.dumps(name)}:{json.dumps(rows, separators=(',', ':'))}"
            for name, rows in sorted(reduced[section].items())
        ]
        parts.append(f'"{section}": {{\n' + ",\n".join(lines) + "\n}")
    return "{\n" + ",\n".join(parts) + "\n}\n"


def main() -> None:
    """Write `schema.json` anew from the sdist."""
    REDUCED.write_text(render(reduce(fetch_full())), "utf-8")


if __name__ == "__main__":
    main()
