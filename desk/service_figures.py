"""How well repairs last and how satisfied teachers are, counted over tickets: repeated repairs are a KPI (001 §4.5.3.4)."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from desk.contract import Satisfaction
from desk.ids import PersonId
from desk.ticket import Status, Ticket


@dataclass(frozen=True, slots=True)
class ServiceFigures:
    """Counts of tickets. `repaired` were closed after somebody's work, `repeats` are repairs that had to be repeated, `repeats_of`
    by whose repair had not lasted, most first; `reopened` were denied once or more. `voices` are further teachers of the
    same room, `common` the tickets that followed a common fault. `average` is of the scores that were given (1-5), None without any.
    """

    tickets: int
    repaired: int
    repeats: int
    repeats_of: tuple[tuple[PersonId, int], ...]
    reopened: int
    voices: int
    common: int
    scores: int
    average: float | None
    low: int
    low_open: int


_GOALS = Satisfaction()


def is_repaired(ticket: Ticket) -> bool:
    """Whether it was closed after somebody's work."""
    return ticket.status is Status.CLOSED and ticket.handler is not None


def is_repeat(ticket: Ticket) -> bool:
    """Whether a repair had to be repeated."""
    return bool(ticket.aftercare.repeat_of)


def service_figures(tickets: Iterable[Ticket], goals: Satisfaction = _GOALS) -> ServiceFigures:
    """The figures of these tickets as they stand; `goals` say which scores are low."""
    all_of_them = tuple(tickets)
    repeats = [ticket for ticket in all_of_them if is_repeat(ticket)]
    former = Counter(ticket.aftercare.avoid[0] for ticket in repeats if ticket.aftercare.avoid)
    scores = [ticket.score for ticket in all_of_them if ticket.score is not None]
    return ServiceFigures(
        tickets=len(all_of_them),
        repaired=sum(map(is_repaired, all_of_them)),
        repeats=len(repeats),
        repeats_of=tuple(sorted(former.items(), key=lambda pair: (-pair[1], pair[0]))),
        reopened=sum(ticket.round > 1 for ticket in all_of_them),
        voices=sum(len(ticket.voices.affected) for ticket in all_of_them),
        common=sum(ticket.voices.follows is not None for ticket in all_of_them),
        scores=len(scores),
        average=sum(scores) / len(scores) if scores else None,
        low=sum(goals.is_low(score) for score in scores),
        low_open=sum(ticket.aftercare.follow_up is not None for ticket in all_of_them),
    )
