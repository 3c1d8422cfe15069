"""A service contract as the desk works with it: grades, decision rules, stages with clocks, the ladder.

Everything a customer's contract can change is here as values, each with the clause it comes from. The YAML form and
its validation live in `storage.contract_packs`; a ticket pins the (id, version) it was opened under.
"""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from desk.clauses import Clause
from desk.ids import ContractId, GradeId
from desk.language import Text
from desk.people import Tier
from desk.terms import Terms

__all__ = [
    "Ageing",
    "Clause",
    "Closing",
    "Contract",
    "Grade",
    "Ladder",
    "Milestone",
    "Regrading",
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
    """One clock of one grade, running 7×24.

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
    one wider fault; an objection that nobody has decided after `review_within` is put before every supervisor again.
    """

    wider_within: timedelta = timedelta(minutes=30)
    review_within: timedelta = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Contract:
    """One contract pack, whole. `version` is the pack's own number; `texts_needed` names milestones that want a note."""

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

    def grade(self, grade: GradeId) -> Grade:
        """The grade with this id. Raises KeyError: a validated pack never asks for an unknown one."""
        for candidate in self.grades:
            if candidate.id == grade:
                return candidate
        raise KeyError(f"contract {self.id} v{self.version} has no grade {grade!r}")

    @property
    def longest_limit(self) -> timedelta:
        """The longest clock of any grade; an upper bound for how long a ticket keeps timers."""
        return max(stage.limit for grade in self.grades for stage in grade.stages)
