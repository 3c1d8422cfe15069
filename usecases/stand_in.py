"""Who is on call changes by people's word: two swap turns, a supervisor names a stand-in, somebody goes on line or off."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeVar

import structlog

from desk.buttons import Option, Press, Verb
from desk.duty_calendar import Period, periods_of
from desk.ids import OverrideId, PersonId, TeamId
from desk.messages import Urgency
from desk.notices import Kind, Notice
from desk.people import Person, Role
from desk.permissions import require_role
from desk.refusals import NotAllowed, NotFound, TooLate
from desk.roster import Consent, Leave, Override, Team, on_team
from desk.roster_events import RosterAct, RosterEvent
from usecases.hand_over import watch_turns
from usecases.ports import UnitOfWork
from usecases.recording import tell
from usecases.take_leave import LONGEST_OFF, Absence, take_leave_now
from usecases.who_is_on import SOON, oversees, supervisors_of, team_called, turns

log = structlog.get_logger()

Entry = TypeVar("Entry", Leave, Override)


@dataclass(frozen=True, slots=True)
class Swap:
    """Two turns of a team that change hands: `mine` is the asker's, `theirs` the colleague's."""

    id: str
    mine: Override
    theirs: Override

    @property
    def asker(self) -> PersonId:
        """Who asked: they take the colleague's turn."""
        return self.theirs.person

    @property
    def colleague(self) -> PersonId:
        """Who was asked."""
        return self.mine.person


def own_turns(uow: UnitOfWork, person: PersonId) -> tuple[Period, ...]:
    """The turns in which this person answers first, soonest first; what does not end within `SOON` is no turn."""
    roster = uow.rosters.roster()
    found = [p for team in roster.teams_of(person) for p in _whole(uow, team.id) if p.primary == person]
    return tuple(sorted(found, key=lambda period: period.starts))


def others_turns(uow: UnitOfWork, mine: Period) -> tuple[Period, ...]:
    """Turns of the same team that could be had for this one."""
    members = uow.rosters.roster().members(mine.team)
    return tuple(p for p in _whole(uow, mine.team) if p.primary != mine.primary and p.primary in members)


def offer_swap(uow: UnitOfWork, by: PersonId, mine: Period, theirs: Period) -> Swap:
    """Ask the colleague. Nothing changes until they agree."""
    if mine.primary != by or theirs.primary is None or mine.team != theirs.team:
        raise NotFound(by)
    swap = uow.fresh_id()
    made = Swap(swap, _half(uow, swap, 1, mine, theirs.primary, by), _half(uow, swap, 2, theirs, by, by))
    uow.rosters.save(made.mine, made.theirs)
    _note(uow, made, RosterAct.SWAP_ASKED, by)
    options = tuple(
        Option(Press(verb, arg=swap)) for verb in (Verb.ROSTER_SWAP_AGREE, Verb.ROSTER_SWAP_DECLINE)
    )
    key, extra = f"{swap}:asked", swap_extra(uow, made)
    notice = Notice(Kind.ROSTER_SWAP_ASKED, key, made.colleague, None, None, Urgency.REPLY, options, extra)
    tell(uow, notice)
    return made


def decide_swap(uow: UnitOfWork, swap: str, by: PersonId, verb: Verb) -> Swap:
    """The colleague's answer; both and the supervisors hear of it. Raises NotFound for everybody else, TooLate when it was
    answered or a turn is over.
    """
    known = _swap(uow, swap)
    require_role(uow.people.get(by), verb)
    if known.colleague != by:
        raise NotFound(swap)
    wanted = Consent.AGREED if verb is Verb.ROSTER_SWAP_AGREE else Consent.DECLINED
    if known.mine.state is wanted:
        return known
    if known.mine.state is not Consent.ASKED or min(known.mine.ends, known.theirs.ends) <= uow.now:
        raise TooLate(swap)
    halves = tuple(replace(half, state=wanted, seq=half.seq + 1) for half in (known.mine, known.theirs))
    uow.rosters.save(*halves)
    decided = Swap(swap, *halves)
    act = RosterAct.SWAP_AGREED if wanted is Consent.AGREED else RosterAct.SWAP_DECLINED
    _note(uow, decided, act, by)
    watch_turns(uow)
    extra = (*swap_extra(uow, decided), ("agreed", "yes" if wanted is Consent.AGREED else ""))
    asker = uow.people.get(known.asker)
    told = (asker, *supervisors_of(uow, asker)) if wanted is Consent.AGREED else (asker,)
    for person in told:
        key = f"{swap}:decided:{person.id}"
        tell(uow, Notice(Kind.ROSTER_SWAP_DECIDED, key, person.id, None, None, Urgency.REPLY, (), extra))
    return decided


def swap_extra(uow: UnitOfWork, swap: Swap) -> tuple[tuple[str, str], ...]:
    """What the sentences about a swap need."""
    return (
        ("who", uow.people.get(swap.asker).name),
        ("other", uow.people.get(swap.colleague).name),
        ("starts", swap.mine.starts.isoformat()),
        ("ends", swap.mine.ends.isoformat()),
        ("their_starts", swap.theirs.starts.isoformat()),
        ("their_ends", swap.theirs.ends.isoformat()),
    )


def candidates(uow: UnitOfWork, team: Team) -> tuple[Person, ...]:
    """Who could stand in: members first, then others of the tier; nobody on leave, not whoever answers first anyway."""
    roster, (staff, _) = uow.rosters.roster(), uow.rosters.crew()
    members, away = roster.members(team.id), roster.away(uow.now)
    first = on_team(roster, team.id, uow.now, uow.zone)[:1]
    able = [
        person
        for person in staff
        if (person.id in members or person.tier is team.tier)
        and person.id not in away
        and person.id not in first
        and team.answers_in(person.schools)
    ]
    return tuple(sorted(able, key=lambda person: person.id not in members))


