"""Every figure of the four packs, written down a second time by hand from facts.md §4 and §5, each with its clause.

`broken` says which of them a contract does not keep. A clock is held by what the desk does: when a ticket's deadline, its
reminder and each call of the ladder come. Other figures are held as loaded. Clocks by grade stand in `test_stages.TABLE`.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from desk import events as ev
from desk.contract import Contract
from desk.contradictions import decision, findings, idle
from desk.devices import Device
from desk.grading import Verdict
from desk.ids import DeviceId, EventId, GradeId, PersonId, SchoolId
from desk.language import Text
from desk.major_events import EventKind, MajorEvent, near_timers
from desk.notices import Kind
from desk.people import Tier
from desk.reading import DeviceClass
from desk.rehearsal import rehearse
from desk.roster import Duty
from desk.sla import ageing_timers, deadlines, stage_timers
from desk.terms import Due, Report, WarrantyState
from desk.ticket import open_from
from desk.timers import TimerKind
from desk.warranty import state
from tests.contracts.figures_in_words import misprinted, misspoken
from tests.contracts.test_stages import TABLE
from tests.kit.builders import NOON, an_opening

STAGES = ("response", "dispatch", "arrival", "diagnosis", "solution", "spare")
MINUTE = timedelta(minutes=1)
SCHOOL = SchoolId("school")
DECIDED = date(2026, 11, 21)
CREW = Duty(
    (
        (Tier.FIRST, (PersonId("first"),)),
        (Tier.SECOND, (PersonId("second"),)),
        (Tier.THIRD, (PersonId("third"),)),
        (Tier.VENDOR, (PersonId("maker"),)),
        (Tier.SUPERVISOR, (PersonId("chief"),)),
    )
)

# pack, grades: minutes to the reminder; to the second line, third line, first and second phone list if nobody ever answers.
# Response by clause; one rung every 5 (000 §5.10, 001 §4.5.6) or 10 (002 §5.3.2.4, 003 §1.6.2.2.4.6), lists every 15.
CALLS = [
    ("gangbei", "A B C D", (4, 5, 10, 15, 30)),
    ("changge", "I II", (4, 5, 10, 15, 30)),
    ("changge", "III", (8, 10, 15, 20, 35)),
    ("changge", "IV", (12, 15, 20, 25, 40)),
    ("puyang_polytechnic", "1 2", (24, 30, 40, 50, 65)),
    ("puyang_polytechnic", "3 4 5 6", (48, 60, 70, 80, 95)),
    ("puyang_unicom", "重大", (24, 30, 40, 50, 65)),
    ("puyang_unicom", "较大 一般 其他", (48, 60, 70, 80, 95)),
]

# The desk's own, the same in every pack (`desk hold`, `desk event-window`, M2; self-help and reviews cite nothing).
EVERYWHERE = {
    "closing, first reminder": "0:30:00",
    "closing, second reminder": "4:00:00",
    "closing, call-back": "1 day, 0:00:00",
    "question patience": "0:02:00",
    "step patience": "0:03:00",
    "self-help in a lesson": "60",
    "self-help in all": "300",
    "one wider fault": "0:30:00",
    "objection again": "0:30:00",
    "repeated repair": "7 days, 0:00:00",
    "low score": "2",
    "followed up within": "1 day, 0:00:00",
    "asked apart": "7 days, 0:00:00",
    "hold customer_access, desk hold": "1 day, 0:00:00",
    "hold customer_request, desk hold": "7 days, 0:00:00",
    "hold customer_approval, desk hold": "3 days, 0:00:00",
    "hold parts, desk hold": "7 days, 0:00:00",
    "hold third_party, desk hold": "1 day, 0:00:00",
    "hold force_majeure, desk hold": "3 days, 0:00:00",
    "version": "1",
}

LOADED = {
    "gangbei": {
        "source": "000",
        "silent member, desk incident-answer": "0:05:00",
        "replaced part, 000 §5.21.2": "90 days, 0:00:00",
        "price touch-pen, 000 §5.23": "300 yuan, 9 % off",
        "price power-adapter, 000 §5.23": "150 yuan, 9 % off",
        "price hdmi-cable, 000 §5.23": "200 yuan, 9 % off",
        "maintenance, 000 §5.4(3)": "4 a year, last_workday",
        "inspection, 000 §5.17": "1 a quarter, last_workday",
        "callback, 000 §5.16.2": "1 a quarter after 1 months, last_workday",
        "standby, 000 §5.11.7": "1 a event, same_day",
        "training, 000 §5.25.1.1": "1 a contract, workdays_after 30",
        "problem-report, 000 §5.10(8)": "fault, workdays_after 1",
        "repair-order, 000 §5.20": "visit, same_day",
        "service-record, 000 §5.11.5": "visit, same_day",
        "inspection-report, 000 §5.17": "quarter, last_workday",
        "callback-record, 000 §5.17": "quarter, last_workday",
        "calls from 09:30, 000 §5.16.2": "11:30",
        "calls from 14:50, 000 §5.16.2": "17:00",
    },
    "changge": {
        "source": "001",
        "silent member, desk incident-answer": "0:05:00",
        "spare, 001 §4.5.9": "1 day, 0:00:00 then 2:00:00",
        "callback-weekly, 001 §4.5.7.6": "1 a week, weekday 5",
        "callback-monthly, 001 §4.5.7.6": "1 a month, last_workday",
        "callback-fault, 001 §4.5.7.6": "1 a fault, workdays_after 1",
        "inspection, 001 §4.5.8.4": "1 a quarter, last_workday",
        "inspection-event, 001 §4.5.8.4": "1 a event, workdays_before 2",
        "last-check, 001 §4.5.3.2(10)": "1 a contract, last_month",
        "standby, 001 §4.5.8.5": "1 a request, same_day",
        "service-sheet, 001 §4.5.3.3(7)": "visit, same_day",
        "monthly-figures, 001 §4.5.3.6": "month, day_of_next_month 4",
        "monthly-collation, 001 §4.5.3.6(6)": "month, day_of_next_month 5",
        "inspection-report, 001 §4.5.8.4": "quarter, last_workday",
        "event-inspection-report, 001 §4.5.8.4": "event, workdays_before 1",
        "sudden-event-report, 001 §4.5.8.5": "fault, workdays_after 1",
        "prevention-report, 001 §4.5.8.5": "fault, workdays_after 3",
        "archive, 001 §4.5.3.2(11)": "visit, same_day",
        "reply letter, 001 §4.5.3.3(4)": "1 day, 0:00:00",
    },
    "puyang_polytechnic": {
        "source": "002",
        "spare, 002 §5.3.1-1(2)": "4:00:00 then 3 days, 0:00:00",
        "visits, 002 §5.3.1-7(1)": "2 a term, last_workday",
        "testing, 002 §5.3.1-1(3)": "1 a term, last_workday",
        "service-report, 002 §5.3.1-1(4)": "visit, same_day",
        "quality-figures, 002 §5.3.2.2": "quarter, last_workday",
    },
    "puyang_unicom": {
        "source": "003",
        "patrol, 003 §1.6.2.2.4.2-1(1)": "1 a month, last_workday",
        "ageing-parts, 003 §1.6.2.2.4.2-1(3)": "1 a quarter, last_workday",
        "senior-engineers, 003 §1.6.2.2.4.4": "1 a year, last_workday",
        "cleaning, 003 §1.6.2.2.4.2-1(1)": "1 a quarter, last_workday",
        "callback, 003 §1.6.2.2.4.6-1": "1 a quarter, last_workday",
        "maintenance-records, 003 §1.6.2.2.4.2-1(5)": "quarter, first_workday",
        "fault-report, 003 §1.6.2.2.2.1": "fault, workdays_after 1",
        "quality-analysis, 003 §1.6.2.2.2": "quarter, last_workday",
        "callback-analysis, 003 §1.6.2.2.4.6-1": "quarter, last_workday",
        "complaint-list, 003 §1.6.2.2.4.6-8": "day, same_day",
        "complaint-summary, 003 §1.6.2.2.4.6-8": "month, last_workday",
        "reply result, 003 §1.6.2.2.4.6(7)": "1 workdays",
    },
}

# What is handed over on 2024-02-29: the last day in warranty by term, in the pack's order, and that of the equipment.
WARRANTY = {
    "gangbei": ({"equipment": 12}, date(2025, 2, 28)),  # 000 §5.4-2: 1 year
    "changge": (
        {"operation": 12, "equipment": 36, "parts": 24},
        date(2027, 2, 28),
    ),  # 001 §4.5.1-1, 11(1), 7.4
    "puyang_polytechnic": ({"equipment": 36}, date(2027, 2, 28)),  # 002 §5.3.1: 3 years
    "puyang_unicom": ({"equipment": 36, "supply_of_parts": 120}, date(2027, 2, 28)),  # 003 §1.6.2.1, .4.13
}


def broken(contract: Contract) -> Iterator[str]:
    """What this contract does not keep of the figures written here."""
    for check in CHECKS:
        yield from (f"{check.__name__}: {line}" for line in check(contract))


def _opening(contract: Contract, grade: str, at: datetime = NOON) -> ev.TicketOpened:
    """A fault of this grade, opened under this contract and not under the one that ships."""
    opening = replace(an_opening(str(contract.id)), at=at, contract_version=contract.version)
    known = contract.grade(GradeId(grade))
    return replace(opening, verdict=Verdict(known.id, known.rank, "x", Text("因", "why"), known.clause))


def _clocks(contract: Contract) -> Iterator[str]:
    """A fault's deadlines, the reminder after four fifths and the page at the deadline, of every grade."""
    rows = {grade: row for name, grade, row in TABLE if name == contract.id}
    if list(rows) != [grade.id for grade in contract.grades]:
        yield f"grades {[grade.id for grade in contract.grades]}"
        return
    for grade, row in rows.items():
        ticket = open_from(_opening(contract, grade))
        wanted = {s: NOON + minutes * MINUTE for s, minutes in zip(STAGES, row, strict=True) if minutes}
        due = {line.stage.value: line.due for line in deadlines(ticket, contract)}
        pages = {t.stage: t.due for t in stage_timers(ticket, contract) if t.kind is TimerKind.STAGE_PAST}
        near = {t.stage: t.due for t in stage_timers(ticket, contract) if t.kind is TimerKind.STAGE_NEAR}
        if not due == pages == wanted:
            yield f"{grade} due {due}"
        if near != {s: NOON + (at - NOON) * 4 / 5 for s, at in wanted.items()}:
            yield f"{grade} near {near}"


