"""Danger, injury and attack in the words (facts.md §3.4). Recall comes first: a doubt counts as danger.

Only an outright denial (没有冒烟) takes a danger back. Water counts unless it runs where no device is.
"""

import re

from desk.reading import DeviceClass, Symptom
from nlu.evidence import Evidence
from nlu.matching import Hit
from nlu.words import FAMILY, JOINED

SYMPTOM_OF = {
    "smoke": Symptom.SMELL_SMOKE,
    "shock": Symptom.SMELL_SMOKE,
    "water": Symptom.WATER_INGRESS,
    "glass": Symptom.PHYSICAL_DAMAGE,
    "fall": Symptom.MECHANICAL_FAULT,
}
"""What a danger is called as a symptom."""

_ASKED_AFTER = re.compile(
    r"有没有|有无|是否有|是不是有|有[^,.!;\n。]{0,12}[吗么]|还有|还在|闻到|闻得到|看到|看见|\b(?:is|are) there\b|\bany\b|\bcan you (?:see|smell)\b|\bdo you (?:see|smell)\b"
)
_THERE_IS = re.compile(
    r"\W*(?:有(?!没|无|人来|空|什么)|是(?!不)|嗯|对(?!不)|闻到|闻得|看到|看见|能闻|能看|还在|还有|还是有|一点点|有点|yes|yeah|yep|there (?:is|are)|i (?:can|do))"
)
_NONE = re.compile(r"没|不|无|\bno\b|n't")


def dangers(evidence: Evidence) -> tuple[Hit, ...]:
    """The hits that call for the safety instruction before anything else."""
    told = evidence.of("safety")
    if not told or not _runs_where_no_device_is(evidence):
        return told
    return tuple(hit for hit in told if hit.code != "water")


def affirmed(question: Evidence, reply: Evidence) -> bool:
    """Whether the desk asked after a danger (有没有焦味?) and the reply says that there is one."""
    asked = bool(dangers(question)) and bool(_ASKED_AFTER.search(question.text))
    return asked and bool(_THERE_IS.match(reply.text)) and not _NONE.search(reply.text)


def only_surmised(evidence: Evidence) -> bool:
    """Whether every danger is one that families of words add up to (`nlu.perils`), and none is a word of danger itself."""
    return all(JOINED in hit.word.text for hit in dangers(evidence))


def injuries(evidence: Evidence) -> tuple[Hit, ...]:
    """The hits that say somebody is hurt."""
    return evidence.of("hurt")


def _runs_where_no_device_is(evidence: Evidence) -> bool:
    """漏水 at a tap is plumbing; with no device named at all it is a doubt, and a doubt is danger."""
    devices = evidence.of("device")
    if evidence.has(f"{FAMILY}live") or evidence.has(f"{FAMILY}gear"):
        return False
    return bool(devices) and all(hit.code == DeviceClass.OTHER for hit in devices)
