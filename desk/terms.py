"""What a contract says beyond grades and clocks: parties, warranty, prices, duties, reports, and the source's own words.

Values only, read by `storage.pack_terms`. Where the source gives no date, recipient or figure, ours is marked `internal`.
`statements` keep the source's figures as printed, also contradicting ones; `interpretations` say which is in force and why.
"""

from dataclasses import dataclass
from datetime import date, time, timedelta
from enum import StrEnum

from desk.clauses import Clause
from desk.ids import GradeId
from desk.incident_terms import IncidentTerms
from desk.language import Text
from desk.reading import DeviceClass


class Topic(StrEnum):
    """What a statement of the source speaks about. The first six are the stages of `desk.contract.StageName`."""

    RESPONSE = "response"
    DISPATCH = "dispatch"
    ARRIVAL = "arrival"
    DIAGNOSIS = "diagnosis"
    SOLUTION = "solution"
    SPARE = "spare"
    AGEING = "ageing"
    CLOSING = "closing"
    REPLY = "reply"
    WARRANTY_TERM = "warranty_term"
    WARRANTY_START = "warranty_start"
    REPLACED_PART = "replaced_part"
    LABOUR = "labour"
    CALLBACK = "callback"
    CALLBACK_WINDOW = "callback_window"
    INSPECTION = "inspection"
    REPORT_DUE = "report_due"
    TRAINING_DAYS = "training_days"
    TRAINING_LESSONS = "training_lessons"
    HOTLINE = "hotline"
    NUMBERING = "numbering"
    LIST_ITEM = "list_item"
    WORDING = "wording"


class WarrantyState(StrEnum):
    """Whether a device is in its warranty. A device of which it is not known counts as in warranty (facts.md I3)."""

    IN = "in_warranty"
    OUT = "out_of_warranty"


class Counting(StrEnum):
    """Which hours a clock counts: all of them, or the working time of the district's calendar."""

    ALWAYS = "always"
    WORKING_TIME = "working_time"


class Every(StrEnum):
    """How often a duty or report falls due: by the calendar, from day to year, or each time something happens."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    TERM = "term"
    YEAR = "year"
    CONTRACT = "contract"
    FAULT = "fault"
    VISIT = "visit"
    EVENT = "event"
    REQUEST = "request"

    @property
    def periodic(self) -> bool:
        """Whether the calendar brings it round again."""
        return self in PERIODS


PERIODS = (Every.DAY, Every.WEEK, Every.MONTH, Every.QUARTER, Every.TERM, Every.YEAR)
"""The calendar's periods, each longer than the one before."""


class DueRule(StrEnum):
    """When, within or after its period, something is due; some need a number."""

    WEEKDAY = "weekday"  # number 1-7, Monday to Sunday
    DAY_OF_NEXT_MONTH = "day_of_next_month"  # number 1-28: that day of the month after the period
    FIRST_WORKDAY = "first_workday"  # of the period, about the one before
    LAST_WORKDAY = "last_workday"  # of the period
    LAST_MONTH = "last_month"  # within the last month of the contract
    WORKDAYS_AFTER = "workdays_after"  # number of workdays after the occasion; 0 is the same day
    WORKDAYS_BEFORE = "workdays_before"  # number of workdays before the occasion
    SAME_DAY = "same_day"  # by the end of the day


class DutyKind(StrEnum):
    """What is done without a fault being reported."""

    MAINTENANCE = "maintenance"
    INSPECTION = "inspection"
    CALLBACK = "callback"
    STANDBY = "standby"
    TRAINING = "training"
    CLEANING = "cleaning"


class ExclusionCause(StrEnum):
    """Why a warranty does not pay."""

    HUMAN_DAMAGE = "human_damage"
    MISUSE = "misuse"
    ACCESSORY = "accessory"
    FORCE_MAJEURE = "force_majeure"


class WarrantyStart(StrEnum):
    """The day from which a warranty runs."""

    ACCEPTED = "accepted"
    HANDED_OVER = "handed_over"


@dataclass(frozen=True, slots=True)
class Role:
    """Somebody a clause speaks of, by office and never by name; `id` is how duties and reports call them."""

    id: str
    label: Text


@dataclass(frozen=True, slots=True)
class Parties:
    """Who has a contract with whom, and the offices on both sides."""

    customer: Text
    provider: Text
    roles: tuple[Role, ...]
    clause: Clause


@dataclass(frozen=True, slots=True)
class Scope:
    """The device classes the contract covers. A clause of our own means that the source has no list."""

    devices: tuple[DeviceClass, ...]
    clause: Clause


@dataclass(frozen=True, slots=True)
class ServiceHours:
    """Which hours the clocks of these stages count."""

    stages: tuple[Topic, ...]
    counting: Counting
    clause: Clause


@dataclass(frozen=True, slots=True)
class WarrantyTerm:
    """How long the warranty of one thing runs (`of`: equipment, operation, parts), in months, from which day.

    `internal` where the source does not say from when and the day is ours.
    """

    of: str
    months: int
    starts: WarrantyStart
    clause: Clause
    internal: bool = False


@dataclass(frozen=True, slots=True)
class Covered:
    """Something a warranty pays for, and in which devices it is found."""

    what: Text
    devices: tuple[DeviceClass, ...]
    clause: Clause


