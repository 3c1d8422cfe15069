"""A major incident goes on: members answer, do and test, ask for support; leaders assign. Every step with time and person."""

from collections.abc import Sequence

import structlog

from desk import incident_events as ev
from desk.buttons import Option, Press, Verb
from desk.ids import IncidentId, PersonId
from desk.incident import Incident, IncidentChange, require_leader, require_step
from desk.incident_events import BusinessState
from desk.incident_plan import PlanStep, StepKind
from desk.incident_terms import answer_within
from desk.notices import Kind
from desk.people import EmergencyGroup
from desk.refusals import NotFound
from desk.timers import Timer, TimerKind
from usecases.ports import UnitOfWork
from usecases.rows import Topic
from usecases.tell_hooks import tell_hooks_of_incident
from usecases.tell_incident import ask_step, leaders, show_card, tell_people

log = structlog.get_logger()


def record_incident(uow: UnitOfWork, before: Incident | None, change: IncidentChange) -> Incident:
    """Save what happened, refresh the leaders' card, and ask every member for what they owe from now on."""
    incident = change.incident
    uow.incidents.save(incident, change.events)
    uow.wake(Topic.BOARD)
    tell_hooks_of_incident(uow, incident, change.events)
    for event in change.events:
        log.info("incident", action=type(event).__name__, incident=incident.no, by=event.by)
    show_card(uow, incident, rings=before is None)
    owed = incident.obligations - (before.obligations if before else frozenset())
    fresh = [
        (step, person) for step, person in owed_by(incident) if (incident.round, step.id, person) in owed
    ]
    for step, person in fresh:
        ask_step(uow, incident, step, person)
    watch(uow, incident, fresh, 1)
    _tell_changed_members(uow, before, incident)
    if incident.is_ready and not (before and before.is_ready):
        tell_people(uow, incident, Kind.INCIDENT_READY, leaders(uow, incident))
    return incident


def watch(
    uow: UnitOfWork, incident: Incident, asked: Sequence[tuple[PlanStep, PersonId]], times: int
) -> None:
    """Look again when these members have been silent for as long as the contract lets them: one look for all of them."""
    if not asked:
        return
    terms = uow.contracts.version(incident.contract, incident.contract_version).terms.incidents
    key = f"incident:{incident.id}:{incident.seq}:{times}"
    due = uow.now + answer_within(terms)
    whom = ",".join(f"{step.id}@{person}" for step, person in asked)
    kind, id_ = TimerKind.INCIDENT_SILENCE, incident.id
    uow.timers.add([Timer(key, kind, due, round=incident.round, step=times, duty=whom, incident=id_)])
    uow.wake(Topic.TIMERS)


def owed_by(incident: Incident) -> tuple[tuple[PlanStep, PersonId], ...]:
    """Every open step with everybody who owes it, in the plan's order."""
    return tuple((step, person) for step in incident.open_steps for person in incident.people(step.by))


def take(uow: UnitOfWork, incident: IncidentId, step: str, by: PersonId) -> Incident:
    """收到, or a leader's 已电话联系. Raises NotFound, TooLate."""
    known, _ = _at(uow, incident, step, by)
    return record_incident(
        uow, known, IncidentChange(known).happened(ev.StepTaken(at=uow.now, by=by, step=step))
    )


def finish(uow: UnitOfWork, incident: IncidentId, step: str, by: PersonId) -> Incident:
    """已完成, of a step that has no result. Raises NotFound (also for a test), TooLate."""
    known, one = _at(uow, incident, step, by)
    if one.kind is not StepKind.DO:
        raise NotFound(step)
    return record_incident(
        uow, known, IncidentChange(known).happened(ev.StepDone(at=uow.now, by=by, step=step))
    )


def test_business(
    uow: UnitOfWork, incident: IncidentId, step: str, result: BusinessState, by: PersonId
) -> Incident:
    """What the test found; the leaders hear at once of what changes the course. Raises NotFound, TooLate."""
    known, one = _at(uow, incident, step, by)
    if one.kind is StepKind.DO:
        raise NotFound(step)
    event = ev.BusinessTested(at=uow.now, by=by, step=step, result=result)
    tested = record_incident(uow, known, IncidentChange(known).happened(event))
    if (one.kind is StepKind.TEST_BEFORE) == (result is BusinessState.WORKS):
        people = leaders(uow, tested)
        tell_people(uow, tested, Kind.INCIDENT_TESTED, people, step=one, more={"result": result})
    return tested


