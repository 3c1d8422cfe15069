"""What the Dockerfile promises, read from its text; building it needs a Docker daemon and is not done here."""

import shlex
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def instructions() -> list[tuple[str, str]]:
    """(keyword, rest) of every instruction, continued lines joined."""
    text = (ROOT / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", " ")
    lines = (line.strip() for line in text.splitlines())
    pairs = (line.partition(" ") for line in lines if line and not line.startswith("#"))
    return [(keyword, rest.strip()) for keyword, _, rest in pairs]


def test_the_image_starts_from_a_pinned_python() -> None:
    bases = [rest for keyword, rest in instructions() if keyword == "FROM"]
    assert len(bases) == 1
    assert bases[0].startswith("python:3.13-slim")


def test_the_desk_does_not_run_as_root() -> None:
    users = [rest for keyword, rest in instructions() if keyword == "USER"]
    assert users == ["chalkline"]


def test_the_image_says_whether_it_is_well_and_is_the_command_line() -> None:
    last = dict(instructions())
    assert last["ENTRYPOINT"] == '["chalkline"]'
    assert "chalkline" in last["HEALTHCHECK"]


def test_everything_the_image_copies_exists() -> None:
    sources = [
        name for keyword, rest in instructions() if keyword == "COPY" for name in shlex.split(rest)[:-1]
    ]
    assert sources
    assert [name for name in sources if not (ROOT / name).exists()] == []


def test_packages_are_installed_by_hash_before_the_tree_is_copied() -> None:
    order = [f"{keyword} {rest}" for keyword, rest in instructions()]
    install = next(index for index, line in enumerate(order) if "tools/set_up.py run" in line)
    assert install < order.index("COPY . .")
    assert "--require-hashes" in (ROOT / "tools/set_up.py").read_text(encoding="utf-8")


def test_no_secret_history_or_test_gets_into_the_image() -> None:
    left_out = set((ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines())
    assert {".git", ".venv", ".env*", "var", "tests", "*.sqlite3*"} <= left_out
