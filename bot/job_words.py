"""Texts a job needs, offered as buttons: what the playbook knows of causes and of what helped; and the typed names of steps."""

import re
import unicodedata
from collections.abc import Iterable
from datetime import datetime

from desk.brief import Brief
from desk.buttons import Option, Press, Verb
from desk.language import Lang

_MOST = 4
_WIDEST = 22
"""Columns of a label on the narrowest phone; a Chinese character takes two. The button writes the whole sentence."""
_TYPED: dict[Verb, tuple[str, ...]] = {
    Verb.ACCEPT: ("接单", "接", "我接", "accept", "take"),
    Verb.DEPART: ("出发", "出发了", "已出发", "on my way"),
    Verb.ARRIVE: ("到达", "到了", "已到", "到场", "i have arrived", "arrived"),
    Verb.DIAGNOSE: ("已诊断", "诊断了", "cause found"),
    Verb.RESTORE: ("教学已恢复", "teaching restored"),
    Verb.REPAIR: ("已修复", "修好了", "repaired"),
}

_NUMBERED = re.compile(
    r"(?:(?:工单|ticket)?\s*#?(?P<before>\d{1,9})\s*)?(?P<step>[^\d#]*?)(?:\s*(?:工单|ticket)?\s*#?(?P<after>\d{1,9}))?"
)


def suggestions(brief: Brief, verb: Verb, lang: Lang, at: datetime | None = None) -> tuple[Option, ...]:
    """Sentences that fit this step, shortest way first; none where no tree fits. `at` is when it happened, if entered late."""
    found = dict.fromkeys(words.strip() for words in _sentences(brief, verb, lang) if words.strip())
    when = at.isoformat() if at else ""
    return tuple(
        Option(Press(Verb.USE_NOTE, brief.ticket.id, f"{verb}|{when}|{words}"), _label(words))
        for words in list(found)[:_MOST]
    )


def typed_step(text: str) -> tuple[Verb, int | None] | None:
    """The step whose name the words are, and the ticket's number where one stands before or after it: “出发”, “接单 1001”."""
    said = _NUMBERED.fullmatch(unicodedata.normalize("NFKC", text).casefold().strip(" 。.!~"))
    number = said and (said["before"] or said["after"])
    verb = next((verb for verb, words in _TYPED.items() if said and said["step"] in words), None)
    return (verb, int(number) if number else None) if verb else None


def _sentences(brief: Brief, verb: Verb, lang: Lang) -> Iterable[str]:
    """Causes for a diagnosis; for a repair the diagnosis that was written, then what has helped others."""
    if verb is Verb.REPAIR:
        yield brief.ticket.diagnosis
    if brief.tree is None or verb is Verb.RESTORE:
        return
    if verb is Verb.DIAGNOSE:
        yield from (cause.of(lang) for cause in brief.tree.causes)
    yield from (step.was.of(lang) for step in brief.tree.steps if step.was is not None)


def _label(words: str) -> str:
    """As many characters as fit."""
    room, kept = _WIDEST, ""
    for character in " ".join(words.split()):
        room -= 2 if unicodedata.east_asian_width(character) in "WF" else 1
        if room < 0:
            return f"{kept}…"
        kept += character
    return kept
