"""After anything that may happen to a job (holds, rises, corrections, late entries) every clock's sum still adds up."""

from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from desk import events as ev
from desk.contract import Contract
from desk.explain import LineKind, explained, lines
from desk.lifecycle import allows
from desk.sla import deadlines
from desk.terms import Counting
from desk.ticket import Ticket, evolve, open_from
from tests.desk.test_met_never_moves import CONTRACTS, MAKERS, Make
from tests.kit.builders import ENGINEER, NOON, an_opening

ZERO = timedelta()


def walked(contract: Contract, grade: str, walk: list[tuple[Make, int, int]]) -> Ticket:
    """A ticket to which everything of the walk happened that its lifecycle allowed."""
    now = NOON
    ticket = evolve(open_from(an_opening("changge", grade)), ev.Acknowledged(at=NOON, by=ENGINEER))
    for make, minutes, number in walk:
        now += timedelta(minutes=minutes)
        event = make(ticket, contract, now, number)
        if allows(ticket, type(event)):
            ticket = evolve(ticket, event)
    return ticket


@settings(max_examples=300, deadline=None)
@given(
    st.sampled_from(CONTRACTS),
    st.sampled_from(("I", "II", "III", "IV")),
    st.lists(st.tuples(st.sampled_from(MAKERS), st.integers(0, 90), st.integers(0, 40)), max_size=10),
)
def test_start_limit_and_pauses_give_the_deadline_whatever_happened(
    contract: Contract, grade: str, walk: list[tuple[Make, int, int]]
) -> None:
    ticket = walked(contract, grade, walk)
    for clock in deadlines(ticket, contract):
        why = explained(ticket, contract, clock)
        pauses = [pause.interval for pause in why.pauses]
        assert sum((part.length for part in why.counted), ZERO) == why.limit.span
        assert why.counted[-1].closes == why.sum.due == clock.due
        assert not [
            p for p in pauses for part in why.counted if part.opens < p.closes and p.opens < part.closes
        ]
        assert all(pause.reasons for pause in why.pauses)
        if clock.counting is Counting.ALWAYS:
            assert why.start.at + why.limit.span + sum((p.length for p in pauses), ZERO) == why.sum.due
        assert [line.at for line in lines(why) if line.kind is LineKind.DUE] == [clock.due]
