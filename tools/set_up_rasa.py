"""Sets Rasa up in an environment of its own, `var/rasa/env`, and trains it on our messages: `python3 tools/set_up_rasa.py`.

Rasa 3.6 runs on Python 3.10 at most and pins old versions of what the desk uses, so it never shares our `.venv`, which
this needs for the export. Finds a Python 3.10, fetches none. Standard library only; what is done is not done again. The
packages take 2.7 GB of disk, the training half an hour of two quiet cores, politely (nice 19). Starts no server.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HOME = ROOT / "var" / "rasa"
LOCK = ROOT / "nlu" / "rasa" / "requirements.lock"
MODEL = HOME / "models" / "chalkline.tar.gz"
OURS = "PYTHON310"
"""The environment variable that names a Python 3.10; `make rasa PYTHON310=/path` sets it."""

QUIET = {
    "RASA_TELEMETRY_ENABLED": "false",
    "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
    "PYTHONWARNINGS": "ignore",
}
"""Nothing is sent anywhere; and of the warnings of its old packages nobody learns anything."""


class SetUpFailed(Exception):
    """Carries the sentence that tells the person at the terminal what to do."""


def say(sentence: str) -> None:
    """Prints one line of progress at once, also when the output is a pipe."""
    print(f"chalkline rasa: {sentence}", flush=True)


def candidates() -> Iterator[str]:
    """Where a Python 3.10 may be: named by the caller, on the path, kept by pyenv or by uv."""
    yield os.environ.get(OURS, "")
    yield shutil.which("python3.10") or ""
    pyenv = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv")
    yield from map(str, sorted(pyenv.glob("versions/3.10.*/bin/python3.10"), reverse=True))
    uv = Path(os.environ.get("UV_PYTHON_INSTALL_DIR") or Path.home() / ".local/share/uv/python")
    yield from map(str, sorted(uv.glob("cpython-3.10.*/bin/python3.10"), reverse=True))


def is_ours(python: str) -> bool:
    """Whether it starts, is a 3.10 and can make virtual environments (a pyenv shim may do none of it)."""
    probe = [python, "-c", "import ensurepip, sys, venv; sys.exit(sys.version_info[:2] != (3, 10))"]
    try:
        return subprocess.run(probe, capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def python_310() -> str:
    """The first that is good. Raises SetUpFailed."""
    for python in candidates():
        if python and is_ours(python):
            return python
    raise SetUpFailed(
        "Rasa 3.6 needs Python 3.10 and none was found on the path, in pyenv or in uv. Install one "
        "(pyenv install 3.10, or uv python install 3.10) or name it: make rasa PYTHON310=/path/to/python3.10. "
        "Without: docker compose --profile rasa build. The desk reads without Rasa too."
    )


def digest(*paths: Path) -> str:
    """One fingerprint of several files."""
    whole = hashlib.sha256()
    for path in paths:
        whole.update(hashlib.sha256(path.read_bytes()).digest())
    return whole.hexdigest()


def is_done(stamp: Path, fingerprint: str) -> bool:
    """Whether an earlier run finished with the same input."""
    return stamp.is_file() and stamp.read_text(encoding="utf-8") == fingerprint


def environment() -> dict[str, str]:
    """Rasa keeps its settings under HOME; it gets one where it can do no harm."""
    home = HOME / "home"
    home.mkdir(parents=True, exist_ok=True)
    return {**os.environ, **QUIET, "HOME": str(home)}


def install() -> None:
    """`var/rasa/env` with every package by its hash."""
    stamp, fingerprint = HOME / "env" / "chalkline.stamp", digest(LOCK)
    if is_done(stamp, fingerprint):
        return
    python = python_310()
    say(f"installing Rasa into {HOME / 'env'} with {python} (2.7 GB; some minutes)")
    if subprocess.run([python, "-m", "venv", HOME / "env"], check=False).returncode:
        raise SetUpFailed(f"{python} could not make {HOME / 'env'}; the lines above say why.")
    pip = [str(HOME / "env/bin/python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    if subprocess.run([*pip, "--require-hashes", "-r", LOCK], check=False).returncode:
        raise SetUpFailed("pip could not install Rasa; its own words are above. Run the same command again.")
    stamp.write_text(fingerprint, encoding="utf-8")


def export() -> Path:
    """Our messages as a Rasa project."""
    project = HOME / "project"
    done = subprocess.run([ROOT / ".venv/bin/chalkline", "nlu", "export-rasa", project], check=False)
    if done.returncode:
        raise SetUpFailed("the messages could not be exported; the line above says why.")
    return project


def train(project: Path) -> None:
    """The model, unless it was trained from the same project."""
    files = sorted(
        path for path in project.rglob("*.*") if path.suffix in {".yml", ".py"} and ".rasa" not in path.parts
    )
    stamp, fingerprint = MODEL.with_suffix(".stamp"), digest(LOCK, *files)
    if is_done(stamp, fingerprint) and MODEL.is_file():
        return
    say("training (half an hour on two quiet cores); Rasa shows each of its five classifiers")
    command = [str(HOME / "env/bin/rasa"), "train", "nlu", "--nlu", "data", "--out", str(MODEL.parent)]
    name = ["--fixed-model-name", MODEL.name.removesuffix(".tar.gz")]
    if subprocess.run(
        ["nice", "-n", "19", *command, *name], check=False, cwd=project, env=environment()
    ).returncode:
        raise SetUpFailed("Rasa could not train; its own words are above.")
    stamp.write_text(fingerprint, encoding="utf-8")


def main() -> int:
    """Exit code 1 with a sentence when a person has to act."""
    try:
        install()
        train(export())
    except SetUpFailed as reason:
        print(f"chalkline rasa: {reason}", file=sys.stderr)
        return 1
    say(
        f"ready: {MODEL}. Serve it: cd {HOME / 'project'} && RASA_TELEMETRY_ENABLED=false ../env/bin/rasa run "
        "--enable-api --model ../models/chalkline.tar.gz; then CHALKLINE_NLU__BACKEND=rasa "
        "CHALKLINE_NLU__URL=http://127.0.0.1:5005"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
