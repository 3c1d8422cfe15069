"""The whole register at once, for commands that go through all of it. Nothing of it is kept on the shelf."""

from datetime import datetime
from typing import TypeVar

from sqlalchemy import Select, bindparam, select

from desk.calendars import CalendarId
from desk.devices import Device
from desk.ids import ContractId, PersonId
from desk.messages import Peer
from desk.people import Address, Person
from desk.places import Room, School
from storage.codec import decode
from storage.tables import (
    addresses,
    calendar_versions,
    contract_versions,
    counters,
    devices,
    invitations,
    people,
    rooms,
    schools,
)
from storage.transaction import Transaction
from usecases.rows import Invitation

T = TypeVar("T")

_EDITION = select(counters.c.value).where(counters.c.name == "register")
_SCHOOLS = select(schools.c.body).order_by(schools.c.id)
_ROOMS = select(rooms.c.body).order_by(rooms.c.id)
_DEVICES = select(devices.c.body).order_by(devices.c.code)
_PEOPLE = select(people.c.body).order_by(people.c.id)
_CONTRACTS = select(contract_versions.c.contract).where(contract_versions.c.in_force.is_(True))
_CALENDARS = select(calendar_versions.c.calendar).where(calendar_versions.c.in_force.is_(True))
_ADDRESSES = select(
    addresses.c.person, addresses.c.peer, addresses.c.preference, addresses.c.reachable
).order_by(addresses.c.person, addresses.c.preference, addresses.c.peer)
_PENDING = select(invitations.c.body).where(
    invitations.c.used_at.is_(None), invitations.c.expires_at > bindparam("now")
)


class RegisterRows:
    """`surroundings.Register` in SQL."""

    def __init__(self, tx: Transaction) -> None:
        """Works inside `tx`."""
        self._conn = tx.conn

    def edition(self) -> int:
        """The number that `storage.shelf` counts up with every change."""
        return int(self._conn.execute(_EDITION).scalar_one())

    def schools(self) -> tuple[School, ...]:
        """By id."""
        return self._bodies(_SCHOOLS, School)

    def rooms(self) -> tuple[Room, ...]:
        """By id."""
        return self._bodies(_ROOMS, Room)

    def devices(self) -> tuple[Device, ...]:
        """By code."""
        return self._bodies(_DEVICES, Device)

    def people(self) -> tuple[Person, ...]:
        """By id."""
        return self._bodies(_PEOPLE, Person)

    def contracts(self) -> frozenset[ContractId]:
        """In force."""
        return frozenset(ContractId(name) for name in self._conn.execute(_CONTRACTS).scalars())

    def calendars(self) -> frozenset[CalendarId]:
        """In force."""
        return frozenset(CalendarId(name) for name in self._conn.execute(_CALENDARS).scalars())

    def addresses(self) -> tuple[Address, ...]:
        """By person, preferred first."""
        return tuple(
            Address(PersonId(row.person), Peer.parse(row.peer), row.preference, row.reachable)
            for row in self._conn.execute(_ADDRESSES)
        )

    def invitations(self, now: datetime) -> tuple[Invitation, ...]:
        """Neither used nor expired."""
        found = self._conn.execute(_PENDING, {"now": now}).scalars()
        return tuple(decode(body, Invitation) for body in found)

    def _bodies(self, query: Select[str], wanted: type[T]) -> tuple[T, ...]:
        return tuple(decode(body, wanted) for body in self._conn.execute(query).scalars())
