"""More deadlines computed by hand: the packs' limits counted in working time, 08:00–12:00 and 14:00–18:00 on Chinese workdays.

No contract counts so today (all run 7×24); a district may. 2026: off 09-25 to 09-27 (中秋) and 10-01 to 10-07 (国庆), made up
on Sunday 09-20 and Saturday 10-10 (the State Council's notice for 2026, typed into `school_year`).
"""

from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from desk import events as ev
from desk.clocks import run_out
from desk.contract import Contract, RegradeCounts, StageName
from desk.ids import ContractId
from desk.sla import deadline, settled
from desk.terms import Counting
from desk.ticket import evolve
from tests.desk.school_year import CHINA
from tests.desk.test_deadline_table import (
    CHANGGE,
    GANGBEI,
    GOAL,
    TABLE,
    UNICOM,
    hold,
    local,
    reported,
)
from tests.kit.builders import BLACK_BOARD, ENGINEER, TEACHER, a_verdict, packs

REPAIR = "003 §1.6.2.4.12"

WORKED = [
    # what, pack, grade, reported, due of the solution, clause
    ("Wednesday 17:50 before 国庆", CHANGGE, "III", "2026-09-30 17:50", "2026-10-08 09:50", TABLE),
    ("8 h over 国庆", GANGBEI, "B", "2026-09-30 17:50", "2026-10-08 17:50", GOAL),
    ("in 国庆", CHANGGE, "I", "2026-10-03 15:00", "2026-10-08 09:00", TABLE),
    ("Friday 17:50, itself 中秋", CHANGGE, "III", "2026-09-25 17:50", "2026-09-28 10:00", TABLE),
    ("the eve of 中秋, 17:50", CHANGGE, "I", "2026-09-24 17:50", "2026-09-28 08:50", TABLE),
    ("Friday 17:50, Saturday made up", CHANGGE, "III", "2026-10-09 17:50", "2026-10-10 09:50", TABLE),
    ("on the Saturday made up, over Sunday", CHANGGE, "III", "2026-10-10 17:00", "2026-10-12 09:00", TABLE),
    ("on a plain Saturday", CHANGGE, "III", "2026-10-17 09:00", "2026-10-19 10:00", TABLE),
    ("on the Sunday made up", CHANGGE, "III", "2026-09-20 09:00", "2026-09-20 11:00", TABLE),
    ("over lunch", CHANGGE, "III", "2026-09-24 11:00", "2026-09-24 15:00", TABLE),
    ("at lunch", CHANGGE, "III", "2026-09-24 12:30", "2026-09-24 16:00", TABLE),
    ("24 h are three days", GANGBEI, "C", "2026-09-28 08:00", "2026-09-30 18:00", GOAL),
    ("24 h over a Saturday made up", UNICOM, "一般", "2026-10-09 08:00", "2026-10-12 18:00", REPAIR),
    ("48 h are six days, three after 国庆", GANGBEI, "D", "2026-09-28 08:00", "2026-10-10 18:00", GOAL),
    ("8 h and the night", UNICOM, "较大", "2026-09-28 16:00", "2026-09-29 16:00", REPAIR),
    ("24 h around 23:59", UNICOM, "其他", "2026-09-21 23:59", "2026-09-24 18:00", "003 §1.6.2.1"),
]  # fmt: skip


def working(pack: str, **changed: object) -> Contract:
    """The pack, all of whose clocks count the working time of China's calendar."""
    contract = packs()[ContractId(pack)]
    hours = tuple(replace(one, counting=Counting.WORKING_TIME) for one in contract.terms.hours)
    return replace(contract, calendar=CHINA, terms=replace(contract.terms, hours=hours), **changed)  # type: ignore[arg-type]  # fields by name


@pytest.mark.parametrize(
    ("pack", "grade", "start", "due", "clause"), [pytest.param(*row[1:], id=row[0]) for row in WORKED]
)
def test_a_solution_in_working_time(pack: str, grade: str, start: str, due: str, clause: str) -> None:
    line = deadline(reported(pack, grade, start), working(pack), StageName.SOLUTION)
    assert line is not None
    assert (line.due, str(line.clause)) == (local(due), clause)


