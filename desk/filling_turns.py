"""Rows of the roster: teams, and the ring of turns of each. The ring of every team that the sheet names is replaced whole,
other teams' stay. What the sheet does not speak of (hours of the day, the rank) a ring keeps.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from desk.filing import Problem, Row, Wrong
from desk.filling import Books, Tally, missing, unknown_schools
from desk.ids import PersonId, RotationId, TeamId
from desk.language import Text
from desk.people import Person, Role, Tier
from desk.roster import Roster, Team
from desk.rotation import LONG_AGO, Rotation
from desk.weekly import rings_of

_RHYTHM = ("every", "hands_over", "begins")
"""What the rows of one ring say together: any of them, or each of them alike."""

Found = dict[int, list[Problem]]
"""What is wrong, by the number of the row."""


def enter_teams(books: Books, rows: Iterable[Row]) -> None:
    """A team names schools that are known, or none for all of them."""
    ledger = books.teams
    for row in rows:
        key = row.text("id")
        if not ledger.meet(row, key, "id"):
            continue
        schools: Any = row.fields.get("schools", ())
        problems = unknown_schools(books, row, "schools", schools)
        if problems:
            ledger.refuse(row, key, problems)
        else:
            ledger.enter(key, _team(ledger.known.get(key), row))


def enter_turns(
    books: Books, rows: Iterable[Row], known: Sequence[Rotation]
) -> tuple[tuple[Rotation, ...], list[Problem], Tally]:
    """The rings that change, what is wrong, and the figures in places of turns. A ring with one bad place is not entered:
    without that place it would be another ring.
    """
    by_team: dict[str, list[Row]] = {}
    for row in rows:
        by_team.setdefault(row.text("team"), []).append(row)
    write: list[Rotation] = []
    problems: list[Problem] = []
    new = changed = unchanged = bad = 0
    for team, places in by_team.items():
        before = [ring for ring in known if ring.team == team]
        found = _problems(books, places, before)
        if any(found.values()) or any(row.bad for row in places):
            bad += len(places)
            problems += [one for told in found.values() for one in told] + _spoilt(places, found)
            continue
        ring = _ring(TeamId(team), places, before)
        new += len(places) * (not before)
        changed += len(places) * (bool(before) and before != [ring])
        unchanged += len(places) * (before == [ring])
        write += [ring] if before != [ring] else []
    alone = sum(len(ring.turns) for ring in known if ring.team not in by_team)
    return tuple(write), problems, Tally(new, changed, unchanged, bad, alone)


def with_rings(roster: Roster, teams: Iterable[Team], rings: Sequence[Rotation]) -> Roster:
    """Teams and rotations with these in place of those of the same id and the same team; weekly shifts stay."""
    ringed = {ring.team for ring in rings}
    stale = {one.id for one in rings_of(roster) if one.team in ringed}
    kept = (one for one in roster.rotations if one.id not in stale)
    named = {team.id: team for team in (*roster.teams, *teams)}
    return Roster(tuple(named.values()), (*kept, *rings))


def _team(before: Team | None, row: Row) -> Team:
    """Without an English name of its own, a new team goes by its Chinese one."""
    fields: dict[str, Any] = {name: value for name, value in row.fields.items() if name != "name_en"}
    zh = row.text("name")
    kept = before.name.en if before and "name_en" not in row.fields else ""
    fields["name"] = Text(zh, row.text("name_en") or kept or zh)
    return replace(before, **fields) if before else Team(**fields)


def _problems(books: Books, places: Sequence[Row], before: Sequence[Rotation]) -> Found:
    """What is wrong with each row of one ring."""
    found: Found = {row.number: [] for row in places}
    good = [row for row in places if not row.bad]
    for row in good:
        found[row.number] += _wrong_names(books, row)
    if len(before) > 1 and not any(found.values()):
        ids = "、".join(ring.id for ring in before)
        found[places[0].number].append(
            places[0].problem(Wrong.SEVERAL_RINGS, "team", before[0].team, other=ids)
        )
    _check_order(found, places)
    _check_rhythm(found, good)
    return found


def _wrong_names(books: Books, row: Row) -> list[Problem]:
    team: Team | None = books.teams.known.get(row.text("team"))
    if team is None:
        return [missing(row, "team", row.text("team"), books.teams, Wrong.UNKNOWN_TEAM)]
    found = []
    for name in _people(row):
        person: Person | None = books.people.known.get(name)
        if person is None:
            found.append(missing(row, "people", name, books.people, Wrong.UNKNOWN_PERSON))
        elif person.role is not Role.ENGINEER:
            found.append(row.problem(Wrong.NO_SHIFT_OF_ROLE, "people", name))
        elif (person.tier or Tier.FIRST) is not team.tier or not team.answers_in(person.schools):
            found.append(row.problem(Wrong.NOT_OF_TEAM, "people", name, other=team.id))
    return found


def _check_order(found: Found, places: Sequence[Row]) -> None:
    """1, 2, 3 …, each once, in any order of the rows. A row whose order cannot be read stands for any place."""
    taken: dict[int, Row] = {}
    for row in places:
        order = row.fields.get("order")
        if isinstance(order, int):
            first = taken.setdefault(order, row)
            if first is not row:
                told = row.problem(Wrong.ORDER_TWICE, "order", str(order), other=str(first.number))
                found[row.number].append(told)
    unread = any("order" not in row.fields for row in places)
    gap = next((place for place in range(1, max(taken, default=0)) if place not in taken), None)
    if gap is not None and not unread:
        after = taken[min(place for place in taken if place > gap)]
        told = after.problem(Wrong.ORDER_GAP, "order", str(after.fields["order"]), other=str(gap))
        found[after.number].append(told)


def _check_rhythm(found: Found, good: Sequence[Row]) -> None:
    """One rhythm for the ring; who takes turns has to say since when."""
    for name in _RHYTHM:
        said = [row for row in good if row.fields.get(name) is not None]
        for row in said[1:]:
            if row.fields[name] != said[0].fields[name]:
                other = str(said[0].number)
                found[row.number].append(
                    row.problem(Wrong.TWO_RHYTHMS, name, str(row.fields[name]), other=other)
                )
        if not said and len(good) > 1 and name != "hands_over":
            found[good[0].number].append(good[0].problem(Wrong.EMPTY, name))


def _spoilt(places: Sequence[Row], found: Mapping[int, Sequence[Problem]]) -> list[Problem]:
    """Good rows of a ring that cannot be entered."""
    cause = next(row for row in places if row.bad or found[row.number])
    return [
        row.problem(Wrong.LEANS_ON_BAD, "team", row.text("team"), other=str(cause.number))
        for row in places
        if not row.bad and not found[row.number]
    ]


def _ring(team: TeamId, places: Sequence[Row], before: Sequence[Rotation]) -> Rotation:
    turns = tuple(_people(row) for row in sorted(places, key=_order))
    given: dict[str, Any] = {
        name: row.fields[name] for row in places for name in _RHYTHM if row.fields.get(name) is not None
    }
    blank = Rotation(RotationId(f"{team}-turns"), team, turns, LONG_AGO)
    return replace(before[0] if before else blank, turns=turns, **given)


def _order(row: Row) -> int:
    order: Any = row.fields["order"]
    return int(order)


def _people(row: Row) -> tuple[PersonId, ...]:
    people: Any = row.fields.get("people") or ()
    return tuple(PersonId(name) for name in people)
