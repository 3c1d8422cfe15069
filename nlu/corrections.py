"""What people corrected, as labelled records to learn from: the label is what they said was meant, the rest as it was read.

A teacher who writes 大屏 and then 不是大屏是投影 has corrected a slip of their own: the first message was read rightly and makes no
record. A place is a label only where its words stand in the message.
"""

import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from desk.grading import QUESTIONS, FaultFacts
from desk.people import Role
from desk.reading import DeviceClass, Impact, Intent, Symptom
from nlu.records import Record, records
from usecases.collect_misreadings import Correction, Misreading, Spoken

OPEN_TICKET = "工单已开"
"""The context of words that were added to a ticket when nothing was asked: only that there was one."""

_DENIED = re.compile(r"(?:不是|不在|并非|\bnot\b)\s*(.+?)\s*(?:[,，。;；、!！\s]|而?是|在|\bbut\b|$)", re.I)
_QUESTIONS = frozenset(intent.value for intent in QUESTIONS)

Mask = Callable[[str], str]
"""Takes phone numbers, secrets and names out of a text."""

Grades = Callable[[FaultFacts], Mapping[str, str | None]]
"""By the name of the label (`grade_gangbei`), the grade that a contract's rules give these facts."""


@dataclass(frozen=True, slots=True)
class Labelling:
    """What a record needs besides the correction: nobody's name, the language of the words, the grades by the packs' rules."""

    mask: Mask
    language: Callable[[str], str]
    grades: Grades


def corrected_record(wrong: Misreading, by: Labelling) -> Record | None:
    """The message with its right labels, whole as labels.md §0 has it, without names and numbers; None when nothing of it was
    read wrongly. The grades are what the packs' rules make of the corrected facts: nobody has judged them.
    """
    spoken = wrong.spoken
    fixed = {name: fix for name, fix in spoken.corrected.items() if _holds(name, fix, wrong)}
    if not fixed:
        return None
    last = max(fixed.values(), key=lambda fix: fix.at)
    meant = {**spoken.read, **{name: _value(name, fix, wrong) for name, fix in fixed.items()}}
    told = {
        **_intents(meant, opening=spoken.seq == 1),
        **_fault(wrong, meant, by.mask),
        **_reach(wrong, meant, told="impact" in fixed),
        **_danger(wrong, meant, told="safety" in fixed),
    }
    labels = _accepting(told)
    return {
        "id": f"ticket-{wrong.no}-{spoken.seq}",
        "text": by.mask(spoken.words),
        "context": _context(spoken, by.mask),
        "lang": by.language(spoken.words),
        **labels,
        **_graded(wrong, labels, by.grades),
        "tags": ["correction"],
        "notes": by.mask("; ".join(f"{name}: {spoken.read.get(name)} -> {meant[name]}" for name in fixed)),
        "was": {name: known and by.mask(known) for name in fixed for known in (spoken.read.get(name),)},
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
    if name == "location" and fix.value is None:
        return fix.by is not Role.TEACHER
    if name == "location":
        return _span(fix, wrong) is not None and not _slip(fix, wrong)
    if name == "device" and spoken.known:
        return False
    return not _slip(fix, wrong)


def _span(fix: Correction, wrong: Misreading) -> str | None:
    """The corrected place as the words have it: as it was typed, or by a name of the room; None when it is not in them."""
    words = _plain(wrong.spoken.words)
    names = (fix.value or "", *sorted(fix.names, key=len, reverse=True))
    return next((name for name in names if name and _plain(name) in words), None)


def _value(name: str, fix: Correction, wrong: Misreading) -> str | None:
    return _span(fix, wrong) if name == "location" else fix.value


def _context(spoken: Spoken, mask: Mask) -> str | None:
    """What the desk had said last; of words added to a ticket after nothing was asked, only that there was one."""
    if spoken.seq == 1:
        return None
    return mask(spoken.said) if spoken.said else OPEN_TICKET


def _accepting(labels: Mapping[str, Any]) -> dict[str, Any]:
    """Every field with what is accepted for it, in the order of labels.md."""
    told: dict[str, Any] = {"intent": labels["intents"][0], "intents": labels["intents"]}
    told["intent_ok"] = labels.get("intent_ok", [told["intent"]])
    for name in ("device", "symptom", "location", "impact"):
        told |= {name: labels[name], f"{name}_ok": labels.get(f"{name}_ok", [labels[name]])}
    return told | {"safety": labels["safety"], "safety_optional": labels.get("safety_optional", False)}


def _graded(wrong: Misreading, labels: Mapping[str, Any], grades: Grades) -> Mapping[str, Any]:
    """Of words that were added to a ticket, no grade is accepted too: the ticket has one."""
    device, symptom = labels["device"], labels["symptom"]
    facts = replace(
        wrong.spoken.facts,
        device=DeviceClass(device) if device else None,
        symptom=Symptom(symptom) if symptom else None,
        impact=Impact(labels["impact"]),
        safety=labels["safety"],
        hurt=wrong.spoken.facts.hurt and labels["safety"],
        intent=Intent(labels["intent"]) if wrong.spoken.seq == 1 else wrong.spoken.facts.intent,
    )
    told: dict[str, Any] = {}
    for name, grade in grades(facts).items():
        told |= {name: grade, f"{name}_ok": [grade] if wrong.spoken.seq == 1 else [grade, None]}
    return told


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


def _reach(wrong: Misreading, meant: Mapping[str, str | None], *, told: bool) -> Mapping[str, Any]:
    """The impact as a person has `told` it, else as it was known; a button may have told that, so that none was said is accepted."""
    if told:
        return {"impact": meant["impact"] or Impact.UNKNOWN.value}
    known = wrong.spoken.facts.impact
    if meant.get("intent") in _QUESTIONS:
        return {"impact": Impact.NONE.value, "impact_ok": [Impact.NONE.value, Impact.UNKNOWN.value]}
    if known in (Impact.NONE, Impact.UNKNOWN):
        return {"impact": Impact.UNKNOWN.value, "impact_ok": [Impact.UNKNOWN.value, Impact.NONE.value]}
    return {"impact": known.value, "impact_ok": [known.value, Impact.UNKNOWN.value]}


def _danger(wrong: Misreading, meant: Mapping[str, str | None], *, told: bool) -> Mapping[str, bool]:
    """Smoke is danger, and so is what a person has `told` to be. Where only a symptom that was danger has been taken back, nobody
    has said what the danger was.
    """
    if meant.get("symptom") == Symptom.SMELL_SMOKE:
        return {"safety": True}
    if told:
        return {"safety": meant["safety"] == "true"}
    taken_back = wrong.spoken.read.get("symptom") == Symptom.SMELL_SMOKE
    return {"safety": wrong.spoken.facts.safety, "safety_optional": taken_back}


def _plain(text: str) -> str:
    return "".join(text.casefold().split())
