"""Major-incident playbooks: what starts one, its phases and steps, and which of the five groups does what.

Content of `incidents/`, read by `storage.incident_files`. A plan says nothing of people: `desk.incident` does. When it is
offered, how soon a member must answer and which reports are owed is the contract's (`desk.incident_terms`).
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from desk.clauses import Clause
from desk.grading import FaultFacts
from desk.ids import PlanId
from desk.language import Text
from desk.people import EmergencyGroup, Tier
from desk.reading import DeviceClass, Impact, Symptom


class StepKind(StrEnum):
    """Most steps are done. The two tests have a result: what the business does before anything is touched, and afterwards."""

    DO = "do"
    TEST_BEFORE = "test_before"
    TEST_AFTER = "test_after"


@dataclass(frozen=True, slots=True)
class Start:
    """One sort of fault the plan is for. An empty list asks for nothing."""

    devices: tuple[DeviceClass, ...] = ()
    symptoms: tuple[Symptom, ...] = ()
    impacts: tuple[Impact, ...] = ()

    def fits(self, facts: FaultFacts) -> bool:
        """Whether the fault is of this sort."""
        asked = (
            (self.devices, facts.device),
            (self.symptoms, facts.symptom),
            (self.impacts, facts.impact),
        )
        return all(not wanted or said in wanted for wanted, said in asked)


@dataclass(frozen=True, slots=True)
class GroupDuty:
    """What a group answers for. `stands_in` are the tiers on duty that take it, in this order, where the register names
    nobody for it.
    """

    group: EmergencyGroup
    name: Text
    duty: Text
    clause: Clause
    stands_in: tuple[Tier, ...] = ()


@dataclass(frozen=True, slots=True)
class PlanStep:
    """One thing one group does. It waits for the steps of its phase named in `after`, and for its group's earlier ones."""

    id: str
    by: EmergencyGroup
    say: Text
    clause: Clause
    kind: StepKind = StepKind.DO
    after: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Phase:
    """Steps that belong together. A phase begins when every step of the one before is done; its groups work side by side."""

    id: str
    name: Text
    steps: tuple[PlanStep, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """One major-incident playbook. A failed test afterwards leads back to the beginning of the phase `again`."""

    id: PlanId
    version: int
    name: Text
    starts: tuple[Start, ...]
    groups: tuple[GroupDuty, ...]
    phases: tuple[Phase, ...]
    again: str

    @property
    def steps(self) -> tuple[PlanStep, ...]:
        """All of them, in order."""
        return tuple(step for phase in self.phases for step in phase.steps)

    def step(self, name: str) -> PlanStep:
        """Raises KeyError for a step that the plan has not."""
        return {step.id: step for step in self.steps}[name]

    def duty(self, group: EmergencyGroup) -> GroupDuty:
        """Every group has one; the loader sees to it."""
        return next(duty for duty in self.groups if duty.group is group)

    def fits(self, facts: FaultFacts) -> bool:
        """Whether a fault is one that this plan is for."""
        return any(start.fits(facts) for start in self.starts)

    def resembles(self, facts: FaultFacts) -> bool:
        """Whether a fault is such a one, however far it reaches: while the plan goes on, one room's report is part of it."""
        return any(replace(start, impacts=()).fits(facts) for start in self.starts)


def suggested(plans: Iterable[Plan], facts: FaultFacts | None) -> tuple[Plan, ...]:
    """Every plan, those first that are for such a fault. A person chooses."""
    return tuple(sorted(plans, key=lambda plan: (facts is None or not plan.fits(facts), plan.id)))
