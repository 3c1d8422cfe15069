"""Rosters: teams, rotations, overrides, leave, and their trail. What pages read comes from the shelf."""

import hashlib
from collections.abc import Iterable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, delete, insert, select, update

from desk.ids import LeaveId, OverrideId, PersonId, SchoolId
from desk.people import Person, Role
from desk.reading import DeviceClass
from desk.refusals import NotFound, StaleWrite
from desk.roster import Duty, Leave, OnCall, Override, Roster, Team
from desk.roster_events import RosterEvent
from desk.rotation import Rotation
from storage.codec import decode, encode
from storage.roster_tables import leaves, overrides, roster_events, roster_feeds, rotations, teams
from storage.tables import addresses, people
from storage.transaction import Transaction
from storage.upsert import insert_new, insert_or_replace

KEPT = timedelta(days=40)
"""So long after their end overrides and leave are still read: for the calendar of the last month."""

_TEAMS = select(teams.c.body).order_by(teams.c.place)
_ROTATIONS = select(rotations.c.body).order_by(rotations.c.place)
_OVERRIDES = (
    select(overrides.c.body)
    .where(overrides.c.ends_at > bindparam("since"))
    .order_by(overrides.c.entered_at, overrides.c.id)
)
_LEAVES = select(leaves.c.body).where(leaves.c.ends_at > bindparam("since")).order_by(leaves.c.id)
_STAFF = select(people.c.body).where(people.c.role != Role.TEACHER.value).order_by(people.c.name, people.c.id)
_REACHABLE = select(addresses.c.person).where(addresses.c.reachable.is_(True)).distinct()
_KNOWN = select(people.c.id).where(people.c.id.in_(bindparam("wanted", expanding=True)))
_CLEAR = (delete(rotations), delete(teams))
_ADD_TEAMS, _ADD_ROTATIONS = insert(teams), insert(rotations)
_OVERRIDE = select(overrides.c.body).where(overrides.c.id == bindparam("wanted"))
_LEAVE = select(leaves.c.body).where(leaves.c.id == bindparam("wanted"))
_NEW_OVERRIDE, _NEW_LEAVE = insert_new(overrides), insert_new(leaves)
_CHANGE_OVERRIDE = update(overrides).where(
    overrides.c.id == bindparam("known"), overrides.c.seq == bindparam("before")
)
_CHANGE_LEAVE = update(leaves).where(leaves.c.id == bindparam("known"), leaves.c.seq == bindparam("before"))
_NOTE = insert_new(roster_events)
_NOTED = select(roster_events.c.body).where(roster_events.c.key == bindparam("wanted"))
_TRAIL = (
    select(roster_events.c.body)
    .order_by(roster_events.c.at.desc(), roster_events.c.key)
    .limit(bindparam("most"))
)


_FEED = insert_or_replace(roster_feeds)
_FED = select(roster_feeds.c.person).where(roster_feeds.c.token_hash == bindparam("hash"))


