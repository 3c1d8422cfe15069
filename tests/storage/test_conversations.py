"""Prompts, dialogues, web lines, media, heartbeats: what conversations leave behind, on both databases."""

import asyncio

import pytest

from desk.buttons import Option, Press, Verb
from desk.ids import MediaId, PersonId, TicketId
from desk.messages import MediaKind
from desk.refusals import NotFound
from storage.store import SqlStore
from tests.kit.clock import PushedClock
from tests.storage.builders import a_message, a_peer, a_text, minutes
from usecases.ports import UnitOfWork

OPTIONS = (
    Option(Press(Verb.PICK_ROOM, TicketId("t"), "qh2-302"), "三年级2班"),
    Option(Press(Verb.TALK_TO_HUMAN)),
)


def ask(uow: UnitOfWork, space: str = "1") -> str:
    return uow.prompts.create(a_peer(space), PersonId("t-lin"), OPTIONS, uow.now)


async def test_a_prompt_keeps_what_its_buttons_mean(store: SqlStore, clock: PushedClock) -> None:
    token = await store.run(ask)
    prompt = await store.read(lambda uow: uow.prompts.get(token))
    assert prompt.presses == tuple(option.press for option in OPTIONS)
    assert prompt.labels == ("三年级2班", "")
    assert (prompt.peer, prompt.person, prompt.created) == (a_peer("1"), "t-lin", clock.now())


async def test_tokens_are_short_ascii_without_a_colon_and_never_the_same(store: SqlStore) -> None:
    tokens = {await store.run(ask) for _ in range(50)}
    assert len(tokens) == 50
    assert all(16 <= len(token) <= 20 and token.isascii() and ":" not in token for token in tokens)


async def test_the_newest_prompt_of_a_chat_is_what_a_typed_number_means(store: SqlStore) -> None:
    await store.run(ask, "1")
    newest = await store.run(ask, "1")
    await store.run(ask, "2")
    latest = await store.read(lambda uow: uow.prompts.latest(a_peer("1")))
    assert latest is not None
    assert latest.token == newest
    assert await store.read(lambda uow: uow.prompts.latest(a_peer("3"))) is None
    with pytest.raises(NotFound):
        await store.read(lambda uow: uow.prompts.get("unknown"))


async def test_a_dialogue_is_what_was_saved_last(store: SqlStore) -> None:
    assert await store.read(lambda uow: uow.dialogues.load(a_peer())) is None
    for state in ({"at": "room", "turn": 1, "tried": ["a", None, True, 0.5]}, {"at": "步骤"}):
        await store.run(lambda uow, state: uow.dialogues.save(a_peer(), state), state)
        assert await store.read(lambda uow: uow.dialogues.load(a_peer())) == state


async def test_a_web_conversation_resumes_from_any_line(store: SqlStore, clock: PushedClock) -> None:
    said = a_message("k", clock.now())

    def talk(uow: UnitOfWork) -> list[int]:
        peer = a_peer("s", "web")
        first = uow.webchat.said(peer, said, uow.now)
        second = uow.webchat.show(peer, a_text("一"), None, uow.now)
        return [first, second, uow.webchat.show(peer, a_text("二"), second, uow.now)]

    assert await store.run(talk) == [1, 2, 3]
    lines = await store.read(lambda uow: uow.webchat.since(a_peer("s", "web"), 1))
    assert [(line.seq, line.outgoing, line.incoming, line.replaces) for line in lines] == [
        (2, a_text("一"), None, None),
        (3, a_text("二"), None, 2),
    ]
    (first,) = await store.read(lambda uow: uow.webchat.since(a_peer("s", "web"), 0, 1))
    assert (first.incoming, first.at) == (said, clock.now())
    assert await store.read(lambda uow: uow.webchat.since(a_peer("other", "web"), 0)) == ()


async def test_both_sides_may_speak_at_once(store: SqlStore) -> None:
    def speak(uow: UnitOfWork) -> int:
        return uow.webchat.show(a_peer("s", "web"), a_text(), None, uow.now)

    numbers = await asyncio.gather(*(store.run(speak) for _ in range(4)))
    assert sorted(numbers) == [1, 2, 3, 4]


async def test_evidence_comes_back_byte_by_byte(store: SqlStore) -> None:
    content = bytes(range(256)) * 300
    media = await store.run(
        lambda uow: uow.media.put(content, MediaKind.PHOTO, "大屏\x00.jpg", "image/jpeg", uow.now)
    )
    assert (media.size, media.kind, media.name, media.mime) == (
        76_800,
        MediaKind.PHOTO,
        "大屏\x00.jpg",
        "image/jpeg",
    )
    assert len(media.id) >= 20
    assert await store.read(lambda uow: uow.media.get(media.id)) == media
    assert await store.read(lambda uow: uow.media.content(media.id)) == content
    for ask_for in (
        lambda uow: uow.media.get(MediaId("unknown")),
        lambda uow: uow.media.content(MediaId("unknown")),
    ):
        with pytest.raises(NotFound):
            await store.read(ask_for)


async def test_each_loop_has_one_last_heartbeat(store: SqlStore, clock: PushedClock) -> None:
    start = clock.now()
    for loop in ("ticker", "drain", "ticker"):
        await store.run(lambda uow, loop: uow.health.beat(loop, uow.now), loop)
        clock.push_to(clock.now() + minutes(1))
    assert await store.read(lambda uow: uow.health.beats()) == {
        "drain": start + minutes(1),
        "ticker": start + minutes(2),
    }