def _out_of_warranty(contract: Contract) -> Iterator[str]:
    """000 §5.22: an answer within 2 hours, on site within 4; the other contracts give no such times."""
    changed = {"response": 120, "arrival": 240} if contract.id == "gangbei" else {}
    for name, grade, row in TABLE:
        if name != contract.id:
            continue
        opening = _opening(contract, grade)
        old = replace(opening, fault=replace(opening.fault, warranty=WarrantyState.OUT))
        wanted = {s: minutes * MINUTE for s, minutes in zip(STAGES, row, strict=True) if minutes}
        wanted |= {s: minutes * MINUTE for s, minutes in changed.items() if s in wanted}
        found = {line.stage.value: line.due - NOON for line in deadlines(open_from(old), contract)}
        if found != wanted:
            yield f"{grade} {found}"


def _ageing(contract: Contract) -> Iterator[str]:
    """000 §5.14 A (I1): a warning at 20 hours, grade A at 24. The pack gives 20 as a part of 24: within five seconds."""
    ticket = open_from(_opening(contract, contract.grades[-1].id))
    found = [(timer.kind, timer.due - NOON) for timer in ageing_timers(ticket, contract)]
    if contract.id != "gangbei":
        yield from (f"{one}" for one in found)
        return
    [(_, warned), (_, risen)] = found
    if abs(warned - 20 * 60 * MINUTE) > timedelta(seconds=5) or risen != 24 * 60 * MINUTE:
        yield f"{found}"
    if contract.ageing[0].grade != "A":
        yield f"rises to {contract.ageing[0].grade}"


