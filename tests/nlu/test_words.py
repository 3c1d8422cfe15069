from pathlib import Path

import pytest

from nlu.normalise import Folder
from nlu.sound import Ear
from nlu.words import HOME, Lexicon, LexiconError


def _lexicon_with(home: Path, name: str, text: str) -> Lexicon:
    for source in HOME.glob("*.toml"):
        (home / source.name).write_text(source.read_text(encoding="utf-8"), encoding="utf-8")
    (home / name).write_text(text, encoding="utf-8")
    return Lexicon(Folder(), Ear(), home)


@pytest.mark.parametrize(
    ("name", "text", "fault"),
    [
        ("devices.toml", '[blackboard]\nwords = "黑板"', r"devices\.toml: table \[blackboard\]"),
        ("symptoms.toml", '[broken]\nwords = "坏"\n[refine]\n[proves]', r"symptoms\.toml: table \[broken\]"),
        ("places.toml", "[hall\nwords", r"places\.toml: "),
        ("cues.toml", '[greeting]\nwords = "你好"', r"cues\.toml: table \[greeting\]"),
    ],
)
def test_a_bad_word_file_is_refused_with_its_name_and_table(
    tmp_path: Path, name: str, text: str, fault: str
) -> None:
    with pytest.raises(LexiconError, match=fault):
        _lexicon_with(tmp_path, name, text)


def test_a_word_added_to_a_file_is_found(tmp_path: Path) -> None:
    lexicon = _lexicon_with(tmp_path, "devices.toml", '[smart_board]\nwords = "神奇大黑板"')
    hits = lexicon.find(Folder().fold("神奇大黑板黑屏"))
    assert [(hit.word.text, hit.code) for hit in hits if hit.word.kind == "device"] == [
        ("神奇大黑板", "smart_board")
    ]


def test_a_gap_stays_within_its_clause(tmp_path: Path) -> None:
    lexicon = _lexicon_with(tmp_path, "devices.toml", "")
    folder = Folder()
    found = [
        [hit.code for hit in lexicon.find(folder.fold(text)) if hit.code == "touch_dead"]
        for text in ("触摸又没反应", "触摸，没反应")
    ]
    assert found == [["touch_dead"], []]
