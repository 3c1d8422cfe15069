"""The state machine of a ticket, as a table.

Rules: a row says from which statuses an event may happen; where it leads is `desk.ticket.evolve`. An engineer may skip
steps forward (arrive without 出发, repair without 诊断: a remote fix), never go back. Only the teacher's word, or a
supervisor's for them, closes. A denied fix begins a new round. A job in hand may be put on hold, once at a time; only a job on
hold is resumed; a repair and the end of the job end the hold, the other steps do not. A step may be entered late: not before the
step before it and not in the future. A service report may be completed while the job is worked on and after it, and
is signed when the ticket is closed, as it stands then. An arrival is shown anew only after it, and codes for it are for a job
in hand. Nobody else compares statuses to decide what is allowed.
"""

from collections.abc import Callable
from datetime import datetime

from desk import aftercare_events as aev
from desk import events as ev
from desk import life_events as lev
from desk import report_events as rev
from desk import voice_events as vev
from desk.refusals import AlreadyTaken, FollowsAnother, NotThen, TooLate
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
    ev.Held: _WORKING,
    ev.Resumed: _OPEN,
    ev.TeachingRestored: _WORKING - {Status.RESTORED},
    ev.WorkedAround: _WORKING - {Status.RESTORED} | {Status.WAITING},
    ev.Repaired: _WORKING,
    ev.FixConfirmed: _OPEN,
    ev.FixDenied: frozenset({Status.REPAIRED, Status.RESTORED, Status.CLOSED}),
    ev.Cancelled: _OPEN,
    ev.Urged: _OPEN,
    ev.HumanRequested: _OPEN,
    ev.InformationAdded: _OPEN,
    ev.FaultCorrected: _OPEN,
    ev.ReadingNoted: frozenset({Status.REPAIRED, Status.CLOSED, Status.CANCELLED}),
    ev.Regraded: _OPEN,
    ev.GradeObjected: _OPEN,
    ev.GradeUpheld: _OPEN,
    ev.FaultSpread: _OPEN,
    ev.JoinedIncident: _OPEN,
    ev.SelfHelpOffered: _WORKING - {Status.RESTORED} | {Status.WAITING},
    ev.StepAnswered: _WORKING - {Status.RESTORED} | {Status.WAITING},
    ev.SelfHelpPassed: _WORKING - {Status.RESTORED} | {Status.WAITING},
    ev.SelfHelpEnded: _OPEN,
    ev.PhoneCallMade: _OPEN,
    ev.Rated: frozenset({Status.CLOSED}),
    lev.ArrivalShown: frozenset({Status.ON_SITE, Status.DIAGNOSED, Status.RESTORED}),
    lev.ArrivalCodeGiven: _WORKING,
    lev.ArrivalCodeFailed: _WORKING,
    lev.TeacherPhoned: _WORKING,
    lev.NumberShown: _WORKING,
    lev.MessageRelayed: _OPEN,
    lev.NoteAdded: frozenset(Status),
    lev.PartnerAsked: _WORKING,
    lev.PartnerJoined: _WORKING,
    lev.PartnerLeft: _OPEN,
    lev.WatchBegun: _OPEN,
    lev.WatchEnded: frozenset(Status),
    lev.Extended: _WORKING,
    rev.ReportNoted: _WORKING | {Status.REPAIRED, Status.CLOSED},
    **dict.fromkeys(
        (rev.ReportSigned, rev.SignatureAsked, rev.SignatureFailed, rev.SignatureLapsed, rev.ReportDeclined),
        frozenset({Status.CLOSED}),
    ),
    aev.TeacherCalled: frozenset({Status.REPAIRED}),
    **dict.fromkeys((aev.RatingAsked, aev.RatingExplained, aev.FollowedUp), frozenset({Status.CLOSED})),
    vev.VoiceJoined: _OPEN - {Status.REPAIRED},
    vev.VoiceLeft: frozenset(Status),
    vev.CommonFaultFound: _OPEN - {Status.REPAIRED},
    vev.JoinedCommonFault: frozenset({Status.WAITING}),
    vev.LeftCommonFault: _OPEN,
    vev.CommonFaultSplit: _OPEN,
    vev.CommonFaultRepaired: frozenset({Status.WAITING}),
}

_ONLY_WHEN: dict[type[ev.Event], Callable[[Ticket], bool]] = {
    aev.TeacherCalled: lambda ticket: ticket.aftercare.calling,
    aev.FollowedUp: lambda ticket: ticket.aftercare.follow_up is not None,
    ev.Held: lambda ticket: ticket.hold is None,
    ev.Resumed: lambda ticket: ticket.hold is not None,
    vev.LeftCommonFault: lambda ticket: ticket.is_dormant,
    vev.CommonFaultRepaired: lambda ticket: ticket.is_dormant,
    vev.CommonFaultSplit: lambda ticket: bool(ticket.voices.children),
    lev.Extended: lambda ticket: ticket.hold is None,
}
_NOT_BY_ITSELF = frozenset(
    {ev.Acknowledged, ev.TakenOver, ev.Reassigned, ev.HelpRequested, ev.WorkedAround, ev.SelfHelpOffered}
)
"""What does not happen to a ticket that follows another."""


def allows(ticket: Ticket, event: type[ev.Event]) -> bool:
    """Whether this event may happen now. Events that are not in the table are the clock's and always may."""
    if event in _ONLY_WHEN and not _ONLY_WHEN[event](ticket):
        return False
    if ticket.is_dormant and event in _NOT_BY_ITSELF:
        return False
    return event not in MAY_HAPPEN or ticket.status in MAY_HAPPEN[event]


def require(ticket: Ticket, event: type[ev.Event]) -> None:
    """Raise AlreadyTaken, FollowsAnother or TooLate when the event may not happen now."""
    if allows(ticket, event):
        return
    if ticket.is_dormant and event in _NOT_BY_ITSELF:
        raise FollowsAnother(ticket.voices.follows)
    if event is ev.Acknowledged and ticket.handler is not None and ticket.status in _WORKING:
        raise AlreadyTaken(ticket.id)
    raise TooLate(ticket.id)


def require_instant(ticket: Ticket, at: datetime, now: datetime) -> None:
    """Raise NotThen when a step that is entered now cannot have happened at `at`."""
    if not ticket.earliest_entry <= at <= now:
        raise NotThen(ticket.id, at)
