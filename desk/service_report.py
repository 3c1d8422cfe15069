"""The report of one job (售后服务报告单, 001 §4.5.3.3(7); 问题处理报告, 000 §5.10(8); 001 §4.5.8.5), made from its log.

Nothing is invented: what nobody recorded is empty, and the paper says so. The same values fill every kind of paper. The
satisfaction of the teacher is no part of it: it may be given after the signatures (ADR 0019).
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from desk import report_events as rev
from desk.brief import Brief
from desk.contract import ORDER, Milestone, StageName
from desk.devices import Device
from desk.event import Event
from desk.events import SelfHelpOutcome
from desk.holds import HoldReason
from desk.language import Text
from desk.life_events import CheckIn
from desk.reading import DeviceClass, Symptom
from desk.report_events import ReportPart
from desk.sla import Deadline
from desk.terms import Report
from desk.ticket import Tried


class PaperKind(StrEnum):
    """The papers that one job's report can be printed as."""

    SERVICE = "service"
    PROBLEM = "problem"
    MAJOR = "major"


OWED_AS: dict[PaperKind, tuple[str, ...]] = {
    PaperKind.SERVICE: ("service-sheet", "service-report", "service-record"),
    PaperKind.PROBLEM: ("problem-report", "fault-report"),
    PaperKind.MAJOR: ("sudden-event-report", "prevention-report"),
}
"""By which ids the packs' `reports:` ask for each."""


@dataclass(frozen=True, slots=True)
class Promise:
    """A clock of the contract at one step of the job. `kept` is None while it runs; `internal`: our own goal."""

    stage: StageName
    limit: timedelta
    due: datetime
    kept: bool | None
    internal: bool
    clause: str


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the job. `at` is None where nobody recorded it; `late_entry`: written down later than it happened;
    `by_self_help`: the lesson went on by the teacher's own steps; `check_in`: what shows an arrival.
    """

    milestone: Milestone
    at: datetime | None
    promises: tuple[Promise, ...] = ()
    late_entry: bool = False
    by_self_help: bool = False
    check_in: CheckIn | None = None


@dataclass(frozen=True, slots=True)
class Pause:
    """A stretch the job had to wait; no `reason`: a fix that was denied later was taken for one."""

    reason: HoldReason | None
    start: datetime
    end: datetime
    note: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """A part that was used. Nothing records parts yet."""

    name: str
    count: int
    serial: str = ""


@dataclass(frozen=True, slots=True)
class ServiceReport:
    """Names and figures as they were when it was made. Empty text means that nobody recorded it; no `loss`: nobody named any.

    `round` counts the attempts (a denied fix begins another); `steps` are those of the last one.
    """

    no: int
    round: int
    school: Text
    place: str
    device: DeviceClass | None
    device_code: str
    device_label: str
    symptom: Symptom | None
    reporter: str
    handler: str
    words: tuple[str, ...]
    grade: Text
    reason: Text
    clause: str
    contract: Text
    contract_version: int
    tried: tuple[Tried, ...]
    self_help: SelfHelpOutcome | None
    opened_at: datetime
    steps: tuple[Step, ...]
    pauses: tuple[Pause, ...]
    cause: str
    solution: str
    loss: str
    parts: tuple[Part, ...] = ()
    spread: tuple[int, ...] = ()
    incident: int | None = None
    partners: tuple[str, ...] = ()


def service_report(about: Brief, trail: Iterable[Event], device: Device | None) -> ServiceReport:
    """What the log knows of the job; `device` is the register's entry, where the ticket names one."""
    ticket, written = about.ticket, _written(trail)
    fault = ticket.understood
    return ServiceReport(
        no=ticket.no,
        round=ticket.round,
        school=Text(about.school.name, about.school.name_en or about.school.name),
        place=about.place,
        device=fault.facts.device,
        device_code=device.code if device else "",
        device_label=device.label if device else "",
        symptom=fault.facts.symptom,
        reporter=about.reporter.name,
        handler=about.handler.name if about.handler else "",
        words=ticket.words,
        grade=about.grade.label,
        reason=ticket.verdict.reason,
        clause=str(ticket.verdict.clause),
        contract=about.contract.name,
        contract_version=about.contract.version,
        tried=ticket.known,
        self_help=ticket.self_help,
        opened_at=ticket.opened_at,
        steps=tuple(_step(about, milestone) for milestone in Milestone),
        pauses=tuple(Pause(hold.reason, hold.start, hold.end, hold.note) for hold in ticket.holds),
        cause=written.get(ReportPart.CAUSE) or ticket.diagnosis,
        solution=written.get(ReportPart.SOLUTION) or ticket.repair,
        loss=written.get(ReportPart.LOSS, ""),
        spread=ticket.spread,
        incident=ticket.incident,
        partners=tuple(dict.fromkeys(person.name for person in about.partners)),
    )


def digest(report: ServiceReport) -> str:
    """64 hexadecimal characters that change with anything in the report: what a signature is about."""
    text = json.dumps(asdict(report), default=str, ensure_ascii=True, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def owed(reports: Iterable[Report], kind: PaperKind) -> Report | None:
    """What the contract asks for under this kind of paper; None where it asks for nothing of the sort."""
    found = {report.id: report for report in reports}
    return next((found[name] for name in OWED_AS[kind] if name in found), None)


def _written(trail: Iterable[Event]) -> dict[ReportPart, str]:
    """The last words for each part."""
    return {event.part: event.words for event in trail if isinstance(event, rev.ReportNoted)}


def _step(about: Brief, milestone: Milestone) -> Step:
    ticket = about.ticket
    at = next((when for name, when in ticket.milestones if name is milestone), None)
    helped = milestone is Milestone.RESTORED and at is None and ticket.restored is not None
    promises = (_promise(clock) for clock in about.clocks if _ends_at(about, clock) is milestone)
    late = milestone in ticket.late
    check_in = ticket.conduct.check_in if milestone is Milestone.ARRIVED and at is not None else None
    return Step(milestone, ticket.restored if helped else at, tuple(promises), late, helped, check_in)


def _ends_at(about: Brief, clock: Deadline) -> Milestone | None:
    """Where the limit of a clock is shown: the step that met it, of those the contract names; else the first of them."""
    named = next(
        (
            stage.met_by
            for grade in about.contract.grades
            for stage in grade.stages
            if grade.id == clock.grade and stage.name is clock.stage
        ),
        (),
    )
    met = [name for name, at in about.ticket.milestones if name in named and at == clock.met]
    return min(met or named, key=lambda milestone: ORDER[milestone], default=None)


def _promise(clock: Deadline) -> Promise:
    return Promise(clock.stage, clock.limit, clock.due, clock.in_time, clock.internal, str(clock.clause))
