"""The roster is looked at every morning: what will go wrong within two weeks is told to the supervisors, each once."""

from datetime import datetime, time, timedelta

import structlog

from desk.calendars import DAY
from desk.messages import Urgency
from desk.notices import Kind, Notice
from desk.people import Person, Role
from desk.roster import Roster
from desk.roster_events import RosterAct, RosterEvent
from desk.roster_quality import Finding, quality
from desk.timers import Timer, TimerKind
from desk.workhours import instant_of
from usecases.hand_over import watch_turns
from usecases.ports import UnitOfWork
from usecases.recording import tell
from usecases.rows import Topic
from usecases.who_is_on import oversees

log = structlog.get_logger()

AT = time(9)
"""When the supervisors are told, by the district's clock."""
SOON = timedelta(days=14)
_SHOWN = 5


def watch_roster(uow: UnitOfWork) -> None:
    """Set the timers of the next hand-overs and of the next look. Known ones are left alone."""
    watch_turns(uow)
    if uow.rosters.roster().teams:
        _look_again(uow)


def findings(uow: UnitOfWork) -> tuple[Finding, ...]:
    """What is wrong in the next eight weeks."""
    people, reachable = uow.rosters.crew()
    return quality(uow.rosters.roster(), people, reachable, uow.now, uow.zone)


def fire_check(uow: UnitOfWork, timer: Timer) -> None:
    """Tell what begins within two weeks and was not told before; then wait for the next morning."""
    ahead = [one for one in findings(uow) if one.starts < uow.now + SOON]
    fresh = tuple(one for one in ahead if uow.rosters.note(_told(one, uow.now)))
    staff, _ = uow.rosters.crew()
    roster = uow.rosters.roster()
    away = roster.away(uow.now)
    for one in staff:
        if one.role is Role.SUPERVISOR and one.id not in away:
            theirs = [finding for finding in fresh if _concerns(uow, finding, roster, one)]
            if theirs:
                _tell(uow, one, theirs, timer.key)
    log.info("roster", action="roster_checked", found=len(ahead), told=len(fresh))
    watch_roster(uow)
    uow.timers.fired(timer.key, uow.now)


def finding_line(uow: UnitOfWork, finding: Finding, person: Person) -> str:
    """`kind|from|to|times|figure|people|team`, as `rosters.j2` takes it apart."""
    names = "、".join(uow.people.get(one).name for one in finding.people)
    teams = {team.id: team.name.of(person.lang) for team in uow.rosters.roster().teams}
    figure = f"{finding.figure:g}" if finding.figure else ""
    span = f"{finding.starts.isoformat()}|{finding.ends.isoformat()}"
    team = teams.get(finding.team, "") if finding.team else ""
    return f"{finding.kind}|{span}|{finding.times}|{figure}|{names}|{team}"


def _tell(uow: UnitOfWork, person: Person, fresh: list[Finding], key: str) -> None:
    lines = "\n".join(finding_line(uow, finding, person) for finding in fresh[:_SHOWN])
    more = str(max(len(fresh) - _SHOWN, 0))
    extra = (("lines", lines), ("total", str(len(fresh))), ("more", more))
    notice = Notice(
        Kind.ROSTER_FINDINGS, f"{key}:{person.id}", person.id, None, None, Urgency.NOTE, (), extra
    )
    tell(uow, notice)


def _concerns(uow: UnitOfWork, finding: Finding, roster: Roster, supervisor: Person) -> bool:
    """A team of the supervisor's schools, or a person whom they oversee."""
    team = next((one for one in roster.teams if one.id == finding.team), None)
    if team is not None:
        return team.answers_in(supervisor.schools)
    return any(oversees(supervisor, uow.people.get(person)) for person in finding.people)


def _told(finding: Finding, now: datetime) -> RosterEvent:
    return RosterEvent(f"warned:{finding.id}", RosterAct.WARNED, now, team=finding.team, note=finding.kind)


def _look_again(uow: UnitOfWork) -> None:
    day = uow.now.astimezone(uow.zone).date()
    at = instant_of(day, AT, uow.zone)
    if at <= uow.now:
        at = instant_of(day + DAY, AT, uow.zone)
    uow.timers.add([Timer(f"roster-check:{at.date()}", TimerKind.ROSTER_CHECK, at)])
    uow.wake(Topic.TIMERS)
