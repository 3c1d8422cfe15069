"""What is said in a major incident: the live card of its leaders, what each member has to do, the news to the teachers.

Content of plans is put into the reader's language here; sentences stand in `bot/words/*/incidents.j2`.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime

from desk.buttons import Option, Press, Verb
from desk.ids import PersonId
from desk.incident import Incident
from desk.incident_plan import GroupDuty, PlanStep, StepKind
from desk.language import Lang
from desk.messages import Urgency
from desk.notices import Kind, Notice
from desk.people import EmergencyGroup, Tier
from usecases.ports import UnitOfWork
from usecases.recording import tell

Extra = tuple[tuple[str, str], ...]

_ANSWERS: dict[StepKind, tuple[Verb, ...]] = {
    StepKind.DO: (Verb.INCIDENT_TAKE, Verb.INCIDENT_DONE),
    StepKind.TEST_BEFORE: (Verb.INCIDENT_DOWN, Verb.INCIDENT_PARTLY, Verb.INCIDENT_WORKS),
    StepKind.TEST_AFTER: (Verb.INCIDENT_RESTORED, Verb.INCIDENT_NOT_YET),
}
_QUIET = (Kind.INCIDENT_RELIEVED, Kind.INCIDENT_OVER)
_NOTHING_MORE: Mapping[str, str] = {}
_REINS = (Verb.INCIDENT_STAFF, Verb.INCIDENT_STEPS, Verb.INCIDENT_LOG, Verb.INCIDENT_END)


def leaders(uow: UnitOfWork, incident: Incident) -> tuple[PersonId, ...]:
    """Who has the live card: supervisors of the school who can be reached, the leading group and the owner."""
    groups = (EmergencyGroup.LEADING, EmergencyGroup.OWNER)
    named = (person for group in groups for person in incident.people(group))
    return tuple(dict.fromkeys((*named, *uow.people.duty(incident.school, uow.now).of(Tier.SUPERVISOR))))


def show_card(uow: UnitOfWork, incident: Incident, *, rings: bool = False) -> None:
    """The present state, edited in place for everybody who leads."""
    urgency = Urgency.PAGE if rings else Urgency.NOTE
    for person in leaders(uow, incident):
        key = f"{incident.id}:{incident.seq}:card:{person}"
        extra = card_extra(uow, incident, lang_of(uow, person))
        buttons = reins(incident)
        card = f"incident:{incident.id}"
        tell(uow, Notice(Kind.INCIDENT_CARD, key, person, None, None, urgency, buttons, extra, card=card))


def ask_step(
    uow: UnitOfWork, incident: Incident, step: PlanStep, person: PersonId, *, again: int = 0
) -> None:
    """A member's step, with its buttons; `again` is how often they were silent."""
    key = f"{incident.id}:{incident.round}:{step.id}:{person}:{again}"
    extra = (*step_extra(uow, incident, step, lang_of(uow, person)), ("again", str(again or "")))
    buttons = step_buttons(incident, step)
    tell(uow, Notice(Kind.INCIDENT_STEP, key, person, None, None, Urgency.PAGE, buttons, extra))


def tell_people(
    uow: UnitOfWork,
    incident: Incident,
    kind: Kind,
    people: Iterable[PersonId],
    *options: Option,
    step: PlanStep | None = None,
    more: Mapping[str, str] = _NOTHING_MORE,
) -> None:
    """The same news to several people, each in their language; once for each state of the incident."""
    urgency = Urgency.NOTE if kind in _QUIET else Urgency.PAGE
    for person in dict.fromkeys(people):
        lang = lang_of(uow, person)
        about = step_extra(uow, incident, step, lang) if step else head_extra(uow, incident, lang)
        key = f"{incident.id}:{incident.seq}:{kind}:{step.id if step else ''}:{person}"
        tell(uow, Notice(kind, key, person, None, None, urgency, options, (*about, *more.items())))


def tell_reporters(uow: UnitOfWork, incident: Incident, state: str) -> None:
    """The teachers of its tickets hear that it is dealt with by the plan, and that it is over."""
    for ticket in map(uow.tickets.get, incident.tickets):
        if ticket.status.is_open:
            lang = lang_of(uow, ticket.reporter)
            key = f"{incident.id}:{ticket.id}:news:{state}"
            extra = (*head_extra(uow, incident, lang), ("state", state))
            tell(
                uow,
                Notice(Kind.INCIDENT_NEWS, key, ticket.reporter, None, ticket.id, Urgency.NOTE, (), extra),
            )


