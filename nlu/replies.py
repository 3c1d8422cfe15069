"""What a short reply means to a pending question: yes, no, cannot, or give me a person.

Ordinals ("2", "②") are the prompt layer's business and mean nothing here.
"""

import re
from collections.abc import Mapping

from desk.reading import Answer
from nlu.evidence import Evidence
from nlu.impact import lesson_now
from nlu.matching import Hit

LONGEST = 18
"""Folded characters of a text that is still a reply; English needs more."""

LONGEST_LATIN = 48
_EDGE = re.compile(r"[,.!?;:\s~。、]|[了啊呀呢吧哦哟嘛的啦师傅谢]")
_ORDER = (Answer.HUMAN, Answer.CANNOT, Answer.NO, Answer.YES)
"""是的，还是不行 is a no; 不会弄，转人工 is a call for a person."""


LESSON = "lesson"
"""The pending question whether the room is needed now; its answers are facts about the lesson, not yes and no."""

SCOPE = "scope"
"""The pending question whether other rooms have the fault too: 就我们班 is a no, 隔壁也 a yes."""

_WHEN_ASKED: Mapping[str | None, tuple[tuple[Answer, re.Pattern[str]], ...]] = {
    "cancel": (
        (
            Answer.NO,
            re.compile(
                r"(?:不|别|没想|先不|不用|不要)(?:撤|取消|退)|留着|保留|(?:还是|继续|接着)(?:报|修|派|处理|要)(?!撤|取消)"
                r"|keep (?:it|the)|(?:don't|do not) (?:cancel|withdraw)"
            ),
        ),
        (
            Answer.YES,
            re.compile(r"^确定|撤|取消|退单|不用(?:来|修|派|管)|(?:别|不要|甭)(?:来|派|修)|cancel|withdraw"),
        ),
    ),
    "fixed": (
        (
            Answer.NO,
            re.compile(
                r"(?:又|仍|还是|依旧|依然)(?!好|可以|能|行|正常|恢复|有(?:声|图|画|信号|网))|时好时坏|^[木冇么莫](?:有|得|啊|$)"
            ),
        ),
    ),
    "step": ((Answer.NO, re.compile(r"^[木冇么莫](?:有|得|啊|$)")),),
}
"""What only an answer to this question says, asked for before the words that answer any."""

_REACH = ("one_room", "multi_room", "whole_school")


def answer_of(evidence: Evidence, asked: str | None) -> Answer | None:
    """The reply a text can be understood as; None when it is too long or says nothing of the kind."""
    if asked == SCOPE and evidence.has("impact", *_REACH):
        return Answer.NO if evidence.has("impact", "one_room") else Answer.YES
    if asked == LESSON and lesson_now(evidence):
        return Answer.YES
    if asked == LESSON and (evidence.has("impact", "no_lesson", "relief") or evidence.has("time", "later")):
        return Answer.NO
    text = evidence.text.strip()
    if not text or len(text) > (LONGEST_LATIN if text.isascii() else LONGEST):
        return None
    if text.rstrip("?").endswith(("吗", "么", "了没")) or text.endswith("?"):
        return None
    meant = (answer for answer, words in _WHEN_ASKED.get(asked, ()) if words.search(text))
    told_so = next(meant, None)
    if told_so is not None:
        return told_so
    told = {Answer(hit.code) for hit in evidence.of("answer") if _counts(evidence.text, hit)}
    return next((answer for answer in _ORDER if answer in told), None)


def _counts(text: str, hit: Hit) -> bool:
    """A yes must stand at an edge of a phrase, and one character must be a phrase of its own: 对方 is no 对."""
    opens = hit.start == 0 or bool(_EDGE.match(text[hit.start - 1]))
    closes = hit.end == len(text) or bool(_EDGE.match(text[hit.end]))
    if hit.end - hit.start == 1 and not text[hit.start].isascii():
        return opens and closes
    return opens or closes or hit.code != Answer.YES
