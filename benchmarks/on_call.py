"""Who is on call for a school of a district of a thousand, asked as often as pages and deadlines ask, beside going through everybody's turns each time.

    .venv/bin/python benchmarks/on_call.py            or    … --schools 100

What the figures mean: docs/benchmarks.md.
"""

import argparse
import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, time, timedelta
from itertools import islice
from time import perf_counter
from zoneinfo import ZoneInfo

from desk.ids import PersonId, SchoolId
from desk.people import Person, Role, Tier
from desk.roster import OnCall, Roster, on_team
from desk.weekly import Shift, from_shifts

ZONE = ZoneInfo("Asia/Shanghai")
MORNING = datetime(2026, 9, 1, 1, 0, tzinfo=UTC)
MIDNIGHT = time(0)
ANEW, KNOWN = 30, 3000


def main() -> None:
    """Measure; JSON on standard output."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--schools", type=int, default=1000)
    schools = parser.parse_args().schools
    roster, people = _district(schools)
    reachable = frozenset(person.id for person in people)
    kept = OnCall(roster, people, reachable, ZONE)
    asked = list(islice(_questions(schools), KNOWN))
    for school, now in asked[:ANEW]:
        assert kept.duty(school, now).of(Tier.FIRST) == _gone_through(roster, people, school, now)
    anew = _ms(lambda school, now: _gone_through(roster, people, school, now), asked[:ANEW])
    known = _ms(kept.duty, asked)
    print(json.dumps({"schools": schools, "anew_ms": anew, "known_ms": known, "ratio": anew / known}))


def _district(schools: int) -> tuple[Roster, tuple[Person, ...]]:
    """Each school has an engineer, on call day and night, and a supervisor."""
    kinds = (("e", Role.ENGINEER, Tier.FIRST), ("w", Role.SUPERVISOR, Tier.SUPERVISOR))
    people = tuple(
        Person(PersonId(f"{letter}{n}"), letter, role, (SchoolId(f"s{n}"),), tier)
        for letter, role, tier in kinds
        for n in range(schools)
    )
    shifts = [Shift(PersonId(f"e{n}"), Tier.FIRST, MIDNIGHT, MIDNIGHT) for n in range(schools)]
    return from_shifts(shifts), people


def _gone_through(
    roster: Roster, people: tuple[Person, ...], school: SchoolId, now: datetime
) -> tuple[PersonId, ...]:
    """The peer: everybody and every turn, for each question; nothing more than who it is."""
    known = {person.id for person in people if person.covers(school)}
    teams = (team for team in roster.teams if team.covers(school, None))
    return tuple(
        person for team in teams for person in on_team(roster, team.id, now, ZONE) if person in known
    )


def _questions(schools: int) -> Iterator[tuple[SchoolId, datetime]]:
    """School after school, a second apart."""
    number = 0
    while True:
        yield SchoolId(f"s{number % schools}"), MORNING + timedelta(seconds=number)
        number += 1


def _ms(ask: Callable[[SchoolId, datetime], object], questions: list[tuple[SchoolId, datetime]]) -> float:
    """Milliseconds for one answer."""
    begin = perf_counter()
    for school, now in questions:
        ask(school, now)
    return (perf_counter() - begin) * 1000 / len(questions)


if __name__ == "__main__":
    main()
