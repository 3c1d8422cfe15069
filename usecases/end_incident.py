"""A major incident ends by a leader's word; its report is made from its trail, and the contract's reports are asked for."""

from desk import incident_events as ev
from desk.ids import IncidentId, PersonId
from desk.incident import Incident, IncidentChange, outcome_now
from desk.messages import Urgency
from desk.notices import Kind, Notice
from desk.refusals import NotFound
from desk.timers import Timer, TimerKind
from desk.workhours import intervals
from usecases.ports import UnitOfWork
from usecases.recording import tell
from usecases.report_incident import OwedReport, calendar_of, owed_reports, report_buttons, report_extra
from usecases.rows import Topic
from usecases.run_incident import led, record_incident
from usecases.tell_incident import (
    lang_of,
    leaders,
    tell_people,
    tell_reporters,
)


def end(uow: UnitOfWork, incident: IncidentId, cause: str, by: PersonId) -> Incident:
    """It is over; members and teachers hear of it, the reports are set. Raises NotFound, TooLate (ended already)."""
    known = led(uow, incident, by)
    event = ev.IncidentEnded(at=uow.now, by=by, outcome=outcome_now(known), cause=cause)
    ended = record_incident(uow, known, IncidentChange(known).happened(event))
    lead = leaders(uow, ended)
    for person in lead:
        _tell_report(uow, ended, person)
    members = (member.person for member in ended.members if member.person not in lead)
    tell_people(uow, ended, Kind.INCIDENT_OVER, members, more={"outcome": ended.outcome or ""})
    tell_reporters(uow, ended, "over")
    timers = [timer for one in owed_reports(uow, ended) if (timer := _report_timer(uow, ended, one))]
    uow.timers.add(timers)
    uow.wake(Topic.TIMERS)
    return ended


def hand_in(uow: UnitOfWork, incident: IncidentId, report: str, by: PersonId) -> Incident:
    """A written report was handed in. Raises NotFound for one that is not owed. Twice is once."""
    known = led(uow, incident, by)
    if report not in [one.id for one in owed_reports(uow, known)]:
        raise NotFound(report)
    if report in known.reports:
        return known
    event = ev.ReportHandedIn(at=uow.now, by=by, report=report)
    return record_incident(uow, known, IncidentChange(known).happened(event))


def _tell_report(uow: UnitOfWork, incident: Incident, person: PersonId) -> None:
    lang = lang_of(uow, person)
    key = f"{incident.id}:{incident.seq}:report:{person}"
    buttons, extra = report_buttons(uow, incident, lang), report_extra(uow, incident, lang)
    tell(uow, Notice(Kind.INCIDENT_REPORT, key, person, None, None, Urgency.REPLY, buttons, extra))


def _report_timer(uow: UnitOfWork, incident: Incident, one: OwedReport) -> Timer | None:
    """When the last day for a report opens; never in the past."""
    calendar = calendar_of(uow, incident)
    if one.day is None or calendar is None:
        return None
    hours = intervals(calendar, one.day)
    due = max(hours[0].opens, uow.now) if hours else uow.now
    key = f"incident:{incident.id}:report:{one.id}"
    return Timer(key, TimerKind.INCIDENT_REPORT, due, duty=one.id, incident=incident.id)
