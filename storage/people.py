"""People and their addresses."""

from datetime import datetime
from functools import partial
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, func, or_, select, update

from desk.ids import PersonId, SchoolId
from desk.messages import Peer
from desk.people import Address, Person, Role, Tier
from desk.reading import DeviceClass
from desk.refusals import NotFound
from desk.roster import Duty
from storage.codec import decode, encode
from storage.rosters import RosterRows
from storage.tables import addresses, people
from storage.transaction import Transaction
from storage.upsert import insert_or_replace

_GET = select(people.c.body).where(people.c.id == bindparam("person"))
_AT = select(addresses.c.person, addresses.c.reachable).where(addresses.c.peer == bindparam("peer"))
_ADD = insert_or_replace(people)

_EVERYWHERE = '"schools":[]'
_PERHAPS_COVERING = select(people.c.body).where(
    people.c.role == bindparam("role"),
    or_(
        func.replace(people.c.body, bindparam("school"), "") != people.c.body,
        func.replace(people.c.body, _EVERYWHERE, "") != people.c.body,
    ),
)
"""Of twenty thousand teachers only those of one school are worth decoding; whether they cover it is asked of the person then."""

_ADDRESSES = (
    select(addresses.c.peer, addresses.c.person, addresses.c.preference, addresses.c.reachable)
    .where(addresses.c.person == bindparam("person"))
    .order_by(addresses.c.preference, addresses.c.peer)
)
_STEP_BACK = (
    update(addresses)
    .where(addresses.c.person == bindparam("of"))
    .values(preference=addresses.c.preference + 1)
)
_BEHIND = select(func.coalesce(func.max(addresses.c.preference) + 1, 0)).where(
    addresses.c.person == bindparam("of")
)
_BIND = insert_or_replace(addresses)
_MARK = update(addresses).where(addresses.c.peer == bindparam("at")).values(reachable=bindparam("can"))

_TIERS = list(Tier)


class _Met(NamedTuple):
    """Who sits at a peer (None: a stranger), and whether it can be written to."""

    person: PersonId | None
    reachable: bool


class PeopleRows:
    """`ports.People` in SQL."""

    def __init__(self, tx: Transaction, zone: ZoneInfo) -> None:
        """Works inside `tx`; rosters are wall-clock times of `zone`. What is read is kept by `storage.shelf`."""
        self._tx = tx
        self._conn = tx.conn
        self._rosters = RosterRows(tx, zone)

    def get(self, person: PersonId) -> Person:
        """Raises NotFound."""
        return self._tx.recall(("person", person), partial(self._get, person))

    def at(self, peer: Peer) -> Person | None:
        """None for a stranger."""
        met = self._met(peer)
        return self.get(met.person) if met.person else None

    def add(self, *people: Person) -> None:
        """Insert or replace, in one go; addresses and turns stay."""
        self._tx.change_register()
        if people:
            self._conn.execute(_ADD.on(self._conn), [_row(person) for person in people])

    def bind(self, person: PersonId, peer: Peer, *, last: bool = False) -> None:
        """The peer becomes the person's preferred address, or the last one, whoever had it before. Raises NotFound for an unknown person."""
        self.get(person)
        preference = self._conn.execute(_BEHIND, {"of": person}).scalar_one() if last else 0
        self._tx.change_register()
        if not last:
            self._conn.execute(_STEP_BACK, {"of": person})
        row = {"peer": str(peer), "person": person, "preference": preference, "reachable": True}
        self._conn.execute(_BIND.on(self._conn), row)

    def addresses(self, person: PersonId) -> tuple[Address, ...]:
        """Preferred first. `preference` is the rank among the person's addresses, from 0."""
        return self._tx.recall(("addresses", person), partial(self._addresses, person))

    def mark(self, peer: Peer, *, reachable: bool) -> None:
        """A peer that nobody is bound to is left alone, and so is one that is known to be as said."""
        met = self._met(peer)
        if met.person is not None and met.reachable is not reachable:
            self._tx.change_register()
            self._conn.execute(_MARK, {"at": str(peer), "can": reachable})

    def covering(self, school: SchoolId, role: Role) -> tuple[Person, ...]:
        """By tier and name; people without a tier come last."""
        return self._tx.recall(("covering", school, role), partial(self._covering, school, role))

    def duty(self, school: SchoolId, now: datetime, device: DeviceClass | None = None) -> Duty:
        """Loads the roster, the people on it, every supervisor and who can be written to; `desk.roster` decides."""
        return self._rosters.duty(school, now, device)

    def _covering(self, school: SchoolId, role: Role) -> tuple[Person, ...]:
        values = {"role": role.value, "school": encode(school)}
        found = (decode(body, Person) for body in self._conn.execute(_PERHAPS_COVERING, values).scalars())
        return tuple(sorted((person for person in found if person.covers(school)), key=_place))

    def _get(self, person: PersonId) -> Person:
        body = self._conn.execute(_GET, {"person": person}).scalar()
        if body is None:
            raise NotFound(person)
        return decode(body, Person)

    def _met(self, peer: Peer) -> _Met:
        return self._tx.recall(peer, partial(self._meet, peer))

    def _meet(self, peer: Peer) -> _Met:
        row = self._conn.execute(_AT, {"peer": str(peer)}).first()
        return _Met(None, False) if row is None else _Met(PersonId(row.person), row.reachable)

    def _addresses(self, person: PersonId) -> tuple[Address, ...]:
        rows = self._conn.execute(_ADDRESSES, {"person": person}).all()
        return tuple(
            Address(person, Peer.parse(row.peer), rank, row.reachable) for rank, row in enumerate(rows)
        )


def _place(person: Person) -> tuple[int, str, str]:
    tier = _TIERS.index(person.tier) if person.tier else len(_TIERS)
    return tier, person.name, person.id


def _row(person: Person) -> dict[str, object]:
    return {
        "id": person.id,
        "name": person.name,
        "role": person.role.value,
        "tier": person.tier.value if person.tier else None,
        "body": encode(person),
    }
