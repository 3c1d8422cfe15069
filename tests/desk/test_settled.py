"""Whoever changes what a ticket is promised must say what was met or missed by then (ADR 0007)."""

import ast
from pathlib import Path

PROMISES_CHANGE = {"Regraded", "FaultCorrected", "TermsApplied"}
PLACE_ONLY = {("usecases/speak_up.py", "_placed")}
"""A place that was missing: nothing a clock depends on."""


def makers() -> list[tuple[str, str, set[str]]]:
    """File, function and keywords of every such event that the product makes."""
    found = []
    for folder in ("desk", "usecases", "bot", "storage"):
        for path in Path(folder).rglob("*.py"):
            for function in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(function, ast.FunctionDef):
                    found += [(str(path), function.name, keys) for keys in _made_in(function)]
    return found


def _made_in(function: ast.FunctionDef) -> list[set[str]]:
    calls = [node for node in ast.walk(function) if isinstance(node, ast.Call)]
    named = [(call, call.func.attr) for call in calls if isinstance(call.func, ast.Attribute)]
    return [{k.arg or "**" for k in call.keywords} for call, name in named if name in PROMISES_CHANGE]


def test_every_change_of_promises_carries_what_is_settled() -> None:
    made = makers()
    assert len(made) >= 4
    bare = [(file, name) for file, name, keys in made if "settled" not in keys]
    assert [place for place in bare if place not in PLACE_ONLY] == []
