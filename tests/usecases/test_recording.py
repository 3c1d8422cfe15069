"""A change is recorded whole, every promise in it once, and the live cards of everybody involved follow."""

from dataclasses import replace

import pytest

from desk import events as ev
from desk.change import Change
from desk.ids import PersonId
from desk.messages import Peer, Urgency
from desk.notices import Kind, Notice
from desk.refusals import NotFound, StaleWrite
from desk.ticket import Ticket
from desk.timers import Timer, TimerKind
from scheduler.drain import LEASE
from tests.conftest import Line
from tests.kit.builders import NOON, a_ticket
from tests.kit.seat import Seat
from tests.kit.world import CHANNEL, World
from usecases.fire_timer import fire_timer
from usecases.ports import UnitOfWork
from usecases.recording import record, tell
from usecases.rows import OutboxRow


def unsent(uow: UnitOfWork) -> dict[str, OutboxRow]:
    rows: dict[str, OutboxRow] = {}
    for _ in range(20):
        taken = uow.outbox.lease(uow.now, uow.now + LEASE, (CHANNEL,), 100)
        rows.update({row.key: row for row in taken})
        if not taken:
            break
    return rows


def notice(kind: Kind, ticket: Ticket | None = None, to: str | None = "wang", **more: object) -> Notice:
    person = PersonId(to) if to else None
    return Notice(kind, f"test:{kind}", person, None, ticket.id if ticket else None, **more)  # type: ignore[arg-type]  # fields of Notice


async def test_the_cards_of_the_teacher_and_of_everybody_called_follow_every_event(
    world: World, reported: Seat
) -> None:
    ticket = await world.ticket()
    change = Change(ticket).happened(ev.TakenOver(at=NOON, by=PersonId("chen")))
    await world.store.run(record, change)
    rows = await world.store.run(unsent)
    cards = {row.peer.space: row.outgoing.card for row in rows.values()}
    assert cards == {
        "wang": f"job:{ticket.id}",
        "chen": f"job:{ticket.id}",
        "teacher1-changge": f"ticket:{ticket.id}",
    }
    assert all(row.outgoing.silent for row in rows.values())


async def test_a_change_without_events_moves_no_card(world: World, reported: Seat) -> None:
    await world.store.run(record, Change(await world.ticket()))
    assert await world.store.run(unsent) == {}


async def test_who_is_told_about_the_card_itself_gets_it_once(world: World, reported: Seat) -> None:
    ticket = await world.ticket()
    change = Change(ticket).happened(ev.Paged(at=NOON, people=(PersonId("li"),), rung=0, tiers=()))
    page = replace(notice(Kind.JOB, ticket, "li"), urgency=Urgency.PAGE, card=f"job:{ticket.id}")
    await world.store.run(record, change.telling(page))
    rows = await world.store.run(unsent)
    assert [row.urgency for row in rows.values() if row.peer.space == "li"] == [Urgency.PAGE]


async def test_the_same_change_recorded_twice_is_refused_and_promises_nothing_new(
    world: World, reported: Seat
) -> None:
    ticket = await world.ticket()
    change = Change(ticket).happened(ev.Urged(at=NOON, by=PersonId("teacher1-changge")))
    await world.store.run(record, change)
    before = len(await world.store.run(unsent))
    with pytest.raises(StaleWrite):
        await world.store.run(record, change)
    world.clock.push_to(world.clock.now() + 2 * LEASE)
    assert len(await world.store.run(unsent)) <= before
    assert (await world.ticket()).urged == 1


async def test_a_notice_to_somebody_without_an_address_is_not_promised_and_leaves_a_trace(
    world: World, log_lines: list[Line]
) -> None:
    def cut_off(uow: UnitOfWork) -> bool:
        uow.people.mark(Peer(CHANNEL, "wang"), reachable=False)
        return tell(uow, notice(Kind.ENGINEER_HELP))

    assert await world.store.run(cut_off) is False
    assert [line["person"] for line in log_lines if line.get("action") == "no_address"] == ["wang"]


async def test_the_same_notice_twice_is_one_message(world: World) -> None:
    for _ in range(2):
        assert await world.store.run(tell, notice(Kind.ENGINEER_HELP))
    assert len(await world.store.run(unsent)) == 1


async def test_a_call_list_names_people_with_their_numbers(world: World, reported: Seat) -> None:
    listed = notice(Kind.CALL_LIST, await world.ticket(), "chen", extra=(("people", "wang,li"),))
    await world.store.run(tell, listed)
    (row,) = (await world.store.run(unsent)).values()
    assert "王工" in row.outgoing.text
    assert "0000-0102" in row.outgoing.text


async def test_the_job_card_carries_the_evidence(world: World) -> None:
    teacher = world.teacher("changge")
    await teacher.sends_photo("三年级2班大屏黑屏了，正在上课")
    card = next(m for m in world.seat("wang").seen if m.card)
    assert [media.mime for media in card.media] == ["image/jpeg"]


async def test_the_notice_speaks_the_language_it_was_asked_for(world: World) -> None:
    for lang, person in (("zh", "chen"), ("en", "lin")):
        note = replace(notice(Kind.SUPERVISOR_HELP, None, person, extra=(("lang", lang),)), key=lang)
        await world.store.run(tell, note)
    rows = await world.store.run(unsent)
    assert "看板" in rows["zh"].outgoing.text
    assert "board" in rows["en"].outgoing.text


async def test_a_timer_of_a_conversation_is_not_the_tickets_business(world: World) -> None:
    timer = Timer("k", TimerKind.QUESTION_PATIENCE, NOON, peer=Peer(CHANNEL, "wang"))
    with pytest.raises(ValueError, match="has no ticket"):
        await world.store.run(fire_timer, timer)


async def test_a_timer_of_a_lost_ticket_stays_due_for_the_operator(world: World) -> None:
    timer = Timer("k", TimerKind.CALLBACK, NOON, ticket=a_ticket().id)

    def add(uow: UnitOfWork) -> None:
        uow.timers.add([timer])

    await world.store.run(add)
    with pytest.raises(NotFound):
        await world.store.run(fire_timer, timer)
    assert await world.store.read(lambda uow: uow.timers.next_due()) == NOON


async def test_a_timer_that_decides_nothing_is_done_all_the_same(world: World, reported: Seat) -> None:
    ticket = await world.ticket()
    old = Timer("old", TimerKind.REPEAT, NOON, ticket.id, round=0)

    def add(uow: UnitOfWork) -> None:
        uow.timers.add([old])

    await world.store.run(add)
    await world.store.run(fire_timer, old)
    assert (await world.ticket()) == ticket
    assert "old" not in await world.store.run(
        lambda uow: [t.key for t in uow.timers.lease_due(uow.now, uow.now + LEASE, 100)]
    )
