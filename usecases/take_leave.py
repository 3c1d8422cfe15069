"""Leave: asked of a supervisor, agreed or declined, and begun. Who goes off line in a turn takes leave by their own word."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TypeVar

import structlog

from desk.buttons import Option, Press, Verb
from desk.change import Change
from desk.duty_calendar import Period, periods_of
from desk.escalation import undelivered
from desk.events import Repaired
from desk.ids import LeaveId, OverrideId, PersonId
from desk.lifecycle import allows
from desk.messages import Urgency
from desk.notices import Kind, Notice
from desk.people import Person, Role
from desk.permissions import require_role
from desk.refusals import NotAllowed, NotFound, TooLate
from desk.roster import ON_LEAVE, Consent, Leave, Override, Roster
from desk.roster_events import RosterAct, RosterEvent
from desk.ticket import Status, Ticket
from desk.timers import Timer, TimerKind
from usecases.briefing import place_of
from usecases.hand_over import watch_turns
from usecases.note_pages import withdraw
from usecases.ports import UnitOfWork
from usecases.recording import record, tell
from usecases.rows import Topic
from usecases.who_is_on import oversees, supervisors_of
from usecases.who_to_call import duty_for

log = structlog.get_logger()

Entry = TypeVar("Entry", Leave, Override)

_OFFERED = 3
"""Stand-ins that are offered with a request."""
_JOBS, _NAME = 8, 9
LONGEST_OFF = timedelta(hours=12)
"""Who goes off line without an end is on again after so long at the latest."""


@dataclass(frozen=True, slots=True)
class Absence:
    """What leave would do: the stretches nobody would answer, and who could stand in for them."""

    leave: Leave
    gaps: tuple[Period, ...]
    able: tuple[Person, ...]


def ask_leave(
    uow: UnitOfWork, person: PersonId, starts: datetime, ends: datetime
) -> tuple[Absence, tuple[Person, ...]]:
    """Ask every supervisor of the person's schools. A supervisor whom nobody oversees takes it by their own word.

    Returns what it would do and whom it was asked of. Raises TooLate for a stretch that is over, NotAllowed for teachers.
    """
    who = uow.people.get(person)
    if who.role is Role.TEACHER:
        raise NotAllowed(person)
    if ends <= uow.now:
        raise TooLate(person)
    asked = supervisors_of(uow, who)
    leave = Leave(
        LeaveId(uow.fresh_id()), person, max(starts, uow.now), ends, Consent.ASKED, asked_at=uow.now
    )
    uow.rosters.save(leave)
    absence = absence_of(uow, leave)
    _note(uow, leave, RosterAct.LEAVE_ASKED, by=person)
    if not asked and who.role is Role.SUPERVISOR:
        leave = _agree(uow, leave, who)
        return replace(absence, leave=leave), ()
    extra = _extra(uow, absence)
    for supervisor in asked:
        key = f"{leave.id}:asked:{supervisor.id}"
        options = _answers(absence, supervisor)
        tell(
            uow,
            Notice(Kind.ROSTER_LEAVE_ASKED, key, supervisor.id, None, None, Urgency.REPLY, options, extra),
        )
    return absence, asked


def absence_of(uow: UnitOfWork, leave: Leave) -> Absence:
    """What this leave would do to the person's teams."""
    roster = uow.rosters.roster()
    gaps = gaps_of(uow, roster.having(replace(leave, state=Consent.AGREED)), leave)
    return Absence(leave, gaps, _able(uow, roster, leave))


def gaps_of(uow: UnitOfWork, roster: Roster, leave: Leave) -> tuple[Period, ...]:
    """When nobody answers because of it."""
    return tuple(
        period
        for team in roster.teams_of(leave.person)
        for period in periods_of(roster, team.id, leave.starts, leave.ends, uow.zone)
        if not period.people and leave.person in period.absent
    )


def decide_leave(
    uow: UnitOfWork, leave: LeaveId, by: PersonId, verb: Verb, stand_in: PersonId | None = None
) -> Leave:
    """A supervisor agrees (with somebody who stands in, or without) or declines. The first answer counts: raises TooLate
    for a different one afterwards, and for leave that is over. Raises NotFound when it is none of theirs.
    """
    known, supervisor = uow.rosters.leave(leave), uow.people.get(by)
    require_role(supervisor, verb)
    who = uow.people.get(known.person)
    if not oversees(supervisor, who) or supervisor.id == who.id:
        raise NotFound(leave)
    wanted = Consent.AGREED if verb is Verb.ROSTER_LEAVE_AGREE else Consent.DECLINED
    if known.state is not Consent.ASKED:
        if known.state is wanted and known.approved_by == by:
            return known
        raise TooLate(leave)
    if known.ends <= uow.now:
        raise TooLate(leave)
    if wanted is Consent.DECLINED:
        decided = replace(known, state=wanted, approved_by=by, seq=known.seq + 1)
        uow.rosters.save(decided)
        _note(uow, decided, RosterAct.LEAVE_DECLINED, by=by)
    else:
        cover = uow.people.get(stand_in) if stand_in else None
        decided = _agree(uow, known, supervisor, cover)
    _tell_decided(uow, decided, supervisor, stand_in)
    return decided


