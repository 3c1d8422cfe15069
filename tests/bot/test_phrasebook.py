"""The words are compiled once and kept beside their templates; what is kept is never older than the words."""

import shutil
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.render import WORDS, Phrasebook
from desk.language import Lang

ZONE = ZoneInfo("Asia/Shanghai")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(WORDS, tmp_path / "words", ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path / "words"


def question(folder: Path) -> str:
    return Phrasebook(ZONE, folder=folder).question("fixed", Lang.ZH)


def test_every_template_is_kept_compiled_and_then_only_read(folder: Path) -> None:
    first = question(folder)
    kept = {path: path.stat().st_mtime_ns for path in (folder / "zh" / "__pycache__").iterdir()}
    assert len(kept) == len(list((folder / "zh").glob("*.j2")))
    assert question(folder) == first
    assert {path: path.stat().st_mtime_ns for path in kept} == kept


def test_words_that_change_are_said_at_once(folder: Path) -> None:
    before, labels = question(folder), folder / "zh" / "labels.j2"
    labels.write_text(labels.read_text("utf-8").replace(before, "好使了吗？"), "utf-8")
    assert question(folder) == "好使了吗？"


def test_where_nothing_can_be_kept_the_words_are_there_all_the_same(folder: Path) -> None:
    for lang in Lang:
        (folder / lang / "__pycache__").write_text("no folder", "utf-8")
    assert question(folder) == Phrasebook(ZONE).question("fixed", Lang.ZH)