def _calls(contract: Contract) -> Iterator[str]:
    """Who is called when, if nobody ever answers."""
    for name, grades, minutes in CALLS:
        for grade in grades.split() if name == contract.id else ():
            moments = rehearse(_opening(contract, grade), contract, lambda _: CREW, NOON + 2 * 60 * MINUTE)
            told = [(m.at, n.kind, n.to) for m in moments for n in m.notices]
            near = [at for at, kind, _ in told if kind is Kind.REMIND][:1]
            jobs = [at for at, kind, to in told if kind is Kind.JOB and to in ("second", "third")]
            lists = [at for at, kind, _ in told if kind is Kind.CALL_LIST][:2]
            found = [(at - NOON) / MINUTE for at in (*near, *jobs, *lists)]
            if found != list(minutes):
                yield f"{grade} {found}"


def _event_window(contract: Contract) -> Iterator[str]:
    """`desk event-window`: in sight 36 hours before an event, part of it from an hour before."""
    exam = datetime(2026, 6, 7, 1, tzinfo=UTC)
    event = MajorEvent(EventId("e"), SCHOOL, EventKind.EXAM, "exam", exam, exam + 60 * MINUTE)
    found = [(exam - timer.due) / (60 * MINUTE) for timer in near_timers(event, contract.terms.major_events)]
    if found != [36, 1]:
        yield f"{found}"


