"""A major incident as its page prints it: stages, steps, groups, time line. Plain strings and states, no decisions."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from desk import incident_events as ev
from desk.clauses import Clause
from desk.ids import PersonId
from desk.incident import Done, Incident
from desk.incident_plan import PlanStep, StepKind
from desk.language import Lang
from desk.people import EmergencyGroup
from usecases.act_on_incident import answers
from usecases.look_at_incidents import IncidentPage
from web.words import say, span

_LEADING = (EmergencyGroup.LEADING, EmergencyGroup.OWNER)


@dataclass(frozen=True, slots=True)
class StepView:
    """One step: whose it is and how it stands. `state` is `done`, `unmanned`, `support`, `taken`, `waiting`, `later` or `dropped`:
    a CSS class; `state_word` says it. `answers` are (verb, its label).
    """

    id: str
    group: str
    people: str
    say: str
    clause: str
    state: str
    state_word: str
    is_test: bool
    is_yours: bool
    answers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class StageView:
    """One phase; `state` is `done`, `now` or `later`."""

    number: int
    name: str
    state: str
    steps: tuple[StepView, ...]


@dataclass(frozen=True, slots=True)
class GroupView:
    """A group: its duty, its members with since when, and who else could have it."""

    id: str
    name: str
    duty: str
    clause: str
    people: tuple[tuple[str, str], ...]
    free: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class IncidentPrinter:
    """Prints one page in one language, with instants as `show` prints them."""

    page: IncidentPage
    viewer: PersonId
    lang: Lang
    show: Callable[[datetime], str]

    @property
    def incident(self) -> Incident:
        """What is printed."""
        return self.page.incident

    def state(self) -> str:
        """Where it stands, in a sentence."""
        one, lang = self.incident, self.lang
        if one.outcome is not None:
            return say(f"in_outcome_{one.outcome}", lang)
        return stage_in_words(one, lang)

    def length(self) -> str:
        """Since when, or when it ended and how long it took."""
        return length_in_words(self.incident, self.lang, self.show)

    def leaders(self) -> str:
        """The leading group and the owner by name."""
        people = dict.fromkeys(person for group in _LEADING for person in self.incident.people(group))
        return self._people(tuple(people)) or say("nobody", self.lang)

    def stages(self) -> tuple[StageView, ...]:
        """The plan, phase by phase."""
        one = self.incident
        now = one.plan.phases.index(one.phase) if one.phase else len(one.plan.phases)
        return tuple(
            StageView(
                n + 1,
                phase.name.of(self.lang),
                "done" if n < now else "now" if n == now and one.is_open else "later",
                tuple(self._step(step) for step in phase.steps),
            )
            for n, phase in enumerate(one.plan.phases)
        )

    def mine(self) -> tuple[StepView, ...]:
        """The open steps that the viewer may answer, their own first."""
        steps = (self._step(step, with_answers=True) for step in self.page.mine)
        return tuple(sorted(steps, key=lambda step: not step.is_yours))

    def groups(self) -> tuple[GroupView, ...]:
        """Everybody's duty."""
        free = {duty.group: people for duty, people in self.page.free}
        return tuple(
            GroupView(
                duty.group.value,
                duty.name.of(self.lang),
                duty.duty.of(self.lang),
                clause_in_words(duty.clause),
                tuple(
                    (self.name(member.person), self.show(member.at))
                    for member in self.incident.members
                    if member.group is duty.group
                ),
                tuple((person.id, person.name) for person in free.get(duty.group, ())),
            )
            for duty in self.incident.plan.groups
        )

    def tests(self) -> tuple[tuple[str, str, str], ...]:
        """The last test before and after: which, what it found, by whom and when with what was said of it."""
        found = []
        for kind, word in ((StepKind.TEST_BEFORE, "in_before"), (StepKind.TEST_AFTER, "in_after")):
            if test := self.incident.tested(kind):
                notes = [n.words for n in self.incident.notes if n.step == test.step and n.at >= test.at]
                about = " · ".join((self.name(test.by), self.show(test.at), *notes))
                found.append((say(word, self.lang), say(f"in_{kind}_{test.result}", self.lang), about))
        return tuple(found)

    def papers(self) -> tuple[tuple[str, str, str, str], ...]:
        """Reports that are owed: id, name, when or that it is in, clause; the id is empty for those handed in."""
        lines = []
        for one in self.page.owed:
            is_in = one.id in self.incident.reports
            day = say("in_papers_day", self.lang, day=one.day) if one.day else ""
            state = say("in_papers_in", self.lang) if is_in else day
            lines.append(
                ("" if is_in else one.id, one.what.of(self.lang), state, one.clause.cited(self.lang))
            )
        return tuple(lines)

    def trail(self) -> tuple[tuple[str, str], ...]:
        """Everything that happened, oldest first: when, and a sentence."""
        return tuple((self.show(event.at), self.sentence(event)) for event in self.page.trail)

    def sentence(self, event: ev.IncidentEvent) -> str:
        """One event."""
        values = {"by": self.name(event.by)}
        for field, read in _READERS.items():
            if hasattr(event, field):
                values[field] = read(self, event)
        return say(f"in_ev_{type(event).__name__}", self.lang, **values).rstrip("：:。. ")

    def _step(self, step: PlanStep, *, with_answers: bool = False) -> StepView:
        people, done = self.incident.people(step.by), self._done(step)
        state = "done" if done else self._open_state(step, people)
        word = (
            say("in_step_done", self.lang, by=self.name(done.by), at=self.show(done.at))
            if done
            else say(f"in_step_{state}", self.lang)
        )
        verbs = answers(self.incident, step, self.viewer) if with_answers else ()
        return StepView(
            step.id,
            self.incident.plan.duty(step.by).name.of(self.lang),
            self._people(people),
            step.say.of(self.lang),
            clause_in_words(step.clause),
            state,
            word,
            step.kind is not StepKind.DO,
            self.viewer in people,
            tuple((verb.value, say(f"in_do_{verb.value}", self.lang)) for verb in verbs),
        )

    def _open_state(self, step: PlanStep, people: tuple[PersonId, ...]) -> str:
        one = self.incident
        if step not in one.open_steps:
            return "later" if one.is_open else "dropped"
        if not people:
            return "unmanned"
        if step.id in one.support:
            return "support"
        return "taken" if any(name == step.id for name, _ in one.taken) else "waiting"

    def _done(self, step: PlanStep) -> Done | None:
        return next((done for done in self.incident.done if done.step == step.id), None)

    def name(self, person: PersonId | None) -> str:
        """A person's name; the desk itself when nobody did it."""
        return self.page.names.get(person, person) if person else say("the_desk", self.lang)

    def _people(self, people: tuple[PersonId, ...]) -> str:
        comma = "、" if self.lang is Lang.ZH else ", "
        return comma.join(self.name(person) for person in people)

    def said(self, step: str) -> str:
        """What a step asks for."""
        return self.incident.plan.step(step).say.of(self.lang)

    def result(self, event: ev.BusinessTested) -> str:
        """What a test found."""
        kind = self.incident.plan.step(event.step).kind
        return say(f"in_{kind}_{event.result}", self.lang)

    def report(self, report: str) -> str:
        """A written report by its name."""
        return next((one.what.of(self.lang) for one in self.page.owed if one.id == report), report)


