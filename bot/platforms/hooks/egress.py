"""The way out to other programs: one signed POST for each event, with the headers of the telephone gateway (`bot.platforms.signing`).

What the answer means: any 2xx is taken; 408, 425, 429, 5xx and silence are tried again after growing pauses, for a day; every other
answer, a redirect too, is a refusal.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from http.client import HTTPException

import structlog

from bot.platforms.hooks.addresses import AddressRefused, Allowed, target_of
from bot.platforms.hooks.post import Answer, OnePost
from bot.platforms.signing import signed_headers
from desk.hooks import HOOK, proof_of, secret_of
from desk.messages import MsgRef, Outcome, Rejected, RetryAt, Sent
from usecases.rows import OutboxRow
from usecases.tell_hooks import Letter

log = structlog.get_logger()

AT_ONCE = 32
"""Requests open at the same time, to all programs together."""
LONGEST_PAUSE = 3600.0
_IN_ALL = 3
"""A request may take so many times the time-out, from the first look at the name to the end of the answer."""
_BUSY = (408, 425, 429)

LetterOf = Callable[[OutboxRow], Awaitable[Letter | None]]
Post = Callable[[str, Mapping[str, str], bytes], Awaitable[Answer]]
"""Address, headers, body. Raises AddressRefused, OSError, HTTPException."""


@dataclass(frozen=True, slots=True)
class HookSettings:
    """The desk's key (empty: nothing can be signed), the address under which the desk is reached, and where posts may go."""

    key: str = field(repr=False)
    site: str
    allowed: Allowed = Allowed()
    timeout_s: float = 10.0


class HookEgress:
    """`ports.Egress` for the channel `hook`. The space of a peer is the id of a hook."""

    channel = HOOK

    def __init__(
        self,
        settings: HookSettings,
        letter_of: LetterOf,
        wall: Callable[[], datetime],
        post: Post | None = None,
    ) -> None:
        """`letter_of` says what a row says now, `wall` is the real time, `post` another way to post."""
        self._settings = settings
        self._letter_of = letter_of
        self._wall = wall
        self._post = post or self._by_thread
        self._threads = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="hook")

    async def send(self, row: OutboxRow) -> Outcome:
        """Post one row."""
        letter = await self._letter_of(row)
        if letter is None:
            return Rejected("the hook is paused or has ended")
        return await self.deliver(letter, row)

    async def deliver(self, letter: Letter, row: OutboxRow) -> Outcome:
        """Post a letter; `row` is what it is accounted to."""
        secret = secret_of(self._settings.key, letter.hook)
        if not self._settings.key or proof_of(secret) != letter.proof:
            log.error("hook", action="hook_key", hook=letter.hook)
            return RetryAt(LONGEST_PAUSE, "CHALKLINE_HOOKS__KEY is not the one that the hook was made with")
        outcome = await self._outcome(letter, secret, row)
        log.info("hook", action="hook_sent", hook=letter.hook, outcome=type(outcome).__name__)
        return outcome

    async def close(self) -> None:
        """Let the requests on the wire end by themselves."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    async def _outcome(self, letter: Letter, secret: str, row: OutboxRow) -> Outcome:
        body = json.dumps(self._addressed(letter), ensure_ascii=False, separators=(",", ":")).encode()
        stamp = str(int(self._wall().timestamp()))
        headers = signed_headers(secret, stamp, body, letter.id) | {"User-Agent": "Chalkline"}
        try:
            answer = await self._post(letter.url, headers, body)
        except AddressRefused as problem:
            return Rejected(f"the address is refused: {problem}")
        except TimeoutError:
            return RetryAt(pause(row.attempts), "no answer in time")
        except (OSError, HTTPException) as problem:
            return RetryAt(pause(row.attempts), f"no readable answer: {type(problem).__name__}")
        return _judged(answer, row)

    def _addressed(self, letter: Letter) -> dict[str, object]:
        """The body, with the ticket's address in the API."""
        ticket = letter.body.get("ticket")
        if ticket is None:
            return letter.body
        told = {name: value for name, value in ticket.items() if name != "path"}
        return letter.body | {"ticket": told | {"url": f"{self._settings.site}{ticket['path']}"}}

    async def _by_thread(self, url: str, headers: Mapping[str, str], body: bytes) -> Answer:
        allowed, timeout_s = self._settings.allowed, self._settings.timeout_s
        one = OnePost(target_of(url, allowed), allowed, timeout_s)
        sending = asyncio.get_running_loop().run_in_executor(self._threads, one.send, headers, body)
        try:
            return await asyncio.wait_for(sending, timeout_s * _IN_ALL)
        finally:
            one.cut()


def pause(attempts: int) -> float:
    """Seconds before the next try: 2, 4, 8 … an hour."""
    return min(LONGEST_PAUSE, 2.0 ** min(attempts + 1, 16))


def _judged(answer: Answer, row: OutboxRow) -> Outcome:
    if 200 <= answer.status < 300:
        return Sent(MsgRef(row.peer, row.key), delivered=True)
    if answer.status in _BUSY or answer.status >= 500:
        asked = answer.retry_after
        seconds = float(asked) if asked.isascii() and asked.isdecimal() else 0.0
        return RetryAt(min(LONGEST_PAUSE, max(seconds, pause(row.attempts))), f"HTTP {answer.status}")
    return Rejected(f"HTTP {answer.status}")
