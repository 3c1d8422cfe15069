"""The schema editors use says the same as the reader: same keys, same codes, and the packs that ship fit it."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from storage.contract_packs import PackError, load_pack
from storage.pack_schema import pack_schema, schema_text
from tests.contracts.packs import FOLDER, NAMES

CHECKER = jsonschema.Draft202012Validator(pack_schema())
FREE = {"clauses", "roles"}
"""Mappings whose keys are the pack's own words."""

CLOSED_BY_NAME = {"met_by", "stages", "when"}
"""Mappings whose keys are codes: the reader refuses others in words of its own."""


class Editor(yaml.SafeLoader):
    """YAML as an editor reads it (1.2): no dates, no sixties."""


Editor.yaml_implicit_resolvers = {
    letter: [pair for pair in pairs if pair[0] not in ("tag:yaml.org,2002:timestamp",)]
    for letter, pairs in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def written(name: str) -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"), Editor)  # noqa: S506  # safe, only without dates
    return loaded


def mappings(
    value: Any, path: tuple[str | int, ...] = ()
) -> Iterator[tuple[tuple[str | int, ...], dict[str, Any]]]:
    """Every mapping in a pack with its path."""
    if isinstance(value, dict):
        yield path, value
    children = (
        value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    )
    for key, child in children:
        yield from mappings(child, (*path, key))


def test_the_schema_itself_is_one() -> None:
    jsonschema.Draft202012Validator.check_schema(pack_schema())


def test_the_file_for_editors_is_what_the_command_prints() -> None:
    assert (FOLDER / "schema.json").read_text(encoding="utf-8") == schema_text()


@pytest.mark.parametrize("name", NAMES)
def test_a_pack_that_ships_fits_the_schema_and_tells_its_editor_so(name: str) -> None:
    assert [error.message for error in CHECKER.iter_errors(written(name))] == []
    first = (FOLDER / f"{name}.yaml").read_text(encoding="utf-8").splitlines()[0]
    assert first == "# yaml-language-server: $schema=schema.json"


@pytest.mark.parametrize("name", NAMES)
def test_an_unknown_key_anywhere_is_refused_by_the_schema(name: str) -> None:
    pack = written(name)
    places = [(path, mapping) for path, mapping in mappings(pack) if not path or path[-1] not in FREE]
    for _, mapping in places:
        mapping["colour"] = {"zh": "红", "en": "red"}
    refused = {tuple(error.absolute_path) for error in CHECKER.iter_errors(pack)}
    assert [path for path, _ in places if path not in refused] == []


def keys_the_reader_knows(folder: Path, pack: dict[str, Any]) -> dict[str, set[str]]:
    """For every unknown key `colour…`, what the reader offers in its place."""
    path = folder / f"{pack['id']}.yaml"
    path.write_text(json.dumps(pack, ensure_ascii=False), encoding="utf-8")
    with pytest.raises(PackError) as refused:
        load_pack(path)
    offers = {}
    for problem in refused.value.problems:
        if found := re.match(r"'(colour\d+)' is not a key", problem.reason):
            offers[found[1]] = set(problem.remedy.removeprefix("remove it or use one of: ").split(", "))
    return offers


def keys_the_schema_knows(path: tuple[str | int, ...]) -> set[str]:
    node: dict[str, Any] = pack_schema()
    for step in path:
        node = node["items"] if isinstance(step, int) else node["properties"].get(step, {})
        if "$ref" in node:
            node = pack_schema()["$defs"][node["$ref"].rpartition("/")[2]]
    return set(node["properties"])


def shapes(pack: dict[str, Any]) -> Iterator[tuple[tuple[str | int, ...], dict[str, Any]]]:
    """One mapping of each shape: the first of every list, all but those with keys of their own."""
    for path, mapping in mappings(pack):
        closed = not path or path[-1] not in FREE | CLOSED_BY_NAME
        inside_free = any(step in FREE for step in path[:-1])
        if closed and not inside_free and all(step == 0 for step in path if isinstance(step, int)):
            yield path, mapping


@pytest.mark.parametrize("name", NAMES)
def test_the_reader_and_the_schema_know_the_same_keys(tmp_path: Path, name: str) -> None:
    pack = written(name)
    places = {f"colour{number}": place for number, place in enumerate([*shapes(pack)])}
    for colour, (_, mapping) in places.items():
        mapping[colour] = "red"
    offered = keys_the_reader_knows(tmp_path, pack)
    assert offered == {colour: keys_the_schema_knows(path) for colour, (path, _) in places.items()}


@pytest.mark.parametrize(
    ("path", "wrong"),
    [
        (("grades", 0, "stages", "response", "within"), "soon"),
        (("grades", 0, "page_at_once"), "maybe"),
        (("rules", 0, "when", "hurt"), "perhaps"),
        (("scope", "devices"), ["toaster"]),
        (("duties", 0, "every"), "fortnight"),
        (("statements", 0, "clause"), "nowhere"),
        (("interpretations", 0, "date"), "someday"),
        (("callback_hours", 0, "opens"), "14：:50"),
        (("name",), "one language"),
    ],
)
def test_a_wrong_value_is_underlined(path: tuple[str | int, ...], wrong: Any) -> None:
    pack = written("gangbei")
    node: Any = pack
    for step in path[:-1]:
        node = node[step]
    node[path[-1]] = wrong
    assert [tuple(error.absolute_path)[: len(path)] for error in CHECKER.iter_errors(pack)] == [path]
