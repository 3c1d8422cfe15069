"""What there is to know around a ticket before somebody goes there: the device's file (设备档案) and what the reporter reported lately
(001 §4.5.5.1). For staff; reads only.
"""

from dataclasses import dataclass
from datetime import date

from desk.brief import Brief
from desk.devices import Device
from desk.ids import PersonId
from desk.people import Person, Role
from desk.terms import WarrantyState
from desk.ticket import Ticket
from desk.warranty import EQUIPMENT, last_day, state
from usecases.briefing import brief
from usecases.ports import UnitOfWork

SHOWN = 8
_LOOKED_AT = 300
"""The newest tickets of the school among which earlier ones of the device are looked for."""


@dataclass(frozen=True, slots=True)
class History:
    """`device` where it is known by its code; `tickets` are its earlier ones, else those of the same kind of device in the same
    room. `warranty_ends` is None where the register's dates do not tell.
    """

    device: Device | None
    warranty: WarrantyState
    warranty_ends: date | None
    tickets: tuple[Brief, ...]
    reporters: tuple[Brief, ...]


def ticket_history(uow: UnitOfWork, viewer: PersonId, about: Brief) -> History | None:
    """The history around a ticket that the viewer is looking at; None for teachers."""
    person = uow.people.get(viewer)
    if person.role is Role.TEACHER:
        return None
    ticket = about.ticket
    device = uow.places.device_called(ticket.fault.device) if ticket.fault.device else None
    terms = about.contract.terms.warranty.terms if about.contract.terms.warranty else ()
    term = next((term for term in terms if term.of == EQUIPMENT), None)
    today = uow.now.astimezone(about.contract.zone).date()
    earlier = (one for one in uow.tickets.recent_in((ticket.school,), _LOOKED_AT) if _is_same(one, ticket))
    theirs = uow.open_board.reported_by(ticket.reporter, SHOWN + 1)
    return History(
        device=device,
        warranty=state(about.contract, device, today),
        warranty_ends=last_day(term, device) if term and device else None,
        tickets=_briefs(uow, person, tuple(earlier)),
        reporters=_briefs(uow, person, tuple(one for one in theirs if one.id != ticket.id)),
    )


def _is_same(one: Ticket, ticket: Ticket) -> bool:
    """Another ticket about the same device; where no code is known, about such a device in the same room."""
    if one.id == ticket.id or one.opened_at > ticket.opened_at:
        return False
    if ticket.fault.device is not None and one.fault.device is not None:
        return one.fault.device == ticket.fault.device
    same_kind = one.fault.facts.device == ticket.fault.facts.device
    return same_kind and one.fault.room is not None and one.fault.room == ticket.fault.room


def _briefs(uow: UnitOfWork, person: Person, tickets: tuple[Ticket, ...]) -> tuple[Brief, ...]:
    return tuple(brief(uow, one) for one in tickets[:SHOWN] if person.covers(one.school))
