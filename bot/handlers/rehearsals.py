"""Journey: a supervisor tries who would be called. /rehearse, 演练: which school → which grade → when → a time line. Opens
nothing, calls nobody (`usecases.rehearse_contract` only reads).
"""

import re
from datetime import datetime, time, timedelta

from bot.dialogue import Dialogue, Idle, RehearsalWanted
from bot.times import clock_said, instant_said
from bot.turn import Turn
from bot.when import read_span
from desk.buttons import Option, Press, Verb
from desk.contract import Contract
from desk.ids import GradeId, PersonId, SchoolId
from desk.language import Lang
from desk.notices import Kind
from desk.people import Role
from desk.permissions import require_role
from desk.places import School
from desk.refusals import NotFound
from desk.rehearsal_lines import Line, LineKind, folded, lines_of
from usecases.rehearse_contract import Rehearsed, rehearse_at

_SAID = re.compile(r"/?(?:rehearse|演练)(?:[\s:：]+(?P<rest>.*))?", re.I)
_NEVER_MIND = frozenset({"算了", "取消", "不演练了", "never mind", "nevermind", "cancel"})
_NOW = frozenset({"现在", "马上", "即刻", "now"})
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_WEEKDAY = re.compile(rf"\b({'|'.join(_WEEKDAYS)})[a-z]*\b", re.I)
_SCHOOLS, _LINES = 6, 8
_EVENING, _FRIDAY, _LATE_FRIDAY = time(19), 4, time(17, 50)
_LABELS = {
    Lang.ZH: {"now": "现在", "evening": "今晚 19:00", "friday": "周五 17:50", "more": "后面的"},
    Lang.EN: {
        "now": "Now",
        "evening": "This evening 19:00",
        "friday": "Friday 17:50",
        "more": "What follows",
    },
}


def begin(turn: Turn) -> Dialogue:
    """/rehearse alone: at which school? Not asked where there is only one."""
    require_role(turn.me, Verb.REHEARSE)
    return _where(turn)


def heard(turn: Turn) -> Dialogue | None:
    """演练 with anything of school, grade and time behind it, or the answer to what was asked. None for all other words."""
    text = turn.incoming.text.strip()
    if turn.person is None or turn.me.role is Role.TEACHER:
        return None
    said = _SAID.fullmatch(text)
    if said is not None:
        require_role(turn.me, Verb.REHEARSE)
        where, _, rest = (said["rest"] or "").strip().partition(" ")
        return _said(turn, where, rest.strip()) if where else _where(turn)
    return _answered(turn, turn.dialogue, text) if isinstance(turn.dialogue, RehearsalWanted) else None


def press_school(turn: Turn, press: Press) -> Dialogue:
    """The school was chosen."""
    return _which(turn, _school(turn, press))


def press_grade(turn: Turn, press: Press) -> Dialogue:
    """The grade was chosen."""
    school = _school(turn, press)
    return _when(turn, school, _grade_of(_contract(turn, school), press.arg.split("|")[1]))


def press_at(turn: Turn, press: Press) -> Dialogue:
    """The time was chosen, or a further page of the time line asked for."""
    school = _school(turn, press)
    _, grade, at, page = press.arg.split("|")
    instant = turn.uow.now if at == "now" else datetime.fromisoformat(at)
    return _told(turn, school, _grade_of(_contract(turn, school), grade), instant, int(page))


def _answered(turn: Turn, wanted: RehearsalWanted, text: str) -> Dialogue:
    """Typed words where a button was offered."""
    if text.casefold() in _NEVER_MIND:
        turn.say(Kind.REHEARSAL_ASK, about="dropped")
        return Idle()
    if wanted.school is None:
        where, _, rest = text.partition(" ")
        found = _called(turn, text)
        return _which(turn, found) if found else _said(turn, where, rest.strip())
    school = turn.uow.places.school(wanted.school)
    if wanted.grade is None:
        return _graded(turn, school, text)
    return _timed(turn, school, wanted.grade, text)


