"""The roster as a supervisor sees and changes it on the board: the calendar, what is wrong, the trail; leave, stand-ins, turn order."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

import structlog

from desk.buttons import Verb
from desk.duty_calendar import Period, periods_of
from desk.ids import LeaveId, PersonId, RotationId
from desk.people import Person, Role
from desk.permissions import require_role
from desk.refusals import NotAllowed, NotFound, TooLate
from desk.roster import Consent, Leave, Team
from desk.roster_events import RosterAct, RosterEvent
from desk.roster_quality import Finding
from desk.rotation import Rotation
from usecases.check_roster import findings, watch_roster
from usecases.ports import UnitOfWork
from usecases.take_leave import decide_leave
from usecases.who_is_on import SOON, oversees, sorted_teams, team_called

log = structlog.get_logger()

_LINES = 40


@dataclass(frozen=True, slots=True)
class TeamPage:
    """One team: its calendar of the next weeks, and its rotations."""

    team: Team
    periods: tuple[Period, ...]
    rotations: tuple[Rotation, ...]


@dataclass(frozen=True, slots=True)
class RosterPage:
    """What a supervisor may see of the roster. `staff` are those whom they oversee, `names` everybody who appears."""

    teams: tuple[TeamPage, ...]
    findings: tuple[Finding, ...]
    trail: tuple[RosterEvent, ...]
    staff: tuple[Person, ...]
    names: Mapping[PersonId, str]
    team_names: Mapping[str, Team]
    now: datetime


def roster_page(uow: UnitOfWork, viewer: PersonId) -> RosterPage:
    """The teams that answer at the viewer's schools. Raises NotAllowed for who is no supervisor."""
    person = _supervisor(uow, viewer)
    roster, (staff, _) = uow.rosters.roster(), uow.rosters.crew()
    mine = [team for team in sorted_teams(roster.teams) if team.answers_in(person.schools)]
    ids = {team.id for team in mine}
    teams = tuple(
        TeamPage(
            team,
            periods_of(roster, team.id, uow.now, uow.now + SOON, uow.zone),
            tuple(rotation for rotation in roster.rotations if rotation.team == team.id),
        )
        for team in mine
    )
    theirs = tuple(one for one in staff if oversees(person, one))
    known = {one.id for one in theirs}
    wrong = tuple(one for one in findings(uow) if one.team in ids or known & {*one.people})
    trail = tuple(line for line in uow.rosters.trail(_LINES) if line.team in ids or line.person in known)
    names = {one.id: one.name for one in staff}
    return RosterPage(teams, wrong, trail, theirs, names, {team.id: team for team in roster.teams}, uow.now)


def enter_leave(
    uow: UnitOfWork, by: PersonId, person: PersonId, span: tuple[datetime, datetime], cover: PersonId | None
) -> Leave:
    """A supervisor enters leave for somebody whom they oversee, perhaps with who stands in; it is agreed at once. Raises NotFound,
    NotAllowed, TooLate.
    """
    supervisor, who = _supervisor(uow, by), uow.people.get(person)
    if who.role is Role.TEACHER or not oversees(supervisor, who) or who.id == by:
        raise NotFound(person)
    if span[1] <= max(span[0], uow.now):
        raise TooLate(person)
    starts = max(span[0], uow.now)
    asked = Leave(LeaveId(uow.fresh_id()), person, starts, span[1], Consent.ASKED, asked_at=uow.now)
    uow.rosters.save(asked)
    return decide_leave(uow, asked.id, by, Verb.ROSTER_LEAVE_AGREE, cover)


def earlier_turn(uow: UnitOfWork, by: PersonId, rotation: RotationId, turn: int, seen: str) -> Rotation:
    """The turn with this index changes places with the one before it, from now on. `seen` is the order the supervisor had before
    their eyes (`order_of`): raises TooLate when it is another one by now, NotFound, NotAllowed.
    """
    supervisor, roster = _supervisor(uow, by), uow.rosters.roster()
    known = next((one for one in roster.rotations if one.id == rotation), None)
    if known is None or not team_called(roster, known.team).answers_in(supervisor.schools):
        raise NotFound(rotation)
    if order_of(known) != seen or not 0 < turn < len(known.turns):
        raise TooLate(rotation)
    turns = list(known.turns)
    turns[turn - 1], turns[turn] = turns[turn], turns[turn - 1]
    changed = replace(known, turns=tuple(turns))
    others = tuple(changed if one.id == rotation else one for one in roster.rotations)
    uow.rosters.enter(replace(roster, rotations=others))
    key, note = f"reordered:{uow.fresh_id()}", f"{seen} → {order_of(changed)}"
    uow.rosters.note(RosterEvent(key, RosterAct.REORDERED, uow.now, by, team=known.team, note=note))
    watch_roster(uow)
    log.info("roster", action="roster_reordered", team=known.team, by=by)
    return changed


def order_of(rotation: Rotation) -> str:
    """The turns in order, people by id: `wang+li, zhao`."""
    return ", ".join("+".join(turn) for turn in rotation.turns)


def _supervisor(uow: UnitOfWork, person: PersonId) -> Person:
    found = uow.people.get(person)
    if found.role is not Role.SUPERVISOR:
        raise NotAllowed(person)
    require_role(found, Verb.ROSTER_STAND_PERSON)
    return found
