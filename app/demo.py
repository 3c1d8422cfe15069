"""The demo district: filled into an empty database, and who its four seats are."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from desk.contract import Contract
from desk.ids import ContractId, PersonId
from desk.messages import Peer
from desk.places import School
from storage.seed import District, is_empty, load_district, seed
from usecases.ports import UnitOfWork

SEATS = ("teacher", "engineer", "engineer2", "supervisor")


@dataclass(frozen=True, slots=True)
class DemoSeats:
    """The fictional people that the start page offers."""

    teacher: PersonId | None
    engineer: PersonId | None
    engineer_2: PersonId | None
    supervisor: PersonId | None
    hotline: str

    def by_name(self) -> Mapping[str, PersonId]:
        """Seat name to person."""
        people = (self.teacher, self.engineer, self.engineer_2, self.supervisor)
        return {seat: person for seat, person in zip(SEATS, people, strict=True) if person is not None}


def demo_seats(path: Path) -> DemoSeats:
    """The seats of a district file. Raises SeedError."""
    district = load_district(path)
    hotline = next((school.hotline for school in _schools_of(district, district.demo_teacher)), "")
    return DemoSeats(
        district.demo_teacher,
        district.demo_engineer,
        district.demo_engineer_2,
        district.demo_supervisor,
        hotline,
    )


def fill_demo(uow: UnitOfWork, district: District, contracts: Mapping[ContractId, Contract]) -> bool:
    """Seed the district when nothing is there; whether it did."""
    if not is_empty(uow):
        return False
    seed(uow, district, contracts)
    return True


def bind_terminal(uow: UnitOfWork, person: PersonId, peer: Peer) -> None:
    """From now on this terminal is that person's chat."""
    uow.people.bind(person, peer)


def _schools_of(district: District, person: PersonId | None) -> tuple[School, ...]:
    scope = next((p.schools for p in district.people if p.id == person), ())
    return tuple(school for school in district.schools if school.id in scope)
