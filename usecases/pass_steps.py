"""The teacher hands the steps to the colleague who keeps the school's equipment (电教员): they go on from where they stand."""

from desk import events as ev
from desk.buttons import Verb
from desk.change import Change, notice
from desk.ids import SchoolId
from desk.messages import Peer, Urgency
from desk.notices import Kind
from desk.people import Person, Post, Role
from desk.permissions import require
from desk.refusals import TooLate
from usecases.answer_step import StepAt
from usecases.ports import UnitOfWork
from usecases.recording import record
from usecases.self_help import patience


def keeper(uow: UnitOfWork, school: SchoolId, besides: Person) -> tuple[Person, Peer] | None:
    """The colleague who keeps the equipment of a school and can be written to, with the chat to do it in; None without one."""
    not_them = {besides.id, *uow.rosters.roster().away(uow.now)}
    for person in uow.people.covering(school, Role.TEACHER):
        if Post.KEEPER in person.posts and person.id not in not_them:
            peers = (address.peer for address in uow.people.addresses(person.id) if address.reachable)
            peer = next(peers, None)
            if peer is not None:
                return person, peer
    return None


def pass_steps(uow: UnitOfWork, command: StepAt, to: Person) -> None:
    """Record it and tell both. Raises TooLate when the job is past self-help."""
    ticket, person = uow.tickets.get(command.ticket), uow.people.get(command.person)
    require(person, Verb.STEP_COLLEAGUE, ticket)
    if ticket.self_help is not None:
        raise TooLate(ticket.id)
    change = Change(ticket).happened(ev.SelfHelpPassed(at=uow.now, by=person.id, to=to.id))
    change = change.timing(patience(change.ticket, uow.contracts.pinned(ticket), uow))
    change = change.telling(notice(change, Kind.STEP_PASSED, person.id, Urgency.REPLY, who=to.name))
    record(uow, change.telling(notice(change, Kind.STEP_GIVEN, to.id, Urgency.REPLY, who=person.name)))
