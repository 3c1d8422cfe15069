"""A loop's sign of life, so that its silence can be seen from outside (`/healthz`, `chalkline health`)."""

from collections.abc import Awaitable, Callable, Sequence

import structlog

from usecases.ports import Store, UnitOfWork

log = structlog.get_logger()

Turns = Callable[[], int]
"""How often a loop has gone round."""


def beat(uow: UnitOfWork, loop: str) -> None:
    """Note that this loop is alive."""
    uow.health.beat(loop, uow.now)


def beating(store: Store, part: str, turns: Sequence[Turns] = ()) -> Callable[[], Awaitable[None]]:
    """The periodic job that beats for a part of the desk while every one of its loops goes round.

    `turns` count the rounds of the loops. One that has not moved since the last beat hangs: no beat, and a line in the log.
    """
    seen: dict[int, int] = {}

    async def job() -> None:
        now = {number: count() for number, count in enumerate(turns)}
        hanging = [number for number, count in now.items() if seen.get(number) == count]
        seen.update(now)
        if hanging:
            log.error("loop_silent", action="loop_silent", part=part, loops=len(hanging))
            return
        await store.run(beat, part)

    return job


def following(store: Store, name: str, turns: Turns) -> Callable[[], Awaitable[None]]:
    """The periodic job that beats for a loop whose rounds take longer than the job's: whenever it has gone round since."""
    seen = -1

    async def job() -> None:
        nonlocal seen
        now = turns()
        if now != seen:
            seen = now
            await store.run(beat, name)

    return job
