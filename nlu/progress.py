"""How far a long piece of work has come, on the terminal of whoever waits for it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

Tell = Callable[[str, float], None]
"""Told the name of the stage and how much of it is done, 0..1."""


@contextmanager
def progress_bar() -> Iterator[Tell]:
    """A bar on standard error for each stage; plain output to a file stays quiet."""
    columns = (TextColumn("{task.description:<10}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True)) as shown:
        stages = {}

        def tell(stage: str, done: float) -> None:
            if stage not in stages:
                stages[stage] = shown.add_task(stage, total=1.0)
            shown.update(stages[stage], completed=done)

        yield tell
