"""Calendar versions, on both databases: pinned for ever, never changed under a ticket."""

from dataclasses import replace
from datetime import time
from pathlib import Path

import pytest

from desk.calendars import CalendarId, Hours, SpecialDay, WorkCalendar
from desk.contract import Contract
from desk.refusals import NotFound
from desk.ticket import open_from
from storage.calendars import load_calendar
from storage.contract_packs import load_pack
from storage.store import SqlStore
from tests.kit.builders import an_opening

ROOT = Path(__file__).parents[2]
CHINA = load_calendar(ROOT / "calendars" / "china.yaml")
LONG = tuple((Hours(time(7), time(19)),) if hours else () for hours in CHINA.week)


def version(calendar: WorkCalendar, written: str, **fields: object) -> WorkCalendar:
    return replace(calendar, version=written, **fields)  # type: ignore[arg-type]  # fields of WorkCalendar


@pytest.fixture(scope="module")
def pack() -> Contract:
    return load_pack(ROOT / "contracts" / "changge.yaml")


async def test_a_calendar_comes_back_as_it_was(store: SqlStore) -> None:
    await store.run(lambda uow: uow.calendars.publish(CHINA))
    assert await store.read(lambda uow: uow.calendars.current(CHINA.id)) == CHINA
    assert await store.read(lambda uow: uow.calendars.version(CHINA.id, CHINA.version)) == CHINA


async def test_what_was_never_published_is_not_found(store: SqlStore) -> None:
    for ask in (
        lambda uow: uow.calendars.current(CalendarId("china")),
        lambda uow: uow.calendars.version(CalendarId("china"), "1"),
    ):
        with pytest.raises(NotFound):
            await store.read(ask)


async def test_other_hours_under_the_same_number_are_refused(store: SqlStore) -> None:
    await store.run(lambda uow: uow.calendars.publish(CHINA))
    with pytest.raises(ValueError, match="raise its version to 2"):
        await store.run(lambda uow: uow.calendars.publish(version(CHINA, "1-changed", week=LONG)))
    assert await store.read(lambda uow: uow.calendars.current(CHINA.id)) == CHINA


async def test_a_library_that_knows_one_more_year_needs_no_new_number(store: SqlStore) -> None:
    assert CHINA.years
    last = CHINA.years[-1]
    older = version(
        CHINA,
        "1-older",
        years=CHINA.years[:-1],
        special_days=tuple(day for day in CHINA.special_days if day.day.year != last),
    )
    for calendar in (older, CHINA, older):
        await store.run(lambda uow, calendar: uow.calendars.publish(calendar), calendar)
        assert await store.read(lambda uow: uow.calendars.current(CHINA.id)) == calendar


async def test_a_changed_holiday_under_the_same_number_is_refused(store: SqlStore) -> None:
    await store.run(lambda uow: uow.calendars.publish(CHINA))
    first = CHINA.special_days[0]
    moved = (SpecialDay(first.day, first.kind, first.name, LONG[0]), *CHINA.special_days[1:])
    with pytest.raises(ValueError, match="other hours"):
        await store.run(lambda uow: uow.calendars.publish(version(CHINA, "1-moved", special_days=moved)))


async def test_a_ticket_keeps_the_calendar_it_was_opened_under(store: SqlStore, pack: Contract) -> None:
    newer = version(CHINA, "2-long", week=LONG)
    opening = replace(an_opening(), calendar=CHINA.id, calendar_version=CHINA.version)
    ticket = open_from(opening)
    await store.run(lambda uow: uow.contracts.publish(pack))
    await store.run(lambda uow: uow.calendars.publish(CHINA))
    await store.run(lambda uow: uow.calendars.publish(newer))
    assert (await store.read(lambda uow: uow.contracts.pinned(ticket))).calendar == CHINA
    assert (await store.read(lambda uow: uow.contracts.current(pack.id))).calendar == newer
    assert (await store.read(lambda uow: uow.contracts.version(pack.id, pack.version))).calendar is None


async def test_a_school_may_have_a_calendar_of_its_own(store: SqlStore, pack: Contract) -> None:
    own = version(CHINA, "1-own", id=CalendarId("own"), week=LONG)
    await store.run(lambda uow: uow.contracts.publish(pack))
    for calendar in (CHINA, own):
        await store.run(lambda uow, calendar: uow.calendars.publish(calendar), calendar)
    assert (await store.read(lambda uow: uow.contracts.current(pack.id, own.id))).calendar == own