def _said(turn: Turn, where: str, rest: str) -> Dialogue:
    """School or contract first, then the grade, then the time; what is missing is asked."""
    school = _called(turn, where)
    if school is None:
        return _where(turn, again="yes")
    return _graded(turn, school, rest) if rest else _which(turn, school)


def _graded(turn: Turn, school: School, words: str) -> Dialogue:
    word, _, rest = words.partition(" ")
    found = _grade_called(_contract(turn, school), words) or _grade_called(_contract(turn, school), word)
    if found is None:
        return _which(turn, school, again="yes")
    rest = "" if words.casefold() == found.casefold() else rest.strip()
    return _timed(turn, school, found, rest) if rest else _when(turn, school, found)


def _timed(turn: Turn, school: School, grade: GradeId, words: str) -> Dialogue:
    at = _instant(turn, words)
    return _told(turn, school, grade, at, 1) if at else _when(turn, school, grade, again="yes")


def _where(turn: Turn, again: str = "") -> Dialogue:
    schools = _overseen(turn)
    if len(schools) == 1 and not again:
        return _which(turn, schools[0])
    if not schools:
        turn.say(Kind.REHEARSAL_ASK, about="no_school")
        return Idle()
    buttons = (Option(Press(Verb.REHEARSE, arg=school.id), school.name) for school in schools[:_SCHOOLS])
    turn.say(Kind.REHEARSAL_ASK, *buttons, about="where", again=again)
    return RehearsalWanted()


def _which(turn: Turn, school: School, again: str = "") -> Dialogue:
    lang = turn.me.lang
    buttons = (
        Option(Press(Verb.REHEARSE_GRADE, arg=f"{school.id}|{grade.id}"), grade.label.of(lang))
        for grade in _contract(turn, school).grades
    )
    turn.say(Kind.REHEARSAL_ASK, *buttons, about="grade", again=again, school=_name(turn, school))
    return RehearsalWanted(school.id)


def _when(turn: Turn, school: School, grade: GradeId, again: str = "") -> Dialogue:
    labels = _LABELS[turn.me.lang]
    offered = {
        "now": "now",
        "evening": _next(turn, _EVENING).isoformat(),
        "friday": _next(turn, _LATE_FRIDAY, _FRIDAY).isoformat(),
    }
    buttons = (
        Option(Press(Verb.REHEARSE_AT, arg=f"{school.id}|{grade}|{at}|1"), labels[name])
        for name, at in offered.items()
    )
    label = _contract(turn, school).grade(grade).label.of(turn.me.lang)
    turn.say(Kind.REHEARSAL_ASK, *buttons, about="when", again=again, school=_name(turn, school), grade=label)
    return RehearsalWanted(school.id, grade)


def _told(turn: Turn, school: School, grade: GradeId, at: datetime, page: int) -> Dialogue:
    """A page of the time line; the report itself stands in its head."""
    contract = _contract(turn, school)
    done = rehearse_at(turn.uow, school, grade, at)
    if done is None:
        return _which(turn, school, again="none")
    lines = [line for line in folded(lines_of(contract, done.moments)) if line.kind is not LineKind.OPENED]
    shown, rest = lines[(page - 1) * _LINES : page * _LINES], max(len(lines) - page * _LINES, 0)
    arg = f"{school.id}|{grade}|{at.isoformat()}|{page + 1}"
    more = (Option(Press(Verb.REHEARSE_AT, arg=arg), _LABELS[turn.me.lang]["more"]),) if rest else ()
    turn.say(
        Kind.REHEARSED,
        *more,
        school=_name(turn, school),
        grade=contract.grade(grade).label.of(turn.me.lang),
        at=at.isoformat(),
        lines="\n".join(_line(turn, contract, done, line) for line in shown),
        unable=_names(turn, done, done.unreachable),
        more=str(rest),
        page=str(page),
    )
    return Idle()


