"""Who somebody is: invitation codes for staff, a school's choice or a QR sticker for teachers."""

from dataclasses import replace
from datetime import timedelta

from desk.access import AT_THE_MACHINE
from desk.ids import PersonId, SchoolId
from desk.language import Lang
from desk.messages import Peer
from desk.people import Person, Role, Tier
from usecases.admit import issue, note_admitted
from usecases.ports import UnitOfWork
from usecases.rows import Invitation

INVITATION_LIFE = timedelta(hours=72)


def invite(
    uow: UnitOfWork,
    role: Role,
    schools: tuple[SchoolId, ...],
    tier: Tier | None,
    name: str = "",
    by: str = AT_THE_MACHINE,
) -> str:
    """A one-use code for a role, good for 72 hours; a supervisor's may wait for a second person (`usecases.admit`). Raises NotFound
    for an unknown school.
    """
    for school in schools:
        uow.places.school(school)
    return issue(uow, Invitation(role, schools, tier, uow.now + INVITATION_LIFE, name, made_by=by))


def invite_known(
    uow: UnitOfWork, person: PersonId, life: timedelta = INVITATION_LIFE, by: str = AT_THE_MACHINE
) -> str:
    """A code that binds somebody who stands in the register already (with their shifts), good for `life`; a supervisor's may wait.
    Raises NotFound.
    """
    known = uow.people.get(person)
    expires = uow.now + life
    return issue(uow, Invitation(known.role, known.schools, known.tier, expires, known.name, known.id, by))


def redeem(uow: UnitOfWork, peer: Peer, code: str, name: str, tries_of: Peer | None = None) -> Person:
    """Become what the code says, at this peer; `tries_of` is who guesses, where that is another. Raises CodeRefused, CodeWaits or TooManyTries."""
    invitation = uow.invitations.redeem(code, peer, uow.now, tries_of)
    uow.sessions.forget(peer)
    if invitation.person is not None:
        uow.people.bind(invitation.person, peer)
        note_admitted(uow, invitation, code, invitation.person)
        return uow.people.get(invitation.person)
    known = uow.people.at(peer)
    person = Person(
        id=known.id if known else PersonId(uow.fresh_id()),
        name=invitation.name or name or (known.name if known else "—"),
        role=invitation.role,
        schools=invitation.schools,
        tier=invitation.tier,
        phone=known.phone if known else "",
        lang=known.lang if known else Lang.ZH,
        account=known.account if known else "",
    )
    uow.people.add(person)
    uow.people.bind(person.id, peer)
    note_admitted(uow, invitation, code, person.id)
    return person


def become_teacher(uow: UnitOfWork, peer: Peer, school: SchoolId, name: str, lang: Lang) -> Person:
    """A stranger chose a school or scanned a sticker of it: from now on a teacher there. Staff keep their role."""
    uow.places.school(school)
    known = uow.people.at(peer)
    if known is not None and known.role is not Role.TEACHER:
        return known
    if known is not None:
        person = replace(known, schools=tuple(dict.fromkeys((school, *known.schools))))
    else:
        person = Person(PersonId(uow.fresh_id()), name or "老师", Role.TEACHER, (school,), lang=lang)
    uow.people.add(person)
    uow.people.bind(person.id, peer)
    return person
