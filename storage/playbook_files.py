"""The playbook folder: one YAML file per symptom tree, read strictly into `desk.playbook.Tree`s.

All or nothing: one bad file refuses the folder, with every problem of every file, so that what is in force stays in
force. docs/playbooks.md is the author's side of these rules. Nothing here judges whether a step is good advice.
"""

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import TypeVar

from desk.ids import TreeId
from desk.language import Text
from desk.playbook import Ending, Step, StepKind, Tree
from desk.reading import DeviceClass, Symptom
from storage.playbook_steps import PLAIN_WORD, questions, statements, text_of, whole, workarounds
from storage.playbook_words import SENTENCE, THING
from storage.yaml_lines import Findings, Part, Problem, read_part

PICTURES = "pictures"
"""The name of the folder of drawings, in the folder of the trees."""

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
    pictures = {path.stem for path in (folder / PICTURES).glob("*.svg")}
    return read_trees({path.name: path.read_bytes() for path in folder.glob("*.yaml")}, pictures, str(folder))


def read_trees(files: Mapping[str, bytes], pictures: Collection[str], where: str) -> dict[TreeId, Tree]:
    """The same of files that were read already, by name. `pictures` are the drawings there are, `where` names the whole."""
    results = [_read(name, files[name], pictures) for name in sorted(files)]
    trees = [tree for tree, _ in results if tree is not None]
    problems = [problem for _, found in results for problem in found]
    if not results:
        problems.append(Problem(where, 0, "holds no symptom tree", "put one <id>.yaml per tree here"))
    elif not problems:
        problems += _missing_safety_tree(where, trees)
    if problems:
        raise PlaybookError(problems)
    return {tree.id: tree for tree in trees}


def _missing_safety_tree(where: str, trees: list[Tree]) -> list[Problem]:
    """SAFETY means: show `safety_smoke`. A folder that says so must have it, as a safety tree."""
    if any(tree.id == _SAFETY_TREE and tree.safety for tree in trees):
        return []
    return [
        Problem(
            where,
            0,
            f"{tree.id} ends in SAFETY, which is the tree {_SAFETY_TREE}",
            "add that safety tree",
        )
        for tree in trees
        if any(_may_end_in_safety(step) for step in tree.steps)
    ]


def _may_end_in_safety(step: Step) -> bool:
    return Ending.SAFETY in step.targets or step.kind is StepKind.STOP


def _read(name: str, content: bytes, pictures: Collection[str]) -> tuple[Tree | None, list[Problem]]:
    """The tree of one file, None when anything is wrong with it."""
    findings = Findings(name)
    part = read_part(content, findings)
    tree = _tree(part, name.removesuffix(".yaml"), pictures) if part is not None else None
    return (None if findings.problems else tree), findings.problems


def _tree(part: Part, stem: str, pictures: Collection[str]) -> Tree:
    safety = part.truth("safety", default=False)
    entries = statements(part) if safety else questions(part, pictures)
    tree = Tree(
        id=_tree_id(part, stem),
        version=whole(part, "version"),
        name=text_of(part.part("name"), THING),
        devices=_devices(part),
        symptoms=_codes(part, "symptoms", part.words("symptoms"), Symptom),
        safety=safety,
        steps=tuple(entry.step for entry in entries),
        never=_texts(part, "never"),
        workaround=text_of(part.part("workaround"), SENTENCE),
        stop=text_of(part.part("stop"), SENTENCE),
        causes=_texts(part, "causes"),
        sources=part.words("sources"),
        howto=text_of(part.part("howto"), SENTENCE) if part.has("howto") else None,
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
    return tuple(text_of(entry, THING) for entry in part.parts(key))


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
