"""Calendar versions, kept for ever because tickets pin them. The YAML form is read by `storage.calendars`."""

from functools import partial

from desk.calendars import CalendarId, WorkCalendar, extends
from desk.refusals import NotFound
from storage.codec import decode, encode
from storage.tables import calendar_versions
from storage.transaction import Transaction
from storage.versions import Versions, VersionTable

_TABLE = VersionTable(calendar_versions, "calendar")

CalendarVersions = dict[tuple[str, str], WorkCalendar]
"""Calendars by id and version."""


class CalendarRows:
    """`agreements.Calendars` in SQL."""

    def __init__(self, tx: Transaction, versions: CalendarVersions) -> None:
        """Works inside `tx`; `versions` outlives it."""
        self._versions = Versions(tx, _TABLE, versions, partial(decode, wanted=WorkCalendar))

    def current(self, calendar: CalendarId) -> WorkCalendar:
        """Raises NotFound."""
        number = self._versions.in_force(calendar)
        if number is None:
            raise NotFound(calendar)
        return self.version(calendar, number)

    def version(self, calendar: CalendarId, version: str) -> WorkCalendar:
        """Raises NotFound."""
        found = self._versions.get(calendar, version)
        if found is None:
            raise NotFound(calendar, version)
        return found

    def publish(self, calendar: WorkCalendar) -> None:
        """Put it in force. Raises ValueError when days that a version of this number knew have other hours now.

        The fingerprint in the version tells two contents of one number apart. That a newer holiday library knows more years
        moves no deadline and needs no new number.
        """
        known = self._versions.every(calendar.id)
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
            self._versions.add(calendar.id, calendar.version, calendar, encode(calendar))
        self._versions.enforce(calendar.id, calendar.version)


def _number(calendar: WorkCalendar) -> str:
    return calendar.version.partition("-")[0]
