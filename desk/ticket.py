"""The ticket: the fold of its events. `evolve` is the only place where a ticket's fields change."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from desk import aftercare_folds as after
from desk import events as ev
from desk import life_events as lev
from desk.calendars import CalendarId
from desk.clocks import Deadline
from desk.conduct import Conduct, conducted
from desk.contract import ORDER, Milestone, StageName
from desk.grading import Verdict
from desk.holds import Hold, ended, open_hold
from desk.ids import ContractId, GradeId, MediaId, PersonId, SchoolId, TicketId
from desk.people import Tier
from desk.reading import Impact, nearer
from desk.status import Status as Status  # noqa: PLC0414  # every ticket has one: found here too
from desk.voice_folds import FOLDS as VOICE_FOLDS
from desk.voices import Voices


@dataclass(frozen=True, slots=True)
class Tried:
    """A self-help step that was answered, for the engineer's 已试过; `label` is a named answer as it was shown."""

    ask: str
    answer: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class Ticket:
    """One fault of one teacher. `seq` counts its events; `round` grows when a fix is denied.

    `unsolved_since` is when the fault began to count for age: the report, or the denial of a fix that had been confirmed.
    `milestones` holds the first instant of each milestone in the present round. `paged` are the engineers called in
    this round, `watchers` the supervisors who were given the call list, `rung` the highest step of the ladder so far (-1: nobody
    yet), `climbed_at` when it last rose above the first or began after a miss, `missed` the stages that ran out, `phoned`
    whether a supervisor has phoned somebody, which ends the call lists, `major_event` the school's event that bears on it.
    `objector` is whose objection to the grade nobody has decided yet, `spread` the numbers of the tickets that are the same
    fault in other rooms. `late` are the milestones of this round that were entered late, `settled` the clocks that do not move any more, `ceilings` the grades whose limits hold, each with the
    instant it was given: a rise adds one, so that no open clock is due later than before, and a fall leaves only the new one.
    `reminded` is when a stage was reminded of last. `noted` is the fault as it was corrected for the record, `why` the words of
    the report that led to each field. `helper` is the colleague who goes on with the self-help steps, `restored` when a step
    let the lesson go on (it meets only the clocks whose pack names 教学已恢复), `lesson_at` when it became known that a lesson
    stands still, `incident` its major incident, `voices` who else has it, `aftercare` and `conduct` the rest of how it is worked.
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
    helper: PersonId | None = None
    restored: datetime | None = None
    lesson_at: datetime | None = None
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
    holds: tuple[Hold, ...] = ()
    late: tuple[Milestone, ...] = ()
    settled: tuple[Deadline, ...] = ()
    ceilings: tuple[tuple[GradeId, datetime], ...] = ()
    reminded: tuple[tuple[StageName, datetime], ...] = ()
    calendar: CalendarId = CalendarId("")
    calendar_version: str = ""
    incident: int | None = None
    noted: ev.Fault | None = None
    why: tuple[tuple[str, str], ...] = ()
    voices: Voices = Voices()
    aftercare: after.Aftercare = after.Aftercare()
    conduct: Conduct = Conduct()

    @property
    def is_dormant(self) -> bool:
        """Whether it waits for the common fault it follows: nobody works on it by itself, and its clocks are not looked at."""
        return self.voices.follows is not None and self.status is Status.WAITING

    @property
    def is_calling(self) -> bool:
        """Whether somebody has to ring the teacher, who does not confirm the repair."""
        return self.aftercare.calling and self.status is Status.REPAIRED

    @property
    def understood(self) -> ev.Fault:
        """The fault as people have corrected it, if only for the record."""
        return self.noted or self.fault

    def at(self, milestone: Milestone) -> datetime | None:
        """When the milestone (or a later one that implies it) was reached in this round; None when not yet."""
        place = ORDER[milestone]
        return min((when for name, when in self.milestones if ORDER[name] >= place), default=None)

    @property
    def known(self) -> tuple[Tried, ...]:
        """What was tried, each step with its last answer: one that was gone back to is out."""
        found: list[Tried] = []
        for tried in self.tried:
            if tried.answer != _BACK:
                found.append(tried)
            elif found:
                found.pop()
        return tuple(found)

    @property
    def hold(self) -> Hold | None:
        """The hold that lasts, if any."""
        return open_hold(self.holds)

    @property
    def earliest_entry(self) -> datetime:
        """The last milestone of this round: what is entered late cannot have happened before it."""
        return max(self.round_at, *(when for _, when in self.milestones))


_BACK = "back"  # the answer that takes the one before it back

Changes = dict[str, Any]  # fields of a ticket with their new values


def evolve(ticket: Ticket, event: ev.Event) -> Ticket:
    """The ticket after one more event. Pure bookkeeping: whether the event may happen is `desk.lifecycle`'s business."""
    fold = _FOLDS.get(type(event))
    changes = fold(ticket, event) if fold else {}
    return replace(ticket, seq=ticket.seq + 1, conduct=conducted(ticket.conduct, event), **changes)


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
        ceilings=((event.verdict.grade, event.at),),
        calendar=event.calendar,
        calendar_version=event.calendar_version,
        lesson_at=event.at if event.fault.facts.impact is Impact.LESSON_BLOCKED else None,
        why=event.why,
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


