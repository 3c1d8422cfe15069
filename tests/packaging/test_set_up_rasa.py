"""tools/set_up_rasa.py finds a Python 3.10 wherever people keep one, and says one clear sentence where there is none."""

import importlib.util
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from types import ModuleType

import pytest

TOOL = Path(__file__).resolve().parents[2] / "tools" / "set_up_rasa.py"
GOOD, BROKEN = "#!/bin/sh\nexit 0\n", "#!/bin/sh\necho 'pyenv: python3.10: command not found' >&2\nexit 127\n"


@pytest.fixture(scope="module")
def tool() -> ModuleType:
    spec = importlib.util.spec_from_file_location("set_up_rasa", TOOL)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def bare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine without any Python 3.10."""
    settings: Mapping[str, str] = {"HOME": str(tmp_path), "PATH": str(tmp_path / "bin"), "PYTHON310": ""}
    for name in ("PYENV_ROOT", "UV_PYTHON_INSTALL_DIR"):
        monkeypatch.delenv(name, raising=False)
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    return tmp_path


def a_python(path: Path, script: str = GOOD) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(script, encoding="utf-8")
    path.chmod(0o755)
    return str(path)


def test_without_a_python_310_it_says_how_to_get_one(tool: ModuleType, bare: Path) -> None:
    with pytest.raises(tool.SetUpFailed, match=r"needs Python 3\.10 .* make rasa PYTHON310="):
        tool.python_310()


@pytest.mark.parametrize(
    "place",
    [
        "bin/python3.10",
        ".pyenv/versions/3.10.13/bin/python3.10",
        ".local/share/uv/python/cpython-3.10.16-linux-x86_64-gnu/bin/python3.10",
    ],
)
def test_it_looks_on_the_path_and_where_pyenv_and_uv_keep_theirs(
    tool: ModuleType, bare: Path, place: str
) -> None:
    put = a_python(bare / place)
    assert tool.python_310() == put


def test_a_shim_that_runs_nothing_is_passed_by(tool: ModuleType, bare: Path) -> None:
    a_python(bare / "bin/python3.10", BROKEN)
    good = a_python(bare / ".pyenv/versions/3.10.9/bin/python3.10")
    assert tool.python_310() == good


def test_the_one_that_is_named_comes_first(
    tool: ModuleType, bare: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_python(bare / "bin/python3.10")
    monkeypatch.setenv("PYTHON310", a_python(bare / "mine"))
    assert tool.python_310() == str(bare / "mine")


def test_a_newer_python_does_not_do(tool: ModuleType, bare: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert sys.version_info[:2] != (3, 10)
    monkeypatch.setenv("PYTHON310", sys.executable)
    with pytest.raises(tool.SetUpFailed):
        tool.python_310()


def test_the_person_at_the_terminal_reads_a_sentence(bare: Path) -> None:
    root = bare / "a clone"
    (root / "tools").mkdir(parents=True)
    (root / "nlu" / "rasa").mkdir(parents=True)
    (root / "nlu" / "rasa" / "requirements.lock").write_text("# nothing\n", encoding="utf-8")
    (root / "tools" / TOOL.name).write_text(TOOL.read_text(encoding="utf-8"), encoding="utf-8")
    command = [sys.executable, root / "tools" / TOOL.name]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=dict(os.environ))
    assert done.returncode == 1
    assert done.stderr.startswith("chalkline rasa: Rasa 3.6 needs Python 3.10")
    assert "Traceback" not in done.stderr


def test_rasa_is_trained_with_telemetry_off_and_a_home_of_its_own(tool: ModuleType) -> None:
    told = tool.environment()
    assert told["RASA_TELEMETRY_ENABLED"] == "false"
    assert Path(told["HOME"]).is_relative_to(tool.HOME)
