"""Where the signatures stand after each thing that can happen to a report."""

from datetime import timedelta

import pytest

from desk import events as ev
from desk import report_events as rev
from desk.event import Event
from desk.report_events import ReportPart, Signatory
from desk.signing import GOOD_FOR, TRIES, SigningState, signature_timer, signing
from desk.timers import TimerKind
from tests.kit import builders as a

SEAL, OTHER = "a" * 64, "b" * 64
BY_HANDLER = rev.ReportSigned(at=a.NOON, by=a.ENGINEER, role=Signatory.HANDLER, name="Jiang", digest=SEAL)
BY_REPORTER = rev.ReportSigned(at=a.NOON, by=a.TEACHER, role=Signatory.REPORTER, name="Lin", digest=SEAL)
ASKED = rev.SignatureAsked(at=a.NOON, to=a.TEACHER, digest=SEAL, until=a.NOON + GOOD_FOR)
AGAIN = rev.SignatureAsked(at=a.NOON, to=a.TEACHER, digest=SEAL, until=a.NOON + 2 * GOOD_FOR, count=2)
WRONG = rev.SignatureFailed(at=a.NOON, by=a.TEACHER, digest=SEAL)
LAPSED = rev.SignatureLapsed(at=a.NOON, digest=SEAL)
DECLINED = rev.ReportDeclined(at=a.NOON, by=a.TEACHER, words="the loss is missing")
NOTED = rev.ReportNoted(at=a.NOON, by=a.ENGINEER, part=ReportPart.LOSS, words="a file")
DENIED = ev.FixDenied(at=a.NOON, by=a.TEACHER)
HALF = (BY_HANDLER, ASKED)
WHOLE = (*HALF, BY_REPORTER)


@pytest.mark.parametrize(
    ("trail", "state", "count"),
    [
        ((), SigningState.UNSIGNED, 0),
        ((NOTED, DENIED), SigningState.UNSIGNED, 0),
        (HALF, SigningState.WAITING, 1),
        ((*HALF, WRONG), SigningState.WAITING, 1),
        ((*HALF, AGAIN), SigningState.WAITING, 1),
        ((*HALF, AGAIN, LAPSED), SigningState.LAPSED, 1),
        ((*HALF, AGAIN, LAPSED, ASKED), SigningState.WAITING, 1),
        (WHOLE, SigningState.SIGNED, 2),
        ((*HALF, DECLINED), SigningState.DECLINED, 0),
        ((*HALF, DECLINED, *HALF), SigningState.WAITING, 1),
        ((*HALF, NOTED), SigningState.CHANGED, 0),
        ((*WHOLE, NOTED), SigningState.CHANGED, 0),
        ((*WHOLE, DENIED), SigningState.CHANGED, 0),
        ((*WHOLE, DENIED, NOTED), SigningState.CHANGED, 0),
        ((*WHOLE, DENIED, *WHOLE), SigningState.SIGNED, 2),
    ],
)
def test_what_a_trail_comes_to(trail: tuple[Event, ...], state: SigningState, count: int) -> None:
    stands = signing((a.an_opening(), *trail))
    assert (stands.state, len(stands.signatures)) == (state, count)


def test_a_rating_after_the_signatures_leaves_them_alone() -> None:
    assert signing((*WHOLE, ev.Rated(at=a.NOON, by=a.TEACHER, score=5))).state is SigningState.SIGNED


def test_a_code_holds_to_the_last_moment_of_its_day() -> None:
    stands = signing(HALF)
    assert stands.takes(a.NOON + GOOD_FOR - timedelta(seconds=1))
    assert not stands.takes(a.NOON + GOOD_FOR)
    assert not signing((BY_HANDLER,)).takes(a.NOON)
    assert not signing(WHOLE).takes(a.NOON)


def test_the_last_wrong_try_locks_it_and_a_fresh_code_unlocks_it() -> None:
    assert signing((*HALF, *[WRONG] * (TRIES - 1))).takes(a.NOON)
    assert not signing((*HALF, *[WRONG] * TRIES)).takes(a.NOON)
    assert signing((*HALF, *[WRONG] * TRIES, AGAIN)).takes(a.NOON)


def test_a_new_signature_of_the_engineer_is_about_the_new_report_only() -> None:
    anew = rev.ReportSigned(at=a.NOON, by=a.ENGINEER, role=Signatory.HANDLER, name="Jiang", digest=OTHER)
    stands = signing((*HALF, DECLINED, anew))
    assert stands.digest == OTHER
    assert stands.by(Signatory.REPORTER) is None


def test_it_is_looked_at_when_the_code_runs_out() -> None:
    timer = signature_timer(a.a_ticket().id, 1, ASKED)
    assert (timer.kind, timer.due, timer.step) == (TimerKind.SIGNATURE, ASKED.until, 1)
    assert timer.key != signature_timer(a.a_ticket().id, 1, AGAIN).key
