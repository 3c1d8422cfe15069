"""A symptom tree for the terminal: each step once, its answers as branches, what was shown before as a reference."""

from rich.tree import Tree as Branches

from desk.ids import StepId
from desk.language import Lang
from desk.playbook import Ending, Step, Tree
from web.tree_words import AROUND, ENDINGS, SAFETY_TREE, SIGNS, branches, tags


def lines(tree: Tree, lang: Lang) -> Branches:
    """The tree from its first step; ways for a lesson to go on stand before it, as they are asked."""
    top = Branches(f"{tree.id} v{tree.version}  {tree.name.of(lang)}", highlight=False)
    if tree.safety:
        said = top.add(SAFETY_TREE.of(lang))
        for number, step in enumerate(tree.steps, 1):
            said.add(f"{number}. {step.ask.of(lang)}")
        return top
    if tree.workarounds:
        around = top.add(AROUND.of(lang))
        for way in tree.workarounds:
            needs = f" · {way.needs}" if way.needs else ""
            around.add(f"{_head(way.step, lang)}{needs}\n{way.step.ask.of(lang)}")
    _Drawer(tree, lang).add(top, tree.steps[0].id, "")
    return top


class _Drawer:
    """Goes through a tree depth first and remembers what it has shown."""

    def __init__(self, tree: Tree, lang: Lang) -> None:
        self._tree, self._lang = tree, lang
        self._shown: set[StepId] = set()

    def add(self, to: Branches, leads_to: StepId | Ending, label: str) -> None:
        """One branch with everything behind it."""
        lead = f"{label} ▸ " if label else ""
        if isinstance(leads_to, Ending):
            to.add(f"{lead}{SIGNS[leads_to]} {ENDINGS[leads_to].of(self._lang)}")
        elif leads_to in self._shown:
            to.add(f"{lead}↩ {leads_to}")
        else:
            self._shown.add(leads_to)
            self._add_step(to, self._tree.step(leads_to), lead)

    def _add_step(self, to: Branches, step: Step, lead: str) -> None:
        ask = step.ask.of(self._lang)
        here = to.add(f"{lead}{_head(step, self._lang)}\n{ask}")
        if step.kind.is_last:
            ending = Ending(step.yes)
            here.add(f"{SIGNS[ending]} {ENDINGS[ending].of(self._lang)}")
        for branch in branches(step):
            self.add(here, branch.to, branch.label.of(self._lang))


def _head(step: Step, lang: Lang) -> str:
    return f"{step.id}  ({' · '.join(tags(step, lang))})"
