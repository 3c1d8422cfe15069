"""What a change of grade does to the promises: every clock that moved, from when to when, and no other."""

from datetime import datetime

from desk import events as ev
from desk.contract import StageName
from desk.promises import promise_changes
from desk.ticket import Ticket, evolve
from tests.kit.builders import ENGINEER, MINUTE, NOON, a_ticket, a_verdict, packs

CHANGGE, GANGBEI = packs()["changge"], packs()["gangbei"]


def regraded(ticket: Ticket, grade: str, pack: str = "changge") -> Ticket:
    verdict = a_verdict(pack, grade, ticket.fault.facts)
    return evolve(ticket, ev.Regraded(at=NOON + 2 * MINUTE, verdict=verdict))


def lines(before: Ticket, after: Ticket) -> dict[str, tuple[str, str]]:
    told = promise_changes(before, after, packs()[before.contract])
    assert told["was"] == before.verdict.grade
    rows = (line.split("|") for line in told["changes"].splitlines())
    return {stage: (old, new) for stage, old, new in rows}


def test_every_open_clock_that_moved_is_named_with_both_instants() -> None:
    mild = a_ticket(grade="IV")
    moved = lines(mild, regraded(mild, "I"))
    old, new = moved[StageName.SOLUTION]
    limit = {
        grade: stage.limit
        for grade in ("I", "IV")
        for stage in CHANGGE.grade(grade).stages
        if stage.name == "solution"
    }
    assert datetime.fromisoformat(old) - datetime.fromisoformat(new) == limit["IV"] - limit["I"]


def test_a_clock_that_the_other_grade_lacks_has_no_new_instant() -> None:
    grave = a_ticket(grade="B", pack="gangbei")
    moved = lines(grave, regraded(grave, "D", "gangbei"))
    assert moved[StageName.SPARE][1] == ""
    assert StageName.ARRIVAL not in moved


def test_a_clock_that_is_met_is_no_promise_any_more() -> None:
    taken = evolve(a_ticket(grade="IV"), ev.Acknowledged(at=NOON + MINUTE, by=ENGINEER))
    assert StageName.RESPONSE not in lines(taken, regraded(taken, "I"))


def test_the_same_grade_moves_nothing() -> None:
    ticket = a_ticket(grade="II")
    assert lines(ticket, regraded(ticket, "II")) == {}
