"""A service contract as the desk works with it: grades, decision rules, stages with clocks, the ladder.

Everything a customer's contract can change is here as values, each with the clause it comes from. The YAML form and
its validation live in `storage.contract_packs`; a ticket pins the (id, version) it was opened under.
"""

from dataclasses import dataclass
from datetime import UTC, timedelta, tzinfo
from enum import StrEnum

from desk.calendars import CalendarId, WorkCalendar
from desk.clauses import Clause
from desk.holds import HoldReason
from desk.ids import ContractId, GradeId
from desk.language import Text
from desk.people import Tier
from desk.terms import Counting, Terms

__all__ = [
    "Ageing",
    "Clause",
    "Closing",
    "Contract",
    "Grade",
    "HoldRule",
    "Ladder",
    "Milestone",
    "RegradeCounts",
    "Regrading",
    "Reopening",
    "Rule",
    "Rung",
    "SelfHelp",
    "Stage",
    "StageName",
]


class Milestone(StrEnum):
    """What happened to a job, in the order in which it normally happens. A later one implies the earlier ones."""

    OPENED = "opened"
    ACKNOWLEDGED = "acknowledged"
    DEPARTED = "departed"
    ARRIVED = "arrived"
    DIAGNOSED = "diagnosed"
    RESTORED = "restored"
    REPAIRED = "repaired"
    CLOSED = "closed"


ORDER: dict[Milestone, int] = {milestone: place for place, milestone in enumerate(Milestone)}
"""The place of each milestone in the normal order, from 0."""


class StageName(StrEnum):
    """The clocks a contract may run (001 §4.5.5.4 has five of them; spare and feedback stand elsewhere)."""

    RESPONSE = "response"
    DISPATCH = "dispatch"
    ARRIVAL = "arrival"
    DIAGNOSIS = "diagnosis"
    SOLUTION = "solution"
    SPARE = "spare"


@dataclass(frozen=True, slots=True)
class Stage:
    """One clock of one grade. Which hours it counts is said by `Contract.counting`.

    It starts at milestone `starts` and is met by any milestone of `met_by`. `near` is the part of `limit` (0-1) after
    which the handler is reminded. `internal` marks our own goal where the contract gives no figure. `faults_only` stages
    do not run for a question or a new wish (nobody travels to answer a how-to).
    """

    name: StageName
    limit: timedelta
    clause: Clause
    met_by: tuple[Milestone, ...]
    starts: Milestone = Milestone.OPENED
    near: float = 0.8
    internal: bool = False
    faults_only: bool = False


