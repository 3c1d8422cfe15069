"""Who is who at a supervisor's schools, and by which ways each can be reached now. A telephone number is shown only when it is asked
for, and that leaves a trace (`PrivacyAct.NUMBER_SHOWN`), as the teacher's number does on a ticket.
"""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import structlog

from desk.alerts import is_monitor
from desk.ids import PersonId, SchoolId
from desk.language import Text
from desk.people import Person, Role, Tier
from desk.places import School
from desk.privacy import PrivacyAct, PrivacyEvent
from desk.refusals import NotAllowed, NotFound
from usecases.note_view import Seen, note_view
from usecases.ports import UnitOfWork
from usecases.reach import Silence, Unreachable, unreachable
from usecases.who_is_on import Forwarded, forwarded_hotlines, oversees, who_is_on

log = structlog.get_logger()

LENGTH = 50
"""People on a page."""
_LADDERS = 6
"""Schools whose ladder is shown when none was chosen."""


class State(StrEnum):
    """What a list of people may be cut to. Mute is who is on the roster and cannot be reached."""

    UNREACHABLE = "unreachable"
    MUTE = "mute"
    ON_CALL = "on_call"
    ON_LEAVE = "on_leave"


@dataclass(frozen=True, slots=True)
class PeopleWanted:
    """A view of the list: staff alone unless a role is named. `name` is a part of the name; `page` counts from 1."""

    role: Role | None = None
    school: SchoolId | None = None
    state: State | None = None
    name: str = ""
    page: int = 1


@dataclass(frozen=True, slots=True)
class Way:
    """One address: on which platform, and whether it can be written to. Its id is nobody's business."""

    channel: str
    reachable: bool


@dataclass(frozen=True, slots=True)
class PersonLine:
    """One person. `ways` preferred first; `silence` why nobody can write to them; `on` the teams they are on call for now;
    `jobs` what they have in hand.
    """

    person: Person
    ways: tuple[Way, ...]
    silence: Silence | None
    invited_until: datetime | None
    heard: datetime | None
    on: tuple[Text, ...]
    leave_until: datetime | None
    is_quiet: bool
    jobs: int


@dataclass(frozen=True, slots=True)
class Ladder:
    """Who would be called at one school now, rung by rung, and who of the roster could not be."""

    school: School
    rungs: tuple[tuple[Tier, tuple[Person, ...]], ...]
    unable: tuple[Person, ...]


@dataclass(frozen=True, slots=True)
class PeoplePage:
    """What a supervisor sees. `total` fit the view; `staff`, `unreachable`, `mute_on_call` and `away` count all staff they oversee."""

    lines: tuple[PersonLine, ...]
    total: int
    staff: int
    unreachable: int
    mute_on_call: int
    away: int
    ladders: tuple[Ladder, ...]
    hotlines: tuple[Forwarded, ...]
    schools: tuple[School, ...]


@dataclass(frozen=True, slots=True)
class _Now:
    """What is looked up once for the whole page."""

    silent: Mapping[PersonId, Unreachable]
    on: Mapping[PersonId, tuple[Text, ...]]
    away: Mapping[PersonId, datetime]
    quiet: frozenset[PersonId]

    @property
    def mute(self) -> frozenset[PersonId]:
        """Who may be called and cannot be reached."""
        return frozenset(person for person, one in self.silent.items() if one.on_call)


def people_page(uow: UnitOfWork, viewer: PersonId, wanted: PeopleWanted) -> PeoplePage:
    """The people of the viewer's schools. Raises NotAllowed for who is no supervisor, NotFound for a school that is not theirs."""
    me = _supervisor(uow, viewer)
    schools = tuple(school for school in uow.places.schools() if me.covers(school.id))
    if wanted.school is not None and wanted.school not in [school.id for school in schools]:
        raise NotFound(wanted.school)
    everybody = [one for one in uow.register.people() if oversees(me, one) and not is_monitor(one.id)]
    staff, now = [one for one in everybody if one.role is not Role.TEACHER], _now(uow, me)
    fitting = sorted((one for one in everybody if _fits(one, wanted, now)), key=_place)
    shown = fitting[LENGTH * (wanted.page - 1) :][:LENGTH]
    chosen = [school for school in schools if wanted.school in (None, school.id)][:_LADDERS]
    return PeoplePage(
        lines=_lines(uow, shown, now),
        total=len(fitting),
        staff=len(staff),
        unreachable=sum(one.id in now.silent for one in staff),
        mute_on_call=sum(one.id in now.mute for one in staff),
        away=sum(one.id in now.away for one in staff),
        ladders=tuple(_ladder(uow, school) for school in chosen),
        hotlines=forwarded_hotlines(uow, me),
        schools=schools,
    )


