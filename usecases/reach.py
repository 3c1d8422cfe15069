"""Who of the register cannot be reached in a chat, and codes for those who never came. A person nobody can reach is never paged."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

import structlog

from desk.access import AT_THE_MACHINE
from desk.alerts import is_monitor
from desk.ids import PersonId, SchoolId
from desk.people import Person, Role
from usecases.accounts import INVITATION_LIFE, invite_known
from usecases.admit import is_waiting
from usecases.ports import UnitOfWork

log = structlog.get_logger()

_ROLES = (Role.ENGINEER, Role.SUPERVISOR, Role.TEACHER)


class Silence(StrEnum):
    """Why a person cannot be reached."""

    NEVER_CAME = "never_came"
    BLOCKED = "blocked"


@dataclass(frozen=True, slots=True)
class Unreachable:
    """Somebody without a chat that can be written to. `schools` are names, empty for the whole district; `invited_until` is when
    the last code that still waits for them expires; `on_call` whether they may be
    called: the roster names them or they are a supervisor, and they are not on leave.
    """

    person: Person
    schools: tuple[str, ...]
    silence: Silence
    invited_until: datetime | None = None
    on_call: bool = False


@dataclass(frozen=True, slots=True)
class Invited:
    """A fresh code for somebody in the register; a supervisor's may wait for a second person."""

    person: Person
    schools: tuple[str, ...]
    code: str
    until: datetime
    waits: bool = False


def unreachable(
    uow: UnitOfWork, school: SchoolId | None = None, roles: Collection[Role] = ()
) -> tuple[Unreachable, ...]:
    """Everybody of a school (and of the whole district) or of all, on call first, then by role and name. Raises NotFound."""
    if school is not None:
        uow.places.school(school)
    found = (
        one
        for one in _silent(uow)
        if (school is None or one.person.covers(school)) and (not roles or one.person.role in roles)
    )
    return tuple(sorted(found, key=_place))


def invite_each(
    uow: UnitOfWork,
    school: SchoolId | None = None,
    roles: Collection[Role] = (),
    again: bool = False,
    life: timedelta = INVITATION_LIFE,
    by: str = AT_THE_MACHINE,
) -> tuple[Invited, ...]:
    """A code, good for `life`, for each person who never came; those whose code still waits get another one only `again`. Raises NotFound."""
    made = tuple(
        _invited(uow, one, life, by)
        for one in unreachable(uow, school, roles)
        if one.silence is Silence.NEVER_CAME and (again or one.invited_until is None)
    )
    log.info("people invited", action="people_invited", count=len(made), school=school)
    return made


def _invited(uow: UnitOfWork, one: Unreachable, life: timedelta, by: str) -> Invited:
    code = invite_known(uow, one.person.id, life, by)
    return Invited(one.person, one.schools, code, uow.now + life, is_waiting(uow, code))


def _silent(uow: UnitOfWork) -> Iterator[Unreachable]:
    addresses = uow.register.addresses()
    reached = {address.person for address in addresses if address.reachable}
    came = {address.person for address in addresses}
    waiting: dict[PersonId, datetime] = {}
    for invitation in uow.register.invitations(uow.now):
        if invitation.person is not None:
            waiting[invitation.person] = max(
                waiting.get(invitation.person, invitation.expires), invitation.expires
            )
    roster = uow.rosters.roster()
    on_call = {person for rotation in roster.rotations for person in rotation.people} - roster.away(uow.now)
    names = {school.id: school.name for school in uow.register.schools()}
    for person in uow.register.people():
        if person.id not in reached and not is_monitor(person.id):
            yield Unreachable(
                person,
                tuple(names.get(school, school) for school in person.schools),
                Silence.BLOCKED if person.id in came else Silence.NEVER_CAME,
                waiting.get(person.id),
                person.id in on_call or person.role is Role.SUPERVISOR,
            )


def _place(one: Unreachable) -> tuple[bool, int, str, str]:
    return not one.on_call, _ROLES.index(one.person.role), one.person.name, one.person.id
