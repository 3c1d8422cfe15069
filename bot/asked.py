"""What the desk asked last in a chat, as the reader wants it: the key of the question, and its words as the teacher saw them.

Looks nothing up: the dialogue and the open tickets are at hand for every message, steps and words are in memory.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from bot.dialogue import (
    About,
    AfterWords,
    Dialogue,
    Drafting,
    Guiding,
    Rating,
    ReportWords,
    Rereading,
    Slot,
    Withdrawing,
)
from desk.events import StepAnswered
from desk.ids import TreeId
from desk.language import Lang
from desk.lifecycle import allows
from desk.playbook import Tree
from desk.ticket import Status, Ticket
from usecases.ports import Words

LASTS = timedelta(hours=12)
"""How long a question about withdrawing or satisfaction is still the last one: not on another day."""


_REREAD = {About.ANYTHING: Slot.FAULT.value, About.PLACE: "place", About.REACH: Slot.SCOPE.value}


class Asked(NamedTuple):
    """`key` is one of `nlu.contexts`, None when nothing is pending; `said` is empty where the key says it all."""

    key: str | None = None
    said: str = ""


class Asking(NamedTuple):
    """What the questions are made of."""

    words: Words
    trees: Mapping[TreeId, Tree]
    now: datetime


def asked_last(here: Dialogue, tickets: Sequence[Ticket], lang: Lang, asking: Asking) -> Asked:
    """The pending question. `tickets` are the open ones of whoever talks."""
    match here:
        case Drafting(asked=slot):
            return Asked("place" if slot is Slot.ROOM else slot.value)
        case Rereading(about=about):  # of a fault that is read anew, device and symptom may be named alone
            return Asked(_REREAD[about])
        case Withdrawing() if is_fresh(here, asking.now):
            return Asked("cancel", asking.words.question("cancel", lang))
        case Guiding() if (said := _step(here, tickets, lang, asking.trees)) is not None:
            return Asked("step", said)
        case Rating() if is_fresh(here, asking.now):
            return Asked("rating", asking.words.question("rating", lang))
    if any(ticket.status is Status.REPAIRED for ticket in tickets):
        return Asked("fixed", asking.words.question("fixed", lang))
    return Asked()


def is_fresh(here: Withdrawing | Rating | ReportWords | AfterWords, now: datetime) -> bool:
    """Whether words may still be an answer to it."""
    return now - here.at < LASTS


def _step(here: Guiding, tickets: Sequence[Ticket], lang: Lang, trees: Mapping[TreeId, Tree]) -> str | None:
    """The words of the step that waits; empty when this version of its tree is gone, None when it does not wait any more."""
    if not any(one.id == here.ticket and waits_for_step(one) for one in tickets):
        return None
    tree = trees.get(here.tree)
    return tree.step(here.step).ask.of(lang) if tree and here.at.fits(tree) else ""


def waits_for_step(ticket: Ticket) -> bool:
    """Whether self-help of this ticket still goes on: the job is open, nobody has reported a fix, it has not ended."""
    return allows(ticket, StepAnswered) and ticket.self_help is None
