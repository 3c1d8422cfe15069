"""T22 of reliability.md §3: what came due while the desk was down reaches each person as one message, and not as hundreds."""

import copy
import re
from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from itertools import product
from typing import Any

from sqlalchemy import Row, Table, select

from app.paging import GatewayOptions, PagingOptions, rules_of
from desk.buttons import Verb
from desk.grading import FaultFacts
from desk.ids import PersonId, RoomId, TicketId
from desk.messages import Outgoing
from desk.reading import DeviceClass, Impact, Symptom
from desk.reporting import Draft
from storage.codec import decode_event
from storage.engines import connection
from storage.paging_tables import pages
from storage.tables import events, timers
from tests.kit.district import CONTRACTS, school_of
from tests.kit.world import World
from tests.stories.paging import by_rules, forget
from usecases.ports import UnitOfWork
from usecases.report_fault import ReportFault, report_fault
from usecases.work_job import WorkJob, work_job

SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)
ENGINEERS, SUPERVISORS = ("wang", "li", "zhao", "sun", "maker"), ("chen", "lin")
SHIPPED = rules_of(PagingOptions(), GatewayOptions())
ROOMS = [f"{floor}0{number}" for floor in range(1, 7) for number in (1, 2, 3, 5)]
KINDS = (
    DeviceClass.SMART_BOARD,
    DeviceClass.PROJECTOR,
    DeviceClass.CLASSROOM_PC,
    DeviceClass.AUDIO,
    DeviceClass.NETWORK,
    DeviceClass.DOCUMENT_CAMERA,
)
IMPACTS = (Impact.LESSON_BLOCKED, Impact.MULTI_ROOM, Impact.SINGLE_DEVICE)
FAULTS = list(product(KINDS, ROOMS, CONTRACTS))
EVERYBODY = (*ENGINEERS, *SUPERVISORS)
RUN = re.compile(r"#(\d{4})(?:-(\d{4}))?")
NUMBER = re.compile(r"#(\d{4})")
MOST = 3
"""Messages that ring one person in the first minute after the desk is back."""


def report(uow: UnitOfWork, number: int) -> TicketId:
    """A fault of its own in a room of its own."""
    device, room, contract = FAULTS[number]
    facts = FaultFacts(impact=IMPACTS[number % 3], device=device, symptom=Symptom.BLACK_SCREEN)
    draft = Draft(("坏了",), facts=facts, rooms=(RoomId(f"{contract}-{room}"),))
    command = ReportFault(PersonId(f"teacher1-{contract}"), school_of(contract), draft, alone=True)
    return report_fault(uow, command).ticket.id


async def many(world: World, count: int) -> list[TicketId]:
    """So many jobs, reported at once; everybody who was called has been rung, and looked at their screen."""
    world.library = copy.copy(world.library)
    world.library.merging = ()
    await by_rules(world, SHIPPED)
    ids = [await world.store.run(report, number) for number in range(count)]
    await world.push(2 * MINUTE)
    forget(world)
    return ids


def rung(world: World, person: str) -> list[Outgoing]:
    """What made a noise at somebody's: cards that change do not."""
    return [message for message in world.seat(person).unread if not message.silent]


def rows(world: World, table: Table) -> Sequence[Row[Any]]:
    with connection(world.url) as conn, conn.begin():
        return conn.execute(select(table)).all()


def numbers(text: str) -> set[int]:
    """Of `#1001-1003 #1007` four."""
    runs = ((int(first), int(last or first)) for first, last in RUN.findall(text))
    return {no for first, last in runs for no in range(first, last + 1)}


def noticed(world: World) -> Counter[tuple[str, str, str]]:
    """How often each deadline was."""
    missed = [decode_event(row.kind, row.body) for row in rows(world, events) if row.kind == "DeadlineMissed"]
    found = zip(
        (row.ticket for row in rows(world, events) if row.kind == "DeadlineMissed"), missed, strict=True
    )
    return Counter((ticket, event.stage, event.due) for ticket, event in found)  # type: ignore[union-attr]  # of one kind


