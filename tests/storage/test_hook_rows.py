"""Hooks on both databases: their state and log, failures counted, and their messages as the outbox has them."""

from dataclasses import replace
from datetime import timedelta

from desk.hooks import HOOK, Hook, HookAct, HookEvent, HookNote
from desk.messages import Outgoing, Urgency
from storage.store import SqlStore
from tests.kit.clock import PushedClock
from tests.storage.builders import SCHOOL
from tests.storage.conftest import MONDAY, Open
from usecases.ports import UnitOfWork
from usecases.rows import Topic

A_HOOK = Hook("AB12CD34", "glpi", "https://x.example/", (HookEvent.OPENED,), (SCHOOL,), (), MONDAY, "proof")


async def test_a_hook_is_good_until_it_is_paused_and_every_process_hears_of_it(open_store: Open) -> None:
    here, there = await open_store(), await open_store()

    def good(uow: UnitOfWork) -> tuple[Hook, ...]:
        return uow.hooks.good()

    assert await there.read(good) == ()
    await here.run(lambda uow: uow.hooks.save(A_HOOK))
    assert await there.read(good) == (A_HOOK,)
    paused = replace(A_HOOK, paused_at=MONDAY)
    await here.run(lambda uow: uow.hooks.save(paused))
    assert await there.read(good) == ()
    assert await there.read(lambda uow: uow.hooks.all()) == (paused,)


async def test_failures_are_counted_in_a_row_and_the_log_is_newest_first(store: SqlStore) -> None:
    def failing(uow: UnitOfWork) -> list[int]:
        uow.hooks.save(A_HOOK)
        counted = [uow.hooks.failed(A_HOOK.id), uow.hooks.failed(A_HOOK.id)]
        uow.hooks.went_well(A_HOOK.id)
        counted.append(uow.hooks.failed(A_HOOK.id))
        for act in (HookAct.MADE, HookAct.PAUSED):
            uow.hooks.note(HookNote(MONDAY, A_HOOK.id, act))
        return [*counted, uow.hooks.failed("nobody")]

    assert await store.run(failing) == [1, 2, 1, 0]
    assert [one.act for one in await store.read(lambda uow: uow.hooks.log(A_HOOK.id, 1))] == [HookAct.PAUSED]


async def test_its_messages_wake_its_own_drain_and_count_in_no_backlog(
    store: SqlStore, clock: PushedClock
) -> None:
    bells = {topic: store.listen(topic) for topic in (Topic.HOOKS, Topic.OUTBOX)}

    def promised(uow: UnitOfWork) -> None:
        uow.hooks.save(A_HOOK)
        for no in (1001, 1002, 1005):
            uow.outbox.add(f"{HOOK}:{no}", A_HOOK.peer(no), Outgoing(str(no)), Urgency.NOTE)

    await store.run(promised)
    assert await bells[Topic.HOOKS].rings(10)
    assert not await bells[Topic.OUTBOX].rings(0)
    backlog = await store.read(lambda uow: uow.watch.backlog(uow.now))
    assert backlog[Topic.OUTBOX].waiting == 0, "that a program is away makes the desk not ill"
    leased = await store.run(
        lambda uow: uow.outbox.lease(uow.now, uow.now + timedelta(minutes=1), (HOOK,), 9)
    )
    assert [row.outgoing.text for row in leased] == ["1001", "1002"], "1005 goes behind 1001"
    await store.run(lambda uow: uow.outbox.failed(leased[0], "HTTP 404", uow.now))
    posts = await store.read(lambda uow: uow.hooks.posts(A_HOOK, 9))
    assert [(post.key, post.fate, post.reason) for post in posts] == [
        ("hook:1005", "", ""),
        ("hook:1002", "", ""),
        ("hook:1001", "failed", "HTTP 404"),
    ]
    for bell in bells.values():
        bell.close()
