"""The playbook folder: one YAML file per symptom tree, read strictly into `desk.playbook.Tree`s.

All or nothing: one bad file refuses the folder, with every problem of every file, so that what is in force stays in
force. docs/playbooks.md is the author's side of these rules. Nothing here judges whether a step is good advice.
"""

import re
from pathlib import Path
from typing import TypeVar

from desk.ids import StepId, TreeId
from desk.language import Text
from desk.playbook import Ending, Step, Tree
from desk.reading import DeviceClass, Symptom
from storage.playbook_ways import Entry, check_names, check_ways
from storage.yaml_lines import Findings, Part, Problem, open_part

_ID = re.compile(r"[a-z][a-z0-9_]*")
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_LATIN = re.compile(r"[A-Za-z]")
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
        if any(step.yes is Ending.SAFETY for step in tree.steps)
    ]


def _read(path: Path) -> tuple[Tree | None, list[Problem]]:
    """The tree of one file, None when anything is wrong with it."""
    findings = Findings(path.name)
    part = open_part(path, findings)
    tree = _tree(part, path.stem) if part is not None else None
    return (None if findings.problems else tree), findings.problems


def _tree(part: Part, stem: str) -> Tree:
    safety = part.truth("safety", default=False)
    entries = _statements(part) if safety else _questions(part)
    tree = Tree(
        id=_tree_id(part, stem),
        version=_whole(part, "version"),
        name=_text(part.part("name")),
        devices=_devices(part),
        symptoms=_codes(part, "symptoms", part.words("symptoms"), Symptom),
        safety=safety,
        steps=tuple(entry.step for entry in entries),
        never=_texts(part, "never"),
        workaround=_text(part.part("workaround")),
        stop=_text(part.part("stop")),
        causes=_texts(part, "causes"),
        sources=part.words("sources"),
        howto=_text(part.part("howto")) if part.has("howto") else None,
    )
    part.close()
    _check_howto(part, tree)
    return tree


def _tree_id(part: Part, stem: str) -> TreeId:
    word = part.text("id")
    if word and (word != stem or not _ID.fullmatch(word)):
        part.note(
            f"id {word!r} is not the file's name", f"call the file {word}.yaml, in a-z, 0-9 and _", at="id"
        )
    return TreeId(word)


def _whole(part: Part, key: str) -> int:
    word = part.text(key)
    if word.isdecimal() and int(word) >= 1:
        return int(word)
    if word:
        part.note(f"{key} {word!r} is not a whole number from 1", "write digits only", at=key)
    return 0


def _text(part: Part) -> Text:
    """Words in both languages, each in its own; closes the part."""
    text = Text(part.text("zh"), part.text("en"))
    if text.zh and not _CHINESE.search(text.zh):
        part.note(f"the 'zh' of {part.name} is not Chinese", "write what people read", at="zh")
    if text.en and (_CHINESE.search(text.en) or not _LATIN.search(text.en)):
        part.note(f"the 'en' of {part.name} is not English", "write what people read", at="en")
    part.close()
    return text


def _texts(part: Part, key: str) -> tuple[Text, ...]:
    return tuple(_text(entry) for entry in part.parts(key))


def _devices(part: Part) -> tuple[DeviceClass, ...]:
    words = part.words("devices")
    return () if words == ("any",) else _codes(part, "devices", words, DeviceClass)


def _codes(part: Part, key: str, words: tuple[str, ...], kind: type[Code]) -> tuple[Code, ...]:
    known = {str(code): code for code in kind}
    for word in words:
        if word not in known:
            part.note(f"{key!r} does not know {word!r}", f"use one of: {', '.join(sorted(known))}", at=key)
    return tuple(known[word] for word in words if word in known)


def _statements(part: Part) -> list[Entry]:
    """The steps of a safety tree: said at once, in order, never answered. Each leads to the next, the last dispatches."""
    entries: list[Entry] = []
    after: StepId | Ending = Ending.DISPATCH
    for entry in reversed(list(part.parts("steps"))):
        for key in ("yes", "no"):
            if entry.has(key):
                reason = f"a safety tree is never self-help: no {key!r}, least of all {entry.text(key)}"
                entry.note(reason, "write `say:` and no answers", at=key)
        step = Step(_step_id(entry), _text(entry.part("say")), 0, after, after, fast=True)
        entry.close()
        entries.insert(0, Entry(step, entry.line, entry.line, entry.line))
        after = step.id
    check_names(entries, part.findings)
    return entries


def _questions(part: Part) -> list[Entry]:
    """The steps of a tree that is walked, every way through it checked."""
    entries = [_question(entry) for entry in part.parts("steps")]
    check_names(entries, part.findings)
    check_ways(entries, part.findings)
    return entries


def _question(part: Part) -> Entry:
    step = Step(
        id=_step_id(part),
        ask=_text(part.part("ask")),
        seconds=_whole(part, "seconds"),
        yes=_target(part, "yes"),
        no=_target(part, "no"),
        fast=part.truth("fast", default=False),
        parallel=part.truth("parallel", default=False),
        pupil=part.truth("pupil", default=False),
    )
    part.close()
    return Entry(step, part.line, part.line_of("yes"), part.line_of("no"))


def _step_id(part: Part) -> StepId:
    word = part.text("id")
    if word and not _ID.fullmatch(word):
        part.note(f"step id {word!r} is not a plain word", "use a-z, 0-9 and _", at="id")
    return StepId(word)


def _target(part: Part, key: str) -> StepId | Ending:
    word = part.text(key)
    return Ending(word) if word in tuple(Ending) else StepId(word)


def _check_howto(part: Part, tree: Tree) -> None:
    ends_so = any(step.yes is Ending.HOWTO for step in tree.steps)
    if ends_so and tree.howto is None:
        part.note(
            "a step ends in HOWTO but there is no 'howto'", "write the answer the teacher gets", at="steps"
        )
    if tree.howto is not None and not ends_so:
        part.note("no step ends in HOWTO", "remove 'howto'", at="howto")