def _reached(ticket: Ticket, milestone: Milestone, event: ev.Event, status: Status) -> Changes:
    changes: Changes = {"status": status}
    if all(name is not milestone for name, _ in ticket.milestones):
        changes["milestones"] = (*ticket.milestones, (milestone, event.at))
        if event.entered is not None:
            changes["late"] = (*ticket.late, milestone)
    if ticket.holds and milestone in (Milestone.REPAIRED, Milestone.CLOSED):
        changes["holds"] = ended(ticket.holds, event.at)
    return changes


def _informed(ticket: Ticket, event: ev.InformationAdded) -> Changes:
    words = (*ticket.words, event.words) if event.words else ticket.words
    return {"words": words, "media": ticket.media + event.media}


def _paged(ticket: Ticket, event: ev.Paged) -> Changes:
    fresh = tuple(person for person in event.people if person not in ticket.paged + ticket.watchers)
    climbs = event.rung > ticket.rung and (ticket.rung > -1 or bool(ticket.missed))
    climbed_at = event.at if climbs else ticket.climbed_at
    changes: Changes = {"rung": max(ticket.rung, event.rung), "climbed_at": climbed_at}
    if Tier.SUPERVISOR in event.tiers:
        return changes | {"watchers": ticket.watchers + fresh}
    return changes | {"paged": ticket.paged + fresh}


def _event_neared(ticket: Ticket, event: ev.MajorEventNeared) -> Changes:
    facts = replace(ticket.fault.facts, occasion=nearer(ticket.fault.facts.occasion, event.occasion))
    return {"major_event": event, "fault": replace(ticket.fault, facts=facts)}


def _acknowledged(ticket: Ticket, event: ev.Acknowledged) -> Changes:
    return _reached(ticket, Milestone.ACKNOWLEDGED, event, Status.ACCEPTED) | {"handler": event.by}


def _taken_over(ticket: Ticket, event: ev.TakenOver) -> Changes:
    status = Status.ACCEPTED if ticket.status is Status.WAITING else ticket.status
    return _reached(ticket, Milestone.ACKNOWLEDGED, event, status) | {"handler": event.by}


def _diagnosed(ticket: Ticket, event: ev.Diagnosed) -> Changes:
    return _reached(ticket, Milestone.DIAGNOSED, event, Status.DIAGNOSED) | {"diagnosis": event.note}


def _repaired(ticket: Ticket, event: ev.Repaired) -> Changes:
    changes = _reached(ticket, Milestone.REPAIRED, event, Status.REPAIRED)
    return changes | {"repair": event.note, "reminders": 0}


