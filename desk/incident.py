"""A major incident: the fold of its events, and what may happen next. Pure.

Rules (000 §5.15):
1. A phase is open when every step of the phases before it is done. In it the groups work side by side; a group does one
   step at a time, and a step waits for those it names.
2. A step is done by a member of its group, or by a leader on their behalf; the trail says who.
3. A test after the repair that finds anything but a working business begins a new round at the plan's phase `again`.
4. Who leads: supervisors of the school, and the members of the leading group and the owner of the incident.
5. It ends by a leader's word. Ended with every step done it is restored; ended after a test before that found everything
   working, a false alarm; else stopped. Afterwards nothing happens to it but its reports.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from desk import incident_events as ev
from desk.ids import ContractId, IncidentId, PersonId, SchoolId, TicketId
from desk.incident_events import BusinessState, IncidentOutcome
from desk.incident_plan import Phase, Plan, PlanStep, StepKind
from desk.people import EmergencyGroup, Person, Role
from desk.refusals import NotFound, TooLate

_LEADERS = (EmergencyGroup.LEADING, EmergencyGroup.OWNER)


@dataclass(frozen=True, slots=True)
class Member:
    """Who has a group's duty since when."""

    group: EmergencyGroup
    person: PersonId
    at: datetime


@dataclass(frozen=True, slots=True)
class Done:
    """A step of the present round, or one before the phase that is done again."""

    step: str
    by: PersonId | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Tested:
    """A business test of any round."""

    step: str
    result: BusinessState
    by: PersonId | None
    at: datetime
    round: int


@dataclass(frozen=True, slots=True)
class Note:
    """Words about a step."""

    step: str
    by: PersonId | None
    at: datetime
    words: str


