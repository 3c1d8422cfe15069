"""Runs the parts of the desk in one event loop, together or one by one, and ends them cleanly."""

import asyncio
import ctypes
import gc
import signal
import sys
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from datetime import timedelta
from enum import StrEnum
from functools import partial
from typing import Protocol, runtime_checkable

import structlog

from app.metrics_port import serve_metrics
from app.outgoing import hook_drain, hook_egress
from app.outside import poster
from app.settings import NluBackend
from app.watching import operator_of
from app.wiring import Desk, egresses, fire, sole_poller, telegram_ingress
from scheduler.auditor import Auditor, machine_time
from scheduler.canary import Aviary
from scheduler.drain import Drain
from scheduler.heartbeat import Turns, beating, following
from scheduler.outside import EVERY_SECONDS as OUTSIDE_SECONDS
from scheduler.outside import OutsideHeartbeat
from scheduler.roll_call import RollCall
from scheduler.ticker import Ticker
from scheduler.wakeups import BEAT_SECONDS, Wakeups
from storage.leases import give_back
from usecases.canary import LATE_AFTER
from usecases.check_roster import watch_roster
from usecases.fire_timer import settle_moot
from usecases.keep_house import watch_house
from usecases.manage_hooks import tell_paused
from usecases.ports import Egress, Ingress
from usecases.report_restart import WORTH_TELLING, report_restart
from usecases.rows import Topic
from usecases.warn_calendars import warn_calendars
from usecases.wellbeing import POLLER

log = structlog.get_logger()

GRACE_SECONDS = 8
DAY_SECONDS = 24 * 60 * 60
HOOKS_SECONDS = 60
CAUGHT_UP_SECONDS = 5.0
"""After a start, until what nobody waits for is looked after."""

COLLECT_AFTER = (20_000, 20, 50)
"""New objects until Python's collector looks for cycles, and how many of its looks until it looks at older ones too.
Its own figures (700, 10, 10) suit scripts: a turn makes thousands of objects, and next to none of them are in cycles.
"""

SWITCH_SECONDS = 0.0005
"""After which a thread that reckons lets another have Python when it asks. Each statement of SQLite is waited for without it and then
asks; by Python's own figure (5 ms) a turn's twenty statements took a tenth of a second beside a page that was made.
"""

_ARENA_MAX = -8
"""`M_ARENA_MAX` of glibc's malloc.h."""


class Part(StrEnum):
    """What a process may be: everything by default."""

    BOT = "bot"
    SCHEDULER = "scheduler"
    WEB = "web"


ALL = frozenset(Part)
_WORKS_ON = {Part.BOT: (Topic.INBOX,), Part.SCHEDULER: (Topic.OUTBOX, Topic.TIMERS)}


@runtime_checkable
class Polling(Protocol):
    """A way in that asks for updates, and counts the answers."""

    polls: int


Serve = Callable[[asyncio.Event], Coroutine[object, object, None]]
Stop = Callable[[], Awaitable[None] | None]


class Running:
    """The loops of one process. Add loops, then `run` until a signal or the end of any of them."""

    def __init__(self) -> None:
        self.stopping = asyncio.Event()
        self._loops: list[asyncio.Task[None]] = []
        self._stops: list[Stop] = []

    def add(self, name: str, loop: Coroutine[object, object, None], stop: Stop) -> None:
        """Start a loop; `stop` asks it to end."""
        self._loops.append(asyncio.create_task(loop, name=name))
        self._stops.append(stop)

    async def until_stopped(self) -> None:
        """Wait for a signal, or for a loop that ends by itself: a dead loop ends the process, loudly (T08)."""
        stop: asyncio.Task[object] = asyncio.create_task(self.stopping.wait())
        await asyncio.wait([stop, *self._loops], return_when=asyncio.FIRST_COMPLETED)
        stop.cancel()
        self.stopping.set()
        for ask in self._stops:
            await _asked(ask)
        await asyncio.wait(self._loops, timeout=GRACE_SECONDS)
        hanging = [task for task in self._loops if not task.done()]
        for task in hanging:
            log.error("loop_hangs", action="loop_hangs", loop=task.get_name())
            task.cancel()
        failures = [task for task in self._loops if task.done() and not task.cancelled() and task.exception()]
        for task in failures[1:]:
            log.error("loop_failed", action="loop_failed", loop=task.get_name(), exc_info=task.exception())
        for task in failures[:1]:
            task.result()


async def _asked(stop: Stop) -> None:
    """One loop that cannot even be asked to stop must not keep the others from being asked."""
    try:
        waiting = stop()
        if waiting is not None:
            await waiting
    except Exception:  # the process ends; the loop's own end, or its hanging, is reported by the caller
        log.exception("stop_failed", action="stop_failed")


