"""How well grades read agree with grades labelled: recall of the grave ones, under-grading, weighted kappa (labels.md §0).

A scale names the grades, the gravest first. No grade (null) where a label asks for one is taken as one milder than the
mildest: a fault nobody noticed is the mildest thing that can happen to it. Knows no contract.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial

Scale = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Graded:
    """One message: the grade preferred, every one accepted, and the one given. None is no grade."""

    wanted: str | None
    accepted: tuple[str | None, ...]
    got: str | None


@dataclass(frozen=True, slots=True)
class Agreement:
    """Shares 0..1 over `messages`. `grave_recall`: of those labelled with one of the two gravest grades, how many got one.

    `under`: of the `faults` (whose label is a grade) those given milder than every accepted grade. `over`: of all messages
    those given graver than every one. `kappa`: Cohen's with quadratic weights, over the faults; 1 is full agreement, 0
    chance. None where nothing applies.
    """

    messages: int
    faults: int
    exact: float
    accepted: float
    grave: int
    grave_recall: float | None
    under: float | None
    over: float
    kappa: float | None


def agreement(scale: Scale, messages: Iterable[Graded]) -> Agreement | None:
    """The figures, or None where no message has a label. Raises ValueError for a grade that is not of the scale."""
    told = tuple(messages)
    if not told:
        return None
    faults = [one for one in told if one.wanted is not None]
    grave = [one for one in faults if one.wanted in scale[:2]]
    count = len(told)
    return Agreement(
        messages=count,
        faults=len(faults),
        exact=sum(one.got == one.wanted for one in told) / count,
        accepted=sum(one.got in one.accepted for one in told) / count,
        grave=len(grave),
        grave_recall=sum(one.got in scale[:2] for one in grave) / len(grave) if grave else None,
        under=sum(map(partial(_is_under, scale), faults)) / len(faults) if faults else None,
        over=sum(_rank(scale, one.got) < min(_ranks(scale, one)) for one in told) / count,
        kappa=_kappa([(_rank(scale, one.wanted), _rank(scale, one.got)) for one in faults], len(scale) + 1),
    )


def _is_under(scale: Scale, one: Graded) -> bool:
    return _rank(scale, one.got) > max(_ranks(scale, one))


def _rank(scale: Scale, grade: str | None) -> int:
    return len(scale) if grade is None else scale.index(grade)


def _ranks(scale: Scale, one: Graded) -> list[int]:
    return [_rank(scale, grade) for grade in one.accepted]


def _kappa(pairs: list[tuple[int, int]], ranks: int) -> float | None:
    """1 - observed / expected disagreement, squared by the distance in rank; None where chance alone cannot disagree."""
    if not pairs:
        return None
    wanted, got = Counter(one for one, _ in pairs), Counter(other for _, other in pairs)
    observed = sum((one - other) ** 2 for one, other in pairs) / len(pairs)
    expected = (
        sum((one - other) ** 2 * wanted[one] * got[other] for one in range(ranks) for other in range(ranks))
        / len(pairs) ** 2
    )
    return 1 - observed / expected if expected else None
