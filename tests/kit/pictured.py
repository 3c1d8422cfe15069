"""The playbooks as they would be with a drawing at every step, for tests that must not depend on which steps have one."""

import re
import shutil
from pathlib import Path

from storage.drawings import PICTURES

PLAYBOOKS = Path(__file__).parents[2] / "playbooks"
_NAMED = re.compile(r"^    picture: .*\n", re.MULTILINE)
_STEP = re.compile(r"^(  - id: .*\n)(?!    say:)", re.MULTILINE)


def pictured(folder: Path, drawing: str = "source_key") -> Path:
    """A copy of the playbooks in `folder`; statements of safety trees stay as they are."""
    shutil.copytree(PLAYBOOKS / PICTURES, folder / PICTURES)
    for tree in PLAYBOOKS.glob("*.yaml"):
        bare = _NAMED.sub("", tree.read_text("utf-8"))
        (folder / tree.name).write_text(_STEP.sub(rf"\1    picture: {drawing}\n", bare), "utf-8")
    return folder
