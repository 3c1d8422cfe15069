"""The sum of a clock in words, line by line, with seconds: what `desk.explain` says, as the ticket page prints it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from desk.brief import Brief
from desk.clocks import Deadline
from desk.contract import Milestone
from desk.explain import Explanation, Line, LineKind, explained, lines
from desk.holds import HoldReason
from desk.language import Lang
from desk.terms import Counting
from web.names import HOLD_REASONS, MILESTONES
from web.words import moment, say


@dataclass(frozen=True, slots=True)
class SumLine:
    """One line: what it tells, the words, the length it adds or leaves out."""

    kind: str
    words: str
    span: str = ""


@dataclass(frozen=True, slots=True)
class Bookkeeper:
    """Writes sums in one language; `show` prints instants of the page's zone to the second."""

    lang: Lang
    show: Callable[[datetime], str]

    def sum(self, brief: Brief, clock: Deadline) -> tuple[SumLine, ...]:
        """Every line of the clock's sum."""
        why = explained(brief.ticket, brief.contract, clock)
        found = [self._line(line, why) for line in lines(why)]
        return (*found, *self._remarks(why))

    def _line(self, line: Line, why: Explanation) -> SumLine:
        return SumLine(line.kind.value, _WORDS[line.kind](self, line, why), exact(line.span, self.lang))

    def _remarks(self, why: Explanation) -> tuple[SumLine, ...]:
        """What has to be known about the sum besides its figures."""
        said = {
            "sum_uncertain": why.limit.uncertain,
            "sum_working": why.limit.counting is Counting.WORKING_TIME and not why.limit.uncertain,
            "sum_settled": why.sum.settled,
            "sum_late_entry": why.sum.late_entry,
            "sum_noted": why.sum.missed and why.sum.in_time is True,
        }
        return tuple(SumLine("remark", say(key, self.lang)) for key, true in said.items() if true)

    def start(self, milestone: Milestone | None) -> str:
        """By what the clock began."""
        return MILESTONES[milestone].of(self.lang) if milestone else say("sum_rise", self.lang)

    def reasons(self, found: tuple[HoldReason | None, ...]) -> str:
        """Why it stood still."""
        comma = "、" if self.lang is Lang.ZH else ", "
        denied = say("sum_denied", self.lang)
        return comma.join(HOLD_REASONS[one].of(self.lang) if one else denied for one in found)

    def between(self, line: Line) -> str:
        """A stretch, from and to."""
        return f"{self.show(line.at)} – {self.show(line.until or line.at)}"


_WORDS: Final[dict[LineKind, Callable[[Bookkeeper, Line, Explanation], str]]] = {
    LineKind.START: lambda b, line, why: say(
        "sum_start", b.lang, at=b.show(line.at), by=b.start(why.start.milestone)
    ),
    LineKind.LIMIT: lambda b, line, why: say("sum_limit", b.lang, clause=str(why.limit.clause)),
    LineKind.COUNTED: lambda b, line, why: say("sum_counted", b.lang, between=b.between(line)),
    LineKind.PAUSE: lambda b, line, why: say(
        "sum_pause", b.lang, between=b.between(line), why=b.reasons(line.reasons)
    ),
    LineKind.DUE: lambda b, line, why: say("sum_due", b.lang, at=b.show(line.at)),
    LineKind.MET: lambda b, line, why: say(
        "sum_met" if why.sum.in_time else "sum_met_late", b.lang, at=b.show(line.at)
    ),
}


def precise(instant: datetime, now: datetime, zone: ZoneInfo) -> str:
    """An instant as the pages print it, with seconds."""
    return f"{moment(instant, now, zone)}:{instant.astimezone(zone):%S}"


def exact(span: timedelta | None, lang: Lang) -> str:
    """A length of time with all its units: 2 小时 5 分 30 秒. Nothing for none."""
    if span is None:
        return ""
    seconds = round(span.total_seconds())
    units = (seconds // 3600, seconds // 60 % 60, seconds % 60)
    names = ("小时", "分", "秒") if lang is Lang.ZH else ("h", "min", "s")
    parts = [f"{number} {name}" for number, name in zip(units, names, strict=True) if number]
    return " ".join(parts) or f"0 {names[2]}"
