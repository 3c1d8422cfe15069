"""Journey: major events. Supervisors list, enter and call them off, a teacher announces one, staff say what is arranged."""

import re
from collections.abc import Callable
from dataclasses import replace

from bot.dialogue import Dialogue, Idle, PlanningEvent
from bot.turn import Turn
from bot.when import Span, read_span
from desk.buttons import Option, Press, Verb
from desk.event_duties import Owed
from desk.ids import EventId, RoomId, SchoolId
from desk.major_events import EventKind, EventState, MajorEvent
from desk.messages import Urgency
from desk.notices import Kind, Notice
from desk.people import Role
from desk.reading import Occasion
from desk.refusals import NotAllowed, NotFound
from usecases.plan_event import (
    cancel_event,
    confirm_event,
    event_extra,
    overseen,
    plan_event,
    propose_event,
)
from usecases.prepare_event import arrange, owed_of
from usecases.recording import tell

_SHOWN, _SCHOOLS, _LABEL = 4, 8, 9
_KINDS: tuple[tuple[EventKind, re.Pattern[str]], ...] = (
    (EventKind.PARENTS_MEETING, re.compile(r"家长会|parents", re.I)),
    (EventKind.EXAM, re.compile(r"考|听力|阅卷|期中|期末|exam|test", re.I)),
    (EventKind.OPEN_CLASS, re.compile(r"公开课|赛课|听课|评课|open class|demo lesson", re.I)),
    (EventKind.SURVEY, re.compile(r"检查|领导|督导|普查|验收|inspect|visit", re.I)),
)
_NEVER_MIND = frozenset({"算了", "取消", "不登记了", "never mind", "nevermind", "cancel"})


def events(turn: Turn) -> Dialogue:
    """What is ahead at the supervisor's schools, with what is arranged; ✕ calls one off."""
    ahead = turn.uow.major_events.ahead(turn.me.schools, turn.uow.now)[:_SHOWN]
    lines = "\n".join(_line(turn, event) for event in ahead)
    drop = [
        Option(Press(Verb.EVENT_DROP, arg=event.id), f"✕ {number} {event.name[:_LABEL]}".strip())
        for number, event in enumerate(ahead, 1)
    ]
    turn.say(Kind.EVENTS, *drop, Option(Press(Verb.EVENT_NEW)), lines=lines)
    return Idle()


def press_new(turn: Turn, _press: Press) -> Dialogue:
    """Enter one: at which school? Not asked where there is only one."""
    _require_supervisor(turn)
    schools = [school for school in turn.uow.places.schools() if turn.me.covers(school.id)]
    if len(schools) == 1:
        return _ask_kind(turn, schools[0].id)
    buttons = [Option(Press(Verb.EVENT_SCHOOL, arg=school.id), school.name) for school in schools]
    turn.say(Kind.EVENT_ASK_SCHOOL, *buttons[:_SCHOOLS])
    return PlanningEvent()


def press_school(turn: Turn, press: Press) -> Dialogue:
    """The school was chosen. Raises NotFound for one that is not theirs."""
    _require_supervisor(turn)
    if not turn.me.covers(turn.uow.places.school(SchoolId(press.arg)).id):
        raise NotFound(press.arg)
    return _ask_kind(turn, SchoolId(press.arg))


def press_kind(turn: Turn, press: Press) -> Dialogue:
    """The kind was chosen: when is it?"""
    here = turn.dialogue
    if not isinstance(here, PlanningEvent) or here.school is None:
        return events(turn)
    turn.say(Kind.EVENT_ASK_WHEN, again="")
    return PlanningEvent(here.school, EventKind(press.arg))


def press_whole(turn: Turn, _press: Press) -> Dialogue:
    """The whole school."""
    return _entered(turn, ())


def answer(turn: Turn) -> Dialogue:
    """Typed words while an event is being entered: its time, then its rooms."""
    here, text = turn.dialogue, turn.incoming.text.strip()
    if not isinstance(here, PlanningEvent) or text.casefold() in _NEVER_MIND:
        return events(turn)
    if here.school is None:
        return press_new(turn, Press(Verb.EVENT_NEW))
    if here.kind is None:
        return _ask_kind(turn, here.school)
    return _take_rooms(turn, here.school, text) if here.starts else _take_time(turn, here, text)


