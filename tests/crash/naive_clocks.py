"""A second, simple-minded count of a ticket's deadlines, straight from its trail (Inv10).

It shares no code with `desk.sla`, `desk.clocks` and `desk.workhours`: the instants at which a clock may begin to run or
to stand still are laid on one line, and the pieces in between are added up. Tickets whose promises changed on the way (a
new grade, a corrected fault, new terms, a denied fix, a common fault) are left to the desk's own property tests.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from desk import events as ev
from desk import voice_events as vev
from desk.calendars import WorkCalendar
from desk.contract import Contract, Milestone, Stage
from desk.life_events import Extended
from desk.terms import Counting, WarrantyState

_REACHES = {
    "TicketOpened": 0, "Acknowledged": 1, "TakenOver": 1, "Departed": 2, "Arrived": 3, "Diagnosed": 4, "TeachingRestored": 5,
    "Repaired": 6, "FixConfirmed": 7,
}  # fmt: skip
"""Which step of a job an event is, in their order. A work-around by self-help is none: nobody came, nothing was diagnosed."""

_TOO_HARD = (
    ev.Regraded, ev.FaultCorrected, ev.TermsApplied, ev.FixDenied, Extended,
    vev.JoinedCommonFault, vev.LeftCommonFault, vev.CommonFaultRepaired,
)  # fmt: skip


def is_simple(trail: Sequence[ev.Event]) -> bool:
    """Whether the promises of this ticket never changed."""
    return not any(isinstance(event, _TOO_HARD) for event in trail) and not any(
        isinstance(event, ev.SelfHelpEnded | ev.StepAnswered) and getattr(event, "restored", None)
        for event in trail
    )


def due_instants(
    trail: Sequence[ev.Event], contract: Contract
) -> dict[str, tuple[datetime, datetime | None]]:
    """By stage: when it is due, and when it was met (None: not yet). Stages whose clock has not begun are left out."""
    opening = trail[0]
    assert isinstance(opening, ev.TicketOpened)
    found: dict[str, tuple[datetime, datetime | None]] = {}
    for stage in contract.grade(opening.verdict.grade).stages:
        begun = _first(trail, list(Milestone).index(stage.starts))
        if begun is None or (stage.faults_only and opening.fault.facts.is_question):
            continue
        met = _met(trail, stage)
        still = list(_standing_still(trail, contract, stage, met))
        limit = _limit(stage, contract, opening.fault.warranty)
        working = contract.calendar if contract.counting(stage.name) is not Counting.ALWAYS else None
        found[stage.name.value] = _runs_out(begun, limit, still, working), met
    return found


def _first(trail: Iterable[ev.Event], step: int) -> datetime | None:
    """When this step of the job, or a later one, was first reached."""
    return min((event.at for event in trail if _REACHES.get(type(event).__name__, -1) >= step), default=None)


def _met(trail: Sequence[ev.Event], stage: Stage) -> datetime | None:
    order = list(Milestone)
    wanted = {order.index(one) for one in stage.met_by}
    reached = ((event.at, _REACHES.get(type(event).__name__, -1)) for event in trail)
    met = [at for at, step in reached if step in wanted or step > max(wanted)]
    if Milestone.RESTORED in stage.met_by:  # whoever teaches again was helped, by whatever
        met += [event.at for event in trail if isinstance(event, ev.WorkedAround)]
    return min(met, default=None)


def _limit(stage: Stage, contract: Contract, warranty: WarrantyState) -> timedelta:
    if warranty is not WarrantyState.IN:
        for other in contract.terms.out_of_warranty:
            if other.stage.value == stage.name.value:
                return other.within
    return stage.limit


def _standing_still(
    trail: Sequence[ev.Event], contract: Contract, stage: Stage, met: datetime | None
) -> Iterator[tuple[datetime, datetime]]:
    """From each hold that stops this stage to whatever ends it."""
    stops = {rule.reason for rule in contract.holds if stage.name in rule.stages}
    for place, event in enumerate(trail):
        if isinstance(event, ev.Held) and event.reason in stops:
            ends = [
                later.at
                for later in trail[place + 1 :]
                if isinstance(later, ev.Resumed | ev.Held | ev.Repaired | ev.FixConfirmed)
            ]
            end = min([event.until, *ends, *([met] if met else [])])
            if event.at < end:
                yield event.at, end


def _runs_out(
    begun: datetime,
    limit: timedelta,
    still: Sequence[tuple[datetime, datetime]],
    working: WorkCalendar | None,
) -> datetime:
    """Walk from one instant to the next at which anything changes, and count what lies between."""
    for days in (3, 30, 400):
        until = begun + timedelta(days=days)
        open_hours = list(_open_hours(working, begun, until)) if working else [(begun, until)]
        marks = {
            begun,
            until,
            *(mark for span in (*still, *open_hours) for mark in span if begun < mark < until),
        }
        left = limit
        for here, there in pairwise(sorted(marks)):
            runs = any(a <= here < b for a, b in open_hours) and not any(a <= here < b for a, b in still)
            if runs and there - here >= left:
                return here + left
            left -= there - here if runs else timedelta()
    raise AssertionError(f"{limit} from {begun} does not end within a year")


def _open_hours(
    calendar: WorkCalendar, begin: datetime, end: datetime
) -> Iterator[tuple[datetime, datetime]]:
    zone = ZoneInfo(calendar.zone)
    special = {day.day: day.hours for day in calendar.special_days}
    day = begin.astimezone(zone).date()
    while day <= end.astimezone(zone).date():
        for hours in special.get(day, calendar.week[day.weekday()]):
            opens = datetime.combine(day, hours.opens, zone)
            midnight = hours.closes == hours.closes.min
            closes = datetime.combine(day + timedelta(days=midnight), hours.closes, zone)
            yield opens, closes
        day += timedelta(days=1)
