"""Streams of a ticket's, a common fault's and an incident's page: a knock for what happened to them, none for anything else."""

from collections.abc import Mapping
from contextlib import aclosing
from functools import partial

import pytest

from desk.change import Change
from desk.ids import PlanId
from desk.incident_plan import Plan
from desk.life_events import NoteAdded
from desk.people import EmergencyGroup
from tests.web.kit import ELM, FROST, HAZEL, STEADY, a_ticket, stream
from tests.web.test_board import signed_in
from tests.web.test_incidents import LEAD, PLANS, a_common_fault, an_incident, open_step
from usecases.common_faults import Saying, split_up
from usecases.look import ticket_mark
from usecases.look_at_incidents import common_mark, incident_mark
from usecases.ports import UnitOfWork
from usecases.recording import record
from usecases.run_incident import take


@pytest.fixture
def plans() -> Mapping[PlanId, Plan]:
    return PLANS


def a_note(uow: UnitOfWork, no: int, *, internal: bool = False) -> None:
    note = NoteAdded(at=uow.now, by=ELM.id, words="带备用板", internal=internal)
    record(uow, Change(uow.tickets.by_no(no)).happened(note))


async def next_knock(events) -> str | None:
    """The next event with a name; None when the stream ended."""
    async for event in events:
        if "event" in event:
            return event["event"]
    return None


async def begun(events) -> None:
    """The stream says hello once nothing is missed any more."""
    assert "retry" in await anext(events)


@pytest.mark.parametrize("path", ["/tickets/1002/stream", "/incidents/common/1001/stream"])
async def test_a_page_is_knocked_at_for_what_happens_to_its_ticket(visitor, store, path):
    await store.run(a_common_fault)
    async with stream(visitor.site, path, visitor) as found, aclosing(found) as events:
        await begun(events)
        await store.run(a_note, 1002)
        assert await next_knock(events) == "changed"


async def test_what_happens_to_others_is_no_news(store):
    await store.run(a_common_fault)
    await store.run(lambda uow: a_ticket(uow, 1003) and None)
    await store.run(an_incident)
    marks = ((ticket_mark, 1001), (ticket_mark, 1002), (common_mark, 1002), (incident_mark, 1))
    before = [await store.read(mark, ELM.id, no) for mark, no in marks]
    await store.run(a_note, 1003)
    assert [await store.read(mark, ELM.id, no) for mark, no in marks] == before
    await store.run(a_note, 1002)
    after = [await store.read(mark, ELM.id, no) for mark, no in marks]
    assert [was != now for was, now in zip(before, after, strict=True)] == [False, True, True, False]


async def test_an_incident_is_knocked_at_when_a_member_answers(visitor, store):
    await store.run(lambda uow: a_ticket(uow, 1001) and None)
    incident = await store.run(an_incident)
    step = open_step(incident, EmergencyGroup.TECHNICAL)
    async with stream(visitor.site, "/incidents/1/stream", visitor) as found, aclosing(found) as events:
        await begun(events)
        await store.run(take, incident.id, step, FROST.id)
        assert await next_knock(events) == "changed"


async def test_a_teacher_hears_of_their_ticket_and_nothing_of_a_note_kept_from_them(visitor, store):
    await store.run(lambda uow: a_ticket(uow) and None)
    before = await store.read(ticket_mark, HAZEL.id, 1001)
    await store.run(partial(a_note, no=1001, internal=True))
    assert await store.read(ticket_mark, HAZEL.id, 1001) == before
    path = "/tickets/1001/stream?seat=teacher"
    async with stream(visitor.site, path, visitor) as found, aclosing(found) as events:
        await begun(events)
        await store.run(a_note, 1001)
        assert await next_knock(events) == "changed"


async def test_a_common_fault_that_is_split_ends_its_stream(visitor, store):
    await store.run(a_common_fault)
    path = "/incidents/common/1001/stream"
    async with stream(visitor.site, path, visitor) as found, aclosing(found) as events:
        await begun(events)
        await store.run(split_up, Saying(LEAD, ELM.id))
        assert await next_knock(events) is None


async def test_nobody_listens_to_what_they_may_not_see(visitor, stranger, store):
    await store.run(a_common_fault)
    await store.run(an_incident)
    paths = {"/tickets/1001/stream": 404, "/incidents/common/1001/stream": 404, "/incidents/1/stream": 404}
    assert {path: (await stranger.get(path)).status_code for path in paths} == dict(
        zip(paths, (404, 403, 403), strict=True)
    )
    await signed_in(stranger, store, STEADY)
    assert {path: (await stranger.get(path)).status_code for path in paths} == paths
    assert (await visitor.get("/incidents/1/stream?seat=teacher")).status_code == 403
