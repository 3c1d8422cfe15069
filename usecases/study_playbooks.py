"""What a supervisor learns from the walks of the teachers, and decides about the trees."""

from dataclasses import dataclass
from datetime import datetime

from desk.ids import PersonId, StepId, TreeId
from desk.people import Role
from desk.refusals import NotAllowed, NotFound
from desk.step_figures import Proposal, ProposalKind, StepFigures, TreeFigures
from usecases.ports import UnitOfWork


@dataclass(frozen=True, slots=True)
class Decided:
    """A proposal that a supervisor decided about."""

    proposal_id: str
    tree: TreeId
    kind: ProposalKind
    step: StepId
    before: StepId | None
    approved: bool
    by: PersonId
    at: datetime


@dataclass(frozen=True, slots=True)
class Decide:
    """A supervisor approves or declines."""

    person: PersonId
    proposal: str
    approve: bool


def playbook_figures(uow: UnitOfWork, viewer: PersonId, since: datetime) -> tuple[TreeFigures, ...]:  # noqa: ARG001  # nought for all
    """The figures of every tree. Raises NotAllowed for teachers."""
    _staff(uow, viewer)
    return tuple(
        TreeFigures(
            tree.id,
            tree.version,
            0,
            0,
            0,
            0,
            0,
            tuple(StepFigures(step.id, 0, 0, 0, 0, 0, None) for step in tree.steps),
            (),
        )
        for tree in uow.trees.values()
    )


def open_proposals(uow: UnitOfWork, viewer: PersonId) -> tuple[Proposal, ...]:
    """What is proposed and not decided. Raises NotAllowed for teachers."""
    _staff(uow, viewer)
    return ()


def decided_proposals(uow: UnitOfWork, viewer: PersonId) -> tuple[Decided, ...]:
    """What was decided. Raises NotAllowed for teachers."""
    _staff(uow, viewer)
    return ()


def decide_proposal(uow: UnitOfWork, command: Decide) -> None:
    """Approve or decline. Raises NotAllowed for who is no supervisor, NotFound for a proposal that no longer stands."""
    if uow.people.get(command.person).role is not Role.SUPERVISOR:
        raise NotAllowed(command.person)
    raise NotFound(command.proposal)


def _staff(uow: UnitOfWork, viewer: PersonId) -> None:
    if uow.people.get(viewer).role is Role.TEACHER:
        raise NotAllowed(viewer)
