"""Flood limits are kept, and a 429 silences what it should and no more (T35). Time is pushed, nobody sleeps."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from bot.platforms.telegram.http import Flooded
from bot.platforms.telegram.limiter import DeskLimiter, Pace, Paused


class Sky:
    """A clock that a limiter's wait pushes forward."""

    def __init__(self) -> None:
        self.now = 1000.0

    def monotonic(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.now += seconds


class Line:
    """Calls through one limiter; each call that got through is noted with its time."""

    def __init__(self, pace: Pace | None = None) -> None:
        self.sky = Sky()
        self.through: list[tuple[float, str]] = []
        self.limiter = DeskLimiter(pace or Pace(), self.sky.monotonic, self.sky.sleep)

    async def send(
        self, chat: int, answer: Callable[[], Awaitable[bool]] | None = None, to: str = "sendMessage"
    ) -> None:
        async def call() -> bool:
            self.through.append((round(self.sky.now - 1000, 3), str(chat)))
            return await answer() if answer else True

        await self.limiter.process_request(call, (), {}, to, data={"chat_id": chat}, rate_limit_args=None)


def flooded(seconds: float) -> Callable[[], Awaitable[bool]]:
    async def refuse() -> bool:
        raise Flooded(seconds)

    return refuse


async def test_one_private_chat_gets_three_at_once_and_then_one_a_second() -> None:
    line = Line()
    for _ in range(6):
        await line.send(7)
    assert [at for at, _ in line.through] == [0, 0, 0, 1, 2, 3]


async def test_all_chats_together_get_25_a_second_and_never_more_than_30_in_one() -> None:
    line = Line()
    line.sky.now += 3600  # after a quiet hour too
    for chat in range(80):
        await line.send(chat + 1)
    instants = [at for at, _ in line.through]
    assert instants[-1] - instants[0] == pytest.approx((80 - 5) / 25, abs=0.05)
    assert max(sum(at <= other < at + 1 for other in instants) for at in instants) <= 30


async def test_a_group_gets_18_in_any_minute() -> None:
    line = Line()
    for _ in range(18):
        await line.send(-5)
    with pytest.raises(Paused) as refused:
        await line.send(-5)
    assert refused.value.seconds == pytest.approx(60, abs=1)
    line.sky.now += refused.value.seconds
    await line.send(-5)
    assert len(line.through) == 19


async def test_nobody_waits_here_for_longer_than_the_patience() -> None:
    line = Line(Pace(patience=0.5))
    for _ in range(3):
        await line.send(7)
    with pytest.raises(Paused) as refused:
        await line.send(7)
    assert refused.value.seconds == pytest.approx(1.0)
    await line.send(8)


async def test_a_three_hour_ban_of_one_chat_leaves_the_others_alone() -> None:
    line = Line()
    with pytest.raises(Flooded):
        await line.send(7, flooded(10_072))
    await line.send(8)
    with pytest.raises(Paused) as refused:
        await line.send(7)
    assert refused.value.seconds == pytest.approx(10_072)
    line.sky.now += 10_073
    await line.send(7)
    assert [chat for _, chat in line.through] == ["7", "8", "7"]


async def test_three_refused_chats_in_a_row_silence_everybody_but_for_half_a_minute_at_most() -> None:
    line = Line()
    for chat in (6, 7, 8):
        with pytest.raises(Flooded):
            await line.send(chat, flooded(10_000))
    with pytest.raises(Paused) as refused:
        await line.send(9)
    assert refused.value.seconds == pytest.approx(30)
    assert refused.value.everyone
    with pytest.raises(Paused) as banned:
        await line.send(7)
    assert not banned.value.everyone, "that is its own ban, of hours"
    line.sky.now += 31
    await line.send(9)


async def test_a_groups_own_limit_closes_nothing_for_others() -> None:
    line = Line(Pace(overall=1.0, overall_burst=18))
    for _ in range(18):
        await line.send(-5)
    with pytest.raises(Paused) as refused:
        await line.send(-5)
    assert refused.value.seconds > 30
    assert not refused.value.everyone


async def test_refusals_here_and_there_between_what_gets_through_silence_nobody_else() -> None:
    line = Line()
    for chat in range(10, 20):
        with pytest.raises(Flooded):
            await line.send(chat, flooded(10_000))
        await line.send(chat + 100)
    with pytest.raises(Paused) as refused:
        await line.send(10)
    assert not refused.value.everyone


async def test_a_request_that_ends_during_a_pause_does_not_end_the_pause() -> None:
    line = Line()

    async def slow_success() -> bool:
        with pytest.raises(Flooded):
            await line.send(7, flooded(60))
        return True

    await line.send(7, slow_success)
    with pytest.raises(Paused):
        await line.send(7)
    with pytest.raises(Flooded):
        await line.send(8, flooded(1))
    line.sky.now += 2
    with pytest.raises(Paused):
        await line.send(7)


async def test_a_later_shorter_429_does_not_shorten_a_pause() -> None:
    line = Line()

    async def answers_late() -> bool:
        with pytest.raises(Flooded):
            await line.send(7, flooded(60))
        raise Flooded(1)

    with pytest.raises(Flooded):
        await line.send(7, answers_late)
    line.sky.now += 30
    with pytest.raises(Paused):
        await line.send(7)


async def test_what_is_not_a_message_is_not_limited() -> None:
    line = Line()
    for endpoint in ("answerCallbackQuery", "sendChatAction", "deleteMessage", "getMe"):
        for _ in range(50):
            await line.send(7, to=endpoint)
    assert {at for at, _ in line.through} == {0}


async def test_idle_chats_are_forgotten(monkeypatch: Any) -> None:
    monkeypatch.setattr("bot.platforms.telegram.limiter._MOST_CHATS", 5)
    line = Line()
    for chat in range(1, 30):
        await line.send(chat)
        line.sky.now += 10
    assert len(line.limiter._chats) <= 6


async def refused_for(line: Line, chat: int, asked: float) -> float:
    """How long this chat is told to wait when the server asks for so much; then that time passes."""
    with pytest.raises(Flooded) as refused:
        await line.send(chat, flooded(asked))
    line.sky.now += refused.value.seconds
    return refused.value.seconds


async def test_a_chat_that_is_refused_again_and_again_waits_longer_each_time() -> None:
    line = Line()
    assert [await refused_for(line, 7, 5) for _ in range(6)] == [5, 10, 20, 40, 65, 65]
    await line.send(7)
    assert await refused_for(line, 7, 5) == 5


async def test_calls_that_were_under_way_together_are_refused_once() -> None:
    line = Line()

    async def both() -> bool:
        with pytest.raises(Flooded):
            await line.send(7, flooded(5))
        raise Flooded(5)

    with pytest.raises(Flooded) as refused:
        await line.send(7, both)
    assert refused.value.seconds == 5


async def test_a_bot_that_is_refused_everywhere_falls_silent_for_longer_each_time() -> None:
    line, silences = Line(), []
    for round_ in range(4):
        for chat in range(100 + 3 * round_, 103 + 3 * round_):
            with pytest.raises(Flooded):
                await line.send(chat, flooded(200))
        with pytest.raises(Paused) as all_silent:
            await line.send(999)
        silences.append(all_silent.value.seconds)
        line.sky.now += all_silent.value.seconds
    assert silences == pytest.approx([30, 60, 120, 200])
    await line.send(999)
    for chat in (6, 7, 8):
        with pytest.raises(Flooded):
            await line.send(chat, flooded(200))
    with pytest.raises(Paused) as again:
        await line.send(999)
    assert again.value.seconds == pytest.approx(30)
