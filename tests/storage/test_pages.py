"""Pages: what became of each, which one message settles, who was at the chat, what is over; quiet hours."""

from dataclasses import replace
from datetime import datetime, time, timedelta

from desk.ids import PersonId, TicketId
from desk.messages import Peer
from desk.paging import Page, PageEnd, Way
from desk.quiet import QuietHours
from storage.store import SqlStore
from tests.storage.builders import ENGINEER, a_peer, a_person
from usecases.ports import UnitOfWork

TICKET, OTHER = TicketId("ticket-1"), TicketId("ticket-2")
AT = datetime.fromisoformat("2026-09-21T08:00:00+08:00")
MINUTE = timedelta(minutes=1)
FIRST = Page("k0", TICKET, ENGINEER, "k0", AT, "engineer.job", peer=a_peer(), card="job:ticket-1")


async def noted(store: SqlStore, *pages: Page) -> None:
    def note(uow: UnitOfWork) -> None:
        for page in pages:
            uow.pages.note(page)

    await store.run(note)


async def of(store: SqlStore, ticket: TicketId = TICKET) -> dict[str, Page]:
    return {page.key: page for page in await store.read(lambda uow: uow.pages.of(ticket))}


async def test_a_page_comes_back_as_it_was_and_a_known_key_is_left_alone(store: SqlStore) -> None:
    full = replace(
        FIRST,
        key="k3",
        step=3,
        way=Way.PHONE,
        peer=None,
        round=2,
        sent=AT,
        delivered=AT,
        seen=AT,
        over=AT,
        end=PageEnd.LEFT_OUT,
        reason="no_gateway",
    )
    await noted(store, FIRST, full, replace(FIRST, kind="other"))
    assert await of(store) == {"k0": FIRST, "k3": full}
    assert await of(store, OTHER) == {}


async def test_shown_is_shown_once_with_what_the_platform_said(store: SqlStore) -> None:
    await noted(store, FIRST)
    assert not await store.run(lambda uow: uow.pages.sent("k0", None, a_peer(), AT, delivered=True))
    assert not await store.run(lambda uow: uow.pages.sent("k0", None, a_peer(), AT + MINUTE))
    page = (await of(store))["k0"]
    assert (page.sent, page.delivered) == (AT, AT)


async def test_a_newer_state_of_the_same_card_shows_the_page_it_took_the_place_of(store: SqlStore) -> None:
    elsewhere = replace(FIRST, key="k1", peer=Peer("web", "1"))
    await noted(store, FIRST, elsewhere)
    await store.run(lambda uow: uow.pages.sent("k9", FIRST.card, a_peer(), AT))
    found = await of(store)
    assert (found["k0"].sent, found["k1"].sent) == (AT, None)


async def test_a_page_that_was_withdrawn_on_its_way_says_so_when_it_is_shown(store: SqlStore) -> None:
    await noted(
        store, FIRST, replace(FIRST, key="k1", person=PersonId("li")), replace(FIRST, key="k2", ticket=OTHER)
    )
    await store.run(lambda uow: uow.pages.withdraw(TICKET, ENGINEER))
    found = await of(store) | await of(store, OTHER)
    assert [key for key, page in found.items() if page.over] == ["k0"]
    await store.run(lambda uow: uow.pages.withdraw(TICKET))
    assert all(page.over for page in (await of(store)).values())
    assert await store.run(lambda uow: uow.pages.sent("k0", None, a_peer(), AT))
    assert not await store.run(lambda uow: uow.pages.sent("k2", None, a_peer(), AT))


async def test_what_was_shown_before_somebody_was_at_the_chat_is_seen(store: SqlStore) -> None:
    later = replace(FIRST, key="k1", sent=AT + MINUTE)
    await noted(store, replace(FIRST, sent=AT), later, replace(FIRST, key="k2"))
    await noted(store, replace(FIRST, key="k3", person=PersonId("li"), sent=AT))
    await store.run(lambda uow: uow.pages.seen(ENGINEER, AT + MINUTE / 2))
    assert {key: page.seen for key, page in (await of(store)).items() if page.seen} == {"k0": AT + MINUTE / 2}
    await store.run(lambda uow: uow.pages.seen(ENGINEER, AT + 2 * MINUTE))
    found = await of(store)
    assert (found["k0"].seen, found["k1"].seen) == (AT + MINUTE / 2, AT + 2 * MINUTE)
    assert found["k2"].seen is None


