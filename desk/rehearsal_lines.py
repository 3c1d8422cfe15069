"""The moments of a rehearsal as lines: what happens, to whom, by which clause. Codes and ids; the words are for whoever shows them."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from desk import events as ev
from desk.contract import Contract, StageName
from desk.ids import GradeId, PersonId
from desk.notices import Kind
from desk.people import Tier
from desk.rehearsal import Moment


class LineKind(StrEnum):
    """What a line tells."""

    OPENED = "opened"
    CALL = "call"
    ACCEPTED = "accepted"
    ESCALATION = "escalation"
    NOBODY = "nobody"
    CALL_LIST = "call_list"
    REMINDER = "reminder"
    AGEING = "ageing"
    BREACH = "breach"
    REGRADE = "regrade"


@dataclass(frozen=True, slots=True)
class Line:
    """One line. `people` are called or told, `listed` stand in a phone list; `internal` is the desk's own goal. `times` counts
    what was folded into it.
    """

    at: datetime
    kind: LineKind
    people: tuple[PersonId, ...] = ()
    tiers: tuple[Tier, ...] = ()
    stage: StageName | None = None
    grade: GradeId | None = None
    listed: tuple[PersonId, ...] = ()
    clause: str = ""
    internal: bool = False
    times: int = 1


def lines_of(contract: Contract, moments: Iterable[Moment]) -> tuple[Line, ...]:
    """Every line in order, each repetition of the phone list too."""
    return tuple(line for moment in moments for line in _lines(_Scene(contract, moment)))


def folded(lines: tuple[Line, ...]) -> tuple[Line, ...]:
    """The same with the repetitions of a phone list told in its first line, while the people on it stay the same."""
    lists = [(line.kind, line.people, line.listed) for line in lines]
    return tuple(
        replace(line, times=lists.count(key)) if line.kind is LineKind.CALL_LIST else line
        for number, (line, key) in enumerate(zip(lines, lists, strict=True))
        if line.kind is not LineKind.CALL_LIST or lists.index(key) == number
    )


@dataclass(frozen=True, slots=True)
class _Scene:
    """What a line needs besides its event."""

    contract: Contract
    moment: Moment

    def told(self, *kinds: Kind) -> tuple[PersonId, ...]:
        """The people who get one of these notices now."""
        return tuple(dict.fromkeys(n.to for n in self.moment.notices if n.kind in kinds and n.to is not None))

    def staged(self, line: Line, stage: StageName) -> Line:
        """The line with a stage, and its clause in the grade of the moment."""
        stages = self.contract.grade(self.moment.ticket.verdict.grade).stages
        rule = next((rule for rule in stages if rule.name is stage), None)
        line = replace(line, stage=stage)
        return replace(line, clause=str(rule.clause), internal=rule.internal) if rule else line

    @property
    def ladder(self) -> str:
        return str(self.contract.ladder.clause)


def _lines(scene: _Scene) -> Iterator[Line]:
    for event in scene.moment.events:
        write = _WRITERS.get(type(event))
        if write is not None:
            yield write(scene, event)
    warning = next((notice for notice in scene.moment.notices if notice.kind is Kind.AGEING), None)
    if warning is not None:
        clause = scene.contract.ageing[int(dict(warning.extra)["clause"])].clause
        yield Line(scene.moment.at, LineKind.AGEING, scene.told(Kind.AGEING), clause=str(clause))


def _opened(_scene: _Scene, event: ev.TicketOpened) -> Line:
    verdict = event.verdict
    return Line(event.at, LineKind.OPENED, grade=verdict.grade, clause=str(verdict.clause))


def _paged(scene: _Scene, event: ev.Paged) -> Line:
    """The first rung is a call; a higher one is reached because nobody answered."""
    grade = scene.contract.grade(scene.moment.ticket.verdict.grade)
    kind, clause = (
        (LineKind.ESCALATION, scene.ladder) if event.rung > 0 else (LineKind.CALL, str(grade.clause))
    )
    return Line(event.at, kind, event.people, event.tiers, clause=clause)


def _accepted(_scene: _Scene, event: ev.Acknowledged) -> Line:
    return Line(event.at, LineKind.ACCEPTED, (event.by,) if event.by else ())


def _nobody(scene: _Scene, event: ev.NobodyOnCall) -> Line:
    return Line(event.at, LineKind.NOBODY, tiers=event.tiers, clause=scene.ladder)


def _listed(scene: _Scene, event: ev.CallListSent) -> Line:
    told = scene.told(Kind.CALL_LIST)
    return Line(event.at, LineKind.CALL_LIST, told, listed=event.people, clause=scene.ladder)


def _neared(scene: _Scene, event: ev.DeadlineNeared) -> Line:
    told = scene.told(Kind.REMIND, Kind.NEAR)
    return scene.staged(Line(event.at, LineKind.REMINDER, told), event.stage)


def _missed(scene: _Scene, event: ev.DeadlineMissed) -> Line:
    told = scene.told(Kind.BREACHED, Kind.MISSED)
    return scene.staged(Line(event.at, LineKind.BREACH, told), event.stage)


def _risen(scene: _Scene, event: ev.Regraded) -> Line:
    verdict = event.verdict
    told = scene.told(Kind.RISEN)
    return Line(event.at, LineKind.REGRADE, told, grade=verdict.grade, clause=str(verdict.clause))


_WRITERS: Mapping[type[ev.Event], Callable[[_Scene, Any], Line]] = {
    ev.TicketOpened: _opened,
    ev.Paged: _paged,
    ev.Acknowledged: _accepted,
    ev.NobodyOnCall: _nobody,
    ev.CallListSent: _listed,
    ev.DeadlineNeared: _neared,
    ev.DeadlineMissed: _missed,
    ev.Regraded: _risen,
}
