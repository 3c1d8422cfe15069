"""The lines of a rehearsal in the words of the terminal, both languages at once. Names as the roster has them, numbers masked."""

from dataclasses import dataclass
from datetime import datetime

from app.tables import STAGES
from desk import rehearsal_lines as told
from desk.ids import PersonId
from desk.people import Tier, masked
from desk.rehearsal_lines import LineKind
from usecases.rehearse_contract import RehearsalOrder, Rehearsed


@dataclass(frozen=True, slots=True)
class Line:
    """One line; `kind` is a code for programs."""

    at: datetime
    kind: str
    what: str
    who: str = ""
    clause: str = ""


_TIERS = {
    Tier.FIRST: "一线 first",
    Tier.SECOND: "二线 second",
    Tier.THIRD: "三线 third",
    Tier.VENDOR: "厂家 maker",
    Tier.SUPERVISOR: "主管 supervisor",
}
_WORDS = {
    LineKind.OPENED: "报修 report：{grade}",
    LineKind.CALL: "呼叫 call：{tiers}",
    LineKind.ESCALATION: "升级 escalation：{tiers}",
    LineKind.ACCEPTED: "接单 accepts",
    LineKind.NOBODY: "无人可呼叫 nobody on call：{tiers}",
    LineKind.CALL_LIST: "电话名单 phone list{again}",
    LineKind.REMINDER: "提醒 reminder：{stage}",
    LineKind.AGEING: "提醒 reminder：将因久未解决升级 will rise by age",
    LineKind.BREACH: "超时 breach：{stage}",
    LineKind.REGRADE: "升为 rises to {grade}",
}
_CODES = {LineKind.AGEING: LineKind.REMINDER}


def lines_of(order: RehearsalOrder, done: Rehearsed) -> tuple[Line, ...]:
    """Every line in order, each repetition of the phone list too."""
    return _worded(order, done, told.lines_of(order.contract, done.moments))


def folded_lines(order: RehearsalOrder, done: Rehearsed) -> tuple[Line, ...]:
    """The same with the repetitions of a phone list told in its first line."""
    return _worded(order, done, told.folded(told.lines_of(order.contract, done.moments)))


def _worded(order: RehearsalOrder, done: Rehearsed, lines: tuple[told.Line, ...]) -> tuple[Line, ...]:
    return tuple(
        Line(
            line.at,
            _CODES.get(line.kind, line.kind),
            _what(order, line),
            _who(done, line),
            f"{line.clause}{'（内部目标 own goal）' if line.internal else ''}",
        )
        for line in lines
    )


def _what(order: RehearsalOrder, line: told.Line) -> str:
    grade = order.contract.grade(line.grade).label if line.grade else None
    every = int(order.contract.ladder.repeat_every.total_seconds() // 60)
    return _WORDS[line.kind].format(
        grade=f"{grade.zh} {grade.en}" if grade else "",
        tiers="、".join(_TIERS[tier] for tier in line.tiers),
        stage=STAGES[line.stage] if line.stage else "",
        again=f"，每{every}分钟重复 every {every} min (×{line.times})" if line.times > 1 else "",
    )


def _who(done: Rehearsed, line: told.Line) -> str:
    names = "、".join(_name(done, person) for person in line.people)
    if line.kind is not LineKind.CALL_LIST:
        return names
    numbers = (
        f"{person.name} {masked(person.phone) or '无电话 no number'}"
        for person in (done.people[one] for one in line.listed if one in done.people)
    )
    return f"{names} ← {'、'.join(numbers)}"


def _name(done: Rehearsed, person: PersonId) -> str:
    return done.people[person].name if person in done.people else person
