"""What the desk tells Prometheus. What the database knows is read at each scrape; what only this process saw is counted here."""

import platform
import time
from collections.abc import Callable, Iterator
from datetime import timedelta

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, InfoMetricFamily, Metric
from prometheus_client.registry import Collector
from pydantic import BaseModel, Field, SecretStr, model_validator

from desk.messages import Ambiguous, Moved, Outcome, RetryAt, Sent, Urgency
from desk.reading import Reading, ReadingContext
from usecases.canary import CANARY
from usecases.ports import Clock, Store
from usecases.rows import OutboxRow
from usecases.standing import Standing, standing

VERSION = "0.1.0"
"""The same as in pyproject.toml; a desk that runs from its checkout has no other place to know it from."""
LEAST_TOKEN = 16
LOW_CONFIDENCE = 0.5
"""Below this a reading is a guess; teachers are then asked."""
_PAGE_BUCKETS = (0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 30, 60, 300, 3600)
_NLU_BUCKETS = (0.0005, 0.001, 0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 1.5, 5)
_RESULTS: dict[type[Outcome], str] = {Sent: "sent", RetryAt: "retry", Ambiguous: "ambiguous", Moved: "moved"}

Read = Callable[[str, ReadingContext], Reading]


class MetricsOptions(BaseModel):
    """`CHALKLINE_METRICS__…`. Without a token the web has no `/metrics`. `port` 0: this process has none of its own; it listens on `host`."""

    token: SecretStr = SecretStr("")
    host: str = "127.0.0.1"
    port: int = Field(default=0, ge=0, le=65535)

    @model_validator(mode="after")
    def _is_guarded(self) -> "MetricsOptions":
        token = self.token.get_secret_value()
        if token and len(token) < LEAST_TOKEN:
            raise ValueError(f"the token of /metrics needs at least {LEAST_TOKEN} characters")
        if self.port and not token and self.host not in ("127.0.0.1", "::1", "localhost"):
            raise ValueError("figures are not public: set a token, or let __HOST be 127.0.0.1")
        return self


class Meters:
    """One for each process. Not thread-safe to make, safe to use from any thread."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._standing = _AsItStands()
        self.registry.register(self._standing)
        self._deliveries = Counter(
            "chalkline_deliveries",
            "What became of messages handed to a platform, by channel and result.",
            ("channel", "result"),
            registry=self.registry,
        )
        self._pages = Histogram(
            "chalkline_page_seconds",
            "From the commit of a page to its acceptance by the platform.",
            buckets=_PAGE_BUCKETS,
            registry=self.registry,
        )
        self._reading = Histogram(
            "chalkline_nlu_seconds",
            "How long reading one message took.",
            buckets=_NLU_BUCKETS,
            registry=self.registry,
        )
        self._guesses = Counter(
            "chalkline_nlu_low_confidence",
            "Messages read with a confidence below one half.",
            registry=self.registry,
        )

    def delivered(self, row: OutboxRow, outcome: Outcome, seconds: float) -> None:
        """A message came back from its platform, `seconds` after it was promised."""
        if row.peer.channel == CANARY:
            return  # it is nobody's
        result = _RESULTS.get(type(outcome), "failed")
        self._deliveries.labels(row.peer.channel, result).inc()
        if isinstance(outcome, Sent) and row.urgency is Urgency.PAGE:
            self._pages.observe(seconds)

    def timing(self, read: Read) -> Read:
        """The same reader, timed."""

        def timed(text: str, context: ReadingContext) -> Reading:
            began = time.perf_counter()
            found = read(text, context)
            self._reading.observe(time.perf_counter() - began)
            if found.confidence < LOW_CONFIDENCE:
                self._guesses.inc()
            return found

        return timed

    async def page(self, store: Store, clock: Clock) -> bytes:
        """Everything in Prometheus's text form."""
        self._standing.show(await store.read(standing), clock.real_seconds)
        return generate_latest(self.registry)


class _AsItStands(Collector):
    """Turns what was read from the database into metrics; empty before the first scrape."""

    def __init__(self) -> None:
        self._shown: tuple[Metric, ...] = ()

    def show(self, state: Standing, real_seconds: Callable[[timedelta], float]) -> None:
        """From now on this."""
        self._shown = (*_health(state, real_seconds), *_work(state))

    def collect(self) -> Iterator[Metric]:
        """What was shown last, and what this is."""
        yield InfoMetricFamily(
            "chalkline_build",
            "Version of the desk and of Python.",
            {"version": VERSION, "python": platform.python_version()},
        )
        yield from self._shown


def _health(state: Standing, real_seconds: Callable[[timedelta], float]) -> Iterator[Metric]:
    health = state.health
    silence = GaugeMetricFamily(
        "chalkline_loop_silence_seconds", "Since the last sign of life of a loop.", labels=("loop",)
    )
    for loop, at in sorted(health.beats.items()):
        silence.add_metric((loop,), real_seconds(health.at - at))
    waiting = GaugeMetricFamily("chalkline_queue_waiting", "Rows that wait in a queue.", labels=("queue",))
    lag = GaugeMetricFamily(
        "chalkline_queue_lag_seconds", "Age of the oldest row that could have been done.", labels=("queue",)
    )
    for topic, backlog in health.backlog.items():
        waiting.add_metric((topic.value,), backlog.waiting)
        age = max(health.at - backlog.oldest, timedelta()) if backlog.oldest else timedelta()
        lag.add_metric((topic.value,), real_seconds(age))
    yield from (silence, waiting, lag)


def _work(state: Standing) -> Iterator[Metric]:
    tickets = GaugeMetricFamily(
        "chalkline_tickets_open",
        "Tickets that are not over, by contract and grade.",
        labels=("contract", "grade"),
    )
    for (contract, grade), count in sorted(state.open_tickets.items()):
        tickets.add_metric((contract, grade), count)
    stages = GaugeMetricFamily(
        "chalkline_sla_stages",
        "Promised stages of tickets reported within 24 hours: met, late, missed, running.",
        labels=("contract", "stage", "state"),
    )
    for labels, count in sorted(state.stages.items()):
        stages.add_metric(labels, count)
    findings = CounterMetricFamily(
        "chalkline_audit_findings", "What the auditor found and made good, by lapse.", labels=("lapse",)
    )
    for lapse, count in sorted(state.findings.items()):
        findings.add_metric((lapse,), count)
    yield from (tickets, stages, findings)
