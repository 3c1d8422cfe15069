"""The figures of repairs that did not last and of satisfaction."""

from datetime import timedelta

from desk import aftercare_events as aev
from desk import events as ev
from desk import voice_events as vev
from desk.ids import TicketId
from desk.service_figures import service_figures
from desk.ticket import Status, evolve
from tests.kit.builders import BLACK_BOARD, ENGINEER, NOON, SECOND, SUPERVISOR, TEACHER, a_ticket, way_to


def test_an_empty_quarter_has_no_average() -> None:
    figures = service_figures(())
    assert (figures.tickets, figures.repeats, figures.average) == (0, 0, None)


def test_repeats_are_counted_by_whose_repair_had_not_lasted() -> None:
    again = aev.RepairRepeated(at=NOON, no=900, closed_at=NOON - timedelta(days=5), person=SECOND)
    closed = a_ticket(again, status=Status.CLOSED)
    figures = service_figures((closed, a_ticket(again), a_ticket(status=Status.CLOSED)))
    assert (figures.tickets, figures.repaired, figures.repeats) == (3, 2, 2)
    assert figures.repeats_of == ((SECOND, 2),)


def test_denials_voices_and_common_faults_are_counted() -> None:
    denied = a_ticket(way=(*way_to(Status.REPAIRED), ev.FixDenied(at=NOON, by=TEACHER)))
    too = vev.VoiceJoined(at=NOON, by=ENGINEER, facts=BLACK_BOARD, place="Class 3-2")
    follows = vev.JoinedCommonFault(at=NOON, lead=TicketId("t0"), lead_no=1000)
    figures = service_figures((denied, a_ticket(too), a_ticket(follows, way=())))
    assert (figures.reopened, figures.voices, figures.common) == (1, 1, 1)


def test_low_scores_stay_open_until_they_are_followed_up() -> None:
    low = evolve(a_ticket(status=Status.CLOSED), ev.Rated(at=NOON, by=TEACHER, score=2))
    low = evolve(low, aev.FollowUpOpened(at=NOON, to=SUPERVISOR, score=2))
    done = evolve(low, aev.FollowedUp(at=NOON, by=SUPERVISOR, outcome=aev.FollowUpOutcome.UNSETTLED))
    good = evolve(a_ticket(status=Status.CLOSED), ev.Rated(at=NOON, by=TEACHER, score=5))
    figures = service_figures((low, done, good))
    assert (figures.scores, figures.average, figures.low, figures.low_open) == (3, 3.0, 2, 1)
