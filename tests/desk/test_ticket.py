"""Folding events into a ticket: what each leaves behind, and what a new round forgets."""

from dataclasses import replace

import pytest

from desk import events as ev
from desk.contract import Milestone, StageName
from desk.people import Tier
from desk.reading import Answer
from desk.ticket import Status, Ticket, Tried, evolve, open_from, replay
from tests.kit.builders import (
    ENGINEER,
    MINUTE,
    NOON,
    SECOND,
    SUPERVISOR,
    TEACHER,
    a_step,
    a_ticket,
    an_opening,
)


def after(ticket: Ticket, *events: ev.Event) -> Ticket:
    for event in events:
        ticket = evolve(ticket, event)
    return ticket


def paged(rung: int, *people: str, minute: int = 0, tier: Tier = Tier.FIRST) -> ev.Paged:
    return ev.Paged(at=NOON + minute * MINUTE, people=people, rung=rung, tiers=(tier,))  # type: ignore[arg-type]  # ids are strings


def missed(minute: int) -> ev.DeadlineMissed:
    at = NOON + minute * MINUTE
    return ev.DeadlineMissed(at=at, stage=StageName.RESPONSE, due=at, late=at - at)


def test_a_new_ticket_waits_with_its_opening_as_the_only_milestone() -> None:
    ticket = open_from(an_opening(words="dark"))
    assert (ticket.status, ticket.seq, ticket.round, ticket.words) == (Status.WAITING, 1, 1, ("dark",))
    assert ticket.milestones == ((Milestone.OPENED, NOON),)
    assert open_from(an_opening(words="")).words == ()


def test_a_trail_without_its_beginning_cannot_be_replayed() -> None:
    with pytest.raises(ValueError, match="begins with TicketOpened"):
        replay([ev.Departed(at=NOON, by=ENGINEER)])
    with pytest.raises(ValueError, match="begins with TicketOpened"):
        replay([])


@pytest.mark.parametrize(
    "event", [ev.SafetyInstructed(at=NOON), ev.CallListSent(at=NOON, people=()), ev.HelpRequested(at=NOON)]
)
def test_an_event_that_changes_nothing_still_counts(event: ev.Event) -> None:
    ticket = a_ticket()
    assert evolve(ticket, event) == replace(ticket, seq=ticket.seq + 1)


def test_words_and_evidence_are_kept_in_order_and_silence_adds_no_words() -> None:
    said = ev.InformationAdded(at=NOON, by=TEACHER, words="and it smells")
    silent = ev.InformationAdded(at=NOON, by=TEACHER, media=("m1",))  # type: ignore[arg-type]  # ids are strings
    ticket = after(open_from(an_opening(words="dark")), said, silent, silent)
    assert ticket.words == ("dark", "and it smells")
    assert ticket.media == ("m1", "m1")


def test_what_the_teacher_tried_is_kept_for_the_engineer() -> None:
    ticket = after(a_ticket(), a_step(Answer.NO, ask="Lit?"), a_step(Answer.CANNOT, ask="Cable in?"))
    assert ticket.tried == (Tried("Lit?", "no"), Tried("Cable in?", "cannot"))
    back = after(ticket, a_step("back", ask="Third?"), a_step(Answer.YES, ask="Cable in?"))
    assert back.known == (Tried("Lit?", "no"), Tried("Cable in?", "yes"))


def test_a_milestone_keeps_its_first_instant() -> None:
    first, again = NOON + 5 * MINUTE, NOON + 30 * MINUTE
    ticket = after(
        a_ticket(way=()),
        ev.Acknowledged(at=first, by=ENGINEER),
        ev.Reassigned(at=again, by=ENGINEER, to=SECOND),
        ev.Acknowledged(at=again, by=SECOND),
    )
    assert ticket.at(Milestone.ACKNOWLEDGED) == first
    assert ticket.handler == SECOND


def test_a_later_milestone_implies_the_earlier_ones() -> None:
    ticket = after(
        a_ticket(way=()), ev.Acknowledged(at=NOON, by=ENGINEER), ev.Repaired(at=NOON + MINUTE, by=ENGINEER)
    )
    assert ticket.at(Milestone.ARRIVED) == NOON + MINUTE
    assert ticket.at(Milestone.CLOSED) is None


