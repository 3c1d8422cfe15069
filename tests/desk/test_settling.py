"""Rows against the register: what is new, changed, unchanged, left alone; and which rows cannot be entered, and why."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, time
from typing import Any

import pytest

from desk.devices import Device
from desk.filing import WORDS, Problem, Row, Sheet, Wrong
from desk.filling import Filling, Register, Tally
from desk.ids import ContractId, DeviceId, PersonId, RoomId, SchoolId
from desk.language import Lang
from desk.people import Person, Role, Tier
from desk.places import Room, School
from desk.reading import DeviceClass
from desk.settling import settle
from desk.weekly import Shift

LAKE = School(SchoolId("lake"), "湖畔小学", ContractId("changge"), "0000-0001")
HILL = School(SchoolId("hill"), "山前中学", ContractId("changge"))
ROOM = Room(RoomId("lake-302"), LAKE.id, "三年级2班", ("302",), "A")
BOARD = Device(
    DeviceId("board"), "L-302-SB", DeviceClass.SMART_BOARD, LAKE.id, ROOM.id, accepted_on=date(2026, 3, 1)
)
TEACHER = Person(PersonId("t"), "柳老师", Role.TEACHER, (LAKE.id,), phone="13800000021", lang=Lang.EN)
ENGINEER = Person(PersonId("e"), "杨工", Role.ENGINEER, (LAKE.id,), Tier.SECOND, account="yang@example.org")
NIGHT = Shift(ENGINEER.id, Tier.SECOND, time(19), time(7), schools=(LAKE.id,))
OTHERS = Shift(PersonId("other"), Tier.FIRST, time(0), time(0))
NOW = Register(
    (LAKE, HILL),
    (ROOM,),
    (BOARD,),
    (TEACHER, ENGINEER),
    (NIGHT, OTHERS),
    frozenset({"changge"}),
    frozenset({"term"}),
)


def row(sheet: Sheet, number: int = 3, *, bad: bool = False, **fields: Any) -> Row:
    return Row(sheet, number, fields, bad)


def school(number: int = 3, **fields: Any) -> Row:
    return row(Sheet.SCHOOLS, number, **{"id": "wood", "name": "林间小学", "contract": "changge"} | fields)


def room(number: int = 3, **fields: Any) -> Row:
    return row(Sheet.ROOMS, number, **{"school": "lake", "name": "微机室"} | fields)


def device(number: int = 3, **fields: Any) -> Row:
    plain = {"code": "L-1", "school": "lake", "kind": DeviceClass.AUDIO, "room": ""}
    return row(Sheet.DEVICES, number, **plain | fields)


def person(number: int = 3, **fields: Any) -> Row:
    return row(
        Sheet.PEOPLE,
        number,
        **{"id": "n", "name": "新人", "role": Role.TEACHER, "schools": ("lake",)} | fields,
    )


def shift(number: int = 3, **fields: Any) -> Row:
    return row(
        Sheet.SHIFTS, number, **{"person": "e", "starts": time(8), "ends": time(18), "schools": ()} | fields
    )


def settled(*rows: Row, read: Sequence[Problem] = ()) -> Filling:
    return settle(rows, read, NOW)


def wrongs(filling: Filling) -> list[tuple[int, Wrong]]:
    return [(problem.row, problem.wrong) for problem in filling.problems]


def test_a_row_changes_what_its_sheet_speaks_of_and_keeps_the_rest() -> None:
    filling = settled(person(id="t", name="柳青", phone="13800000022"), device(code="L-302-SB", room="302"))
    assert filling.problems == ()
    assert filling.people == (replace(TEACHER, name="柳青", phone="13800000022"),)
    assert filling.devices == (replace(BOARD, kind=DeviceClass.AUDIO),)
    assert filling.tallies[Sheet.PEOPLE] == Tally(changed=1, alone=1)
    assert filling.tallies[Sheet.SCHOOLS] == Tally(alone=2)


def test_a_device_that_moves_to_another_school_leaves_its_room_behind() -> None:
    fields = {"code": "L-302-SB", "kind": BOARD.kind}
    (moved,) = settled(row(Sheet.DEVICES, school="hill", **fields)).devices
    assert (moved.school, moved.room) == ("hill", None)
    assert settled(row(Sheet.DEVICES, school="lake", **fields)).size == 0


def test_what_stands_there_already_is_not_written() -> None:
    filling = settled(
        school(id="lake", name="湖畔小学", hotline="0000-0001"),
        room(id="lake-302", name="三年级2班", aliases=("302",)),
        device(code="L-302-SB", kind=DeviceClass.SMART_BOARD, room="三年级2班"),
        person(id="t", name="柳老师"),
        shift(starts=time(19), ends=time(7)),
    )
    assert (filling.size, filling.shifts, filling.problems) == (0, None, ())
    assert [tally.unchanged for tally in filling.tallies.values()] == [1, 1, 1, 1, 1, 0, 0]


def test_a_room_without_an_id_is_known_by_its_name_and_gets_the_same_id_every_time() -> None:
    first = settled(room(), room(4, name="三年级2班", building="B"), room(5, name="Lab-1"))
    assert [one.id for one in first.rooms][1:] == ["lake-302", "lake-Lab-1"]
    again = settle([room()], (), replace(NOW, rooms=(ROOM, *first.rooms)))
    assert (again.size, again.problems) == (0, ())
    assert first.rooms[1] == replace(ROOM, building="B")


def test_a_file_may_name_what_it_enters_itself() -> None:
    filling = settled(
        device(school="wood", room="微机室"),
        room(school="wood"),
        school(),
        person(id="e2", role=Role.ENGINEER, tier=Tier.FIRST, schools=("wood",)),
        shift(person="e2"),
    )
    assert filling.problems == ()
    assert filling.devices[0].room == filling.rooms[0].id
    assert filling.shifts is not None
    assert filling.shifts[-1] == Shift(
        PersonId("e2"), Tier.FIRST, time(8), time(18), schools=(SchoolId("wood"),)
    )


def test_the_shifts_of_those_whom_the_sheet_names_are_replaced_and_others_stay() -> None:
    filling = settled(shift(), shift(4, starts=time(18), ends=time(22)))
    assert filling.shifts is not None
    assert filling.shifts[0] == OTHERS
    assert len(filling.shifts) == 3
    assert NIGHT not in filling.shifts


@pytest.mark.parametrize(
    ("wrong", "rows"),
    [
        (Wrong.UNKNOWN_CONTRACT, [school(contract="chanage")]),
        (Wrong.UNKNOWN_CALENDAR, [school(calendar="trem")]),
        (Wrong.TWICE, [school(2), school(3)]),
        (Wrong.UNKNOWN_SCHOOL, [room(school="lakee")]),
        (Wrong.TAKEN, [room(id="lake-302", school="hill", name="x")]),
        (Wrong.ROOM_TWICE, [room(id="lake-1", name="三年级2班")]),
        (Wrong.ROOM_TWICE, [room(2, id="lake-1"), room(3, id="lake-2")]),
        (Wrong.TWICE, [room(2), room(3)]),
        (Wrong.UNKNOWN_SCHOOL, [device(school="sea")]),
        (Wrong.UNKNOWN_ROOM, [device(room="三年级3班")]),
        (Wrong.UNKNOWN_ROOM, [device(school="hill", room="lake-302")]),
        (Wrong.TWICE, [device(2), device(3)]),
        (Wrong.TAKEN, [device(code="board")]),
        (Wrong.UNKNOWN_SCHOOL, [person(schools=("lake", "sea"))]),
        (Wrong.NEEDS_SCHOOL, [person(schools=())]),
        (Wrong.TIER_OF_ROLE, [person(tier=Tier.FIRST)]),
        (Wrong.NEEDS_TIER, [person(role=Role.ENGINEER, tier=None)]),
        (Wrong.TIER_OF_ROLE, [person(role=Role.ENGINEER, tier=Tier.SUPERVISOR)]),
        (Wrong.TIER_OF_ROLE, [person(role=Role.SUPERVISOR, tier=Tier.FIRST)]),
        (Wrong.POST_OF_ROLE, [person(role=Role.SUPERVISOR, posts=("keeper",))]),
        (Wrong.TWICE, [person(2), person(3)]),
        (Wrong.ACCOUNT_TAKEN, [person(account="yang@example.org")]),
        (Wrong.ACCOUNT_TAKEN, [person(2, id="m", account="m@example.org"), person(account="m@example.org")]),
        (Wrong.UNKNOWN_PERSON, [shift(person="x")]),
        (Wrong.NO_SHIFT_OF_ROLE, [shift(person="t")]),
        (Wrong.UNKNOWN_SCHOOL, [shift(schools=("sea",))]),
        (Wrong.TWICE, [shift(2), shift(3)]),
    ],
)
def test_a_row_that_cannot_be_entered_says_why(wrong: Wrong, rows: list[Row]) -> None:
    filling = settled(*rows)
    assert wrongs(filling) == [(3, wrong)]
    assert filling.tallies[rows[0].sheet].bad == 1


def test_a_mistyped_name_gets_a_suggestion() -> None:
    found = settled(school(contract="chanage"), room(school="lakee"), device(room="三年2班")).problems
    assert [problem.near for problem in found] == ["changge", "lake", "三年级2班"]


def test_a_row_that_leans_on_a_bad_one_says_so_after_the_causes() -> None:
    filling = settled(
        row(Sheet.SCHOOLS, 2, bad=True, id="wood"),
        room(school="wood"),
        device(school="wood", room="微机室"),
        row(Sheet.PEOPLE, 9, bad=True, id="n"),
        shift(person="n"),
        device(4, code="L-2", room="三年级9班"),
    )
    assert wrongs(filling) == [
        (4, Wrong.UNKNOWN_ROOM),
        (3, Wrong.LEANS_ON_BAD),
        (3, Wrong.LEANS_ON_BAD),
        (3, Wrong.LEANS_ON_BAD),
    ]
    assert filling.size == 0


def test_a_supervisor_gets_the_supervisors_tier() -> None:
    (made,) = settled(person(role=Role.SUPERVISOR, schools=(), tier=None)).people
    assert made.tier is Tier.SUPERVISOR


def test_every_reason_has_words_in_both_languages_that_can_be_filled_in() -> None:
    assert set(WORDS) == set(Wrong)
    for wrong in Wrong:
        words = Problem("schools", 3, "id", "x", wrong, near="y", other="z").words
        assert words.zh.startswith("您是不是想填“y”？")
        assert words.en.startswith("Did you mean “y”? ")
        assert "{" not in words.zh + words.en
