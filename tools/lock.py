"""Resolves pyproject.toml into both lock files: `python3 tools/lock.py` (or `make lock`).

Runs uv from a throw-away venv, so that uv is no dependency of the project. The files name no index: whoever installs
from them uses the index their own pip is set to, and the hashes say whether they got the same bytes.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
COMPILE = [
    "pip", "compile", "pyproject.toml", "--python-version", "3.11", "--universal", "--generate-hashes",
    "--no-emit-index-url", "--no-header", "--no-annotate", "--quiet",
]  # fmt: skip
# The second resolution is constrained by the first, so that one venv can hold both.
OUTPUTS = [
    ["-o", "requirements.lock"],
    ["--extra", "dev", "-c", "requirements.lock", "-o", "requirements-dev.lock"],
]


def main() -> int:
    """Keeps versions already pinned that still fit; delete a lock file first to take the newest of everything."""
    with tempfile.TemporaryDirectory(prefix="chalkline-lock-") as folder:
        venv.create(folder, with_pip=True)
        python = Path(folder) / "bin/python"
        subprocess.run([python, "-m", "pip", "install", "--quiet", "uv"], check=True)
        for output in OUTPUTS:
            subprocess.run([python, "-m", "uv", *COMPILE, *output], check=True, cwd=ROOT)
    return 0


if __name__ == "__main__":
    sys.exit(main())
