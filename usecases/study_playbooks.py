"""What self-help achieves, for staff: figures of every step, what they propose, and the decision of a supervisor."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from desk.ids import PersonId
from desk.people import Person, Role
from desk.refusals import NotAllowed, NotFound
from desk.step_figures import GIVEN_UP, Proposal, Tallies, TreeFigures, proposals, tree_figures
from desk.tree_changes import Decided as Decided  # noqa: PLC0414  # what these use cases give: found here too
from usecases.ports import UnitOfWork

SAMPLE = timedelta(days=365)
"""Proposals rest on what happened since: an older year had other devices and other teachers."""


@dataclass(frozen=True, slots=True)
class Decide:
    """A supervisor's word on a proposal, by its id."""

    person: PersonId
    proposal: str
    approve: bool


def playbook_figures(uow: UnitOfWork, viewer: PersonId, since: datetime) -> tuple[TreeFigures, ...]:
    """Every tree by id, also one that nobody walked since, counted over the schools the viewer may see. Raises NotAllowed for
    teachers.
    """
    schools = _staff(uow, viewer).schools
    tallies = uow.trials.tallies(schools, since, uow.now - GIVEN_UP)
    return tuple(tree_figures(uow.trees[tree], tallies) for tree in sorted(uow.trees))


def open_proposals(uow: UnitOfWork, viewer: PersonId) -> tuple[Proposal, ...]:
    """What the last year proposes and nobody has decided, what saves most first. A tree is the whole district's, so every school
    counts, whoever looks. Raises NotAllowed for teachers.
    """
    _staff(uow, viewer)
    return _standing(uow)


def decided_proposals(uow: UnitOfWork, viewer: PersonId) -> tuple[Decided, ...]:
    """What was decided, newest first; also about versions that are no longer in force. Raises NotAllowed for teachers."""
    _staff(uow, viewer)
    return tuple(reversed(uow.step_decisions.all()))


def decide_proposal(uow: UnitOfWork, command: Decide) -> None:
    """Approve it, which is in force from the next transaction on, or turn it down for this version of the tree. Raises NotAllowed
    for everybody but supervisors, NotFound for a proposal that does not stand (any more).
    """
    person = uow.people.get(command.person)
    if person.role is not Role.SUPERVISOR:
        raise NotAllowed(command.person)
    found = next((one for one in _standing(uow) if one.id == command.proposal), None)
    if found is None:
        raise NotFound(command.proposal)
    uow.step_decisions.add(
        Decided(
            proposal_id=found.id,
            tree=found.tree,
            kind=found.kind,
            step=found.step,
            before=found.before,
            approved=command.approve,
            by=person.id,
            at=uow.now,
            version=found.version,
        )
    )


def _standing(uow: UnitOfWork) -> tuple[Proposal, ...]:
    tallies = uow.trials.tallies((), uow.now - SAMPLE, uow.now - GIVEN_UP)
    decided = {(one.tree, one.version, one.kind, one.step, one.before) for one in uow.step_decisions.all()}
    found = [
        one
        for tree in uow.trees.values()
        if not tree.safety
        for one in proposals(tree, tree_figures(tree, _of_version(tallies, tree.version)))
        if (one.tree, one.version, one.kind, one.step, one.before) not in decided
    ]
    return tuple(sorted(found, key=lambda one: (-one.seconds_saved, one.id)))


def _of_version(tallies: Tallies, version: int) -> Tallies:
    """A step of another version may ask something else."""
    return Tallies(
        tuple(tally for tally in tallies.steps if tally.version == version),
        tuple(tally for tally in tallies.seconds if tally.version == version),
        tallies.walks,
    )


def _staff(uow: UnitOfWork, viewer: PersonId) -> Person:
    person = uow.people.get(viewer)
    if person.role is Role.TEACHER:
        raise NotAllowed(viewer)
    return person
