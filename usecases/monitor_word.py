"""What monitoring's word that all is well again does to a ticket that it reported."""

from desk import events as ev
from desk.alerts import Signal, is_mended, is_monitor, is_moot
from desk.change import Change, notice
from desk.ids import PersonId
from desk.messages import Urgency
from desk.notices import Kind
from desk.ticket import Ticket
from usecases.close_ticket import Verdict, cancel, confirm_fix
from usecases.ports import UnitOfWork
from usecases.recording import record


def mended(uow: UnitOfWork, ticket: Ticket) -> Ticket:
    """After a repair: what monitoring reported and sees no more is confirmed at once; otherwise its recovery does it, or a person."""
    known = uow.alerts.of_ticket(ticket.id)
    if known and is_mended(ticket) and not any(alert.firing for alert in known):
        return confirm_fix(uow, Verdict(ticket.id, ticket.reporter))
    return ticket


def recovered(uow: UnitOfWork, ticket: Ticket, signal: Signal, by: PersonId) -> Ticket:
    """All of a ticket's alerts are over: nobody has taken it, so it is withdrawn; it was repaired, so that is confirmed; somebody is
    at work, so they are told, and go on or end it.
    """
    if is_moot(ticket):
        return cancel(uow, Verdict(ticket.id, ticket.reporter, signal.line))
    ticket = told(uow, ticket, signal, by)
    return confirm_fix(uow, Verdict(ticket.id, ticket.reporter)) if is_mended(ticket) else ticket


def told(uow: UnitOfWork, ticket: Ticket, signal: Signal, by: PersonId) -> Ticket:
    """What monitoring says is kept on the trail, and told to whoever has the job."""
    change = Change(ticket).happened(ev.InformationAdded(at=uow.now, by=by, words=signal.line))
    kind = Kind.ALERT_AGAIN if signal.firing else Kind.ALERT_OVER
    crew = dict.fromkeys((*((ticket.handler,) if ticket.handler else ()), *ticket.conduct.partners))
    record(
        uow, change.telling(*(notice(change, kind, one, Urgency.NOTE) for one in crew if not is_monitor(one)))
    )
    return change.ticket
