"""How a command of `chalkline` ended, as the tests of the command line look at it."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Ended:
    """How a command ended."""

    code: int
    out: str
    err: str


Run = Callable[..., Ended]


def one_sentence(ended: Ended) -> str:
    """What was refused: to standard error, without a traceback, exit code 2."""
    assert ended.code == 2
    assert ended.out == ""
    assert "Traceback" not in ended.err
    assert ended.err.strip()
    return ended.err
