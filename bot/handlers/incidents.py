"""Journey: a major incident. Supervisors start and lead it, the members of the five groups answer their steps."""

from collections.abc import Callable

from bot.dialogue import Dialogue, Guiding, Idle, IncidentWords
from bot.recognise import incident_word, nothing_to_say
from bot.turn import Turn
from desk.buttons import Option, Press, Verb
from desk.ids import IncidentId, PersonId, PlanId, SchoolId
from desk.incident import Incident, outcome_now
from desk.incident_events import BusinessState
from desk.incident_plan import PlanStep, StepKind, suggested
from desk.messages import Urgency
from desk.notices import Kind, Notice
from desk.people import EmergencyGroup, Role
from desk.permissions import require
from desk.refusals import NotAllowed, NotFound
from usecases.declare_incident import Declaration, beginning, candidates, declare, running_like
from usecases.end_incident import end, hand_in
from usecases.ports import UnitOfWork
from usecases.recording import tell
from usecases.report_incident import log_lines, report_buttons, report_extra
from usecases.run_incident import add_note, assign, finish, led, take, test_business, want_support
from usecases.tell_incident import (
    card_extra,
    flat,
    head_extra,
    names,
    reins,
    step_buttons,
    step_extra,
)

_SCHOOLS, _PEOPLE, _LABEL, _LINES = 8, 8, 9, 10

_FOUND: dict[Verb, BusinessState] = {
    Verb.INCIDENT_DOWN: BusinessState.DOWN,
    Verb.INCIDENT_PARTLY: BusinessState.PARTLY,
    Verb.INCIDENT_WORKS: BusinessState.WORKS,
    Verb.INCIDENT_RESTORED: BusinessState.WORKS,
    Verb.INCIDENT_NOT_YET: BusinessState.DOWN,
}


def incidents(turn: Turn) -> Dialogue:
    """What goes on at the supervisor's schools; a new one can be started."""
    running = turn.uow.incidents.running(turn.me.schools)
    shown = [
        Option(Press(Verb.INCIDENT_SHOW, arg=one.id), f"#{one.no} {one.plan.name.of(turn.me.lang)[:_LABEL]}")
        for one in running
    ]
    lines = "\n".join(
        f"{one.no}|{flat(one.plan.name.of(turn.me.lang))}|{flat(turn.uow.places.school(one.school).name)}|{one.declared_at.isoformat()}"
        for one in running
    )
    turn.say(Kind.INCIDENTS, *shown[:_SCHOOLS], Option(Press(Verb.INCIDENT_NEW)), lines=lines)
    return Idle()


def press_new(turn: Turn, press: Press) -> Dialogue:
    """Start one, on a ticket (its school is known) or without: at which school?"""
    if press.ticket is not None:
        ticket = turn.uow.tickets.get(press.ticket)
        require(turn.me, Verb.INCIDENT, ticket)
        return _ask_plan(turn, ticket.school, press)
    _require_supervisor(turn)
    schools = [school for school in turn.uow.places.schools() if turn.me.covers(school.id)]
    if len(schools) == 1:
        return _ask_plan(turn, schools[0].id, press)
    buttons = [Option(Press(Verb.INCIDENT_SCHOOL, arg=school.id), school.name) for school in schools]
    turn.say(Kind.INCIDENT_ASK_SCHOOL, *buttons[:_SCHOOLS])
    return turn.dialogue


def press_school(turn: Turn, press: Press) -> Dialogue:
    """The school was chosen."""
    return _ask_plan(turn, SchoolId(press.arg), press)


def press_plan(turn: Turn, press: Press) -> Dialogue:
    """The kind was chosen: who would have which duty, which tickets belong to it; really?"""
    wanted, uow, lang = _wanted(turn, press), turn.uow, turn.me.lang
    begins = beginning(uow, wanted)
    groups = "\n".join(
        f"{flat(duty.name.of(lang))}|{names(uow, [p for group, p in begins.members if group is duty.group])}"
        for duty in begins.plan.groups
    )
    running = running_like(uow, wanted)
    turn.say(
        Kind.INCIDENT_ASK_START,
        Option(Press(Verb.INCIDENT_START, press.ticket, press.arg)),
        plan=begins.plan.name.of(lang),
        school=uow.places.school(wanted.school).name,
        tickets="、".join(str(ticket.no) for ticket in begins.tickets),
        groups=groups,
        running=str(running.no) if running else "",
    )
    return turn.dialogue


