"""Whether a confidence means what it says: of the readings at about 0.8, are four in five right?"""

from collections.abc import Iterable
from dataclasses import dataclass

BINS = 10


@dataclass(frozen=True, slots=True)
class Bin:
    """Readings with a confidence from `low` to below `high` (the last bin includes 1). Means are 0 in an empty bin."""

    low: float
    high: float
    count: int
    confidence: float
    right: float


@dataclass(frozen=True, slots=True)
class Calibration:
    """Ten bins of equal width, and the expected calibration error: the mean gap of confidence and right, by count."""

    bins: tuple[Bin, ...]
    error: float


def calibration(readings: Iterable[tuple[float, bool]]) -> Calibration | None:
    """From (confidence 0..1, whether it was right) of every reading; None without any."""
    sorted_in: list[list[tuple[float, bool]]] = [[] for _ in range(BINS)]
    for confidence, right in readings:
        sorted_in[max(0, min(BINS - 1, int(confidence * BINS)))].append((confidence, right))
    bins = tuple(_bin(number, members) for number, members in enumerate(sorted_in))
    total = sum(one.count for one in bins)
    if not total:
        return None
    return Calibration(bins, sum(one.count * abs(one.confidence - one.right) for one in bins) / total)


def _bin(number: int, members: list[tuple[float, bool]]) -> Bin:
    count = len(members)
    share = max(1, count)
    return Bin(
        number / BINS,
        (number + 1) / BINS,
        count,
        sum(confidence for confidence, _ in members) / share,
        sum(right for _, right in members) / share,
    )
