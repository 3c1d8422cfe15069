"""One function answers what a failed send means: try again, another channel, a new address, our fault, or unknown."""

import structlog
from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken, TelegramError

from bot.platforms.telegram.http import Flooded, NoAnswer, NotSent
from desk.messages import Ambiguous, Moved, Outcome, Peer, Rejected, RetryAt, Unreachable
from usecases.rows import OutboxRow

log = structlog.get_logger()

FIRST_PAUSE = 1.0
LONGEST_PAUSE = 300.0
TOKEN_PAUSE = 60.0
_NOBODY_THERE = (
    "chat not found",
    "user not found",
    "peer_id_invalid",
    "group chat was deactivated",
    "have no rights to send",
    "not enough rights to send",
    "chat_write_forbidden",
    "need administrator rights",
)


class Unreadable(Exception):
    """The server answered "ok" with something that is not a message."""


def outcome_of(problem: TelegramError | Unreadable, row: OutboxRow) -> Outcome:
    """What the desk is told about an exception of ours or python-telegram-bot's. Texts never contain the token."""
    match problem:
        case Flooded():
            return RetryAt(problem.seconds, str(problem), problem.everyone)
        case ChatMigrated():
            return Moved(Peer(row.peer.channel, str(problem.new_chat_id), row.peer.thread))
        case NotSent():
            return RetryAt(pause(row.attempts, row.id), f"not sent: {problem}")
        case NoAnswer() | Unreadable():
            return Ambiguous(f"no readable answer: {problem}")
        case InvalidToken():
            log.error("the token is refused", action="telegram.token")
            return RetryAt(TOKEN_PAUSE, "the token is refused", everyone=True)
        case Forbidden() | BadRequest():
            return _refused(problem)
    return Ambiguous(f"unexpected: {type(problem).__name__}")


def pause(attempts: int, row_id: int) -> float:
    """Seconds before the next try: doubling from 1 s to 5 min, spread by up to a quarter so that rows do not march."""
    base = min(LONGEST_PAUSE, FIRST_PAUSE * 2.0 ** min(attempts, 16))
    return base * (1 - (row_id * 37 % 100) / 400)


def _refused(problem: Forbidden | BadRequest) -> Unreachable | Rejected:
    reason = problem.message.removeprefix("Forbidden: ")
    nobody = isinstance(problem, Forbidden) or any(text in reason.lower() for text in _NOBODY_THERE)
    return Unreachable(reason) if nobody else Rejected(reason)
