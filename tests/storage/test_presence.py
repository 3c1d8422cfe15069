"""When chats were last heard of: the newest message of each, of the chats that are asked for."""

from datetime import timedelta

from desk.messages import Incoming, Peer
from storage.store import SqlStore
from tests.kit import builders as a
from usecases.ports import UnitOfWork

ONE, TWO, SILENT = Peer("tg", "1"), Peer("web", "2"), Peer("tg", "3")


async def test_the_newest_message_of_each_chat_counts(store: SqlStore):
    def say(uow: UnitOfWork) -> None:
        for minute, peer in enumerate((ONE, TWO, ONE)):
            now = a.NOON + timedelta(minutes=minute)
            uow.inbox.accept([Incoming(f"k{minute}", peer, now, text="在")], now)

    await store.run(say)
    heard = await store.read(lambda uow: uow.presence.last_heard([ONE, TWO, SILENT]))
    assert heard == {ONE: a.NOON + timedelta(minutes=2), TWO: a.NOON + timedelta(minutes=1)}
    assert await store.read(lambda uow: uow.presence.last_heard([])) == {}
