"""Bad weather for a storm: every call may meet a fault, drawn from one seed (reliability.md §5.3, R1).

A refused call was not executed, a dropped or garbled one was: nobody but the double knows whether its message stands.
Updates come again under their number, and out of order within a batch, but a person's own in their order, as Telegram
keeps it.
"""

import json
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tests.kit.botapi.errors import ApiError, too_many
from tests.kit.botapi.faults import Failure
from tests.kit.botapi.updates import Queued, UpdateQueue

Odds = tuple[tuple[float, Callable[[], Failure]], ...]


@dataclass
class Weather:
    """`chance` decides; all shares are of calls. `retry_after` is what a 429 asks for, in whole seconds."""

    chance: random.Random
    flooded: float = 0.05
    broken: float = 0.03
    dropped: float = 0.02
    garbled: float = 0.01
    hanging: float = 0.005
    longest_hang: float = 3.0
    unanswered_polls: float = 0.02
    repeated: float = 0.1
    disordered: float = 0.1
    retry_after: int = 1

    def __call__(self, method: str) -> tuple[float, Failure | None]:
        """The seconds this call hangs and how it fails: what `Faults.weather` asks."""
        if method == "getUpdates":
            return 0.0, self._drawn(((self.unanswered_polls, _bad_gateway),))
        hangs = self.chance.uniform(0.5, self.longest_hang) if self.chance.random() < self.hanging else 0.0
        return hangs, self._drawn(
            (
                (self.flooded, self._flood),
                (self.broken, _broken),
                (self.dropped, lambda: Failure(0, executes=True)),
                (self.garbled, lambda: Failure(502, b"<html>502 Bad Gateway</html>", executes=True)),
            )
        )

    def batch(self, queue: UpdateQueue, fresh: Sequence[Queued]) -> list[Queued]:
        """What a poll is given instead of `fresh`: some of what it had before once more, some of it in another order."""
        shown = [one for one in queue.confirmed if self.chance.random() < self.repeated / 4][-5:]
        for one in fresh:
            shown.append(one)
            if self.chance.random() < self.repeated:
                shown.append(one)
        for at in range(len(shown) - 1):
            first, second = shown[at], shown[at + 1]
            if first.person != second.person and self.chance.random() < self.disordered:
                shown[at : at + 2] = second, first
        if fresh and shown[-1].id != fresh[-1].id:
            shown.append(fresh[-1])  # a poller confirms what it was given last
        return shown

    def _drawn(self, odds: Odds) -> Failure | None:
        drawn = self.chance.random()
        for share, failure in odds:
            if drawn < share:
                return failure()
            drawn -= share
        return None

    def _flood(self) -> Failure:
        return _refusal(too_many(self.retry_after))


def _broken() -> Failure:
    return _refusal(ApiError(500, "Internal Server Error"))


def _bad_gateway() -> Failure:
    return Failure(502, b"<html>502 Bad Gateway</html>")


def _refusal(refused: ApiError) -> Failure:
    headers = tuple(("Retry-After", str(value)) for value in refused.parameters.values())
    return Failure(refused.code, json.dumps(refused.body()).encode(), headers)