def reins(incident: Incident) -> tuple[Option, ...]:
    """The buttons of the live card."""
    verbs = _REINS if incident.is_open else (Verb.INCIDENT_LOG,)
    return tuple(Option(Press(verb, arg=incident.id)) for verb in verbs)


def step_buttons(incident: Incident, step: PlanStep) -> tuple[Option, ...]:
    """What a member can answer; everybody can ask for support."""
    return tuple(
        Option(Press(verb, arg=f"{incident.id}/{step.id}"))
        for verb in (*_ANSWERS[step.kind], Verb.INCIDENT_SUPPORT)
    )


def head_extra(uow: UnitOfWork, incident: Incident, lang: Lang) -> Extra:
    """What names an incident."""
    return (
        ("no", str(incident.no)),
        ("plan", incident.plan.name.of(lang)),
        ("school", uow.places.school(incident.school).name),
    )


def step_extra(uow: UnitOfWork, incident: Incident, step: PlanStep, lang: Lang) -> Extra:
    """What names a step, and whose it is."""
    duty = incident.plan.duty(step.by)
    return (
        *head_extra(uow, incident, lang),
        ("group", duty.name.of(lang)),
        ("duty", duty.duty.of(lang)),
        ("say", step.say.of(lang)),
        ("clause", str(step.clause)),
        ("test", "" if step.kind is StepKind.DO else step.kind.value),
        ("who", names(uow, incident.people(step.by))),
    )


def card_extra(uow: UnitOfWork, incident: Incident, lang: Lang) -> Extra:
    """The live card: where it stands, who has which duty, what is next. `groups` are lines `name|people|mark|step`."""
    phase, phases = incident.phase, incident.plan.phases
    lines = (_group_line(uow, incident, duty, lang) for duty in incident.plan.groups)
    before, after = (incident.tested(kind) for kind in (StepKind.TEST_BEFORE, StepKind.TEST_AFTER))
    return (
        *head_extra(uow, incident, lang),
        ("phase", phase.name.of(lang) if phase else ""),
        ("phase_no", str(phases.index(phase) + 1 if phase else len(phases))),
        ("phases", str(len(phases))),
        ("round", str(incident.round)),
        ("since", incident.declared_at.isoformat()),
        ("ended", written(incident.ended_at)),
        ("outcome", incident.outcome or ""),
        ("tickets", numbers(incident)),
        ("before", before.result if before else ""),
        ("after", after.result if after else ""),
        ("groups", "\n".join(lines)),
    )


def _group_line(uow: UnitOfWork, incident: Incident, duty: GroupDuty, lang: Lang) -> str:
    people = incident.people(duty.group)
    step = next((one for one in incident.open_steps if one.by is duty.group), None)
    say = flat(step.say.of(lang)) if step else ""
    return f"{flat(duty.name.of(lang))}|{names(uow, people)}|{_mark(incident, step, bool(people))}|{say}"


def _mark(incident: Incident, step: PlanStep | None, manned: bool) -> str:
    """`unmanned`, `support`, `taken`, `waiting`, or nothing where no step is open."""
    if not manned:
        return "unmanned"
    if step is None:
        return ""
    if step.id in incident.support:
        return "support"
    return "taken" if any(name == step.id for name, _ in incident.taken) else "waiting"


def names(uow: UnitOfWork, people: Iterable[PersonId | None]) -> str:
    """People by name, on one line."""
    return "、".join(flat(uow.people.get(person).name) for person in people if person)


def numbers(incident: Incident) -> str:
    """Its tickets by number."""
    return "、".join(map(str, incident.nos))


def written(instant: datetime | None) -> str:
    """An instant as words take it; empty for none."""
    return instant.isoformat() if instant else ""


def flat(words: str) -> str:
    """Words fit for one field of a line."""
    return " ".join(words.split()).replace("|", "/")


def lang_of(uow: UnitOfWork, person: PersonId) -> Lang:
    """Their language."""
    return uow.people.get(person).lang
