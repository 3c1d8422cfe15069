"""The service report of a ticket looked up whole: as it was put to signature, else as the log has it now."""

from datetime import date, datetime

from desk.calendars import CalendarUnknown, WorkCalendar
from desk.contract import Milestone
from desk.devices import Device
from desk.ids import PersonId
from desk.language import Lang
from desk.permissions import may_see
from desk.refusals import NotFound
from desk.service_report import PaperKind, ServiceReport, digest, owed, service_report
from desk.signing import SigningState, signing
from desk.terms import DueRule, Report
from desk.ticket import Ticket
from desk.workhours import day_of, next_workday
from usecases.briefing import brief
from usecases.ports import UnitOfWork
from usecases.report_ports import Asked, Paper


def paper_of(uow: UnitOfWork, ticket: Ticket) -> Paper:
    """What signatures stand under is shown as it was signed; everything else as it is now."""
    stands = signing(uow.tickets.trail(ticket.id))
    if stands.signatures:
        report, seal = uow.service_reports.get(ticket.id, stands.digest), stands.digest
    else:
        report = written_now(uow, ticket)
        seal = digest(report)
    return Paper(report, seal, stands, ticket.score, _asked(uow, ticket), uow.now)


def written_now(uow: UnitOfWork, ticket: Ticket) -> ServiceReport:
    """The report as the log has it at this instant."""
    return service_report(brief(uow, ticket), uow.tickets.trail(ticket.id), _device(uow, ticket))


def paper_for(uow: UnitOfWork, viewer: PersonId, no: int) -> Paper:
    """The paper of a ticket that the viewer may see. Raises NotFound for everybody else."""
    ticket = uow.tickets.by_no(no)
    if not may_see(uow.people.get(viewer), ticket):
        raise NotFound(no)
    return paper_of(uow, ticket)


def paper_called(uow: UnitOfWork, no: int) -> Paper:
    """The paper of a ticket, for the operator. Raises NotFound."""
    return paper_of(uow, uow.tickets.by_no(no))


def signed_file(uow: UnitOfWork, no: int, lang: Lang) -> bytes | None:
    """The file both have signed, in the language it was signed in (the teacher's); None where there is none in `lang`."""
    ticket = uow.tickets.by_no(no)
    stands = signing(uow.tickets.trail(ticket.id))
    if stands.state is not SigningState.SIGNED:
        return None
    found = uow.service_reports.paper(ticket.id, stands.digest)
    if found is None or not uow.media.get(found).name.endswith(f"-{lang}.pdf"):
        return None
    return uow.media.content(found)


def _device(uow: UnitOfWork, ticket: Ticket) -> Device | None:
    return uow.places.device_called(ticket.fault.device) if ticket.fault.device else None


def _asked(uow: UnitOfWork, ticket: Ticket) -> dict[PaperKind, Asked]:
    contract = uow.contracts.pinned(ticket)
    found: dict[PaperKind, Asked] = {}
    for kind in PaperKind:
        report = owed(contract.terms.reports, kind)
        if report is not None:
            day = _day(report, contract.calendar, ticket.at(Milestone.CLOSED))
            internal = report.due is not None and report.due.internal
            found[kind] = Asked(report.what, str(report.clause), day, internal)
    return found


def _day(report: Report, calendar: WorkCalendar | None, closed: datetime | None) -> date | None:
    """The day it is due, counted from the closing; None while the job is open or where no day can be worked out."""
    if calendar is None or closed is None or report.due is None:
        return None
    day = day_of(calendar, closed)
    if report.due.rule is DueRule.SAME_DAY:
        return day
    if report.due.rule is not DueRule.WORKDAYS_AFTER:
        return None
    try:
        return next_workday(calendar, day, report.due.number) if report.due.number else day
    except CalendarUnknown:
        return None
