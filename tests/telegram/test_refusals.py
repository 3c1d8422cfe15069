"""From the outbox over the wire and back: what Telegram refuses is sent as it must be, once, and the rows say so."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.platforms.telegram.egress import TelegramEgress
from bot.platforms.telegram.limiter import Pace
from bot.platforms.telegram.settings import TelegramSettings
from desk.ids import MediaId
from desk.messages import Outgoing, Peer, Urgency
from desk.refusals import NotFound
from scheduler.drain import Drain
from storage import migrate
from storage.engines import connection
from storage.store import SqlStore
from storage.tables import outbox
from tests.kit.botapi import BotApiDouble
from tests.kit.builders import NOON
from tests.kit.clock import PushedClock
from tests.kit.world import ZONE
from tests.storage.builders import NoWords, minutes
from usecases.ports import UnitOfWork


async def no_media(media: MediaId) -> bytes:
    raise NotFound(media)


def promise(uow: UnitOfWork, key: str, chat: int, text: str) -> None:
    uow.outbox.add(key, Peer("tg", str(chat)), Outgoing(text), Urgency.REPLY)


class Sender:
    """A store, a clock that is pushed, and the real way out to the double."""

    def __init__(self, store: SqlStore, clock: PushedClock, api: BotApiDouble, url: str) -> None:
        self.store, self.clock, self.url = store, clock, url
        self.passed = 0.0
        settings = TelegramSettings(api.token, api.url)
        brisk = Pace(private=100, private_burst=5)
        self.egress = TelegramEgress(settings, no_media, brisk, lambda: self.passed)
        self.drain = Drain(store, clock, [self.egress])

    async def sends(self, seconds: float = 0) -> None:
        """So much later it sends what may go."""
        self.passed += seconds
        self.clock.push_to(self.clock.now() + minutes(seconds / 60))
        await self.drain.quiet()

    def rows(self) -> list[tuple[str, str | None, int]]:
        """Key, fate and tries of every row."""
        with connection(self.url) as conn:
            found = conn.execute(select(outbox.c.key, outbox.c.fate, outbox.c.attempts).order_by(outbox.c.id))
            return [(row.key, row.fate, row.attempts) for row in found]


@pytest.fixture
async def api() -> AsyncIterator[BotApiDouble]:
    async with BotApiDouble() as api:
        yield api


@pytest.fixture
async def sender(api: BotApiDouble, tmp_path: Path) -> AsyncIterator[Sender]:
    url, clock = f"sqlite:///{tmp_path / 'desk.sqlite3'}", PushedClock(NOON)
    migrate.upgrade(url)
    store = SqlStore(url, clock, NoWords(), {}, ZONE)
    await store.start()
    sender = Sender(store, clock, api, url)
    yield sender
    await sender.egress.close()
    await store.close()


async def test_a_group_that_moved_gets_what_waited_and_whatever_comes_later(
    api: BotApiDouble, sender: Sender
) -> None:
    new = api.group(-100, "信息组").upgrade(-1001234567890)
    await sender.store.run(promise, "first", -100, "工单 1001")
    await sender.store.run(promise, "second", -100, "工单 1002")
    await sender.sends()
    assert [one.text for one in new.inbox] == ["工单 1001", "工单 1002"]
    assert len(api.called("sendMessage")) == 3  # the old id is asked once
    assert [fate for _, fate, _ in sender.rows()] == ["sent", "sent"]


async def test_words_whose_formatting_is_refused_arrive_plain_and_once(
    api: BotApiDouble, sender: Sender
) -> None:
    teacher = api.user(1001)
    api.fail_next("sendMessage", 400, "Bad Request: can't parse entities: unexpected end at byte offset 3")
    await sender.store.run(promise, "k", 1001, "标题\n正文")
    await sender.sends()
    assert [(one.text, one.entities) for one in teacher.inbox] == [("标题\n正文", ())]
    assert sender.rows() == [("k", "sent", 1)]


async def test_a_chat_that_is_refused_again_is_left_alone_for_longer_and_hears_it_in_the_end(
    api: BotApiDouble, sender: Sender
) -> None:
    teacher = api.user(1001)
    for _ in range(3):
        api.fail_next("sendMessage", 429, "Too Many Requests: retry after 5", retry_after=5)
    await sender.store.run(promise, "k", 1001, "工单 1001")
    asked = []
    for _ in range(8):
        await sender.sends(5)
        asked.append(len(api.called("sendMessage")))
    assert asked == [1, 2, 2, 3, 3, 3, 3, 4]
    assert [one.text for one in teacher.inbox] == ["工单 1001"]
    assert sender.rows()[0][:2] == ("k", "sent")
