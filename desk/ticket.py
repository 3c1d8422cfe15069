"""The ticket: the fold of its events. `evolve` is the only place where a ticket's fields change."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from desk import events as ev
from desk.contract import Milestone, StageName
from desk.grading import Verdict
from desk.ids import ContractId, MediaId, PersonId, SchoolId, TicketId
from desk.people import Tier
from desk.reading import nearer


class Status(StrEnum):
    """Where a job stands. `desk.lifecycle` holds the table of what may follow what."""

    WAITING = "waiting"
    ACCEPTED = "accepted"
    EN_ROUTE = "en_route"
    ON_SITE = "on_site"
    DIAGNOSED = "diagnosed"
    RESTORED = "restored"
    REPAIRED = "repaired"
    CLOSED = "closed"
    CANCELLED = "cancelled"

    @property
    def is_open(self) -> bool:
        """Whether somebody still owes something."""
        return self not in (Status.CLOSED, Status.CANCELLED)


@dataclass(frozen=True, slots=True)
class Tried:
    """A self-help step that was done, for the engineer's 已试过."""

    ask: str
    answer: str


@dataclass(frozen=True, slots=True)
class Ticket:
    """One fault of one teacher. `seq` counts its events; `round` grows when a fix is denied.

    `unsolved_since` is when the fault began to count for age: the report, or the denial of a fix that had been confirmed.
    `milestones` holds the first instant of each milestone in the present round. `paged` are the engineers called in
    this round, `watchers` the supervisors who were given the call list, `rung` the highest step of the ladder so far (-1: nobody
    yet), `climbed_at` when it last rose above the first or began after a miss, `missed` the stages that ran out, `phoned`
    whether a supervisor has phoned somebody, which ends the repeated call lists, `major_event` the school's event that
    bears on the fault. `objector` is whose objection to the grade nobody has decided yet, `spread` the numbers of the
    tickets that are the same fault in other rooms.
    """

    id: TicketId
    no: int
    school: SchoolId
    reporter: PersonId
    contract: ContractId
    contract_version: int
    fault: ev.Fault
    verdict: Verdict
    status: Status
    opened_at: datetime
    round_at: datetime
    unsolved_since: datetime
    seq: int = 1
    round: int = 1
    words: tuple[str, ...] = ()
    media: tuple[MediaId, ...] = ()
    handler: PersonId | None = None
    paged: tuple[PersonId, ...] = ()
    watchers: tuple[PersonId, ...] = ()
    unreachable: tuple[PersonId, ...] = ()
    rung: int = -1
    climbed_at: datetime | None = None
    milestones: tuple[tuple[Milestone, datetime], ...] = ()
    missed: tuple[StageName, ...] = ()
    neared: tuple[StageName, ...] = ()
    tried: tuple[Tried, ...] = ()
    self_help: ev.SelfHelpOutcome | None = None
    diagnosis: str = ""
    repair: str = ""
    urged: int = 0
    phoned: bool = False
    reminders: int = 0
    score: int | None = None
    major_event: ev.MajorEventNeared | None = None
    objector: PersonId | None = None
    objections: int = 0
    spread: tuple[int, ...] = ()

    def at(self, milestone: Milestone) -> datetime | None:
        """When the milestone (or a later one that implies it) was reached in this round; None when not yet."""
        order = list(Milestone)
        implied = [when for name, when in self.milestones if order.index(name) >= order.index(milestone)]
        return min(implied) if implied else None


def evolve(ticket: Ticket, event: ev.Event) -> Ticket:
    """The ticket after one more event. Pure bookkeeping: whether the event may happen is `desk.lifecycle`'s business."""
    changed = _FOLDS.get(type(event), _unchanged)(ticket, event)
    return replace(changed, seq=ticket.seq + 1)


def open_from(event: ev.TicketOpened) -> Ticket:
    """The ticket that its first event makes."""
    return Ticket(
        id=event.ticket,
        no=event.no,
        school=event.school,
        reporter=event.reporter,
        contract=event.contract,
        contract_version=event.contract_version,
        fault=event.fault,
        verdict=event.verdict,
        status=Status.WAITING,
        opened_at=event.at,
        round_at=event.at,
        unsolved_since=event.at,
        words=(event.words,) if event.words else (),
        milestones=((Milestone.OPENED, event.at),),
    )


def replay(trail: Iterable[ev.Event]) -> Ticket:
    """The ticket rebuilt from its whole trail. Raises ValueError when the trail does not begin with TicketOpened."""
    rest = iter(trail)
    first = next(rest, None)
    if not isinstance(first, ev.TicketOpened):
        raise ValueError("a trail begins with TicketOpened; this one is incomplete, restore it from a backup")
    ticket = open_from(first)
    for event in rest:
        ticket = evolve(ticket, event)
    return ticket


def _unchanged(ticket: Ticket, event: ev.Event) -> Ticket:
    return ticket


def _reached(ticket: Ticket, milestone: Milestone, event: ev.Event, status: Status) -> Ticket:
    known = ticket.milestones
    if all(name is not milestone for name, _ in known):
        known = (*known, (milestone, event.at))
    return replace(ticket, milestones=known, status=status)