def _warranty(contract: Contract) -> Iterator[str]:
    """The terms as loaded; that of the equipment by its last day and the day after, for a device of a leap day."""
    months, last = WARRANTY[contract.id]
    terms = contract.terms.warranty.terms if contract.terms.warranty else ()
    if {term.of: term.months for term in terms} != months:
        yield f"{terms}"
    began = date(2024, 2, 29)
    device = Device(DeviceId("d"), "d", DeviceClass.SMART_BOARD, SCHOOL, None, "", began, began)
    days = (last, last + timedelta(days=1))
    if [state(contract, device, day) for day in days] != [WarrantyState.IN, WarrantyState.OUT]:
        yield f"not until {last}"


def _loaded(contract: Contract) -> Iterator[str]:
    """Figures that run no clock of a ticket by themselves."""
    wanted = EVERYWHERE | LOADED[contract.id]
    found = {name: str(value) for name, value in (*_of_the_desk(contract), *_of_terms(contract))}
    for name in sorted(wanted.keys() | found.keys()):
        if wanted.get(name) != found.get(name):
            yield f"{name}: {found.get(name)}"


def _of_the_desk(contract: Contract) -> Iterator[tuple[str, object]]:
    reminders = contract.closing.remind_after
    yield from zip(("closing, first reminder", "closing, second reminder"), reminders, strict=True)
    yield "closing, call-back", contract.closing.callback_after
    yield "question patience", contract.self_help.question_patience
    yield "step patience", contract.self_help.step_patience
    yield "self-help in a lesson", contract.self_help.lesson_seconds
    yield "self-help in all", contract.self_help.total_seconds
    yield "one wider fault", contract.regrading.wider_within
    yield "objection again", contract.regrading.review_within
    yield "repeated repair", contract.regrading.repeat_within
    yield "low score", contract.satisfaction.low
    yield "followed up within", contract.satisfaction.follow_up_within
    yield "asked apart", contract.satisfaction.ask_apart
    yield from ((f"hold {rule.reason}, {rule.clause}", rule.longest) for rule in contract.holds)
    yield from (("version", contract.version), ("source", contract.source))


def _of_terms(contract: Contract) -> Iterator[tuple[str, object]]:
    terms = contract.terms
    part = terms.warranty.replaced_part if terms.warranty else None
    if part is not None and part.at_least is not None:
        yield f"replaced part, {part.clause}", part.at_least
    if terms.spare is not None and (terms.spare.after or terms.spare.within):
        yield f"spare, {terms.spare.clause}", f"{terms.spare.after} then {terms.spare.within}"
    for price in terms.prices:
        yield f"price {price.id}, {price.clause}", f"{price.yuan} yuan, {price.off_percent} % off"
    for duty in terms.duties:
        begins = f" after {duty.months_in} months" if duty.months_in else ""
        yield f"{duty.id}, {duty.clause}", f"{duty.times} a {duty.every}{begins}, {_day(duty.due)}"
    yield from ((f"{one.id}, {one.clause}", _report(one)) for one in terms.reports)
    if terms.incidents is not None:
        yield f"silent member, {terms.incidents.answer_clause}", terms.incidents.answer_within
    for hours in terms.windows:
        yield f"calls from {hours.opens:%H:%M}, {hours.clause}", f"{hours.closes:%H:%M}"
    for reply in terms.replies:
        yield f"reply {reply.id}, {reply.clause}", reply.within or f"{reply.workdays} workdays"


def _report(report: Report) -> str:
    return f"{report.every}, {_day(report.due)}"


def _day(due: Due | None) -> str:
    return f"{due.rule} {due.number or ''}".strip() if due else "no date"


def _decided(contract: Contract) -> Iterator[str]:
    """Every figure as printed leads to the findings that are decided, no more and no fewer."""
    found = findings(contract)
    yield from (f"undecided {one.key}" for one in found if decision(contract, one) is None)
    yield from (f"idle {key}" for key in idle(contract, found))
    yield from (f"{one.id} on {one.on}" for one in contract.terms.interpretations if one.on != DECIDED)


CHECKS = (
    _loaded, misprinted, misspoken, _clocks, _out_of_warranty, _ageing, _event_window, _warranty, _calls, _decided,
)  # fmt: skip
"""The quickest first."""