def stand_in(
    uow: UnitOfWork, by: PersonId, team: TeamId, person: PersonId, span: tuple[datetime, datetime]
) -> Override:
    """A supervisor names who answers first for a while; those on turn back them up. Raises NotFound, NotAllowed, TooLate."""
    supervisor, roster = uow.people.get(by), uow.rosters.roster()
    require_role(supervisor, Verb.ROSTER_STAND_PERSON)
    known, starts = team_called(roster, team), max(span[0], uow.now)
    who = uow.people.get(person)
    if not known.answers_in(supervisor.schools):
        raise NotFound(team)
    if who.role is Role.TEACHER or not known.answers_in(who.schools) or not oversees(supervisor, who):
        raise NotAllowed(person)
    if span[1] <= starts:
        raise TooLate(team)
    override = Override(OverrideId(uow.fresh_id()), known.id, starts, span[1], person, by=by, at=uow.now)
    uow.rosters.save(override)
    note = f"{starts.isoformat()}/{span[1].isoformat()}"
    uow.rosters.note(RosterEvent(override.id, RosterAct.STOOD_IN, uow.now, by, person, known.id, note))
    watch_turns(uow)
    extra = (
        ("starts", starts.isoformat()),
        ("ends", span[1].isoformat()),
        ("who", ""),
        ("team", known.name.of(who.lang)),
    )
    key = f"{override.id}:told"
    tell(uow, Notice(Kind.ROSTER_STANDS_IN, key, person, None, None, Urgency.REPLY, (), extra))
    log.info("stand-in", action="stood_in", team=known.id, person=person, by=by)
    return override


def go_online(uow: UnitOfWork, person: Person, until: datetime) -> tuple[Team, ...]:
    """Back from leave if they are on any; off turn, they back up their teams until then. Returns the teams they are in now.

    A team of theirs is one with a turn of theirs; for who has no turn, every team of their tier at their schools.
    """
    if person.role is Role.TEACHER:
        raise NotAllowed(person.id)
    roster = uow.rosters.roster()
    back = [leave for leave in roster.leaves if leave.person == person.id and leave.holds(uow.now)]
    uow.rosters.save(*(_ended(leave, uow.now) for leave in back))
    mine = roster.teams_of(person.id) or tuple(
        team for team in roster.teams if team.tier is person.tier and team.answers_in(person.schools)
    )
    off = [team for team in mine if person.id not in on_team(roster, team.id, uow.now, uow.zone)]
    online = [
        Override(
            OverrideId(uow.fresh_id()),
            team.id,
            uow.now,
            until,
            person.id,
            as_backup=True,
            by=person.id,
            at=uow.now,
        )
        for team in off
    ]
    uow.rosters.save(*online)
    key = f"online:{person.id}:{uow.now.isoformat()}"
    note = until.isoformat()
    uow.rosters.note(RosterEvent(key, RosterAct.WENT_ONLINE, uow.now, person.id, person.id, note=note))
    watch_turns(uow)
    return mine


def go_offline(uow: UnitOfWork, person: Person, until: datetime | None) -> Absence | None:
    """No more pages until then (else until the turn ends, twelve hours at the most). None when they had no turn: then only
    their being on line ends.
    """
    if person.role is Role.TEACHER:
        raise NotAllowed(person.id)
    roster = uow.rosters.roster()
    online = [
        one for one in roster.overrides if one.person == person.id and one.as_backup and one.holds(uow.now)
    ]
    uow.rosters.save(*(_ended(one, uow.now) for one in online))
    roster = uow.rosters.roster()
    end = uow.now + LONGEST_OFF
    mine = [
        period
        for team in roster.teams
        for period in periods_of(roster, team.id, uow.now, end, uow.zone)[:1]
        if person.id in period.people
    ]
    if not mine and person.role is not Role.SUPERVISOR:
        return None
    return take_leave_now(uow, person, until or min([period.ends for period in mine], default=end))


def _whole(uow: UnitOfWork, team: TeamId) -> tuple[Period, ...]:
    """The team's turns that end within `SOON`."""
    return tuple(p for p in turns(uow, uow.rosters.roster(), team) if p.ends < uow.now + SOON)


def _half(uow: UnitOfWork, swap: str, number: int, turn: Period, person: PersonId, by: PersonId) -> Override:
    return Override(
        OverrideId(f"{swap}-{number}"),
        turn.team,
        turn.starts,
        turn.ends,
        person,
        turn.primary,
        swap=swap,
        state=Consent.ASKED,
        by=by,
        at=uow.now,
    )


def _swap(uow: UnitOfWork, swap: str) -> Swap:
    halves = (uow.rosters.override(OverrideId(f"{swap}-{number}")) for number in (1, 2))
    return Swap(swap, *halves)


def _ended(entry: Entry, now: datetime) -> Entry:
    return replace(entry, ends=now, seq=entry.seq + 1)


def _note(uow: UnitOfWork, swap: Swap, act: RosterAct, by: PersonId) -> None:
    other = swap.colleague if by == swap.asker else swap.asker
    uow.rosters.note(RosterEvent(f"{swap.id}:{act}", act, uow.now, by, other, swap.mine.team, swap.id))
    log.info("swap", action=act.value, team=swap.mine.team, by=by)