def _settled(ticket: Ticket, settled: tuple[Deadline, ...]) -> Changes:
    """What is settled stays so; a line that comes again is the same line, perhaps met by now."""
    if not settled:
        return {}
    lines = {line.stage: line for line in (*ticket.settled, *settled)}
    return {"settled": tuple(lines[stage] for stage in StageName if stage in lines)}


def _corrected(ticket: Ticket, event: ev.FaultCorrected) -> Changes:
    stands_still = event.fault.facts.impact is Impact.LESSON_BLOCKED
    stood_still = ticket.fault.facts.impact is Impact.LESSON_BLOCKED
    lesson_at = event.at if stands_still and not stood_still else ticket.lesson_at
    return _settled(ticket, event.settled) | {"fault": event.fault, "lesson_at": lesson_at}


def _regraded(ticket: Ticket, event: ev.Regraded) -> Changes:
    given, ceilings = (event.verdict.grade, event.at), ticket.ceilings
    if event.verdict.rank < ticket.verdict.rank:
        ceilings = (*ceilings, given)
    elif event.verdict.grade != ticket.verdict.grade:
        ceilings = (given,)
    objector = None if event.by else ticket.objector
    return _settled(ticket, event.settled) | {
        "verdict": event.verdict,
        "ceilings": ceilings,
        "objector": objector,
    }


def _terms_applied(ticket: Ticket, event: ev.TermsApplied) -> Changes:
    return _settled(ticket, event.settled) | {
        "contract_version": event.contract_version,
        "calendar": event.calendar,
        "calendar_version": event.calendar_version,
        "verdict": replace(ticket.verdict, rank=event.rank),
        "ceilings": ticket.ceilings[-1:],
    }


def _held(ticket: Ticket, event: ev.Held) -> Changes:
    hold = Hold(event.reason, event.at, event.until, event.note, is_open=True)
    return {"holds": (*ended(ticket.holds, event.at), hold)}


def _neared(ticket: Ticket, event: ev.DeadlineNeared) -> Changes:
    others = tuple(told for told in ticket.reminded if told[0] is not event.stage)
    neared = tuple(dict.fromkeys((*ticket.neared, event.stage)))
    return {"neared": neared, "reminded": (*others, (event.stage, event.at))}


def _denied(ticket: Ticket, event: ev.FixDenied) -> Changes:
    clocks = _going_on(ticket, event) if event.continues else _afresh(ticket, event)
    return clocks | {
        "status": Status.WAITING,
        "round": ticket.round + 1,
        "round_at": event.at,
        "unsolved_since": event.at if ticket.status is Status.CLOSED else ticket.unsolved_since,
        "handler": None,
        "paged": (),
        "watchers": (),
        "rung": -1,
        "climbed_at": None,
        "reminders": 0,
        "phoned": False,
        "restored": None,
        "words": (*ticket.words, event.words) if event.words else ticket.words,
        "fault": ticket.understood,
        "noted": None,
        "voices": ticket.voices.alone(),
        "aftercare": ticket.aftercare.afresh(ticket.handler if ticket.round > 1 else None),
    }


def _afresh(ticket: Ticket, event: ev.FixDenied) -> Changes:
    """Every clock begins again at the denial."""
    return {
        "milestones": ((Milestone.OPENED, event.at),),
        "missed": (),
        "neared": (),
        "reminded": (),
        "late": (),
        "settled": (),
        "holds": ended(ticket.holds, event.at),
        "ceilings": ((ticket.verdict.grade, event.at),),
    }


def _going_on(ticket: Ticket, event: ev.FixDenied) -> Changes:
    """The clocks that the denied fix had met go on from where they began, without the time from the repair (or, without
    one, from the workaround) to the denial; the others stay met.
    """
    undone = dict(m for m in ticket.milestones if ORDER[m[0]] >= ORDER[Milestone.RESTORED])
    ends = undone.get(Milestone.REPAIRED) or undone.get(Milestone.CLOSED)
    since = ends or undone.get(Milestone.RESTORED) or ticket.restored or event.at
    pause = Hold(None, since, event.at)
    return {
        "milestones": tuple(m for m in ticket.milestones if m[0] not in undone),
        "late": tuple(milestone for milestone in ticket.late if milestone not in undone),
        "holds": (*ended(ticket.holds, event.at), pause),
        "settled": tuple(_reopened(ticket.settled, (*undone.values(), ticket.restored))),
    }


