"""The state machine of a ticket, as a table.

Rules: a row says from which statuses an event may happen; where it leads is `desk.ticket.evolve`. An engineer may skip
steps forward (arrive without 出发, repair without 诊断: a remote fix), never go back. Only the teacher's word, or a
supervisor's for them, closes. A denied fix begins a new round. Nobody else compares statuses to decide what is allowed.
"""

from desk import events as ev
from desk.refusals import AlreadyTaken, TooLate
from desk.ticket import Status, Ticket

_OPEN = frozenset(status for status in Status if status.is_open)
_WORKING = frozenset({Status.ACCEPTED, Status.EN_ROUTE, Status.ON_SITE, Status.DIAGNOSED, Status.RESTORED})

MAY_HAPPEN: dict[type[ev.Event], frozenset[Status]] = {
    ev.Acknowledged: frozenset({Status.WAITING}),
    ev.TakenOver: _OPEN - {Status.REPAIRED},
    ev.Reassigned: _WORKING | {Status.WAITING},
    ev.HelpRequested: _WORKING | {Status.WAITING},
    ev.Departed: frozenset({Status.ACCEPTED}),
    ev.Arrived: frozenset({Status.ACCEPTED, Status.EN_ROUTE}),
    ev.Diagnosed: frozenset({Status.ACCEPTED, Status.EN_ROUTE, Status.ON_SITE}),
    ev.TeachingRestored: _WORKING - {Status.RESTORED},
    ev.Repaired: _WORKING,
    ev.FixConfirmed: _OPEN,
    ev.FixDenied: frozenset({Status.REPAIRED, Status.RESTORED, Status.CLOSED}),
    ev.Cancelled: _OPEN,
    ev.Urged: _OPEN,
    ev.HumanRequested: _OPEN,
    ev.InformationAdded: _OPEN,
    ev.FaultCorrected: _OPEN,
    ev.Regraded: _OPEN,
    ev.GradeObjected: _OPEN,
    ev.GradeUpheld: _OPEN,
    ev.FaultSpread: _OPEN,
    ev.StepAnswered: _WORKING - {Status.RESTORED} | {Status.WAITING},
    ev.SelfHelpEnded: _OPEN,
    ev.PhoneCallMade: _OPEN,
    ev.Rated: frozenset({Status.CLOSED}),
}


def allows(ticket: Ticket, event: type[ev.Event]) -> bool:
    """Whether this event may happen now. Events that are not in the table are the clock's and always may."""
    return event not in MAY_HAPPEN or ticket.status in MAY_HAPPEN[event]


def require(ticket: Ticket, event: type[ev.Event]) -> None:
    """Raise AlreadyTaken or TooLate when the event may not happen now."""
    if allows(ticket, event):
        return
    if event is ev.Acknowledged and ticket.handler is not None and ticket.status in _WORKING:
        raise AlreadyTaken(ticket.id)
    raise TooLate(ticket.id)