def press_start(turn: Turn, press: Press) -> Dialogue:
    """Declared: the card and every first step go out."""
    incident = declare(turn.uow, _wanted(turn, press))
    _say(turn, Kind.INCIDENT_NOTED, head_extra(turn.uow, incident, turn.me.lang), what="started")
    return turn.dialogue


def press_show(turn: Turn, press: Press) -> Dialogue:
    """The card once more, down here."""
    incident = _led(turn, press)
    _say(turn, Kind.INCIDENT_CARD, card_extra(turn.uow, incident, turn.me.lang), *reins(incident))
    return turn.dialogue


def press_staff(turn: Turn, press: Press) -> Dialogue:
    """Which group's duty is to be given to somebody?"""
    incident = _led(turn, press)
    buttons = [
        Option(Press(Verb.INCIDENT_REPLACE, arg=f"{incident.id}/{duty.group}"), duty.name.of(turn.me.lang))
        for duty in incident.plan.groups
    ]
    _say(turn, Kind.INCIDENT_ASK_GROUP, head_extra(turn.uow, incident, turn.me.lang), *buttons)
    return turn.dialogue


def press_whom(turn: Turn, press: Press) -> Dialogue:
    """Who takes it, or comes to help?"""
    incident, lang = _led(turn, press), turn.me.lang
    duty = incident.plan.duty(_group(press))
    people = candidates(turn.uow, incident, duty.group)[:_PEOPLE]
    way = "add" if press.verb is Verb.INCIDENT_ADD else "instead"
    buttons = [
        Option(Press(Verb.INCIDENT_ASSIGN, arg=f"{incident.id}/{duty.group}/{way}/{person.id}"), person.name)
        for person in people
    ]
    extra = (
        *head_extra(turn.uow, incident, lang),
        ("group", duty.name.of(lang)),
        ("duty", duty.duty.of(lang)),
    )
    _say(turn, Kind.INCIDENT_ASK_PERSON, extra, *buttons, way=way)
    return turn.dialogue


def press_assign(turn: Turn, press: Press) -> Dialogue:
    """The person was chosen."""
    incident, group, way, person = press.arg.split("/", 3)
    known = assign(
        turn.uow,
        IncidentId(incident),
        EmergencyGroup(group),
        PersonId(person),
        turn.me.id,
        instead=way == "instead",
    )
    _say(turn, Kind.INCIDENT_NOTED, head_extra(turn.uow, known, turn.me.lang), what="assigned")
    return turn.dialogue


def press_steps(turn: Turn, press: Press) -> Dialogue:
    """A leader looks at what is open, to act on somebody's behalf."""
    incident, lang = _led(turn, press), turn.me.lang
    buttons = [
        Option(
            Press(Verb.INCIDENT_STEP, arg=f"{incident.id}/{step.id}"),
            incident.plan.duty(step.by).name.of(lang),
        )
        for step in incident.open_steps
    ]
    _say(turn, Kind.INCIDENT_CARD, card_extra(turn.uow, incident, lang), *(buttons or reins(incident)))
    return turn.dialogue


def press_step(turn: Turn, press: Press) -> Dialogue:
    """One open step, with its buttons."""
    incident, step = _led(turn, press), _second(press)
    known = next((one for one in incident.open_steps if one.id == step), None)
    if known is None:
        return press_show(turn, press)
    _say_step(turn, incident, known)
    return turn.dialogue


def press_answer(turn: Turn, press: Press) -> Dialogue:
    """收到, 已完成, 需要支援, or what a test found."""
    incident, step = IncidentId(press.arg.partition("/")[0]), _second(press)
    return _answered(turn, press.verb, incident, step)


