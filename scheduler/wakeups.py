"""APScheduler as an alarm clock: it wakes the ticker at the next due instant, at the latest every few seconds, and beats.

Its jobs live in memory and carry no promise: when every one of them is lost, the next start reads the rows (ADR 0002).
"""

from collections.abc import Awaitable, Callable
from datetime import datetime

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.date import DateTrigger
from apscheduler.triggers.interval import IntervalTrigger

from scheduler.ticker import Ticker, next_due
from usecases.ports import Bell, Clock, Store
from usecases.rows import Topic

AT_LATEST_SECONDS = 2
BEAT_SECONDS = 10


class Wakeups:
    """Owns the APScheduler instance of the process."""

    def __init__(self, store: Store, clock: Clock, ticker: Ticker | None) -> None:
        self._store = store
        self._clock = clock
        self._ticker = ticker
        self._alarm = AsyncIOScheduler(
            timezone="UTC", job_defaults={"coalesce": True, "misfire_grace_time": None, "max_instances": 1}
        )
        self._bell: Bell | None = None
        self._stopping = False

    def every(self, seconds: float, job: Callable[[], Awaitable[None]], name: str) -> None:
        """Run a periodic job of the process (a heartbeat)."""
        self._alarm.add_job(job, IntervalTrigger(seconds=seconds), id=name)

    async def run(self) -> None:
        """Wake the ticker when new timers are committed, when the next one is due, and every two seconds anyway."""
        self._alarm.start()
        if self._ticker is None:
            return
        wake = _on_the_loop(self._ticker)
        self._alarm.add_job(wake, IntervalTrigger(seconds=AT_LATEST_SECONDS), id="sweep")
        self._bell = self._store.listen(Topic.TIMERS)
        while not self._stopping:
            await self._set_alarm(self._ticker)
            await self._bell.rings(AT_LATEST_SECONDS)
            self._ticker.wake()

    def stop(self) -> None:
        """No more wake-ups."""
        self._stopping = True
        if self._bell is not None:
            self._bell.close()
        if self._alarm.running:
            self._alarm.shutdown(wait=False)

    async def _set_alarm(self, ticker: Ticker) -> None:
        due: datetime | None = await self._store.read(next_due)
        if due is None or self._stopping:
            return
        at = self._clock.wall(due)
        wake = _on_the_loop(ticker)
        self._alarm.add_job(wake, DateTrigger(run_date=at), id="next_due", replace_existing=True)


def _on_the_loop(ticker: Ticker) -> Callable[[], Awaitable[None]]:
    """A coroutine function, because APScheduler runs plain ones on a thread, where asyncio events must not be touched."""

    async def wake() -> None:
        ticker.wake()

    return wake
