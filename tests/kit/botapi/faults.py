"""Things that go wrong on purpose, one call at a time."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Failure:
    """How the next call ends: an answer instead of execution, or no answer (`status` 0) before or after it."""

    status: int
    body: bytes = b""
    headers: tuple[tuple[str, str], ...] = ()
    executes: bool = False


@dataclass
class Faults:
    """Queued failures and standing delays by method; "*" is every method but getUpdates. `weather` says what else becomes of a
    call (`tests.kit.botapi.weather`): how long it hangs, how it ends.
    """

    failures: dict[str, deque[Failure | None]] = field(default_factory=dict)
    delays: dict[str, float] = field(default_factory=dict)
    weather: Callable[[str], tuple[float, Failure | None]] | None = None

    def add(self, method: str, failure: Failure, times: int = 1, after: int = 0) -> None:
        """The next `times` calls of this method fail so, once `after` calls have gone well."""
        self.failures.setdefault(method.lower(), deque()).extend([None] * after + [failure] * times)

    def take(self, method: str) -> Failure | None:
        """The failure for this call, if one is queued."""
        for key in self._keys(method):
            queued = self.failures.get(key)
            if queued:
                return queued.popleft()
        return None

    def strikes(self, method: str) -> tuple[float, Failure | None]:
        """What this call meets: the seconds it hangs, and its failure, if any."""
        hangs, failure = self.weather(method) if self.weather else (0.0, None)
        return max(hangs, self.delay(method)), self.take(method) or failure

    def delay(self, method: str) -> float:
        """Seconds to wait before this call is executed."""
        return max((self.delays.get(key, 0.0) for key in self._keys(method)), default=0.0)

    @staticmethod
    def _keys(method: str) -> tuple[str, ...]:
        name = method.lower()
        return (name,) if name == "getupdates" else (name, "*")
