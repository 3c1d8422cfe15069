"""A second person for supervisors: a code that makes one is good only when another supervisor, or the machine's operator, has
agreed (S06). Where there is no other supervisor who has come, the operator's word is enough: somebody has to be the first.
"""

from dataclasses import replace

from desk.access import AccessAct, AccessEvent
from desk.buttons import Option, Press, Verb
from desk.ids import PersonId
from desk.notices import Kind, Notice
from desk.people import Person, Role
from desk.permissions import require_role
from desk.refusals import NotFound, TooLate
from usecases.ports import UnitOfWork
from usecases.recording import tell
from usecases.rows import Invitation


def issue(uow: UnitOfWork, invitation: Invitation) -> str:
    """The code. One that makes a supervisor waits, where another one has come who could object; those who may agree are asked."""
    if invitation.role is not Role.SUPERVISOR:
        return uow.invitations.issue(invitation)
    others = others_who_came(uow, invitation.person)
    invitation = replace(invitation, waits=bool(others))
    code = uow.invitations.issue(invitation)
    which = uow.invitations.id_of(code)
    _note(uow, AccessAct.INVITED, invitation.made_by, invitation, which)
    if invitation.waits:
        _ask(uow, which, invitation, [person for person in others if may_admit(person, invitation)])
    return code


def may_admit(person: Person, invitation: Invitation) -> bool:
    """Whether this supervisor may agree: somebody else, with all the schools that the code gives."""
    if person.role is not Role.SUPERVISOR or person.id in (invitation.person, invitation.made_by):
        return False
    if not invitation.schools:
        return not person.schools
    return all(person.covers(school) for school in invitation.schools)


def decide(uow: UnitOfWork, by: Person, which: str, verb: Verb) -> Invitation:
    """批准 or 不批准 in a chat. Raises NotFound for what is none of theirs, used or expired, TooLate for what is decided."""
    require_role(by, verb)
    invitation = uow.invitations.find(which)
    if not may_admit(by, invitation):
        raise NotFound(which)
    return _decide(uow, which, invitation, by.id, agreed=verb is Verb.ADMIT)


def admit_by_operator(uow: UnitOfWork, which: str, account: str) -> Invitation:
    """The operator agrees, at the machine; `account` is who that is there. Raises NotFound, TooLate."""
    return _decide(uow, which, uow.invitations.find(which), account, agreed=True)


def waiting_invitations(uow: UnitOfWork) -> tuple[tuple[str, Invitation], ...]:
    """What waits, by the id that `decide` takes, the next to expire first."""
    return uow.invitations.waiting()


def is_waiting(uow: UnitOfWork, code: str) -> bool:
    """Whether this code, just issued, waits for a second person."""
    return not uow.invitations.find(uow.invitations.id_of(code)).is_good


def note_admitted(uow: UnitOfWork, invitation: Invitation, code: str, person: PersonId) -> None:
    """A supervisor's code was used: who they are now."""
    if invitation.role is Role.SUPERVISOR:
        used = replace(invitation, person=person)
        _note(uow, AccessAct.ADMITTED, person, used, uow.invitations.id_of(code))


def others_who_came(uow: UnitOfWork, invited: PersonId | None) -> list[Person]:
    """Supervisors who have a chat, but for the one who is invited: they could object."""
    everybody = uow.register.people()
    came = {address.person for address in uow.register.addresses()}
    return [
        person
        for person in everybody
        if person.role is Role.SUPERVISOR and person.id in came and person.id != invited
    ]


def has_come(uow: UnitOfWork, person: PersonId) -> bool:
    """Whether somebody has been here: a chat is theirs, or the trail says that they were let in."""
    acts = (AccessAct.ADMITTED, AccessAct.SIGNED_IN)
    return bool(uow.people.addresses(person)) or any(
        line.by == person for line in uow.access.trail(1, person, acts)
    )


def _decide(uow: UnitOfWork, which: str, invitation: Invitation, by: str, *, agreed: bool) -> Invitation:
    if invitation.is_good:
        raise TooLate(which)
    if agreed:
        invitation = replace(invitation, approved_by=by)
        uow.invitations.keep(which, invitation)
    else:
        uow.invitations.withdraw(which)
    _note(uow, AccessAct.APPROVED if agreed else AccessAct.DECLINED, by, invitation, which)
    return invitation


def _ask(uow: UnitOfWork, which: str, invitation: Invitation, approvers: list[Person]) -> None:
    schools = "、".join(uow.places.school(school).name for school in invitation.schools)
    extra = (
        ("name", invitation.name),
        ("schools", schools),
        ("by", invitation.made_by),
        ("until", invitation.expires.isoformat()),
    )
    buttons = (Option(Press(Verb.ADMIT, None, which)), Option(Press(Verb.ADMIT_NOT, None, which)))
    for person in approvers:
        key = f"admit:{which}:{person.id}"
        tell(uow, Notice(Kind.ADMIT_ASKED, key, person.id, options=buttons, extra=extra))


def _note(uow: UnitOfWork, act: AccessAct, by: str, invitation: Invitation, which: str) -> None:
    uow.access.note(AccessEvent(act, uow.now, by, invitation.person, note=which))
