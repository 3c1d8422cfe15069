"""Erasure on both databases: nothing of the person is left in any column (P2), the facts and the seals are."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from desk import events as ev
from desk import life_events as lev
from desk.buttons import Option, Press, Verb
from desk.ids import PersonId, TicketId
from desk.messages import Incoming, MediaKind, MsgRef, Outgoing, Peer, Urgency
from desk.people import Role
from desk.personal import ERASED
from desk.ticket import replay
from storage.engines import engine_for
from storage.store import SqlStore
from storage.tables import metadata
from tests.storage.builders import a_person, an_opening, happened, opened
from tests.storage.conftest import MONDAY, Open
from usecases.ports import UnitOfWork
from usecases.privacy_ports import Gone

NAME, PHONE, WORDS = "卡纳丽老师", "000-7777-7777", "卡纳丽的大屏黑屏了，马上上课"
CANARIES = ("卡纳丽", "7777", "web-canary")
ME, WANG = PersonId("p-1"), PersonId("e-wang")
MINE, WANGS = Peer("web", "web-canary"), Peer("web", "wang")
TICKET = TicketId("ticket-1")


def live(uow: UnitOfWork) -> None:
    """A teacher's life at the desk: a report with photo, what the engineer was told and wrote, buttons, a copy."""
    uow.people.add(replace(a_person(ME, NAME, None), role=Role.TEACHER, phone=PHONE), a_person(WANG, "王工"))
    uow.people.bind(ME, MINE)
    uow.people.bind(WANG, WANGS)
    photo = uow.media.put(b"canary 7777", MediaKind.PHOTO, "7777.jpg", "image/jpeg", uow.now)
    said = Incoming("web:web-canary:1", MINE, uow.now, NAME, WORDS, (photo,))
    uow.inbox.accept((said,), uow.now)
    uow.webchat.said(MINE, said, uow.now)
    opening = replace(an_opening(MONDAY, ticket=TICKET, reporter=ME), words=WORDS)
    ticket = opened(uow, opening)
    happened(
        uow,
        ticket,
        ev.InformationAdded(at=MONDAY, by=ME, words="7777 也打不通", media=(photo.id,)),
        lev.NoteAdded(at=MONDAY, by=WANG, words=f"问过{NAME}", internal=True),
        ev.Diagnosed(at=MONDAY, by=WANG, note="接口松动"),
        ev.FixConfirmed(at=MONDAY + timedelta(hours=1), by=ME),
    )
    uow.outbox.add("k1", MINE, Outgoing(f"{NAME}，您好"), Urgency.REPLY, ME, TICKET)
    uow.outbox.add("k2", WANGS, Outgoing(f"新工单：{WORDS}"), Urgency.PAGE, WANG, TICKET)
    uow.outbox.add("k3", WANGS, Outgoing(f"联系人 {NAME} {PHONE}"), Urgency.NOTE, WANG)
    for row in uow.outbox.lease(uow.now, uow.now + timedelta(minutes=1), ("web",), 9):
        uow.outbox.sent(row, MsgRef(row.peer, "m"), uow.now)
    uow.webchat.show(WANGS, Outgoing(f"新工单：{WORDS[:13]}…（{NAME}）"), None, uow.now)
    uow.prompts.create(WANGS, WANG, (Option(Press(Verb.RELAY_TO, TICKET), NAME),), uow.now)
    uow.dialogues.save(MINE, {"type": "choosing", "text": WORDS})


def erase(uow: UnitOfWork) -> Gone:
    return uow.erasing.erase(uow.people.get(ME))


def everything(url: str) -> Iterator[tuple[str, str]]:
    """Every value of every column, as text."""
    with engine_for(url).connect() as conn:
        for table in metadata.sorted_tables:
            for row in conn.execute(select(table)):
                for name, value in row._mapping.items():
                    text = value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
                    yield f"{table.name}.{name}", text


def found(url: str) -> set[str]:
    return {where for where, text in everything(url) if any(canary in text for canary in CANARIES)}


