"""The deadlines of one ticket with what ended them, for whoever keeps the desk. Reads only; asks for nobody's right to see it."""

from collections.abc import Mapping
from dataclasses import dataclass

from desk.brief import Brief
from desk.clocks import Deadline
from desk.evidence import Evidence, proofs
from desk.ids import PersonId
from usecases.briefing import brief
from usecases.ports import UnitOfWork


@dataclass(frozen=True, slots=True)
class ClockEvidence:
    """A clock of the present round and what ended it; None while it runs."""

    clock: Deadline
    evidence: Evidence | None


@dataclass(frozen=True, slots=True)
class TicketSums:
    """The ticket, its clocks in the order of the stages, and the names of those who ended one."""

    brief: Brief
    clocks: tuple[ClockEvidence, ...]
    names: Mapping[PersonId, str]


def explain_ticket(uow: UnitOfWork, no: int) -> TicketSums:
    """The ticket with this number. Raises NotFound. Earlier rounds of a reopened ticket stand in the audit export."""
    about = brief(uow, uow.tickets.by_no(no))
    trail = uow.tickets.trail(about.ticket.id)
    ended = {proof.clock.stage: proof.evidence for proof in proofs(trail, uow.contracts.pinned)}
    clocks = tuple(ClockEvidence(line, ended.get(line.stage) if line.met else None) for line in about.clocks)
    people = {one.evidence.event.by for one in clocks if one.evidence and one.evidence.event.by}
    return TicketSums(about, clocks, {person: uow.people.get(person).name for person in people})