def reveal_phone(uow: UnitOfWork, viewer: PersonId, person: PersonId) -> Person:
    """The person with their number, and a line in the trail of their data that says who looked. Raises NotAllowed, NotFound."""
    me, who = _supervisor(uow, viewer), uow.people.get(person)
    if not oversees(me, who) or not who.phone:
        raise NotFound(person)
    uow.privacy.note(PrivacyEvent(PrivacyAct.NUMBER_SHOWN, uow.now, who.id, me.id))
    note_view(uow, me.id, Seen.PERSON, who.id)
    log.info("privacy", action="number_shown", person=who.id, by=me.id)
    return who


def _now(uow: UnitOfWork, me: Person) -> _Now:
    on: dict[PersonId, tuple[Text, ...]] = {}
    for team in who_is_on(uow, me):
        for one in team.people:
            on[one.id] = (*on.get(one.id, ()), team.team.name)
    leaves = (leave for leave in uow.rosters.roster().leaves if leave.holds(uow.now))
    return _Now(
        silent={one.person.id: one for one in unreachable(uow)},
        on=on,
        away={leave.person: leave.ends for leave in leaves},
        quiet=uow.pages.quiet_now(),
    )


def _fits(one: Person, wanted: PeopleWanted, now: _Now) -> bool:
    is_kind = one.role is wanted.role if wanted.role else one.role is not Role.TEACHER
    is_there = wanted.school is None or one.covers(wanted.school)
    is_called = wanted.name.casefold() in one.name.casefold()
    states: Mapping[State | None, Collection[PersonId]] = {
        State.UNREACHABLE: now.silent,
        State.MUTE: now.mute,
        State.ON_CALL: now.on,
        State.ON_LEAVE: now.away,
    }
    return is_kind and is_there and is_called and (wanted.state is None or one.id in states[wanted.state])


def _lines(uow: UnitOfWork, people: list[Person], now: _Now) -> tuple[PersonLine, ...]:
    addresses = {one.id: uow.people.addresses(one.id) for one in people}
    heard = uow.presence.last_heard([address.peer for found in addresses.values() for address in found])
    jobs = Counter(job.handler for job in uow.workloads.in_hand([one.id for one in people]))
    lines = []
    for one in people:
        silent = now.silent.get(one.id)
        instants = [heard[address.peer] for address in addresses[one.id] if address.peer in heard]
        lines.append(
            PersonLine(
                person=one,
                ways=tuple(Way(address.peer.channel, address.reachable) for address in addresses[one.id]),
                silence=silent.silence if silent else None,
                invited_until=silent.invited_until if silent else None,
                heard=max(instants, default=None),
                on=now.on.get(one.id, ()),
                leave_until=now.away.get(one.id),
                is_quiet=one.id in now.quiet,
                jobs=jobs[one.id],
            )
        )
    return tuple(lines)


def _ladder(uow: UnitOfWork, school: School) -> Ladder:
    duty = uow.people.duty(school.id, uow.now)
    rungs = tuple((tier, tuple(map(uow.people.get, people))) for tier, people in duty.tiers if people)
    return Ladder(school, rungs, tuple(map(uow.people.get, duty.unreachable)))


def _place(one: Person) -> tuple[int, int, str, str]:
    """Engineers by tier, then supervisors, then teachers; by name."""
    roles, tiers = (Role.ENGINEER, Role.SUPERVISOR, Role.TEACHER), list(Tier)
    return roles.index(one.role), tiers.index(one.tier) if one.tier else len(tiers), one.name, one.id


def _supervisor(uow: UnitOfWork, person: PersonId) -> Person:
    found = uow.people.get(person)
    if found.role is not Role.SUPERVISOR:
        raise NotAllowed(person)
    return found
