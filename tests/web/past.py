"""A desk's past for the statistics: tickets as they went, many of them, the same every time."""

import random
from datetime import datetime, timedelta

from desk import aftercare_events as aev
from desk import events as ev
from desk.contract import Contract
from desk.grading import FaultFacts, judge
from desk.ids import ContractId, PersonId, SchoolId, TicketId, TreeId
from desk.people import Tier
from desk.playbook import SelfHelpOutcome
from desk.reading import DeviceClass, Impact, Symptom
from desk.ticket import Ticket, replay
from tests.web.kit import BERRY, HAZEL, SCHOOL
from usecases.learning_ports import Began
from usecases.ports import UnitOfWork

_MINUTE = timedelta(minutes=1)
_CLASSES = tuple(DeviceClass)


def a_past_ticket(
    contract: Contract,
    no: int,
    at: datetime,
    *,
    school: SchoolId = SCHOOL,
    device: DeviceClass | None = DeviceClass.SMART_BOARD,
    handler: PersonId = BERRY.id,
    minutes: int = 5,
    score: int | None = None,
    repeats: PersonId | None = None,
    is_open: bool = False,
    withdrawn: bool = False,
) -> tuple[Ticket, tuple[ev.Event, ...]]:
    """A ticket opened `at`, accepted after `minutes`, each further step as long after the one before; with its trail."""
    opened = _opening(contract, no, at, school, device)
    trail: list[ev.Event] = [opened, ev.Paged(at=at, people=(handler,), rung=0, tiers=(Tier.FIRST,))]
    if repeats:
        trail.append(aev.RepairRepeated(at=at, no=900, closed_at=at - timedelta(days=2), person=repeats))
    step = _MINUTE * minutes
    if withdrawn:
        trail.append(ev.Cancelled(at=at + step, by=HAZEL.id))
    elif not is_open:
        steps = (
            ev.Acknowledged(at=at + step, by=handler),
            ev.Departed(at=at + 2 * step, by=handler),
            ev.Arrived(at=at + 3 * step, by=handler),
            ev.Diagnosed(at=at + 4 * step, by=handler, note="线松了"),
            ev.Repaired(at=at + 5 * step, by=handler, note="插好"),
            ev.FixConfirmed(at=at + 6 * step, by=HAZEL.id),
        )
        trail += steps
        if score is not None:
            trail.append(ev.Rated(at=at + 7 * step, by=HAZEL.id, score=score))
    return replay(trail), tuple(trail)


def _opening(
    contract: Contract, no: int, at: datetime, school: SchoolId, device: DeviceClass | None
) -> ev.TicketOpened:
    facts = FaultFacts(impact=Impact.LESSON_BLOCKED, device=device, symptom=Symptom.BLACK_SCREEN)
    return ev.TicketOpened(
        at=at,
        by=HAZEL.id,
        ticket=TicketId(f"past-{no}"),
        no=no,
        school=school,
        reporter=HAZEL.id,
        contract=contract.id,
        contract_version=contract.version,
        fault=ev.Fault(facts, "三年级2班"),
        verdict=judge(contract, facts),
        words="黑屏了",
    )


def walk_on(uow: UnitOfWork, ticket: TicketId, school: SchoolId, outcome: SelfHelpOutcome | None) -> None:
    """A walk through self-help on a ticket, ended thus."""
    uow.trials.began(Began(ticket, TreeId("board_black_screen"), school, HAZEL.id, "smart_board", ""))
    if outcome:
        uow.trials.ended(ticket, outcome)


def a_past(  # what a term is made of
    uow: UnitOfWork,
    first: int,
    count: int,
    since: datetime,
    days: int,
    schools: tuple[SchoolId, ...],
    crew: tuple[PersonId, ...],
    contract: ContractId,
) -> None:
    """So many tickets in these days: school hours more than others, boards more than door signs, most in time."""
    pinned, dice = uow.contracts.current(contract), random.Random(first)
    for no in range(first, first + count):
        hour = dice.choices(range(24), [1, 1, 0, 0, 0, 2, 6, 40, 60, 55, 50, 30, 12, 35, 50, 45, 30, 12, 8, 9, 5, 2, 1, 1])[0]  # fmt: skip
        day = since + timedelta(days=dice.randrange(days))
        while day.weekday() > 4 and dice.random() < 0.85:
            day = since + timedelta(days=dice.randrange(days))
        at = day.replace(hour=0, minute=0) + timedelta(hours=hour - 8, minutes=dice.randrange(60))
        score = dice.choices([None, 5, 4, 3, 2, 1], [40, 35, 16, 5, 2, 2])[0]
        ticket, trail = a_past_ticket(
            pinned,
            no,
            at,
            school=dice.choices(schools, [1 / (n + 2) for n in range(len(schools))])[0],
            device=dice.choices([*_CLASSES, None], [1 / (n + 1) for n in range(len(_CLASSES) + 1)])[0],
            handler=dice.choice(crew),
            minutes=dice.choices([2, 4, 9, 30, 90], [30, 40, 20, 6, 4])[0],
            score=score,
            repeats=dice.choice(crew) if dice.random() < 0.04 else None,
            is_open=dice.random() < 0.02,
            withdrawn=dice.random() < 0.03,
        )
        uow.tickets.save(ticket, trail)
        if dice.random() < 0.4:
            ends = (SelfHelpOutcome.SOLVED, SelfHelpOutcome.WORKED_AROUND, SelfHelpOutcome.HANDED_OVER, None)
            walk_on(uow, ticket.id, ticket.school, dice.choices(ends, [30, 12, 45, 8])[0])
