"""What the pages about self-help show, in one snapshot: the trees in force, their figures, what is proposed and was decided."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from desk.ids import PersonId, TreeId
from desk.people import Role
from desk.playbook import Tree
from desk.step_figures import Proposal, TreeFigures
from usecases.ports import UnitOfWork
from usecases.study_playbooks import Decided, decided_proposals, open_proposals, playbook_figures


@dataclass(frozen=True, slots=True)
class PlaybookStudy:
    """The trees in force, as they are `written`, and what is known of them. `names` are those of the people who decided;
    `decides`: whether the viewer may.
    """

    trees: Mapping[TreeId, Tree]
    written: Mapping[TreeId, Tree]
    figures: Mapping[TreeId, TreeFigures]
    proposals: tuple[Proposal, ...]
    decided: tuple[Decided, ...]
    names: Mapping[PersonId, str]
    decides: bool
    now: datetime


def browse_playbooks(uow: UnitOfWork, viewer: PersonId, since: datetime) -> PlaybookStudy:
    """Everything since then, of the viewer's schools. Raises NotAllowed for teachers."""
    figures = playbook_figures(uow, viewer, since)
    decided = decided_proposals(uow, viewer)
    return PlaybookStudy(
        trees=uow.trees,
        written=uow.written_trees,
        figures={one.tree: one for one in figures},
        proposals=open_proposals(uow, viewer),
        decided=decided,
        names={one.by: uow.people.get(one.by).name for one in decided},
        decides=uow.people.get(viewer).role is Role.SUPERVISOR,
        now=uow.now,
    )
