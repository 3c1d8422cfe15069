"""A shift is handed over: who answers next gets the open jobs of who answered before, and takes them with one button.

Not taken, the jobs stay where they are and the supervisors are told. Each change of the first to answer has a timer, which
sets the one after it.
"""

from datetime import datetime, timedelta

import structlog

from desk.buttons import Option, Press, Verb
from desk.change import Change, notice
from desk.duty_calendar import periods_of, stints
from desk.escalation import page_person
from desk.events import TakenOver
from desk.ids import PersonId, TeamId
from desk.lifecycle import allows
from desk.messages import Urgency
from desk.notices import Kind, Notice
from desk.people import Person, Role
from desk.permissions import require_role
from desk.refusals import NotFound, TooLate
from desk.roster import Roster, Team
from desk.roster_events import RosterAct, RosterEvent
from desk.sla import next_deadline, stage_timers
from desk.ticket import Status, Ticket
from desk.timers import Timer, TimerKind
from usecases.briefing import place_of
from usecases.note_pages import withdraw
from usecases.ports import UnitOfWork
from usecases.recording import record, tell
from usecases.rows import Topic
from usecases.who_is_on import turns

log = structlog.get_logger()

PATIENCE = timedelta(minutes=30)
"""So long the next person has to take the jobs."""
_BACK = timedelta(days=4)
"""So far back the last one who answered is looked for: over a long weekend without anybody."""
_SHOWN = 8


def watch_turns(uow: UnitOfWork, only: TeamId | None = None) -> None:
    """Set the timer of every team's (or one team's) next change of the first to answer. A known one is left alone; one that
    a newer roster has overtaken finds no change and does nothing.
    """
    roster = uow.rosters.roster()
    teams = (team for team in roster.teams if only in (None, team.id))
    plan = ((team.id, turns(uow, roster, team.id)) for team in teams)
    timers = [_timer(team, periods[1].starts) for team, periods in plan if len(periods) > 1]
    if timers:
        uow.timers.add(timers)
        uow.wake(Topic.TIMERS)


def fire_hand_over(uow: UnitOfWork, timer: Timer) -> None:
    """The first to answer changes: with open jobs, the next one is asked to take them."""
    roster = uow.rosters.roster()
    team = next((one for one in roster.teams if one.id == timer.duty), None)
    pair = _pair(uow, roster, team, timer.due) if team else None
    if team is not None and pair is not None:
        _offer(uow, team, *pair, timer)
    watch_turns(uow, TeamId(timer.duty))
    uow.timers.fired(timer.key, uow.now)


def take_jobs(uow: UnitOfWork, key: str, by: PersonId) -> tuple[Ticket, ...]:
    """接班: the jobs in hand are theirs now, those nobody has accepted ring with them. Twice is once.

    Raises NotFound for a hand-over that is not theirs, TooLate when somebody else has the turn by now.
    """
    offered, person = uow.rosters.noted(key), uow.people.get(by)
    require_role(person, Verb.ROSTER_TAKE)
    if offered is None or offered.person != by or offered.by is None or offered.team is None:
        raise NotFound(key)
    roster = uow.rosters.roster()
    team = next((one for one in roster.teams if one.id == offered.team), None)
    if team is None or turns(uow, roster, team.id)[0].primary != by:
        raise TooLate(key)
    if not uow.rosters.note(RosterEvent(f"{key}:taken", RosterAct.TAKEN_OVER, uow.now, by, by, team.id)):
        return ()
    jobs = open_jobs(uow, team, offered.by)
    for job in jobs:
        _take(uow, job, person, offered.by)
    log.info("hand-over", action="handed_over", team=team.id, by=by, jobs=len(jobs))
    return jobs


def fire_hand_over_open(uow: UnitOfWork, timer: Timer) -> None:
    """Half an hour later: jobs that nobody has taken stay, and the supervisors of the team hear of it."""
    key = timer.key.removesuffix(":open")
    offered = uow.rosters.noted(key)
    team = next((one for one in uow.rosters.roster().teams if one.id == timer.duty), None)
    if offered and offered.by and offered.person and team and uow.rosters.noted(f"{key}:taken") is None:
        jobs = open_jobs(uow, team, offered.by)
        if jobs:
            uow.rosters.note(
                RosterEvent(f"{key}:missed", RosterAct.NOT_TAKEN, uow.now, None, offered.person, team.id)
            )
            _tell_supervisors(uow, team, offered.by, offered.person, jobs, key)
    uow.timers.fired(timer.key, uow.now)


