"""An edition of the playbooks: the folder as it was when it came into force. Pure: who reads and keeps it is `storage`.

One edition is in force at a time, for every conversation. A teacher in the middle of an older version of a tree is handed to
an engineer (`desk.walking`), which is why a tree that changes has to count its version up.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from desk.drawings import Drawing
from desk.ids import TreeId
from desk.playbook import Tree


@dataclass(frozen=True, slots=True)
class Edition:
    """Playbooks that read well. `files` are the texts by name (`printer.yaml`, `pictures/paper_tray.svg`), `trees` and
    `drawings` what they say.
    """

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


def not_counted_up(new: Edition, old: Edition) -> tuple[Tree, ...]:
    """The trees of the new edition that say something else than the old one's under the same version or a lower one."""
    return tuple(
        tree
        for tree in new.trees.values()
        if (known := old.trees.get(tree.id)) is not None and known != tree and tree.version <= known.version
    )