def press_drop(turn: Turn, press: Press) -> Dialogue:
    """Really?"""
    event = overseen(turn.uow, EventId(press.arg), turn.me.id)
    button = Option(Press(Verb.EVENT_DROP_REALLY, arg=press.arg))
    _say_about(turn, Kind.EVENT_DROP_SURE, event, button)
    return turn.dialogue


def press_drop_really(turn: Turn, press: Press) -> Dialogue:
    """Called off."""
    event = cancel_event(turn.uow, EventId(press.arg), turn.me.id)
    _say_about(turn, Kind.EVENT_DROPPED, event)
    return turn.dialogue


def press_decline(turn: Turn, press: Press) -> Dialogue:
    """A teacher's announcement is declined. One that another supervisor has confirmed meanwhile stays: that is said."""
    event = overseen(turn.uow, EventId(press.arg), turn.me.id)
    if event.state is not EventState.PLANNED:
        return press_drop_really(turn, press)
    _say_planned(turn, event)
    return turn.dialogue


def press_confirm(turn: Turn, press: Press) -> Dialogue:
    """A teacher's announcement is an event from now on."""
    _say_planned(turn, confirm_event(turn.uow, EventId(press.arg), turn.me.id))
    return turn.dialogue


def press_arranged(turn: Turn, press: Press) -> Dialogue:
    """已安排: whoever said it first is named."""
    event_id, _, duty = press.arg.partition("/")
    event = arrange(turn.uow, EventId(event_id), duty, turn.me.id)
    by = next(done.by for done in event.arranged if done.duty == duty)
    what = next(one.what for one in owed_of(turn.uow, event) if one.id == duty)
    turn.say(Kind.EVENT_ARRANGED, what_zh=what.zh, what_en=what.en, who=turn.uow.people.get(by).name)
    return turn.dialogue


def announces(turn: Turn) -> bool:
    """Whether a teacher speaks of an event on a named day and of nothing that is broken."""
    fault = turn.reading.fault
    broken = fault.device is not None or fault.symptom is not None
    if turn.reading.occasion is Occasion.NONE or broken or not isinstance(turn.dialogue, Idle):
        return False
    return _span(turn) is not None


def announce(turn: Turn) -> Dialogue:
    """明天上午公开课: a supervisor is asked; until then nothing changes."""
    span = _span(turn)
    if span is None or span.ends <= turn.uow.now:
        turn.say(Kind.OUT_OF_SCOPE, guiding="")
        return turn.dialogue
    place = turn.reading.fault.place
    rooms = place.rooms if place and len(place.rooms) == 1 else ()
    name = " ".join(span.rest.replace(place.words if place else "", "").split())
    event = _event(turn, turn.me.schools[0], _kind(turn.incoming.text), span, rooms)
    event = propose_event(turn.uow, replace(event, name=name[:40]))
    _say_about(turn, Kind.EVENT_ANNOUNCED, event)
    return turn.dialogue


PRESSES: dict[Verb, Callable[[Turn, Press], Dialogue]] = {
    Verb.EVENT_NEW: press_new,
    Verb.EVENT_SCHOOL: press_school,
    Verb.EVENT_KIND: press_kind,
    Verb.EVENT_WHOLE: press_whole,
    Verb.EVENT_DROP: press_drop,
    Verb.EVENT_DROP_REALLY: press_drop_really,
    Verb.EVENT_CONFIRM: press_confirm,
    Verb.EVENT_DECLINE: press_decline,
    Verb.EVENT_ARRANGED: press_arranged,
}


def _ask_kind(turn: Turn, school: SchoolId) -> Dialogue:
    buttons = [Option(Press(Verb.EVENT_KIND, arg=kind.value)) for kind in EventKind]
    turn.say(Kind.EVENT_ASK_KIND, *buttons)
    return PlanningEvent(school)


