"""The tree as its house rules see it: every file that git tracks or would track, read once.

Gives places ("file:line what") for a test to print; judges nothing.
"""

import ast
import functools
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PRODUCT = ("app", "desk", "usecases", "bot", "nlu", "storage", "scheduler", "web")
_LAST_WORD = re.compile(r"[A-Z][a-z0-9]*$|[A-Z]+$")


@functools.cache
def files(*suffixes: str) -> tuple[Path, ...]:
    """Tracked files and new ones not ignored, relative to the root; those of the given suffixes, or all."""
    listing = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(listing, cwd=ROOT, check=True, capture_output=True, text=True).stdout.split("\0")
    paths = (Path(name) for name in sorted(set(names)) if name)
    return tuple(
        path for path in paths if (ROOT / path).is_file() and (not suffixes or path.suffix in suffixes)
    )


def product_files() -> tuple[Path, ...]:
    """The Python files of the eight packages: no tests, no tools, no benchmarks."""
    return tuple(path for path in files(".py") if path.parts[0] in PRODUCT)


@functools.cache
def text(path: Path) -> str:
    """A file's text; what is not UTF-8 (pictures, fonts) reads as nothing."""
    try:
        return (ROOT / path).read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return ""


@functools.cache
def tree(path: Path) -> ast.Module:
    """A Python file's syntax tree."""
    return ast.parse(text(path), filename=str(path))


def lines_like(pattern: str, paths: tuple[Path, ...]) -> Iterator[str]:
    """Every line that matches, as `file:line text`, the text cut to 80 characters."""
    for path in paths:
        for number, line in enumerate(text(path).splitlines(), start=1):
            if re.search(pattern, line):
                yield f"{path}:{number} {line.strip()[:80]}"


def functions(path: Path) -> Iterator[tuple[str, int]]:
    """(place and name, lines from `def` to the end, docstring included) of every function in a file."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield f"{path}:{node.lineno} {node.name}", (node.end_lineno or node.lineno) - node.lineno + 1


def classes(path: Path) -> Iterator[tuple[str, str]]:
    """(place and name, last word of the name) of every class in a file: TicketManager gives Manager."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.ClassDef):
            word = _LAST_WORD.search(node.name)
            yield f"{path}:{node.lineno} {node.name}", word[0] if word else node.name


def bound_names(path: Path) -> Iterator[tuple[str, str]]:
    """(place, name) of every parameter and every assigned variable in a file."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.arg):
            yield f"{path}:{node.lineno}", node.arg
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield f"{path}:{node.lineno}", node.id
