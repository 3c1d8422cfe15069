"""Rosters on both databases: what is entered comes back, pages see a change at once, two writers, the trail."""

from dataclasses import replace
from datetime import date, time

import pytest

from desk.ids import LeaveId, OverrideId, RotationId, TeamId
from desk.language import Text
from desk.people import Tier
from desk.reading import DeviceClass
from desk.refusals import NotFound, StaleWrite
from desk.roster import Consent, Leave, Override, Roster, Team
from desk.roster_events import RosterAct, RosterEvent
from desk.rotation import DutyHours, Rotation
from storage.rosters import KEPT
from storage.store import SqlStore
from tests.kit.clock import PushedClock
from tests.storage.builders import SCHOOL, a_peer, a_person, minutes
from usecases.ports import UnitOfWork

ZHOU, WU = a_person("e-zhou", "周正"), a_person("e-wu", "吴安然")
TEAM = Team(TeamId("east"), Text("东片", "East"), Tier.FIRST, (SCHOOL,), (DeviceClass.PRINTER,), grab=True)
TURNS = Rotation(
    RotationId("east-week"),
    TEAM.id,
    ((ZHOU.id, WU.id), (WU.id, ZHOU.id)),
    date(2026, 9, 14),
    7,
    time(8),
    (DutyHours(time(7), time(19), (1, 2)),),
)
ALWAYS = replace(TURNS, id=RotationId("always"), turns=((ZHOU.id, WU.id),), hours=())


@pytest.fixture
async def staffed(store: SqlStore) -> SqlStore:
    def work(uow: UnitOfWork) -> None:
        for number, person in enumerate((ZHOU, WU)):
            uow.people.add(person)
            uow.people.bind(person.id, a_peer(str(number)))

    await store.run(work)
    return store


async def first_line(store: SqlStore) -> tuple[str, ...]:
    return await store.read(lambda uow: uow.people.duty(SCHOOL, uow.now).of(Tier.FIRST))


async def test_what_is_entered_comes_back_and_the_next_entry_replaces_it(staffed: SqlStore) -> None:
    roster = Roster((TEAM,), (TURNS, ALWAYS))
    await staffed.run(lambda uow: uow.rosters.enter(roster))
    assert await staffed.read(lambda uow: uow.rosters.roster()) == roster
    await staffed.run(lambda uow: uow.rosters.enter(Roster((TEAM,), (ALWAYS,))))
    assert (await staffed.read(lambda uow: uow.rosters.roster())).rotations == (ALWAYS,)


async def test_turns_of_unknown_people_and_teams_are_refused(staffed: SqlStore) -> None:
    ghost = replace(ALWAYS, turns=((ZHOU.id, "ghost"),))  # type: ignore[arg-type]  # ids are strings
    for wrong in (Roster((TEAM,), (ghost,)), Roster((), (ALWAYS,))):
        with pytest.raises(NotFound):
            await staffed.run(lambda uow, wrong=wrong: uow.rosters.enter(wrong))


async def test_leave_stops_pages_at_once_and_until_its_end(staffed: SqlStore, clock: PushedClock) -> None:
    await staffed.run(lambda uow: uow.rosters.enter(Roster((TEAM,), (ALWAYS,))))
    assert await first_line(staffed) == ("e-zhou", "e-wu")
    now = clock.now()
    leave = Leave(LeaveId("l"), ZHOU.id, now, now + minutes(60), Consent.ASKED)
    await staffed.run(lambda uow: uow.rosters.save(leave))
    assert await first_line(staffed) == ("e-zhou", "e-wu")
    agreed = replace(leave, state=Consent.AGREED, seq=2)
    await staffed.run(lambda uow: uow.rosters.save(agreed))
    assert await first_line(staffed) == ("e-wu",)
    assert await staffed.read(lambda uow: uow.rosters.leave(leave.id)) == agreed
    clock.push_to(now + minutes(60))
    assert await first_line(staffed) == ("e-zhou", "e-wu")


