"""Where tickets stand on the board: scope, filters, orders, counts."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from desk.buttons import Verb
from desk.ids import GradeId, PersonId, SchoolId, TicketId
from desk.language import Text
from desk.people import Person, Role
from desk.permissions import may
from desk.sla import next_deadline
from desk.standing import (
    COLUMNS,
    Column,
    Order,
    Standing,
    Wanted,
    Within,
    in_time_and_state,
    per_column,
    sorted_for_all,
    standing,
)
from desk.status import Status
from tests.kit import builders as a

NOON = datetime(2026, 9, 1, 4, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
CHIEF = Person(PersonId("chief"), "主管", Role.SUPERVISOR)
FIRST = Standing(
    ticket=TicketId("1"),
    no=1001,
    seq=3,
    school=SchoolId("qh1"),
    status=Status.WAITING,
    rank=2,
    grade=GradeId("B"),
    label=Text("B级", "B"),
    handler=None,
    called=(PersonId("berry"),),
    opened_at=NOON - 30 * MINUTE,
    near=NOON - 2 * MINUTE,
    due=NOON + 5 * MINUTE,
    calling=False,
)
LATE = replace(
    FIRST,
    ticket=TicketId("2"),
    no=1002,
    rank=3,
    grade=GradeId("C"),
    due=NOON - MINUTE,
    status=Status.ON_SITE,
    handler=PersonId("frost"),
    called=(),
)
NO_CLOCK = replace(
    FIRST,
    ticket=TicketId("3"),
    no=1003,
    rank=1,
    school=SchoolId("far"),
    near=None,
    due=None,
    status=Status.REPAIRED,
    handler=PersonId("frost"),
    called=(),
    opened_at=NOON,
)
ALL = sorted_for_all((NO_CLOCK, FIRST, LATE))


def numbers(standings) -> list[int]:
    return [one.no for one in standings]


def seen(person: Person = CHIEF, **wanted) -> list[int]:
    return numbers(ALL.seen_by(person, Wanted(**wanted)))


def test_a_standing_holds_what_its_ticket_and_contract_say() -> None:
    ticket = a.a_ticket(status=Status.ON_SITE, grade="III")
    brief = a.a_brief(ticket)
    stands, clock = standing(ticket, brief.contract), next_deadline(ticket, brief.contract)
    assert (stands.no, stands.seq, stands.column) == (ticket.no, ticket.seq, Column.AT_WORK)
    assert clock is not None
    assert (stands.near, stands.due) == (clock.near, clock.due)
    assert stands.label == brief.grade.label


def test_every_open_state_has_its_column_and_no_other() -> None:
    assert set(COLUMNS) == {status for status in Status if status.is_open}
    assert set(COLUMNS.values()) == set(Column)


def test_the_gravest_comes_first_and_by_deadline_who_has_none_comes_last() -> None:
    assert seen() == [1003, 1001, 1002]
    assert seen(order=Order.SOONEST) == [1002, 1001, 1003]
    assert seen(order=Order.NEWEST)[0] == 1003


def test_nobody_sees_a_school_that_is_not_theirs_even_by_asking_for_it() -> None:
    person = replace(CHIEF, schools=(SchoolId("qh1"),))
    assert seen(person) == [1001, 1002]
    assert seen(person, school=SchoolId("far")) == []


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ({"grade": GradeId("C")}, [1002]),
        ({"school": SchoolId("far")}, [1003]),
        ({"unclaimed": True}, [1001]),
        ({"engineer": PersonId("frost")}, [1003, 1002]),
        ({"engineer": PersonId("berry")}, [1001]),
    ],
)
def test_who_and_where_are_filtered(wanted, expected) -> None:
    assert seen(**wanted) == expected


@pytest.mark.parametrize(
    ("within", "expected"),
    [
        (Within.LATE, [1002]),
        (Within.NEAR, [1001]),
        (Within.QUARTER, [1001, 1002]),
        (Within.NO_CLOCK, [1003]),
    ],
)
def test_time_to_the_next_deadline_is_filtered_and_what_ran_out_is_within_every_span(
    within, expected
) -> None:
    assert numbers(in_time_and_state(ALL.gravest, Wanted(within=within), NOON)) == expected


def test_each_column_says_its_number_also_where_none_stand() -> None:
    counted = per_column(ALL.gravest)
    assert counted[Column.WAITING] == counted[Column.AT_WORK] == counted[Column.TO_CONFIRM] == 1
    assert counted[Column.COMING] == counted[Column.GOING_ON] == 0
    chosen = in_time_and_state(ALL.gravest, Wanted(columns=frozenset({Column.WAITING})), NOON)
    assert numbers(chosen) == [1001]


@pytest.mark.parametrize("role", [Role.ENGINEER, Role.SUPERVISOR])
@pytest.mark.parametrize("schools", [(), (SchoolId("far"),)])
@pytest.mark.parametrize("works", [True, False])
def test_who_may_reread_on_the_board_is_who_may_by_the_table(role, schools, works) -> None:
    ticket = a.a_ticket(status=Status.ON_SITE, grade="III")
    person = Person(ticket.handler if works else PersonId("else"), "某工", role, schools)
    stands = standing(ticket, a.a_brief(ticket).contract)
    assert stands.is_reread_by(person) == may(person, Verb.REREAD, ticket)
