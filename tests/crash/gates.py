"""The promises about time as gates of a storm (reliability.md §5.1), from the same evidence as the invariants.

A storm kills the desk every second or two, so what is promised while nothing goes wrong may wait for the failover besides: whoever is
dead is followed within fifteen seconds (tests/storage/test_posts.py, test_roll_call.py). That is the room each gate has; on
two cores with other test runs beside it (load 10) half of it was seen in use. A desk that waits for leases of a minute where it
should take over, or sends one after another, is slower than that.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta

from desk.messages import Urgency
from tests.crash.ledger import text_of
from tests.crash.testimony import Evidence

FAILOVER = timedelta(seconds=15)
LATENESS = timedelta(seconds=2)
UNDER_FAULTS = timedelta(seconds=10)


def too_late(seen: Evidence, speed: float) -> list[str]:
    """Which promise is broken, failover included; `speed` is how much faster than real time the storm's clock runs."""
    gates = (("timers", lateness(seen), LATENESS), ("pages", waits(seen), UNDER_FAULTS))
    broken = []
    for what, late, promised in gates:
        seconds, room = real(late, speed), (promised + FAILOVER).total_seconds()
        figure = f"{what}: {len(late)}, late by {share(seconds, 0.5):.2f} s (p50), {share(seconds, 0.99):.2f} s (p99)"
        print(figure)
        if share(seconds, 0.99) > room:
            broken.append(f"{figure}, with failover {room:.0f} s are promised")
    return broken


def lateness(seen: Evidence) -> list[timedelta]:
    """Of every timer that fired: how long after its instant."""
    return [row.fired_at - row.due for row in seen.ledger.timers if row.fired_at is not None]


def waits(seen: Evidence) -> list[timedelta]:
    """Of every page that was sent: from the commit that promised it until it stood on a screen, which is its first attempt or a later
    one. Two pages in the same words to one chat are one here, the earliest of each side.
    """
    promised: dict[tuple[str, str], datetime] = {}
    for row in seen.ledger.outbox:
        if row.urgency == Urgency.PAGE.rank and row.fate == "sent":
            key = (row.peer, text_of(row))
            promised[key] = min(promised.get(key, row.created_at), row.created_at)
    shown: dict[tuple[str, str], list[datetime]] = defaultdict(list)
    for message in seen.testimony.shown:
        shown[message.peer, message.words].append(message.at)
    return [min(shown[key]) - at for key, at in promised.items() if key in shown]


def real(late: Sequence[timedelta], speed: float) -> list[float]:
    """In seconds of the machine, in order."""
    return sorted(one.total_seconds() / speed for one in late)


def share(late: Sequence[float], part: float) -> float:
    """So much of them is no later. Raises ValueError for none at all: then nothing was tried."""
    if not late:
        raise ValueError("nothing fired and nothing was sent")
    return late[min(int(len(late) * part), len(late) - 1)]
