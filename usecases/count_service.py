"""The figures of one contract and quarter: repeated repairs, reopened tickets, satisfaction."""

from dataclasses import dataclass
from datetime import tzinfo

from desk.ids import ContractId
from desk.service_figures import ServiceFigures, service_figures
from usecases.export_audit import Quarter
from usecases.ports import UnitOfWork


@dataclass(frozen=True, slots=True)
class Counted:
    """The figures, and by name whose repairs had to be repeated, most first."""

    figures: ServiceFigures
    repeats_of: tuple[tuple[str, int], ...]


def count_service(uow: UnitOfWork, contract: ContractId, quarter: Quarter, zone: tzinfo) -> Counted:
    """Over the tickets opened in the quarter. Raises NotFound for a contract that the desk never had."""
    goals = uow.contracts.current(contract).satisfaction
    figures = service_figures(uow.tickets.opened_between(contract, *quarter.span(zone)), goals)
    return Counted(figures, tuple((uow.people.get(p).name, count) for p, count in figures.repeats_of))
