"""When reports of several rooms are one common fault (共同故障): the rules are data, this only counts. Pure (ADR 0021).

A common fault is no major incident (`desk.incident`): it is one ticket that others follow, found by itself and split by
one button; a major incident is declared by a supervisor and has emergency groups.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from desk import events as ev
from desk import voice_events as vev
from desk.contract import Contract
from desk.grading import FaultFacts
from desk.ids import RoomId
from desk.reading import Impact, Symptom
from desk.sla import deadlines
from desk.ticket import Ticket, replay


class Shared(StrEnum):
    """What the rooms of a common fault have in common."""

    BUILDING = "building"
    SWITCH = "switch"
    MODEL = "model"
    SCHOOL = "school"


@dataclass(frozen=True, slots=True)
class MergingRule:
    """`rooms` rooms (in at least `buildings` buildings) that share `of`, each reported within `within`, are one common fault,
    which reaches as far as `impact` says: what that makes of the grade is the contract's business.

    With `symptoms` any of these is the same fault, whatever the device; without, device and symptom must be equal.
    """

    id: str
    of: Shared
    rooms: int
    within: timedelta
    impact: Impact
    symptoms: tuple[Symptom, ...] = ()
    buildings: int = 1


@dataclass(frozen=True, slots=True)
class Report:
    """One report as the rules see it. `ticket` is None for the one that is just made; what is not known is empty."""

    at: datetime
    room: RoomId
    facts: FaultFacts
    building: str = ""
    switch: str = ""
    model: str = ""
    ticket: Ticket | None = None

    def shared(self, what: Shared) -> str:
        """What a rule compares; a school has no name here, all reports are of one."""
        if what is Shared.SCHOOL:
            return ""
        return {Shared.BUILDING: self.building, Shared.SWITCH: self.switch, Shared.MODEL: self.model}[what]


@dataclass(frozen=True, slots=True)
class Common:
    """The reports that are one common fault with the new one, by this rule."""

    rule: MergingRule
    place: str
    tickets: tuple[Ticket, ...]

    @property
    def lead(self) -> Ticket:
        """The ticket the others follow: the one that leads already, else one that somebody works on, else the oldest."""
        leading = [ticket for ticket in self.tickets if ticket.voices.children]
        taken = [ticket for ticket in self.tickets if ticket.handler is not None]
        return min(leading or taken or self.tickets, key=lambda ticket: (ticket.opened_at, ticket.no))

    @property
    def followers(self) -> tuple[Ticket, ...]:
        """The others that nobody works on yet and that follow nothing; somebody's job is not taken out of their hands."""
        lead = self.lead
        return tuple(
            ticket
            for ticket in self.tickets
            if ticket.id != lead.id and ticket.handler is None and not ticket.is_dormant
        )


def common(rules: Iterable[MergingRule], new: Report, others: Sequence[Report]) -> Common | None:
    """The first rule under which the new report and those before it are one fault; None when there is none."""
    for rule in rules:
        alike = [other for other in others if _is_alike(rule, new, other)]
        counted = (new, *alike)
        rooms, buildings = {r.room for r in counted}, {r.building for r in counted if r.building}
        if len(rooms) >= rule.rooms and len(buildings) >= (rule.buildings if rule.buildings > 1 else 0):
            tickets = tuple(other.ticket for other in alike if other.ticket is not None)
            return Common(rule, new.shared(rule.of), tickets) if tickets else None
    return None


def longest(rules: Iterable[MergingRule]) -> timedelta:
    """How far back any rule looks."""
    return max((rule.within for rule in rules), default=timedelta())


def _is_alike(rule: MergingRule, new: Report, other: Report) -> bool:
    if other.room == new.room or new.at - other.at > rule.within:
        return False
    if rule.of is not Shared.SCHOOL and (
        not new.shared(rule.of) or new.shared(rule.of) != other.shared(rule.of)
    ):
        return False
    if rule.symptoms:
        return new.facts.symptom in rule.symptoms and other.facts.symptom in rule.symptoms
    same = new.facts.device is other.facts.device and new.facts.symptom is other.facts.symptom
    return same and new.facts.device is not None and new.facts.symptom not in (None, Symptom.UNSPECIFIED)


def split(trail: Sequence[ev.Event], contract: Contract, at: datetime) -> vev.CommonFaultSplit:
    """The leading ticket as it would stand had there been no common fault: its trail without what that had changed.

    A stage counts as missed only where its own deadline has passed by `at`.
    """
    alone = replay(_without_merging(trail))
    past = {line.stage for line in deadlines(alone, contract) if line.due <= at}
    return vev.CommonFaultSplit(
        at=at,
        facts=alone.fault.facts,
        verdict=alone.verdict,
        ceilings=alone.ceilings,
        settled=tuple(replace(line, missed=line.stage in past and line.missed) for line in alone.settled),
        missed=tuple(stage for stage in alone.missed if stage in past),
        lesson_at=alone.lesson_at,
    )


def _without_merging(trail: Sequence[ev.Event]) -> Iterable[ev.Event]:
    """The events, without `CommonFaultFound` and the wider reach and grade that the desk gave the ticket right after it."""
    found: datetime | None = None
    for event in trail:
        if isinstance(event, vev.CommonFaultFound):
            found = event.at
            continue
        widened = isinstance(event, ev.FaultCorrected | ev.Regraded) and event.by is None
        if widened and found == event.at:
            continue
        found = None
        yield event
