"""A server that fails is left alone, tried with one question, and left alone for longer when that fails too."""

from hypothesis import given
from hypothesis import strategies as st

from nlu.breaker import Breaker, Circuit

BREAKER = Breaker(failures_allowed=3, pause_s=5.0, longest_s=12.0, trial_s=2.0)


def opened(now: float = 100.0) -> Breaker:
    breaker = BREAKER
    for _ in range(3):
        breaker = breaker.failed(now)
    return breaker


def trial(breaker: Breaker, now: float) -> Breaker:
    asking = breaker.asking(now)
    assert asking is not None
    return asking


def test_two_failures_in_a_row_are_borne_and_the_third_opens_it() -> None:
    twice = BREAKER.failed(1.0).failed(2.0)
    assert twice.circuit is Circuit.CLOSED
    assert twice.asking(2.0) == twice
    assert twice.failed(3.0).circuit is Circuit.OPEN


def test_an_answer_between_failures_forgives_them() -> None:
    assert BREAKER.failed(1.0).failed(2.0).answered().failed(3.0).failed(4.0).circuit is Circuit.CLOSED


def test_an_open_one_lets_nothing_through_until_its_pause_is_over() -> None:
    assert opened(100.0).asking(104.999) is None
    assert trial(opened(100.0), 105.0).circuit is Circuit.HALF_OPEN


def test_only_one_question_tries_a_server_again() -> None:
    trying = trial(opened(100.0), 105.0)
    assert trying.asking(105.1) is None
    assert trying.asking(106.9) is None


def test_a_trial_nobody_reports_on_is_followed_by_another() -> None:
    assert trial(trial(opened(100.0), 105.0), 107.0).circuit is Circuit.HALF_OPEN


def test_an_answered_trial_closes_it() -> None:
    assert trial(opened(100.0), 105.0).answered() == BREAKER


def test_pauses_double_with_every_failed_trial_up_to_the_longest() -> None:
    breaker, now, pauses = opened(100.0), 100.0, []
    for _ in range(3):
        pauses.append(breaker.until - now)
        now = breaker.until
        breaker = trial(breaker, now).failed(now)
    assert [*pauses, breaker.until - now] == [5.0, 10.0, 12.0, 12.0]


def test_late_failures_of_earlier_questions_do_not_lengthen_the_pause() -> None:
    assert opened(100.0).failed(104.0) == opened(100.0)


@given(st.lists(st.tuples(st.sampled_from(["ask", "answer", "fail"]), st.floats(0, 30)), max_size=60))
def test_whatever_happens_it_asks_again_after_the_longest_pause(steps: list[tuple[str, float]]) -> None:
    breaker, now = BREAKER, 0.0
    for what, later in steps:
        now += later
        if what == "ask":
            breaker = breaker.asking(now) or breaker
        else:
            breaker = breaker.answered() if what == "answer" else breaker.failed(now)
    assert breaker.asking(now + breaker.longest_s) is not None
