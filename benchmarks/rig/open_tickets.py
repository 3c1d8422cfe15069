"""Many tickets in every state at once, on whatever district a store holds: what a board looks like after a storm, and over a term."""

import random
from collections.abc import Iterator
from datetime import datetime, timedelta

from desk import aftercare_events as aev
from desk import events as ev
from desk.grading import FaultFacts, judge
from desk.ids import TicketId
from desk.people import Person, Role, Tier
from desk.places import Room
from desk.reading import DeviceClass, Impact, Symptom
from desk.ticket import Ticket, replay
from usecases.ports import UnitOfWork

_FAULTS = (
    (DeviceClass.SMART_BOARD, Symptom.BLACK_SCREEN, "大屏黑屏了，马上上课"),
    (DeviceClass.SMART_BOARD, Symptom.TOUCH_DEAD, "白板点不动"),
    (DeviceClass.PROJECTOR, Symptom.NO_SIGNAL, "投影没信号"),
    (DeviceClass.CLASSROOM_PC, Symptom.BSOD, "电脑蓝屏，开不了机"),
    (DeviceClass.NETWORK, Symptom.NETWORK_DOWN, "上不了网"),
    (DeviceClass.AUDIO, Symptom.NO_SOUND, "音箱没声音"),
    (DeviceClass.PRINTER, Symptom.PRINT_FAILURE, "打印机打不出来，不急"),
    (DeviceClass.DOCUMENT_CAMERA, Symptom.CAMERA_NO_IMAGE, "展台没有图像"),
)
_IMPACTS = (Impact.SINGLE_DEVICE, Impact.SINGLE_DEVICE, Impact.LESSON_BLOCKED, Impact.MULTI_ROOM)
_STEPS = (ev.Acknowledged, ev.Departed, ev.Arrived, ev.Diagnosed, ev.TeachingRestored, ev.Repaired)


def fill_tickets(uow: UnitOfWork, first: int, count: int, over: int = 0, seed: int = 8) -> int:
    """`count` open tickets from number `first` on, and `over` that were closed in the last 120 days; how many were written."""
    dice = random.Random(seed + first)
    rooms = uow.register.rooms()
    people = uow.register.people()
    for no in range(first, first + count + over):
        is_open = no < first + count
        room = dice.choice(rooms)
        trail = tuple(_trail(uow, dice, no, room, people, is_open=is_open))
        ticket: Ticket = replay(trail)
        uow.tickets.save(ticket, trail)
    return count + over


def _trail(
    uow: UnitOfWork, dice: random.Random, no: int, room: Room, people: tuple[Person, ...], *, is_open: bool
) -> Iterator[ev.Event]:
    crew = [one for one in people if one.role is Role.ENGINEER and one.covers(room.school)]
    teachers = [one for one in people if one.role is Role.TEACHER and one.covers(room.school)]
    teacher, engineer = dice.choice(teachers), dice.choice(crew)
    ago = dice.expovariate(1 / 90) if is_open else dice.uniform(600, 120 * 24 * 60)
    at = uow.now - timedelta(minutes=ago)
    opened = _opened(uow, dice, no, room, teacher, at)
    yield opened
    yield ev.Paged(at=at, people=(engineer.id,), rung=0, tiers=(Tier.FIRST,))
    taken = dice.choice((0, 0, 1, 1, 2, 3, 4, 5, 6)) if is_open else len(_STEPS)
    for step in _STEPS[:taken]:
        at = at + (uow.now - at) * dice.uniform(0.05, 0.3) if is_open else at + _while(dice)
        yield step(at=at, by=engineer.id)
    if not is_open:
        yield from _ending(dice, teacher, at + _while(dice))


def _ending(dice: random.Random, teacher: Person, at: datetime) -> Iterator[ev.Event]:
    yield ev.FixConfirmed(at=at, by=teacher.id)
    if dice.random() < 0.6:
        yield aev.Rated(at=at, by=teacher.id, score=dice.choice((2, 3, 4, 4, 5, 5, 5, 5)))


def _while(dice: random.Random) -> timedelta:
    return timedelta(minutes=dice.uniform(2, 25))


def _opened(
    uow: UnitOfWork, dice: random.Random, no: int, room: Room, teacher: Person, at: datetime
) -> ev.TicketOpened:
    school = uow.places.school(room.school)
    contract = uow.contracts.current(school.contract)
    device, symptom, words = dice.choice(_FAULTS)
    facts = FaultFacts(impact=dice.choice(_IMPACTS), device=device, symptom=symptom)
    return ev.TicketOpened(
        at=at,
        by=teacher.id,
        ticket=TicketId(f"many-{no}"),
        no=no,
        school=school.id,
        reporter=teacher.id,
        contract=contract.id,
        contract_version=contract.version,
        fault=ev.Fault(facts, room.name, room.id),
        verdict=judge(contract, facts),
        words=f"{room.name}{words}",
        calendar=contract.calendar.id if contract.calendar else ev.CalendarId(""),
        calendar_version=contract.calendar.version if contract.calendar else "",
    )