def test_supervisors_who_are_paged_watch_and_engineers_are_called() -> None:
    ticket = after(a_ticket(way=()), paged(0, ENGINEER), paged(3, SUPERVISOR, tier=Tier.SUPERVISOR))
    assert (ticket.paged, ticket.watchers, ticket.rung) == ((ENGINEER,), (SUPERVISOR,), 3)


def test_nobody_is_called_twice_in_the_list() -> None:
    ticket = after(a_ticket(way=()), paged(0, ENGINEER), paged(1, ENGINEER, SECOND, tier=Tier.SECOND))
    assert ticket.paged == (ENGINEER, SECOND)


def test_the_first_page_is_no_climb_but_every_rise_after_it_is() -> None:
    first = after(a_ticket(way=()), paged(0, ENGINEER, minute=1))
    assert first.climbed_at is None
    assert after(first, paged(0, SECOND, minute=2)).climbed_at is None
    second = after(first, paged(1, SECOND, minute=7, tier=Tier.SECOND))
    assert second.climbed_at == NOON + 7 * MINUTE


def test_a_first_page_that_a_missed_deadline_forced_is_a_climb() -> None:
    ticket = after(a_ticket(way=()), missed(10), paged(0, ENGINEER, minute=10))
    assert ticket.climbed_at == NOON + 10 * MINUTE


def test_the_ladder_never_goes_down() -> None:
    ticket = after(a_ticket(way=()), paged(2, ENGINEER), paged(1, SECOND, tier=Tier.SECOND))
    assert ticket.rung == 2
    assert after(ticket, ev.NobodyOnCall(at=NOON, rung=0, tiers=(Tier.FIRST,))).rung == 2


def test_a_takeover_of_a_job_in_hand_changes_the_hands_only() -> None:
    ticket = after(a_ticket(status=Status.ON_SITE), ev.TakenOver(at=NOON, by=SUPERVISOR))
    assert (ticket.status, ticket.handler) == (Status.ON_SITE, SUPERVISOR)
    waiting = after(a_ticket(), ev.TakenOver(at=NOON, by=SUPERVISOR))
    assert (waiting.status, waiting.handler) == (Status.ACCEPTED, SUPERVISOR)


def test_a_denied_fix_begins_a_round_that_owes_everything_again() -> None:
    told = ev.DeadlineNeared(at=NOON, stage=StageName.ARRIVAL, due=NOON, told=())
    ticket = a_ticket(missed(1), told, ev.PhoneCallMade(at=NOON, by=SUPERVISOR), status=Status.REPAIRED)
    denied = after(ticket, ev.FixDenied(at=NOON + 60 * MINUTE, by=TEACHER, words="dark again"))
    assert (denied.round, denied.status, denied.handler) == (2, Status.WAITING, None)
    assert (denied.paged, denied.watchers, denied.rung, denied.climbed_at) == ((), (), -1, None)
    assert (denied.missed, denied.neared, denied.phoned, denied.reminders) == ((), (), False, 0)
    assert denied.milestones == ((Milestone.OPENED, NOON + 60 * MINUTE),)
    assert denied.opened_at == NOON
    assert denied.words[-1] == "dark again"


def test_a_new_repair_asks_the_teacher_from_the_start_again() -> None:
    asked = after(a_ticket(status=Status.REPAIRED), ev.ConfirmationAsked(at=NOON, count=2))
    assert asked.reminders == 2
    denied = after(asked, ev.FixDenied(at=NOON, by=TEACHER), ev.Acknowledged(at=NOON, by=ENGINEER))
    assert after(denied, ev.Repaired(at=NOON, by=ENGINEER)).reminders == 0


def test_a_later_rating_replaces_the_earlier_one() -> None:
    closed = a_ticket(status=Status.CLOSED)
    assert after(closed, ev.Rated(at=NOON, score=2), ev.Rated(at=NOON, score=5)).score == 5


@pytest.mark.parametrize("status", list(Status))
def test_only_closed_and_cancelled_jobs_owe_nothing(status: Status) -> None:
    assert status.is_open is (status not in (Status.CLOSED, Status.CANCELLED))
