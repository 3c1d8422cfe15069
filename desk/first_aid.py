"""First-aid cards (急救卡): what a teacher mended by the same step again, in one minute's reading after school. Pure.

A card is a kindness, never a duty: the second time within `WITHIN`, at most one in `APART`, not while something of theirs is
still broken, not during lessons. What cannot be said kindly today is not said at all; the next time is another occasion.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from desk.contract import Milestone
from desk.ids import PersonId, StepId, TicketId, TreeId
from desk.playbook import SelfHelpOutcome, Step
from desk.ticket import Status, Ticket

TWICE = 2
WITHIN = timedelta(days=60)
APART = timedelta(days=14)
"""One card a teacher in so long."""

AFTER_SCHOOL = timedelta(minutes=10)
"""People pack up first."""

TOO_LATE = timedelta(hours=3)
"""A card this late, because the desk was down, waits for the next end of school."""

MOST_SHOWN = 3

_SENTENCES = re.compile(r"[^。！？.!?]+[。！？.!?]+[”’\"')）]?\s*|[^。！？.!?]+$")
_ASKS = re.compile(r"[？?][”’\"')）]?\s*$")


@dataclass(frozen=True, slots=True)
class Mended:
    """A fault that a teacher's walk solved, and the step that did."""

    ticket: TicketId
    tree: TreeId
    step: StepId
    at: datetime


@dataclass(frozen=True, slots=True)
class Card:
    """A card that was given."""

    person: PersonId
    at: datetime
    ticket: TicketId
    tree: TreeId
    step: StepId


def again(ticket: TicketId, mended: Sequence[Mended]) -> Mended | None:
    """What solved this ticket, when the same step of the same tree has solved another one too (`mended` reaches back
    `WITHIN`); else None.
    """
    this = next((one for one in mended if one.ticket == ticket), None)
    if this is None:
        return None
    alike = {one.ticket for one in mended if (one.tree, one.step) == (this.tree, this.step)}
    return this if len(alike) >= TWICE else None


def nobody_came(ticket: Ticket) -> bool:
    """Whether the teacher solved it and no engineer was in the room."""
    arrived = any(name is Milestone.ARRIVED for name, _ in ticket.milestones)
    return ticket.status is Status.CLOSED and ticket.self_help is SelfHelpOutcome.SOLVED and not arrived


def teaches(step: Step) -> bool:
    """Whether the step is a thing to do, which a card can say; what a named answer solved is not."""
    return step.fixes and not step.answers


def action(ask: str) -> str:
    """The thing to do, without the question whether it helped: "Press the power key. Does it light up?" is "Press the power
    key." A step that is one question stays whole.
    """
    sentences = [found.strip() for found in _SENTENCES.findall(ask) if found.strip()]
    told = [sentence for sentence in sentences if not _ASKS.search(sentence)]
    if not told or len(told) == len(sentences):
        return ask
    between = "" if re.search(r"[\u4e00-\u9fff]", ask) else " "
    return between.join(told)
