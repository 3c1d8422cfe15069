"""Major events in the database: what is ahead, in order, and never overwritten by somebody who had not seen the last change."""

from dataclasses import replace
from datetime import timedelta

import pytest

from desk.ids import EventId, PersonId, RoomId, SchoolId
from desk.major_events import Arranged, EventKind, EventState, MajorEvent
from desk.refusals import NotFound, StaleWrite
from storage.store import SqlStore
from tests.kit.builders import NOON as NOW
from usecases.ports import UnitOfWork

HOUR = timedelta(hours=1)


def an_event(name: str, school: str = "one", after: timedelta = 24 * HOUR) -> MajorEvent:
    starts = NOW + after
    return MajorEvent(EventId(name), SchoolId(school), EventKind.EXAM, name, starts, starts + HOUR)


async def save(store: SqlStore, *events: MajorEvent) -> None:
    def all_of(uow: UnitOfWork) -> None:
        for event in events:
            uow.major_events.save(event)

    await store.run(all_of)


async def ahead(store: SqlStore, *schools: str) -> list[str]:
    wanted = tuple(map(SchoolId, schools))
    return [event.id for event in await store.read(lambda uow: uow.major_events.ahead(wanted, NOW))]


async def test_an_event_comes_back_as_it_was_saved(store: SqlStore) -> None:
    whole = replace(
        an_event("whole"),
        rooms=(RoomId("r1"), RoomId("r2")),
        lead=2 * HOUR,
        by=PersonId("chen"),
        arranged=(Arranged("standby", PersonId("wang"), NOW),),
    )
    await save(store, whole)
    assert await store.read(lambda uow: uow.major_events.get(EventId("whole"))) == whole


async def test_what_is_ahead_is_listed_by_its_begin_and_only_for_the_schools_asked(store: SqlStore) -> None:
    await save(
        store,
        an_event("late", after=48 * HOUR),
        an_event("soon"),
        an_event("elsewhere", "two"),
        an_event("third", "three"),
        an_event("over", after=-2 * HOUR),
        an_event("running", after=-HOUR / 2),
        replace(an_event("off"), state=EventState.CANCELLED),
        replace(an_event("said"), state=EventState.PROPOSED),
    )
    assert await ahead(store, "one") == ["running", "said", "soon", "late"]
    assert await ahead(store, "one", "two") == ["running", "elsewhere", "said", "soon", "late"]
    assert await ahead(store) == ["running", "elsewhere", "said", "soon", "third", "late"]


async def test_a_change_made_on_an_outdated_event_is_refused(store: SqlStore) -> None:
    await save(store, an_event("exam"))
    second = replace(an_event("exam"), name="second", seq=2)
    await save(store, second)
    with pytest.raises(StaleWrite):
        await save(store, replace(second, name="another second"))
    with pytest.raises(StaleWrite):
        await save(store, an_event("exam"))
    assert (await store.read(lambda uow: uow.major_events.get(EventId("exam")))).name == "second"


async def test_an_unknown_event_is_not_found(store: SqlStore) -> None:
    with pytest.raises(NotFound):
        await store.read(lambda uow: uow.major_events.get(EventId("nothing")))
