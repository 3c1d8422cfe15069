"""How a symptom tree is spoken of where it is drawn: kinds of steps, hands, endings, answers. Both languages.

The buttons that teachers press are the chat's (`bot/words/`); a test holds 好了/没好, 是/否 to them.
"""

from typing import Final, NamedTuple

from desk.ids import StepId
from desk.language import Lang, Text
from desk.playbook import Ending, Hand, Step, StepKind

KINDS: Final[dict[StepKind, Text]] = {
    StepKind.CHECK: Text("看", "look"),
    StepKind.DO: Text("做", "do"),
    StepKind.ASK: Text("问", "ask"),
    StepKind.PHOTO: Text("拍照", "photo"),
    StepKind.MEASURE: Text("读数", "measure"),
    StepKind.STOP: Text("停", "stop"),
    StepKind.WORKAROUND: Text("先上课", "way to go on"),
    StepKind.HAND_OVER: Text("交给工程师", "hand over"),
}
HANDS: Final[dict[Hand, Text]] = {
    Hand.PUPIL: Text("学生", "pupil"),
    Hand.TEACHER: Text("老师", "teacher"),
    Hand.ELECTRICIAN: Text("电工", "electrician"),
    Hand.ENGINEER: Text("工程师", "engineer"),
}
ENDINGS: Final[dict[Ending, Text]] = {
    Ending.FIXED: Text("修好了", "Works again"),
    Ending.DISPATCH: Text("派工程师", "An engineer goes"),
    Ending.SAFETY: Text("先保安全", "Safety first"),
    Ending.HOWTO: Text("告诉怎么用", "The answer is enough"),
}
SIGNS: Final[dict[Ending, str]] = {
    Ending.FIXED: "✓",
    Ending.DISPATCH: "→",
    Ending.SAFETY: "!",
    Ending.HOWTO: "i",
}
"""A shape for each ending beside its colour."""

FIXED, NOT_FIXED = Text("好了", "It works now"), Text("没好", "Still broken")
YES, NO = Text("是", "Yes"), Text("否", "No")
GIVEN = Text("发来了", "Here it is")
EITHER_WAY = Text("无论怎样", "Either way")
NOT_DONE = Text("没做", "Not done")
FAST = Text("课上可问", "in class too")
PARALLEL = Text("边等边做", "while waiting")
SECONDS = Text("{n} 秒", "{n} s")
AROUND = Text("课上先问：怎么先把课上下去", "In class first: how the lesson can go on")
SAFETY_TREE = Text("安全须知：一次说完，不让人动手", "Safety: said at once, nothing to try")


class Branch(NamedTuple):
    """One answer of a step and where it leads."""

    label: Text
    to: StepId | Ending


def branches(step: Step) -> tuple[Branch, ...]:
    """The answers of a step in the order of its buttons, then where it leads when it was not done, if that differs."""
    if step.kind.is_last:
        return ()
    if step.answers:
        named = tuple(Branch(answer.label, answer.to) for answer in step.answers)
        return named if step.no in step.targets else (*named, Branch(NOT_DONE, step.no))
    if step.yes == step.no:
        return (Branch(EITHER_WAY, step.yes),)
    good, bad = (FIXED, NOT_FIXED) if step.fixes else (YES, NO)
    return (Branch(good, step.yes), Branch(bad, step.no))


def tags(step: Step, lang: Lang) -> tuple[str, ...]:
    """What kind of step it is, how long it takes, whose it is, and when it may be asked."""
    found = [KINDS[step.kind].of(lang)]
    if step.seconds:
        found.append(SECONDS.of(lang).format(n=step.seconds))
    if not step.kind.is_last:
        found.append(HANDS[step.by].of(lang))
    found += [FAST.of(lang)] if step.fast and not step.kind.is_last else []
    found += [PARALLEL.of(lang)] if step.parallel else []
    return tuple(found)
