"""Makes `.venv` from a hashed lock file, once: `python3 tools/set_up.py run|dev`.

Runs on a bare Debian machine with the standard library only, and returns at once when nothing changed. It does not
build or install the project: it writes a `.pth` line that puts this tree on the path and a launcher `.venv/bin/chalkline`.
That needs no build backend in the lock (a `pip install -e .` would need setuptools, unhashed), nothing to go stale when
a package folder is added, and works the same in the container.
"""

from __future__ import annotations

import hashlib
import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCKS = {"run": "requirements.lock", "dev": "requirements-dev.lock"}
OLDEST_PYTHON = (3, 11)

LAUNCHER = """\
#!/bin/sh
'''exec' {python} "$0" "$@"
' '''
import sys

from app.cli import main

sys.exit(main())
"""


class SetUpFailed(Exception):
    """Carries the sentence that tells the person at the terminal what to do."""


def say(sentence: str) -> None:
    """Prints one line of progress at once, also when the output is a pipe."""
    print(f"chalkline set-up: {sentence}", flush=True)


def fingerprint(root: Path, kind: str) -> str:
    """What the venv depends on: the lock, this script, where the tree is and which Python runs it."""
    digest = hashlib.sha256()
    for part in (
        (root / LOCKS[kind]).read_bytes(),
        Path(__file__).read_bytes(),
        bytes(root),
        sys.version.encode(),
    ):
        digest.update(hashlib.sha256(part).digest())
    return digest.hexdigest()


def is_ready(root: Path, kind: str) -> bool:
    """Whether an earlier run finished with the same fingerprint. Looks at three small files, starts nothing."""
    venv = root / ".venv"
    stamp = venv / f"chalkline-{kind}.stamp"
    if not (stamp.is_file() and (venv / "bin/python").exists() and (venv / "bin/chalkline").exists()):
        return False
    return stamp.read_text(encoding="utf-8") == fingerprint(root, kind)


def can_make_venvs() -> bool:
    """Debian splits `venv` and `ensurepip` off into python3-venv; half of it is not enough."""
    probe = [sys.executable, "-c", "import ensurepip, venv"]
    return subprocess.run(probe, capture_output=True, check=False).returncode == 0


def provide_venv_module() -> None:
    """Installs Debian's python3-venv when it is missing and we may; otherwise says what to install."""
    if can_make_venvs():
        return
    package = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
    if os.geteuid() == 0 and shutil.which("apt-get"):
        say(f"this Python cannot make virtual environments; installing Debian's {package}")
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run(["apt-get", "update", "-q"], check=False, env=environment)
        install = ["apt-get", "install", "-qy", "--no-install-recommends", package]
        subprocess.run(install, check=False, env=environment)
    if not can_make_venvs():
        raise SetUpFailed(
            f"{sys.executable} cannot make virtual environments. Install the Debian package {package} "
            f"(sudo apt-get install {package}) or point to another Python: make PYTHON=/path/to/python3 ..."
        )


def is_ours(venv: Path) -> bool:
    """Whether a venv is there, was made at this very place (its scripts hold the path) and runs our Python."""
    activate = venv / "bin/activate"
    if not (activate.is_file() and str(venv) in activate.read_text(encoding="utf-8")):
        return False
    question = [str(venv / "bin/python"), "-c", "import sys; print(*sys.version_info[:2])"]
    try:
        answer = subprocess.run(question, capture_output=True, text=True, check=False)
    except OSError:  # the Python it links to is gone
        return False
    return answer.stdout.split() == [str(part) for part in sys.version_info[:2]]


def make_venv(venv: Path) -> None:
    """Makes the venv, or keeps a good one: what is installed in it is not fetched again."""
    if is_ours(venv):
        return
    provide_venv_module()
    say(f"making {venv} with Python {sys.version.split()[0]}")
    if subprocess.run([sys.executable, "-m", "venv", "--clear", venv], check=False).returncode:
        raise SetUpFailed(f"could not make {venv}; the lines above say why.")


def install_packages(root: Path, kind: str) -> None:
    """Installs the lock with every hash checked. Asks the index only for what is not installed yet."""
    lock = LOCKS[kind]
    pins = sum(1 for line in (root / lock).read_text(encoding="utf-8").splitlines() if "==" in line)
    say(
        f"installing up to {pins} packages from {lock}, every one checked by its hash (a minute or two the first time)"
    )
    command = [
        str(root / ".venv/bin/python"),
        "-m",
        "pip",
        "install",
        "--disable-pip-version-check",
        "--no-input",
    ]
    if subprocess.run([*command, "--require-hashes", "-r", lock], check=False, cwd=root).returncode:
        raise SetUpFailed(
            f"pip could not install {lock}; its own words are above. Without a network, or behind a mirror, tell pip "
            "where the packages are (PIP_INDEX_URL for a mirror; PIP_NO_INDEX=1 with PIP_FIND_LINKS=/a/folder of "
            "downloaded wheels) and run the same command again: what is already installed is not fetched twice."
        )


