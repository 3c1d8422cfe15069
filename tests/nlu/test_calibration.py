"""Whether a confidence is kept."""

import pytest

from nlu.calibration import calibration


def test_a_kept_promise_has_no_error() -> None:
    found = calibration([(0.75, True)] * 3 + [(0.75, False)])
    assert found is not None
    assert found.error == 0.0
    assert [one.count for one in found.bins] == [0, 0, 0, 0, 0, 0, 0, 4, 0, 0]


def test_the_error_is_the_mean_gap_by_count() -> None:
    found = calibration([(0.95, False)] * 3 + [(0.15, False)])
    assert found is not None
    assert found.error == pytest.approx((3 * 0.95 + 0.15) / 4)


def test_full_confidence_belongs_to_the_last_bin_and_none_to_the_first() -> None:
    found = calibration([(1.0, True), (0.0, False)])
    assert found is not None
    assert (found.bins[9].count, found.bins[0].count) == (1, 1)


def test_nothing_read_promises_nothing() -> None:
    assert calibration([]) is None