def await_leave(uow: UnitOfWork, leave: Leave) -> None:
    """Set the timer of its begin."""
    uow.timers.add([Timer(f"{leave.id}:begins", TimerKind.LEAVE_BEGINS, leave.starts, duty=leave.id)])
    uow.wake(Topic.TIMERS)


def fire_leave(uow: UnitOfWork, timer: Timer) -> None:
    """Agreed leave begins, if it still holds."""
    leave = uow.rosters.leave(LeaveId(timer.duty))
    if leave.holds(uow.now):
        begin_leave(uow, leave)
    uow.timers.fired(timer.key, uow.now)


def begin_leave(uow: UnitOfWork, leave: Leave) -> None:
    """What the person was paged for is withdrawn and the next one called; their jobs are shown to the supervisors."""
    if not uow.rosters.note(
        RosterEvent(f"{leave.id}:began", RosterAct.LEAVE_BEGAN, uow.now, person=leave.person)
    ):
        return
    jobs = uow.tickets.jobs_of(leave.person)
    for ticket in jobs:
        if ticket.status is Status.WAITING and leave.person in ticket.paged:
            withdraw(uow, ticket.id, leave.person)
            duty = duty_for(uow, ticket)
            contract = uow.contracts.pinned(ticket)
            record(uow, undelivered(Change(ticket), leave.person, ON_LEAVE, contract, duty, uow.now))
    in_hand = tuple(job for job in jobs if job.handler == leave.person and allows(job, Repaired))
    if in_hand:
        _show_jobs(uow, leave, in_hand)
    log.info("leave", action="leave_began", person=leave.person, jobs=len(in_hand))


def end_leave(uow: UnitOfWork, person: Person) -> tuple[Leave, ...]:
    """销假: what was asked is withdrawn, what was agreed ends now or does not begin, and so do the stand-ins for it.

    The supervisors and the stand-ins hear of it. Returns what it was; nothing where there was no leave.
    """
    roster = uow.rosters.roster()
    open_ones = (Consent.ASKED, Consent.AGREED)
    mine = [one for one in roster.leaves if one.person == person.id and one.ends > uow.now]
    mine = [one for one in mine if one.state in open_ones]
    covers = [o for o in roster.overrides for leave in mine if o.id.startswith(f"{leave.id}:")]
    over = (_over(leave, uow.now) for leave in mine)
    uow.rosters.save(*over, *(_over(cover, uow.now) for cover in covers))
    for leave in mine:
        _note(uow, leave, RosterAct.LEAVE_ENDED, by=person.id)
    if mine:
        watch_turns(uow)
        told = {one.id for one in supervisors_of(uow, person)} | {cover.person for cover in covers}
        first, last = min(one.starts for one in mine), max(one.ends for one in mine)
        extra = (("who", person.name), *_span(max(first, uow.now), last))
        for one in sorted(told):
            key = f"{mine[0].id}:ended:{one}"
            tell(uow, Notice(Kind.ROSTER_BACK, key, one, None, None, Urgency.REPLY, (), extra))
    return tuple(mine)


def take_leave_now(uow: UnitOfWork, person: Person, until: datetime) -> Absence:
    """Off line in the middle of a turn: leave by their own word, which the supervisors hear of."""
    leave = Leave(LeaveId(uow.fresh_id()), person.id, uow.now, until, asked_at=uow.now, approved_by=person.id)
    absence = absence_of(uow, leave)
    uow.rosters.save(leave)
    _note(uow, leave, RosterAct.WENT_OFFLINE, by=person.id)
    begin_leave(uow, leave)
    watch_turns(uow)
    extra = _extra(uow, absence)
    for supervisor in supervisors_of(uow, person):
        key = f"{leave.id}:offline:{supervisor.id}"
        tell(uow, Notice(Kind.ROSTER_OFFLINE, key, supervisor.id, None, None, Urgency.PAGE, (), extra))
    return absence


def _over(entry: Entry, now: datetime) -> Entry:
    """Ended now where it has begun, else taken back."""
    if entry.starts < now and entry.state is Consent.AGREED:
        return replace(entry, ends=now, seq=entry.seq + 1)
    return replace(entry, state=Consent.DECLINED, seq=entry.seq + 1)


def _agree(uow: UnitOfWork, leave: Leave, by: Person, cover: Person | None = None) -> Leave:
    roster = uow.rosters.roster()
    if cover is not None and cover.id not in {person.id for person in _able(uow, roster, leave)}:
        raise NotAllowed(cover.id)
    agreed = replace(leave, state=Consent.AGREED, approved_by=by.id, seq=leave.seq + 1)
    uow.rosters.save(agreed)
    _note(uow, agreed, RosterAct.LEAVE_AGREED, by=by.id)
    if cover is not None:
        _stand_in(uow, roster, agreed, by, cover)
    if agreed.starts <= uow.now:
        begin_leave(uow, agreed)
    else:
        await_leave(uow, agreed)
    watch_turns(uow)
    return agreed


