"""What happens to the service report of a job: completed, signed by both sides, declined, left unsigned (ADR 0019).

They belong to the ticket's trail and change nothing of the ticket itself; `desk.signing` folds them.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from desk.event import Event
from desk.ids import PersonId


class ReportPart(StrEnum):
    """What of a report people write themselves, beside what the log knows (000 §5.10(8): 原因、解决办法、损失)."""

    CAUSE = "cause"
    SOLUTION = "solution"
    LOSS = "loss"


class Signatory(StrEnum):
    """The two sides of a report: who did the work, and who had reported the fault."""

    HANDLER = "handler"
    REPORTER = "reporter"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportNoted(Event):
    """A part of the report in somebody's words; later words for the same part replace them."""

    part: ReportPart
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportSigned(Event):
    """One side signed the report with this digest, under the name it had in the register then."""

    role: Signatory
    name: str
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SignatureAsked(Event):
    """The teacher got a one-time code for the report with this digest; `count` 2 is the reminder."""

    to: PersonId
    digest: str
    until: datetime
    count: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class SignatureFailed(Event):
    """A wrong code was typed."""

    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SignatureLapsed(Event):
    """The teacher did not sign after the reminder either: the report stays unsigned and says so."""

    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportDeclined(Event):
    """The teacher says that the report is not right (有误), and what."""

    words: str = ""


REPORT_EVENTS: tuple[type[Event], ...] = (
    ReportNoted,
    ReportSigned,
    SignatureAsked,
    SignatureFailed,
    SignatureLapsed,
    ReportDeclined,
)
