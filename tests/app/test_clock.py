"""The one clock: real time, or desk time that runs faster for a rehearsal."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.clock import RehearsalClock, WallClock

FRIDAY = datetime(2026, 9, 25, 17, 50, tzinfo=timezone(timedelta(hours=8)))
MINUTE = timedelta(minutes=1)


class Seconds:
    """A monotonic clock that is pushed."""

    def __init__(self) -> None:
        self.passed = 1000.0

    def __call__(self) -> float:
        return self.passed


def rehearsal(speed: float = 60) -> tuple[RehearsalClock, Seconds]:
    seconds = Seconds()
    return RehearsalClock(FRIDAY, speed, seconds), seconds


def test_a_rehearsal_begins_at_its_start_in_utc() -> None:
    clock, _ = rehearsal()
    assert clock.now() == FRIDAY
    assert clock.now().tzinfo is UTC
    assert clock.label == "×60"


def test_a_real_second_is_a_desk_minute_at_sixty_times() -> None:
    clock, seconds = rehearsal()
    seconds.passed += 10
    assert clock.now() == FRIDAY + 10 * MINUTE


def test_waiting_for_a_desk_instant_takes_the_shortened_time() -> None:
    clock, seconds = rehearsal()
    assert clock.seconds_until(FRIDAY + 5 * MINUTE) == pytest.approx(5)
    assert clock.real_seconds(5 * MINUTE) == 5
    seconds.passed += 6
    assert clock.seconds_until(FRIDAY + 5 * MINUTE) == 0


def test_the_alarm_is_set_for_the_real_instant_of_a_desk_instant() -> None:
    clock, _ = rehearsal()
    ahead = clock.wall(FRIDAY + 60 * MINUTE) - WallClock().now()
    assert timedelta(seconds=59) < ahead <= timedelta(seconds=60)


@given(speed=st.floats(0.1, 3600), passed=st.floats(0, 1e6), ahead=st.integers(0, 10**6))
def test_waiting_as_long_as_it_says_shows_the_instant(speed: float, passed: float, ahead: int) -> None:
    clock, seconds = rehearsal(speed)
    seconds.passed += passed
    target = clock.now() + timedelta(seconds=ahead)
    seconds.passed += clock.seconds_until(target)
    assert abs(clock.now() - target) < timedelta(seconds=0.01 * speed + 0.001)


def test_a_rehearsal_without_a_time_zone_is_refused_with_an_example() -> None:
    with pytest.raises(ValueError, match=r"needs a time zone, for example 2026"):
        RehearsalClock(FRIDAY.replace(tzinfo=None), 60)


@pytest.mark.parametrize("speed", [0, -1, 0.09, 3601, float("nan"), float("inf")])
def test_a_speed_nobody_can_watch_is_refused(speed: float) -> None:
    with pytest.raises(ValueError, match=r"between 0.1 and 3600"):
        RehearsalClock(FRIDAY, speed)


def test_the_wall_clock_is_aware_and_takes_every_span_as_it_is() -> None:
    clock = WallClock()
    now = clock.now()
    assert now.tzinfo is UTC
    assert clock.wall(FRIDAY) == FRIDAY
    assert clock.real_seconds(MINUTE) == 60
    assert clock.seconds_until(now - MINUTE) == 0
    assert 59 < clock.seconds_until(now + MINUTE) <= 60
    assert clock.label == ""


def test_real_time_is_the_machines_until_the_database_says_it() -> None:
    seconds, machine = Seconds(), [FRIDAY]
    clock = WallClock(lambda: machine[0], seconds)
    assert clock.now() == clock.wall(FRIDAY) == FRIDAY
    clock.follow(FRIDAY - 5 * MINUTE, seconds.passed - 10, within=0.01)
    assert clock.now() == FRIDAY - 5 * MINUTE + timedelta(seconds=10)
    seconds.passed += 50
    machine[0] += 600 * MINUTE  # somebody sets the machine's clock
    assert clock.now() == FRIDAY - 4 * MINUTE
    assert clock.seconds_until(FRIDAY) == 240
    assert clock.wall(FRIDAY) == machine[0] + 4 * MINUTE


def test_what_the_way_to_the_database_may_be_wrong_by_moves_no_clock() -> None:
    seconds = Seconds()
    clock = WallClock(monotonic=seconds)
    clock.follow(FRIDAY, seconds.passed, within=0.5)
    clock.follow(FRIDAY - timedelta(seconds=0.3), seconds.passed, within=0.5)
    assert clock.now() == FRIDAY
    clock.follow(FRIDAY + timedelta(seconds=0.3), seconds.passed, within=0.1)
    assert clock.now() == FRIDAY + timedelta(seconds=0.3)
