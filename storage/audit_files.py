"""Audit files: JSON Lines on disk, one record a line, chained (`desk.chain`). Written once, read by anybody.

A header, then (when asked for) who the ids are, then one line a ticket, one a major incident, then the closing line. Telephone numbers are
masked in every text; the people's own are not written at all.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path

import msgspec

from desk.chain import Record, hash_of, sealed
from desk.contract import Contract
from desk.events import Event
from desk.evidence import Evidence, Proof
from desk.people import Person
from storage.codec import decode_builtins, encode, encode_event
from storage.contract_packs import pack_to_builtins
from usecases.export_audit import Audit, AuditedIncident, AuditedTicket

FORM = "chalkline-audit/1"

_GAP = r"[ \-\u2010-\u2015\uff0d]?"
_PHONES = (
    re.compile(rf"(?<!\d)1[3-9]\d{_GAP}\d{{4}}{_GAP}\d{{4}}(?!\d)"),
    re.compile(rf"(?<![A-Za-z0-9_])(?:0\d{{2,3}}{_GAP}\d{{7,8}}|\d{{4}}-\d{{4}}|[48]00{_GAP}\d{{3,4}}{_GAP}\d{{3,4}})(?!\d)"),
    re.compile(r"(?<![A-Za-z0-9_.-])\d{7,}(?![A-Za-z0-9_])"),
)  # fmt: skip
_MASK = "***"


def write_audit(path: Path, audit: Audit, product: str) -> str:
    """Write a new file, for its owner only, and return its seal: the last line's hash. Raises FileExistsError."""
    last = ""
    path.touch(mode=0o600, exist_ok=False)
    try:
        with path.open("w", encoding="utf-8", newline="\n") as file:
            for last in sealed(_records(audit, product)):
                file.write(last + "\n")
    except BaseException:
        path.unlink()  # half an export must not be taken for one
        raise
    return seal_of(last)


def read_lines(path: Path) -> list[str]:
    """The lines without their ends. What is no UTF-8 stays visible as a change instead of being mended."""
    text = path.read_bytes().decode("utf-8", "surrogateescape")
    lines = text.split("\n")
    return lines[:-1] if lines[-1] == "" else lines


def read_record(line: str) -> Mapping[str, object]:
    """One line of a file whose chain holds."""
    return msgspec.json.decode(line, type=dict[str, object])


def seal_of(last: str) -> str:
    """The hash of the closing line: whoever notes it can tell this export from any later one."""
    return str(read_record(last)["hash"])


def without_phones(text: str) -> str:
    """The text with whatever looks like a telephone number masked: mobiles, landlines, service numbers, long digit runs."""
    for phone in _PHONES:
        text = phone.sub(_MASK, text)
    return text


def _records(audit: Audit, product: str) -> Iterator[Record]:
    yield _header(audit, product)
    for person in audit.people:
        yield _person(person)
    for ticket in audit.tickets:
        yield _ticket(ticket, audit.made_at)
    for incident in audit.incidents:
        yield _incident(incident)


def _header(audit: Audit, product: str) -> Record:
    order = audit.order
    return {
        "kind": "header",
        "form": FORM,
        "product": product,
        "contract": order.contract,
        "versions": [_version(contract) for contract in audit.versions],
        "quarter": str(order.quarter),
        "zone": str(order.zone),
        "from": _written(audit.start),
        "until": _written(audit.end),
        "made_at": _written(audit.made_at),
        "names": order.names,
        "tickets": len(audit.tickets),
        "incidents": len(audit.incidents),
    }


def _version(contract: Contract) -> Record:
    """A contract version and the hash of its whole content, to compare with the pack that was signed."""
    return {"version": contract.version, "sha256": hash_of(pack_to_builtins(contract))}


def _person(person: Person) -> Record:
    return {"kind": "person", "id": person.id, "name": without_phones(person.name), "role": person.role.value}


def _ticket(audited: AuditedTicket, now: datetime) -> Record:
    ticket = audited.ticket
    return {
        "kind": "ticket",
        "ticket": ticket.id,
        "no": ticket.no,
        "school": ticket.school,
        "reporter": ticket.reporter,
        "contract": ticket.contract,
        "version": ticket.contract_version,
        "grade": ticket.verdict.grade,
        "status": ticket.status.value,
        "opened": _written(ticket.opened_at),
        "clocks": [_clock(proof, now) for proof in audited.proofs],
        "trail": [_event(seq, event) for seq, event in enumerate(audited.trail, start=1)],
    }


def _incident(audited: AuditedIncident) -> Record:
    incident = audited.incident
    return {
        "kind": "incident",
        "incident": incident.id,
        "no": incident.no,
        "school": incident.school,
        "plan": incident.plan.id,
        "plan_version": incident.plan.version,
        "contract": incident.contract,
        "version": incident.contract_version,
        "outcome": incident.outcome and incident.outcome.value,
        "declared": _written(incident.declared_at),
        "ended": incident.ended_at and _written(incident.ended_at),
        "tickets": list(incident.nos),
        "trail": [
            {"seq": seq, "event": type(event).__name__} | _masked(decode_builtins(encode(event)))
            for seq, event in enumerate(audited.trail, start=1)
        ],
    }


def _clock(proof: Proof, now: datetime) -> Record:
    clock = proof.clock
    return {
        "round": proof.round,
        "grade": proof.grade,
        "stage": clock.stage.value,
        "clause": str(clock.clause),
        "internal": clock.internal,
        "started": _written(clock.started),
        "due": _written(clock.due),
        "met": clock.met and _written(clock.met),
        "missed_at": proof.missed and _written(proof.missed.at),
        "outcome": proof.outcome(now).value,
        "evidence": proof.evidence and _evidence(proof.evidence),
    }


def _evidence(evidence: Evidence) -> Record:
    event = evidence.event
    return {
        "seq": evidence.seq,
        "event": type(event).__name__,
        "kind": evidence.kind.value,
        "by": event.by,
        "at": _written(event.at),
        "words": without_phones(evidence.words),
    }


def _event(seq: int, event: Event) -> Record:
    kind, body = encode_event(event)
    return {"seq": seq, "event": kind, **_masked(msgspec.json.decode(body, type=dict[str, object]))}


def _masked(fields: Mapping[str, object]) -> dict[str, object]:
    return {key: _clean(value) for key, value in fields.items()}


def _clean(value: object) -> object:
    if isinstance(value, str):
        return without_phones(value)
    if isinstance(value, Mapping):
        return _masked(value)
    if isinstance(value, list):
        return [_clean(item) for item in value]
    return value


def _written(instant: datetime) -> str:
    return instant.isoformat().replace("+00:00", "Z")
