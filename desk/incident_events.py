"""What happened in a major incident, in the past tense: its audit trail, beside that of its tickets (ADR 0015).

As in `desk.events`: `at` is when, `by` is who; nobody is the clock. Folding them gives the incident.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from desk.ids import ContractId, IncidentId, PersonId, SchoolId, TicketId
from desk.incident_plan import Plan
from desk.people import EmergencyGroup


class BusinessState(StrEnum):
    """What the business test found."""

    DOWN = "down"
    PARTLY = "partly"
    WORKS = "works"


class IncidentOutcome(StrEnum):
    """How it ended: every step done and the business works; it never was one; or stopped before the end."""

    RESTORED = "restored"
    FALSE_ALARM = "false_alarm"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentEvent:
    """What all of them share."""

    at: datetime
    by: PersonId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentDeclared(IncidentEvent):
    """A supervisor started the plan, which is kept as it was on that day; that is the approval 000 §5.15.1 asks for."""

    incident: IncidentId
    no: int
    school: SchoolId
    contract: ContractId
    contract_version: int
    plan: Plan


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketJoined(IncidentEvent):
    """A ticket is a part of the incident."""

    ticket: TicketId
    no: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberAssigned(IncidentEvent):
    """A person has a group's duty; with `instead` everybody who had it before has not any more."""

    group: EmergencyGroup
    person: PersonId
    instead: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class StepTaken(IncidentEvent):
    """A member said that they are at it (收到)."""

    step: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StepDone(IncidentEvent):
    """A step that has no result is done."""

    step: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BusinessTested(IncidentEvent):
    """The business was tested. Afterwards, anything but `works` begins a new round."""

    step: str
    result: BusinessState


@dataclass(frozen=True, slots=True, kw_only=True)
class SupportWanted(IncidentEvent):
    """A member cannot do the step alone (需要支援)."""

    step: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteAdded(IncidentEvent):
    """Words about a step: what works and what does not, which support is wanted."""

    step: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyUnanswered(IncidentEvent):
    """A member has not answered a step in time, for the `times`th time; the leaders were told."""

    step: str
    person: PersonId
    times: int


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentEnded(IncidentEvent):
    """It is over. `cause` is the leader's sentence on cause and prevention."""

    outcome: IncidentOutcome
    cause: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportHandedIn(IncidentEvent):
    """A report that the contract asks for (its id in the pack) was handed in."""

    report: str


INCIDENT_EVENT_TYPES: dict[str, type[IncidentEvent]] = {
    cls.__name__: cls for cls in IncidentEvent.__subclasses__()
}
