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
from desk.ids import MediaId, PersonId
from desk.life_events import CheckIn

GOOD_FOR = timedelta(hours=2)
TRIES = 3
CODES = 6
ANSWER_WITHIN = timedelta(minutes=30)
"""So long what the teacher says is taken for the answer to the engineer who wrote to them."""


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
    codes the teacher has got in this round. `partners` work on the job beside the handler, `asked` were asked to. `photos` came with
    messages and notes, `inside` with internal ones. `spoken_at` is when the crew wrote to the teacher, who has not answered yet, `followers`
    are the supervisors who watch it.
    """

    check_in: CheckIn | None = None
    arrival_code: ArrivalCode | None = None
    codes: int = 0
    asked: tuple[PersonId, ...] = ()
    partners: tuple[PersonId, ...] = ()
    photos: tuple[MediaId, ...] = ()
    inside: tuple[MediaId, ...] = ()
    spoken_at: datetime | None = None
    followers: tuple[PersonId, ...] = ()

    def awaits_answer(self, now: datetime) -> bool:
        """Whether the crew has written to the teacher lately and heard nothing since."""
        return self.spoken_at is not None and now - self.spoken_at < ANSWER_WITHIN


def conducted(conduct: Conduct, event: ev.Event) -> Conduct:
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


def _noted(conduct: Conduct, event: lev.MessageRelayed | lev.NoteAdded) -> Conduct:
    if isinstance(event, lev.NoteAdded) and event.internal:
        return replace(conduct, inside=conduct.inside + event.media)
    photos = conduct.photos + event.media
    spoken_at = event.at if isinstance(event, lev.MessageRelayed) else conduct.spoken_at
    return replace(conduct, photos=photos, spoken_at=spoken_at)


def _joined(conduct: Conduct, event: lev.PartnerJoined) -> Conduct:
    if event.by is None:
        return conduct
    partners = tuple(dict.fromkeys((*conduct.partners, event.by)))
    return replace(conduct, partners=partners, asked=_without(conduct.asked, event.by))


def _left(conduct: Conduct, event: ev.Event) -> Conduct:
    """Who leaves, or has the job from now on, is no partner."""
    return replace(
        conduct, partners=_without(conduct.partners, event.by), asked=_without(conduct.asked, event.by)
    )


def _without(people: tuple[PersonId, ...], person: PersonId | None) -> tuple[PersonId, ...]:
    return tuple(one for one in people if one != person)


def _round_over(conduct: Conduct, _event: ev.FixDenied) -> Conduct:
    return replace(conduct, check_in=None, arrival_code=None, codes=0, asked=(), partners=())


_FOLDS: dict[type[ev.Event], Callable[[Conduct, Any], Conduct]] = {
    ev.Arrived: _shown,
    ev.Acknowledged: _left,
    ev.TakenOver: _left,
    ev.FixDenied: _round_over,
    ev.InformationAdded: lambda c, e: replace(c, spoken_at=None),
    lev.ArrivalShown: _shown,
    lev.ArrivalCodeGiven: _given,
    lev.ArrivalCodeFailed: _failed,
    lev.MessageRelayed: _noted,
    lev.NoteAdded: _noted,
    lev.PartnerAsked: lambda c, e: replace(c, asked=tuple(dict.fromkeys((*c.asked, e.to)))),
    lev.PartnerJoined: _joined,
    lev.PartnerLeft: _left,
    lev.WatchBegun: lambda c, e: replace(c, followers=tuple(dict.fromkeys((*c.followers, e.by)))),
    lev.WatchEnded: lambda c, e: replace(c, followers=_without(c.followers, e.by)),
}
