"""Keeps us under Telegram's flood limits, and quiet for as long as a 429 asks.

Our own subclass of python-telegram-bot's extension point, because its AIORateLimiter has no limit per private chat and
lets any finishing request end the pause that a 429 set (platforms.md §1.4). Rules:

- 25 a second in all with a burst of 5, so 30 in any second at most; 1 a second to a private chat with a burst of 3; 18 a minute
  to a group (platforms.md: 30 a second, 1 a second, 20 a minute).
- A call waits here for at most `patience` seconds; a longer wait is refused at once with Paused, so that the outbox can
  send to others meanwhile. Nothing is tried again here.
- A 429 silences its chat for all of retry_after. When three chats are refused within 10 s and nothing gets through between
  them, the whole bot is being limited: then everybody is silent too, but for at most 30 s at a time, so that three chats under a
  three-hour ban do not stop the pages of all others. (Two of many calls are refused by chance: one in twenty, and a storm stood
  still for nothing every second.) A pause is only ever prolonged, never ended by another request.
- Who is refused again as soon as a pause is over grows a ban, so we wait longer than asked: a chat twice as long, then four
  times, at most a minute more; everybody one minute, two, four, up to what was asked. What gets through ends the growing.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass
from typing import Any

from telegram._utils.types import JSONDict  # the documented type of process_request's parameters
from telegram.error import RetryAfter
from telegram.ext import BaseRateLimiter

from bot.platforms.telegram.http import Flooded

_RATED = ("send", "edit", "copy", "forward")
_NOT_RATED = ("sendChatAction",)
_SPREAD_SECONDS = 10.0
_SPREAD_CHATS = 3
_GLOBAL_PAUSE_SECONDS = 30.0
_MOST_ON_TOP = 60.0
_MOST_DOUBLINGS = 10
_MINUTE = 60.0
_MOST_CHATS = 10_000


@dataclass(frozen=True, slots=True)
class Pace:
    """The limits we keep: messages a second in all and to a private chat, a minute to a group; `patience` in seconds."""

    overall: float = 25.0
    overall_burst: int = 5
    private: float = 1.0
    private_burst: int = 3
    group_per_minute: int = 18
    patience: float = 3.0


class Paused(Flooded):
    """Not sent: our own limits or a running pause ask to wait so many seconds."""


class _Bucket:
    """A token bucket that may be overdrawn: whoever overdraws it waits for its turn, in order of arrival."""

    __slots__ = ("_at", "_burst", "_rate", "_tokens")

    def __init__(self, rate: float, burst: float, now: float) -> None:
        self._rate = rate
        self._burst = burst
        self._tokens = burst
        self._at = now

    def wait(self, now: float) -> float:
        self._tokens = min(self._burst, self._tokens + (now - self._at) * self._rate)
        self._at = now
        return max(0.0, (1 - self._tokens) / self._rate)

    def take(self, _: float) -> None:
        self._tokens -= 1

    def idle(self, now: float) -> bool:
        self.wait(now)
        return self._tokens >= self._burst


class _Window:
    """At most `most` in any minute."""

    __slots__ = ("_most", "_taken")

    def __init__(self, most: int) -> None:
        self._most = most
        self._taken: deque[float] = deque()

    def wait(self, now: float) -> float:
        while self._taken and now - self._taken[0] >= _MINUTE:
            self._taken.popleft()
        return _MINUTE - (now - self._taken[-self._most]) if len(self._taken) >= self._most else 0.0

    def take(self, at: float) -> None:
        self._taken.append(at)

    def idle(self, now: float) -> bool:
        self.wait(now)
        return not self._taken


class DeskLimiter(BaseRateLimiter[None]):
    """The limiter of one bot. `monotonic` gives seconds, `sleep` waits; both are passed in so that tests push them."""

    def __init__(
        self,
        pace: Pace,
        monotonic: Callable[[], float],
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._pace = pace
        self._monotonic = monotonic
        self._sleep = sleep
        self._overall = _Bucket(pace.overall, pace.overall_burst, monotonic())
        self._chats: dict[str, _Bucket | _Window] = {}
        self._silent_until: dict[str, float] = {}
        self._all_silent_until = 0.0
        self._refused: deque[tuple[float, str]] = deque(maxlen=8)
        self._in_a_row: dict[str, int] = {}
        self._all_in_a_row = 0

    async def initialize(self) -> None:
        """Nothing to open."""

    async def shutdown(self) -> None:
        """Nothing to close."""

    async def process_request(
        self,
        callback: Callable[..., Coroutine[Any, Any, bool | JSONDict | list[JSONDict]]],
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        *_: Any,
        **call: Any,
    ) -> bool | JSONDict | list[JSONDict]:
        """Wait for the chat's turn, then call. Raises Paused instead of waiting longer than `patience`.

        The library passes the call's parameters by keyword, `call["data"]`; of these only the chat matters here.
        """
        if not endpoint.startswith(_RATED) or endpoint in _NOT_RATED:
            return await callback(*args, **kwargs)
        chat = str(call["data"].get("chat_id", ""))
        wait = self._reserve(chat)
        if wait > 0:
            await self._sleep(wait)
            self._refuse_while_silent(chat)
        try:
            answer = await callback(*args, **kwargs)
        except RetryAfter as refused:
            asked = _seconds_of(refused)
            pause = self._silence(chat, asked)
            if pause > asked:
                raise Paused(pause) from refused
            raise
        self._in_a_row.pop(chat, None)
        self._all_in_a_row = 0
        self._refused.clear()
        return answer

    def _reserve(self, chat: str) -> float:
        """Take a turn and say how long it is until then; or raise Paused and take none."""
        self._refuse_while_silent(chat)
        now = self._monotonic()
        limits = (self._overall, self._limit_of(chat, now))
        wait = max(limit.wait(now) for limit in limits)
        if wait > self._pace.patience:
            raise Paused(wait, everyone=self._overall.wait(now) >= wait)
        for limit in limits:
            limit.take(now + wait)
        return wait

    def _refuse_while_silent(self, chat: str) -> None:
        now = self._monotonic()
        all_left = self._all_silent_until - now
        left = max(all_left, self._silent_until.get(chat, 0.0) - now)
        if left > 0:
            raise Paused(left, everyone=left == all_left)
        self._silent_until.pop(chat, None)

    def _silence(self, chat: str, asked: float) -> float:
        """For how many seconds this chat is silent now, and perhaps everybody."""
        now = self._monotonic()
        pause = self._grown(chat, asked, now)
        self._silent_until[chat] = max(self._silent_until.get(chat, 0.0), now + pause)
        self._refused.append((now, chat))
        if len({other for at, other in self._refused if now - at < _SPREAD_SECONDS}) >= _SPREAD_CHATS:
            self._silence_all(asked, now)
        return pause

    def _grown(self, chat: str, asked: float, now: float) -> float:
        """Calls that were under way together are refused together: that is one refusal."""
        if now >= self._silent_until.get(chat, 0.0):
            self._in_a_row[chat] = min(self._in_a_row.get(chat, -1) + 1, _MOST_DOUBLINGS)
        return min(asked * 2.0 ** self._in_a_row.get(chat, 0), asked + _MOST_ON_TOP)

    def _silence_all(self, asked: float, now: float) -> None:
        pause = min(asked, _GLOBAL_PAUSE_SECONDS * 2.0**self._all_in_a_row)
        if now >= self._all_silent_until:
            self._all_in_a_row = min(self._all_in_a_row + 1, _MOST_DOUBLINGS)
        self._all_silent_until = max(self._all_silent_until, now + pause)

    def _limit_of(self, chat: str, now: float) -> _Bucket | _Window:
        found = self._chats.get(chat)
        if found is None:
            self._forget_idle(now)
            group = chat.startswith(("-", "@"))
            found = (
                _Window(self._pace.group_per_minute)
                if group
                else _Bucket(self._pace.private, self._pace.private_burst, now)
            )
            self._chats[chat] = found
        return found

    def _forget_idle(self, now: float) -> None:
        """Chats that may have their full burst again need not be remembered."""
        if len(self._chats) >= _MOST_CHATS:
            self._chats = {chat: limit for chat, limit in self._chats.items() if not limit.idle(now)}


def _seconds_of(refused: RetryAfter) -> float:
    if isinstance(refused, Flooded):
        return refused.seconds
    wait = refused.retry_after
    return float(wait) if isinstance(wait, int) else wait.total_seconds()