def want_support(uow: UnitOfWork, incident: IncidentId, step: str, by: PersonId) -> Incident:
    """需要支援: the leaders hear at once, and again with the words that follow (`add_note`). Raises NotFound, TooLate."""
    known, one = _at(uow, incident, step, by)
    event = ev.SupportWanted(at=uow.now, by=by, step=step)
    wanting = record_incident(uow, known, IncidentChange(known).happened(event))
    _call_for_support(uow, wanting, one, by, "")
    return wanting


def add_note(uow: UnitOfWork, incident: IncidentId, step: str, words: str, by: PersonId) -> Incident:
    """Words about a step, also one that is done. Raises NotFound for somebody who has no part in it, TooLate."""
    known = uow.incidents.get(incident)
    member = any(by in known.people(one.by) for one in known.plan.steps if one.id == step)
    if not member:
        require_leader(known, uow.people.get(by))
    event = ev.NoteAdded(at=uow.now, by=by, step=step, words=words)
    noted = record_incident(uow, known, IncidentChange(known).happened(event))
    if step in noted.support:
        _call_for_support(uow, noted, noted.plan.step(step), by, words)
    return noted


def assign(
    uow: UnitOfWork,
    incident: IncidentId,
    group: EmergencyGroup,
    person: PersonId,
    by: PersonId,
    *,
    instead: bool,
) -> Incident:
    """A leader gives a duty to somebody whose scope contains the school. Raises NotFound, TooLate."""
    known = led(uow, incident, by)
    if not uow.people.get(person).covers(known.school):
        raise NotFound(person)
    event = ev.MemberAssigned(at=uow.now, by=by, group=group, person=person, instead=instead)
    return record_incident(uow, known, IncidentChange(known).happened(event))


def led(uow: UnitOfWork, incident: IncidentId, by: PersonId) -> Incident:
    """The incident, for those who lead it. Raises NotFound for everybody else."""
    known = uow.incidents.get(incident)
    require_leader(known, uow.people.get(by))
    return known


def _at(uow: UnitOfWork, incident: IncidentId, step: str, by: PersonId) -> tuple[Incident, PlanStep]:
    known = uow.incidents.get(incident)
    return known, require_step(known, step, uow.people.get(by))


def _call_for_support(uow: UnitOfWork, incident: Incident, step: PlanStep, by: PersonId, words: str) -> None:
    buttons = tuple(
        Option(Press(verb, arg=f"{incident.id}/{step.by}"))
        for verb in (Verb.INCIDENT_ADD, Verb.INCIDENT_REPLACE)
    )
    others = (person for person in leaders(uow, incident) if person != by)
    said = {"asks": uow.people.get(by).name, "words": words}
    tell_people(uow, incident, Kind.INCIDENT_SUPPORT, others, *buttons, step=step, more=said)


def _tell_changed_members(uow: UnitOfWork, before: Incident | None, incident: Incident) -> None:
    """Who has a duty and nothing to do yet hears of it; so does who has it no more."""
    earlier = {(m.group, m.person) for m in before.members} if before else set()
    now = {(m.group, m.person) for m in incident.members}
    busy = {person for _, _, person in incident.obligations}
    for duty in incident.plan.groups:
        fresh = [p for g, p in now - earlier if g is duty.group and p not in busy]
        gone = [p for g, p in earlier - now if g is duty.group]
        words = {
            "group_zh": duty.name.zh,
            "group_en": duty.name.en,
            "duty_zh": duty.duty.zh,
            "duty_en": duty.duty.en,
        }
        tell_people(uow, incident, Kind.INCIDENT_DUTY, sorted(fresh), more=words)
        tell_people(uow, incident, Kind.INCIDENT_RELIEVED, sorted(gone), more=words)