HELD = [
    # a fault of level III (2 h, 001 §4.5.5.4) of Thursday 2026-09-24 10:00 is held; due without a hold at 12:00
    ("three hours with lunch inside", hold("2026-09-24 11:00", "2026-09-24 14:00"), "2026-09-24 15:00"),
    ("three hours around lunch", hold("2026-09-24 11:30", "2026-09-24 14:30"), "2026-09-24 15:00"),
    ("lunch alone stops nothing", hold("2026-09-24 12:00", "2026-09-24 14:00"), "2026-09-24 12:00"),
    ("to the morning after 中秋", hold("2026-09-24 11:00", "2026-09-28 09:00"), "2026-09-28 10:00"),
    (
        "twice before lunch",
        hold("2026-09-24 10:10", "2026-09-24 10:30") + hold("2026-09-24 11:00", "2026-09-24 11:15"),
        "2026-09-24 14:35",
    ),
    (
        "mended, and denied on the holiday",
        [
            ev.Repaired(at=local("2026-09-24 11:00"), by=ENGINEER),
            ev.FixDenied(at=local("2026-09-25 08:00"), by=TEACHER),
        ],
        "2026-09-28 10:00",
    ),
    (
        "mended, denied the next day, clocks going on",
        [
            ev.Repaired(at=local("2026-09-24 11:00"), by=ENGINEER),
            ev.FixDenied(at=local("2026-09-25 08:00"), by=TEACHER, continues=True),
        ],
        "2026-09-28 09:00",
    ),
]


@pytest.mark.parametrize(("happened", "due"), [pytest.param(*row[1:], id=row[0]) for row in HELD])
def test_two_working_hours_around_what_stood_still(happened: list[ev.Event], due: str) -> None:
    ticket = evolve(
        reported(CHANGGE, "III", "2026-09-24 10:00"),
        ev.Acknowledged(at=local("2026-09-24 10:02"), by=ENGINEER),
    )
    for event in happened:
        ticket = evolve(ticket, event)
    line = deadline(ticket, working(CHANGGE), StageName.SOLUTION)
    assert line is not None
    assert line.due == local(due)


@pytest.mark.parametrize(
    ("counts", "due"),
    [(RegradeCounts.FROM_OPENING, "2026-09-28 18:00"), (RegradeCounts.FROM_REGRADE, "2026-09-29 09:00")],
)
def test_a_rise_from_d_to_b_on_monday_at_nine_gives_eight_working_hours(
    counts: RegradeCounts, due: str
) -> None:
    contract = working(GANGBEI, regrade_counts=counts)
    ticket, nine = reported(GANGBEI, "D", "2026-09-28 08:00"), local("2026-09-28 09:00")
    verdict = a_verdict(GANGBEI, "B", BLACK_BOARD)
    ticket = evolve(ticket, ev.Regraded(at=nine, verdict=verdict, settled=settled(ticket, contract, nine)))
    line = deadline(ticket, contract, StageName.SOLUTION)
    assert line is not None
    assert line.due == local(due)


@pytest.mark.parametrize(
    ("zone", "start", "due"),
    [
        ("Asia/Shanghai", "2026-10-24 12:00", "2026-10-25 12:00"),
        ("Europe/Berlin", "2026-10-24 12:00", "2026-10-25 11:00"),
        ("Europe/Berlin", "2026-03-28 12:00", "2026-03-29 13:00"),
        ("America/New_York", "2026-10-31 12:00", "2026-11-01 11:00"),
    ],
)
def test_twenty_four_hours_by_day_and_night_are_24_hours_also_when_clocks_are_changed(
    zone: str, start: str, due: str
) -> None:
    place = ZoneInfo(zone)
    assert run_out(local(start, place), timedelta(hours=24), (), None) == local(due, place)