def _line(turn: Turn, contract: Contract, done: Rehearsed, line: Line) -> str:
    """`instant|kind|tiers, stage, grade or minutes between phone lists|names`, as `rehearsals.j2` takes it apart."""
    about = line.stage or ",".join(line.tiers)
    if line.grade:
        about = contract.grade(line.grade).label.of(turn.me.lang)
    if line.times > 1:
        about = f"{contract.ladder.repeat_every.total_seconds() / 60:.0f}"
    return f"{line.at.isoformat()}|{line.kind}|{about}|{_names(turn, done, line.people)}"


def _names(turn: Turn, done: Rehearsed, people: tuple[PersonId, ...]) -> str:
    comma = "、" if turn.me.lang is Lang.ZH else ", "
    return comma.join(" ".join(done.people[one].name.split()) for one in people if one in done.people)


def _instant(turn: Turn, words: str) -> datetime | None:
    """Now, a day with its time, a time alone; a day alone begins in the morning. What has passed may be rehearsed too."""
    now, zone = turn.uow.now, turn.uow.zone
    if words.casefold() in _NOW:
        return now
    weekday, clock = _WEEKDAY.search(words), clock_said(words)
    if weekday and clock:
        return _next(turn, clock, _WEEKDAYS.index(weekday[1].casefold()))
    span = read_span(words, now, zone)
    return span.starts if span else instant_said(words, now, zone)


def _next(turn: Turn, at: time, weekday: int | None = None) -> datetime:
    """The next such wall-clock time, on that weekday (0 is Monday) where one is named."""
    here = turn.uow.now.astimezone(turn.uow.zone)
    days = (datetime.combine(here.date() + timedelta(days=n), at, turn.uow.zone) for n in range(9))
    return next(day for day in days if day > here and weekday in (None, day.weekday()))


def _overseen(turn: Turn) -> list[School]:
    return [school for school in turn.uow.places.schools() if turn.me.covers(school.id)]


def _called(turn: Turn, word: str) -> School | None:
    """By id, name, alias, or the id or name of its contract: the first of their schools under it."""
    wanted, schools = word.strip().casefold(), _overseen(turn)
    for school in schools:
        names = (school.id, school.name, school.name_en, *school.aliases)
        if wanted and wanted in (name.casefold() for name in names):
            return school
    for school in schools:
        contract = _contract(turn, school)
        if wanted in (contract.id.casefold(), contract.name.zh.casefold(), contract.name.en.casefold()):
            return school
    return None


def _grade_called(contract: Contract, word: str) -> GradeId | None:
    names = ((grade.id, {grade.id.casefold(), grade.label.zh.casefold(), grade.label.en.casefold()})
             for grade in contract.grades)  # fmt: skip
    return next((grade for grade, known in names if word.strip().casefold() in known), None)


def _grade_of(contract: Contract, wanted: str) -> GradeId:
    """Raises NotFound for a grade that the contract now in force does not know."""
    found = next((grade.id for grade in contract.grades if grade.id == wanted), None)
    if found is None:
        raise NotFound(wanted)
    return found


def _school(turn: Turn, press: Press) -> School:
    """The school of a button. Raises NotAllowed for anybody but supervisors, NotFound for a school that is not theirs."""
    require_role(turn.me, press.verb)
    school = turn.uow.places.school(SchoolId(press.arg.split("|")[0]))
    if not turn.me.covers(school.id):
        raise NotFound(school.id)
    return school


def _contract(turn: Turn, school: School) -> Contract:
    return turn.uow.contracts.current(school.contract, school.calendar)


def _name(turn: Turn, school: School) -> str:
    return school.name_en if turn.me.lang is Lang.EN and school.name_en else school.name


PRESSES = {
    Verb.REHEARSE: press_school,
    Verb.REHEARSE_GRADE: press_grade,
    Verb.REHEARSE_AT: press_at,
}
