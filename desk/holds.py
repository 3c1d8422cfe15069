"""Holds: why a job stands still, and from when to when. Whether that stops a clock is the contract's business.

A hold always has a planned end, so every deadline is a definite instant at any time: while the hold lasts it is computed
as if the hold ended as planned, and an earlier end moves it earlier (ADR 0007).
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum


class HoldReason(StrEnum):
    """Why a job waits. The pack says for each what it pauses, how long at most and who must agree."""

    CUSTOMER_ACCESS = "customer_access"
    CUSTOMER_REQUEST = "customer_request"
    CUSTOMER_APPROVAL = "customer_approval"
    PARTS = "parts"
    THIRD_PARTY = "third_party"
    FORCE_MAJEURE = "force_majeure"


@dataclass(frozen=True, slots=True)
class Hold:
    """One stretch of waiting. `end` is the planned end while `is_open`, else the real one; never before `start`.

    No `reason`: the time from a repair to its denial, where the contract lets the clocks go on; it pauses every stage.
    """

    reason: HoldReason | None
    start: datetime
    end: datetime
    note: str = ""
    is_open: bool = False


def open_hold(holds: tuple[Hold, ...]) -> Hold | None:
    """The hold that lasts, if any; only the newest can."""
    return holds[-1] if holds and holds[-1].is_open else None


def ended(holds: tuple[Hold, ...], at: datetime) -> tuple[Hold, ...]:
    """The holds with the open one ended: at its planned end when `at` is later (the desk was down), never before its start."""
    last = open_hold(holds)
    if last is None:
        return holds
    end = max(last.start, min(last.end, at))
    return (*holds[:-1], replace(last, end=end, is_open=False))


def stretches(holds: Iterable[Hold]) -> tuple[tuple[datetime, datetime], ...]:
    """The time that any of the holds takes, in order, overlaps and neighbours joined; those of no length are left out."""
    found: list[tuple[datetime, datetime]] = []
    for start, end in sorted((hold.start, hold.end) for hold in holds if hold.start < hold.end):
        if found and start <= found[-1][1]:
            found[-1] = found[-1][0], max(found[-1][1], end)
        else:
            found.append((start, end))
    return tuple(found)
