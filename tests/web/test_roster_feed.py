"""A person's turns as a calendar: read by the token alone, in their language, and not at all without it."""

from datetime import UTC, date, datetime, timedelta

import pytest
from icalendar import Calendar

from desk.ids import PersonId, RotationId, TeamId
from desk.language import Lang, Text
from desk.people import Person, Role, Tier
from desk.refusals import NotAllowed
from desk.roster import Roster, Team
from desk.rotation import Rotation
from tests.web.conftest import ZONE
from tests.web.kit import HAZEL
from usecases.duty_feed import open_feed

WILLOW = Person(PersonId("willow"), "柳工", Role.ENGINEER, (), Tier.FIRST)
ASPEN = Person(PersonId("aspen"), "Aspen", Role.ENGINEER, (), Tier.FIRST, lang=Lang.EN)
TEAM = Team(TeamId("east"), Text("东片", "East"), Tier.FIRST)
TURNS = Rotation(
    RotationId("w"), TEAM.id, ((WILLOW.id, ASPEN.id), (ASPEN.id, WILLOW.id)), date(2026, 8, 24), 7
)


@pytest.fixture
async def staffed(store):
    def work(uow) -> None:
        uow.people.add(WILLOW)
        uow.people.add(ASPEN)
        uow.rosters.enter(Roster((TEAM,), (TURNS,)))

    await store.run(work)
    return store


async def fetched(visitor, token: str) -> Calendar:
    answer = await visitor.get(f"/roster/{token}.ics")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/calendar")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cache-control"] == "no-store"
    return Calendar.from_ical(answer.content)


async def test_the_turns_stand_in_the_calendar_with_begin_end_and_place(visitor, staffed):
    calendar = await fetched(visitor, await staffed.run(open_feed, WILLOW))
    events = calendar.walk("VEVENT")
    found = [
        (e["summary"], e["dtstart"].dt, e["dtend"].dt)
        for e in events
        if e["dtstart"].dt > datetime(2026, 9, 1, tzinfo=UTC)
    ][:2]
    monday = datetime(2026, 9, 7, tzinfo=ZONE).astimezone(UTC)
    week = timedelta(days=7)
    assert found == [
        ("值班 东片", monday, monday + week),
        ("值班（备班） 东片", monday + week, monday + 2 * week),
    ]
    assert calendar["x-wr-calname"] == "柳工 的值班"
    assert all(e["dtstart"].dt.utcoffset() == timedelta() for e in events)


async def test_an_english_speaker_reads_english(visitor, staffed):
    calendar = await fetched(visitor, await staffed.run(open_feed, ASPEN))
    assert {str(e["summary"]) for e in calendar.walk("VEVENT")} == {"On call East", "On call (backup) East"}


async def test_a_turn_keeps_its_name_from_one_day_to_the_next(visitor, staffed, clock):
    token = await staffed.run(open_feed, WILLOW)
    before = {str(e["uid"]) for e in (await fetched(visitor, token)).walk("VEVENT")}
    clock.push(days=1)
    after = {str(e["uid"]) for e in (await fetched(visitor, token)).walk("VEVENT")}
    assert len(before & after) >= 9


async def test_a_new_address_ends_the_old_one_and_a_guess_opens_nothing(visitor, staffed):
    old = await staffed.run(open_feed, WILLOW)
    new = await staffed.run(open_feed, WILLOW)
    assert (await visitor.get(f"/roster/{old}.ics")).status_code == 404
    assert (await visitor.get("/roster/guess.ics")).status_code == 404
    await fetched(visitor, new)


async def test_a_teacher_has_no_turns(store):
    with pytest.raises(NotAllowed):
        await store.run(open_feed, HAZEL)
