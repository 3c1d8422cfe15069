"""A Change gathers what one decision leads to, in order, and lets nothing in that the lifecycle forbids."""

import pytest

from desk import events as ev
from desk.change import Change
from desk.notices import Kind, Notice
from desk.refusals import AlreadyTaken, TooLate
from desk.ticket import Status, open_from
from desk.timers import Timer, TimerKind
from tests.kit.builders import ENGINEER, NOON, SECOND, TEACHER, a_ticket, an_opening


def test_an_opening_makes_the_ticket_and_is_its_first_event() -> None:
    opening = an_opening()
    change = Change.opening(opening)
    assert change == Change(open_from(opening), (opening,))


def test_events_are_folded_in_the_order_in_which_they_happened() -> None:
    taken, left = ev.Acknowledged(at=NOON, by=ENGINEER), ev.Departed(at=NOON, by=ENGINEER)
    change = Change(a_ticket()).happened(taken).happened(left)
    assert change.events == (taken, left)
    assert (change.ticket.status, change.ticket.seq) == (Status.EN_ROUTE, a_ticket().seq + 2)


def test_the_change_before_is_untouched() -> None:
    before = Change(a_ticket())
    before.happened(ev.Urged(at=NOON, by=TEACHER)).telling(Notice(Kind.URGED, "k"))
    assert before == Change(a_ticket())


def test_what_the_lifecycle_forbids_changes_nothing() -> None:
    with pytest.raises(TooLate):
        Change(a_ticket()).happened(ev.Repaired(at=NOON, by=ENGINEER))
    with pytest.raises(AlreadyTaken):
        Change(a_ticket(status=Status.ACCEPTED)).happened(ev.Acknowledged(at=NOON, by=SECOND))


def test_notices_and_timers_add_up() -> None:
    one, two = Notice(Kind.URGED, "1"), Notice(Kind.ADDED, "2")
    early, late = Timer("a", TimerKind.REPEAT, NOON), Timer("b", TimerKind.CLIMB, NOON)
    change = Change(a_ticket()).telling(one).telling(two).timing(early).timing(late)
    assert (change.notices, change.timers) == ((one, two), (early, late))
    assert change.events == ()
