"""Calendar versions, kept for ever because tickets pin them. The YAML form is read by `storage.calendars`."""

from sqlalchemy import bindparam, insert, select, update

from desk.calendars import CalendarId, WorkCalendar, extends
from desk.refusals import NotFound
from storage.codec import decode, encode
from storage.tables import calendar_versions
from storage.transaction import Transaction

_V = calendar_versions.c
_CURRENT = select(_V.version).where(_V.calendar == bindparam("calendar"), _V.in_force.is_(True))
_PINNED = select(_V.body).where(_V.calendar == bindparam("calendar"), _V.version == bindparam("version"))
_OF = select(_V.body).where(_V.calendar == bindparam("calendar"))
_RETIRE = (
    update(calendar_versions)
    .where(_V.calendar == bindparam("of"), _V.in_force.is_(True))
    .values(in_force=False)
)
_ENFORCE = (
    update(calendar_versions)
    .where(_V.calendar == bindparam("of"), _V.version == bindparam("number"))
    .values(in_force=True)
)
_INSERT = insert(calendar_versions)

CalendarVersions = dict[tuple[CalendarId, str], WorkCalendar]
"""Calendars by id and version. A version never changes, so what was once read may be kept by the process."""


class CalendarRows:
    """`agreements.Calendars` in SQL."""

    def __init__(self, tx: Transaction, versions: CalendarVersions) -> None:
        """Works inside `tx`; `versions` outlives it."""
        self._conn = tx.conn
        self._versions = versions
        self._in_force: dict[CalendarId, WorkCalendar] = {}

    def current(self, calendar: CalendarId) -> WorkCalendar:
        """Raises NotFound."""
        if calendar not in self._in_force:
            version = self._conn.execute(_CURRENT, {"calendar": calendar}).scalar()
            if version is None:
                raise NotFound(calendar)
            self._in_force[calendar] = self.version(calendar, version)
        return self._in_force[calendar]

    def version(self, calendar: CalendarId, version: str) -> WorkCalendar:
        """Raises NotFound."""
        key = calendar, version
        if key not in self._versions:
            body = self._conn.execute(_PINNED, {"calendar": calendar, "version": version}).scalar()
            if body is None:
                raise NotFound(calendar, version)
            self._versions[key] = decode(body, WorkCalendar)
        return self._versions[key]

    def publish(self, calendar: WorkCalendar) -> None:
        """Put it in force. Raises ValueError when days that a version of this number knew have other hours now.

        The fingerprint in the version tells two contents of one number apart. That a newer holiday library knows more years
        moves no deadline and needs no new number.
        """
        known = [decode(body, WorkCalendar) for body in self._of(calendar.id)]
        for other in known:
            same_number = _number(other) == _number(calendar)
            if (
                same_number
                and other != calendar
                and not (extends(calendar, other) or extends(other, calendar))
            ):
                raise ValueError(
                    f"calendar {calendar.id} v{_number(calendar)} was published with other hours, and tickets may be "
                    f"pinned to it; raise its version to {int(_number(calendar)) + 1} or higher"
                )
        if calendar not in known:
            row = {"calendar": calendar.id, "version": calendar.version}
            self._conn.execute(_INSERT, row | {"in_force": False, "body": encode(calendar)})
        self._conn.execute(_RETIRE, {"of": calendar.id})
        self._conn.execute(_ENFORCE, {"of": calendar.id, "number": calendar.version})
        self._in_force[calendar.id] = calendar

    def _of(self, calendar: CalendarId) -> list[str]:
        return list(self._conn.execute(_OF, {"calendar": calendar}).scalars())


def _number(calendar: WorkCalendar) -> str:
    return calendar.version.partition("-")[0]