def press_end(turn: Turn, press: Press) -> Dialogue:
    """What it would end as, and its cause is asked for."""
    incident = _led(turn, press)
    if not incident.is_open:
        return press_show(turn, press)
    left = str(len(incident.plan.steps) - len(incident.done))
    extra = head_extra(turn.uow, incident, turn.me.lang)
    _say(turn, Kind.INCIDENT_ASK_WORDS, extra, about="cause", outcome=outcome_now(incident), left=left)
    return IncidentWords(incident.id, "", "cause")


def press_log(turn: Turn, press: Press) -> Dialogue:
    """Who did what when, in messages of ten lines."""
    incident = _led(turn, press)
    lines = log_lines(turn.uow, incident, turn.me.lang)
    for start in range(0, len(lines), _LINES):
        extra = (
            *head_extra(turn.uow, incident, turn.me.lang),
            ("lines", "\n".join(lines[start : start + _LINES])),
        )
        _say(turn, Kind.INCIDENT_LOG, extra, part=str(start))
    return turn.dialogue


def press_handed_in(turn: Turn, press: Press) -> Dialogue:
    """A written report was handed in."""
    incident = hand_in(turn.uow, IncidentId(press.arg.partition("/")[0]), _second(press), turn.me.id)
    _say_report(turn, incident)
    return turn.dialogue


def take_words(turn: Turn) -> Dialogue:
    """Words that were asked for: about a test, the support wanted, the cause."""
    here, words = turn.dialogue, turn.incoming.text.strip()
    if not isinstance(here, IncidentWords):
        return Idle()
    if here.about == "cause":
        end(turn.uow, here.incident, "" if nothing_to_say(words) else words[:300], turn.me.id)
        return Idle()
    incident = turn.uow.incidents.get(here.incident)
    if words and not nothing_to_say(words):
        incident = add_note(turn.uow, here.incident, here.step, words[:300], turn.me.id)
    _say(turn, Kind.INCIDENT_NOTED, head_extra(turn.uow, incident, turn.me.lang), what=here.about)
    return Idle()


def heard(turn: Turn) -> Dialogue | None:
    """Words that were asked for, or that answer a step this person owes, without the button (已完成, 收到, 需要支援).

    None for all others, and while something else is being asked: then the words belong there. Danger is never a note.
    """
    if isinstance(turn.dialogue, IncidentWords) and not turn.reading.safety:
        return take_words(turn)
    word = incident_word(turn.incoming.text) if isinstance(turn.dialogue, Idle | Guiding) else None
    found = _mine(turn, word) if word else None
    return _answered(turn, word, found[0].id, found[1].id) if word and found else None


def _answered(turn: Turn, verb: Verb, incident: IncidentId, step: str) -> Dialogue:
    known = _ACTS[verb](turn.uow, incident, step, turn.me.id) if verb in _ACTS else None
    if known is None:
        known = test_business(turn.uow, incident, step, _FOUND[verb], turn.me.id)
    about = "support" if verb is Verb.INCIDENT_SUPPORT else "note" if verb in _FOUND else ""
    extra = head_extra(turn.uow, known, turn.me.lang)
    if about:
        _say(turn, Kind.INCIDENT_ASK_WORDS, extra, about=about, outcome="", left="")
        return IncidentWords(incident, step, about)
    _say(turn, Kind.INCIDENT_NOTED, extra, what="done" if verb is Verb.INCIDENT_DONE else "taken")
    return turn.dialogue


_ACTS: dict[Verb, Callable[[UnitOfWork, IncidentId, str, PersonId], Incident]] = {
    Verb.INCIDENT_TAKE: take,
    Verb.INCIDENT_PHONED: take,
    Verb.INCIDENT_DONE: finish,
    Verb.INCIDENT_SUPPORT: want_support,
}


