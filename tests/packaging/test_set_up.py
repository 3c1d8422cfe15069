"""tools/set_up.py on machines unlike the developer's: run for real, in a small tree, with an empty lock (no network)."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CLI = (
    '"""A stand-in."""\nimport sys\n\n\ndef main() -> int:\n    print("desk", *sys.argv[1:])\n    return 7\n'
)
NO_ENSUREPIP = 'raise ImportError("Debian keeps it in python3-venv")\n'
BASE_PYTHON = Path(sys.base_prefix) / f"bin/python{sys.version_info.major}.{sys.version_info.minor}"


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    """A clone-like tree in a folder with a space in its name: locks without pins, a stand-in `app.cli`."""
    root = tmp_path / "a clone"
    (root / "tools").mkdir(parents=True)
    (root / "app").mkdir()
    shutil.copy(ROOT / "tools/set_up.py", root / "tools")
    (root / "app/cli.py").write_text(CLI, encoding="utf-8")
    for lock in ("requirements.lock", "requirements-dev.lock"):
        (root / lock).write_text("# nothing\n", encoding="utf-8")
    return root


def set_up(root: Path, kind: str = "run", **environment: str) -> subprocess.CompletedProcess[str]:
    """Runs the script as make does, cut off from every package index."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("PIP_", "PYTHON"))}
    command = [BASE_PYTHON, root / "tools/set_up.py", kind]
    settings = clean | {"PIP_NO_INDEX": "1"} | environment
    return subprocess.run(command, env=settings, capture_output=True, text=True, check=False, timeout=100)


def without_ensurepip(folder: Path) -> str:
    """A PYTHONPATH on which `import ensurepip` fails, as on Debian without python3-venv."""
    (folder / "ensurepip").mkdir(parents=True)
    (folder / "ensurepip/__init__.py").write_text(NO_ENSUREPIP, encoding="utf-8")
    return str(folder)


def fake_apt_get(folder: Path, body: str) -> str:
    """A PATH on which `apt-get` writes down its arguments and then does what `body` says."""
    folder.mkdir()
    command = folder / "apt-get"
    command.write_text(f'#!/bin/sh\necho "$@" >> "{folder}/calls"\n{body}\n', encoding="utf-8")
    command.chmod(0o755)
    return f"{folder}:{os.environ['PATH']}"


def test_the_first_run_makes_a_desk_that_starts_and_the_second_has_nothing_to_do(bare: Path) -> None:
    first = set_up(bare)
    assert first.returncode == 0, first.stderr
    assert "chalkline set-up: ready" in first.stdout

    started = subprocess.run(
        [bare / ".venv/bin/chalkline", "run", "--demo"], capture_output=True, text=True, check=False
    )
    assert (started.stdout, started.returncode) == ("desk run --demo\n", 7)

    second = set_up(bare)
    assert (second.returncode, second.stdout, second.stderr) == (0, "", "")


def test_setting_up_for_development_settles_the_product_too(bare: Path) -> None:
    assert set_up(bare, "dev").returncode == 0
    assert set_up(bare, "run").stdout == ""


def test_a_moved_tree_gets_a_new_environment(bare: Path) -> None:
    set_up(bare)
    moved = bare.rename(bare.with_name("moved clone"))
    assert "making" in set_up(moved).stdout
    started = subprocess.run([moved / ".venv/bin/chalkline"], capture_output=True, text=True, check=False)
    assert started.stdout == "desk\n"


def test_a_package_that_cannot_be_had_is_said_with_what_to_do(bare: Path) -> None:
    pin = f"no-such-package-anywhere==1.0 --hash=sha256:{'0' * 64}\n"
    (bare / "requirements.lock").write_text(pin, encoding="utf-8")
    failed = set_up(bare)
    assert failed.returncode == 1
    assert "pip could not install requirements.lock" in failed.stderr
    assert "PIP_FIND_LINKS" in failed.stderr
    assert "Traceback" not in failed.stderr
    assert not list(bare.glob(".venv/*.stamp"))


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may install Debian packages")
def test_root_gets_the_missing_debian_package_installed(bare: Path, tmp_path: Path) -> None:
    broken = without_ensurepip(tmp_path / "debian")
    path = fake_apt_get(tmp_path / "bin", f'[ "$1" = install ] && rm -rf "{broken}/ensurepip"; true')
    assert set_up(bare, PATH=path, PYTHONPATH=broken).returncode == 0
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    calls = (tmp_path / "bin/calls").read_text(encoding="utf-8").splitlines()
    assert calls == ["update -q", f"install -qy --no-install-recommends python{version}-venv"]


def test_whoever_cannot_install_is_told_the_name_of_the_package(bare: Path, tmp_path: Path) -> None:
    path = fake_apt_get(tmp_path / "bin", "exit 100")
    failed = set_up(bare, PATH=path, PYTHONPATH=without_ensurepip(tmp_path / "debian"))
    assert failed.returncode == 1
    assert f"python{sys.version_info.major}.{sys.version_info.minor}-venv" in failed.stderr
    assert "Traceback" not in failed.stderr


@pytest.mark.parametrize(
    ("flags", "told"), [("fpu avx2 fma avx512f", "Haswell"), ("fpu sse4_2 avx", None), ("", None)]
)
def test_sums_are_fixed_where_the_processor_can_make_them(
    tmp_path: Path, flags: str, told: str | None
) -> None:
    cpu = tmp_path / "cpuinfo"
    cpu.write_text(f"flags\t\t: {flags}\n", encoding="utf-8")
    ask = "import sys; sys.path.insert(0, 'tools'); from pathlib import Path; from set_up import sums; print(sums(Path(sys.argv[1])))"
    said = subprocess.run([BASE_PYTHON, "-c", ask, cpu], cwd=ROOT, capture_output=True, text=True, check=True)
    assert ("Haswell" in said.stdout) is (told is not None)
    assert "'OPENBLAS_NUM_THREADS': '1'" in said.stdout
