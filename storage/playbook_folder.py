"""A playbook folder as one thing: its trees and their drawings, read together, taken or refused together.

The files are kept as they were written, so that what is in force can be stored and read again without the folder.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from desk.drawings import Drawing
from desk.ids import TreeId
from desk.playbook import Tree
from storage.drawings import read_drawings
from storage.playbook_files import PICTURES, PlaybookError, read_trees
from storage.yaml_lines import Problem

Files = Mapping[str, bytes]
"""What a folder holds, by name: `printer.yaml`, `pictures/paper_tray.svg`."""


@dataclass(frozen=True, slots=True)
class Playbooks:
    """A folder that reads well: its files as written, and what they say."""

    files: Mapping[str, str]
    trees: Mapping[TreeId, Tree]
    drawings: Mapping[str, Drawing]

    @property
    def digest(self) -> str:
        """Tells two contents apart: SHA-256 of every name and text, in hexadecimal."""
        told = hashlib.sha256()
        for name in sorted(self.files):
            for part in (name, self.files[name]):
                content = part.encode()
                told.update(len(content).to_bytes(8, "big") + content)
        return told.hexdigest()


def load_playbooks(folder: Path) -> Playbooks:
    """The trees and drawings of a folder. Raises PlaybookError with the problems of all files together."""
    paths = [*folder.glob("*.yaml"), *(folder / PICTURES).glob("*.svg")]
    files: dict[str, bytes] = {}
    problems = []
    for path in sorted(paths):
        name = path.relative_to(folder).as_posix()
        try:
            files[name] = path.read_bytes()
        except OSError as error:
            problems.append(Problem(name, 0, f"cannot be read ({error})", "check who may read the file"))
    if problems:
        raise PlaybookError(problems)
    return read_playbooks(files, str(folder))


def read_playbooks(files: Files, where: str) -> Playbooks:
    """The same of files that were read already; `where` names them as a whole. Raises PlaybookError."""
    drawn = {
        name.removeprefix(f"{PICTURES}/"): content for name, content in files.items() if name.endswith(".svg")
    }
    written = {name: content for name, content in files.items() if name.endswith(".yaml")}
    problems: list[Problem] = []
    trees: dict[TreeId, Tree] = {}
    drawings: dict[str, Drawing] = {}
    try:
        trees = read_trees(written, {name.removesuffix(".svg") for name in drawn}, where)
    except PlaybookError as refused:
        problems += refused.problems
    try:
        drawings = read_drawings(drawn)
    except PlaybookError as refused:
        problems += refused.problems
    if problems:
        raise PlaybookError(problems)
    return Playbooks({name: content.decode() for name, content in files.items()}, trees, drawings)
