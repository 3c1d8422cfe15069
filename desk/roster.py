"""Rosters: who is on call when. One function feeds paging, chat, board and calendars, so that they cannot disagree (T31).

Rules (ADR 0018):
1. A team answers for schools and devices on one tier of the ladder; its rotations say who is on turn.
2. An override changes one team for a while: somebody takes a place, joins at the front, or joins at the end. What was
   entered later is applied later.
3. Who is on leave is paged for nothing and given nothing. Their place stays theirs, so that an override can fill it.
4. Supervisors have no turns: each stands on the last tier, unless on leave.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from desk.choice import Chosen, Standing, choose
from desk.ids import LeaveId, OverrideId, PersonId, SchoolId, TeamId
from desk.language import Text
from desk.messages import Peer
from desk.people import Person, Role, Tier
from desk.reading import DeviceClass
from desk.rotation import Rotation, edges, on_turn

_VAGUE = (None, DeviceClass.OTHER)
_LOOKS_AHEAD = timedelta(days=1)


ON_LEAVE = "on_leave"
"""Why a page does not stand any more: the reason of `desk.events.PageUndelivered`."""


class Consent(StrEnum):
    """What became of something that one person asks of another."""

    ASKED = "asked"
    AGREED = "agreed"
    DECLINED = "declined"


@dataclass(frozen=True, slots=True)
class Team:
    """Who answers for what. Empty `schools` and `devices` mean all. In a `grab` team everybody on turn is paged at once and
    the first to accept has the job. `group` is the peer of its group chat, as `tg:-100123`; empty without one. With `equals`
    the people of a turn have no order: which of them is called is chosen (`desk.choice`).
    """

    id: TeamId
    name: Text
    tier: Tier
    schools: tuple[SchoolId, ...] = ()
    devices: tuple[DeviceClass, ...] = ()
    grab: bool = False
    group: str = ""
    equals: bool = False

    def __post_init__(self) -> None:
        """Refuse a group that could never be written to. Raises ValueError."""
        if self.group:
            Peer.parse(self.group)

    def covers(self, school: SchoolId, device: DeviceClass | None = None) -> bool:
        """Whether the team answers for this device (None, or some other device: not known) at the school."""
        here = not self.schools or school in self.schools
        return here and (device in _VAGUE or not self.devices or device in self.devices)

    def answers_in(self, schools: tuple[SchoolId, ...]) -> bool:
        """Whether the team answers for any of these schools; no schools are all."""
        return not schools or not self.schools or bool(set(self.schools) & set(schools))


@dataclass(frozen=True, slots=True)
class Override:
    """A change of one team from `starts` until `ends` (instants). With `instead_of` the person takes that place, where it is
    held at the time; without, they come first, or last `as_backup`. `swap` names the pair it belongs to; in a pair, two who
    are both on turn change places. `by` entered it at `at`.
    """

    id: OverrideId
    team: TeamId
    starts: datetime
    ends: datetime
    person: PersonId
    instead_of: PersonId | None = None
    as_backup: bool = False
    swap: str = ""
    state: Consent = Consent.AGREED
    by: PersonId | None = None
    at: datetime | None = None
    seq: int = 1

    def holds(self, at: datetime) -> bool:
        """Whether it changes the team at the instant."""
        return self.state is Consent.AGREED and self.starts <= at < self.ends

    def applied(self, on: tuple[PersonId, ...]) -> tuple[PersonId, ...]:
        """The people on turn with this change."""
        others = tuple(person for person in on if person != self.person)
        if self.instead_of is None:
            return (*others, self.person) if self.as_backup else (self.person, *others)
        if self.instead_of not in on:
            return on
        if self.swap and self.person in on:
            traded = {self.person: self.instead_of, self.instead_of: self.person}
            return tuple(traded.get(person, person) for person in on)
        return tuple(self.person if person == self.instead_of else person for person in others)


@dataclass(frozen=True, slots=True)
class Leave:
    """Somebody is away from `starts` until `ends` (instants). `approved_by` is the supervisor, or the person themself where
    they only went off line.
    """

    id: LeaveId
    person: PersonId
    starts: datetime
    ends: datetime
    state: Consent = Consent.AGREED
    asked_at: datetime | None = None
    approved_by: PersonId | None = None
    seq: int = 1

    def holds(self, at: datetime) -> bool:
        """Whether the person is away at the instant."""
        return self.state is Consent.AGREED and self.starts <= at < self.ends


@dataclass(frozen=True, slots=True)
class Roster:
    """Everything that says who is on call. `overrides` in the order in which they were entered."""

    teams: tuple[Team, ...] = ()
    rotations: tuple[Rotation, ...] = ()
    overrides: tuple[Override, ...] = ()
    leaves: tuple[Leave, ...] = ()

    def away(self, at: datetime) -> frozenset[PersonId]:
        """Who is on leave at the instant."""
        return frozenset(leave.person for leave in self.leaves if leave.holds(at))

    def members(self, team: TeamId) -> tuple[PersonId, ...]:
        """Everybody with a turn in the team, each once, by its rotations."""
        turns = (person for rotation in self.rotations if rotation.team == team for person in rotation.people)
        return tuple(dict.fromkeys(turns))

    def teams_of(self, person: PersonId) -> tuple[Team, ...]:
        """The teams in which they have a turn."""
        return tuple(team for team in self.teams if person in self.members(team.id))

    def having(self, *more: Leave | Override) -> "Roster":
        """With these, each in place of the one with its id: what it would be like."""
        leaves = {one.id: one for one in (*self.leaves, *(m for m in more if isinstance(m, Leave)))}
        overrides = {one.id: one for one in (*self.overrides, *(m for m in more if isinstance(m, Override)))}
        return replace(self, leaves=tuple(leaves.values()), overrides=tuple(overrides.values()))


@dataclass(frozen=True, slots=True)
class Duty:
    """Who can be paged for one school at one instant, per tier, primary first; and who should be but cannot, on leave or
    without an address. `pools` are the teams in which everybody is paged at once. `standings` are what the choice among them
    rests on.
    """

    tiers: tuple[tuple[Tier, tuple[PersonId, ...]], ...]
    unreachable: tuple[PersonId, ...] = ()
    pools: tuple[frozenset[PersonId], ...] = ()
    standings: tuple[Standing, ...] = ()

    def of(self, tier: Tier) -> tuple[PersonId, ...]:
        """The people of one tier, primary first."""
        return next((people for name, people in self.tiers if name is tier), ())

    def with_pool(self, person: PersonId) -> frozenset[PersonId]:
        """Who is paged together with this person, themself included."""
        return frozenset({person}).union(*(pool for pool in self.pools if person in pool))

    def ranked(
        self,
        tiers: tuple[Tier, ...],
        called: tuple[PersonId, ...],
        *,
        urgent: bool,
        avoid: tuple[PersonId, ...] = (),
    ) -> tuple[Chosen, ...]:
        """Who of these tiers has not been `called` yet, tier by tier in the order of `desk.choice`; whom to `avoid` comes last."""
        known = {standing.person: standing for standing in self.standings}
        first: list[Chosen] = []
        last: list[Chosen] = []
        for tier in tiers:
            people = self.of(tier)
            done = tuple(person for person in people if person in called)
            left = tuple(person for person in people if person not in called)
            liked = tuple(person for person in left if person not in avoid)
            shunned = tuple(person for person in left if person in avoid)
            first += choose(liked, known, before=done, urgent=urgent)
            last += choose(shunned, known, before=(*done, *liked), urgent=urgent)
        return (*first, *last)

    @property
    def quiet(self) -> frozenset[PersonId]:
        """Who is in their quiet hours."""
        return frozenset(standing.person for standing in self.standings if standing.is_quiet)

    @property
    def everybody(self) -> tuple[PersonId, ...]:
        """All of them, in ladder order, without repeats; those who cannot be paged last."""
        listed = [person for _, people in self.tiers for person in people]
        return tuple(dict.fromkeys([*listed, *self.unreachable]))


def on_team(roster: Roster, team: TeamId, at: datetime, zone: ZoneInfo) -> tuple[PersonId, ...]:
    """Who has the team's turn at the instant, primary first, overrides applied; who is on leave keeps their place."""
    ranked = [
        (rotation.rank + place, person)
        for rotation in roster.rotations
        if rotation.team == team
        for place, person in enumerate(on_turn(rotation, at, zone))
    ]
    ranked.sort(key=lambda entry: entry[0])
    on = tuple(dict.fromkeys(person for _, person in ranked))
    for override in roster.overrides:
        if override.team == team and override.holds(at):
            on = override.applied(on)
    return on


