"""A register file into the register: what it would change, and then the change, whole, in one transaction.

The two are apart so that a working desk waits only while rows are written: what was planned is written if nobody has
changed the register since.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

import structlog

from desk.devices import Device
from desk.filing import Problem, Row
from desk.filling import Filling, Register
from desk.filling_turns import with_rings
from desk.places import Room, School
from desk.roster import Roster
from desk.settling import settle
from desk.weekly import rings_of, shifts_of, with_shifts
from usecases.enter_roster import enter_roster
from usecases.ports import UnitOfWork

T = TypeVar("T")

log = structlog.get_logger()

_BATCH = 1000


class RegisterMoved(Exception):
    """Somebody changed the register between plan and writing: nothing was written. Plan again."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The register and the number of its edition."""

    register: Register
    edition: int


@dataclass(frozen=True, slots=True)
class Plan:
    """What a file would change, worked out against this edition of the register."""

    filling: Filling
    edition: int


def register_now(uow: UnitOfWork) -> Snapshot:
    """Everything in the register. What a file means against it is worked out outside the transaction: that takes seconds."""
    register, roster = uow.register, uow.rosters.roster()
    now = Register(
        schools=register.schools(),
        rooms=register.rooms(),
        devices=register.devices(),
        people=register.people(),
        shifts=shifts_of(roster),
        teams=roster.teams,
        rings=rings_of(roster),
        contracts=frozenset(register.contracts()),
        calendars=frozenset(register.calendars()),
    )
    return Snapshot(now, register.edition())


def plan_filling(snapshot: Snapshot, rows: Sequence[Row], read: Sequence[Problem]) -> Plan:
    """What the rows would change. `read` are the problems found while reading the file."""
    return Plan(settle(rows, read, snapshot.register), snapshot.edition)


def fill_register(uow: UnitOfWork, plan: Plan, tick: Callable[[int], None]) -> None:
    """Write what was planned; `tick` is told how many more entries are written. Raises RegisterMoved."""
    filling = plan.filling
    if not filling.size and not filling.changes_roster:
        return
    uow.places.add()  # counts the edition up, and holds it until the commit
    if uow.register.edition() != plan.edition + 1:
        raise RegisterMoved
    kinds: tuple[Sequence[School | Room | Device], ...] = (filling.schools, filling.rooms, filling.devices)
    for places in kinds:
        for batch in _batches(places):
            uow.places.add(*batch)
            tick(len(batch))
    for people in _batches(filling.people):
        uow.people.add(*people)
        tick(len(people))
    if filling.changes_roster:
        enter_roster(uow, _roster(uow, filling))
        tick(len(filling.shifts or ()) + len(filling.teams) + len(filling.rings))
    counts = {sheet.value: tally.new + tally.changed for sheet, tally in filling.tallies.items()}
    log.info("register filled", action="register_filled", bad=len(filling.problems), **counts)


def _roster(uow: UnitOfWork, filling: Filling) -> Roster:
    """Teams and rotations as they will be; overrides and leave are none of a file's business."""
    roster = uow.rosters.roster()
    if filling.shifts is not None:
        roster = with_shifts(roster, filling.shifts)
    return with_rings(roster, filling.teams, filling.rings)


def _batches(things: Sequence[T]) -> Iterator[Sequence[T]]:
    return (things[start : start + _BATCH] for start in range(0, len(things), _BATCH))
