"""A loop's sign of life, so that its silence can be seen from outside (`/healthz`, `chalkline health`)."""

from collections.abc import Awaitable, Callable

from usecases.ports import Store, UnitOfWork


def beat(uow: UnitOfWork, loop: str) -> None:
    """Note that this loop is alive."""
    uow.health.beat(loop, uow.now)


def beating(store: Store, loop: str) -> Callable[[], Awaitable[None]]:
    """The periodic job that beats for a loop."""

    async def job() -> None:
        await store.run(beat, loop)

    return job
