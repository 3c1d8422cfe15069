"""The operator: who keeps the desk running, named in the settings. Not the supervisors: they answer for jobs, not for machines."""

from collections.abc import Mapping
from dataclasses import dataclass

import structlog

from desk.ids import PersonId
from desk.messages import Peer, Urgency
from desk.notices import Kind, Notice
from desk.refusals import NotFound
from usecases.ports import UnitOfWork
from usecases.recording import tell

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Operator:
    """Somebody of the register (`person`), told at their own address, or an address that needs no entry there (`peer`)."""

    person: PersonId | None = None
    peer: Peer | None = None


def tell_operator(
    uow: UnitOfWork, operator: Operator, kind: Kind, key: str, extra: Mapping[str, str]
) -> bool:
    """Promise one page to the operator; the same key twice is once. False, with a line in the log, when nobody can be told."""
    notice = Notice(kind, key, operator.person, operator.peer, None, Urgency.PAGE, extra=tuple(extra.items()))
    try:
        return tell(uow, notice)
    except NotFound:
        log.error("operator", action="operator_unknown", person=operator.person)
        return False
