"""What monitoring says of devices: alerts that fire and end, and heartbeats that stop (002: remote monitoring). Pure.

A monitoring system reports like a teacher, under a person of its own (`reporter_of`), who has no chat, is asked nothing and is offered
no steps. Its word that all is well again withdraws what nobody has taken, confirms what was repaired, and is told to whoever is at
work; as soon as a teacher has reported the same fault too, only people end it.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from desk.api_keys import ApiKey
from desk.ids import DeviceId, PersonId, TicketId
from desk.people import Person, Role
from desk.reading import Symptom
from desk.ticket import Status, Ticket

_HEAD = "monitor-"
SHORTEST, LONGEST = timedelta(seconds=30), timedelta(days=7)
"""Of the interval in which a device beats."""


@dataclass(frozen=True, slots=True)
class Signal:
    """One alert as it came. `names` are what it calls the device, best first; `began` tells this time from the last one (empty: not
    said). `fingerprint` is the same whenever it is the same alert.
    """

    fingerprint: str
    names: tuple[str, ...]
    firing: bool
    title: str
    began: str = ""
    symptom: Symptom = Symptom.UNSPECIFIED

    @property
    def line(self) -> str:
        """As it stands in the trail."""
        return f"[{'FIRING' if self.firing else 'RESOLVED'}] {self.title}"


@dataclass(frozen=True, slots=True)
class Alert:
    """An alert as the desk knows it: of which key, on which ticket, whether it fires, how often it came."""

    key: str
    fingerprint: str
    ticket: TicketId
    firing: bool
    began: str
    first_at: datetime
    last_at: datetime
    times: int = 1

    def is_old(self, signal: Signal) -> bool:
        """Whether this comes late: it fires again in a time that has ended already."""
        return signal.firing and not self.firing and bool(signal.began) and signal.began == self.began


@dataclass(frozen=True, slots=True)
class Pulse:
    """The heartbeat of a device: when it came last, through which key, how often it is to come, whether it is missing."""

    device: DeviceId
    key: str
    last_at: datetime
    interval: timedelta
    silent: bool = False

    @property
    def due(self) -> datetime:
        """When the next one is missing."""
        return self.last_at + self.interval


def reporter_of(key: ApiKey) -> Person:
    """The person in whose name a key's alerts are reported."""
    return Person(PersonId(_HEAD + key.id), key.name, Role.TEACHER, key.schools)


def is_monitor(person: PersonId | None) -> bool:
    """Whether this is a monitoring system and nobody who can be asked."""
    return person is not None and person.startswith(_HEAD)


def is_its_own(ticket: Ticket) -> bool:
    """Whether monitoring alone reported it: no teacher has said so too, and no other ticket hangs on it."""
    voices = ticket.voices
    return is_monitor(ticket.reporter) and not voices.affected and not voices.children


def is_moot(ticket: Ticket) -> bool:
    """Whether all being well again is the end of it: nobody has taken it yet."""
    return is_its_own(ticket) and ticket.status is Status.WAITING


def is_mended(ticket: Ticket) -> bool:
    """Whether all being well again confirms the repair."""
    return is_its_own(ticket) and ticket.status is Status.REPAIRED
