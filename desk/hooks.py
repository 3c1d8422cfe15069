"""Webhooks out: which events of the desk another program hears of, what it is told of each, and when a hook is paused. Pure.

What is told at once and kept in the outbox names nobody. Names and words are added when it is sent, for hooks with `personal:read`
(`usecases.tell_hooks.letter`), so that what is erased meanwhile is not told any more.
"""

import base64
import hashlib
import hmac
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from desk import events as ev
from desk import incident_events as iev
from desk.api_keys import Scope
from desk.ids import SchoolId
from desk.life_events import Extended
from desk.messages import Peer
from desk.voice_events import CommonFaultRepaired

HOOK = "hook"
"""The channel of the outbox's rows for other programs."""
LANES = 4
"""Requests open to one program at the same time. All of one ticket go in one lane, so they come in their order."""
PAUSED_AFTER = 5
"""So many messages given up in a row pause a hook: whoever answers there wants something else than we send."""


class HookEvent(StrEnum):
    """What a program may hear of. The last is sent by `chalkline hooks test` only."""

    OPENED = "ticket.opened"
    ACCEPTED = "ticket.accepted"
    REASSIGNED = "ticket.reassigned"
    DEPARTED = "ticket.departed"
    ARRIVED = "ticket.arrived"
    DIAGNOSED = "ticket.diagnosed"
    RESTORED = "ticket.restored"
    REPAIRED = "ticket.repaired"
    CLOSED = "ticket.closed"
    WITHDRAWN = "ticket.withdrawn"
    REOPENED = "ticket.reopened"
    REGRADED = "ticket.regraded"
    HELD = "ticket.held"
    RESUMED = "ticket.resumed"
    EXTENDED = "ticket.extended"
    ESCALATED = "ticket.escalated"
    NEAR = "deadline.near"
    MISSED = "deadline.missed"
    INCIDENT_DECLARED = "incident.declared"
    INCIDENT_JOINED = "incident.joined"
    INCIDENT_TESTED = "incident.tested"
    INCIDENT_ENDED = "incident.ended"
    PING = "ping"


class HookAct(StrEnum):
    """What is written into a hook's log, beside what was sent."""

    MADE = "made"
    ENDED = "ended"
    PAUSED = "paused"
    RESUMED = "resumed"
    READ_PERSONAL = "read_personal"


@dataclass(frozen=True, slots=True)
class Hook:
    """One program that is told. No `events` means all, no `schools` the whole district. `proof` is the hash of the secret it was given,
    which shows whether the desk's key is still the one that the secret was made with.
    """

    id: str
    name: str
    url: str
    events: tuple[HookEvent, ...]
    schools: tuple[SchoolId, ...]
    scopes: tuple[Scope, ...]
    made_at: datetime
    proof: str
    paused_at: datetime | None = None
    told_at: datetime | None = None
    ended_at: datetime | None = None

    @property
    def is_good(self) -> bool:
        """Neither paused nor ended: it is told of what happens."""
        return self.paused_at is None and self.ended_at is None

    @property
    def tells_people(self) -> bool:
        """Whether names and words are told."""
        return Scope.PERSONAL_READ in self.scopes

    def wants(self, event: HookEvent, school: SchoolId) -> bool:
        """Whether it is told of this at this school."""
        return (not self.events or event in self.events) and (not self.schools or school in self.schools)

    def peer(self, no: int) -> Peer:
        """Where in the outbox the messages about this ticket (or incident) stand: one behind the other."""
        return Peer(HOOK, self.id, str(no % LANES))


@dataclass(frozen=True, slots=True)
class HookNote:
    """One line of a hook's log. `about` is in words of ours."""

    at: datetime
    hook: str
    act: HookAct
    about: str = ""


def secret_of(key: str, hook: str) -> str:
    """The secret of a hook, made anew whenever something is signed: a copy of the database can sign nothing without the desk's key."""
    made = hmac.new(key.encode(), f"chalkline hook {hook}".encode(), hashlib.sha256).digest()
    return f"chalkhook_{hook}_{base64.urlsafe_b64encode(made).decode().rstrip('=')}"


