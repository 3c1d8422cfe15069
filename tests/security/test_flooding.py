"""S12: one person writes two thousand messages while fifty others write once; the fifty are answered as if they were alone.

Nothing is timed. What is counted is places: in the inbox's leases, and in the outbox's order, where a place costs what Telegram's
limits make it cost (`Pace`), the only thing in the desk's time that a message waits for.
"""

import time
from collections import Counter
from collections.abc import Sequence
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import create_engine, func, select

from app.doors import StoreDoor
from app.flood import CHAT_AT_ONCE, CHAT_PER_SECOND, ChatBudget
from bot.inbox import AT_ONCE, InboxWorker
from bot.platforms.telegram.intake import Intake
from bot.platforms.telegram.limiter import Pace
from bot.platforms.telegram.settings import TelegramSettings
from desk.messages import Incoming, MsgRef, Outcome, Peer, Sent
from scheduler.drain import Drain
from storage.tables import inbox
from tests.kit.builders import NOON
from tests.kit.world import ZONE, World
from tests.web.kit import Visitor
from usecases.ports import UnitOfWork
from usecases.rows import OutboxRow
from web.site import (
    MESSAGES_AT_ONCE,
    MESSAGES_PER_SECOND,
    NEW_CHATS_AT_ONCE,
    NEW_CHATS_PER_SECOND,
    SiteSettings,
    create_site,
)

FLOODER, OTHERS = 4_001, range(5_001, 5_051)
FLOOD, BATCH = 2_000, 100
BROWSERS = 600
TOKEN = "700000001:AAcanary-canary-canary-canary-cana1"
SECONDS = 2.0
WORDS = ("三年级2班大屏黑屏了", "着火了", "你好", "没声音", "进度", "4班投影仪坏了")


class Order:
    """An egress that notes the order in which messages went to Telegram."""

    channel = "tg"

    def __init__(self) -> None:
        self.sent: list[OutboxRow] = []

    async def send(self, row: OutboxRow) -> Outcome:
        """Note and deliver."""
        self.sent.append(row)
        return Sent(MsgRef(row.peer, str(row.id)))

    async def close(self) -> None:
        """Nothing is open."""


def update(number: int, sender: int, text: str) -> dict[str, Any]:
    """A text in a private chat as the Bot API brings it."""
    person = {"id": sender, "is_bot": False, "first_name": "甲"}
    chat = {"id": sender, "type": "private", "first_name": "甲"}
    message = {"message_id": number, "date": 1_790_000_000, "chat": chat, "from": person, "text": text}
    return {"update_id": number, "message": message}


def flood() -> list[dict[str, Any]]:
    """Two thousand of one person, and fifty others' single ones at the end of the last batch."""
    numbers = range(1, FLOOD + 1)
    return [update(n, FLOODER, WORDS[n % len(WORDS)]) for n in numbers] + [
        update(FLOOD + n, sender, "三年级2班大屏黑屏了") for n, sender in enumerate(OTHERS, 1)
    ]


@pytest.fixture
def standing() -> ChatBudget:
    """A budget whose clock stands: everything comes in the same instant."""
    return ChatBudget(monotonic=lambda: 0.0)


async def taken_in(world: World, budget: ChatBudget) -> StoreDoor:
    """The flood and the others through the real reading of updates into the real inbox."""
    door = StoreDoor(world.store, budget=budget)
    intake = Intake(TelegramSettings(TOKEN), door, world.clock.now)
    updates = flood()
    for start in range(0, len(updates), BATCH):
        await intake.take(updates[start : start + BATCH])
    await intake.close()
    return door


def of_the_others(peers: Sequence[Peer]) -> set[str]:
    """Who of the fifty is among these."""
    return {peer.space for peer in peers} & {str(sender) for sender in OTHERS}


async def test_s12_two_thousand_messages_of_one_person_cost_fifty_others_one_place(
    world: World, standing: ChatBudget
) -> None:
    await taken_in(world, standing)
    peers = await world.store.run(next_lease)
    assert of_the_others(peers) == {str(sender) for sender in OTHERS}, "one lease takes all of them"
    assert [peer.space for peer in peers].count(str(FLOODER)) == 1, "and one message of the flood"
    order = Order()
    await InboxWorker(world.store, world.library.reader.read).quiet()
    await Drain(world.store, world.clock, [order]).quiet()
    sent = [row.peer.space for row in order.sent]
    last = max(sent.index(str(sender)) for sender in OTHERS) + 1
    pace = Pace()
    assert (last - pace.overall_burst) / pace.overall <= SECONDS
    assert len(sent) - len(OTHERS) > CHAT_AT_ONCE / 4, "the flood was answered too, and did wait"


