"""The figures of the statistics page: many tickets counted by what they are about, when they came and what became of them. Pure.

A ticket's own figures are a function of the ticket and its contract, no instant goes in (`desk.sla`): they hold until its next event,
so that fifty thousand tickets are worked out once and not at every look. What is a repair, a repeat or a low score is said by
`desk.service_figures` and the contract, whether a clock was kept by `desk.evidence: Outcome`.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from functools import cache
from typing import Generic, TypeVar

from desk.contract import Contract, Milestone, Satisfaction, StageName
from desk.ids import ContractId, GradeId, PersonId, SchoolId, TicketId
from desk.language import Text
from desk.playbook import SelfHelpOutcome
from desk.reading import DeviceClass
from desk.service_figures import is_repaired, is_repeat
from desk.sla import deadlines
from desk.status import Status
from desk.ticket import Ticket

K = TypeVar("K")


@dataclass(frozen=True, slots=True)
class ClockFigures:
    """One clock of the present round: whether it was met in time, or `due` as long as it is not met. `internal` is our own goal."""

    stage: StageName
    internal: bool
    kept: bool | None
    due: datetime | None = None


@dataclass(frozen=True, slots=True)
class TicketFigures:
    """What is counted of one ticket. `device` is as people have corrected it; `former` whose repair had not lasted."""

    ticket: TicketId
    seq: int
    school: SchoolId
    contract: ContractId
    device: DeviceClass | None
    grade: GradeId
    rank: int
    label: Text
    opened_at: datetime
    status: Status
    handler: PersonId | None
    repaired: bool
    repeat: bool
    former: PersonId | None
    score: int | None
    clocks: tuple[ClockFigures, ...]


@dataclass(frozen=True, slots=True)
class Walked:
    """A walk through self-help and how it ended; None where it has not. `left`: nobody answers any more."""

    outcome: SelfHelpOutcome | None
    left: bool


@dataclass(frozen=True, slots=True)
class Picked:
    """Which tickets count; None is all of them."""

    device: DeviceClass | None = None
    grade: GradeId | None = None
    handler: PersonId | None = None

    def fits(self, one: TicketFigures) -> bool:
        """Whether a ticket counts."""
        return (
            self.device in (None, one.device)
            and self.grade in (None, one.grade)
            and self.handler in (None, one.handler)
        )


@dataclass(frozen=True, slots=True)
class Pile(Generic[K]):
    """Tickets with something in common, by what became of them."""

    key: K
    done: int
    open: int
    withdrawn: int

    @property
    def tickets(self) -> int:
        """All of them."""
        return self.done + self.open + self.withdrawn


@dataclass(frozen=True, slots=True)
class Kept:
    """The clocks of one stage, of tickets opened in the month that begins with `month`. What still runs and what a withdrawal
    ended in time is neither kept nor missed.
    """

    stage: StageName
    internal: bool
    month: date
    kept: int
    missed: int
    running: int

    @property
    def judged(self) -> int:
        """Those of which it is known."""
        return self.kept + self.missed


@dataclass(frozen=True, slots=True)
class Scores:
    """Answers to the question how it was, from 5 down to 1; `low` by the contract of each ticket."""

    counts: tuple[tuple[int, int], ...]
    low: int

    @property
    def given(self) -> int:
        """How many."""
        return sum(count for _, count in self.counts)

    @property
    def average(self) -> float | None:
        """Their mean (1-5); None without any."""
        return sum(score * count for score, count in self.counts) / self.given if self.given else None


@dataclass(frozen=True, slots=True)
class SelfHelpFigures:
    """Tickets with self-help steps. One that is still being walked through is in none of the four ends."""

    walks: int
    solved: int
    around: int
    handed: int
    left: int


@dataclass(frozen=True, slots=True)
class Statistics:
    """Everything the page shows, the largest first, months and stages in their order. `hours` counts by (weekday from Monday = 0,
    hour); `repeats_of` by whose repair had not lasted.
    """

    whole: Pile[None]
    devices: tuple[Pile[DeviceClass | None], ...]
    schools: tuple[Pile[SchoolId], ...]
    handlers: tuple[Pile[PersonId], ...]
    hours: Mapping[tuple[int, int], int]
    kept: tuple[Kept, ...]
    scores: Scores
    self_help: SelfHelpFigures
    repaired: int
    repeats: int
    repeats_of: tuple[tuple[PersonId, int], ...]


def ticket_figures(ticket: Ticket, contract: Contract) -> TicketFigures:
    """What is counted of a ticket under the contract it is pinned to. The clocks of one that waits for a common fault are left out:
    nobody looks at them.
    """
    avoid = ticket.aftercare.avoid
    return TicketFigures(
        ticket=ticket.id,
        seq=ticket.seq,
        school=ticket.school,
        contract=ticket.contract,
        device=ticket.understood.facts.device,
        grade=ticket.verdict.grade,
        rank=ticket.verdict.rank,
        label=contract.grade(ticket.verdict.grade).label,
        opened_at=ticket.opened_at,
        status=ticket.status,
        handler=ticket.handler,
        repaired=is_repaired(ticket),
        repeat=is_repeat(ticket),
        former=avoid[0] if is_repeat(ticket) and avoid else None,
        score=ticket.score,
        clocks=() if ticket.is_dormant else _clocks(ticket, contract),
    )


def _clocks(ticket: Ticket, contract: Contract) -> tuple[ClockFigures, ...]:
    """Without those that a withdrawal ended in time: they were neither kept nor missed."""
    withdrawn_at = ticket.at(Milestone.CLOSED) if ticket.status is Status.CANCELLED else None
    return tuple(
        _ended(line.stage, line.internal, kept=line.met <= line.due)
        if line.met is not None
        else ClockFigures(line.stage, line.internal, None, line.due)
        for line in deadlines(ticket, contract)
        if line.met is None or line.met != withdrawn_at or line.met > line.due
    )


@cache
def _ended(stage: StageName, internal: bool, *, kept: bool) -> ClockFigures:
    """The same for all that ended alike: there are many."""
    return ClockFigures(stage, internal, kept)


def statistics(
    tickets: Iterable[TicketFigures],
    walks: Mapping[TicketId, Walked],
    goals: Mapping[ContractId, Satisfaction],
    now: datetime,
    zone: tzinfo,
) -> Statistics:
    """All the figures of these tickets; `walks` may name others too. `goals` say for each contract which scores are low."""
    counted = tuple(tickets)
    local = [one.opened_at.astimezone(zone) for one in counted]
    former = Counter(one.former for one in counted if one.former is not None)
    scored = [(one, one.score) for one in counted if one.score is not None]
    per_score = Counter(score for _, score in scored)
    return Statistics(
        whole=next(iter(_piles(counted, lambda _: None)), Pile(None, 0, 0, 0)),
        devices=_piles(counted, lambda one: one.device),
        schools=_piles(counted, lambda one: one.school),
        handlers=_piles((one for one in counted if one.handler), lambda one: one.handler or PersonId("")),
        hours=Counter((at.weekday(), at.hour) for at in local),
        kept=_kept(zip(counted, (at.date().replace(day=1) for at in local), strict=True), now),
        scores=Scores(
            tuple((score, per_score[score]) for score in (5, 4, 3, 2, 1)),
            sum(goals[one.contract].is_low(score) for one, score in scored),
        ),
        self_help=_self_help(walks[one.ticket] for one in counted if one.ticket in walks),
        repaired=sum(one.repaired for one in counted),
        repeats=sum(one.repeat for one in counted),
        repeats_of=tuple(sorted(former.items(), key=lambda pair: (-pair[1], pair[0]))),
    )


def _piles(tickets: Iterable[TicketFigures], key: Callable[[TicketFigures], K]) -> tuple[Pile[K], ...]:
    found: Counter[tuple[K, bool, bool]] = Counter(
        (key(one), one.status.is_open, one.status is Status.CANCELLED) for one in tickets
    )
    piles = [
        Pile(each, found[each, False, False], found[each, True, False], found[each, False, True])
        for each in dict.fromkeys(key for key, _, _ in found)
    ]
    return tuple(sorted(piles, key=lambda pile: (-pile.tickets, str(pile.key))))


def _kept(tickets: Iterable[tuple[TicketFigures, date]], now: datetime) -> tuple[Kept, ...]:
    found: Counter[tuple[StageName, bool, date, bool | None]] = Counter()
    for one, month in tickets:
        found.update((clock.stage, clock.internal, month, _was_kept(clock, now)) for clock in one.clocks)
    places = {stage: place for place, stage in enumerate(StageName)}
    keys = sorted({key[:3] for key in found}, key=lambda key: (key[1], places[key[0]], key[2]))
    return tuple(
        Kept(*key, kept=found[*key, True], missed=found[*key, False], running=found[*key, None])
        for key in keys
    )


def _was_kept(clock: ClockFigures, now: datetime) -> bool | None:
    """None while it runs and is not due yet."""
    return False if clock.due is not None and now > clock.due else clock.kept


def _self_help(walks: Iterable[Walked]) -> SelfHelpFigures:
    ends = Counter((walk.outcome, walk.outcome is None and walk.left) for walk in walks)
    handed = (SelfHelpOutcome.HANDED_OVER, SelfHelpOutcome.SKIPPED)
    return SelfHelpFigures(
        walks=sum(ends.values()),
        solved=ends[SelfHelpOutcome.SOLVED, False],
        around=ends[SelfHelpOutcome.WORKED_AROUND, False],
        handed=sum(ends[outcome, False] for outcome in handed),
        left=ends[None, True],
    )


@dataclass(frozen=True, slots=True)
class Days:
    """A stretch of whole days of a time zone, both ends included."""

    first: date
    last: date

    def span(self, zone: tzinfo) -> tuple[datetime, datetime]:
        """Its first instant, and the first one after it."""
        after = self.last + timedelta(days=1)
        return (
            datetime(self.first.year, self.first.month, self.first.day, tzinfo=zone),
            datetime(after.year, after.month, after.day, tzinfo=zone),
        )


def month_of(day: date) -> Days:
    """The calendar month with this day."""
    first = day.replace(day=1)
    return Days(first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1))


def quarter_of(day: date) -> Days:
    """The calendar quarter with this day."""
    first = date(day.year, 3 * ((day.month - 1) // 3) + 1, 1)
    return Days(first, month_of(first + timedelta(days=62)).last)
