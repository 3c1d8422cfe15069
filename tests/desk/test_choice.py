"""Who is called first, and why: one measure after the other, the same facts the same order (desk.choice)."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.choice import Behind, Chosen, Ground, Standing, choose
from desk.distances import km_between
from desk.ids import PersonId

A, B, C = (PersonId(name) for name in "abc")
NOON = datetime(2026, 9, 21, 4, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def chosen(
    *standings: Standing, urgent: bool = False, order: Iterable[PersonId] | None = None
) -> tuple[Chosen, ...]:
    people = tuple(order) if order else tuple(standing.person for standing in standings)
    return choose(people, {standing.person: standing for standing in standings}, urgent=urgent)


def test_the_only_one_on_duty_is_called_because_there_is_nobody_else() -> None:
    assert chosen(Standing(A)) == (Chosen(A, Ground.ONLY),)


def test_of_equals_the_order_of_the_roster_decides() -> None:
    first, last = chosen(Standing(B), Standing(A))
    assert (first.person, first.ground, last.person) == (B, Ground.ROSTER, A)
    assert last == Chosen(A, Ground.NEXT, before=(B,))


WORSE = [
    (Ground.AWAKE, {"is_quiet": True}, ""),
    (Ground.FREE, {"busy": 1002}, "1002"),
    (Ground.SKILL, {"fit": 2}, "2"),
    (Ground.PRIMARY, {"is_backup": True}, ""),
    (Ground.AREA, {"is_local": False}, ""),
    (Ground.DEVICE, {"touched": None}, ""),
    (Ground.NEAR, {"km": 7.04}, "7.0"),
    (Ground.FAIR, {"jobs": 9}, "9"),
]
BEST = Standing(A, fit=0, touched=NOON, km=1.0, jobs=1)


@pytest.mark.parametrize(("ground", "worse", "theirs"), WORSE)
def test_each_measure_decides_where_the_ones_before_are_alike(
    ground: Ground, worse: dict[str, object], theirs: str
) -> None:
    other = replace(BEST, person=B, **worse)  # type: ignore[arg-type]  # fields of Standing
    first, _ = chosen(other, BEST)
    assert first.person == A
    assert (first.ground, first.behind) == (ground, (Behind(B, ground, theirs),))


@pytest.mark.parametrize("place", range(len(WORSE) - 1))
def test_an_earlier_measure_outweighs_all_later_ones(place: int) -> None:
    _, early, _ = WORSE[place]
    late = {name: value for _, worse, _ in WORSE[place + 1 :] for name, value in worse.items()}
    early_is_worse = replace(BEST, person=A, **early)  # type: ignore[arg-type]  # fields of Standing
    late_is_worse = replace(BEST, person=B, **late)  # type: ignore[arg-type]  # fields of Standing
    assert chosen(early_is_worse, late_is_worse)[0].person == B


def test_who_repaired_the_device_most_lately_comes_first() -> None:
    first, _ = chosen(Standing(A, touched=NOON - HOUR), Standing(B, touched=NOON))
    assert (first.person, first.ground, first.mine) == (B, Ground.DEVICE, NOON.isoformat())


def test_a_most_urgent_job_does_not_look_at_quiet_hours() -> None:
    asleep, up = Standing(A, is_quiet=True), Standing(B)
    assert chosen(asleep, up)[0].person == B
    assert chosen(asleep, up, urgent=True)[0] == Chosen(A, Ground.ROSTER, behind=(Behind(B, Ground.ROSTER),))


def test_each_of_those_behind_has_a_reason_of_their_own() -> None:
    first, second, _ = chosen(Standing(A, busy=7), Standing(B), Standing(C, is_backup=True))
    assert first == Chosen(B, Ground.PRIMARY, behind=(Behind(C, Ground.PRIMARY), Behind(A, Ground.FREE, "7")))
    assert (second.person, second.before) == (C, (B,))


standings = st.builds(
    Standing,
    person=st.just(A),
    fit=st.integers(0, 2),
    is_backup=st.booleans(),
    is_local=st.booleans(),
    is_quiet=st.booleans(),
    busy=st.none() | st.integers(1001, 1003),
    touched=st.none() | st.just(NOON),
    km=st.none() | st.sampled_from([0.0, 3.5]),
    jobs=st.integers(0, 3),
)


@given(st.lists(standings, min_size=3, max_size=3), st.booleans())
def test_the_order_does_not_hang_on_how_the_facts_are_listed(drawn: list[Standing], urgent: bool) -> None:
    known = [replace(standing, person=person) for standing, person in zip(drawn, (A, B, C), strict=True)]
    orders = {chosen(*listed, urgent=urgent, order=(A, B, C)) for listed in permutations(known)}
    assert len(orders) == 1
    (order,) = orders
    assert sorted(one.person for one in order) == [A, B, C]


def test_the_way_between_two_schools_is_as_the_crow_flies() -> None:
    assert km_between((34.21, 113.82), (34.21, 113.82)) == 0
    assert km_between((34.0, 113.0), (35.0, 113.0)) == pytest.approx(111.2, abs=0.1)
