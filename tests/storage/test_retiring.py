"""Retention on both databases, in pieces: what one transaction leaves the next one takes."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from desk import events as ev
from desk.access import AccessAct, AccessEvent
from desk.ids import TicketId
from desk.messages import MediaKind
from desk.people import Role
from desk.personal import ERASED
from desk.retention import KEPT, Keep
from desk.timers import Timer, TimerKind
from storage import retiring
from storage.engines import engine_for
from storage.store import SqlStore
from storage.tables import metadata
from tests.kit.clock import PushedClock
from tests.storage.builders import TEACHER, a_message, a_peer, a_person, a_text, an_opening, happened, opened
from tests.storage.conftest import MONDAY
from usecases.ports import UnitOfWork
from usecases.rows import Invitation

DAY = timedelta(days=1)
TICKETS = tuple(TicketId(f"t{n}") for n in range(1, 6))


def years(uow: UnitOfWork) -> None:
    """Five closed jobs with a photo each, messages, an invitation, timers."""
    uow.people.add(replace(a_person(TEACHER, "林", None), role=Role.TEACHER, phone="000-1"))
    for n, one in enumerate(TICKETS, start=1):
        at = uow.now + n * timedelta(minutes=1)
        photo = uow.media.put(b"photo", MediaKind.PHOTO, "a.jpg", "image/jpeg", uow.now)
        ticket = opened(uow, an_opening(at, ticket=one, no=1000 + n))
        more = ev.InformationAdded(at=at, by=TEACHER, words="还有味道", media=(photo.id,))
        happened(uow, ticket, more, ev.FixConfirmed(at=at, by=TEACHER))
    uow.inbox.accept([a_message(f"m{n}", uow.now, str(n)) for n in range(5)], uow.now)
    for row in uow.inbox.lease(uow.now, uow.now + DAY, 9)[:4]:
        uow.inbox.done(row, uow.now)
    uow.webchat.show(a_peer(), a_text("一"), None, uow.now)
    uow.webchat.show(a_peer(), a_text("二"), None, uow.now)
    uow.invitations.issue(Invitation(Role.ENGINEER, (), None, uow.now))
    uow.access.note(AccessEvent(AccessAct.SIGNED_IN, uow.now, TEACHER, TEACHER))
    timers = [Timer(f"k{n}", TimerKind.CALLBACK, uow.now, one) for n, one in enumerate(TICKETS)]
    uow.timers.add(timers)
    uow.timers.fired_many([timer.key for timer in timers], uow.now)


def count(url: str, name: str) -> int:
    with engine_for(url).connect() as conn:
        return int(conn.execute(select(func.count()).select_from(metadata.tables[name])).scalar_one())


async def retire(store: SqlStore, keep: Keep) -> list[int]:
    """Pieces until one is not full."""
    done = [await store.run(lambda uow: uow.retiring.retire(keep))]
    while done[-1] >= retiring.PIECE:
        done.append(await store.run(lambda uow: uow.retiring.retire(keep)))
    return done


@pytest.fixture(autouse=True)
def small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retiring, "PIECE", 2)
    monkeypatch.setattr(retiring, "_CLOSED", retiring._CLOSED.limit(2))


@pytest.mark.parametrize("keep", [keep for keep in Keep if KEPT[keep].days is not None])
async def test_nothing_goes_a_day_early_and_all_of_it_when_its_days_are_over(
    keep: Keep, url: str, store: SqlStore, clock: PushedClock
) -> None:
    await store.run(years)
    days = timedelta(days=KEPT[keep].days or 0)
    clock.push_to(MONDAY + days - DAY)
    assert await retire(store, keep) == [0]
    clock.push_to(MONDAY + days + DAY)
    assert sum(await retire(store, keep)) > 0
    assert sum(await retire(store, keep)) <= 1, "what is gone is not found again"
    tickets = await store.read(lambda uow: [uow.tickets.get(one) for one in TICKETS])
    gone = {
        Keep.CHATS: lambda: (count(url, "inbox"), count(url, "webchat_lines")) == (1, 1),
        Keep.PICTURES: lambda: count(url, "media") == 0 and not any(ticket.media for ticket in tickets),
        Keep.WORDS: lambda: {words for ticket in tickets for words in ticket.words} == {ERASED},
        Keep.PHONES: lambda: True,
        Keep.CODES: lambda: count(url, "invitations") == 0,
        Keep.ACCESS: lambda: count(url, "access_events") == 0,
        Keep.ALARMS: lambda: count(url, "timers") == 0,
    }
    assert gone[keep]()
    number = (await store.read(lambda uow: uow.people.get(TEACHER))).phone
    assert number == ("" if keep is Keep.PHONES else "000-1")
    assert await store.read(lambda uow: tuple(uow.seals.flaws())) == ()