@pytest.fixture
async def lived(url: str, open_store: Open) -> SqlStore:
    store = await open_store()
    await store.run(live)
    assert {"people.name", "inbox.body", "events.body", "media.content", "webchat_lines.peer"} <= found(url)
    return store


async def test_no_column_holds_name_number_chat_or_words_any_more(url: str, lived: SqlStore) -> None:
    gone = await lived.run(erase)
    assert found(url) == set()
    assert gone.events == 3
    assert gone.pictures == 1


async def test_the_facts_and_other_peoples_words_stay_and_the_trail_rebuilds_the_ticket(
    url: str, lived: SqlStore
) -> None:
    before = await lived.read(lambda uow: uow.tickets.get(TICKET))
    await lived.run(erase)
    after, trail = await lived.read(lambda uow: (uow.tickets.get(TICKET), uow.tickets.trail(TICKET)))
    assert replay(trail) == after
    assert after.words == (ERASED, ERASED)
    assert (after.milestones, after.status, after.verdict) == (
        before.milestones,
        before.status,
        before.verdict,
    )
    assert (after.fault, after.diagnosis, after.reporter) == (before.fault, "接口松动", ME)
    assert (await lived.read(lambda uow: uow.people.get(ME))).name == ERASED


async def test_the_seals_hold_before_and_after_and_show_what_else_is_touched(
    url: str, lived: SqlStore
) -> None:
    assert await lived.run(lambda uow: uow.seals.seal(TICKET)) == 5
    assert await lived.run(lambda uow: uow.seals.seal(TICKET)) == 0
    with engine_for(url).connect() as conn:
        links = metadata.tables["event_seals"]
        before = conn.execute(select(links.c.hash).order_by(links.c.seq)).scalars().all()
    await lived.run(erase)
    with engine_for(url).connect() as conn:
        assert conn.execute(select(links.c.hash).order_by(links.c.seq)).scalars().all() == before
    assert await lived.read(lambda uow: tuple(uow.seals.flaws())) == ()
    events = metadata.tables["events"]
    for old, new, flaw in (
        ("接口松动", "接口完好", "other words"),
        (ERASED, "他说没事", "had been taken away"),
        ('"internal":true', '"internal":false', "was changed"),
    ):
        with engine_for(url).begin() as conn:
            rows = conn.execute(select(events.c.seq, events.c.body).order_by(events.c.seq)).all()
            seq, body = next((row.seq, row.body) for row in rows if old in row.body)
            this = events.c.seq == seq
            conn.execute(events.update().where(this).values(body=body.replace(old, new, 1)))
        (told,) = await lived.read(lambda uow: tuple(uow.seals.flaws()))
        assert flaw in told
        with engine_for(url).begin() as conn:
            conn.execute(events.update().where(this).values(body=body))


async def test_a_removed_event_and_a_lost_seal_show(url: str, lived: SqlStore) -> None:
    await lived.run(lambda uow: uow.seals.seal(TICKET))
    seals = metadata.tables["event_seals"]
    with engine_for(url).begin() as conn:
        conn.execute(seals.delete().where(seals.c.seq == 2))
    assert "lost its seal" in (await lived.read(lambda uow: tuple(uow.seals.flaws())))[0]
    events = metadata.tables["events"]
    with engine_for(url).begin() as conn:
        conn.execute(events.delete().where(events.c.seq == 2))
    assert "event 2 is missing" in (await lived.read(lambda uow: tuple(uow.seals.flaws())))[0]


async def test_a_name_that_two_people_have_is_left_in_what_is_about_neither(
    url: str, lived: SqlStore
) -> None:
    twin = PersonId("p-2")
    note = lambda uow: uow.outbox.add("k9", WANGS, Outgoing(f"{NAME}来电"), Urgency.NOTE, WANG)  # noqa: E731 - one row
    await lived.run(lambda uow: uow.people.add(replace(a_person(twin, NAME, None), role=Role.TEACHER)))
    await lived.run(note)
    await lived.run(erase)
    left = {where for where, text in everything(url) if NAME in text}
    assert "people.name" in left, "the other one keeps their name"
    assert "events.body" not in left, "on the ticket of the erased person it meant them"
    assert "outbox.body" in left
