"""The clock of a major incident: a member who does not answer, a report that is due."""

import structlog

from desk import incident_events as ev
from desk.buttons import Option, Press, Verb
from desk.ids import IncidentId
from desk.incident import Incident, IncidentChange
from desk.incident_plan import PlanStep
from desk.notices import Kind
from desk.timers import Timer
from usecases.ports import UnitOfWork
from usecases.report_incident import owed_reports, owed_text
from usecases.run_incident import record_incident, watch
from usecases.tell_incident import ask_step, lang_of, leaders, tell_people

log = structlog.get_logger()


def fire_silence(uow: UnitOfWork, timer: Timer) -> None:
    """Still silent: paged again, the leaders get the phone number, and it is looked at once more. Else nothing."""
    incident = uow.incidents.get(_incident_of(timer))
    step = _owed(incident, timer)
    if step is not None and timer.person is not None:
        event = ev.DutyUnanswered(at=uow.now, step=step.id, person=timer.person, times=timer.step)
        incident = record_incident(uow, incident, IncidentChange(incident).happened(event))
        ask_step(uow, incident, step, timer.person, again=timer.step)
        watch(uow, incident, step, timer.person, timer.step + 1)
        others = (person for person in leaders(uow, incident) if person != timer.person)
        at_step, at_group = f"{incident.id}/{step.id}", f"{incident.id}/{step.by}"
        buttons = (
            Option(Press(Verb.INCIDENT_PHONED, arg=at_step)),
            Option(Press(Verb.INCIDENT_REPLACE, arg=at_group)),
        )
        said = {"people": timer.person, "times": str(timer.step)}
        tell_people(uow, incident, Kind.INCIDENT_SILENT, others, *buttons, step=step, more=said)
    uow.timers.fired(timer.key, uow.now)


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


def _owed(incident: Incident, timer: Timer) -> PlanStep | None:
    """The step this member owes and has not answered."""
    if timer.person is None or (timer.round, timer.duty, timer.person) not in incident.obligations:
        return None
    return None if incident.has_answered(timer.duty, timer.person) else incident.plan.step(timer.duty)


def _incident_of(timer: Timer) -> IncidentId:
    if timer.incident is None:
        raise ValueError(f"timer {timer.key} has no incident; it was not made by usecases.run_incident")
    return timer.incident