async def run_desk(
    desk: Desk, parts: frozenset[Part], serve: Serve | None, extra: tuple[Ingress, Egress] | None
) -> None:
    """Run the chosen parts until SIGINT or SIGTERM. `serve` is the web server, `extra` one more platform (console)."""
    _share_memory()
    sys.setswitchinterval(SWITCH_SECONDS)
    await desk.store.start()
    await _inherit(desk, parts)
    if Part.SCHEDULER in parts:
        worth = machine_time(desk.clock, WORTH_TELLING)
        await desk.store.run(report_restart, operator_of(desk.settings.operator), worth)
    running = Running()
    roll_call = _roll_call(desk, parts, running)
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, running.stopping.set)
    gc.set_threshold(*COLLECT_AFTER)
    try:
        _start(desk, parts, running, serve, extra)
        _never_collect_what_is_here()
        await running.until_stopped()
    finally:
        desk.reader.close()
        if roll_call is not None:
            await roll_call.leave()
        await desk.store.close()


def _share_memory() -> None:
    """glibc gives every thread an arena of its own, each with its own waste: one for all of ours, few as they are.
    Where there is another C library, its own rule stays.
    """
    try:
        ctypes.CDLL(None).mallopt(_ARENA_MAX, 1)
    except (OSError, AttributeError):
        return


def _never_collect_what_is_here() -> None:
    """What was made at the start lives as long as the process; the collector need not walk it again and again. Nor before: it would find
    five thousand of half a million objects, in a fifth of a second in which nobody is paged.
    """
    gc.freeze()


async def _inherit(desk: Desk, parts: frozenset[Part]) -> None:
    """What a predecessor was killed over is done at once, where nobody else can be at work on it."""
    queues = tuple(topic for part in parts for topic in _WORKS_ON.get(part, ()))
    left = await asyncio.to_thread(give_back, desk.settings.url, queues, desk.clock.now())
    if left:
        log.warning("leases given back", action="leases_given_back", rows=left)


def _roll_call(desk: Desk, parts: frozenset[Part], running: Running) -> RollCall | None:
    """Of the processes that take leases, where there may be several."""
    if not desk.store.takes_several_processes or not parts & _WORKS_ON.keys():
        return None
    roll_call = RollCall(desk.store)
    running.add("roll_call", roll_call.run(), roll_call.stop)
    return roll_call


def _start(
    desk: Desk,
    parts: frozenset[Part],
    running: Running,
    serve: Serve | None,
    extra: tuple[Ingress, Egress] | None,
) -> None:
    ticker = Ticker(desk.store, fire, settle_moot) if Part.SCHEDULER in parts else None
    wakeups = Wakeups(desk.store, desk.clock, ticker)
    turns: dict[Part, tuple[Turns, ...]] = {}
    if ticker is not None:
        running.add("ticker", ticker.run(), ticker.stop)
        _start_calendar_watch(desk, running, wakeups)
        drained = _start_drain(desk, running, extra)
        _start_heartbeat_outside(desk, wakeups)
        _start_canaries(desk, running, wakeups)
        told = _start_hooks(desk, running, wakeups)
        turns[Part.SCHEDULER] = (lambda: ticker.turns, drained, told, _start_auditor(desk, running))
    if Part.BOT in parts:
        turns[Part.BOT] = (_start_bot(desk, running, wakeups, extra),)
    if Part.WEB in parts and serve is not None:
        running.add("web", serve(running.stopping), lambda: None)
    _start_papers(desk, parts, running)
    options = desk.settings.metrics
    if options.port:
        token = options.token.get_secret_value()
        page = partial(desk.meters.page, desk.store, desk.clock)
        served = serve_metrics(options.host, options.port, token, page, running.stopping)
        running.add("metrics", served, lambda: None)
    for part in parts:
        beat = beating(desk.store, part, turns.get(part, ()))
        wakeups.every(BEAT_SECONDS, beat, f"beat-{part}")
        running.add(f"first-beat-{part}", _once(beat, running), lambda: None)
    running.add("wakeups", _lasting(wakeups.run(), running), wakeups.stop)


def _start_papers(desk: Desk, parts: frozenset[Part], running: Running) -> None:
    """Their templates are tried when nobody waits any more, a bad one ends the process (PaperTemplateError); where the first signature will
    want a file, its libraries are loaded too.
    """
    look = desk.papers.warm_up if Part.BOT in parts else desk.papers.check
    running.add("papers", _once(lambda: asyncio.to_thread(look), running, CAUGHT_UP_SECONDS), lambda: None)


def _start_calendar_watch(desk: Desk, running: Running, wakeups: Wakeups) -> None:
    """Soon after the start and then daily: what the calendars in use will run out of; and that every hand-over has its timer. Not at once:
    what came due while nobody was there, and who waits for an answer, goes first.
    """

    async def watch() -> None:
        try:
            await desk.store.run(warn_calendars)
            await desk.store.run(watch_roster)
            await desk.store.run(watch_house)
        except (
            Exception
        ):  # logged and tried again tomorrow; a warning that fails must not end the process that keeps time
            log.exception("calendar_watch_failed", action="calendar_watch_failed")

    wakeups.every(DAY_SECONDS, watch, "calendars")
    running.add("first-calendar-watch", _once(watch, running, CAUGHT_UP_SECONDS), lambda: None)


