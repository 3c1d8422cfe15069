"""Symptom trees: what guided self-help may ask, by fault. Content (`playbooks/*.yaml`, read and checked by
`storage.playbook_files`); this file says what a tree is and which one fits a fault. How it is walked: `desk.walking`.

A safety tree is never self-help: its steps are statements, shown at once (`instruction`).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from desk.ids import AnswerId, StepId, TreeId
from desk.language import Text
from desk.places import Means
from desk.reading import DeviceClass, Symptom

NET_MULTI = TreeId("net_multi")
"""The tree for a network fault that reaches several rooms."""

_ONE_ROOM_NETWORK = (TreeId("net_single"), TreeId("wifi"))


class Ending(StrEnum):
    """How a walk ends: it works again, an engineer goes, the safety instruction goes first, or an answer is enough."""

    FIXED = "FIXED"
    DISPATCH = "DISPATCH"
    SAFETY = "SAFETY"
    HOWTO = "HOWTO"


class SelfHelpOutcome(StrEnum):
    """How the guided self-help ended. `worked_around`: the lesson goes on, the fault stays for the engineer."""

    SOLVED = "solved"
    WORKED_AROUND = "worked_around"
    HANDED_OVER = "handed_over"
    SKIPPED = "skipped"


class StepKind(StrEnum):
    """What a step is. `stop` and `hand_over` are said and end the walk; `workaround` asks whether the lesson can go on that
    way; `photo` asks for a picture, `measure` for a number or a word that is kept; the others are questions.
    """

    CHECK = "check"
    DO = "do"
    ASK = "ask"
    PHOTO = "photo"
    MEASURE = "measure"
    STOP = "stop"
    WORKAROUND = "workaround"
    HAND_OVER = "hand_over"

    @property
    def is_last(self) -> bool:
        """Whether the step is only said: nobody answers it."""
        return self in (StepKind.STOP, StepKind.HAND_OVER)


class Hand(StrEnum):
    """Who does a step: the least who may, each of them being allowed what the ones before are."""

    PUPIL = "pupil"
    TEACHER = "teacher"
    ELECTRICIAN = "electrician"
    ENGINEER = "engineer"

    def may(self, wanted: "Hand") -> bool:
        """Whether this person may do what `wanted` may."""
        order = tuple(Hand)
        return order.index(self) >= order.index(wanted)


@dataclass(frozen=True, slots=True)
class NamedAnswer:
    """One of the answers of a step that is not a yes or no: its button, and where it leads."""

    id: AnswerId
    label: Text
    to: StepId | Ending


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to look at or to do, ending in one question; in a safety tree, one statement.

    `seconds` is what it takes a teacher (our estimate, waiting included). `fast` steps may be asked while a lesson
    stands still. `parallel` ones take longer but may be done while the engineer is on the way. `by` is the least who may
    do it (a pupil never mains plugs, breakers, cables behind devices, cabinets). A step with `answers` has named ones:
    then `yes` and `no` are DISPATCH and only stand for what was not done. `note` is shown under the step (warranty,
    safety), `picture` names a drawing of `playbooks/pictures/`, `was` says afterwards what it was, when it fixed.
    """

    id: StepId
    ask: Text
    seconds: int
    yes: StepId | Ending
    no: StepId | Ending
    fast: bool = False
    parallel: bool = False
    by: Hand = Hand.TEACHER
    kind: StepKind = StepKind.CHECK
    answers: tuple[NamedAnswer, ...] = ()
    note: Text | None = None
    picture: str = ""
    was: Text | None = None

    @property
    def fixes(self) -> bool:
        """Whether "yes" means the fault is gone, so that the buttons read 好了/没好 rather than 是/否."""
        return self.yes is Ending.FIXED

    @property
    def targets(self) -> tuple[StepId | Ending, ...]:
        """Every step and ending that an answer leads to, each once; none for a step that is only said."""
        if self.kind.is_last:
            return ()
        named = tuple(answer.to for answer in self.answers)
        return tuple(dict.fromkeys(named or (self.yes, self.no)))