@dataclass(frozen=True, slots=True)
class Excluded:
    """Something a warranty does not pay for."""

    cause: ExclusionCause
    what: Text
    clause: Clause


@dataclass(frozen=True, slots=True)
class ReplacedPart:
    """The warranty of a part put in: the rest of the device's, and `at_least` so long where a figure is given."""

    rule: Text
    clause: Clause
    at_least: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Afterwards:
    """What is paid for once the warranty is over."""

    rule: Text
    labour_free: bool
    clause: Clause


@dataclass(frozen=True, slots=True)
class Warranty:
    """Terms, what is covered and what is not. Nothing here decides a case: a person does, with these before them."""

    terms: tuple[WarrantyTerm, ...]
    covered: tuple[Covered, ...] = ()
    excluded: tuple[Excluded, ...] = ()
    replaced_part: ReplacedPart | None = None
    afterwards: Afterwards | None = None


@dataclass(frozen=True, slots=True)
class OutOfWarranty:
    """The limit that takes a stage's place, in every grade, when the device's warranty is over (facts.md I3)."""

    stage: Topic
    within: timedelta
    clause: Clause


@dataclass(frozen=True, slots=True)
class Price:
    """What something costs, in yuan each. `off_percent` is the discount printed beside it, already taken off or not."""

    id: str
    item: Text
    yuan: int
    clause: Clause
    off_percent: int | None = None


@dataclass(frozen=True, slots=True)
class SparePromise:
    """The promise of a spare unit. `within` counts from the failure of `after`; neither means no figure is given."""

    rule: Text
    same_type: bool
    clause: Clause
    at_once: bool = False
    after: timedelta | None = None
    within: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Due:
    """The date by which something is done; `internal` where the source gives none and this one is ours."""

    rule: DueRule
    number: int = 0
    internal: bool = False


@dataclass(frozen=True, slots=True)
class Duty:
    """Work owed `times` in each period or on each occasion. `months_in` is the wait after use begins."""

    id: str
    kind: DutyKind
    what: Text
    every: Every
    clause: Clause
    times: int = 1
    months_in: int = 0
    due: Due | None = None


@dataclass(frozen=True, slots=True)
class Recipient:
    """The roles a report goes to; `internal` where the source names nobody and they are ours."""

    roles: tuple[str, ...]
    internal: bool = False


@dataclass(frozen=True, slots=True)
class Report:
    """A paper owed: what it tells, how often, about which period (`covers`; its own when absent), to whom, by when.

    `printed` is the period the source names where that is another than the one meant.
    """

    id: str
    what: Text
    every: Every
    clause: Clause
    covers: Every | None = None
    printed: Every | None = None
    due: Due | None = None
    to: Recipient | None = None


@dataclass(frozen=True, slots=True)
class Window:
    """Hours in which people may be called back, by the district's wall clock."""

    opens: time
    closes: time
    clause: Clause


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer owed to the user that is no clock of a fault: within a time, or within so many workdays."""

    id: str
    what: Text
    clause: Clause
    within: timedelta | None = None
    workdays: int | None = None


@dataclass(frozen=True, slots=True)
class Statement:
    """One figure or wording of the source as printed (`says`), `~~struck~~` words included.

    `reads` is what it has to be read as where the print is wrong; `means` a code where two wordings mean the same or the
    words are long. No grades: all of them. No `warranty`: in it and after. `heading`: the part it stands under where that
    part is about another state. `after`: the time whose failure starts this one. `names`: whom or what it speaks of.
    """

    id: str
    topic: Topic
    says: str
    clause: Clause
    reads: str = ""
    means: str = ""
    grades: tuple[GradeId, ...] = ()
    warranty: WarrantyState | None = None
    heading: WarrantyState | None = None
    after: str = ""
    names: tuple[str, ...] = ()


class DecidedBy(StrEnum):
    """Whose decision an interpretation is."""

    PRODUCT = "product"
    CUSTOMER = "customer"
    PROVIDER = "provider"


@dataclass(frozen=True, slots=True)
class Interpretation:
    """The reading chosen where the source contradicts itself or is silent, by whom, when and why.

    `answers` are the keys of the findings it settles; `confirmed` is false until the customer has agreed.
    """

    id: str
    clauses: tuple[Clause, ...]
    problem: Text
    decision: Text
    why: Text
    by: DecidedBy
    confirmed: bool
    on: date
    answers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class EventTerms:
    """From how long before a major event a fault is one during it (`now_before`) or ahead of it (`later_before`).

    `prepare` are the ids of the duties and reports that each event owes; their clauses and dates stand with them.
    """

    now_before: timedelta
    later_before: timedelta
    clause: Clause
    prepare: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Terms:
    """All of it. Empty for a pack pinned before this existed."""

    parties: Parties | None = None
    scope: Scope | None = None
    hours: tuple[ServiceHours, ...] = ()
    warranty: Warranty | None = None
    out_of_warranty: tuple[OutOfWarranty, ...] = ()
    prices: tuple[Price, ...] = ()
    spare: SparePromise | None = None
    duties: tuple[Duty, ...] = ()
    reports: tuple[Report, ...] = ()
    windows: tuple[Window, ...] = ()
    replies: tuple[Reply, ...] = ()
    statements: tuple[Statement, ...] = ()
    interpretations: tuple[Interpretation, ...] = ()
    major_events: EventTerms | None = None
    incidents: IncidentTerms | None = None
