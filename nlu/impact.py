"""How far a fault reaches and which activity it hits (labels.md §4, §5 rule 4; facts.md §3.2).

Reads the words only: the register, the timetable and the grade are the desk's matter.
"""

import re

from desk.reading import Impact, Occasion
from nlu.evidence import Evidence
from nlu.matching import Hit
from nlu.numerals import count

_MINUTES_LEFT = re.compile(
    r"(?:还有|还剩|再过|剩)\s*(?:[0-9]{1,2}|[一二三四五六七八九十两几]{1,3})\s*分钟|\bin\s+[0-9]{1,2}\s*min|[0-9]{1,2}\s*(?:minutes|mins?)\s+(?:left|to go)"
)
_MANY = re.compile(
    r"(?P<n>[0-9]{1,3}|[一二三四五六七八九十]{1,3}|[两几多])\s*(?:(?P<room>个班|个教室|间教室|间办公室|个办公室|层楼|栋楼|classrooms|rooms)|(?P<unit>台|computers|machines))"
)
_FEWEST = {"room": 2, "unit": 3}
"""From how many rooms or machines a number means more than one room's worth of trouble."""


def impact_of(evidence: Evidence, *, places: int) -> Impact:
    """The impact of a message that reports a fault in `places` different places; the widest reach wins."""
    if evidence.has("impact", "whole_school"):
        return Impact.WHOLE_SCHOOL
    if places > 1 or evidence.has("impact", "multi_room") or _many(evidence.text):
        return Impact.MULTI_ROOM
    if lesson_now(evidence) or occasion_of(evidence) is Occasion.NOW:
        return Impact.LESSON_BLOCKED
    if evidence.has("impact", "relief", "no_lesson") or evidence.has("time", "later"):
        return Impact.SINGLE_DEVICE
    return Impact.UNKNOWN


def lesson_now(evidence: Evidence) -> bool:
    """Whether the words prove that a lesson or event stands still now or within the hour."""
    return evidence.has("impact", "lesson") or bool(_MINUTES_LEFT.search(evidence.text))


def occasion_of(evidence: Evidence) -> Occasion:
    """The major activity of the words, and when it is by the nearest time word; an activity without a time is now.

    Assuming the worse is the rule of facts.md §3.2: a false alarm costs a call, a late one an open lesson.
    """
    events = evidence.of("occasion")
    if not events:
        return Occasion.NONE
    times = [*evidence.of("time", "now", "later"), *evidence.of("impact", "lesson")]
    pairs = [(_distance(event, time), time) for event in events for time in times]
    if not pairs:
        return Occasion.NOW
    nearest = min(pairs, key=lambda pair: pair[0])[1]
    return Occasion.LATER if nearest.code == "later" else Occasion.NOW


def _distance(event: Hit, time: Hit) -> int:
    """Characters between the two; a time before its event is nearer than one after it."""
    return event.start - time.end if time.end <= event.start else 2 * max(0, time.start - event.end)


def _many(text: str) -> bool:
    for match in _MANY.finditer(text):
        number = 2 if match["n"] == "两" else 9 if match["n"] in "几多" else count(match["n"]) or 0
        if number >= _FEWEST["room" if match["room"] else "unit"]:
            return True
    return False