async def test_what_failed_keeps_its_reason(store: SqlStore) -> None:
    await noted(store, FIRST, replace(FIRST, key="k1", end=PageEnd.LEFT_OUT, reason="no_group"))
    await store.run(lambda uow: uow.pages.failed("k0", "blocked \x00"))
    await store.run(lambda uow: uow.pages.failed("k1", "later"))
    found = await of(store)
    assert (found["k0"].end, found["k0"].reason) == (PageEnd.FAILED, "blocked \ufffd")
    assert found["k1"].reason == "no_group"


async def test_pages_of_the_last_minutes_are_counted_without_repeats(store: SqlStore) -> None:
    await noted(
        store,
        FIRST,
        replace(FIRST, key="k1", at=AT + MINUTE),
        replace(FIRST, key="k2", at=AT + MINUTE, step=1),
        replace(FIRST, key="k3", at=AT + MINUTE, kind="engineer.remind"),
    )
    count = await store.read(lambda uow: uow.pages.count_since(ENGINEER, "engineer.job", AT))
    assert count == 1


async def test_what_is_told_together_is_held_back_until_then(store: SqlStore) -> None:
    bundled = replace(FIRST, end=PageEnd.BUNDLED, card=None)
    await noted(store, bundled, replace(bundled, key="k1", over=AT), replace(FIRST, key="k2"))
    held = await store.read(lambda uow: uow.pages.held_back(ENGINEER))
    assert [page.key for page in held] == ["k0"]
    await store.run(lambda uow: uow.pages.put_on_card(["k0"], "storm:1"))
    assert await store.read(lambda uow: uow.pages.held_back(ENGINEER)) == ()
    assert [page.key for page in await store.read(lambda uow: uow.pages.on_card("storm:1"))] == ["k0"]
    await store.run(lambda uow: uow.pages.sent("storm:1:told", "storm:1", a_peer(), AT))
    assert (await of(store))["k0"].sent == AT


async def test_what_rang_alone_is_counted_whatever_it_was_and_what_is_told_together_is_not(
    store: SqlStore,
) -> None:
    overdue = replace(FIRST, key="k4", at=AT + MINUTE, end=PageEnd.OVERDUE, card=None)
    assert not await store.read(lambda uow: uow.pages.holds_back(ENGINEER))
    await noted(
        store,
        FIRST,
        replace(FIRST, key="k1", at=AT + MINUTE),
        replace(FIRST, key="k2", at=AT + MINUTE, kind="engineer.remind", step=1),
        replace(FIRST, key="k3", at=AT + MINUTE, person="somebody else"),
        overdue,
        replace(overdue, key="k5", end=PageEnd.PUT_OFF),
    )
    assert await store.read(lambda uow: uow.pages.rang_since(ENGINEER, AT)) == 2
    assert await store.read(lambda uow: uow.pages.holds_back(ENGINEER))
    assert [page.key for page in await store.read(lambda uow: uow.pages.held_back(ENGINEER))] == ["k4"]


async def test_quiet_hours_are_one_entry_a_person_and_can_end(store: SqlStore) -> None:
    def hours(uow: UnitOfWork) -> QuietHours | None:
        return uow.pages.quiet_hours(ENGINEER)

    await store.run(lambda uow: uow.people.add(a_person(ENGINEER)))
    assert await store.read(hours) is None
    for wanted in (QuietHours(time(22), time(7)), QuietHours(time(23), time(6, 30)), None):
        await store.run(lambda uow, wanted=wanted: uow.pages.set_quiet_hours(ENGINEER, wanted))
        assert await store.read(hours) == wanted
