"""Teams and turns from a spreadsheet: what they become, what stays, and which rows cannot be entered, and why."""

from dataclasses import replace
from datetime import date, time
from typing import Any

import pytest

from desk.filing import Row, Sheet, Wrong
from desk.filling import Filling, Register, Tally
from desk.filling_turns import with_rings
from desk.ids import ContractId, PersonId, RotationId, SchoolId, TeamId
from desk.language import Text
from desk.people import Person, Role, Tier
from desk.places import School
from desk.reading import DeviceClass
from desk.roster import Roster, Team
from desk.rotation import LONG_AGO, DutyHours, Rotation
from desk.settling import settle
from desk.weekly import Shift, from_shifts, rings_of, shifts_of, with_shifts

LAKE, HILL = (School(SchoolId(name), name, ContractId("changge")) for name in ("lake", "hill"))
ANNE, BEN, CARL, DORA = (PersonId(name) for name in ("anne", "ben", "carl", "dora"))
PEOPLE = (
    Person(ANNE, "安工", Role.ENGINEER, (), Tier.FIRST),
    Person(BEN, "贝工", Role.ENGINEER, (LAKE.id,), Tier.FIRST),
    Person(CARL, "柯工", Role.ENGINEER, (HILL.id,), Tier.FIRST),
    Person(DORA, "杜工", Role.ENGINEER, (), Tier.SECOND),
    Person(PersonId("t"), "柳老师", Role.TEACHER, (LAKE.id,)),
)
EAST = Team(TeamId("east"), Text("东片一线", "East"), Tier.FIRST, (LAKE.id,))
MONDAY = date(2026, 9, 21)
RING = Rotation(RotationId("week"), EAST.id, ((ANNE,), (BEN,)), MONDAY, 7, time(8))
NOW = Register((LAKE, HILL), people=PEOPLE, teams=(EAST,), rings=(RING,))


def team(number: int = 3, **fields: Any) -> Row:
    plain = {"id": "west", "name": "西片一线", "tier": Tier.FIRST, "schools": ("hill",)}
    return Row(Sheet.TEAMS, number, plain | fields)


def turn(number: int = 3, *, bad: bool = False, **fields: Any) -> Row:
    plain = {"team": "east", "order": number - 2, "people": ("anne",)}
    return Row(Sheet.TURNS, number, plain | fields, bad)


RHYTHM: dict[str, Any] = {"every": 7, "hands_over": time(8), "begins": MONDAY}


def settled(*rows: Row, now: Register = NOW) -> Filling:
    return settle(rows, (), now)


def wrongs(filling: Filling) -> list[tuple[int, Wrong]]:
    return [(problem.row, problem.wrong) for problem in filling.problems]


def test_a_ring_is_made_of_its_rows_by_their_order_and_one_row_says_the_rhythm() -> None:
    filling = settled(
        team(),
        turn(3, team="west", order=2, people=("anne",)),
        turn(4, team="west", order=1, people=("carl", "anne"), **RHYTHM | {"every": 1}),
    )
    assert filling.problems == ()
    (west,) = filling.teams
    assert west == Team(TeamId("west"), Text("西片一线", "西片一线"), Tier.FIRST, (HILL.id,))
    turns = ((CARL, ANNE), (ANNE,))
    ring = Rotation(RotationId("west-turns"), west.id, turns, MONDAY, 1, time(8))
    assert filling.rings == (ring,)
    assert filling.tallies[Sheet.TEAMS] == Tally(new=1, alone=1)
    assert filling.tallies[Sheet.TURNS] == Tally(new=2, alone=2)


def test_the_same_again_changes_nothing() -> None:
    rows = (team(id="east", name="东片一线", schools=("lake",)), turn(3, **RHYTHM), turn(4, people=("ben",)))
    filling = settled(*rows)
    assert (filling.problems, filling.size, filling.changes_roster) == ((), 0, False)
    assert filling.tallies[Sheet.TEAMS] == Tally(unchanged=1)
    assert filling.tallies[Sheet.TURNS] == Tally(unchanged=2)


def test_a_changed_ring_keeps_its_name_its_hours_and_its_rank() -> None:
    nights = replace(RING, hours=(DutyHours(time(19), time(7)),), rank=1)
    filling = settled(turn(3, people=("ben",), **RHYTHM), now=replace(NOW, rings=(nights,)))
    assert filling.rings == (replace(nights, turns=((BEN,),)),)
    assert filling.tallies[Sheet.TURNS] == Tally(changed=1)


def test_a_hand_over_at_midnight_is_said_like_any_other() -> None:
    rows = (turn(3, **RHYTHM | {"hands_over": time(0)}), turn(4, people=("ben",)))
    assert settled(*rows).rings == (replace(RING, hands_over=time(0)),)


def test_one_who_never_changes_needs_no_rhythm() -> None:
    filling = settled(team(), turn(3, team="west", order=1, people=("carl",)))
    assert filling.rings == (
        Rotation(RotationId("west-turns"), TeamId("west"), ((CARL,),), LONG_AGO, 7, time(0)),
    )


