"""What ended each clock: the event, who, when and the kind of proof, read off the trail."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk import events as ev
from desk.contract import Contract, StageName
from desk.evidence import EvidenceKind, Outcome, Proof, evidence_of, proofs
from desk.grading import FaultFacts
from desk.ids import ContractId
from desk.life_events import CheckIn
from desk.reading import Intent
from desk.sla import deadlines
from desk.ticket import Status, Ticket, replay
from tests.kit.builders import (
    ENGINEER,
    MINUTE,
    NOON,
    SUPERVISOR,
    TEACHER,
    a_ticket,
    a_verdict,
    an_opening,
    packs,
    way_to,
)

CHANGGE = packs()[ContractId("changge")]
HOUR = timedelta(hours=1)


def pinned(ticket: Ticket) -> Contract:
    return packs()[ticket.contract]


def proven(*events: ev.Event, grade: str = "II") -> dict[tuple[int, StageName], Proof]:
    """The proofs of a trail by round and stage."""
    trail = (an_opening(grade=grade), *events)
    return {(proof.round, proof.clock.stage): proof for proof in proofs(trail, pinned)}


def kinds(found: dict[tuple[int, StageName], Proof]) -> dict[StageName, str]:
    return {stage: proof.evidence.kind for (_, stage), proof in found.items() if proof.evidence}


def at(minute: float, by: str = ENGINEER) -> dict[str, object]:
    return {"at": NOON + minute * MINUTE, "by": by}


def regraded(grade: str, minute: float) -> ev.Event:
    return ev.Regraded(verdict=a_verdict("changge", grade, FaultFacts()), **at(minute))


def missed(stage: StageName, minute: float, due: float) -> ev.Event:
    return ev.DeadlineMissed(at=NOON + minute * MINUTE, stage=stage, due=NOON + due * MINUTE, late=MINUTE)


def test_every_clock_of_a_plain_job_names_its_own_evidence() -> None:
    found = proven(*way_to(Status.CLOSED))
    assert kinds(found) == {
        StageName.RESPONSE: "acceptance",
        StageName.DISPATCH: "departure",
        StageName.ARRIVAL: "check_in",
        StageName.DIAGNOSIS: "diagnosis_text",
        StageName.SOLUTION: "button_only",  # the lesson went on at a press; what was done is not written there
        StageName.SPARE: "button_only",
    }
    assert all(proof.outcome(NOON + HOUR) is Outcome.KEPT for proof in found.values())
    arrival = found[1, StageName.ARRIVAL].evidence
    assert arrival is not None
    assert (arrival.seq, arrival.event) == (5, ev.Arrived(at=NOON + 4 * MINUTE, by=ENGINEER))


def test_a_clock_that_nothing_met_has_no_evidence_and_runs_until_it_is_late() -> None:
    response = proven()[1, StageName.RESPONSE]
    assert response.evidence is None
    assert response.outcome(response.clock.due) is Outcome.RUNNING
    assert response.outcome(response.clock.due + timedelta(seconds=1)) is Outcome.MISSED


@pytest.mark.parametrize(
    ("event", "kind"),
    [
        (ev.Acknowledged(at=NOON, by=ENGINEER), EvidenceKind.ACCEPTANCE),
        (ev.TakenOver(at=NOON, by=SUPERVISOR), EvidenceKind.TAKE_OVER),
        (ev.PhoneCallMade(at=NOON, by=SUPERVISOR), EvidenceKind.CALL_LOGGED),
        (ev.Arrived(at=NOON, by=ENGINEER), EvidenceKind.CHECK_IN),
        (ev.Arrived(at=NOON, by=ENGINEER, check_in=CheckIn.BUTTON), EvidenceKind.CHECK_IN),
        (ev.Arrived(at=NOON, by=ENGINEER, check_in=CheckIn.CODE), EvidenceKind.CHECK_IN_CODE),
        (ev.Arrived(at=NOON, by=ENGINEER, check_in=CheckIn.QR), EvidenceKind.CHECK_IN_QR),
        (ev.Diagnosed(at=NOON, by=ENGINEER, note="loose cable"), EvidenceKind.DIAGNOSIS_TEXT),
        (ev.Diagnosed(at=NOON, by=ENGINEER, note="  "), EvidenceKind.BUTTON_ONLY),
        (ev.TeachingRestored(at=NOON, by=ENGINEER, note="spare laptop"), EvidenceKind.WORKAROUND_TEXT),
        (ev.Repaired(at=NOON, by=ENGINEER), EvidenceKind.BUTTON_ONLY),
        (ev.Repaired(at=NOON, by=ENGINEER, note="new cable"), EvidenceKind.REPAIR_TEXT),
        (ev.FixConfirmed(at=NOON, by=TEACHER), EvidenceKind.TEACHER_CONFIRMATION),
        (ev.FixConfirmed(at=NOON, by=SUPERVISOR), EvidenceKind.CONFIRMED_FOR_TEACHER),
        (ev.Cancelled(at=NOON, by=TEACHER), EvidenceKind.WITHDRAWAL),
        (ev.Urged(at=NOON, by=TEACHER, words="quick"), EvidenceKind.TRAIL_ENTRY),
    ],
)
def test_an_event_is_worth_what_stands_in_the_table(event: ev.Event, kind: EvidenceKind) -> None:
    assert evidence_of(7, event, a_ticket()).kind is kind


def test_the_words_of_a_diagnosis_are_kept_with_it() -> None:
    found = evidence_of(7, ev.Diagnosed(at=NOON, by=ENGINEER, note="loose cable"), a_ticket())
    assert (found.seq, found.words) == (7, "loose cable")


def test_a_repair_from_afar_meets_the_clocks_of_the_steps_left_out() -> None:
    found = proven(ev.Acknowledged(**at(1)), ev.Repaired(note="restarted it from afar", **at(4)), grade="III")
    assert kinds(found)[StageName.ARRIVAL] == "repair_text"
    assert kinds(found)[StageName.RESPONSE] == "acceptance"


def test_a_withdrawn_report_owes_nothing_more_but_what_was_late_stays_late() -> None:
    early = proven(ev.Cancelled(**at(1, TEACHER)))
    assert {proof.outcome(NOON + HOUR) for proof in early.values()} == {Outcome.WITHDRAWN}
    late = proven(ev.Cancelled(**at(60 * 24 * 9, TEACHER)))
    assert late[1, StageName.RESPONSE].outcome(NOON + HOUR) is Outcome.MISSED


def test_a_rise_of_the_grade_moves_no_clock_that_was_met() -> None:
    before = proven(ev.Acknowledged(**at(4)), grade="III")[1, StageName.RESPONSE]
    after = proven(ev.Acknowledged(**at(4)), regraded("I", 30), grade="III")
    assert after[1, StageName.RESPONSE] == before
    arrival = after[1, StageName.ARRIVAL]
    assert (arrival.grade, arrival.evidence) == ("I", None)


def test_a_lowered_grade_never_takes_a_miss_back() -> None:
    due = proven(grade="II")[1, StageName.ARRIVAL].clock.due
    minute = (due - NOON) / MINUTE
    found = proven(
        ev.Acknowledged(**at(1)),
        missed(StageName.ARRIVAL, minute + 1, minute),
        regraded("IV", minute + 2),
        ev.Arrived(**at(minute + 3)),
    )
    arrival = found[1, StageName.ARRIVAL]
    assert arrival.missed is not None
    assert arrival.outcome(NOON + HOUR) is Outcome.MISSED
    assert arrival.evidence is not None


def test_an_arrival_entered_late_that_was_in_time_is_in_time() -> None:
    due = proven(grade="II")[1, StageName.ARRIVAL].clock.due
    minute = (due - NOON) / MINUTE
    found = proven(
        ev.Acknowledged(**at(1)),
        missed(StageName.ARRIVAL, minute + 1, minute),
        ev.Arrived(**at(minute - 2)),
    )
    assert found[1, StageName.ARRIVAL].outcome(NOON + HOUR) is Outcome.KEPT


def test_a_clock_that_only_the_new_grade_has_finds_the_step_that_met_it_long_ago() -> None:
    stages = CHANGGE.grade(a_verdict("changge", "IV", FaultFacts()).grade).stages
    few = replace(CHANGGE, grades=tuple(
        replace(grade, stages=tuple(s for s in stages if s.name is StageName.SOLUTION)) if grade.id == "IV" else grade
        for grade in CHANGGE.grades
    ))  # fmt: skip
    trail = (an_opening(grade="IV"), *way_to(Status.ON_SITE), regraded("II", 9))
    arrival = next(p for p in proofs(trail, lambda _: few) if p.clock.stage is StageName.ARRIVAL)
    assert arrival.evidence is not None
    assert (arrival.evidence.seq, arrival.evidence.kind) == (5, EvidenceKind.CHECK_IN)


def test_a_clock_of_a_question_ends_with_the_correction_but_one_already_met_is_kept() -> None:
    question = ev.Fault(FaultFacts(intent=Intent.ASK_HOWTO))
    found = proven(*way_to(Status.ACCEPTED), ev.FaultCorrected(fault=question, **at(9, TEACHER)), grade="IV")
    assert (1, StageName.RESPONSE) in found
    assert (1, StageName.ARRIVAL) not in found


def test_a_denied_fix_closes_the_round_with_its_own_clocks_and_starts_them_afresh() -> None:
    denial = ev.FixDenied(words="still dark", **at(20, TEACHER))
    again = ev.Acknowledged(**at(21))
    found = proven(*way_to(Status.REPAIRED), denial, again)
    first, second = found[1, StageName.RESPONSE], found[2, StageName.RESPONSE]
    assert (first.ended, second.ended) == (NOON + 20 * MINUTE, None)
    assert second.clock.started == NOON + 20 * MINUTE
    assert second.evidence is not None
    assert second.evidence.event is again


def test_a_workaround_that_did_not_hold_leaves_a_running_clock_restarted_not_missed() -> None:
    unmet = proven(*way_to(Status.ON_SITE))
    solution = unmet[1, StageName.SOLUTION]
    ended = replace(solution, ended=NOON + 9 * MINUTE)
    assert ended.outcome(NOON + 30 * HOUR) is Outcome.RESTARTED
    assert replace(solution, ended=solution.clock.due + MINUTE).outcome(NOON) is Outcome.MISSED


def test_our_own_goal_is_never_called_missed() -> None:
    clock = replace(proven()[1, StageName.RESPONSE].clock, internal=True)
    assert Proof(1, a_ticket().verdict.grade, clock).outcome(NOON + 9 * HOUR) is Outcome.GOAL_MISSED


def test_a_trail_without_its_opening_is_refused() -> None:
    with pytest.raises(ValueError, match="restore it from a backup"):
        proofs(way_to(Status.ON_SITE), pinned)


@pytest.mark.parametrize("pack", packs())
@pytest.mark.parametrize("status", [*Status])
def test_evidence_and_the_deadlines_of_the_ticket_agree_where_no_grade_changed(
    pack: str, status: Status
) -> None:
    trail = (an_opening(pack=pack), *(way_to(status) if status is not Status.WAITING else ()))
    ticket = replay(trail)
    found = proofs(trail, pinned)
    assert tuple(proof.clock for proof in found) == deadlines(ticket, pinned(ticket))
    assert all((proof.evidence is None) == (proof.clock.met is None) for proof in found)


STEPS = st.lists(
    st.sampled_from(
        (
            *(ev.Acknowledged, ev.Departed, ev.Arrived, ev.Diagnosed, ev.TeachingRestored, ev.Repaired),
            *(ev.FixDenied, ev.TakenOver, ev.Urged, "I", "II", "III", "IV"),
        )
    ),
    max_size=25,
)


@given(STEPS)
def test_what_later_events_say_never_moves_a_met_clock(steps: Iterable[type[ev.Event] | str]) -> None:
    trail: list[ev.Event] = [an_opening(grade="III")]
    met: dict[tuple[int, StageName], Proof] = {}
    for minute, step in enumerate(steps, start=1):
        trail.append(regraded(step, minute) if isinstance(step, str) else step(**at(minute)))
        for proof in proofs(trail, pinned):
            key = proof.round, proof.clock.stage
            if key in met:
                assert (proof.clock, proof.evidence) == (met[key].clock, met[key].evidence)
            if proof.clock.met is not None:
                met[key] = proof


def test_where_the_clocks_go_on_after_a_denial_they_are_the_same_clocks_open_again() -> None:
    denial = ev.FixDenied(words="still dark", continues=True, **at(20, TEACHER))
    found = proven(*way_to(Status.REPAIRED), denial)
    assert len(found) == len(StageName)
    arrival, solution = (
        next(proof for (_, stage), proof in found.items() if stage is wanted)
        for wanted in (StageName.ARRIVAL, StageName.SOLUTION)
    )
    assert arrival.outcome(NOON + HOUR) is Outcome.KEPT
    assert solution.outcome(NOON + HOUR) is Outcome.RUNNING
