"""The report of a major incident, made from its trail: its first page, who did what when, and the papers still owed."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from desk import incident_events as ev
from desk.buttons import Option, Press, Verb
from desk.calendars import CalendarUnknown, WorkCalendar
from desk.clauses import Clause
from desk.incident import Incident
from desk.incident_plan import StepKind
from desk.language import Lang, Text
from desk.terms import DueRule, Report
from desk.workhours import day_of, next_workday
from usecases.ports import UnitOfWork
from usecases.tell_incident import Extra, flat, head_extra, names, numbers, written

_LABEL = {Lang.ZH: 11, Lang.EN: 23}
"""Characters of a report's name on a button."""


@dataclass(frozen=True, slots=True)
class OwedReport:
    """A report the contract asks for after an incident. `day` is None where no day can be worked out."""

    id: str
    what: Text
    clause: Clause
    day: date | None


def owed_reports(uow: UnitOfWork, incident: Incident) -> tuple[OwedReport, ...]:
    """What the contract of the incident asks for, in its order; nothing while it goes on or for a false alarm."""
    contract = uow.contracts.version(incident.contract, incident.contract_version)
    terms = contract.terms.incidents
    if terms is None or incident.ended_at is None or incident.outcome is ev.IncidentOutcome.FALSE_ALARM:
        return ()
    known = {report.id: report for report in contract.terms.reports}
    reports = (known[name] for name in terms.reports)
    calendar = calendar_of(uow, incident)
    return tuple(OwedReport(one.id, one.what, one.clause, _day(incident, one, calendar)) for one in reports)


def owed_text(uow: UnitOfWork, incident: Incident, lang: Lang) -> str:
    """Lines `what|day|clause|handed in`."""
    return "\n".join(
        f"{flat(one.what.of(lang))}|{one.day or ''}|{one.clause}|{'yes' if one.id in incident.reports else ''}"
        for one in owed_reports(uow, incident)
    )


def report_extra(uow: UnitOfWork, incident: Incident, lang: Lang) -> Extra:
    """The report's first page. `tests` are lines `kind|result|who|words|instant`."""
    done = len(incident.done)
    members = tuple(dict.fromkeys(member.person for member in incident.members))
    return (
        *head_extra(uow, incident, lang),
        ("outcome", incident.outcome or ""),
        ("since", incident.declared_at.isoformat()),
        ("ended", written(incident.ended_at)),
        ("by", names(uow, (incident.declared_by,))),
        ("people", ""),
        ("members", names(uow, members)),
        ("tickets", numbers(incident)),
        ("steps", f"{done}/{len(incident.plan.steps)}"),
        ("round", str(incident.round)),
        ("silent", str(incident.unanswered or "")),
        ("tests", "\n".join(_tests(uow, incident))),
        ("cause", flat(incident.cause)),
        ("owed", owed_text(uow, incident, lang)),
    )


def log_lines(uow: UnitOfWork, incident: Incident, lang: Lang) -> tuple[str, ...]:
    """The whole trail as lines `instant|event|who|what|words`, oldest first."""
    return tuple(
        f"{event.at.isoformat()}|{type(event).__name__}|{names(uow, (event.by,))}|{what}|{words}"
        for event in uow.incidents.trail(incident.id)
        for what, words in (_told(uow, incident, event, lang),)
    )


def report_buttons(uow: UnitOfWork, incident: Incident, lang: Lang) -> tuple[Option, ...]:
    """Who did what when; and each report that is owed and was not handed in, by its own name."""
    owed = (one for one in owed_reports(uow, incident) if one.id not in incident.reports)
    log = Option(Press(Verb.INCIDENT_LOG, arg=incident.id))
    return (log, *(_handed_in(incident, one, lang) for one in owed))


def _handed_in(incident: Incident, one: OwedReport, lang: Lang) -> Option:
    label = flat(one.what.of(lang))[: _LABEL[lang]]
    return Option(Press(Verb.INCIDENT_HANDED_IN, arg=f"{incident.id}/{one.id}"), label)


def _told(uow: UnitOfWork, incident: Incident, event: ev.IncidentEvent, lang: Lang) -> tuple[str, str]:
    """What an event is about and what was said, in the reader's language."""
    about = getattr(event, "step", "")
    what = (
        _say(incident, about, lang) if about else _ABOUT.get(type(event), _plan)(uow, incident, event, lang)
    )
    return flat(what), flat(_SAID[type(event)](uow, incident, event) if type(event) in _SAID else "")


def _plan(_uow: UnitOfWork, incident: Incident, _event: ev.IncidentEvent, lang: Lang) -> str:
    return incident.plan.name.of(lang)


def _report_name(uow: UnitOfWork, incident: Incident, event: ev.ReportHandedIn, lang: Lang) -> str:
    return next((one.what.of(lang) for one in owed_reports(uow, incident) if one.id == event.report), "")


_ABOUT: dict[type[ev.IncidentEvent], Callable[[UnitOfWork, Incident, Any, Lang], str]] = {
    ev.TicketJoined: lambda u, i, e, lang: str(e.no),
    ev.MemberAssigned: lambda u, i, e, lang: i.plan.duty(e.group).name.of(lang),
    ev.IncidentEnded: lambda u, i, e, lang: e.outcome,
    ev.ReportHandedIn: _report_name,
}
_SAID: dict[type[ev.IncidentEvent], Callable[[UnitOfWork, Incident, Any], str]] = {
    ev.MemberAssigned: lambda u, i, e: names(u, (e.person,)),
    ev.DutyUnanswered: lambda u, i, e: names(u, (e.person,)),
    ev.BusinessTested: lambda u, i, e: f"{i.plan.step(e.step).kind}:{e.result}",
    ev.NoteAdded: lambda u, i, e: e.words,
    ev.IncidentEnded: lambda u, i, e: e.cause,
}


def _say(incident: Incident, step: str, lang: Lang) -> str:
    return incident.plan.step(step).say.of(lang)


def _tests(uow: UnitOfWork, incident: Incident) -> Iterator[str]:
    """The first test before and the last one after, with what was said of them."""
    for kind in (StepKind.TEST_BEFORE, StepKind.TEST_AFTER):
        test = incident.tested(kind)
        if test is not None:
            words = [note.words for note in incident.notes if note.step == test.step and note.at >= test.at]
            said = flat(" ".join(words))
            yield f"{kind}|{test.result}|{names(uow, (test.by,))}|{said}|{test.at.isoformat()}"


def _day(incident: Incident, report: Report, calendar: WorkCalendar | None) -> date | None:
    if calendar is None or incident.ended_at is None:
        return None
    counted = report.due is not None and report.due.rule is DueRule.WORKDAYS_AFTER and report.due.number
    try:
        ended = day_of(calendar, incident.ended_at)
        return next_workday(calendar, ended, report.due.number) if counted and report.due else ended
    except CalendarUnknown:
        return None


def calendar_of(uow: UnitOfWork, incident: Incident) -> WorkCalendar | None:
    """The school's, in force now."""
    school = uow.places.school(incident.school)
    return uow.contracts.current(school.contract, school.calendar).calendar
