"""Keeps a library from loading another that it would only load because it is there."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def unloaded(package: str) -> Iterator[None]:
    """While this lasts an import of `package` fails as if it were not installed, unless it is loaded already."""
    if package in sys.modules:
        yield
        return
    sys.modules[package] = None  # type: ignore[assignment]  # Python's own mark for "not to be had"
    try:
        yield
    finally:
        del sys.modules[package]
