"""What is done to a major incident from its page: the same verbs, use cases and refusals as the chat's buttons (`bot.handlers.incidents`).

A page sends at once what a chat asks one after another: the words after a test or with a call for support, whom, the cause.
Nothing is decided here.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from desk.buttons import Verb
from desk.ids import IncidentId, PersonId
from desk.incident import Incident
from desk.incident_events import BusinessState
from desk.incident_plan import PlanStep, StepKind
from desk.people import EmergencyGroup
from desk.refusals import NotFound, TooLate
from usecases.declare_incident import candidates
from usecases.end_incident import end, hand_in
from usecases.ports import UnitOfWork
from usecases.run_incident import add_note, assign, finish, led, take, test_business, want_support

FOUND: Final[Mapping[Verb, BusinessState]] = {
    Verb.INCIDENT_DOWN: BusinessState.DOWN,
    Verb.INCIDENT_PARTLY: BusinessState.PARTLY,
    Verb.INCIDENT_WORKS: BusinessState.WORKS,
    Verb.INCIDENT_RESTORED: BusinessState.WORKS,
    Verb.INCIDENT_NOT_YET: BusinessState.DOWN,
}
_TESTS: Final[Mapping[StepKind, tuple[Verb, ...]]] = {
    StepKind.DO: (),
    StepKind.TEST_BEFORE: (Verb.INCIDENT_DOWN, Verb.INCIDENT_PARTLY, Verb.INCIDENT_WORKS),
    StepKind.TEST_AFTER: (Verb.INCIDENT_RESTORED, Verb.INCIDENT_NOT_YET),
}


@dataclass(frozen=True, slots=True)
class IncidentAct:
    """What somebody does with incident `no`; `about` is a step, a group or a report, as the verb asks."""

    no: int
    person: PersonId
    verb: Verb
    about: str = ""
    whom: str = ""
    words: str = ""


def answers(incident: Incident, step: PlanStep, person: PersonId) -> tuple[Verb, ...]:
    """What this person may answer to an open step of theirs, or as a leader for somebody else; nothing twice."""
    is_member = person in incident.people(step.by)
    taken = {by for name, by in incident.taken if name == step.id}
    first = (Verb.INCIDENT_TAKE if is_member else Verb.INCIDENT_PHONED,) if person not in taken else ()
    if step.kind is not StepKind.DO:
        return _TESTS[step.kind]
    return (*first, Verb.INCIDENT_DONE)


def act_on_incident(uow: UnitOfWork, command: IncidentAct) -> Incident:
    """Do it. Raises NotFound for who has no part in it and for what it has not, TooLate for a step that is not open (any more)."""
    incident = uow.incidents.by_no(command.no)
    if command.verb not in _ACTS:
        raise NotFound(command.verb)
    return _ACTS[command.verb](uow, incident, command)


def _answer(uow: UnitOfWork, incident: Incident, command: IncidentAct) -> Incident:
    """收到 or 已电话联系到, 已完成."""
    how = finish if command.verb is Verb.INCIDENT_DONE else take
    done = how(uow, incident.id, command.about, command.person)
    return _noted(uow, done, command)


def _tested(uow: UnitOfWork, incident: Incident, command: IncidentAct) -> Incident:
    """Raises NotFound for a result that such a test has not."""
    step = next((one for one in incident.plan.steps if one.id == command.about), None)
    if step is None or command.verb not in _TESTS[step.kind]:
        raise NotFound(command.about)
    result = FOUND[command.verb]
    return _noted(uow, test_business(uow, incident.id, step.id, result, command.person), command)


def _support(uow: UnitOfWork, incident: Incident, command: IncidentAct) -> Incident:
    return _noted(uow, want_support(uow, incident.id, command.about, command.person), command)


def _noted(uow: UnitOfWork, incident: Incident, command: IncidentAct) -> Incident:
    """With the words that came along."""
    if not command.words:
        return incident
    return add_note(uow, incident.id, command.about, command.words, command.person)


def _assigned(uow: UnitOfWork, incident: Incident, command: IncidentAct) -> Incident:
    """改派 or 增派. Raises NotFound for who could not have the duty, TooLate when it has ended."""
    known = led(uow, incident.id, command.person)
    if not known.is_open:
        raise TooLate(known.id)
    if command.about not in set(EmergencyGroup):
        raise NotFound(command.about)
    group, whom = EmergencyGroup(command.about), PersonId(command.whom)
    if whom not in [person.id for person in candidates(uow, known, group)]:
        raise NotFound(whom)
    instead = command.verb is Verb.INCIDENT_REPLACE
    return assign(uow, known.id, group, whom, command.person, instead=instead)


def _ended(uow: UnitOfWork, incident: Incident, command: IncidentAct) -> Incident:
    return end(uow, incident.id, command.words, command.person)


def _handed_in(uow: UnitOfWork, incident: Incident, command: IncidentAct) -> Incident:
    return hand_in(uow, IncidentId(incident.id), command.about, command.person)


_ACTS: Final[Mapping[Verb, Callable[[UnitOfWork, Incident, IncidentAct], Incident]]] = {
    **dict.fromkeys((Verb.INCIDENT_TAKE, Verb.INCIDENT_PHONED, Verb.INCIDENT_DONE), _answer),
    **dict.fromkeys(FOUND, _tested),
    Verb.INCIDENT_SUPPORT: _support,
    **dict.fromkeys((Verb.INCIDENT_REPLACE, Verb.INCIDENT_ADD), _assigned),
    Verb.INCIDENT_END: _ended,
    Verb.INCIDENT_HANDED_IN: _handed_in,
}
