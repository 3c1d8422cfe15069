"""How a job is worked, beside its status: how the arrival was shown and by which code it can be. A fold, part of the ticket.

Rules: a code holds `GOOD_FOR` and survives `TRIES` wrong tries; the teacher gets at most `CODES` of them in a round. A check-in
is only ever replaced by one that shows more. A denied fix begins all of it anew.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from desk import events as ev
from desk import life_events as lev
from desk.life_events import CheckIn

GOOD_FOR = timedelta(hours=2)
TRIES = 3
CODES = 6


@dataclass(frozen=True, slots=True)
class ArrivalCode:
    """The code that holds: its hash, until when, and how many tries were wrong."""

    code: str
    until: datetime
    failures: int = 0

    def holds(self, now: datetime) -> bool:
        """Whether it may still be typed."""
        return now < self.until and self.failures < TRIES


@dataclass(frozen=True, slots=True)
class Conduct:
    """`check_in` is how the arrival of this round was shown (None: it has not been, or before this was kept), `codes` how many
    codes the teacher has got in this round.
    """

    check_in: CheckIn | None = None
    arrival_code: ArrivalCode | None = None
    codes: int = 0


def after(conduct: Conduct, event: ev.Event) -> Conduct:
    """The conduct after one more event of the ticket."""
    fold = _FOLDS.get(type(event))
    return fold(conduct, event) if fold else conduct


def _given(conduct: Conduct, event: lev.ArrivalCodeGiven) -> Conduct:
    return replace(conduct, arrival_code=ArrivalCode(event.code, event.until), codes=conduct.codes + 1)


def _failed(conduct: Conduct, _event: lev.ArrivalCodeFailed) -> Conduct:
    code = conduct.arrival_code
    return replace(conduct, arrival_code=replace(code, failures=code.failures + 1)) if code else conduct


def _shown(conduct: Conduct, event: ev.Arrived | lev.ArrivalShown) -> Conduct:
    return replace(conduct, check_in=event.check_in)


def _round_over(conduct: Conduct, _event: ev.FixDenied) -> Conduct:
    return replace(conduct, check_in=None, arrival_code=None, codes=0)


_FOLDS: dict[type[ev.Event], Callable[[Conduct, Any], Conduct]] = {
    ev.Arrived: _shown,
    ev.FixDenied: _round_over,
    lev.ArrivalShown: _shown,
    lev.ArrivalCodeGiven: _given,
    lev.ArrivalCodeFailed: _failed,
}