def test_a_team_is_changed_in_what_the_sheet_speaks_of() -> None:
    row = Row(Sheet.TEAMS, 3, {"id": "east", "name": "东片", "tier": Tier.FIRST, "grab": True})
    assert settled(row).teams == (replace(EAST, name=Text("东片", "East"), grab=True),)
    skilled = settled(team(devices=(DeviceClass.PRINTER,), name_en="West")).teams[0]
    assert (skilled.devices, skilled.name) == ((DeviceClass.PRINTER,), Text("西片一线", "West"))


@pytest.mark.parametrize(
    ("wrong", "rows"),
    [
        (Wrong.UNKNOWN_SCHOOL, [team(schools=("sea",))]),
        (Wrong.TWICE, [team(2), team(3)]),
        (Wrong.UNKNOWN_TEAM, [turn(team="esat", order=1)]),
        (Wrong.UNKNOWN_PERSON, [turn(people=("anne", "bne"), **RHYTHM)]),
        (Wrong.NO_SHIFT_OF_ROLE, [turn(people=("t",), **RHYTHM)]),
        (Wrong.NOT_OF_TEAM, [turn(people=("carl",), **RHYTHM)]),
        (Wrong.NOT_OF_TEAM, [turn(people=("anne", "dora"), **RHYTHM)]),
        (Wrong.ORDER_GAP, [turn(order=2, **RHYTHM)]),
    ],
)
def test_a_row_that_cannot_be_entered_says_why(wrong: Wrong, rows: list[Row]) -> None:
    filling = settled(*rows)
    assert wrongs(filling) == [(3, wrong)]
    assert filling.rings == ()


@pytest.mark.parametrize(
    ("wrong", "second"),
    [
        (Wrong.ORDER_TWICE, {"order": 1}),
        (Wrong.ORDER_GAP, {"order": 3}),
        (Wrong.TWO_RHYTHMS, {"every": 1}),
        (Wrong.TWO_RHYTHMS, {"hands_over": time(9)}),
        (Wrong.TWO_RHYTHMS, {"begins": date(2026, 9, 28)}),
    ],
)
def test_rows_of_one_ring_that_disagree_spoil_it_whole(wrong: Wrong, second: dict[str, Any]) -> None:
    filling = settled(turn(3, **RHYTHM), turn(4, **second))
    assert wrongs(filling) == [(4, wrong), (3, Wrong.LEANS_ON_BAD)]
    assert filling.problems[1].other == "4"
    assert (filling.rings, filling.tallies[Sheet.TURNS]) == ((), Tally(bad=2))


def test_turns_need_to_say_how_long_they_are_and_since_when() -> None:
    filling = settled(turn(3), turn(4, people=("ben",)))
    assert [(one.row, one.field, one.wrong) for one in filling.problems] == [
        (3, "every", Wrong.EMPTY),
        (3, "begins", Wrong.EMPTY),
        (4, "team", Wrong.LEANS_ON_BAD),
    ]


def test_a_cell_that_cannot_be_read_spoils_its_ring_without_inventing_a_gap() -> None:
    unread = Row(Sheet.TURNS, 3, {"team": "east", "people": ("anne",)}, bad=True)
    assert wrongs(settled(unread, turn(4, order=2, **RHYTHM))) == [(4, Wrong.LEANS_ON_BAD)]


def test_a_team_of_several_rings_is_left_to_the_districts_file() -> None:
    both = replace(NOW, rings=(RING, replace(RING, id=RotationId("weekend"))))
    (problem,) = settled(turn(3, **RHYTHM), now=both).problems
    assert (problem.wrong, problem.other) == (Wrong.SEVERAL_RINGS, "week、weekend")


def test_rings_take_the_place_of_their_teams_and_weekly_shifts_stay() -> None:
    short = from_shifts([Shift(DORA, Tier.SECOND, time(8), time(18))])
    roster = Roster((*short.teams, EAST), (*short.rotations, RING))
    fresh = replace(RING, turns=((BEN,),))
    changed = with_rings(roster, (replace(EAST, grab=True),), (fresh,))
    assert changed.rotations == (*short.rotations, fresh)
    assert [one.grab for one in changed.teams] == [False, True]
    weekly_team = replace(RING, id=RotationId("second-turns"), team=short.teams[0].id)
    assert with_rings(roster, (), (weekly_team,)).rotations == (*roster.rotations, weekly_team)


def test_a_rotation_of_one_person_is_no_weekly_shift_and_keeps_its_team() -> None:
    alone = Rotation(RotationId("maker-always"), EAST.id, ((ANNE,),))
    roster = Roster((EAST,), (alone,))
    assert (shifts_of(roster), rings_of(roster)) == ((), (alone,))
    assert with_shifts(roster, [Shift(BEN, Tier.FIRST, time(8), time(18))]).rotations[0] == alone
