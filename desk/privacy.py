"""What people are told about their data and what they asked for: the notice's version, and the trail of it (PIPL 17, 44-50)."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from desk.ids import PersonId

NOTICE_VERSION = "2026-11"
"""Of the words of `privacy.notice`. Other words are another version: everybody is told once more (a test holds one to the other)."""


class PrivacyAct(StrEnum):
    """What was done about somebody's data."""

    NOTICE_SHOWN = "notice_shown"
    COPY_GIVEN = "copy_given"
    ERASURE_ASKED = "erasure_asked"
    ERASURE_WAITS = "erasure_waits"
    ERASURE_KEPT = "erasure_kept"
    ERASED = "erased"
    NUMBER_SHOWN = "number_shown"


@dataclass(frozen=True, slots=True)
class PrivacyEvent:
    """One line of the trail. `by` is who did it: the person, somebody at the desk's machine (`desk`), or nobody: the clock."""

    act: PrivacyAct
    at: datetime
    person: PersonId
    by: str | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Noticed:
    """Which notice somebody was shown, when, and on which live card it stays."""

    version: str
    at: datetime
    card: str | None = None
