"""The moments of a rehearsal as lines: what happens, to whom, by which clause. Names as the roster has them, numbers masked."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from app.tables import STAGES
from desk import events as ev
from desk.contract import Contract, StageName
from desk.ids import PersonId
from desk.notices import Kind
from desk.people import Person, Tier, masked
from desk.rehearsal import Moment
from usecases.rehearse_contract import RehearsalOrder, Rehearsed


@dataclass(frozen=True, slots=True)
class Line:
    """One line; `kind` is a code for programs."""

    at: datetime
    kind: str
    what: str
    who: str = ""
    clause: str = ""


@dataclass(frozen=True, slots=True)
class _Scene:
    """What a line needs besides its event."""

    contract: Contract
    people: Mapping[PersonId, Person]
    moment: Moment

    def names(self, people: tuple[PersonId, ...]) -> str:
        return "、".join(self.people[person].name if person in self.people else person for person in people)

    def told(self, *kinds: Kind) -> str:
        """The people who get one of these notices now."""
        found = dict.fromkeys(n.to for n in self.moment.notices if n.kind in kinds and n.to is not None)
        return self.names(tuple(found))

    def clause(self, stage: StageName) -> str:
        """The clause of a stage in the grade of the moment."""
        stages = self.contract.grade(self.moment.ticket.verdict.grade).stages
        rule = next((rule for rule in stages if rule.name is stage), None)
        if rule is None:
            return ""
        return f"{rule.clause}{'（内部目标 own goal）' if rule.internal else ''}"


_TIERS = {
    Tier.FIRST: "一线 first",
    Tier.SECOND: "二线 second",
    Tier.THIRD: "三线 third",
    Tier.VENDOR: "厂家 maker",
    Tier.SUPERVISOR: "主管 supervisor",
}


def lines_of(order: RehearsalOrder, done: Rehearsed) -> tuple[Line, ...]:
    """Every line in order, each repetition of the phone list too."""
    return tuple(
        line for moment in done.moments for line in _lines(_Scene(order.contract, done.people, moment))
    )


def folded(lines: tuple[Line, ...], contract: Contract) -> tuple[Line, ...]:
    """The same with the repetitions of a phone list told in its first line, while the people on it stay the same."""
    lists = [(line.kind, line.who) for line in lines]
    every = int(contract.ladder.repeat_every.total_seconds() // 60)
    return tuple(
        replace(line, what=f"{line.what}，每{every}分钟重复 every {every} min (×{lists.count(key)})")
        if line.kind == "call_list" and lists.count(key) > 1
        else line
        for number, (line, key) in enumerate(zip(lines, lists, strict=True))
        if line.kind != "call_list" or lists.index(key) == number
    )


def _lines(scene: _Scene) -> Iterator[Line]:
    for event in scene.moment.events:
        write = _WRITERS.get(type(event))
        if write is not None:
            yield write(scene, event)
    warning = next((notice for notice in scene.moment.notices if notice.kind is Kind.AGEING), None)
    if warning is not None:
        clause = scene.contract.ageing[int(dict(warning.extra)["clause"])].clause
        what = "提醒 reminder：将因久未解决升级 will rise by age"
        yield Line(scene.moment.at, "reminder", what, scene.told(Kind.AGEING), str(clause))


def _opened(scene: _Scene, event: ev.TicketOpened) -> Line:
    grade = scene.contract.grade(event.verdict.grade)
    return Line(
        event.at, "opened", f"报修 report：{grade.label.zh} {grade.label.en}", "", str(event.verdict.clause)
    )


def _paged(scene: _Scene, event: ev.Paged) -> Line:
    """The first rung is a call; a higher one is reached because nobody answered."""
    rises = event.rung > 0
    word = "升级 escalation" if rises else "呼叫 call"
    tiers = "、".join(_TIERS[tier] for tier in event.tiers)
    clause = (
        scene.contract.ladder.clause
        if rises
        else scene.contract.grade(scene.moment.ticket.verdict.grade).clause
    )
    return Line(
        event.at,
        "escalation" if rises else "call",
        f"{word}：{tiers}",
        scene.names(event.people),
        str(clause),
    )


def _nobody(scene: _Scene, event: ev.NobodyOnCall) -> Line:
    tiers = "、".join(_TIERS[tier] for tier in event.tiers)
    return Line(
        event.at, "nobody", f"无人可呼叫 nobody on call：{tiers}", "", str(scene.contract.ladder.clause)
    )


def _listed(scene: _Scene, event: ev.CallListSent) -> Line:
    numbers = "、".join(
        f"{person.name} {masked(person.phone) or '无电话 no number'}"
        for person in (scene.people[name] for name in event.people if name in scene.people)
    )
    to = scene.told(Kind.CALL_LIST)
    return Line(
        event.at, "call_list", "电话名单 phone list", f"{to} ← {numbers}", str(scene.contract.ladder.clause)
    )


def _neared(scene: _Scene, event: ev.DeadlineNeared) -> Line:
    who = scene.told(Kind.REMIND, Kind.NEAR)
    return Line(event.at, "reminder", f"提醒 reminder：{STAGES[event.stage]}", who, scene.clause(event.stage))


def _missed(scene: _Scene, event: ev.DeadlineMissed) -> Line:
    who = scene.told(Kind.BREACHED, Kind.MISSED)
    return Line(event.at, "breach", f"超时 breach：{STAGES[event.stage]}", who, scene.clause(event.stage))


def _risen(scene: _Scene, event: ev.Regraded) -> Line:
    grade = scene.contract.grade(event.verdict.grade)
    what = f"升为 rises to {grade.label.zh} {grade.label.en}"
    return Line(event.at, "regrade", what, scene.told(Kind.RISEN), str(event.verdict.clause))


_WRITERS: Mapping[type[ev.Event], Callable[[_Scene, Any], Line]] = {
    ev.TicketOpened: _opened,
    ev.Paged: _paged,
    ev.NobodyOnCall: _nobody,
    ev.CallListSent: _listed,
    ev.DeadlineNeared: _neared,
    ev.DeadlineMissed: _missed,
    ev.Regraded: _risen,
}
