"""The figures of many tickets: what counts as done, kept, low and repeated, and that the contract's own figures say the same."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk import aftercare_events as aev
from desk import events as ev
from desk import voice_events as vev
from desk.contract import Satisfaction, StageName
from desk.ids import ContractId, TicketId
from desk.playbook import SelfHelpOutcome
from desk.reading import DeviceClass
from desk.service_figures import service_figures
from desk.statistics import (
    Days,
    Picked,
    Statistics,
    TicketFigures,
    Walked,
    month_of,
    quarter_of,
    statistics,
    ticket_figures,
)
from desk.ticket import Status, Ticket, evolve
from tests.kit.builders import ENGINEER, MINUTE, NOON, SECOND, TEACHER, a_ticket, packs, way_to

CHANGGE = ContractId("changge")
ZONE = ZoneInfo("Asia/Shanghai")


def of(ticket: Ticket, name: str = "t1") -> TicketFigures:
    return replace(ticket_figures(ticket, packs()[CHANGGE]), ticket=TicketId(name))


def counted(*tickets: TicketFigures, now: datetime = NOON, **walks: Walked) -> Statistics:
    named = {TicketId(ticket): walk for ticket, walk in walks.items()}
    return statistics(tickets, named, {CHANGGE: Satisfaction()}, now, ZONE)


def test_nothing_counts_as_nothing() -> None:
    figures = counted()
    assert (figures.whole.tickets, figures.devices, figures.kept, figures.scores.average) == (0, (), (), None)


def test_tickets_are_piled_by_what_became_of_them_the_largest_pile_first() -> None:
    board, none = of(a_ticket(status=Status.CLOSED)), of(a_ticket(status=Status.CANCELLED))
    figures = counted(replace(none, device=None), board, of(a_ticket()), board)
    assert [(one.key, one.done, one.open, one.withdrawn) for one in figures.devices] == [
        (DeviceClass.SMART_BOARD, 2, 1, 0),
        (None, 0, 0, 1),
    ]
    assert [(one.key, one.tickets) for one in figures.handlers] == [(ENGINEER, 2)]


def test_hours_are_those_of_the_district() -> None:
    assert datetime(2026, 9, 24, 4, 0, tzinfo=UTC) == NOON
    assert dict(counted(of(a_ticket())).hours) == {(3, 12): 1}, "a Thursday, twelve in Shanghai"


def response(*tickets: Ticket, now: datetime) -> tuple[int, int, int]:
    found = counted(*map(of, tickets), now=now).kept
    return next((one.kept, one.missed, one.running) for one in found if one.stage is StageName.RESPONSE)


def test_a_clock_is_kept_missed_or_runs_until_it_is_due() -> None:
    waiting, accepted = a_ticket(), a_ticket(status=Status.ACCEPTED)
    late = a_ticket(way=(ev.Acknowledged(at=NOON + 20 * MINUTE, by=ENGINEER),))
    assert response(waiting, accepted, late, now=NOON + MINUTE) == (1, 1, 1)
    assert response(waiting, accepted, late, now=NOON + timedelta(hours=1)) == (1, 2, 0)


def test_a_withdrawal_in_time_is_neither_kept_nor_missed_and_a_late_one_is_missed() -> None:
    early = counted(of(a_ticket(status=Status.CANCELLED)))
    assert early.kept == ()
    late = a_ticket(way=(ev.Cancelled(at=NOON + timedelta(days=9), by=TEACHER),))
    assert response(late, now=NOON) == (0, 1, 0)


def test_nobody_looks_at_the_clocks_of_what_waits_for_a_common_fault() -> None:
    follows = vev.JoinedCommonFault(at=NOON, lead=TicketId("t0"), lead_no=1000)
    assert counted(of(a_ticket(follows, way=()))).kept == ()


def test_months_are_those_in_which_the_tickets_were_opened_there() -> None:
    first_of_october = replace(
        of(a_ticket(status=Status.CLOSED)), opened_at=datetime(2026, 9, 30, 16, 30, tzinfo=UTC)
    )
    figures = counted(of(a_ticket(status=Status.CLOSED)), first_of_october)
    assert {one.month for one in figures.kept} == {date(2026, 9, 1), date(2026, 10, 1)}


def test_self_help_counts_the_tickets_that_had_steps_and_how_they_ended() -> None:
    tickets = [of(a_ticket(), name) for name in ("a", "b", "c", "d", "e")]
    found = counted(
        *tickets,
        a=Walked(SelfHelpOutcome.SOLVED, left=False),
        b=Walked(SelfHelpOutcome.HANDED_OVER, left=True),
        c=Walked(None, left=True),
        d=Walked(None, left=False),
        elsewhere=Walked(SelfHelpOutcome.SOLVED, left=False),
    ).self_help
    assert (found.walks, found.solved, found.around, found.handed, found.left) == (4, 1, 0, 1, 1)


AGAIN = aev.RepairRepeated(at=NOON, no=900, closed_at=NOON - timedelta(days=5), person=SECOND)
DENIED = (*way_to(Status.REPAIRED), ev.FixDenied(at=NOON, by=TEACHER))
KINDS = st.sampled_from(
    [
        a_ticket(),
        a_ticket(AGAIN),
        a_ticket(AGAIN, status=Status.CLOSED),
        a_ticket(status=Status.CANCELLED),
        a_ticket(way=DENIED),
        *(
            evolve(a_ticket(status=Status.CLOSED), ev.Rated(at=NOON, by=TEACHER, score=n))
            for n in range(1, 6)
        ),
    ]
)


@given(st.lists(KINDS, max_size=12))
def test_what_the_contracts_own_figures_count_is_counted_alike(tickets: list[Ticket]) -> None:
    """`chalkline reports figures` and the page may never differ."""
    own, page = service_figures(tickets), counted(*map(of, tickets))
    assert (page.whole.tickets, page.repaired, page.repeats) == (own.tickets, own.repaired, own.repeats)
    assert page.repeats_of == own.repeats_of
    assert (page.scores.given, page.scores.average, page.scores.low) == (own.scores, own.average, own.low)


@given(st.lists(KINDS, max_size=12))
def test_every_pile_adds_up_to_all_tickets(tickets: list[Ticket]) -> None:
    page = counted(*map(of, tickets))
    for piles in (page.devices, page.schools):
        assert sum(pile.tickets for pile in piles) == len(tickets)
    assert sum(page.hours.values()) == len(tickets)


def test_only_what_is_picked_fits() -> None:
    one = of(a_ticket(status=Status.CLOSED))
    assert Picked().fits(one)
    assert Picked(DeviceClass.SMART_BOARD, one.grade, ENGINEER).fits(one)
    assert not Picked(device=DeviceClass.PRINTER).fits(one)
    assert not Picked(handler=SECOND).fits(one)


@pytest.mark.parametrize(
    ("day", "month", "quarter"),
    [
        ("2026-02-10", ("2026-02-01", "2026-02-28"), ("2026-01-01", "2026-03-31")),
        ("2026-12-31", ("2026-12-01", "2026-12-31"), ("2026-10-01", "2026-12-31")),
        ("2028-02-29", ("2028-02-01", "2028-02-29"), ("2028-01-01", "2028-03-31")),
    ],
)
def test_months_and_quarters(day: str, month: tuple[str, str], quarter: tuple[str, str]) -> None:
    at = date.fromisoformat(day)
    for found, expected in ((month_of(at), month), (quarter_of(at), quarter)):
        assert (str(found.first), str(found.last)) == expected


def test_days_begin_and_end_at_midnight_of_the_district() -> None:
    start, end = Days(date(2026, 9, 1), date(2026, 9, 30)).span(ZONE)
    assert start.astimezone(UTC) == datetime(2026, 8, 31, 16, 0, tzinfo=UTC)
    assert end.astimezone(UTC) == datetime(2026, 9, 30, 16, 0, tzinfo=UTC)
