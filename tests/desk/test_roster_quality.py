"""What is wrong with a roster, for the next eight weeks: each kind found, and nothing found where nothing is wrong."""

from dataclasses import replace
from datetime import time, timedelta

from desk.ids import LeaveId, OverrideId, PersonId, RotationId, TeamId
from desk.people import Person, Role, Tier
from desk.roster import Leave, Override, Roster
from desk.roster_quality import GAPS, Finding, FindingKind, quality
from desk.rotation import DutyHours, Rotation
from tests.desk.test_rotation import LI, SHANGHAI, TEAM, WANG, WEEK, ZHAO, at, ring, roster

STAFF = tuple(Person(who, who, Role.ENGINEER, (), Tier.FIRST) for who in (WANG, LI, ZHAO))
REACHABLE = frozenset(person.id for person in STAFF)
START = at(1, "00:00")
WEEKDAYS = (1, 2, 3, 4, 5)


def findings(found: Roster, reachable: frozenset[PersonId] = REACHABLE) -> tuple[Finding, ...]:
    return quality(found, STAFF, reachable, START, SHANGHAI)


def kinds(found: Roster, reachable: frozenset[PersonId] = REACHABLE) -> set[FindingKind]:
    return {finding.kind for finding in findings(found, reachable)}


def test_two_who_take_weekly_turns_are_nothing_to_speak_of() -> None:
    assert findings(roster(ring(WANG, LI))) == ()


def test_a_team_without_anybody_in_open_hours_is_a_gap() -> None:
    later = ring(WANG, LI, begins=at(4, "12:00").date())
    (gap,) = [f for f in findings(roster(later)) if f.kind in GAPS]
    assert (gap.kind, gap.starts, gap.ends, gap.team) == (FindingKind.GAP, START, at(4, "00:00"), TEAM)


def test_nights_without_anybody_are_one_finding_apart_from_the_day() -> None:
    by_day = ring(WANG, LI, hours=(DutyHours(time(7), time(19)),))
    gaps = [f for f in findings(roster(by_day)) if f.kind in GAPS]
    assert {f.kind for f in gaps} == {FindingKind.GAP_OFF_HOURS}
    assert sum(f.times for f in gaps) == 57  # 55 whole nights, and the two halves at the ends
    assert max(f.times for f in gaps) == 55


def test_leave_that_nobody_covers_is_named_with_who_is_away() -> None:
    away = Leave(LeaveId("l"), WANG, at(3, "00:00"), at(4, "00:00"))
    alone = roster(Rotation(RotationId("w"), TEAM, ((WANG,), (LI,))), leaves=(away,))
    (found,) = [f for f in findings(alone) if f.kind is FindingKind.LEAVE_UNCOVERED]
    assert (found.people, found.starts, found.ends) == ((WANG,), at(3, "00:00"), at(4, "00:00"))
    stands_in = Override(OverrideId("o"), TEAM, at(3, "00:00"), at(4, "00:00"), LI, WANG)
    assert FindingKind.LEAVE_UNCOVERED not in kinds(alone.having(stands_in))
    assert FindingKind.LEAVE_UNCOVERED not in kinds(roster(ring(WANG, LI), leaves=(away,)))


def test_who_has_no_address_and_when_nobody_could_be_reached_are_two_findings() -> None:
    turns = Rotation(RotationId("w"), TEAM, ((WANG,), (LI,)))
    found = findings(roster(turns), REACHABLE - {WANG})
    assert [(f.kind, f.people) for f in found] == [
        (FindingKind.NOBODY_REACHABLE, (WANG,)),
        (FindingKind.NO_ADDRESS, (WANG,)),
    ]
    assert found[0].times == 4
    assert kinds(roster(ring(WANG, LI)), REACHABLE - {WANG}) == {FindingKind.NO_ADDRESS}


def test_more_than_seven_days_in_a_row_is_overload() -> None:
    (found,) = findings(roster(ring(WANG, LI, every=8)))[:1]
    assert (found.kind, found.people, found.figure) == (FindingKind.OVERLOAD_DAYS, (WANG,), 8)
    assert kinds(roster(ring(WANG, LI, every=7))) == set()


def test_more_than_sixty_hours_of_day_duty_a_week_is_overload() -> None:
    def days(ends: int) -> Roster:
        day = ring(WANG, LI, hours=(DutyHours(time(7), time(ends), (1, 2, 3, 4, 5, 6)),))
        return roster(day, Rotation(RotationId("n"), TEAM, ((ZHAO,), (LI,), (WANG,)), rank=1))

    too_much = [f for f in findings(days(18)) if f.kind is FindingKind.OVERLOAD_HOURS]
    assert {(f.people, f.figure) for f in too_much} == {((WANG,), 66.0), ((LI,), 66.0)}
    assert FindingKind.OVERLOAD_HOURS not in kinds(days(17))


def test_nights_that_fall_on_one_person_are_unfair() -> None:
    worse = Rotation(RotationId("n"), TEAM, ((WANG,),) * 6 + ((LI,),), every=1)
    (unfair,) = [f for f in findings(roster(worse)) if f.kind is FindingKind.UNFAIR]
    assert unfair.people == (WANG,)
    assert unfair.figure > 1.5


def test_a_maker_is_not_asked_how_much_they_work() -> None:
    maker = (replace(STAFF[0], tier=Tier.VENDOR),)
    always = roster(Rotation(RotationId("m"), TEAM, ((WANG,),)))
    assert quality(always, maker, REACHABLE, START, SHANGHAI) == ()
    assert {f.kind for f in quality(always, STAFF, REACHABLE, START, SHANGHAI)} == {FindingKind.OVERLOAD_DAYS}


def test_a_finding_that_comes_back_has_the_same_name_tomorrow() -> None:
    nights = roster(ring(WANG, LI, hours=(DutyHours(time(7), time(19)),)))
    today = {f.id for f in quality(nights, STAFF, REACHABLE, START, SHANGHAI) if f.times > 1}
    tomorrow = {f.id for f in quality(nights, STAFF, REACHABLE, START + timedelta(days=1), SHANGHAI)}
    assert today <= tomorrow


def test_only_the_weeks_asked_for_are_looked_at() -> None:
    late = Leave(LeaveId("l"), WANG, START + 9 * WEEK, START + 10 * WEEK)
    alone = Roster(
        roster().teams, (Rotation(RotationId("w"), TeamId("east"), ((WANG,), (LI,))),), leaves=(late,)
    )
    assert FindingKind.LEAVE_UNCOVERED not in kinds(alone)
