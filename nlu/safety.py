"""Danger, injury and attack in the words (facts.md §3.4). Recall comes first: a doubt counts as danger.

Only an outright denial (没有冒烟) takes a danger back. Water counts unless it runs where no device is.
"""

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


def dangers(evidence: Evidence) -> tuple[Hit, ...]:
    """The hits that call for the safety instruction before anything else."""
    told = evidence.of("safety")
    if not told or not _runs_where_no_device_is(evidence):
        return told
    return tuple(hit for hit in told if hit.code != "water")


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