def _take_time(turn: Turn, here: PlanningEvent, text: str) -> Dialogue:
    span = read_span(text, turn.uow.now, turn.uow.zone)
    if span is None or span.ends <= turn.uow.now:
        turn.say(Kind.EVENT_ASK_WHEN, again="past" if span else "unread")
        return here
    turn.say(Kind.EVENT_ASK_ROOMS, Option(Press(Verb.EVENT_WHOLE)), again="")
    return PlanningEvent(here.school, here.kind, span.starts, span.ends, span.rest[:40])


def _take_rooms(turn: Turn, school: SchoolId, text: str) -> Dialogue:
    """Rooms by their name or number; one that the school does not have is asked again."""
    named = {
        name.casefold(): room.id
        for room in turn.uow.places.rooms(school)
        for name in (room.name, *room.aliases)
    }
    words = [word for word in re.split(r"[、,，;；\s]+", text.casefold()) if word]
    unknown = [word for word in words if word not in named]
    if unknown or not words:
        turn.say(Kind.EVENT_ASK_ROOMS, Option(Press(Verb.EVENT_WHOLE)), again="、".join(unknown))
        return turn.dialogue
    return _entered(turn, tuple(dict.fromkeys(named[word] for word in words)))


def _entered(turn: Turn, rooms: tuple[RoomId, ...]) -> Dialogue:
    here = turn.dialogue
    if not isinstance(here, PlanningEvent) or not (here.school and here.kind and here.starts and here.ends):
        return events(turn)
    span = Span(here.starts, here.ends, here.name)
    _say_planned(turn, plan_event(turn.uow, _event(turn, here.school, here.kind, span, rooms)))
    return Idle()


def _event(
    turn: Turn, school: SchoolId, kind: EventKind, span: Span, rooms: tuple[RoomId, ...]
) -> MajorEvent:
    fresh = EventId(turn.uow.fresh_id())
    return MajorEvent(fresh, school, kind, span.rest, span.starts, span.ends, rooms, by=turn.me.id)


def _say_planned(turn: Turn, event: MajorEvent) -> None:
    owed = owed_of(turn.uow, event)
    unknown = "yes" if any(one.day is None for one in owed) else ""
    _say_about(turn, Kind.EVENT_PLANNED, event, owed=_owed(turn, owed), unknown=unknown)


def _say_about(turn: Turn, kind: Kind, event: MajorEvent, *options: Option, **more: str) -> None:
    """Answer in this chat with a sentence about an event."""
    key, extra = f"{turn.incoming.key}:{kind}", (*event_extra(turn.uow, event), *more.items())
    peer = turn.incoming.peer
    tell(turn.uow, Notice(kind, key, None, peer, None, Urgency.REPLY, options, extra))


def _line(turn: Turn, event: MajorEvent) -> str:
    """`starts|ends|kind|state|to arrange|arranged|name`, as `events.j2` takes it apart."""
    owed = owed_of(turn.uow, event)
    open_ones = _owed(turn, tuple(one for one in owed if not event.is_arranged(one.id)))
    done = _owed(turn, tuple(replace(one, day=None) for one in owed if event.is_arranged(one.id)))
    school = turn.uow.places.school(event.school).name
    name = " ".join(f"{event.name} {school}".split()) if event.name else ""
    head = f"{event.starts.isoformat()}|{event.ends.isoformat()}|{event.kind}|{event.state}"
    return f"{head}|{open_ones}|{done}|{name}"


def _owed(turn: Turn, owed: tuple[Owed, ...]) -> str:
    return ";".join(f"{one.what.of(turn.me.lang)}@{one.day or ''}" for one in owed)


def _span(turn: Turn) -> Span | None:
    return read_span(turn.incoming.text, turn.uow.now, turn.uow.zone)


def _kind(words: str) -> EventKind:
    return next((kind for kind, pattern in _KINDS if pattern.search(words)), EventKind.ACTIVITY)


def _require_supervisor(turn: Turn) -> None:
    if turn.me.role is not Role.SUPERVISOR:
        raise NotAllowed(Verb.EVENT_NEW)
