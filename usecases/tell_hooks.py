"""Other programs are told what happened: rows of the outbox, written with the events; what each letter says when it goes out."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import structlog

from desk.events import Event
from desk.hooks import (
    HOOK,
    PAUSED_AFTER,
    Hook,
    HookAct,
    HookEvent,
    HookNote,
    facts_of,
    incident_named,
    named,
)
from desk.ids import PersonId, SchoolId
from desk.incident import Incident
from desk.incident_events import IncidentEvent
from desk.messages import Outgoing, Urgency
from desk.ticket import Ticket
from usecases.ports import UnitOfWork
from usecases.rows import OutboxRow

log = structlog.get_logger()

Body = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Letter:
    """One message as it is posted: `id` is the same whenever it is tried. `body` is what is signed."""

    id: str
    hook: str
    url: str
    proof: str
    body: Body


def tell_hooks(uow: UnitOfWork, ticket: Ticket, events: Sequence[Event]) -> None:
    """Promise what other programs are to hear of these events, the last of the ticket's trail. The state told is the one after all of
    them.
    """
    hooks = uow.hooks.good()
    if not hooks:
        return
    for seq, event in enumerate(events, ticket.seq - len(events) + 1):
        name = named(event)
        if name is not None:
            about = _head(name, event, seq) | {"ticket": _ticket(ticket)}
            _promise(uow, hooks, name, ticket.school, (ticket.no, f"{ticket.no}-{seq}"), about)


def tell_hooks_of_incident(uow: UnitOfWork, incident: Incident, events: Sequence[IncidentEvent]) -> None:
    """The same for a major incident."""
    hooks = uow.hooks.good()
    if not hooks:
        return
    for seq, event in enumerate(events, incident.seq - len(events) + 1):
        name = incident_named(event)
        if name is not None:
            about = _head(name, event, seq) | {"incident": _incident(incident)}
            key = (incident.no, f"incident{incident.no}-{seq}")
            _promise(uow, hooks, name, incident.school, key, about)


def hook_of(uow: UnitOfWork, row: OutboxRow) -> Hook | None:
    """Whose row it is; None when the hook is paused or has ended."""
    return next((hook for hook in uow.hooks.good() if hook.id == row.peer.space), None)


def letter(uow: UnitOfWork, row: OutboxRow) -> Letter | None:
    """What this row says now; None when its hook is paused or has ended. Names and words are looked up, and that they were told is noted
    in the hook's log: then it writes.
    """
    hook = hook_of(uow, row)
    if hook is None:
        return None
    body: Body = json.loads(row.outgoing.text)
    if hook.tells_people and "ticket" in body:
        body = _with_people(uow, body)
        uow.hooks.note(HookNote(uow.now, hook.id, HookAct.READ_PERSONAL, f"{body['event']} {body['id']}"))
    return Letter(body["id"], hook.id, hook.url, hook.proof, body)


def ping(uow: UnitOfWork, hook: Hook) -> Letter:
    """A letter that says nothing but that it came; also to a hook that is paused."""
    about = {"id": f"{hook.id}-{uow.fresh_id()}", "event": HookEvent.PING.value, "at": uow.now.isoformat()}
    return Letter(about["id"], hook.id, hook.url, hook.proof, about)


def hook_heard(uow: UnitOfWork, row: OutboxRow) -> None:
    """A letter was taken."""
    uow.hooks.went_well(row.peer.space)


def hook_lost(uow: UnitOfWork, row: OutboxRow, reason: str) -> None:
    """A letter was given up. After `PAUSED_AFTER` in a row the hook is paused: nothing more is written for it until somebody looks."""
    hook = hook_of(uow, row)
    if hook is None or uow.hooks.failed(hook.id) < PAUSED_AFTER:
        return
    uow.hooks.save(replace(hook, paused_at=uow.now, told_at=None))
    uow.hooks.note(HookNote(uow.now, hook.id, HookAct.PAUSED, reason))
    log.warning("hook", action="hook_paused", hook=hook.id, reason=reason)


def _promise(
    uow: UnitOfWork,
    hooks: Iterable[Hook],
    name: HookEvent,
    school: SchoolId,
    key: tuple[int, str],
    about: Body,
) -> None:
    no, part = key
    for hook in hooks:
        if hook.wants(name, school):
            id_ = f"{hook.id}-{part}"
            said = Outgoing(json.dumps({"id": id_, **about}, ensure_ascii=False))
            uow.outbox.add(f"{HOOK}:{id_}", hook.peer(no), said, Urgency.NOTE)


def _head(name: HookEvent, event: Event | IncidentEvent, seq: int) -> Body:
    return {
        "event": name.value,
        "at": event.at.isoformat(),
        "seq": seq,
        "kind": type(event).__name__,
        "facts": facts_of(event),
    }


def _ticket(ticket: Ticket) -> Body:
    fault = ticket.understood
    return {
        "no": ticket.no,
        "path": f"/api/tickets/{ticket.no}",
        "school": ticket.school,
        "room": fault.room,
        "device": fault.device,
        "device_class": fault.facts.device,
        "symptom": fault.facts.symptom,
        "impact": fault.facts.impact,
        "status": ticket.status.value,
        "is_open": ticket.status.is_open,
        "grade": ticket.verdict.grade,
        "round": ticket.round,
    }


def _incident(incident: Incident) -> Body:
    return {
        "no": incident.no,
        "school": incident.school,
        "plan": incident.plan.id,
        "is_open": incident.is_open,
        "round": incident.round,
        "tickets": list(incident.nos),
    }


def _with_people(uow: UnitOfWork, body: Body) -> Body:
    """As the register and the trail have them now: what was erased since is not told."""
    ticket = uow.tickets.by_no(body["ticket"]["no"])
    event = uow.tickets.trail(ticket.id)[body["seq"] - 1]
    people = {"reporter": _person(uow, ticket.reporter), "handler": _person(uow, ticket.handler)}
    said = getattr(event, "words", None) or getattr(event, "note", None)
    return body | {
        "by": _person(uow, event.by),
        "words": said or None,
        "ticket": body["ticket"] | people | {"place": ticket.understood.place},
    }


def _person(uow: UnitOfWork, person: PersonId | None) -> Body | None:
    return {"id": person, "name": uow.people.get(person).name} if person else None
