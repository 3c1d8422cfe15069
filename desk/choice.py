"""Which of the people on duty is called first, and why. Pure and deterministic: the same facts give the same order.

One measure after the other, the first that tells two people apart decides (001 §4.5.6: the best first-line person, when
busy another; ADR 0020):

1. awake: nobody in their quiet hours while somebody else is up; not looked at for the contract's most urgent grade;
2. free: no other job in hand;
3. skill: a team for just this kind of device before a team for all, that before teams for other devices;
4. primary before backup, unless the team's people are equals;
5. area: who answers for this school by name before who answers for the whole district;
6. device: who repaired this device, or this kind of device in this room, most lately;
7. near: the shorter way from where they last had a job, where both schools are on the map;
8. fair: fewer jobs in the last seven days;
9. the order of the roster.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from desk.ids import PersonId


class Ground(StrEnum):
    """Why somebody is called, or is called before another."""

    AWAKE = "awake"
    FREE = "free"
    SKILL = "skill"
    PRIMARY = "primary"
    AREA = "area"
    DEVICE = "device"
    NEAR = "near"
    FAIR = "fair"
    ROSTER = "roster"
    ONLY = "only"
    NEXT = "next"
    GRAB = "grab"
    EVERYONE = "everyone"
    NAMED = "named"


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known of one person on duty, for one job. `fit` 0: a team for just this kind of device, 1: a team for all, 2: for
    others. `busy` is the number of the other job in hand, `touched` when they last repaired this device, `km` the way from
    where they are, as far as known, `jobs` those of the last seven days.
    """

    person: PersonId
    fit: int = 1
    is_backup: bool = False
    is_local: bool = True
    is_quiet: bool = False
    busy: int | None = None
    touched: datetime | None = None
    km: float | None = None
    jobs: int = 0


@dataclass(frozen=True, slots=True)
class Behind:
    """Somebody who comes later: the measure that decided it, and what it says of them (a ticket's number, kilometres, jobs)."""

    person: PersonId
    ground: Ground
    theirs: str = ""


@dataclass(frozen=True, slots=True)
class Chosen:
    """Somebody who is called, and why: `ground` in a word, `mine` what it says of them; who comes `behind` them and why, and who
    was called `before` them.
    """

    person: PersonId
    ground: Ground
    mine: str = ""
    behind: tuple[Behind, ...] = ()
    before: tuple[PersonId, ...] = ()


_NEVER = float("inf")
_Measure = Callable[[Standing], Any]
_MEASURES: tuple[tuple[Ground, _Measure, Callable[[Standing], str]], ...] = (
    (Ground.FREE, lambda s: s.busy is not None, lambda s: str(s.busy or "")),
    (Ground.SKILL, lambda s: s.fit, lambda s: str(s.fit)),
    (Ground.PRIMARY, lambda s: s.is_backup, lambda s: ""),
    (Ground.AREA, lambda s: not s.is_local, lambda s: ""),
    (
        Ground.DEVICE,
        lambda s: -s.touched.timestamp() if s.touched else _NEVER,
        lambda s: s.touched.isoformat() if s.touched else "",
    ),
    (
        Ground.NEAR,
        lambda s: _NEVER if s.km is None else s.km,
        lambda s: "" if s.km is None else f"{s.km:.1f}",
    ),
    (Ground.FAIR, lambda s: s.jobs, lambda s: str(s.jobs)),
)
_AWAKE: tuple[Ground, _Measure, Callable[[Standing], str]] = (
    Ground.AWAKE,
    lambda s: s.is_quiet,
    lambda s: "",
)


def choose(
    people: tuple[PersonId, ...],
    standings: Mapping[PersonId, Standing],
    *,
    before: tuple[PersonId, ...] = (),
    urgent: bool = False,
) -> tuple[Chosen, ...]:
    """The people in the order in which they are to be called, each with the reason. `people` are given in the roster's order;
    of whom nothing is known, only that counts. `urgent`: quiet hours are not looked at.
    """
    measures = _MEASURES if urgent else (_AWAKE, *_MEASURES)
    known = [standings.get(person, Standing(person)) for person in people]
    ranked = sorted(known, key=lambda s: [measure(s) for _, measure, _ in measures])
    return tuple(
        _chosen(one, tuple(ranked[i + 1 :]), before + tuple(s.person for s in ranked[:i]), urgent=urgent)
        for i, one in enumerate(ranked)
    )


def _chosen(
    one: Standing, later: tuple[Standing, ...], before: tuple[PersonId, ...], *, urgent: bool
) -> Chosen:
    behind = tuple(_behind(one, other, urgent=urgent) for other in later)
    if not behind:
        return Chosen(one.person, Ground.NEXT if before else Ground.ONLY, before=before)
    ground = behind[0].ground
    mine = next((value(one) for name, _, value in _MEASURES if name is ground), "")
    return Chosen(one.person, ground, mine, behind, before)


def _behind(one: Standing, other: Standing, *, urgent: bool) -> Behind:
    for ground, measure, value in _MEASURES if urgent else (_AWAKE, *_MEASURES):
        if measure(one) != measure(other):
            return Behind(other.person, ground, value(other))
    return Behind(other.person, Ground.ROSTER)
