"""The playbook folder: one YAML file per symptom tree, read strictly into `desk.playbook.Tree`s.

All or nothing: one bad file refuses the folder, with every problem of every file, so that what is in force stays in
force. docs/playbooks.md is the author's side of these rules. Nothing here judges whether a step is good advice.
"""

from pathlib import Path
from typing import TypeVar

from desk.ids import TreeId
from desk.language import Text
from desk.playbook import Ending, Step, StepKind, Tree
from desk.reading import DeviceClass, Symptom
from storage.playbook_steps import PLAIN_WORD, questions, statements, text_of, whole, workarounds
from storage.yaml_lines import Findings, Part, Problem, open_part

_SAFETY_TREE = TreeId("safety_smoke")

Code = TypeVar("Code", DeviceClass, Symptom)


class PlaybookError(Exception):
    """The playbook folder is refused. Mend every line listed; until then the trees loaded before stay in force."""

    def __init__(self, problems: list[Problem]) -> None:
        """Keep them sorted by file and line."""
        self.problems = tuple(sorted(problems))
        super().__init__("\n".join(str(problem) for problem in self.problems))


def load_trees(folder: Path) -> dict[TreeId, Tree]:
    """Every tree of the folder (`<id>.yaml`), by id. Raises PlaybookError with the problems of all files together."""
    results = [_read(path) for path in sorted(folder.glob("*.yaml"))]
    trees = [tree for tree, _ in results if tree is not None]
    problems = [problem for _, found in results for problem in found]
    if not results:
        problems.append(Problem(str(folder), 0, "holds no symptom tree", "put one <id>.yaml per tree here"))
    elif not problems:
        problems += _missing_safety_tree(folder, trees)
    if problems:
        raise PlaybookError(problems)
    return {tree.id: tree for tree in trees}


def _missing_safety_tree(folder: Path, trees: list[Tree]) -> list[Problem]:
    """SAFETY means: show `safety_smoke`. A folder that says so must have it, as a safety tree."""
    if any(tree.id == _SAFETY_TREE and tree.safety for tree in trees):
        return []
    return [
        Problem(
            str(folder),
            0,
            f"{tree.id} ends in SAFETY, which is the tree {_SAFETY_TREE}",
            "add that safety tree",
        )
        for tree in trees
        if any(_may_end_in_safety(step) for step in tree.steps)
    ]


def _may_end_in_safety(step: Step) -> bool:
    return Ending.SAFETY in step.targets or step.kind is StepKind.STOP


def _read(path: Path) -> tuple[Tree | None, list[Problem]]:
    """The tree of one file, None when anything is wrong with it."""
    findings = Findings(path.name)
    part = open_part(path, findings)
    tree = _tree(part, path.stem, path.parent / "pictures") if part is not None else None
    return (None if findings.problems else tree), findings.problems


def _tree(part: Part, stem: str, pictures: Path) -> Tree:
    safety = part.truth("safety", default=False)
    entries = statements(part) if safety else questions(part, pictures)
    tree = Tree(
        id=_tree_id(part, stem),
        version=whole(part, "version"),
        name=text_of(part.part("name")),
        devices=_devices(part),
        symptoms=_codes(part, "symptoms", part.words("symptoms"), Symptom),
        safety=safety,
        steps=tuple(entry.step for entry in entries),
        never=_texts(part, "never"),
        workaround=text_of(part.part("workaround")),
        stop=text_of(part.part("stop")),
        causes=_texts(part, "causes"),
        sources=part.words("sources"),
        howto=text_of(part.part("howto")) if part.has("howto") else None,
        workarounds=() if safety else workarounds(part),
    )
    part.close()
    _check_howto(part, tree)
    return tree


def _tree_id(part: Part, stem: str) -> TreeId:
    word = part.text("id")
    if word and (word != stem or not PLAIN_WORD.fullmatch(word)):
        part.note(
            f"id {word!r} is not the file's name", f"call the file {word}.yaml, in a-z, 0-9 and _", at="id"
        )
    return TreeId(word)


def _texts(part: Part, key: str) -> tuple[Text, ...]:
    return tuple(text_of(entry) for entry in part.parts(key))


def _devices(part: Part) -> tuple[DeviceClass, ...]:
    words = part.words("devices")
    return () if words == ("any",) else _codes(part, "devices", words, DeviceClass)


def _codes(part: Part, key: str, words: tuple[str, ...], kind: type[Code]) -> tuple[Code, ...]:
    known = {str(code): code for code in kind}
    for word in words:
        if word not in known:
            part.note(f"{key!r} does not know {word!r}", f"use one of: {', '.join(sorted(known))}", at=key)
    return tuple(known[word] for word in words if word in known)


def _check_howto(part: Part, tree: Tree) -> None:
    ends_so = any(Ending.HOWTO in step.targets for step in tree.steps)
    if ends_so and tree.howto is None:
        part.note(
            "a step ends in HOWTO but there is no 'howto'", "write the answer the teacher gets", at="steps"
        )
    if tree.howto is not None and not ends_so:
        part.note("no step ends in HOWTO", "remove 'howto'", at="howto")