@dataclass(frozen=True, slots=True)
class Incident:
    """One major incident of one school. `seq` counts its events; `round` grows when the test afterwards fails.

    `taken` are the steps of this round that a member answered without being done yet. `unanswered` counts how often
    somebody was silent, `reports` are those handed in.
    """

    id: IncidentId
    no: int
    school: SchoolId
    contract: ContractId
    contract_version: int
    plan: Plan
    declared_at: datetime
    declared_by: PersonId | None
    seq: int = 1
    round: int = 1
    tickets: tuple[TicketId, ...] = ()
    nos: tuple[int, ...] = ()
    members: tuple[Member, ...] = ()
    taken: tuple[tuple[str, PersonId], ...] = ()
    done: tuple[Done, ...] = ()
    tests: tuple[Tested, ...] = ()
    notes: tuple[Note, ...] = ()
    support: tuple[str, ...] = ()
    unanswered: int = 0
    outcome: IncidentOutcome | None = None
    ended_at: datetime | None = None
    ended_by: PersonId | None = None
    cause: str = ""
    reports: tuple[str, ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether it goes on."""
        return self.outcome is None

    @property
    def phase(self) -> Phase | None:
        """The one that is open; None when every step is done."""
        finished = self._finished
        return next((p for p in self.plan.phases if any(s.id not in finished for s in p.steps)), None)

    @property
    def open_steps(self) -> tuple[PlanStep, ...]:
        """What somebody can do now, at most one for each group; nothing when it has ended."""
        phase = self.phase if self.is_open else None
        finished, busy, found = self._finished, set[EmergencyGroup](), []
        for step in phase.steps if phase else ():
            if step.id in finished or step.by in busy:
                continue
            busy.add(step.by)
            if finished.issuperset(step.after):
                found.append(step)
        return tuple(found)

    @property
    def obligations(self) -> frozenset[tuple[int, str, PersonId]]:
        """Who owes which open step, in which round: what a member is told and asked for once."""
        return frozenset(
            (self.round, step.id, person) for step in self.open_steps for person in self.people(step.by)
        )

    @property
    def is_ready(self) -> bool:
        """Whether nothing is left to do but to end it."""
        return self.is_open and self.phase is None

    @property
    def _finished(self) -> frozenset[str]:
        return frozenset(done.step for done in self.done)

    def people(self, group: EmergencyGroup) -> tuple[PersonId, ...]:
        """The members of a group, in the order they came."""
        return tuple(member.person for member in self.members if member.group is group)

    def has_answered(self, step: str, person: PersonId) -> bool:
        """Whether the member said something to the step; a leader who reached them (已电话联系) answers for them."""
        group = self.people(self.plan.step(step).by)
        said = {by for name, by in self.taken if name == step}
        return step in self._finished or person in said or not said.issubset(group)

    def tested(self, kind: StepKind) -> Tested | None:
        """The last test of this kind."""
        steps = {step.id for step in self.plan.steps if step.kind is kind}
        return next((test for test in reversed(self.tests) if test.step in steps), None)


def leads(incident: Incident, person: Person) -> bool:
    """Whether this person may assign, act on another's behalf and end it."""
    oversees = person.role is Role.SUPERVISOR and person.covers(incident.school)
    return oversees or any(person.id in incident.people(group) for group in _LEADERS)


def require_leader(incident: Incident, person: Person) -> None:
    """Raises NotFound for everybody else: what is not yours does not exist (S04)."""
    if not leads(incident, person):
        raise NotFound(incident.id)


def require_step(incident: Incident, step: str, person: Person) -> PlanStep:
    """The open step, for its group and the leaders. Raises NotFound for others, TooLate when it is not open (any more)."""
    known = next((one for one in incident.plan.steps if one.id == step), None)
    if known is None or not (person.id in incident.people(known.by) or leads(incident, person)):
        raise NotFound(incident.id)
    if known not in incident.open_steps:
        raise TooLate(incident.id)
    return known


def outcome_now(incident: Incident) -> IncidentOutcome:
    """What it would be if it ended now."""
    if incident.is_ready:
        return IncidentOutcome.RESTORED
    before, after = incident.tested(StepKind.TEST_BEFORE), incident.tested(StepKind.TEST_AFTER)
    false_alarm = before is not None and before.result is BusinessState.WORKS and after is None
    return IncidentOutcome.FALSE_ALARM if false_alarm else IncidentOutcome.STOPPED


@dataclass(frozen=True, slots=True)
class IncidentChange:
    """The incident after a decision, and the events that led there."""

    incident: Incident
    events: tuple[ev.IncidentEvent, ...] = ()

    @staticmethod
    def opening(event: ev.IncidentDeclared) -> "IncidentChange":
        """The change that makes a new one."""
        return IncidentChange(declared(event), (event,))

    def happened(self, event: ev.IncidentEvent) -> "IncidentChange":
        """With one more event. Raises TooLate when it has ended, but for its reports."""
        if not self.incident.is_open and not isinstance(event, ev.ReportHandedIn):
            raise TooLate(self.incident.id)
        return IncidentChange(evolve(self.incident, event), (*self.events, event))


Changes = dict[str, Any]


def declared(event: ev.IncidentDeclared) -> Incident:
    """The incident that its first event makes."""
    return Incident(
        id=event.incident,
        no=event.no,
        school=event.school,
        contract=event.contract,
        contract_version=event.contract_version,
        plan=event.plan,
        declared_at=event.at,
        declared_by=event.by,
    )


def evolve(incident: Incident, event: ev.IncidentEvent) -> Incident:
    """The incident after one more event. Whether it may happen is asked before."""
    fold = _FOLDS.get(type(event))
    return replace(incident, seq=incident.seq + 1, **(fold(incident, event) if fold else {}))


def replay(trail: Iterable[ev.IncidentEvent]) -> Incident:
    """The incident rebuilt from its whole trail. Raises ValueError when that does not begin with IncidentDeclared."""
    rest = iter(trail)
    first = next(rest, None)
    if not isinstance(first, ev.IncidentDeclared):
        raise ValueError(
            "a trail begins with IncidentDeclared; this one is incomplete, restore it from a backup"
        )
    incident = declared(first)
    for event in rest:
        incident = evolve(incident, event)
    return incident


def _assigned(incident: Incident, event: ev.MemberAssigned) -> Changes:
    same = (event.group, event.person)
    others = (m for m in incident.members if (m.group, m.person) != same)
    kept = tuple(m for m in others if not (event.instead and m.group is event.group))
    return {"members": (*kept, Member(event.group, event.person, event.at))}


def _taken(incident: Incident, event: ev.StepTaken | ev.SupportWanted) -> Changes:
    taken = incident.taken
    return {"taken": tuple(dict.fromkeys((*taken, (event.step, event.by)))) if event.by else taken}


def _done(incident: Incident, event: ev.StepDone | ev.BusinessTested) -> Changes:
    return {
        "done": (*incident.done, Done(event.step, event.by, event.at)),
        "support": tuple(step for step in incident.support if step != event.step),
    }


def _tested(incident: Incident, event: ev.BusinessTested) -> Changes:
    test = Tested(event.step, event.result, event.by, event.at, incident.round)
    changes: Changes = {"tests": (*incident.tests, test)}
    after = incident.plan.step(event.step).kind is StepKind.TEST_AFTER
    if after and event.result is not BusinessState.WORKS:
        return changes | _again(incident)
    return changes | _done(incident, event)


def _again(incident: Incident) -> Changes:
    """Back to the phase `again`: what was done from there on is to be done once more."""
    ids = [phase.id for phase in incident.plan.phases]
    before = incident.plan.phases[: ids.index(incident.plan.again)]
    kept = {step.id for phase in before for step in phase.steps}
    return {
        "round": incident.round + 1,
        "done": tuple(done for done in incident.done if done.step in kept),
        "taken": (),
        "support": (),
    }


def _ended(incident: Incident, event: ev.IncidentEnded) -> Changes:
    return {
        "outcome": event.outcome,
        "ended_at": event.at,
        "ended_by": event.by,
        "cause": event.cause,
    }


_FOLDS: dict[type[ev.IncidentEvent], Callable[[Incident, Any], Changes]] = {
    ev.TicketJoined: lambda i, e: {"tickets": (*i.tickets, e.ticket), "nos": (*i.nos, e.no)},
    ev.MemberAssigned: _assigned,
    ev.StepTaken: _taken,
    ev.StepDone: _done,
    ev.BusinessTested: _tested,
    ev.SupportWanted: lambda i, e: _taken(i, e) | {"support": (*i.support, e.step)},
    ev.NoteAdded: lambda i, e: {"notes": (*i.notes, Note(e.step, e.by, e.at, e.words))},
    ev.DutyUnanswered: lambda i, e: {"unanswered": i.unanswered + 1},
    ev.IncidentEnded: _ended,
    ev.ReportHandedIn: lambda i, e: {"reports": tuple(dict.fromkeys((*i.reports, e.report)))},
}
