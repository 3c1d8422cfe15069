"""The clock of a major incident: a member who does not answer, a report that is due."""

from desk import incident_events as ev
from desk.buttons import Option, Press, Verb
from desk.ids import IncidentId, PersonId
from desk.incident import Incident, IncidentChange
from desk.incident_plan import PlanStep
from desk.notices import Kind
from desk.timers import Timer
from usecases.ports import UnitOfWork
from usecases.report_incident import owed_reports, owed_text
from usecases.run_incident import owed_by, record_incident, watch
from usecases.tell_incident import ask_step, lang_of, leaders, tell_people

_NAME = 9
"""Characters of a name on a button."""


def fire_silence(uow: UnitOfWork, timer: Timer) -> None:
    """Who is still silent is paged again, the leaders get their numbers, and it is looked at once more. Else nothing."""
    incident = uow.incidents.get(_incident_of(timer))
    silent = _silent(incident, timer)
    if silent:
        change = IncidentChange(incident)
        for step, person in silent:
            event = ev.DutyUnanswered(at=uow.now, step=step.id, person=person, times=timer.step)
            change = change.happened(event)
        incident = record_incident(uow, incident, change)
        for step, person in silent:
            ask_step(uow, incident, step, person, again=timer.step)
        watch(uow, incident, silent, timer.step + 1)
        _tell_leaders(uow, incident, silent, timer.step)
    uow.timers.fired(timer.key, uow.now)


def _tell_leaders(
    uow: UnitOfWork, incident: Incident, silent: list[tuple[PlanStep, PersonId]], times: int
) -> None:
    """One message for everybody who is silent, without what a leader owes themselves; two buttons for each."""
    for leader in leaders(uow, incident):
        others = [(step, person) for step, person in silent if person != leader]
        if others:
            more = {"people": ",".join(person for _, person in others), "times": str(times)}
            buttons = [button for step, person in others for button in _buttons(uow, incident, step, person)]
            tell_people(uow, incident, Kind.INCIDENT_SILENT, (leader,), *buttons, more=more)


def _buttons(uow: UnitOfWork, incident: Incident, step: PlanStep, person: PersonId) -> tuple[Option, ...]:
    """Reached by phone; give it to somebody else. A sign and a name, as there may be several."""
    name = uow.people.get(person).name[:_NAME]
    return (
        Option(Press(Verb.INCIDENT_PHONED, arg=f"{incident.id}/{step.id}"), f"☎ {name}"),
        Option(Press(Verb.INCIDENT_REPLACE, arg=f"{incident.id}/{step.by}"), f"⇄ {name}"),
    )


def fire_report(uow: UnitOfWork, timer: Timer) -> None:
    """A report of an ended incident is due today and was not handed in: the leaders are told."""
    incident = uow.incidents.get(_incident_of(timer))
    open_ones = [one for one in owed_reports(uow, incident) if one.id not in incident.reports]
    if any(one.id == timer.duty for one in open_ones):
        for person in leaders(uow, incident):
            text = owed_text(uow, incident, lang_of(uow, person))
            button = Option(Press(Verb.INCIDENT_HANDED_IN, arg=f"{incident.id}/{timer.duty}"))
            tell_people(uow, incident, Kind.INCIDENT_OWED, (person,), button, more={"owed": text})
    uow.timers.fired(timer.key, uow.now)


def _silent(incident: Incident, timer: Timer) -> list[tuple[PlanStep, PersonId]]:
    """Those the timer was set for who still owe their step and have not answered it."""
    asked = set(timer.duty.split(","))
    return [
        (step, person)
        for step, person in owed_by(incident)
        if f"{step.id}@{person}" in asked
        and timer.round == incident.round
        and not incident.has_answered(step.id, person)
    ]


def _incident_of(timer: Timer) -> IncidentId:
    if timer.incident is None:
        raise ValueError(f"timer {timer.key} has no incident; it was not made by usecases.run_incident")
    return timer.incident
