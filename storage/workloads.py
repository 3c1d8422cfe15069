"""What people have in hand and did lately, as the choice of an engineer asks for it. Reads only."""

import json
from collections.abc import Collection
from datetime import datetime

from sqlalchemy import bindparam, func, select

from desk.ids import PersonId, SchoolId
from desk.ticket import Ticket
from storage.codec import decode
from storage.plans import padded
from storage.tables import tickets
from storage.transaction import Transaction
from usecases.paging_ports import LastJob

_T = tickets.c
_THEIRS = _T.handler.in_(bindparam("people", expanding=True))
_IN_HAND = select(_T.body).where(_THEIRS, _T.is_open.is_(True)).order_by(_T.no)
_COUNTED = (
    select(_T.handler, func.count()).where(_THEIRS, _T.opened_at >= bindparam("since")).group_by(_T.handler)
)
_LATELY = (
    select(_T.handler, _T.school, _T.opened_at)
    .where(_THEIRS, _T.opened_at >= bindparam("since"))
    .order_by(_T.opened_at, _T.no)
)
_REPAIRED = (
    select(_T.handler, func.max(_T.opened_at))
    .where(
        _THEIRS,
        _T.school == bindparam("here"),
        _T.opened_at >= bindparam("since"),
        _T.is_open.is_(False),
        _T.body.like(bindparam("one"), escape="/"),
        _T.body.like(bindparam("other"), escape="/"),
    )
    .group_by(_T.handler)
)


class WorkloadRows:
    """`paging_ports.Workloads` in SQL."""

    def __init__(self, tx: Transaction) -> None:
        """Works inside `tx`."""
        self._conn = tx.conn

    def in_hand(self, people: Collection[PersonId]) -> tuple[Ticket, ...]:
        """Open tickets that these people handle, by number."""
        bodies = self._conn.execute(_IN_HAND, {"people": padded(sorted(people))}).scalars()
        return tuple(decode(body, Ticket) for body in bodies)

    def counted(self, people: Collection[PersonId], since: datetime) -> dict[PersonId, int]:
        """How many tickets reported since then each of them has or had in hand."""
        rows = self._conn.execute(_COUNTED, {"people": padded(sorted(people)), "since": since}).all()
        return {PersonId(person): int(count) for person, count in rows}

    def last_jobs(self, people: Collection[PersonId], since: datetime) -> dict[PersonId, LastJob]:
        """The newest ticket of each since then."""
        rows = self._conn.execute(_LATELY, {"people": padded(sorted(people)), "since": since}).all()
        return {PersonId(row.handler): LastJob(SchoolId(row.school), row.opened_at) for row in rows}

    def repaired(
        self,
        people: Collection[PersonId],
        school: SchoolId,
        marks: tuple[tuple[str, str], ...],
        since: datetime,
    ) -> dict[PersonId, datetime]:
        """When a ticket was reported that each of them saw to there and whose fault has these fields (one or two), the newest."""
        patterns = [_having(name, value) for name, value in marks]
        values = {"people": padded(sorted(people)), "here": school, "since": since}
        values |= {"one": patterns[0], "other": patterns[-1]}
        rows = self._conn.execute(_REPAIRED, values).all()
        return {PersonId(person): at for person, at in rows}


def _having(name: str, value: str) -> str:
    """The pattern of a body with this field, as `storage.codec` writes it."""
    words = f'"{name}":{json.dumps(value, ensure_ascii=False)}'
    for sign in "/%_":
        words = words.replace(sign, f"/{sign}")
    return f"%{words}%"