async def test_an_override_changes_who_is_paged_and_the_later_one_counts(
    staffed: SqlStore, clock: PushedClock
) -> None:
    await staffed.run(lambda uow: uow.rosters.enter(Roster((TEAM,), (ALWAYS,))))
    now, end = clock.now(), clock.now() + minutes(60)
    zhou_out = Override(OverrideId("z"), TEAM.id, now, end, WU.id, ZHOU.id, at=now)
    zhou_back = Override(OverrideId("a"), TEAM.id, now, end, ZHOU.id, at=now + minutes(1))
    await staffed.run(lambda uow: uow.rosters.save(zhou_out))
    assert await first_line(staffed) == ("e-wu",)
    await staffed.run(lambda uow: uow.rosters.save(zhou_back))
    assert await first_line(staffed) == ("e-zhou", "e-wu")


async def test_of_two_who_answer_at_once_the_second_must_look_again(
    staffed: SqlStore, clock: PushedClock
) -> None:
    leave = Leave(LeaveId("l"), ZHOU.id, clock.now(), clock.now() + minutes(60), Consent.ASKED)
    await staffed.run(lambda uow: uow.rosters.save(leave))
    await staffed.run(lambda uow: uow.rosters.save(replace(leave, state=Consent.DECLINED, seq=2)))
    with pytest.raises(StaleWrite):
        await staffed.run(lambda uow: uow.rosters.save(replace(leave, state=Consent.AGREED, seq=2)))
    with pytest.raises(StaleWrite):
        await staffed.run(lambda uow: uow.rosters.save(leave))


async def test_what_ended_long_ago_is_not_read_any_more(staffed: SqlStore, clock: PushedClock) -> None:
    leave = Leave(LeaveId("l"), ZHOU.id, clock.now(), clock.now() + minutes(60))
    await staffed.run(lambda uow: uow.rosters.save(leave))
    clock.push_to(clock.now() + KEPT)
    await staffed.run(lambda uow: uow.people.add(ZHOU))
    assert len((await staffed.read(lambda uow: uow.rosters.roster())).leaves) == 1
    clock.push_to(clock.now() + minutes(61))
    await staffed.run(lambda uow: uow.people.add(ZHOU))
    assert (await staffed.read(lambda uow: uow.rosters.roster())).leaves == ()
    assert await staffed.read(lambda uow: uow.rosters.leave(leave.id)) == leave


async def test_a_line_of_the_trail_is_written_once(staffed: SqlStore, clock: PushedClock) -> None:
    line = RosterEvent("k", RosterAct.WARNED, clock.now(), person=ZHOU.id)
    later = replace(line, key="k2", at=clock.now() + minutes(1))
    assert await staffed.run(lambda uow: [uow.rosters.note(e) for e in (line, line, later)]) == [
        True,
        False,
        True,
    ]
    assert await staffed.read(lambda uow: uow.rosters.noted("k")) == line
    assert await staffed.read(lambda uow: uow.rosters.noted("other")) is None
    assert await staffed.read(lambda uow: uow.rosters.trail(9)) == (later, line)


async def test_what_is_not_there_is_not_found(staffed: SqlStore) -> None:
    with pytest.raises(NotFound):
        await staffed.read(lambda uow: uow.rosters.leave(LeaveId("none")))
    with pytest.raises(NotFound):
        await staffed.read(lambda uow: uow.rosters.override(OverrideId("none")))


async def test_a_token_opens_one_persons_calendar_until_the_next_one_is_made(staffed: SqlStore) -> None:
    await staffed.run(lambda uow: uow.rosters.open_feed(ZHOU.id, "first"))
    await staffed.run(lambda uow: uow.rosters.open_feed(WU.id, "other"))
    assert await staffed.read(lambda uow: [uow.rosters.fed_by(t) for t in ("first", "other")]) == [
        ZHOU.id,
        WU.id,
    ]
    await staffed.run(lambda uow: uow.rosters.open_feed(ZHOU.id, "second"))
    assert await staffed.read(lambda uow: uow.rosters.fed_by("second")) == ZHOU.id
    with pytest.raises(NotFound):
        await staffed.read(lambda uow: uow.rosters.fed_by("first"))
