"""A rehearsal shows what would happen if nobody answered; an explanation's lines add up to the deadline."""

from datetime import datetime, timedelta

import pytest

from desk import events as ev
from desk.explain import explain
from desk.ids import PersonId
from desk.notices import Kind
from desk.people import Tier
from desk.rehearsal import Moment, rehearse
from desk.roster import Duty
from desk.sla import deadlines
from tests.kit.builders import NOON, TEACHER, a_ticket, an_opening, packs

CREW = Duty(
    (
        (Tier.FIRST, (PersonId("wang"),)),
        (Tier.SECOND, (PersonId("zhao"),)),
        (Tier.THIRD, (PersonId("sun"),)),
        (Tier.VENDOR, (PersonId("maker"),)),
        (Tier.SUPERVISOR, (PersonId("chen"),)),
    )
)


def told(moments: tuple[Moment, ...], kind: Kind) -> list[tuple[datetime, str | None]]:
    return [(moment.at, notice.to) for moment in moments for notice in moment.notices if notice.kind is kind]


def test_the_ladder_of_a_rehearsal_is_the_ladder_of_the_desk() -> None:
    contract = packs()["changge"]
    moments = rehearse(an_opening("changge", "II"), contract, lambda _: CREW, NOON + timedelta(minutes=30))
    jobs = [(int((at - NOON).total_seconds() // 60), to) for at, to in told(moments, Kind.JOB)]
    assert jobs == [(0, "wang"), (5, "zhao"), (10, "sun"), (10, "maker")]
    assert told(moments, Kind.CALL_LIST)[0] == (NOON + timedelta(minutes=15), "chen")
    assert all(to == TEACHER for _, to in told(moments, Kind.ESCALATED_TO))


def test_a_rehearsal_ends_at_its_horizon_and_never_goes_back_in_time() -> None:
    contract = packs()["gangbei"]
    until = NOON + timedelta(hours=30)
    moments = rehearse(an_opening("gangbei", "C"), contract, lambda _: CREW, until)
    instants = [moment.at for moment in moments]
    assert instants == sorted(instants)
    assert instants[-1] <= until
    risen = [moment for moment in moments if any(isinstance(event, ev.Regraded) for event in moment.events)]
    assert [moment.at - NOON for moment in risen] == [timedelta(hours=24)], (
        "000 §5.14: unsolved for 24 h rises to A"
    )


def test_who_answers_accepts_and_nobody_gets_the_phone_list() -> None:
    contract, zhao = packs()["changge"], PersonId("zhao")
    until = NOON + timedelta(minutes=9)
    moments = rehearse(
        an_opening("changge", "II"), contract, lambda _: CREW, until, answers=frozenset({zhao})
    )
    accepted = [
        (moment.at - NOON, event.by)
        for moment in moments
        for event in moment.events
        if isinstance(event, ev.Acknowledged)
    ]
    assert accepted == [(timedelta(minutes=7), zhao)]
    assert [to for _, to in told(moments, Kind.JOB)][:2] == ["wang", "zhao"]
    assert moments[-1].ticket.handler == zhao
    instants = [moment.at for moment in moments]
    assert instants == sorted(instants)
    assert not told(moments, Kind.CALL_LIST)


def test_who_would_answer_only_after_the_horizon_does_not() -> None:
    contract = packs()["changge"]
    first = frozenset({PersonId("wang")})
    moments = rehearse(
        an_opening("changge", "II"), contract, lambda _: CREW, NOON + timedelta(minutes=1), answers=first
    )
    assert moments[-1].ticket.handler is None


@pytest.mark.parametrize("name", sorted(packs()))
def test_the_lines_of_every_explanation_add_up(name: str) -> None:
    contract = packs()[name]
    for grade in contract.grades:
        ticket = a_ticket(pack=name, grade=grade.id)
        for line in deadlines(ticket, contract):
            why = explain(ticket, contract, line.stage)
            assert why is not None
            assert why.start.at + why.limit.span == why.sum.due == line.due
            assert why.limit.clause == line.clause
            assert why.sum.in_time is None
