"""Where the signatures under a service report stand: the fold of the report events of a trail (ADR 0019).

Rules: the engineer's side signs first and fixes the report by its digest; then the teacher is asked, by a code that
lasts `GOOD_FOR` and survives `TRIES` wrong tries. Silence brings one reminder with a fresh code, then the report stays
unsigned. What is declined, added to, read anew or reopened afterwards takes every signature off: it is another report.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from desk import events as ev
from desk import report_events as rev
from desk.event import Event
from desk.ids import PersonId, TicketId
from desk.report_events import Signatory
from desk.timers import Timer, TimerKind

GOOD_FOR = timedelta(hours=24)
TRIES = 5
REMINDERS = 1


class SigningState(StrEnum):
    """What can be said of the signatures in one word."""

    UNSIGNED = "unsigned"
    WAITING = "waiting"
    SIGNED = "signed"
    DECLINED = "declined"
    LAPSED = "lapsed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Signature:
    """Who signed for which side, and when."""

    role: Signatory
    person: PersonId | None
    name: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Signing:
    """`digest` is the report that was signed or is to be; `asked` how often the teacher was asked, until when the code holds
    and how many tries were wrong. `declined` are the teacher's words, `changed` that signatures fell away with the report.
    """

    digest: str = ""
    signatures: tuple[Signature, ...] = ()
    asked: int = 0
    until: datetime | None = None
    failures: int = 0
    lapsed: bool = False
    was_declined: bool = False
    declined: str = ""
    changed: bool = False

    @property
    def state(self) -> SigningState:
        """In one word; a signature that is missing is never hidden."""
        if len(self.signatures) == len(Signatory):
            return SigningState.SIGNED
        if self.signatures:
            return SigningState.LAPSED if self.lapsed else SigningState.WAITING
        if self.was_declined:
            return SigningState.DECLINED
        return SigningState.CHANGED if self.changed else SigningState.UNSIGNED

    def by(self, role: Signatory) -> Signature | None:
        """The signature of one side."""
        return next((one for one in self.signatures if one.role is role), None)

    def takes(self, now: datetime) -> bool:
        """Whether the teacher may sign now: asked, in time, and not locked by wrong codes."""
        waits = self.state is SigningState.WAITING and self.until is not None
        return waits and self.failures < TRIES and self.until is not None and now < self.until


def signing(trail: Iterable[Event]) -> Signing:
    """Fold a ticket's trail, oldest first."""
    stands = Signing()
    for event in trail:
        stands = _after(stands, event)
    return stands


def signature_timer(ticket: TicketId, round_: int, asked: rev.SignatureAsked) -> Timer:
    """When it is looked at whether the teacher has signed."""
    key = f"{ticket}:{round_}:signature:{asked.digest[:16]}:{asked.count}:{asked.at.isoformat()}"
    return Timer(key, TimerKind.SIGNATURE, asked.until, ticket, None, None, round_, asked.count)


def _after(stands: Signing, event: Event) -> Signing:
    fold = _FOLDS.get(type(event))
    return fold(stands, event) if fold else stands


def _signed(stands: Signing, event: rev.ReportSigned) -> Signing:
    """The first signature fixes the report; the second stands beside it."""
    signature = Signature(event.role, event.by, event.name, event.at)
    if event.role is Signatory.HANDLER:
        return Signing(event.digest, (signature,))
    return replace(stands, signatures=(*stands.signatures, signature))


def _changed(stands: Signing, event: Event) -> Signing:
    """Another report from now on; that signatures fell away is remembered until it is signed."""
    return Signing(changed=stands.changed or bool(stands.signatures))


_FOLDS: dict[type[Event], Callable[[Signing, Any], Signing]] = {
    rev.ReportSigned: _signed,
    rev.SignatureAsked: lambda s, e: replace(s, asked=e.count, until=e.until, failures=0, lapsed=False),
    rev.SignatureFailed: lambda s, e: replace(s, failures=s.failures + 1),
    rev.SignatureLapsed: lambda s, e: replace(s, lapsed=True),
    rev.ReportDeclined: lambda s, e: Signing(was_declined=True, declined=e.words),
    rev.ReportNoted: _changed,
    ev.FixDenied: _changed,
    ev.ReadingNoted: _changed,
}
