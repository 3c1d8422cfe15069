"""Whether a device is in its warranty, by the pack's terms and the register's dates. What is not known counts as in it (I3)."""

from calendar import monthrange
from datetime import date

from desk.contract import Contract
from desk.devices import Device
from desk.terms import WarrantyStart, WarrantyState, WarrantyTerm

EQUIPMENT = "equipment"
"""What `of` of a warranty term calls the device itself."""


def state(contract: Contract, device: Device | None, today: date) -> WarrantyState:
    """In or out of warranty on this day; in it when the device, the term or the day it began is not known."""
    terms = contract.terms.warranty.terms if contract.terms.warranty else ()
    term = next((term for term in terms if term.of == EQUIPMENT), None)
    ends = last_day(term, device) if term and device else None
    return WarrantyState.OUT if ends is not None and today > ends else WarrantyState.IN


def last_day(term: WarrantyTerm, device: Device) -> date | None:
    """The last day of the term for this device: the day of the month it began on, or the month's last; None when unknown."""
    began = device.accepted_on if term.starts is WarrantyStart.ACCEPTED else device.handed_over_on
    if began is None:
        return None
    month = began.month - 1 + term.months
    year, month = began.year + month // 12, month % 12 + 1
    return date(year, month, min(began.day, monthrange(year, month)[1]))
