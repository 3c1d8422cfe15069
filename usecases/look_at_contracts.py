"""The contracts in force at a viewer's schools, with what in them contradicts itself and what was decided. Reads only."""

from collections.abc import Mapping
from dataclasses import dataclass

from desk.calendars import WorkCalendar
from desk.contract import Contract
from desk.contradictions import Finding, across, decision, findings
from desk.ids import ContractId, PersonId
from desk.people import Role
from desk.places import School
from desk.refusals import NotAllowed, NotFound
from desk.terms import Interpretation
from usecases.ports import UnitOfWork


@dataclass(frozen=True, slots=True)
class ContractPage:
    """One contract in the version in force. `schools` are the viewer's under it, `calendars` those that their clocks are counted by;
    `found` are its findings with the decision that settles each, None while nobody has decided.
    """

    contract: Contract
    schools: tuple[School, ...]
    calendars: tuple[WorkCalendar, ...]
    found: tuple[tuple[Finding, Interpretation | None], ...]

    @property
    def undecided(self) -> tuple[Finding, ...]:
        """What nobody has decided."""
        return tuple(one for one, settled in self.found if settled is None)


def contract_pages(uow: UnitOfWork, viewer: PersonId) -> tuple[ContractPage, ...]:
    """Every contract of the viewer's schools, by id. Raises NotAllowed for teachers."""
    theirs = _theirs(uow, viewer)
    packs = {contract: uow.contracts.current(contract) for contract in theirs}
    shared = across(packs.values())
    return tuple(_page(uow, packs[contract], schools, shared) for contract, schools in sorted(theirs.items()))


def contract_page(uow: UnitOfWork, viewer: PersonId, wanted: ContractId) -> ContractPage:
    """One of them. Raises NotFound for a contract of none of the viewer's schools, NotAllowed for teachers."""
    pages = (page for page in contract_pages(uow, viewer) if page.contract.id == wanted)
    found = next(pages, None)
    if found is None:
        raise NotFound(wanted)
    return found


def _theirs(uow: UnitOfWork, viewer: PersonId) -> Mapping[ContractId, tuple[School, ...]]:
    person = uow.people.get(viewer)
    if person.role is Role.TEACHER:
        raise NotAllowed(viewer)
    found: dict[ContractId, tuple[School, ...]] = {}
    for school in uow.places.schools():
        if person.covers(school.id):
            found[school.contract] = (*found.get(school.contract, ()), school)
    return found


def _page(
    uow: UnitOfWork, contract: Contract, schools: tuple[School, ...], shared: tuple[Finding, ...]
) -> ContractPage:
    known = {
        calendar.id: calendar
        for kept in dict.fromkeys(school.calendar for school in schools)
        if (calendar := uow.contracts.current(contract.id, kept).calendar) is not None
    }
    concerning = (one for one in shared if any(clause.source == contract.source for clause in one.clauses))
    every = (*findings(contract), *concerning)
    return ContractPage(
        contract, schools, tuple(known.values()), tuple((one, decision(contract, one)) for one in every)
    )