def proof_of(secret: str) -> str:
    """What is kept of a secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


def named(event: ev.Event) -> HookEvent | None:
    """What other programs call this event; None for what they are not told."""
    if isinstance(event, ev.Paged):
        return HookEvent.ESCALATED if event.rung > 0 else None
    return _NAMES.get(type(event))


def incident_named(event: iev.IncidentEvent) -> HookEvent | None:
    """The same for what happens in a major incident."""
    return _INCIDENT_NAMES.get(type(event))


def facts_of(event: ev.Event | iev.IncidentEvent) -> dict[str, object]:
    """What is told of an event beside its name and instant: codes, figures and instants, nobody's words."""
    tell = _FACTS.get(type(event))
    return tell(event) if tell else {}


_NAMES: Mapping[type[ev.Event], HookEvent] = {
    ev.TicketOpened: HookEvent.OPENED,
    ev.Acknowledged: HookEvent.ACCEPTED,
    ev.TakenOver: HookEvent.ACCEPTED,
    ev.Reassigned: HookEvent.REASSIGNED,
    ev.Departed: HookEvent.DEPARTED,
    ev.Arrived: HookEvent.ARRIVED,
    ev.Diagnosed: HookEvent.DIAGNOSED,
    ev.TeachingRestored: HookEvent.RESTORED,
    ev.WorkedAround: HookEvent.RESTORED,
    ev.Repaired: HookEvent.REPAIRED,
    CommonFaultRepaired: HookEvent.REPAIRED,
    ev.FixConfirmed: HookEvent.CLOSED,
    ev.Cancelled: HookEvent.WITHDRAWN,
    ev.FixDenied: HookEvent.REOPENED,
    ev.Regraded: HookEvent.REGRADED,
    ev.Held: HookEvent.HELD,
    ev.Resumed: HookEvent.RESUMED,
    Extended: HookEvent.EXTENDED,
    ev.HelpRequested: HookEvent.ESCALATED,
    ev.NobodyOnCall: HookEvent.ESCALATED,
    ev.CallListSent: HookEvent.ESCALATED,
    ev.DeadlineNeared: HookEvent.NEAR,
    ev.DeadlineMissed: HookEvent.MISSED,
}
_INCIDENT_NAMES: Mapping[type[iev.IncidentEvent], HookEvent] = {
    iev.IncidentDeclared: HookEvent.INCIDENT_DECLARED,
    iev.TicketJoined: HookEvent.INCIDENT_JOINED,
    iev.BusinessTested: HookEvent.INCIDENT_TESTED,
    iev.IncidentEnded: HookEvent.INCIDENT_ENDED,
}


def _rung(event: Any) -> dict[str, object]:
    return {"rung": event.rung, "tiers": [tier.value for tier in event.tiers]}


def _until(event: Any) -> dict[str, object]:
    return {"reason": event.reason.value, "until": event.until.isoformat()}


_FACTS: Mapping[type[object], Callable[[Any], dict[str, object]]] = {
    ev.Regraded: lambda e: {
        "grade": e.verdict.grade,
        "clause": str(e.verdict.clause),
        "by_person": e.by is not None,
    },
    ev.Held: _until,
    Extended: _until,
    ev.Arrived: lambda e: {"check_in": e.check_in.value if e.check_in else None},
    ev.Paged: _rung,
    ev.NobodyOnCall: _rung,
    ev.DeadlineNeared: lambda e: {"stage": e.stage.value, "due": e.due.isoformat()},
    ev.DeadlineMissed: lambda e: {
        "stage": e.stage.value,
        "due": e.due.isoformat(),
        "noticed_late_s": round(e.late.total_seconds()),
    },
    iev.TicketJoined: lambda e: {"ticket": e.no},
    iev.BusinessTested: lambda e: {"result": e.result.value},
    iev.IncidentEnded: lambda e: {"outcome": e.outcome.value},
}