def open_jobs(uow: UnitOfWork, team: Team, person: PersonId) -> tuple[Ticket, ...]:
    """What this person has in hand, or is paged for and nobody has, where the team answers."""
    return tuple(
        job
        for job in uow.tickets.jobs_of(person)
        if team.covers(job.school)
        and allows(job, TakenOver)
        and (job.handler == person or (job.status is Status.WAITING and person in job.paged))
    )


def _pair(uow: UnitOfWork, roster: Roster, team: Team, at: datetime) -> tuple[PersonId, PersonId] | None:
    """Who answered before the instant and who from it on; None where nobody is, or it is the same person."""
    before = stints(periods_of(roster, team.id, at - _BACK, at, uow.zone))
    former = next((p.primary for p in reversed(before) if p.primary), None)
    taker = turns(uow, roster, team.id)[0].primary
    return (former, taker) if former and taker and former != taker else None


def _offer(uow: UnitOfWork, team: Team, former: PersonId, taker: PersonId, timer: Timer) -> None:
    jobs = open_jobs(uow, team, former)
    event = RosterEvent(timer.key, RosterAct.HANDED_OVER, uow.now, former, taker, team.id)
    if not jobs or not uow.rosters.note(event):
        return
    key = f"{timer.key}:open"
    late = Timer(key, TimerKind.HAND_OVER_OPEN, uow.now + PATIENCE, duty=team.id)
    uow.timers.add([late])
    uow.wake(Topic.TIMERS)
    button = (Option(Press(Verb.ROSTER_TAKE, arg=timer.key)),)
    extra = _extra(uow, team, former, taker, jobs)
    tell(uow, Notice(Kind.ROSTER_HAND_OVER, timer.key, taker, None, None, Urgency.PAGE, button, extra))


def _take(uow: UnitOfWork, job: Ticket, taker: Person, former: PersonId) -> None:
    """A job in hand keeps its state; one that nobody has must still be accepted, and rings with who was not called yet."""
    contract = uow.contracts.pinned(job)
    if job.handler is None:
        if taker.id in job.paged:
            return
        withdraw(uow, job.id, former)
        record(uow, page_person(Change(job), contract, taker.id, taker.tier, uow.now))
        return
    change = Change(job).happened(TakenOver(at=uow.now, by=taker.id))
    change = change.timing(*stage_timers(change.ticket, contract))
    change = change.telling(notice(change, Kind.ACCEPTED, job.reporter, Urgency.REPLY))
    record(uow, change.telling(notice(change, Kind.JOB_GONE, former, Urgency.NOTE)))


def _tell_supervisors(
    uow: UnitOfWork, team: Team, former: PersonId, taker: PersonId, jobs: tuple[Ticket, ...], key: str
) -> None:
    options = tuple(Option(Press(Verb.REASSIGN, job.id), f"⇄ #{job.no}") for job in jobs[:_SHOWN])
    staff, _ = uow.rosters.crew()
    away = uow.rosters.roster().away(uow.now)
    for one in staff:
        if one.role is Role.SUPERVISOR and one.id not in away and team.answers_in(one.schools):
            extra = _extra(uow, team, former, taker, jobs)
            told = f"{key}:missed:{one.id}"
            tell(uow, Notice(Kind.ROSTER_NOT_TAKEN, told, one.id, None, None, Urgency.PAGE, options, extra))


def _extra(
    uow: UnitOfWork, team: Team, former: PersonId, taker: PersonId, jobs: tuple[Ticket, ...]
) -> tuple[tuple[str, str], ...]:
    lines = "\n".join(_line(uow, job) for job in jobs[:_SHOWN])
    return (
        ("team_zh", team.name.zh),
        ("team_en", team.name.en),
        ("former", uow.people.get(former).name),
        ("taker", uow.people.get(taker).name),
        ("lines", lines),
        ("total", str(len(jobs))),
    )


def _line(uow: UnitOfWork, job: Ticket) -> str:
    """`no|grade|status|next stage|due|place`: the place last, whatever the teacher typed for it."""
    clock = next_deadline(job, uow.contracts.pinned(job))
    due = f"{clock.stage}|{clock.due.isoformat()}" if clock else "|"
    grade = uow.contracts.pinned(job).grade(job.verdict.grade).label
    return f"{job.no}|{grade.zh}/{grade.en}|{job.status}|{due}|{place_of(uow, job)}"


def _timer(team: TeamId, at: datetime) -> Timer:
    return Timer(f"hand-over:{team}:{at.isoformat()}", TimerKind.HAND_OVER, at, duty=team)