def _informed(ticket: Ticket, event: ev.InformationAdded) -> Ticket:
    words = (*ticket.words, event.words) if event.words else ticket.words
    return replace(ticket, words=words, media=ticket.media + event.media)


def _paged(ticket: Ticket, event: ev.Paged) -> Ticket:
    fresh = tuple(person for person in event.people if person not in ticket.paged + ticket.watchers)
    climbs = event.rung > ticket.rung and (ticket.rung > -1 or bool(ticket.missed))
    climbed_at = event.at if climbs else ticket.climbed_at
    ticket = replace(ticket, rung=max(ticket.rung, event.rung), climbed_at=climbed_at)
    if Tier.SUPERVISOR in event.tiers:
        return replace(ticket, watchers=ticket.watchers + fresh)
    return replace(ticket, paged=ticket.paged + fresh)


def _event_neared(ticket: Ticket, event: ev.MajorEventNeared) -> Ticket:
    facts = replace(ticket.fault.facts, occasion=nearer(ticket.fault.facts.occasion, event.occasion))
    return replace(ticket, major_event=event, fault=replace(ticket.fault, facts=facts))


def _acknowledged(ticket: Ticket, event: ev.Acknowledged) -> Ticket:
    return replace(_reached(ticket, Milestone.ACKNOWLEDGED, event, Status.ACCEPTED), handler=event.by)


def _taken_over(ticket: Ticket, event: ev.TakenOver) -> Ticket:
    status = Status.ACCEPTED if ticket.status is Status.WAITING else ticket.status
    return replace(_reached(ticket, Milestone.ACKNOWLEDGED, event, status), handler=event.by)


def _diagnosed(ticket: Ticket, event: ev.Diagnosed) -> Ticket:
    return replace(_reached(ticket, Milestone.DIAGNOSED, event, Status.DIAGNOSED), diagnosis=event.note)


def _repaired(ticket: Ticket, event: ev.Repaired) -> Ticket:
    return replace(
        _reached(ticket, Milestone.REPAIRED, event, Status.REPAIRED), repair=event.note, reminders=0
    )


def _denied(ticket: Ticket, event: ev.FixDenied) -> Ticket:
    return replace(
        ticket,
        status=Status.WAITING,
        round=ticket.round + 1,
        round_at=event.at,
        unsolved_since=event.at if ticket.status is Status.CLOSED else ticket.unsolved_since,
        handler=None,
        paged=(),
        watchers=(),
        rung=-1,
        climbed_at=None,
        milestones=((Milestone.OPENED, event.at),),
        missed=(),
        neared=(),
        reminders=0,
        phoned=False,
        words=(*ticket.words, event.words) if event.words else ticket.words,
    )


_FOLDS: dict[type[ev.Event], Callable[[Ticket, Any], Ticket]] = {
    ev.InformationAdded: _informed,
    ev.FaultCorrected: lambda t, e: replace(t, fault=e.fault),
    ev.Regraded: lambda t, e: replace(t, verdict=e.verdict, objector=None if e.by else t.objector),
    ev.GradeObjected: lambda t, e: replace(t, objector=e.by, objections=t.objections + 1),
    ev.GradeUpheld: lambda t, e: replace(t, objector=None),
    ev.FaultSpread: lambda t, e: replace(t, spread=tuple(dict.fromkeys((*t.spread, *e.nos)))),
    ev.StepAnswered: lambda t, e: replace(t, tried=(*t.tried, Tried(e.ask, e.answer))),
    ev.MajorEventNeared: _event_neared,
    ev.SelfHelpEnded: lambda t, e: replace(t, self_help=e.outcome),
    ev.Paged: _paged,
    ev.NobodyOnCall: lambda t, e: replace(t, rung=max(t.rung, e.rung)),
    ev.PageUndelivered: lambda t, e: replace(t, unreachable=(*t.unreachable, e.person)),
    ev.Acknowledged: _acknowledged,
    ev.TakenOver: _taken_over,
    ev.Reassigned: lambda t, e: replace(t, status=Status.WAITING, handler=None),
    ev.Departed: lambda t, e: _reached(t, Milestone.DEPARTED, e, Status.EN_ROUTE),
    ev.Arrived: lambda t, e: _reached(t, Milestone.ARRIVED, e, Status.ON_SITE),
    ev.Diagnosed: _diagnosed,
    ev.TeachingRestored: lambda t, e: _reached(t, Milestone.RESTORED, e, Status.RESTORED),
    ev.Repaired: _repaired,
    ev.FixConfirmed: lambda t, e: _reached(t, Milestone.CLOSED, e, Status.CLOSED),
    ev.FixDenied: _denied,
    ev.Cancelled: lambda t, e: _reached(t, Milestone.CLOSED, e, Status.CANCELLED),
    ev.Urged: lambda t, e: replace(t, urged=t.urged + 1),
    ev.PhoneCallMade: lambda t, e: replace(t, phoned=True),
    ev.DeadlineNeared: lambda t, e: replace(t, neared=(*t.neared, e.stage)),
    ev.DeadlineMissed: lambda t, e: replace(t, missed=(*t.missed, e.stage)),
    ev.ConfirmationAsked: lambda t, e: replace(t, reminders=e.count),
    ev.Rated: lambda t, e: replace(t, score=e.score),
}