_READERS: Final[Mapping[str, Callable[[IncidentPrinter, Any], str]]] = {
    "plan": lambda p, e: e.plan.name.of(p.lang),
    "no": lambda p, e: str(e.no),
    "group": lambda p, e: p.incident.plan.duty(e.group).name.of(p.lang),
    "person": lambda p, e: p.name(e.person),
    "step": lambda p, e: p.said(e.step),
    "result": lambda p, e: p.result(e),
    "words": lambda p, e: e.words,
    "times": lambda p, e: str(e.times),
    "outcome": lambda p, e: say(f"in_outcome_{e.outcome}", p.lang),
    "cause": lambda p, e: e.cause,
    "report": lambda p, e: p.report(e.report),
}


def clause_in_words(clause: Clause) -> str:
    """The clause that a person can look up; nothing for what the desk itself decided."""
    return "" if clause.ours else str(clause)


def stage_in_words(incident: Incident, lang: Lang) -> str:
    """Which phase is open, of how many."""
    phase, phases = incident.phase, incident.plan.phases
    if phase is None:
        return say("in_ready", lang)
    return say("in_phase", lang, n=phases.index(phase) + 1, all=len(phases), name=phase.name.of(lang))


def length_in_words(incident: Incident, lang: Lang, show: Callable[[datetime], str]) -> str:
    """Since when it goes on, or when it ended and how long it took."""
    if incident.ended_at is None:
        return say("in_since", lang, at=show(incident.declared_at))
    seconds = (incident.ended_at - incident.declared_at).total_seconds()
    return say("in_ended", lang, at=show(incident.ended_at), span=span(seconds, lang))