async def test_t22_five_hundred_overdue_pages_are_a_few_messages(world: World) -> None:
    ids = await many(world, 500)
    await world.sleep_through(24 * HOUR)
    for _ in range(6):
        await world.push(10 * SECOND)
    tickets = {ticket.id: ticket for ticket in await world.store.read(lambda uow: uow.watch.tickets(ids))}
    ranks = {str(ticket.no): ticket.verdict.rank for ticket in tickets.values()}
    owed = {person: set[int]() for person in EVERYBODY}
    for page in rows(world, pages):
        if page.fate == "overdue" and page.person in owed:
            owed[page.person].add(tickets[page.ticket].no)
    assert (len(owed["wang"]), len(owed["chen"]), len(owed["lin"])) > (200, 499, 499)
    for person in EVERYBODY:
        heard = rung(world, person)
        assert len(heard) <= MOST, [message.text[:60] for message in heard]
        if not owed[person]:
            continue
        (digest,) = (message.text for message in heard if "停机期间到期" in message.text)
        shown, _, others = digest.partition("另有")
        assert f"共 {len(owed[person])} 单" in digest
        graves = [ranks[no] for no in NUMBER.findall(shown)]
        assert graves == sorted(ranks[str(no)] for no in owed[person])[: len(graves)]
        named = {int(no) for no in NUMBER.findall(shown)} | numbers(others)
        assert named == owed[person] or ("…" in others and len(named) >= 10 and named < owed[person])
    fired = noticed(world)
    assert {ticket for ticket, _, _ in fired} == set(ids)
    assert set(fired.values()) == {1}
    assert not [row for row in rows(world, timers) if row.fired_at is None and row.due <= world.clock.now()]


async def test_t22_who_is_told_of_many_sees_the_gravest_and_takes_one_by_its_button(world: World) -> None:
    ids = await many(world, 40)
    called = [
        one.id for one in await world.store.read(lambda uow: uow.watch.tickets(ids)) if "wang" in one.paged
    ]
    for job in called[:4]:
        await world.store.run(work_job, WorkJob(job, PersonId("wang"), Verb.ACCEPT))
    await world.settle()
    forget(world)
    await world.sleep_through(3 * HOUR)
    await world.push(MINUTE)
    zhao, chen = world.seat("zhao"), world.seat("chen")
    own = world.seat("wang").hears("系统停机期间到期 4 项，共 4 单", "超时 ✓已接单")
    assert [choice.label[0] for choice in own.choices] == ["#"] * 4
    listed = chen.hears("系统停机期间到期", "超时 ✓已接单", "看板")
    assert [choice.label for choice in listed.choices] == [f"#{no}" for no in NUMBER.findall(listed.text)[:5]]
    await chen.presses(listed.choices[0].label, on=listed)
    chen.hears(f"工单 {listed.choices[0].label[1:]}")
    offered = zhao.hears("系统停机期间到期", "待接单")
    assert "工单" in offered.text
    label = next(choice.label for choice in offered.choices if choice.label.startswith("✓"))
    await zhao.presses(label, on=offered)
    assert (await world.ticket(int(label[3:]))).handler == "zhao"
    for person, told in (("zhao", offered), ("chen", listed)):
        assert told.card is not None
        after = world.seat(person).card(told.card).text
        assert after.count("✓已接单") == told.text.count("✓已接单") + (
            label[2:] in after.partition("另有")[0]
        )
    assert label not in [choice.label for choice in zhao.card(offered.card or "").choices]
    forget(world)


async def test_t22_one_job_after_an_outage_is_told_as_ever(world: World) -> None:
    await by_rules(world, SHIPPED)
    await world.store.run(report, 0)
    await world.settle()
    forget(world)
    await world.sleep_through(2 * HOUR)
    await world.push(MINUTE)
    assert world.seat("chen").hears("工单 1001", "超时").choices
    assert all(len(rung(world, person)) <= MOST for person in EVERYBODY)
    forget(world)


async def test_t22_what_follows_the_outage_is_no_storm_either(world: World) -> None:
    await many(world, 60)
    await world.sleep_through(3 * HOUR)
    heard = Counter[str]()
    for _ in range(30):
        await world.push(MINUTE)
        heard.update({seat.peer.space: len(seat.unread) for seat in world.everybody()})
        forget(world)
    print(heard)
    assert max(heard[person] for person in EVERYBODY) < 60