def link_project(root: Path) -> None:
    """Puts this tree on the venv's path and writes its `chalkline` command."""
    venv = root / ".venv"
    for site_packages in venv.glob("lib/python*/site-packages"):
        (site_packages / "chalkline.pth").write_text(f"{root}\n", encoding="utf-8")
    launcher = venv / "bin/chalkline"
    # /bin/sh starts the right Python even when the path is longer than a #! line may be, or has spaces in it.
    launcher.write_text(LAUNCHER.format(python=shlex.quote(str(venv / "bin/python"))), encoding="utf-8")
    launcher.chmod(0o755)


CPU = Path("/proc/cpuinfo")
ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1"}
SAME_SUMS = {
    **ONE_THREAD,
    "OPENBLAS_CORETYPE": "Haswell",
    "NPY_DISABLE_CPU_FEATURES": "X86_V4 AVX512_ICL AVX512_SPR",
}
"""Sums are made in the same order with any number of cores and on any x86-64 of the last ten years: with another order the
last digits differ, twelve rounds of learning make more of it, and the reader takes a message in a hundred otherwise."""


def sums(cpu: Path = CPU) -> dict[str, str]:
    """What numpy is told about sums. An older or another processor, which has not what a Haswell has, makes its own."""
    flags = cpu.read_text(encoding="utf-8", errors="replace").split() if cpu.is_file() else []
    return SAME_SUMS if {"avx2", "fma"} <= set(flags) else ONE_THREAD


def learnt_from(root: Path) -> str:
    """What the reader's model depends on: the messages, the words and the code that looks at them."""
    digest = hashlib.sha256()
    for pattern in ("data/train/*.jsonl", "data/dev.jsonl", "lexicon/*.toml", "*.py"):
        for path in sorted((root / "nlu").glob(pattern)):
            digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def teach_reader(root: Path) -> None:
    """Trains the reader's model when what it learns from has changed. Without it the desk reads by rules alone."""
    if not any((root / "nlu/data/train").glob("*.jsonl")):
        return
    model, stamp = root / "nlu/model/reader.npz", root / "nlu/model/reader.stamp"
    wanted = learnt_from(root)
    if model.is_file() and stamp.is_file() and stamp.read_text(encoding="utf-8") == wanted:
        return
    say("teaching the reader from its labelled messages (a minute or two)")
    command = [str(root / ".venv/bin/python"), "-m", "nlu.training"]
    if subprocess.run(command, check=False, cwd=root, env={**os.environ, **sums()}).returncode:
        raise SetUpFailed("the reader could not be taught; the lines above say why.")
    stamp.write_text(wanted, encoding="utf-8")


def set_up(root: Path, kind: str) -> None:
    """Brings `.venv` and the reader's model to the state of the tree. Stamps are written last: an interrupted run simply
    runs again.
    """
    install(root, kind)
    teach_reader(root)


def install(root: Path, kind: str) -> None:
    """Brings `.venv` to the state of the lock."""
    if is_ready(root, kind):
        return
    make_venv(root / ".venv")
    install_packages(root, kind)
    link_project(root)
    # The development lock holds every pin of the other (tests/packaging/test_lock_files.py), so it settles both.
    for settled in LOCKS if kind == "dev" else (kind,):
        (root / f".venv/chalkline-{settled}.stamp").write_text(fingerprint(root, settled), encoding="utf-8")
    say("ready")


def main(arguments: list[str]) -> int:
    """The command line: one word, the kind of set-up. Exit code 1 with a sentence when a person has to act."""
    if len(arguments) != 1 or arguments[0] not in LOCKS:
        print("usage: python3 tools/set_up.py run|dev", file=sys.stderr)
        return 2
    try:
        if sys.version_info < OLDEST_PYTHON:
            found = sys.version.split()[0]
            raise SetUpFailed(
                f"Chalkline needs Python 3.11 or newer, this is {found}. Try: make PYTHON=python3.13 ..."
            )
        set_up(ROOT, arguments[0])
    except SetUpFailed as reason:
        print(f"chalkline set-up: {reason}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