async def test_s12_what_a_chat_sends_beyond_its_budget_is_kept_unread_and_said_once(
    world: World, standing: ChatBudget
) -> None:
    await taken_in(world, standing)
    assert set_aside(world) == FLOOD - CHAT_AT_ONCE
    order = Order()
    await Drain(world.store, world.clock, [order]).quiet()
    (said,) = order.sent
    assert said.peer.space == str(FLOODER)
    assert "消息太多" in said.outgoing.text
    assert "电话" in said.outgoing.text


async def test_s12_a_browser_that_posts_two_thousand_times_is_refused_and_fifty_others_are_not(
    world: World,
) -> None:
    site = create_site(world.store, SiteSettings(zone=ZONE, hotline="0000-0001"), world.clock)
    async with Visitor(site) as one:
        await one.get("/chat/me")
        began = time.monotonic()
        answers = Counter([(await one.says("me", "快", f"said-{n:05}")).status_code for n in range(FLOOD)])
        most = MESSAGES_AT_ONCE + MESSAGES_PER_SECOND * (time.monotonic() - began)
    assert answers[202] + answers[429] == FLOOD
    assert answers[202] <= most
    for n in range(len(OTHERS)):
        async with Visitor(site) as other:
            await other.get("/chat/me")
            assert (await other.says("me", "黑屏了", f"said-{n:05}")).status_code == 202
    assert len(await world.store.run(next_lease)) == len(OTHERS) + 1


async def test_s12_one_attacker_as_many_browsers_is_one_address(world: World) -> None:
    site = create_site(world.store, SiteSettings(zone=ZONE, hotline="0000-0001"), world.clock)
    async with Visitor(site) as regular, from_address(site, "192.0.2.9") as other:
        await regular.get("/chat/me")
        assert (await regular.says("me", "在吗", "said-before")).status_code == 202
        began = time.monotonic()
        answers = Counter([await one_more_browser(site, number) for number in range(BROWSERS)])
        assert answers[202] + answers[429] == BROWSERS
        assert answers[202] <= NEW_CHATS_AT_ONCE + NEW_CHATS_PER_SECOND * (time.monotonic() - began)
        assert (await regular.says("me", "黑屏了", "said-after")).status_code == 202
        await other.get("/chat/me")
        said = await other.post("/chat/me/messages", json={"id": "said-0001", "text": "黑屏了"})
        assert said.status_code == 202


async def test_a_budget_fills_again_and_is_spent_only_by_what_was_stored() -> None:
    now = [0.0]
    budget = ChatBudget(monotonic=lambda: now[0])
    one = [a_message(n) for n in range(CHAT_AT_ONCE + 5)]
    for _ in range(3):  # the store refused; the same batch comes again
        kept, surplus = budget.split(one)
        assert (len(kept), len(surplus)) == (CHAT_AT_ONCE, 5)
    budget.spend(kept)
    assert budget.split(one) == ([], one)
    now[0] = 10.0
    assert len(budget.split(one)[0]) == int(10 * CHAT_PER_SECOND)


def from_address(site: FastAPI, address: str) -> httpx.AsyncClient:
    """A browser somewhere else."""
    transport = httpx.ASGITransport(site, client=(address, 1))
    headers = {"Sec-Fetch-Site": "same-origin"}
    return httpx.AsyncClient(transport=transport, base_url="http://desk.test", headers=headers)


async def one_more_browser(site: FastAPI, number: int) -> int:
    """A message with a secret nobody gave out; its status."""
    async with Visitor(site) as browser:
        browser.cookies.set("chalkline_me", f"{number:043}")
        return (await browser.says("me", "着火了")).status_code


def a_message(number: int) -> Incoming:
    """One of the flooder's."""
    return Incoming(f"tg:1:{number}", Peer("tg", str(FLOODER)), NOON, text="你好")


def set_aside(world: World) -> int:
    """How many messages of the flooder the database keeps as flood, with whose they are."""
    engine = create_engine(world.url)
    row = inbox.c
    asked = select(func.count()).where(
        row.peer == f"tg:{FLOODER}", row.fate == "unread", row.reason == "flood"
    )
    with engine.connect() as connection:
        found = int(connection.execute(asked).scalar_one())
    engine.dispose()
    return found


def next_lease(uow: UnitOfWork) -> list[Peer]:
    """Whose messages would be taken now; they are given back."""
    rows = uow.inbox.lease(uow.now, uow.now, AT_ONCE)
    for row in rows:
        uow.inbox.again(row, uow.now, "")
    return [row.incoming.peer for row in rows]
