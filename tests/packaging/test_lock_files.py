"""The two lock files fit each other and the project."""

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def pins(name: str) -> dict[str, str]:
    """Package to version, for one lock file."""
    found = re.findall(
        r"^([a-z0-9][\w.\[\]-]*)==(\S+)", (ROOT / name).read_text(encoding="utf-8"), re.MULTILINE
    )
    return {package.partition("[")[0]: version for package, version in found}


def wanted(requirements: list[str]) -> set[str]:
    """The bare package names of requirement lines, as lock files spell them."""
    return {re.split(r"[\[<>=~! ]", line)[0].lower().replace("_", "-") for line in requirements}


def test_the_development_lock_holds_every_pin_of_the_product() -> None:
    assert pins("requirements.lock").items() <= pins("requirements-dev.lock").items()


def test_every_dependency_is_locked() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert wanted(project["dependencies"]) - set(pins("requirements.lock")) == set()
    assert wanted(project["optional-dependencies"]["dev"]) - set(pins("requirements-dev.lock")) == set()


def test_every_pin_has_a_hash() -> None:
    for name in ("requirements.lock", "requirements-dev.lock"):
        blocks = re.split(r"\n(?=\S)", (ROOT / name).read_text(encoding="utf-8").strip())
        assert [
            block for block in blocks if "--hash=sha256:" not in block and not block.startswith("#")
        ] == []


def test_no_lock_file_says_where_packages_come_from() -> None:
    for name in ("requirements.lock", "requirements-dev.lock"):
        text = (ROOT / name).read_text(encoding="utf-8")
        assert re.findall(r"--index-url|--extra-index-url|--find-links|https?://", text) == []