class OnCall:
    """Who is on call in a district. What holds for longer than an instant is worked out once: a page asks, and so does every look at a
    deadline, and in a district of a thousand schools each answer would go through everybody's turns.
    """

    def __init__(
        self, roster: Roster, people: tuple[Person, ...], reachable: frozenset[PersonId], zone: ZoneInfo
    ) -> None:
        """`people` are those who can be on the roster, and every supervisor. Nothing of it may change afterwards."""
        self.roster = roster
        self.people = people
        self.reachable = reachable
        self._zone = zone
        self._local = frozenset(person.id for person in people if person.schools)
        self._covering: dict[SchoolId, tuple[Person, ...]] = {}
        self._turns: dict[TeamId, tuple[datetime, datetime, Mapping[PersonId, int]]] = {}

    def team(self, team: TeamId, at: datetime) -> Mapping[PersonId, int]:
        """As `on_team`, each with their place; asked again within a stretch in which nobody hands over, it is known."""
        known = self._turns.get(team)
        if known is None or not known[0] <= at < known[1]:
            on = on_team(self.roster, team, at, self._zone)
            known = at, self._next_change(team, at), {person: place for place, person in enumerate(on)}
            self._turns[team] = known
        return known[2]

    def duty(self, school: SchoolId, now: datetime, device: DeviceClass | None = None) -> Duty:
        """The duty for a school: people on turn and covering it, split into those who can be paged and those who cannot.

        Teams for just this device come before those for all; then the primaries of all teams, then their backups.
        """
        covering = self._of(school)
        known = {person.id for person in covering}
        able = (known & self.reachable) - self.roster.away(now)
        placed: list[tuple[Tier, int, int, PersonId]] = []
        standings: dict[PersonId, Standing] = {}
        pools = []
        for team in (team for team in self.roster.teams if team.covers(school, device)):
            on = self.team(team.id, now)
            fit = 1 if not team.devices else 2 if device in _VAGUE else 0
            ours = sorted((on[person], person) for person in known if person in on)
            placed += [(team.tier, fit, place, person) for place, person in ours]
            pools += [frozenset(person for person in able if person in on)] if team.grab else []
            for place, person in ours:
                backup = place > 0 and not team.equals
                new = Standing(person, fit, backup, bool(team.schools) or person in self._local)
                standings[person] = min(standings.get(person, new), new, key=lambda s: (s.fit, s.is_backup))
        placed.sort(key=lambda entry: entry[1:3])
        wanted = {tier: [person for on, _, _, person in placed if on is tier] for tier in Tier}
        wanted[Tier.SUPERVISOR] = [p.id for p in covering if p.role is Role.SUPERVISOR]
        tiers = tuple(
            (tier, tuple(dict.fromkeys(p for p in ids if p in able))) for tier, ids in wanted.items()
        )
        unable = tuple(dict.fromkeys(p for ids in wanted.values() for p in ids if p not in able))
        return Duty(tiers, unable, tuple(pools), tuple(standings.values()))

    def _of(self, school: SchoolId) -> tuple[Person, ...]:
        if school not in self._covering:
            self._covering[school] = tuple(person for person in self.people if person.covers(school))
        return self._covering[school]

    def _next_change(self, team: TeamId, at: datetime) -> datetime:
        """Until when the turns of the team stay as they are, as far as anybody looks ahead."""
        end = at + _LOOKS_AHEAD
        rings = (one for one in self.roster.rotations if one.team == team)
        changes = [edge for one in rings for edge in edges(one, at, end, self._zone)]
        overrides = (one for one in self.roster.overrides if one.team == team)
        changes += [edge for one in overrides for edge in (one.starts, one.ends) if at < edge < end]
        return min(changes, default=end)
