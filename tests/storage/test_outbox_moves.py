"""A chat with a new id takes its promises along (T15)."""

from desk.messages import MsgRef
from storage.store import SqlStore
from tests.storage.builders import a_peer
from tests.storage.outbox_kit import lease, promise, sent
from usecases.ports import UnitOfWork


async def test_a_chat_with_a_new_id_takes_everything_along(store: SqlStore) -> None:
    old, new = a_peer("1"), a_peer("-1001")
    await store.run(promise, "shown", "1", card="c")
    (row,) = await store.run(lease)
    await store.run(sent, row, "m1")

    def live(uow: UnitOfWork) -> str:
        uow.dialogues.save(old, {"turn": 3})
        return uow.prompts.create(old, None, (), uow.now)

    token = await store.run(live)
    await store.run(promise, "waiting", "1", card="c")
    (row,) = await store.run(lease)
    await store.run(lambda uow: (uow.outbox.moved(old, new), uow.outbox.again(row, uow.now, "moved")))
    (row,) = await store.run(lease)
    assert (row.peer, row.key, row.card_ref) == (new, "waiting", MsgRef(new, "m1"))
    assert await store.read(lambda uow: uow.dialogues.load(new)) == {"turn": 3}
    assert await store.read(lambda uow: uow.dialogues.load(old)) is None
    assert (await store.read(lambda uow: uow.prompts.get(token))).peer == new


async def test_a_moved_chat_keeps_what_its_new_id_already_has(store: SqlStore) -> None:
    old, new = a_peer("1"), a_peer("2")

    def live(uow: UnitOfWork) -> None:
        uow.dialogues.save(old, {"turn": 3})
        uow.dialogues.save(new, {"turn": 9})
        uow.outbox.moved(old, new)
        uow.outbox.moved(old, old)

    await store.run(live)
    assert await store.read(lambda uow: uow.dialogues.load(new)) == {"turn": 9}
    assert await store.read(lambda uow: uow.dialogues.load(old)) is None
