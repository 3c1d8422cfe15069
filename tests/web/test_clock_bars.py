"""The clocks drawn as bars: what was used, what ran over, what stood still."""

from dataclasses import replace
from datetime import timedelta

from desk.ticket import Status
from desk.workhours import Interval
from tests.kit import builders as a
from web.clock_bars import Stretch, stretches


def a_line():
    line = a.a_brief(a.a_ticket(status=Status.ACCEPTED, grade="III")).clocks[0]
    return replace(line, met=None, paused=())


def half(line):
    return line.started + (line.due - line.started) / 2


def test_a_running_clock_is_used_up_to_now() -> None:
    line = a_line()
    assert stretches(line, half(line)) == (Stretch("used", 0.0, 0.5),)


def test_a_met_clock_is_used_up_to_when_it_was_met() -> None:
    line = a_line()
    met = replace(line, met=half(line))
    assert stretches(met, line.due + timedelta(days=1)) == (Stretch("used", 0.0, 0.5),)


def test_what_runs_over_is_a_piece_of_its_own_and_never_leaves_the_picture() -> None:
    line = a_line()
    over = stretches(line, line.due + 50 * (line.due - line.started))
    assert [one.kind for one in over] == ["used", "over"]
    assert over[1].start == 1.0
    assert over[1].end < 1.4


def test_what_stood_still_is_drawn_where_it_was() -> None:
    line = a_line()
    paused = replace(line, paused=(Interval(line.started, half(line)),))
    assert Stretch("paused", 0.0, 0.5) in stretches(paused, line.due)


def test_a_limit_of_no_length_is_no_bar() -> None:
    line = a_line()
    assert stretches(replace(line, due=line.started), line.due) == ()
