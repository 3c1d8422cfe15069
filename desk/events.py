"""What happened to a ticket, in the past tense. The events are the audit trail; folding them gives the ticket (ADR 0003).

Every event says when (`at`, aware UTC) and who (`by`; None is the clock or the desk itself). What was written down later
than it happened also says when (`entered`): it counts from `at`. Events that change what a ticket is promised carry the
clocks that were met or missed by then (`settled`), so that those never move again (ADR 0007).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from desk import event
from desk.aftercare_events import AFTERCARE_EVENTS
from desk.aftercare_events import Rated as Rated  # noqa: PLC0414  # an event of the ticket like those below: found here too
from desk.calendars import CalendarId
from desk.choice import Chosen
from desk.clocks import Deadline
from desk.contract import StageName
from desk.grading import FaultFacts, Verdict
from desk.holds import HoldReason
from desk.ids import (
    ContractId,
    DeviceId,
    EventId,
    GradeId,
    IncidentId,
    MediaId,
    PersonId,
    RoomId,
    SchoolId,
    StepId,
    TicketId,
    TreeId,
)
from desk.life_events import LIFE_EVENTS, CheckIn
from desk.people import Tier
from desk.playbook import SelfHelpOutcome as SelfHelpOutcome  # noqa: PLC0414  # an event says it: found here too
from desk.reading import Occasion
from desk.report_events import REPORT_EVENTS
from desk.terms import WarrantyState
from desk.voice_events import VOICE_EVENTS


@dataclass(frozen=True, slots=True)
class Fault:
    """What is broken and where, as understood so far. `place` is the register's name or the teacher's own words.

    `warranty` is the device's on the day of the report; a device of which it is not known is in it (facts.md I3).
    """

    facts: FaultFacts
    place: str = ""
    room: RoomId | None = None
    device: DeviceId | None = None
    warranty: WarrantyState = WarrantyState.IN


Event = event.Event


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketOpened(Event):
    """A report became a ticket under this version of the school's contract and of the calendar it counts by. `why` are the
    words that led to each field of the reading.
    """

    ticket: TicketId
    no: int
    school: SchoolId
    reporter: PersonId
    contract: ContractId
    contract_version: int
    fault: Fault
    verdict: Verdict
    words: str
    calendar: CalendarId = CalendarId("")
    calendar_version: str = ""
    why: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class InformationAdded(Event):
    """More words or evidence from the teacher; `said` is what the desk had asked last, `why` the words that led to each field."""

    words: str = ""
    media: tuple[MediaId, ...] = ()
    said: str = ""
    why: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FaultCorrected(Event):
    """What the desk had understood was corrected: by teacher, handler or supervisor; `by` nobody, further words changed it."""

    fault: Fault
    settled: tuple[Deadline, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingNoted(Event):
    """What the teacher's words had meant, said after the repair or the end of the job: for the record. Ticket, grade and
    clocks stay as they are; should the fix be denied, the new round goes by it.
    """

    fault: Fault


@dataclass(frozen=True, slots=True, kw_only=True)
class Regraded(Event):
    """The grade changed, with its new reason. `note` is why a person changed it; by itself a grade only rises."""

    verdict: Verdict
    settled: tuple[Deadline, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TermsApplied(Event):
    """A newer version of the contract or its calendar holds for this ticket from now on; `rank` is its grade's in it."""

    contract_version: int
    calendar: CalendarId
    calendar_version: str
    rank: int
    why: str
    settled: tuple[Deadline, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Held(Event):
    """The job waits for a reason, at the latest until `until`. What that pauses is said by the contract."""

    reason: HoldReason
    until: datetime
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Resumed(Event):
    """The job goes on; by nobody when the planned end came. A repair or the end of the job ends a hold without this."""

    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class GradeObjected(Event):
    """The teacher (or the handler, who would rather have it `wanted`) does not agree with the grade."""

    words: str = ""
    wanted: GradeId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GradeUpheld(Event):
    """A supervisor looked at the grade again and left it."""

    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewReminded(Event):
    """Nobody had decided the objection in the pack's time; every supervisor was told again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FaultSpread(Event):
    """Other rooms reported the same fault: these tickets (by number) are one wider fault with this one."""

    tickets: tuple[TicketId, ...]
    nos: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinedIncident(Event):
    """The fault is a part of a major incident, whose own trail says what was done (ADR 0015)."""

    incident: IncidentId
    incident_no: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MajorEventNeared(Event):
    """A major event of the school bears on this fault: it is on or about to start (NOW), or comes soon (LATER)."""

    event: EventId
    name: str
    starts: datetime
    ends: datetime
    occasion: Occasion


@dataclass(frozen=True, slots=True, kw_only=True)
class SafetyInstructed(Event):
    """The safety instruction was given before anything else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SelfHelpOffered(Event):
    """A step was shown: the first, or the one the steps were taken up at after the bell. Later ones: `StepAnswered.then`."""

    tree: TreeId
    version: int
    step: StepId


@dataclass(frozen=True, slots=True, kw_only=True)
class StepAnswered(Event):
    """One self-help step; `answer` is a `desk.walking.Move` or a named one's id; `ask`, `label` are as they were shown; `then` is
    what came next (`desk.walking.then`). Events of before there were `version` and `then` have 0 and nothing.
    """

    tree: TreeId
    step: StepId
    ask: str
    answer: str
    label: str = ""
    version: int = 0
    then: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SelfHelpPassed(Event):
    """The steps go on with a colleague at the school (电教员), from where they stood."""

    to: PersonId


@dataclass(frozen=True, slots=True, kw_only=True)
class SelfHelpEnded(Event):
    """The guided self-help is over."""

    outcome: SelfHelpOutcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Paged(Event):
    """These people were paged for the job; `rung` is the ladder's step they stand on, `chosen` why it was them."""

    people: tuple[PersonId, ...]
    rung: int
    tiers: tuple[Tier, ...]
    chosen: tuple[Chosen, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class NobodyOnCall(Event):
    """A rung of the ladder had nobody who could be paged; the next one is tried at once."""

    rung: int
    tiers: tuple[Tier, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CallListSent(Event):
    """Nobody has the job: supervisors were given names and phone numbers to call."""

    people: tuple[PersonId, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PageUndelivered(Event):
    """A page could not be delivered to this person by any channel."""

    person: PersonId
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Acknowledged(Event):
    """`by` took the job."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reassigned(Event):
    """The job goes to somebody else, who must accept it."""

    to: PersonId


@dataclass(frozen=True, slots=True, kw_only=True)
class HelpRequested(Event):
    """The engineer asks for the next tier."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Departed(Event):
    """The engineer is on the way."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrived(Event):
    """The engineer is in the room; `check_in` is what shows it (None: before this was kept)."""

    check_in: CheckIn | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnosed(Event):
    """The cause is known."""

    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TeachingRestored(Event):
    """The lesson goes on (教学已恢复), by a workaround or a part fix; not yet repaired."""

    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkedAround(Event):
    """The lesson goes on (教学已恢复) by a step of self-help and the teacher's word: nobody has come, the fault stays."""

    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Repaired(Event):
    """The fault is removed (故障已修复); the teacher has yet to confirm."""

    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FixConfirmed(Event):
    """The teacher says it works; the ticket closes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FixDenied(Event):
    """The teacher says it does not work; a new round begins, with fresh clocks unless it `continues` (the pack's choice)."""

    words: str = ""
    continues: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Cancelled(Event):
    """The teacher withdrew the report."""

    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Urged(Event):
    """The teacher pressed for speed."""

    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class HumanRequested(Event):
    """The teacher wants to talk to a person."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadlineNeared(Event):
    """The near threshold of a clock passed with the stage unmet; these people were reminded."""

    stage: StageName
    due: datetime
    told: tuple[PersonId, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadlineMissed(Event):
    """A clock ran out with the stage unmet. `late` is how long after the deadline the desk noticed."""

    stage: StageName
    due: datetime
    late: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenOver(Event):
    """A supervisor took the job into their own hands."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PhoneCallMade(Event):
    """A supervisor says that they have phoned ("我已电话通知")."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmationAsked(Event):
    """The teacher was reminded to confirm the repair; `count` of them so far."""

    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CallbackDue(Event):
    """The teacher did not confirm; a supervisor is asked to call back (facts.md M2)."""


_ELSEWHERE = (*REPORT_EVENTS, *VOICE_EVENTS, *AFTERCARE_EVENTS, *LIFE_EVENTS)
EVENT_TYPES: dict[str, type[Event]] = {
    cls.__name__: cls for cls in dict.fromkeys((*Event.__subclasses__(), *_ELSEWHERE))
}
