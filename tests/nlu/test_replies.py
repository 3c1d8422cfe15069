"""What a short reply means depends on what was asked: 不撤了 is a no only to "really withdraw?", 又黑了 only to "is it fixed?"."""

import pytest

from desk.reading import Answer, ReadingContext
from nlu.reader import LexiconReader


@pytest.fixture(scope="module")
def rules() -> LexiconReader:
    return LexiconReader()


@pytest.mark.parametrize(
    ("asked", "words", "meant"),
    [
        ("cancel", "算了不撤了", Answer.NO),
        ("cancel", "还是别取消", Answer.NO),
        ("cancel", "留着吧", Answer.NO),
        ("cancel", "撤吧", Answer.YES),
        ("cancel", "不用来了", Answer.YES),
        ("cancel", "还是撤了吧", Answer.YES),
        ("cancel", "还是要撤", Answer.YES),
        ("cancel", "算了", None),
        ("fixed", "又黑了", Answer.NO),
        ("fixed", "木有", Answer.NO),
        ("fixed", "还是一闪一闪的", Answer.NO),
        ("fixed", "现在又可以了", Answer.YES),
        ("fixed", "嗯，可以了", Answer.YES),
        ("step", "木有", Answer.NO),
        (None, "不撤了", None),
        (None, "又黑了", None),
    ],
)
def test_a_reply_is_understood_by_the_question(
    rules: LexiconReader, asked: str | None, words: str, meant: Answer | None
) -> None:
    assert rules.read(words, ReadingContext(asked=asked, has_open_ticket=True)).answer is meant