def _stand_in(uow: UnitOfWork, roster: Roster, leave: Leave, by: Person, cover: Person) -> None:
    """In every team of the person; the place is theirs only while the person has a turn."""
    for team in roster.teams_of(leave.person):
        override = Override(
            OverrideId(f"{leave.id}:{team.id}"),
            team.id,
            leave.starts,
            leave.ends,
            cover.id,
            leave.person,
            by=by.id,
            at=uow.now,
        )
        uow.rosters.save(override)
    key = f"{leave.id}:covered"
    uow.rosters.note(RosterEvent(key, RosterAct.STOOD_IN, uow.now, by.id, cover.id, note=leave.id))
    extra = (*_span(leave.starts, leave.ends), ("who", uow.people.get(leave.person).name), ("team", ""))
    tell(uow, Notice(Kind.ROSTER_STANDS_IN, key, cover.id, None, None, Urgency.REPLY, (), extra))


def _able(uow: UnitOfWork, roster: Roster, leave: Leave) -> tuple[Person, ...]:
    """Colleagues of the same teams, then of the same tier, who cover a school of theirs and are there all the time."""
    staff, reachable = uow.rosters.crew()
    who = uow.people.get(leave.person)
    members = {p for team in roster.teams_of(who.id) for p in roster.members(team.id)}
    away = {
        other.person
        for other in roster.leaves
        if other.state is Consent.AGREED and other.starts < leave.ends and leave.starts < other.ends
    }
    able = [
        person
        for person in staff
        if person.id != who.id
        and person.id in reachable
        and person.id not in away
        and person.role is Role.ENGINEER
        and (person.id in members or person.tier is who.tier)
        and (not who.schools or not person.schools or set(who.schools) & set(person.schools))
    ]
    return tuple(sorted(able, key=lambda person: person.id not in members))


def _answers(absence: Absence, supervisor: Person) -> tuple[Option, ...]:
    """Yes; yes with one of those who could stand in, by a sign and the name; no."""
    leave, agree = absence.leave, Verb.ROSTER_LEAVE_AGREE
    able = [person for person in absence.able if person.id != supervisor.id][:_OFFERED]
    return (
        Option(Press(agree, arg=leave.id)),
        *(Option(Press(agree, arg=f"{leave.id}/{p.id}"), f"✓ {p.name[:_NAME]}") for p in able),
        Option(Press(Verb.ROSTER_LEAVE_DECLINE, arg=leave.id)),
    )


def _tell_decided(uow: UnitOfWork, leave: Leave, by: Person, stand_in: PersonId | None) -> None:
    """The person, and the other supervisors, who need not answer any more."""
    who = uow.people.get(leave.person)
    extra = (
        *_span(leave.starts, leave.ends),
        ("who", who.name),
        ("by", by.name),
        ("agreed", "yes" if leave.state is Consent.AGREED else ""),
        ("cover", uow.people.get(stand_in).name if stand_in else ""),
    )
    for person in (who, *(one for one in supervisors_of(uow, who) if one.id != by.id)):
        mine = (("mine", "yes" if person.id == who.id else ""),)
        key = f"{leave.id}:decided:{person.id}"
        notice = Notice(Kind.ROSTER_LEAVE_DECIDED, key, person.id, extra=extra + mine)
        tell(uow, replace(notice, urgency=Urgency.REPLY))


def _show_jobs(uow: UnitOfWork, leave: Leave, jobs: tuple[Ticket, ...]) -> None:
    who = uow.people.get(leave.person)
    lines = "\n".join(f"{job.no}|{place_of(uow, job)}|{job.status}" for job in jobs)
    options = tuple(Option(Press(Verb.REASSIGN, job.id), f"⇄ #{job.no}") for job in jobs[:_JOBS])
    for person in supervisors_of(uow, who):
        key = f"{leave.id}:jobs:{person.id}"
        extra = (("who", who.name), ("lines", lines), *_span(leave.starts, leave.ends))
        tell(uow, Notice(Kind.ROSTER_LEAVE_JOBS, key, person.id, None, None, Urgency.PAGE, options, extra))


def _extra(uow: UnitOfWork, absence: Absence) -> tuple[tuple[str, str], ...]:
    leave = absence.leave
    gaps = "\n".join(f"{gap.starts.isoformat()}|{gap.ends.isoformat()}" for gap in absence.gaps)
    able = "、".join(person.name for person in absence.able[:_OFFERED])
    name = uow.people.get(leave.person).name
    return (*_span(leave.starts, leave.ends), ("who", name), ("gaps", gaps), ("able", able))


def _span(starts: datetime, ends: datetime) -> tuple[tuple[str, str], ...]:
    return (("starts", starts.isoformat()), ("ends", ends.isoformat()))


def _note(uow: UnitOfWork, leave: Leave, act: RosterAct, by: PersonId) -> None:
    span = f"{leave.starts.isoformat()}/{leave.ends.isoformat()}"
    uow.rosters.note(RosterEvent(f"{leave.id}:{act}", act, uow.now, by, leave.person, note=span))
    log.info("leave", action=act.value, person=leave.person, by=by)
