"""The Protocols of webhooks out."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from desk.hooks import Hook, HookNote


@dataclass(frozen=True, slots=True)
class Posted:
    """One message to a program, as the outbox has it. `fate` is empty while it waits; `reason` is the last refusal."""

    key: str
    body: str
    promised_at: datetime
    settled_at: datetime | None
    fate: str
    tries: int
    reason: str


class Hooks(Protocol):
    """Programs that are told, and their logs."""

    def good(self) -> tuple[Hook, ...]:
        """Those that are told of what happens now. Asked in every transaction that records something, so it is kept at hand."""

    def all(self) -> tuple[Hook, ...]:
        """Ended ones too, oldest first."""

    def save(self, hook: Hook) -> None:
        """Insert or replace. A hook begins, and goes on, with no failures."""

    def failed(self, hook: str) -> int:
        """One more message was given up; how many in a row by now."""

    def went_well(self, hook: str) -> None:
        """A message was taken: the row of failures is over."""

    def note(self, line: HookNote) -> None:
        """Add a line to the log."""

    def log(self, hook: str, most: int) -> tuple[HookNote, ...]:
        """The newest lines of one hook, newest first."""

    def posts(self, hook: Hook, most: int) -> tuple[Posted, ...]:
        """The newest messages to it, newest first. Walks the outbox: for the command line."""
