"""The settings choose who reads; `chalkline nlu export-rasa` writes what Rasa learns from."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.settings import NluBackend, NluOptions, Settings
from app.wiring import reader
from desk.reading import Intent, ReadingContext
from tests.app.terminal import Run, one_sentence
from tests.nlu.answering import Answering, answering

FIRST = ReadingContext()


@pytest.fixture
def server() -> Iterator[Answering]:
    with answering() as double:
        yield double


def read_with(options: NluOptions, text: str) -> tuple[Intent, ...]:
    read, close = reader(Settings(nlu=options))
    try:
        return read(text, FIRST).intents
    finally:
        close()


def test_the_embedded_reader_asks_nobody(server: Answering) -> None:
    assert read_with(NluOptions(url=server.url), "投影黑屏了") == (Intent.REPORT_FAULT,)
    assert server.asked == []


def test_rasa_is_asked_with_its_key(server: Answering) -> None:
    server.says({"intent": {"name": "praise", "confidence": 0.9}})
    options = NluOptions(backend=NluBackend.RASA, url=server.url, key="k3y")  # type: ignore[arg-type]  # as from the environment
    assert read_with(options, "投影黑屏了") == (Intent.PRAISE,)
    ((path, headers, _),) = server.asked
    assert (path, headers["Authorization"]) == ("/model/parse", "Bearer k3y")


def test_a_chat_model_is_asked_by_its_name(server: Answering) -> None:
    server.says({"choices": [{"message": {"content": '{"intents": ["praise"]}'}}]})
    options = NluOptions(backend=NluBackend.OPENAI, url=server.url + "/v1", model="district-7b")
    assert read_with(options, "投影黑屏了") == (Intent.PRAISE,)
    assert (server.asked[0][0], server.bodies[0]["model"]) == ("/v1/chat/completions", "district-7b")


def test_the_project_is_written_where_one_asks_for_it(run: Run, tmp_path: Path) -> None:
    done = run("nlu", "export-rasa", str(tmp_path / "rasa"))
    assert done.code == 0
    assert "examples in" in done.out
    assert (tmp_path / "rasa" / "data" / "nlu.yml").is_file()


def test_a_place_that_cannot_be_written_is_one_sentence(run: Run, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    assert str(tmp_path / "file") in one_sentence(run("nlu", "export-rasa", str(tmp_path / "file")))