@dataclass(frozen=True, slots=True)
class Workaround:
    """A way for the lesson to go on, asked first while one stands still. `needs` is what the school must have; None: nothing."""

    needs: Means | None
    step: Step


@dataclass(frozen=True, slots=True)
class Tree:
    """One symptom tree; its first step is the first of `steps`.

    No `devices` means any device. The first of `symptoms` is what the tree is about; `unspecified` among them makes it
    the tree for its devices when nothing but the device is known. `never` is what nobody may do meanwhile (bare: the
    "do not" is the caller's), `workaround` how to go on teaching, `stop` what is said when an engineer takes over,
    `howto` the answer when a walk ends in HOWTO (None when none does), `workarounds` the ways for a lesson to go on. `revision` counts what a
    supervisor has changed about this version (`desk.tree_changes`). `causes` are for the engineer, `sources` keys
    of docs/playbooks.md.
    """

    id: TreeId
    version: int
    name: Text
    devices: tuple[DeviceClass, ...]
    symptoms: tuple[Symptom, ...]
    safety: bool
    steps: tuple[Step, ...]
    never: tuple[Text, ...]
    workaround: Text
    stop: Text
    causes: tuple[Text, ...]
    sources: tuple[str, ...]
    howto: Text | None = None
    workarounds: tuple[Workaround, ...] = ()
    revision: int = 0

    def step(self, id: StepId) -> Step:  # noqa: A002 - the word callers know; nothing here needs the builtin
        """The step of that id. Raises KeyError when this version of the tree has none."""
        for step in self.steps:
            if step.id == id:
                return step
        for way in self.workarounds:
            if way.step.id == id:
                return way.step
        raise KeyError(f"tree {self.id} v{self.version} has no step {id!r}")


def choose(
    trees: Iterable[Tree], device: DeviceClass | None, symptom: Symptom | None, *, multi_room: bool = False
) -> Tree | None:
    """The tree that fits best, or None: then ask for what is missing, or dispatch.

    Device and symptom together win, the tree that is more about the symptom first, then the one for fewer devices; next
    the symptom in a tree for any device. A device alone has a tree only where one lists `unspecified`, a symptom alone
    only where one tree is about it. A network fault in several rooms goes to `net_multi`. The order of `trees` is free.
    """
    known = sorted(trees, key=lambda tree: tree.id)
    wanted = symptom or Symptom.UNSPECIFIED
    best = _for_device(known, device, wanted) if device else _for_symptom(known, wanted)
    if multi_room and (best.id in _ONE_ROOM_NETWORK if best else device is DeviceClass.NETWORK):
        return next((tree for tree in known if tree.id == NET_MULTI), best)
    return best


def _for_device(known: list[Tree], device: DeviceClass, symptom: Symptom) -> Tree | None:
    listed = [tree for tree in known if symptom in tree.symptoms]
    exact = [tree for tree in listed if device in tree.devices]
    return min(
        exact or [tree for tree in listed if not tree.devices],
        key=lambda tree: (tree.id == NET_MULTI, tree.symptoms.index(symptom), len(tree.devices), tree.id),
        default=None,
    )


def _for_symptom(known: list[Tree], symptom: Symptom) -> Tree | None:
    if symptom is Symptom.UNSPECIFIED:
        return None
    listed = [tree for tree in known if symptom in tree.symptoms and tree.id != NET_MULTI]
    for_any_device = [tree for tree in listed if not tree.devices]
    about_it = [tree for tree in listed if tree.symptoms[0] is symptom]
    for candidates in (for_any_device, about_it, listed):
        if len(candidates) == 1:
            return candidates[0]
    return None


def instruction(tree: Tree) -> tuple[Step, ...]:
    """The statements of a safety tree, to be shown at once. Raises ValueError for any other tree: those are walked."""
    if not tree.safety:
        raise ValueError(f"tree {tree.id} is not a safety tree")
    return tree.steps
