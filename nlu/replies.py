"""What a short reply means to a pending question: yes, no, cannot, or give me a person.

Ordinals ("2", "②") are the prompt layer's business and mean nothing here.
"""

import re

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
    told = {Answer(hit.code) for hit in evidence.of("answer") if _counts(evidence.text, hit)}
    return next((answer for answer in _ORDER if answer in told), None)


def _counts(text: str, hit: Hit) -> bool:
    """A yes must stand at an edge of a phrase, and one character must be a phrase of its own: 对方 is no 对."""
    opens = hit.start == 0 or bool(_EDGE.match(text[hit.start - 1]))
    closes = hit.end == len(text) or bool(_EDGE.match(text[hit.end]))
    if hit.end - hit.start == 1 and not text[hit.start].isascii():
        return opens and closes
    return opens or closes or hit.code != Answer.YES
