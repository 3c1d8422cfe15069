"""The Rasa project: complete, valid YAML, every example once, no label outside our vocabulary, nothing that calls home."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from desk.reading import DeviceClass, Impact, Intent, ReadingContext, Symptom
from nlu.normalise import Folder
from nlu.rasa_export import FIELDS, KEPT, NOTHING, PLACE, export, question
from nlu.records import Record, training_records

MARK = re.compile(r"\[(?P<words>[^\]]+)\]\{\"entity\": \"place\"\}")


@pytest.fixture(scope="module")
def messages() -> tuple[Record, ...]:
    return training_records()


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory, messages: tuple[Record, ...]) -> Path:
    folder = tmp_path_factory.mktemp("rasa") / "project"
    assert export(messages, folder) == len(messages)
    return folder


@pytest.fixture(scope="module")
def examples(project: Path) -> list[tuple[str, dict[str, Any]]]:
    text = (project / "data" / "nlu.yml").read_text(encoding="utf-8")
    told = yaml.load(text, yaml.CSafeLoader)
    return [(block["intent"], example) for block in told["nlu"] for example in block["examples"]]


def test_the_project_has_every_part_rasa_needs(project: Path) -> None:
    parts = {str(path.relative_to(project)) for path in project.rglob("*") if path.is_file()}
    assert {"config.yml", "domain.yml", "endpoints.yml", "data/nlu.yml", "field_diet.py"} <= parts


def test_what_the_command_makes_is_not_kept_beside_what_is_written_by_hand() -> None:
    assert not (KEPT / "domain.yml").exists()
    assert not (KEPT / "data").exists()


def test_every_message_is_an_example_with_a_label_of_ours_in_every_field(
    examples: list[tuple[str, dict[str, Any]]], messages: tuple[Record, ...]
) -> None:
    vocabulary = {
        "device": {code.value for code in DeviceClass} | {NOTHING},
        "symptom": {code.value for code in Symptom} | {NOTHING},
        "impact": {code.value for code in Impact},
    }
    assert len(examples) == len(messages)
    assert {intent for intent, _ in examples} == {code.value for code in Intent}
    for field in FIELDS:
        assert {example["metadata"][field] for _, example in examples} <= vocabulary[field]


def test_labels_are_those_of_the_messages_one_by_one(
    examples: list[tuple[str, dict[str, Any]]], messages: tuple[Record, ...]
) -> None:
    told = sorted((intent, *example["metadata"].values()) for intent, example in examples)
    labelled = sorted(
        (record["intent"], *(record[field] or NOTHING for field in FIELDS)) for record in messages
    )
    assert told == labelled


def test_every_place_is_marked_and_nothing_else_in_brackets(
    examples: list[tuple[str, dict[str, Any]]], messages: tuple[Record, ...]
) -> None:
    marked = [example["text"] for _, example in examples if MARK.search(example["text"])]
    assert len(marked) == sum(bool(record["location"]) for record in messages)
    assert all("[" not in MARK.sub("", example["text"]) for _, example in examples)
    assert all("\n" not in example["text"] for _, example in examples)


def test_the_domain_is_our_vocabulary(project: Path) -> None:
    domain = yaml.safe_load((project / "domain.yml").read_text(encoding="utf-8"))
    assert set(domain["intents"]) == {code.value for code in Intent}
    assert domain["entities"] == [PLACE]


def test_one_diet_learns_every_field_and_one_the_place() -> None:
    config = yaml.safe_load((KEPT / "config.yml").read_text(encoding="utf-8"))
    learning = [part.get("field", PLACE) for part in config["pipeline"] if "DIET" in part["name"]]
    assert sorted(learning) == sorted(["intent", PLACE, *FIELDS])
    assert config["pipeline"][0]["name"] == "JiebaTokenizer"
    assert config["language"] == "zh"


def test_what_was_asked_is_a_word_before_the_message() -> None:
    folder = Folder()
    assert question("没有", ReadingContext(asked="step"), folder) == "askedstep 没有"
    context = ReadingContext(asked="place_of:2", has_open_ticket=True)
    assert question("３０２[左]", context, folder) == "askedplaceof openticket 302［左］"


def test_telemetry_is_off_wherever_rasa_is_started() -> None:
    image = (KEPT / "Dockerfile").read_text(encoding="utf-8")
    assert "RASA_TELEMETRY_ENABLED=false" in image.split("RUN rasa train")[0].split("FROM python:3.10")[1]
    assert "--require-hashes" in image
    tool = (KEPT.parent.parent / "tools" / "set_up_rasa.py").read_text(encoding="utf-8")
    assert '"RASA_TELEMETRY_ENABLED": "false"' in tool


def test_rasa_is_pinned_with_a_hash_for_everything() -> None:
    lock = (KEPT / "requirements.lock").read_text(encoding="utf-8")
    assert "rasa==3.6." in lock.replace("[jieba]", "")
    blocks = re.split(r"\n(?=\S)", lock.strip())
    assert [block for block in blocks if "--hash=sha256:" not in block and not block.startswith("#")] == []
