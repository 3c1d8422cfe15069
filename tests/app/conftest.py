"""The terminal of the tests."""

import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app import cli, wiring
from tests.app.terminal import Ended, Run


@pytest.fixture(scope="session", autouse=True)
def _read_once() -> Iterator[None]:
    """A command reads every contract and playbook, and the tests run hundreds: a folder whose files are as they were is
    not read again. What is read is what the command would read.
    """
    with pytest.MonkeyPatch.context() as patch:
        for name in ("load_packs", "load_playbooks", "load_calendars"):
            patch.setattr(wiring, name, _remembering(getattr(wiring, name)))
        yield


def _remembering(load: Callable[[Path], object]) -> Callable[[Path], object]:
    known: dict[object, object] = {}

    def loaded(folder: Path) -> object:
        files = tuple(
            sorted((str(file), file.stat().st_mtime_ns, file.stat().st_size) for file in folder.rglob("*"))
        )
        if not files:
            return load(folder)
        if (folder, files) not in known:
            known[folder, files] = load(folder)
        return known[folder, files]

    return loaded


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Run:
    """`chalkline …` on a desk of its own; logging stays as the tests have it."""
    for name in [name for name in os.environ if name.startswith("CHALKLINE_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("CHALKLINE_DATA_DIR", str(tmp_path / "var"))
    monkeypatch.setattr(cli, "configure", lambda level, known: None)

    def command(*words: str, **env: str) -> Ended:
        for name, value in env.items():
            monkeypatch.setenv(f"CHALKLINE_{name}", value)
        monkeypatch.setattr(sys, "argv", ["chalkline", *words])
        with pytest.raises(SystemExit) as end:
            cli.main()
        shown = capsys.readouterr()
        return Ended(int(end.value.code or 0), shown.out, shown.err)

    return command
