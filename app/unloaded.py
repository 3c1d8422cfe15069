"""Keeps a library from loading others that it would only load because they are there."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def unloaded(*packages: str) -> Iterator[None]:
    """While this lasts an import of these fails as if they were not installed, unless they are loaded already."""
    kept_out = [package for package in packages if package not in sys.modules]
    for package in kept_out:
        sys.modules[package] = None  # type: ignore[assignment]  # Python's own mark for "not to be had"
    try:
        yield
    finally:
        for package in kept_out:
            del sys.modules[package]
