"""What people corrected, as labelled records to learn from: the label is what they said was meant, the rest as it was read.

A teacher who writes 大屏 and then 不是大屏是投影 has corrected a slip of their own: the first message was read rightly and makes no
record. A place is a label only where its words stand in the message.
"""

import json
import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from desk.grading import QUESTIONS
from desk.people import Role
from desk.reading import Impact, Intent, Symptom
from nlu.records import Record, records
from usecases.collect_misreadings import Correction, Misreading

OPEN_TICKET = "工单已开"
"""The context of words that were added to a ticket: what the desk had said is not on the trail, only that there was one."""

_DENIED = re.compile(r"(?:不是|不在|并非|\bnot\b)\s*(.+?)\s*(?:[,，。;；、!！\s]|而?是|在|\bbut\b|$)", re.I)
_QUESTIONS = frozenset(intent.value for intent in QUESTIONS)

Mask = Callable[[str], str]
"""Takes phone numbers, secrets and names out of a text."""


def corrected_record(wrong: Misreading, mask: Mask, language: Callable[[str], str]) -> Record | None:
    """The message with its right labels, without names and numbers; None when nothing of it was read wrongly."""
    spoken = wrong.spoken
    fixed = {name: fix for name, fix in spoken.corrected.items() if _holds(name, fix, wrong)}
    if not fixed:
        return None
    last = max(fixed.values(), key=lambda fix: fix.at)
    meant = {**spoken.read, **{name: fix.value for name, fix in fixed.items()}}
    return {
        "id": f"ticket-{wrong.no}-{spoken.seq}",
        "text": mask(spoken.words),
        **({} if spoken.seq == 1 else {"context": OPEN_TICKET}),
        "lang": language(spoken.words),
        **_intents(meant, opening=spoken.seq == 1),
        **_fault(wrong, meant, mask),
        **_reach(wrong, meant),
        **_danger(wrong, meant),
        "tags": ["correction"],
        "was": {name: spoken.read.get(name) for name in fixed},
        "by": last.by.value,
        "ticket": wrong.no,
    }


def without(texts: Iterable[str], told: Iterable[Record]) -> tuple[Record, ...]:
    """The records whose text is none of these: what is tested on is not learnt from."""
    known = frozenset(map(_plain, texts))
    return tuple(record for record in told if _plain(str(record["text"])) not in known)


def keep(path: Path, found: Iterable[Record]) -> int:
    """Write the records, each id once, beside those that are in the file already; how many it holds then.

    The file is replaced whole and only when it can be read back. Raises BadRecord for a file that holds something else.
    """
    before = {str(one["id"]): one for one in _lines(path)} if path.exists() else {}
    after = before | {str(one["id"]): one for one in found}
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".new-{path.name}")
    lines = (json.dumps(one, ensure_ascii=False) for one in after.values())
    try:
        draft.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
        held = len(records(draft))
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
    return held


def _lines(path: Path) -> Iterable[Record]:
    """As they are written; `records` has looked at them first."""
    named = [one["id"] for one in records(path)]
    written = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    return [{"id": name, **one} for name, one in zip(named, written, strict=True)]


def _holds(name: str, fix: Correction, wrong: Misreading) -> bool:
    """Whether this correction is about the reading."""
    spoken = wrong.spoken
    if name == "location":
        return bool(fix.value) and _plain(str(fix.value)) in _plain(spoken.words) and not _slip(fix, wrong)
    if name == "device" and spoken.known:
        return False
    return not _slip(fix, wrong)


def _slip(fix: Correction, wrong: Misreading) -> bool:
    """Whether a teacher denies what they had written themselves."""
    denied = _DENIED.search(fix.words) if fix.by is Role.TEACHER else None
    return denied is not None and _plain(denied[1]) in _plain(wrong.spoken.words)


def _intents(meant: Mapping[str, str | None], *, opening: bool) -> Mapping[str, Any]:
    if opening or meant.get("intent"):
        return {"intents": [meant.get("intent") or Intent.REPORT_FAULT.value]}
    added = [Intent.SUPPLY_INFO.value, Intent.REPORT_FAULT.value]
    return {"intents": added[:1], "intent_ok": added}


def _fault(wrong: Misreading, meant: Mapping[str, str | None], mask: Mask) -> Mapping[str, Any]:
    """Device, symptom and place. A device that a sticker told is none of the words; a question has no symptom."""
    device, symptom = meant.get("device"), meant.get("symptom")
    told: dict[str, Any] = {"device": device, "symptom": symptom}
    if wrong.spoken.known and device:
        told |= {"device": None, "device_ok": [None, device]}
    if meant.get("intent") in _QUESTIONS:
        told |= {"symptom": None, "symptom_ok": [None, *([symptom] if symptom else [])]}
    place = meant.get("location")
    told["location"] = mask(place) if place and place in wrong.spoken.words else None
    return told


def _reach(wrong: Misreading, meant: Mapping[str, str | None]) -> Mapping[str, Any]:
    """The impact as it was known; a button may have told it, so that none was said is accepted."""
    known = wrong.spoken.facts.impact
    if meant.get("intent") in _QUESTIONS:
        return {"impact": Impact.NONE.value, "impact_ok": [Impact.NONE.value, Impact.UNKNOWN.value]}
    if known in (Impact.NONE, Impact.UNKNOWN):
        return {"impact": Impact.UNKNOWN.value, "impact_ok": [Impact.UNKNOWN.value, Impact.NONE.value]}
    return {"impact": known.value, "impact_ok": [known.value, Impact.UNKNOWN.value]}


def _danger(wrong: Misreading, meant: Mapping[str, str | None]) -> Mapping[str, bool]:
    """Smoke is danger. Where a symptom that was danger has been taken back, nobody has said what the danger was."""
    if meant.get("symptom") == Symptom.SMELL_SMOKE:
        return {"safety": True}
    taken_back = wrong.spoken.read.get("symptom") == Symptom.SMELL_SMOKE
    return {"safety": wrong.spoken.facts.safety, "safety_optional": taken_back}


def _plain(text: str) -> str:
    return "".join(text.casefold().split())
