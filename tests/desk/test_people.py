"""Who is whose: the scope of a person, what of a phone number may be shown."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.ids import PersonId, SchoolId
from desk.people import Person, Role, masked

EAST, WEST = SchoolId("east"), SchoolId("west")


def somebody(*schools: SchoolId) -> Person:
    return Person(PersonId("p"), "Jiang", Role.ENGINEER, schools)


def test_a_scope_without_schools_is_the_whole_district() -> None:
    assert somebody().covers(EAST)
    assert somebody().covers(WEST)


def test_a_scope_with_schools_is_these_schools_only() -> None:
    assert somebody(EAST).covers(EAST)
    assert not somebody(EAST).covers(WEST)


@pytest.mark.parametrize(
    ("phone", "shown"),
    [
        ("13800000001", "138****0001"),
        ("8613800000001", "861****0001"),
        ("0000-0001", "*******01"),
        ("110", "*10"),
        ("10", "10"),
        ("7", "7"),
        ("", ""),
    ],
)
def test_a_phone_number_is_masked(phone: str, shown: str) -> None:
    assert masked(phone) == shown


@given(st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True))
def test_no_mobile_number_can_be_dialled_from_its_masked_form(phone: str) -> None:
    assert sum(c.isdigit() for c in masked(phone)) == 7
    assert "*" * 4 in masked(phone)