PRESSES: dict[Verb, Callable[[Turn, Press], Dialogue]] = {
    **dict.fromkeys((Verb.INCIDENT, Verb.INCIDENT_NEW), press_new),
    Verb.INCIDENT_SCHOOL: press_school,
    Verb.INCIDENT_PLAN: press_plan,
    Verb.INCIDENT_START: press_start,
    Verb.INCIDENT_SHOW: press_show,
    Verb.INCIDENT_STAFF: press_staff,
    **dict.fromkeys((Verb.INCIDENT_REPLACE, Verb.INCIDENT_ADD), press_whom),
    Verb.INCIDENT_ASSIGN: press_assign,
    Verb.INCIDENT_STEPS: press_steps,
    Verb.INCIDENT_STEP: press_step,
    **dict.fromkeys((*_ACTS, *_FOUND), press_answer),
    Verb.INCIDENT_END: press_end,
    Verb.INCIDENT_LOG: press_log,
    Verb.INCIDENT_HANDED_IN: press_handed_in,
}
"""Every button of a major incident."""


def _mine(turn: Turn, word: Verb) -> tuple[Incident, PlanStep] | None:
    """The step this person owes that such a word can answer; of several one that they have not answered, the latest."""
    owed = [
        (incident, step)
        for incident in turn.uow.incidents.running(turn.me.schools)
        for step in incident.open_steps
        if turn.me.id in incident.people(step.by) and _fits(word, step)
    ]
    unanswered = [
        (incident, step) for incident, step in owed if not incident.has_answered(step.id, turn.me.id)
    ]
    return next(reversed(unanswered or owed), None)


def _fits(word: Verb, step: PlanStep) -> bool:
    if word is Verb.INCIDENT_DONE:
        return step.kind is StepKind.DO
    if word in _FOUND:
        before = word in (Verb.INCIDENT_DOWN, Verb.INCIDENT_PARTLY, Verb.INCIDENT_WORKS)
        return step.kind is (StepKind.TEST_BEFORE if before else StepKind.TEST_AFTER)
    return True


def _ask_plan(turn: Turn, school: SchoolId, press: Press) -> Dialogue:
    _require_supervisor(turn)
    if not turn.me.covers(turn.uow.places.school(school).id):
        raise NotFound(school)
    facts = turn.uow.tickets.get(press.ticket).fault.facts if press.ticket else None
    buttons = [
        Option(Press(Verb.INCIDENT_PLAN, press.ticket, f"{school}/{plan.id}"), plan.name.of(turn.me.lang))
        for plan in suggested(turn.uow.plans.values(), facts)
    ]
    turn.say(Kind.INCIDENT_ASK_PLAN, *buttons, school=turn.uow.places.school(school).name)
    return turn.dialogue


def _say_step(turn: Turn, incident: Incident, step: PlanStep) -> None:
    extra = step_extra(turn.uow, incident, step, turn.me.lang)
    _say(turn, Kind.INCIDENT_STEP, extra, *step_buttons(incident, step), again="")


def _say_report(turn: Turn, incident: Incident) -> None:
    lang = turn.me.lang
    extra = report_extra(turn.uow, incident, lang)
    _say(turn, Kind.INCIDENT_REPORT, extra, *report_buttons(turn.uow, incident, lang))


def _say(turn: Turn, kind: Kind, extra: tuple[tuple[str, str], ...], *options: Option, **more: str) -> None:
    key = f"{turn.incoming.key}:{kind}:{more.get('part', '')}"
    peer = turn.incoming.peer
    tell(turn.uow, Notice(kind, key, None, peer, None, Urgency.REPLY, options, (*extra, *more.items())))


def _wanted(turn: Turn, press: Press) -> Declaration:
    school, _, plan = press.arg.partition("/")
    return Declaration(PlanId(plan), SchoolId(school), turn.me.id, press.ticket)


def _led(turn: Turn, press: Press) -> Incident:
    return led(turn.uow, IncidentId(press.arg.partition("/")[0]), turn.me.id)


def _second(press: Press) -> str:
    return press.arg.split("/")[1]


def _group(press: Press) -> EmergencyGroup:
    return EmergencyGroup(_second(press))


def _require_supervisor(turn: Turn) -> None:
    if turn.me.role is not Role.SUPERVISOR:
        raise NotAllowed(Verb.INCIDENT_NEW)
