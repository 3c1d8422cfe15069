"""Major incidents in the database: whole, in order, and never overwritten by somebody who had not seen the last event."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desk import incident_events as ev
from desk.ids import ContractId, IncidentId, PersonId, SchoolId
from desk.incident import Incident, IncidentChange, replay
from desk.refusals import NotFound, StaleWrite
from storage.codec import decode, encode
from storage.incident_files import load_plans
from storage.store import SqlStore
from tests.kit.builders import MINUTE
from tests.kit.builders import NOON as NOW
from usecases.ports import UnitOfWork

PLAN = next(iter(load_plans(Path(__file__).parents[2] / "incidents").values()))


def an_incident(name: str = "i", no: int = 1, school: str = "one", contract: str = "c") -> IncidentChange:
    return IncidentChange.opening(
        ev.IncidentDeclared(
            at=NOW,
            by=PersonId("chen"),
            incident=IncidentId(name),
            no=no,
            school=SchoolId(school),
            contract=ContractId(contract),
            contract_version=1,
            plan=PLAN,
        )
    )


async def save(store: SqlStore, *changes: IncidentChange) -> None:
    def all_of(uow: UnitOfWork) -> None:
        for change in changes:
            uow.incidents.save(change.incident, change.events)

    await store.run(all_of)


def further(incident: Incident) -> IncidentChange:
    event = ev.StepTaken(at=NOW, by=PersonId("wang"), step=PLAN.steps[0].id)
    return IncidentChange(incident).happened(event)


async def test_an_incident_comes_back_with_its_trail(store: SqlStore) -> None:
    first = an_incident()
    await save(store, first)
    second = further(first.incident)
    await save(store, second)
    back = await store.read(lambda uow: uow.incidents.by_no(1))
    trail = await store.read(lambda uow: uow.incidents.trail(back.id))
    assert back == second.incident == replay(trail)
    assert trail == (*first.events, *second.events)


async def test_a_change_made_on_an_outdated_incident_is_refused(store: SqlStore) -> None:
    first = an_incident()
    await save(store, first)
    await save(store, further(first.incident))
    with pytest.raises(StaleWrite):
        await save(store, further(first.incident))
    with pytest.raises(StaleWrite):
        await save(store, an_incident("another", no=1))


async def test_numbers_count_up_and_only_those_that_run_are_running(store: SqlStore) -> None:
    assert await store.read(lambda uow: uow.incidents.next_no()) == 1
    ended = an_incident().happened(ev.IncidentEnded(at=NOW, outcome=ev.IncidentOutcome.STOPPED, cause=""))
    await save(store, ended, an_incident("j", 2), an_incident("k", 3, "two"))
    assert await store.read(lambda uow: uow.incidents.next_no()) == 4
    assert [one.no for one in await store.read(lambda uow: uow.incidents.running(()))] == [2, 3]
    two = (SchoolId("two"),)
    assert [one.no for one in await store.read(lambda uow: uow.incidents.running(two))] == [3]
    assert [one.no for one in await store.read(lambda uow: uow.incidents.latest(2))] == [3, 2]


async def test_a_quarters_incidents_are_found_by_contract_and_begin(store: SqlStore) -> None:
    await save(store, an_incident(), an_incident("j", 2, contract="d"))

    def between(uow: UnitOfWork) -> list[int]:
        return [one.no for one in uow.incidents.declared_between(ContractId("c"), NOW, NOW + MINUTE)]

    assert await store.read(between) == [1]
    assert (
        await store.read(lambda uow: uow.incidents.declared_between(ContractId("c"), NOW - MINUTE, NOW)) == ()
    )


async def test_an_unknown_incident_is_not_found(store: SqlStore) -> None:
    with pytest.raises(NotFound):
        await store.read(lambda uow: uow.incidents.get(IncidentId("none")))
    with pytest.raises(NotFound):
        await store.read(lambda uow: uow.incidents.by_no(7))
    with pytest.raises(NotFound):
        await store.read(lambda uow: uow.incidents.trail(IncidentId("none")))


@pytest.mark.parametrize("kind", ev.INCIDENT_EVENT_TYPES.values(), ids=lambda kind: kind.__name__)
@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(draw=st.data())
def test_events_of_incidents_survive_storage(kind: type[ev.IncidentEvent], draw: st.DataObject) -> None:
    event = draw.draw(st.from_type(kind))
    assert decode(encode(event), kind) == event
