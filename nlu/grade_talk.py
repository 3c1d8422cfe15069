"""Whether a message speaks of the grade of a ticket: asks for its reason, or says that it is wrong.

Reads folded words only. 三年级 is no grade, and 修得不对 is no objection to one: the grade itself must be named, by the
word (级别, 定级) or by a name that the contracts use (B级, 二级, II级, 重大故障).
"""

import re

from desk.reading import GradeTalk

_NAME = r"(?:[a-d]级?|[1-6]级|iv级?|i{1,3}级?|[一二三四五六](?:级|类)|重大|较大|一般|其他|其它)"
_GRADE = rf"(?:(?<!年)(?:级别|等级|定级)|{_NAME}(?:级|故障|事件)?(?!年|班|\w))"
_WHY = r"(?:为什么|为啥|为何|凭什么|怎么|咋|\bwhy\b)"
_FILL = r"[^,.!?;\n]{0,8}?"
_WRONG = re.compile(
    rf"{_WHY}{_FILL}(?:才|只|这么低|那么低){_FILL}{_GRADE}"
    rf"|{_WHY}{_FILL}(?:级别|等级|定级)(?:这么|那么|太)低"
    r"|(?<!年)(?:级别|等级|定级)[^,.!?;\n]{0,4}?(?:不对|错了|有误|不合理|有异议|太低|低了|偏低|不够)"
    r"|(?:定|评|判)低了|对?(?:级别|等级|定级)(?:有)?异议|(?:应该|应当)(?:更急|更高|高一级|定高|再高)|不(?:该|应该)(?:才|只)?是"
    + _GRADE
    + r"|(?:wrong|too low a?) (?:grade|level|priority)|(?:grade|level|priority) is (?:wrong|too low|not right)"
    r"|should be (?:more urgent|a higher|graver|higher)"
)
_ASKED = re.compile(
    rf"{_WHY}{_FILL}{_GRADE}|(?<!年)(?:级别|等级|定级)[^,.!?;\n]{{0,4}}?(?:依据|理由|怎么定|怎么来)"
    r"|\bwhy\b.{0,24}\b(?:grade|level|class|priority)\b"
)


def grade_talk(text: str) -> GradeTalk | None:
    """What the folded text wants of the grade; None when it does not speak of it."""
    if _WRONG.search(text):
        return GradeTalk.WRONG
    return GradeTalk.WHY if _ASKED.search(text) else None
