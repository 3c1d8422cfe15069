"""Quiet hours: when they hold and when they are over, by the district's clock."""

from dataclasses import replace
from datetime import datetime, time
from zoneinfo import ZoneInfo

import pytest

from desk.change import Change
from desk.choice import Standing
from desk.escalation import most_urgent, page
from desk.events import Paged
from desk.ids import ContractId, PersonId
from desk.quiet import QuietHours
from desk.roster import Duty
from tests.desk.crew import CHANGGE, FULL, LI, MAKER, SUN, WANG, ZHAO
from tests.kit.builders import BLACK_BOARD, a_ticket, packs
from tests.kit.builders import NOON as NOON_UTC

ZONE = ZoneInfo("Asia/Shanghai")
BERLIN = ZoneInfo("Europe/Berlin")
NIGHT = QuietHours(time(22), time(7))
NOON = QuietHours(time(12), time(13, 30))


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 9, day, hour, minute, tzinfo=ZONE)


@pytest.mark.parametrize(
    ("hours", "now", "over"),
    [
        (NIGHT, at(21, 21, 59), None),
        (NIGHT, at(21, 22), at(22, 7)),
        (NIGHT, at(22, 6, 59), at(22, 7)),
        (NIGHT, at(22, 7), None),
        (NOON, at(21, 12), at(21, 13, 30)),
        (NOON, at(21, 13, 30), None),
        (NOON, at(21, 23), None),
    ],
)
def test_from_the_first_minute_until_the_last(
    hours: QuietHours, now: datetime, over: datetime | None
) -> None:
    assert hours.holds(now, ZONE) is (over is not None)
    assert hours.over(now, ZONE) == (over or now)


def test_a_night_with_a_missing_hour_ends_when_the_wall_clock_says_so() -> None:
    spring = datetime(2026, 3, 29, 1, 30, tzinfo=BERLIN)
    assert NIGHT.over(spring, BERLIN) == datetime(2026, 3, 29, 7, tzinfo=BERLIN)


def asleep(*people: PersonId) -> Duty:
    """The whole crew, these in their quiet hours."""
    return replace(FULL, standings=tuple(Standing(person, is_quiet=True) for person in people))


def called(duty: Duty, grade: str, *, safety: bool = False) -> tuple[PersonId, ...]:
    facts = replace(BLACK_BOARD, safety=safety)
    change = page(Change(a_ticket(grade=grade, facts=facts, way=())), CHANGGE, duty, NOON_UTC)
    (paged,) = [event for event in change.events if isinstance(event, Paged)]
    return paged.people


def test_below_the_most_urgent_grade_somebody_awake_is_called_be_it_of_a_further_line() -> None:
    assert called(asleep(WANG), "III") == (LI,)
    assert called(asleep(WANG, LI), "III") == (ZHAO,)
    assert called(asleep(WANG, LI, ZHAO), "III") == (SUN, MAKER)


def test_where_nobody_is_awake_the_first_line_is_called_and_waits() -> None:
    assert called(asleep(WANG, LI, ZHAO, SUN, MAKER), "III") == (WANG,)


def test_the_most_urgent_grade_and_danger_do_not_look_at_quiet_hours() -> None:
    assert called(asleep(WANG), "I") == (WANG,)
    assert called(asleep(WANG), "III", safety=True) == (WANG,)


@pytest.mark.parametrize("pack", packs())
def test_every_contract_has_one_grade_that_waits_for_nothing(pack: ContractId) -> None:
    contract = packs()[pack]
    urgent = [
        grade.id
        for grade in contract.grades
        if most_urgent(a_ticket(pack=pack, grade=grade.id, way=()), contract)
    ]
    assert urgent == [min(contract.grades, key=lambda grade: grade.rank).id]