@dataclass(frozen=True, slots=True)
class Grade:
    """One grade of the scheme. `rank` 1 is the gravest; `page_at_once` pages while self-help goes on."""

    id: GradeId
    rank: int
    label: Text
    definition: Text
    clause: Clause
    page_at_once: bool
    stages: tuple[Stage, ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """A decision rule: every named fact must have one of its values. First match wins; the last rule has none.

    Fact names: `safety hurt security occasion impact symptom device intent`; values are the codes of `desk.reading`
    and `true`/`false`.
    """

    id: str
    when: tuple[tuple[str, tuple[str, ...]], ...]
    grade: GradeId
    reason: Text
    clause: Clause


@dataclass(frozen=True, slots=True)
class Rung:
    """One step of the ladder: these tiers are paged together; `everyone` pages all on call, else the first free one."""

    tiers: tuple[Tier, ...]
    everyone: bool = False


@dataclass(frozen=True, slots=True)
class Ladder:
    """Who comes next. After a missed deadline the next rung is paged every `climb_every` until the stage is met.

    On the last rung (the supervisors) the call list is repeated every `repeat_every` while nobody has the job.
    """

    rungs: tuple[Rung, ...]
    climb_every: timedelta
    repeat_every: timedelta
    clause: Clause


@dataclass(frozen=True, slots=True)
class Closing:
    """How a job may end: reminders to the teacher (time after the repair), then a call-back for the supervisor (M2)."""

    needs_confirmation: bool
    remind_after: tuple[timedelta, ...]
    callback_after: timedelta
    clause: Clause


@dataclass(frozen=True, slots=True)
class Ageing:
    """A fault unsolved for `after` since the report rises to `grade`, never falls (000 §5.14, facts.md I1).

    The supervisor is warned after the part `near` (0-1) of it. Not a clock of its own: the grade's stages go on running.
    """

    after: timedelta
    grade: GradeId
    reason: Text
    clause: Clause
    near: float = 0.8


class RegradeCounts(StrEnum):
    """From when the clocks of a graver grade count after a rise. Neither makes an open clock due later."""

    FROM_OPENING = "from_opening"
    FROM_REGRADE = "from_regrade"


class Reopening(StrEnum):
    """What a denied fix does to the clocks: begin afresh, or go on without the time that the fix was taken for one."""

    RESTART = "restart"
    CONTINUE = "continue"


@dataclass(frozen=True, slots=True)
class HoldRule:
    """What a hold for this reason does: the stages it pauses (none: it is noted and stops nothing), at most for `longest`.

    With `needs_supervisor` only a supervisor may put the job on hold for it.
    """

    reason: HoldReason
    stages: tuple[StageName, ...]
    longest: timedelta
    clause: Clause
    needs_supervisor: bool = False


@dataclass(frozen=True, slots=True)
class SelfHelp:
    """Patience of the desk: unanswered questions and steps do not hold the engineer back for longer than this."""

    question_patience: timedelta
    step_patience: timedelta
    lesson_seconds: int
    total_seconds: int


@dataclass(frozen=True, slots=True)
class Regrading:
    """When grades are looked at again: reports of one school with the same device and symptom within `wider_within` are
    one wider fault; an objection that nobody has decided after `review_within` is put before every supervisor again. A fault
    that was repaired and closed within `repeat_within` before is a repeated repair.
    """

    wider_within: timedelta = timedelta(minutes=30)
    review_within: timedelta = timedelta(minutes=30)
    repeat_within: timedelta = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Satisfaction:
    """The desk's own goals, no contract has them: a score (1-5) up to `low` is followed up by a person within `follow_up_within`,
    who is reminded as often; a teacher is asked for a score at most once in `ask_apart`.
    """

    low: int = 2
    follow_up_within: timedelta = timedelta(hours=24)
    ask_apart: timedelta = timedelta(days=7)

    def is_low(self, score: int | None) -> bool:
        """Whether a score is followed up."""
        return score is not None and score <= self.low


@dataclass(frozen=True, slots=True)
class Contract:
    """One contract pack, whole. `version` is the pack's own number; `texts_needed` names milestones that want a note.

    `calendar_id` is the working calendar it counts by; `calendar` is that calendar in the version a ticket is pinned to,
    attached by the store and never part of the pack.
    """

    id: ContractId
    version: int
    name: Text
    source: str
    grades: tuple[Grade, ...]
    rules: tuple[Rule, ...]
    ladder: Ladder
    closing: Closing
    self_help: SelfHelp
    texts_needed: tuple[Milestone, ...] = ()
    safety_tells_supervisor: bool = True
    ageing: tuple[Ageing, ...] = ()
    terms: Terms = Terms()
    regrading: Regrading = Regrading()
    holds: tuple[HoldRule, ...] = ()
    reopening: Reopening = Reopening.RESTART
    regrade_counts: RegradeCounts = RegradeCounts.FROM_OPENING
    satisfaction: Satisfaction = Satisfaction()
    calendar_id: CalendarId = CalendarId("china")
    calendar: WorkCalendar | None = None

    def grade(self, grade: GradeId) -> Grade:
        """The grade with this id. Raises KeyError: a validated pack never asks for an unknown one."""
        for candidate in self.grades:
            if candidate.id == grade:
                return candidate
        raise KeyError(f"contract {self.id} v{self.version} has no grade {grade!r}")

    def counting(self, stage: StageName) -> Counting:
        """Which hours the clock of a stage counts; all of them where the pack does not say."""
        for hours in self.terms.hours:
            if stage.value in hours.stages:
                return hours.counting
        return Counting.ALWAYS

    @property
    def zone(self) -> tzinfo:
        """The zone its people live in: the calendar's; UTC without one."""
        return self.calendar.tz if self.calendar else UTC

    def hold_rule(self, reason: HoldReason) -> HoldRule | None:
        """What a hold for this reason does; None where the contract does not know it."""
        return next((rule for rule in self.holds if rule.reason is reason), None)

    @property
    def longest_limit(self) -> timedelta:
        """The longest clock of any grade; an upper bound for how long a ticket keeps timers."""
        return max(stage.limit for grade in self.grades for stage in grade.stages)