class RosterRows:
    """`surroundings.Rosters` in SQL."""

    def __init__(self, tx: Transaction, zone: ZoneInfo) -> None:
        """Works inside `tx`; rotations are wall-clock times of `zone`."""
        self._tx = tx
        self._conn = tx.conn
        self._zone = zone

    def roster(self) -> Roster:
        """Everything that says who is on call, from `KEPT` ago on."""
        return self._crew().roster

    def crew(self) -> tuple[tuple[Person, ...], frozenset[PersonId]]:
        """Engineers and supervisors by name; and who of all people can be written to."""
        found = self._crew()
        return found.people, found.reachable

    def duty(self, school: SchoolId, now: datetime, device: DeviceClass | None = None) -> Duty:
        """`desk.roster.OnCall` decides."""
        return self._crew().duty(school, now, device)

    def enter(self, roster: Roster) -> None:
        """Teams and rotations replace what was there; overrides and leave are added, known ones stay as they are.

        Raises NotFound for somebody who is not in the register, or a rotation of a team that is not there.
        """
        self._require_people(roster)
        missing = sorted(
            {rotation.team for rotation in roster.rotations} - {team.id for team in roster.teams}
        )
        if missing:
            raise NotFound(*missing)
        self._tx.change_register()
        for statement in _CLEAR:
            self._conn.execute(statement)
        if roster.teams:
            self._conn.execute(_ADD_TEAMS, [_team_row(i, team) for i, team in enumerate(roster.teams)])
        if roster.rotations:
            rows = [_rotation_row(i, rotation) for i, rotation in enumerate(roster.rotations)]
            self._conn.execute(_ADD_ROTATIONS, rows)
        for override in roster.overrides:
            self._conn.execute(_NEW_OVERRIDE.on(self._conn), self._override_row(override))
        for leave in roster.leaves:
            self._conn.execute(_NEW_LEAVE.on(self._conn), _leave_row(leave))

    def override(self, override: OverrideId) -> Override:
        """Raises NotFound."""
        body = self._conn.execute(_OVERRIDE, {"wanted": override}).scalar()
        if body is None:
            raise NotFound(override)
        return decode(body, Override)

    def leave(self, leave: LeaveId) -> Leave:
        """Raises NotFound."""
        body = self._conn.execute(_LEAVE, {"wanted": leave}).scalar()
        if body is None:
            raise NotFound(leave)
        return decode(body, Leave)

    def save(self, *entries: Leave | Override) -> None:
        """New ones (`seq` 1) or changes. Raises StaleWrite when somebody else was faster."""
        self._tx.change_register()
        for entry in entries:
            is_leave = isinstance(entry, Leave)
            row = _leave_row(entry) if isinstance(entry, Leave) else self._override_row(entry)
            if entry.seq == 1:
                new = _NEW_LEAVE if is_leave else _NEW_OVERRIDE
                done = self._conn.execute(new.on(self._conn), row)
            else:
                del row["id"]
                change = _CHANGE_LEAVE if is_leave else _CHANGE_OVERRIDE
                done = self._conn.execute(change, row | {"known": entry.id, "before": entry.seq - 1})
            if done.rowcount == 0:
                raise StaleWrite(f"{entry.id}: not at change {entry.seq - 1} any more")

    def note(self, event: RosterEvent) -> bool:
        """Write a line of the trail; False when this key was written before."""
        row = {"key": event.key, "kind": event.act.value, "at": event.at, "body": encode(event)}
        return self._conn.execute(_NOTE.on(self._conn), row).rowcount > 0

    def noted(self, key: str) -> RosterEvent | None:
        """The line with this key."""
        body = self._conn.execute(_NOTED, {"wanted": key}).scalar()
        return None if body is None else decode(body, RosterEvent)

    def trail(self, most: int) -> tuple[RosterEvent, ...]:
        """The newest lines, newest first."""
        bodies = self._conn.execute(_TRAIL, {"most": most}).scalars()
        return tuple(decode(body, RosterEvent) for body in bodies)

    def open_feed(self, person: PersonId, token: str) -> None:
        """From now on the token opens this person's calendar; an earlier one does not. Only its hash is kept."""
        row = {"person": person, "token_hash": _hash(token), "made_at": self._tx.now}
        self._conn.execute(_FEED.on(self._conn), row)

    def fed_by(self, token: str) -> PersonId:
        """Whose calendar the token opens. Raises NotFound."""
        person = self._conn.execute(_FED, {"hash": _hash(token)}).scalar()
        if person is None:
            raise NotFound("calendar")
        return PersonId(person)

    def _crew(self) -> OnCall:
        return self._tx.recall("roster", self._read)

    def _read(self) -> OnCall:
        since = {"since": self._tx.now - KEPT}
        roster = Roster(
            tuple(decode(body, Team) for body in self._conn.execute(_TEAMS).scalars()),
            tuple(decode(body, Rotation) for body in self._conn.execute(_ROTATIONS).scalars()),
            tuple(decode(body, Override) for body in self._conn.execute(_OVERRIDES, since).scalars()),
            tuple(decode(body, Leave) for body in self._conn.execute(_LEAVES, since).scalars()),
        )
        staff = tuple(decode(body, Person) for body in self._conn.execute(_STAFF).scalars())
        reachable = frozenset(PersonId(person) for person in self._conn.execute(_REACHABLE).scalars())
        return OnCall(roster, staff, reachable, self._zone)

    def _require_people(self, roster: Roster) -> None:
        wanted = set(_named(roster))
        if wanted:
            known = set(self._conn.execute(_KNOWN, {"wanted": sorted(wanted)}).scalars())
            if wanted - known:
                raise NotFound(*sorted(wanted - known))

    def _override_row(self, override: Override) -> dict[str, object]:
        return {
            "id": override.id,
            "ends_at": override.ends,
            "entered_at": override.at or self._tx.now,
            "seq": override.seq,
            "body": encode(override),
        }


def _hash(token: str) -> str:
    """A token has 128 random bits, so that a plain hash keeps it secret."""
    return hashlib.sha256(token.encode()).hexdigest()


def _named(roster: Roster) -> Iterable[PersonId]:
    for rotation in roster.rotations:
        yield from rotation.people
    yield from (override.person for override in roster.overrides)
    yield from (leave.person for leave in roster.leaves)


def _team_row(place: int, team: Team) -> dict[str, object]:
    return {"id": team.id, "place": place, "body": encode(team)}


def _rotation_row(place: int, rotation: Rotation) -> dict[str, object]:
    return {"id": rotation.id, "place": place, "team": rotation.team, "body": encode(rotation)}


def _leave_row(leave: Leave) -> dict[str, object]:
    return {
        "id": leave.id,
        "person": leave.person,
        "ends_at": leave.ends,
        "seq": leave.seq,
        "body": encode(leave),
    }
