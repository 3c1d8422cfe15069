"""A brief as the board and the ticket page print it: plain strings and states, no decisions."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from desk.brief import Brief
from desk.contract import Milestone
from desk.language import Lang
from desk.sla import Deadline
from desk.ticket import Status
from web.names import IMPACTS, STAGES, STATUSES, fault_in_words
from web.reading import why_of
from web.words import moment, say, span


@dataclass(frozen=True, slots=True)
class ClockView:
    """One deadline in words. `state` is `ok`, `near`, `late`, `met` or `met_late`: a CSS class and a word."""

    stage: str
    due: str
    left: str
    state: str
    state_word: str
    clause: str
    note: str
    started: str
    met: str
    internal: bool
    paused: bool


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the board. `tone` 1-4 is the grade's weight for colour; the label says it in words."""

    no: int
    grade: str
    tone: int
    safety: bool
    school: str
    place: str
    fault: str
    impact: str
    why: str
    status: str
    status_code: str
    handler: str
    opened: str
    closed: str
    score: int | None
    marks: tuple[str, ...]
    clock: ClockView | None


@dataclass(frozen=True, slots=True)
class Printer:
    """Prints briefs in one language and time zone."""

    lang: Lang
    zone: ZoneInfo

    def row(self, brief: Brief) -> Row:
        """A ticket as a line of the board."""
        ticket, facts = brief.ticket, brief.ticket.fault.facts
        clock = brief.next_clock
        impact = IMPACTS.get(facts.impact)
        closed = ticket.at(Milestone.CLOSED)
        return Row(
            no=ticket.no,
            grade=brief.grade.label.of(self.lang),
            tone=min(ticket.verdict.rank, 4),
            safety=facts.safety,
            school=brief.school.name_in(self.lang),
            place=brief.place,
            fault=fault_in_words(ticket.fault, self.lang),
            impact=impact.of(self.lang) if impact else "",
            why=why_of(ticket.why),
            status=STATUSES[ticket.status].of(self.lang),
            status_code=ticket.status.value,
            handler=self._handler(brief),
            opened=moment(ticket.opened_at, brief.now, self.zone),
            closed=moment(closed, brief.now, self.zone) if closed else "",
            score=ticket.score,
            marks=tuple(self._marks(brief)),
            clock=self.clock(clock, brief.now) if clock else None,
        )

    def clock(self, line: Deadline, now: datetime) -> ClockView:
        """A deadline in words at `now`."""
        state = state_of(line, now)
        seconds = line.left(now)
        left = say("left" if seconds > 0 else "late", self.lang, span=span(seconds, self.lang))
        return ClockView(
            stage=STAGES[line.stage].of(self.lang),
            due=moment(line.due, now, self.zone),
            left=left if line.is_open else "",
            state=state,
            state_word=say(f"state_{state}", self.lang),
            clause=line.clause.cited(self.lang),
            note=line.clause.note.of(self.lang),
            started=moment(line.started, now, self.zone),
            met=moment(line.met, now, self.zone) if line.met else "",
            internal=line.internal,
            paused=line.is_paused(now),
        )

    def _marks(self, brief: Brief) -> Iterator[str]:
        """What else there is to know: a repeated repair, a common fault, other voices, what is owed after the repair."""
        ticket, care, voices = brief.ticket, brief.ticket.aftercare, brief.ticket.voices
        if care.repeat_of:
            yield say("repeat_of", self.lang, no=care.repeat_of)
        if ticket.is_dormant:
            yield say("follows", self.lang, no=voices.follows_no)
        if voices.nos:
            yield say("leads", self.lang, n=voices.rooms)
        if ticket.is_calling:
            yield say("errand_callback", self.lang)
        if brief.follower:
            yield say("errand_follow_up", self.lang, n=ticket.score, who=brief.follower.name)
        if voices.affected:
            yield say("also_affected", self.lang, n=len(voices.affected))

    def _handler(self, brief: Brief) -> str:
        if brief.handler is not None:
            return brief.handler.name
        if brief.ticket.status is not Status.WAITING or not brief.paged:
            return say("nobody", self.lang)
        comma = "、" if self.lang is Lang.ZH else ", "
        return say("calling", self.lang, names=comma.join(person.name for person in brief.paged))


def state_of(line: Deadline, now: datetime) -> str:
    """How a clock stands at `now`."""
    if line.met is not None:
        return "met" if line.met <= line.due else "met_late"
    if now >= line.due:
        return "late"
    return "near" if now >= line.near else "ok"
