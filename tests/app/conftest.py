"""The terminal of the tests."""

import os
import sys
from pathlib import Path

import pytest

from app import cli
from tests.app.terminal import Ended, Run


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Run:
    """`chalkline …` on a desk of its own; logging stays as the tests have it."""
    for name in [name for name in os.environ if name.startswith("CHALKLINE_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("CHALKLINE_DATA_DIR", str(tmp_path / "var"))
    monkeypatch.setattr(cli, "configure", lambda level: None)

    def command(*words: str, **env: str) -> Ended:
        for name, value in env.items():
            monkeypatch.setenv(f"CHALKLINE_{name}", value)
        monkeypatch.setattr(sys, "argv", ["chalkline", *words])
        with pytest.raises(SystemExit) as end:
            cli.main()
        shown = capsys.readouterr()
        return Ended(int(end.value.code or 0), shown.out, shown.err)

    return command