def _reopened(settled: Iterable[Deadline], undone: Iterable[datetime | None]) -> Iterable[Deadline]:
    """Settled lines after their end was denied: a late one stays missed and is open again, one in time is computed anew."""
    instants = set(undone)
    for line in settled:
        if line.met is None or line.met not in instants:
            yield line
        elif line.missed or not line.in_time:
            yield replace(line, met=None, late_entry=False)


_FOLDS: dict[type[ev.Event], Callable[[Ticket, Any], Changes]] = {
    ev.InformationAdded: _informed,
    ev.FaultCorrected: _corrected,
    ev.ReadingNoted: lambda t, e: {"noted": e.fault},
    ev.Regraded: _regraded,
    ev.GradeObjected: lambda t, e: {"objector": e.by, "objections": t.objections + 1},
    ev.GradeUpheld: lambda t, e: {"objector": None},
    ev.FaultSpread: lambda t, e: {"spread": tuple(dict.fromkeys((*t.spread, *e.nos)))},
    ev.JoinedIncident: lambda t, e: {"incident": e.incident_no},
    ev.MajorEventNeared: _event_neared,
    ev.TermsApplied: _terms_applied,
    ev.Held: _held,
    lev.Extended: lambda t, e: _settled(t, e.settled) | {"holds": (*t.holds, e.stretch)},
    ev.Resumed: lambda t, e: {"holds": ended(t.holds, e.at)},
    ev.StepAnswered: lambda t, e: {"tried": (*t.tried, Tried(e.ask, e.answer, e.label))},
    ev.SelfHelpPassed: lambda t, e: {"helper": e.to},
    ev.SelfHelpEnded: lambda t, e: {"self_help": e.outcome},
    ev.Paged: _paged,
    ev.NobodyOnCall: lambda t, e: {"rung": max(t.rung, e.rung)},
    ev.PageUndelivered: lambda t, e: {"unreachable": (*t.unreachable, e.person)},
    ev.Acknowledged: _acknowledged,
    ev.TakenOver: _taken_over,
    ev.Reassigned: lambda t, e: {"status": Status.WAITING, "handler": None},
    ev.Departed: lambda t, e: _reached(t, Milestone.DEPARTED, e, Status.EN_ROUTE),
    ev.Arrived: lambda t, e: _reached(t, Milestone.ARRIVED, e, Status.ON_SITE),
    ev.Diagnosed: _diagnosed,
    ev.TeachingRestored: lambda t, e: _reached(t, Milestone.RESTORED, e, Status.RESTORED),
    ev.WorkedAround: lambda t, e: {"restored": t.restored or e.at},
    ev.Repaired: _repaired,
    ev.FixConfirmed: lambda t, e: _reached(t, Milestone.CLOSED, e, Status.CLOSED),
    ev.FixDenied: _denied,
    ev.Cancelled: lambda t, e: _reached(t, Milestone.CLOSED, e, Status.CANCELLED),
    ev.Urged: lambda t, e: {"urged": t.urged + 1},
    ev.PhoneCallMade: lambda t, e: {"phoned": True},
    ev.DeadlineNeared: _neared,
    ev.DeadlineMissed: lambda t, e: {"missed": (*t.missed, e.stage)},
    ev.ConfirmationAsked: lambda t, e: {"reminders": e.count},
    ev.Rated: lambda t, e: {"score": e.score},
    ev.CallbackDue: lambda t, e: {"aftercare": replace(t.aftercare, calling=True)},
    **VOICE_FOLDS,
    **after.FOLDS,
}
