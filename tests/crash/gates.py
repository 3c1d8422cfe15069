"""The promises about time as gates of a storm (reliability.md §5.1), from the same evidence as the invariants.

A storm kills the desk every second or two, so what is promised while nothing goes wrong may wait for the failover besides: whoever is
dead is followed within fifteen seconds (tests/storage/test_posts.py, test_roll_call.py). Pages have that room and no more.
Timers have four times it: the storm's clock runs ten times faster, so ten times as many fall due in a second as in a desk's life,
on a machine that does other things too. Seen at load 8 to 10 on two cores: timers 8.7 s (SQLite) and 25.7 s (PostgreSQL), pages 4.7
and 6.0 s (p99). This gate finds a ticker that stands still, not one that is a little slow; tests/scheduler/test_prompt.py does that.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta

from desk.messages import Urgency
from tests.crash.ledger import text_of
from tests.crash.testimony import Evidence

FAILOVER = timedelta(seconds=15)
CROWDED = 4
LATENESS = timedelta(seconds=2)
UNDER_FAULTS = timedelta(seconds=10)


def too_late(seen: Evidence, speed: float) -> list[str]:
    """Which promise is broken, failover included; `speed` is how much faster than real time the storm's clock runs."""
    gates = (
        ("timers", lateness(seen), (LATENESS + FAILOVER) * CROWDED),
        ("pages", waits(seen), UNDER_FAULTS + FAILOVER),
    )
    broken = []
    for what, late, room in gates:
        seconds = real(late, speed)
        figure = f"{what}: {len(late)}, late by {share(seconds, 0.5):.2f} s (p50), {share(seconds, 0.99):.2f} s (p99)"
        print(figure)
        if share(seconds, 0.99) > room.total_seconds():
            broken.append(f"{figure}, {room.total_seconds():.0f} s are allowed")
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
