"""One tree as its page prints it: every step in words, and the plots of what came of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import count

from markupsafe import Markup

from desk.drawings import Drawing
from desk.ids import StepId
from desk.language import Lang
from desk.playbook import Ending, Step, Tree, Workaround
from desk.step_figures import ModelFigures, StepFigures, TreeFigures
from web.charts import Bar, Dot, Part, Tone, bars, dots
from web.names import MEANS
from web.playbook_views import percent, steps_of
from web.tree_words import ENDINGS, HANDS, KINDS, branches
from web.words import say

_WAYS = "abcdefghij"


@dataclass(frozen=True, slots=True)
class StepView:
    """One step in words. `answers` are (button, where it leads); `picture` and `shows` a drawing and its words, or empty."""

    id: StepId
    number: str
    kind: str
    ask: str
    note: str
    who: str
    when: str
    seconds: str
    answers: tuple[tuple[str, str], ...]
    was: str
    needs: str
    picture: str
    shows: str


@dataclass(frozen=True, slots=True)
class StepLine:
    """One step's figures as a line of the table."""

    number: str
    ask: str
    offered: int
    solved: int
    share: str
    went_on: int
    not_done: int
    left: int
    took: str
    estimate: str


@dataclass(frozen=True, slots=True)
class TreePrinter:
    """Prints one tree and its figures in one language; `written` is the tree as its file says."""

    tree: Tree
    written: Tree
    figures: TreeFigures
    lang: Lang
    drawings: Mapping[str, Drawing]

    def steps(self) -> tuple[StepView, ...]:
        """The steps in their order."""
        return tuple(self._step(step) for step in self.tree.steps)

    def ways(self) -> tuple[StepView, ...]:
        """The ways for a lesson to go on."""
        return tuple(self._step(way.step, way) for way in self.tree.workarounds)

    def lines(self) -> tuple[StepLine, ...]:
        """The figures step by step, ways to go on first."""
        return tuple(self._line(one) for one in self._counted())

    def notes(self) -> Mapping[StepId, str]:
        """What the drawing of the tree says in each box: the step's number, and its figures where it was shown."""
        shown = {one.step: one for one in self.figures.steps if one.offered}
        return {step: self._note(number, shown.get(step)) for step, number in self._numbers().items()}

    def outcomes(self) -> Markup:
        """The plot of what came of each step."""
        shown = self._plotted()
        most, best = max(shown, key=lambda one: one.offered), max(shown, key=lambda one: one.solved)
        desc = self._say(
            "pb_figures_desc",
            most=self._label(most.step),
            offered=most.offered,
            best=self._label(best.step),
            solved=best.solved,
        )
        lines = [Bar(self._label(one.step), _parts(one), self._share(one)) for one in shown]
        return bars("outcomes", self._say("pb_figures"), desc, lines)

    def times(self) -> Markup:
        """The plot of seconds, measured and expected."""
        shown = [(one, step) for one in self._plotted() if (step := self._known(one.step))]
        slowest, _ = max(shown, key=lambda pair: pair[0].seconds or 0)
        desc = self._say("pb_times_desc", slowest=self._label(slowest.step), n=slowest.seconds or 0)
        lines = [
            Dot(
                self._label(one.step),
                one.seconds,
                step.seconds,
                self._seconds(one.seconds),
            )
            for one, step in shown
        ]
        return dots("times", self._say("pb_times"), desc, self._say("pb_s"), lines)

    def models(self) -> Markup | None:
        """The plot of device models; None where no walk had one."""
        if not self.figures.models:
            return None
        first = self.figures.models[0]
        desc = self._say("pb_models_desc", most=self.model_name(first), n=first.walks)
        lines = [
            Bar(
                self.model_name(one),
                (Part(Tone.SOLVED, one.solved), Part(Tone.ON, one.walks - one.solved)),
                f"{one.solved}/{one.walks}",
            )
            for one in self.figures.models
        ]
        return bars("models", self._say("pb_models"), desc, lines)

    def model_lines(self) -> tuple[tuple[str, int, int, str], ...]:
        """Model, walks, solved, share."""
        return tuple(
            (self.model_name(one), one.walks, one.solved, percent(one.solved, one.walks))
            for one in self.figures.models
        )

    def model_name(self, one: ModelFigures) -> str:
        """The model, or that the register does not know it."""
        return one.model or self._say("pb_model_unknown")

    def _counted(self) -> list[StepFigures]:
        """Ways to go on first, then the steps in order, then those of an older version; what was never shown only if it stands
        in this version.
        """
        by_step = {one.step: one for one in self.figures.steps}
        known = [
            by_step.pop(step.id, StepFigures(step.id, 0, 0, 0, 0, 0, None))
            for step in steps_of(self.tree)
            if not step.kind.is_last
        ]
        return [*known, *(one for one in by_step.values() if one.offered)]

    def _plotted(self) -> list[StepFigures]:
        """What was shown at least once: an empty line says nothing in a plot. All of them where nothing was shown."""
        counted = self._counted()
        return [one for one in counted if one.offered] or counted

    def _line(self, one: StepFigures) -> StepLine:
        known = self._known(one.step)
        return StepLine(
            number=self._numbers().get(one.step, ""),
            ask=self._asks(one.step),
            offered=one.offered,
            solved=one.solved,
            share=percent(one.solved, one.offered) if one.solved else "",
            went_on=one.went_on,
            not_done=one.not_done,
            left=one.left,
            took=self._seconds(one.seconds),
            estimate=self._seconds(known.seconds if known else None),
        )

    def _share(self, one: StepFigures) -> str:
        """Solved of shown; only shown where the step cannot solve anything."""
        return f"{one.solved}/{one.offered}" if self._cures(one) else str(one.offered)

    def _cures(self, one: StepFigures) -> bool:
        known = self._known(one.step)
        return bool(one.solved) or (known is not None and known.fixes)

    def _note(self, number: str, one: StepFigures | None) -> str:
        words = self._say("pb_to_step", n=number)
        if one is None:
            return words
        key = "pb_box" if self._cures(one) else "pb_box_shown"
        return f"{words} · {self._say(key, offered=one.offered, solved=one.solved)}"

    def _label(self, step: StepId) -> str:
        number, ask = self._numbers().get(step, ""), self._asks(step)
        return f"{number} {ask}".lstrip()

    def _asks(self, step: StepId) -> str:
        """The words of a step, and that it is retired or of an older version where it is."""
        known = self._known(step)
        if known is None:
            return self._say("pb_old_step", id=step)
        ask = known.ask.of(self.lang)
        return ask if step in self._numbers() else self._say("pb_retired", ask=ask)

    def _known(self, step: StepId) -> Step | None:
        both = (*steps_of(self.tree), *steps_of(self.written))
        return next((one for one in both if one.id == step), None)

    def _numbers(self) -> Mapping[StepId, str]:
        """1, 2, 3 for the steps, a, b, c for the ways to go on."""
        ways = zip((way.step.id for way in self.tree.workarounds), _WAYS, strict=False)
        steps = zip((step.id for step in self.tree.steps), map(str, count(1)), strict=False)
        return {**dict(ways), **dict(steps)}

    def _step(self, step: Step, way: Workaround | None = None) -> StepView:
        drawing = self.drawings.get(step.picture)
        needs = way.needs if way else None
        return StepView(
            id=step.id,
            number=self._numbers()[step.id],
            kind="" if self.tree.safety else KINDS[step.kind].of(self.lang),
            ask=step.ask.of(self.lang),
            note=step.note.of(self.lang) if step.note else "",
            who=HANDS[step.by].of(self.lang) if step.seconds else "",
            when="" if way else self._when(step),
            seconds=self._seconds(step.seconds) if step.seconds else "",
            answers=self._answers(step, way),
            was=self._say("pb_was", was=step.was.of(self.lang)) if step.was else "",
            needs=self._say("pb_needs", what=MEANS[needs].of(self.lang)) if needs else "",
            picture=drawing.name if drawing else "",
            shows=drawing.shows.of(self.lang) if drawing else "",
        )

    def _when(self, step: Step) -> str:
        if self.tree.safety or step.kind.is_last:
            return ""
        if step.fast:
            return self._say("pb_in_class")
        return self._say("pb_parallel" if step.parallel else "pb_after_class")

    def _answers(self, step: Step, way: Workaround | None) -> tuple[tuple[str, str], ...]:
        if way or self.tree.safety:
            return ()
        return tuple((branch.label.of(self.lang), self._to(branch.to)) for branch in branches(step))

    def _to(self, target: StepId | Ending) -> str:
        if isinstance(target, Ending):
            return ENDINGS[target].of(self.lang)
        return self._say("pb_to_step", n=self._numbers()[target])

    def _seconds(self, seconds: int | None) -> str:
        return "—" if seconds is None else self._say("pb_seconds", n=seconds)

    def _say(self, key: str, **values: object) -> str:
        return say(key, self.lang, **values)


def _parts(one: StepFigures) -> tuple[Part, ...]:
    return (
        Part(Tone.SOLVED, one.solved),
        Part(Tone.ON, one.went_on),
        Part(Tone.UNDONE, one.not_done),
        Part(Tone.LEFT, one.left),
    )
