"""A symptom tree walked in the console by its author: the desk's own walk, the teacher's own words and buttons.

Nothing is stored and nobody is called. It shows a step after another; it does not read free text as the chat does: an answer
is a number, a button's label or its name. Words it does not know count as in the chat, and the third such answer hands over.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from bot.render import Phrasebook
from desk.buttons import Verb
from desk.ids import TreeId
from desk.language import Lang, Text
from desk.playbook import Ending, Step, StepKind, Tree, instruction
from desk.walking import (
    Ended,
    Move,
    Pause,
    Position,
    Reply,
    Situation,
    Where,
    concludes,
    enter,
    puzzled,
    restores,
    resume,
    walk,
)
from web.tree_words import ENDINGS, GIVEN, SECONDS, SIGNS

QUIT: Final = ("q", "quit", "退出")
_SAFETY: Final = TreeId("safety_smoke")
_ASIDES: Final = (
    (Verb.STEP_SKIP, Move.SKIP),
    (Verb.STEP_DARE_NOT, Move.DARE_NOT),
    (Verb.STEP_CANNOT, Move.CANNOT),
    (Verb.STEP_BACK, Move.BACK),
    (Verb.TALK_TO_HUMAN, Move.HUMAN),
)
"""What may be answered to any step; one step back only where there is one."""

_SPENT: Final = Text("到这一步 {n} 秒", "{n} s so far")
_PAUSED: Final = Text(
    "剩下的步骤下课后再问，工程师已经在叫了。按回车：打下课铃。",
    "The rest waits for the bell; an engineer is being called. Press Enter: the bell rings.",
)
_RESTORED: Final = Text("好，课先这样上（教学已恢复）。", "Good, the lesson goes on like that.")
_PUZZLED: Final = Text(
    "没听懂。请答编号或按钮上的字。", "Not understood. Answer by number or by a button's words."
)
_STOPPED: Final = Text("就试到这里。", "Stopped here.")
_NEVER: Final = Text("不要{what}", "Do not: {what}")


@dataclass(frozen=True, slots=True)
class Terminal:
    """Where the author sits: `say` prints a line, `hear` gives the next one typed, None when there are no more."""

    say: Callable[[str], None]
    hear: Callable[[], str | None]


@dataclass(frozen=True, slots=True)
class Trial:
    """One tree under fixed conditions. `trees` has the safety instruction."""

    tree: Tree
    trees: Mapping[TreeId, Tree]
    now: Situation
    lang: Lang
    words: Phrasebook

    def run(self, at: Terminal) -> None:
        """Walk until the walk ends, or nobody types any more."""
        where: Where | None = enter(self.tree, self.now)
        while where is not None and not isinstance(where, Ended):
            where = self._bell(at, where) if isinstance(where, Pause) else self._step(at, where)
        if where is None:
            at.say(_STOPPED.of(self.lang))
        else:
            self._end(at, where)

    def _bell(self, at: Terminal, pause: Pause) -> Where | None:
        """What waits for the bell; None when nobody types any more."""
        at.say(_PAUSED.of(self.lang))
        return None if _left(at.hear()) else resume(self.tree, pause.at, self.now)

    def _step(self, at: Terminal, here: Position) -> Where | None:
        """Ask one step: where its answer leads, None when nobody types any more. Nothing typed asks it again."""
        options = self._ask(at, here)
        typed = at.hear()
        if typed is None or _left(typed):
            return None
        if not typed.strip():
            return here
        reply = self._reply(here, typed, options)
        if reply is None:
            at.say(_PUZZLED.of(self.lang))
            return puzzled(here)
        if restores(self.tree, here, reply):
            at.say(_RESTORED.of(self.lang))
        where, step = walk(self.tree, here, reply, self.now), self.tree.step(here.step)
        if where == Ended(Ending.FIXED) and step.was:
            at.say(step.was.of(self.lang))
        if isinstance(where, Ended) and concludes(self.tree, here, reply):
            at.say(self.tree.stop.of(self.lang))
        return where

    def _ask(self, at: Terminal, where: Position) -> tuple[tuple[str, Reply], ...]:
        """Show a step with its answers, numbered; returns them."""
        step = self.tree.step(where.step)
        options = (*self._answers(step), *self._asides(where))
        spent = _SPENT.of(self.lang).format(n=where.spent)
        at.say(f"\n[{step.id}] {SECONDS.of(self.lang).format(n=step.seconds)} · {spent}")
        at.say(step.ask.of(self.lang))
        if step.note:
            at.say(
                f"（{step.note.of(self.lang)}）" if self.lang is Lang.ZH else f"({step.note.of(self.lang)})"
            )
        at.say("  ".join(f"{number}. {label}" for number, (label, _) in enumerate(options, 1)))
        return options

    def _answers(self, step: Step) -> tuple[tuple[str, Reply], ...]:
        """The buttons that answer the step itself."""
        if step.answers:
            return tuple((answer.label.of(self.lang), answer.id) for answer in step.answers)
        if step.kind in (StepKind.PHOTO, StepKind.MEASURE):
            return ((GIVEN.of(self.lang), Move.YES), (self._label(Verb.STEP_NONE), Move.NO))
        good, bad = (Verb.STEP_FIXED, Verb.STEP_NOT_FIXED) if step.fixes else (Verb.STEP_YES, Verb.STEP_NO)
        return ((self._label(good), Move.YES), (self._label(bad), Move.NO))

    def _asides(self, where: Position) -> tuple[tuple[str, Reply], ...]:
        return tuple(
            (self._label(verb), move) for verb, move in _ASIDES if move is not Move.BACK or where.trail
        )

    def _label(self, verb: Verb) -> str:
        return self.words.label(verb, self.lang)

    def _reply(self, where: Position, typed: str, options: tuple[tuple[str, Reply], ...]) -> Reply | None:
        """What was meant; None for words that are no answer here. A measure may be any words, as in the chat."""
        word = typed.strip().casefold()
        for number, (label, reply) in enumerate(options, 1):
            if word in (str(number), label.casefold(), str(reply)):
                return reply
        is_measure = self.tree.step(where.step).kind is StepKind.MEASURE
        return Move.YES if is_measure and word else None

    def _end(self, at: Terminal, ended: Ended) -> None:
        """The last words, as the teacher gets them."""
        tree, lang = self.tree, self.lang
        at.say(f"\n{SIGNS[ended.ending]} {ENDINGS[ended.ending].of(lang)}")
        if ended.said:
            at.say(tree.step(ended.said).ask.of(lang))
        if ended.ending is Ending.HOWTO and tree.howto:
            at.say(tree.howto.of(lang))
        if ended.ending is Ending.SAFETY:
            for step in instruction(tree if tree.safety else self.trees[_SAFETY]):
                at.say(f"· {step.ask.of(lang)}")
        if ended.ending is Ending.DISPATCH:
            at.say(tree.workaround.of(lang))
            for never in tree.never:
                at.say("· " + _NEVER.of(lang).format(what=never.of(lang)))


def _left(typed: str | None) -> bool:
    return typed is None or typed.strip().casefold() in QUIT
