"""What the outside world saw, whoever was outside: Telegram's double in a storm, the seats of a story's world."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from desk.ids import PersonId, SchoolId
from desk.messages import COPY_MARK
from desk.people import Tier
from tests.crash.ledger import Ledger

OnCall = Callable[[SchoolId, Tier, datetime], frozenset[PersonId]]
"""Who is on call, by whoever made the scene: worked out without the roster's own code."""


@dataclass(frozen=True)
class Shown:
    """One message on a screen, or a new state of one. `answered`: whether the desk was told that it stands there."""

    at: datetime
    peer: str
    text: str
    edits: bool
    answered: bool = True

    @property
    def is_copy(self) -> bool:
        """It says of itself that it may be there twice."""
        return self.text.startswith(COPY_MARK)

    @property
    def words(self) -> str:
        """The text without that mark."""
        return self.text.removeprefix(COPY_MARK).strip()


@dataclass(frozen=True)
class Testimony:
    """`said` are the keys of everything people said, `taken` those the platform was told are safe, `ended` when it was over.

    `reports` are the words of each report by whoever made it; `canaries` the words that only one school may read, by the
    peers of that school. `lateness` is how late a timer may be, `log` are the lines the desk printed, of which
    those with a `harmless` part are the storm's own doing. `settled` is the last instant at which nothing waited: deadlines go on
    falling due after it, and what they promised may be on its way when everything is stopped.
    """

    ended: datetime
    said: frozenset[str]
    taken: frozenset[str]
    shown: tuple[Shown, ...]
    reports: dict[str, int] = field(default_factory=dict)
    violations: tuple[str, ...] = ()
    on_call: OnCall | None = None
    canaries: dict[str, frozenset[str]] = field(default_factory=dict)
    lateness: timedelta = timedelta(seconds=2)
    log: Sequence[str] = ()
    harmless: Sequence[str] = ()
    settled: datetime | None = None


@dataclass(frozen=True)
class Evidence:
    """Both sides of a case: the desk's own books, and what was seen of it."""

    ledger: Ledger
    testimony: Testimony
