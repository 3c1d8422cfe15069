"""A browser's message is shown in its own chat and put into the inbox, or neither; a repeat changes nothing."""

import pytest

from desk.buttons import Option, Press, Verb
from desk.messages import Incoming, MediaKind, Outgoing, Peer
from tests.kit.builders import NOON
from tests.kit.world import World
from usecases.accept_web_message import Repeated, accept_web_media, accept_web_message
from usecases.ports import UnitOfWork
from usecases.rows import WebchatLine
from usecases.show_web_line import show_web_line

MINE, THEIRS = Peer("web", "chat-of-mine-0001"), Peer("web", "chat-of-theirs-01")


def message(key: str = "k1", **what: str) -> Incoming:
    return Incoming(f"web:{MINE}:{key}", MINE, NOON, **what)  # type: ignore[arg-type]  # text, press or start


def lines(uow: UnitOfWork) -> tuple[WebchatLine, ...]:
    return uow.webchat.since(MINE, 0)


def waiting(uow: UnitOfWork) -> int:
    return len(uow.inbox.lease(uow.now, uow.now, 100))


def offer(uow: UnitOfWork, peer: Peer) -> str:
    options = [Option(Press(Verb.LESSON_NOW), "正在上课"), Option(Press(Verb.LESSON_NOT_NOW), "没在上课")]
    return uow.prompts.create(peer, None, options, uow.now)


async def said(world: World) -> list[str]:
    return [line.incoming.text for line in await world.store.read(lines) if line.incoming]


async def test_words_are_shown_at_once_and_wait_for_the_desk(world: World) -> None:
    assert await world.store.run(accept_web_message, message(text="大屏黑屏了"))
    assert await said(world) == ["大屏黑屏了"]
    assert await world.store.run(waiting) == 1


async def test_a_repeat_is_neither_shown_nor_handled_again(world: World) -> None:
    assert await world.store.run(accept_web_message, message(text="大屏黑屏了"))
    assert not await world.store.run(accept_web_message, message(text="大屏黑屏了"))
    assert await said(world) == ["大屏黑屏了"]
    assert await world.store.run(waiting) == 1


async def test_a_press_is_shown_as_the_words_on_the_button(world: World) -> None:
    token = await world.store.run(offer, MINE)
    await world.store.run(accept_web_message, message(press=f"{token}:1"))
    assert await said(world) == ["没在上课"]


@pytest.mark.parametrize("index", ["2", "-1", "", "²", "9" * 5000])
async def test_a_press_that_was_never_shown_shows_nothing_but_is_answered(world: World, index: str) -> None:
    token = await world.store.run(offer, MINE)
    assert await world.store.run(accept_web_message, message(press=f"{token}:{index}"))
    assert await said(world) == []
    assert await world.store.run(waiting) == 1


@pytest.mark.parametrize("press", ["nosuchtoken:0", "", ":", "0"])
async def test_an_unknown_token_shows_nothing(world: World, press: str) -> None:
    await world.store.run(accept_web_message, message(press=press))
    assert await said(world) == []


async def test_the_label_of_somebody_elses_button_is_not_given_away(world: World) -> None:
    token = await world.store.run(offer, THEIRS)
    await world.store.run(accept_web_message, message(press=f"{token}:0"))
    assert await said(world) == []


async def test_opening_the_chat_shows_nothing(world: World) -> None:
    assert await world.store.run(accept_web_message, message(start=""))
    assert await said(world) == []
    assert await world.store.run(waiting) == 1


async def test_a_photo_is_stored_once_and_stands_in_the_chat(world: World) -> None:
    def photos(uow: UnitOfWork) -> list[str]:
        return [media.name for line in lines(uow) if line.incoming for media in line.incoming.media]

    photo = (b"\xff\xd8", MediaKind.PHOTO, "board.jpg", "image/jpeg")
    assert await world.store.run(accept_web_media, message(), *photo)
    with pytest.raises(Repeated):
        await world.store.run(accept_web_media, message(), *photo)
    assert await world.store.read(photos) == ["board.jpg"]


async def test_a_newer_state_of_a_card_replaces_its_earlier_line(world: World) -> None:
    first = await world.store.run(show_web_line, MINE, Outgoing("等待接单", card="c"), None)
    second = await world.store.run(show_web_line, MINE, Outgoing("已接单", card="c"), first)
    shown = await world.store.read(lines)
    assert second > first
    assert [(line.seq, line.replaces) for line in shown][-1] == (second, first)