def _start_auditor(desk: Desk, running: Running) -> Turns:
    auditor = Auditor(desk.store, desk.clock, fire, operator_of(desk.settings.operator))
    running.add("auditor", auditor.run(), auditor.stop)
    return lambda: auditor.turns


def _start_heartbeat_outside(desk: Desk, wakeups: Wakeups) -> None:
    post = poster(desk.settings.heartbeat)
    if post is None:
        return
    outside = OutsideHeartbeat(desk.store, desk.clock, post)

    async def beat() -> None:
        await outside.beat()

    wakeups.every(OUTSIDE_SECONDS, beat, "heartbeat-outside")


def _start_canaries(desk: Desk, running: Running, wakeups: Wakeups) -> None:
    seconds = desk.settings.canary.seconds
    every, patience = (machine_time(desk.clock, span) for span in (timedelta(seconds=seconds), LATE_AFTER))
    aviary = Aviary(desk.store, every, patience, operator_of(desk.settings.operator))
    wakeups.every(seconds, aviary.tend, "canaries")
    running.add("aviary", _once(aviary.open, running), lambda: None)


def _start_drain(desk: Desk, running: Running, extra: tuple[Ingress, Egress] | None) -> Turns:
    ways_out = (*egresses(desk), *((extra[1],) if extra else ()))
    drain = Drain(desk.store, desk.clock, ways_out, desk.meters.delivered)
    running.add("drain", _closing(drain.run(), ways_out), drain.stop)
    return lambda: drain.turns


def _start_hooks(desk: Desk, running: Running, wakeups: Wakeups) -> Turns:
    """What other programs are told, and that the operator hears of one that is told nothing any more."""
    egress = hook_egress(desk)
    drain = hook_drain(desk, egress)
    running.add("hooks", _closing(drain.run(), (egress,)), drain.stop)

    async def tell() -> None:
        try:
            await desk.store.run(tell_paused, operator_of(desk.settings.operator))
        except Exception:  # logged, and tried again in a minute
            log.exception("hook", action="hook_untold")

    wakeups.every(HOOKS_SECONDS, tell, "paused-hooks")
    return lambda: drain.turns


def _start_bot(desk: Desk, running: Running, wakeups: Wakeups, extra: tuple[Ingress, Egress] | None) -> Turns:
    from bot.inbox import InboxWorker  # noqa: PLC0415  # with every handler: the scheduler has no use for them

    waits = desk.settings.nlu.backend is not NluBackend.EMBEDDED
    worker = InboxWorker(desk.store, desk.reader.ready(), operator_of(desk.settings.operator), waits=waits)
    running.add("inbox", worker.run(), worker.stop)
    if desk.settings.telegram.is_on:
        running.add("telegram", _telegram(desk, running, wakeups), lambda: None)
    if extra is not None:
        running.add("console", extra[0].run(), extra[0].stop)
    return lambda: worker.turns


async def _telegram(desk: Desk, running: Running, wakeups: Wakeups) -> None:
    """Telegram's way in. Its library takes seconds to load, so it loads beside the loops that already work."""
    post = sole_poller(desk)
    ingress = await asyncio.to_thread(telegram_ingress, desk, post)
    _never_collect_what_is_here()
    if ingress is None:
        return
    if isinstance(ingress, Polling):
        wakeups.every(BEAT_SECONDS, following(desk.store, POLLER, lambda: ingress.polls), "beat-poller")
    taking = asyncio.create_task(ingress.run())
    keeping = asyncio.create_task(post.keep()) if post else None
    stopping = asyncio.create_task(running.stopping.wait())
    await asyncio.wait([taking, stopping], return_when=asyncio.FIRST_COMPLETED)
    stopping.cancel()
    await ingress.stop()
    if post is not None and keeping is not None:
        post.stop()
        await keeping
    await taking


async def _once(job: Callable[[], Awaitable[None]], running: Running, after: float = 0.0) -> None:
    with suppress(TimeoutError):
        await asyncio.wait_for(running.stopping.wait(), after)
    if not running.stopping.is_set():
        await job()
        await running.stopping.wait()


async def _lasting(loop: Coroutine[object, object, None], running: Running) -> None:
    """A set-up that returns at once but must not count as a loop that died."""
    await loop
    await running.stopping.wait()


async def _closing(loop: Coroutine[object, object, None], egresses: tuple[Egress, ...]) -> None:
    try:
        await loop
    finally:
        for egress in egresses:
            await egress.close()
