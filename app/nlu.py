"""`chalkline nlu …`: read messages from a file, and score the reader on labelled ones. Neither needs a database."""

import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, BinaryIO

import typer
from rich.console import Console
from rich.progress import track

from app.actions import Stopped
from app.nlu_report import report
from app.parsing import Parser
from app.reading import SharedReader
from app.settings import Settings
from app.tables import console
from app.wiring import reader
from desk.contract import Contract
from desk.ids import ContractId
from desk.reading import Reading
from desk.reporting import first_verdict
from nlu.agreement import Scale
from nlu.evaluate import Score, judged, scored
from nlu.records import HOME as LABELLED
from nlu.records import BadRecord, Record, records
from storage.contract_packs import PackError, load_packs
from usecases.parse_message import BadMessage, message_of

SEALED = ("devtest.jsonl", "gate.jsonl")
"""Sets of which only figures are shown: who has seen a message of them cannot be measured by it any more."""

LABELS = ("grade", "level", "class")
"""labels.md §6–§8: each contract's grade is labelled under a name of its own, `level_changge`."""


def add_reading(group: typer.Typer, settings: Callable[[], Settings]) -> None:
    """The two commands, into `chalkline nlu`; `settings` is asked when they run."""
    _add_parse(group, settings)
    _add_evaluate(group, settings)


def _add_parse(group: typer.Typer, settings: Callable[[], Settings]) -> None:
    @group.command()
    def parse(
        file: Annotated[
            Path | None, typer.Argument(help="JSON Lines of {id, text, context}; standard input if left out.")
        ] = None,
    ) -> None:
        """Print one JSON line for every message: what is read in it, and its grade by every contract.

        `context` is the desk's last sentence or null. A bad line is named and the others are read; exit 1 then.
        """
        here = settings()
        contracts = _contracts(here)
        shared = SharedReader(lambda: reader(here))
        with _opened(file) as lines, _closing(shared):
            try:
                bad = _parse_lines(lines, Parser(shared, contracts))
            except (
                BrokenPipeError
            ):  # `… | head`: nobody listens any more, and Python would complain at its end
                os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
                bad = 0
        raise typer.Exit(1 if bad else 0)


def _add_evaluate(group: typer.Typer, settings: Callable[[], Settings]) -> None:
    @group.command()
    def evaluate(
        files: Annotated[
            list[Path] | None, typer.Argument(help="Labelled messages; the development test set if left out.")
        ] = None,
        as_json: Annotated[bool, typer.Option("--json", help="The figures as one JSON object.")] = False,
        misses: Annotated[bool, typer.Option("--misses", help="List what was read wrong.")] = False,
    ) -> None:
        """Score the reader: fields, intents, danger, grades, what is taken for what, by tag, and its confidence."""
        chosen = files or [LABELLED / "devtest.jsonl"]
        _stop_unsealing(chosen, misses=misses)
        here = settings()
        told = [record for file in chosen for record in _records(file)]
        result = _scored(told, here)
        if as_json:
            typer.echo(json.dumps(_plain(result, misses=misses), ensure_ascii=False, indent=2))
        else:
            report(console(), result, misses=misses)


@contextmanager
def _opened(file: Path | None) -> Iterator[BinaryIO]:
    """The lines as bytes: one that is no UTF-8 spoils only itself. Raises Stopped."""
    try:
        source = nullcontext(sys.stdin.buffer) if file is None else file.open("rb")
    except OSError as problem:
        raise Stopped(f"{file} cannot be read: {problem.strerror}.") from problem
    with source as lines:
        yield lines


@contextmanager
def _closing(shared: SharedReader) -> Iterator[None]:
    try:
        yield
    finally:
        shared.close()


def _parse_lines(lines: Iterable[bytes], parser: Parser) -> int:
    """How many lines were no message. Every answer is written at once, so that a program may wait for it."""
    bad = 0
    for number, line in enumerate(lines, 1):
        if not line.strip(b" \t\r\n\xef\xbb\xbf"):
            continue
        try:
            message = message_of(json.loads(line.decode("utf-8-sig")))
        except (BadMessage, ValueError, RecursionError) as problem:
            bad += 1
            typer.echo(f"line {number}: {_why(problem)}", err=True)
        else:
            typer.echo(json.dumps(parser(message), ensure_ascii=False))
    return bad


def _why(problem: Exception) -> str:
    if isinstance(problem, BadMessage):
        return str(problem)
    return "not UTF-8" if isinstance(problem, UnicodeDecodeError) else f"not JSON ({problem})"


def _contracts(settings: Settings) -> Mapping[ContractId, Contract]:
    try:
        return load_packs(settings.contracts_dir)
    except (PackError, OSError) as problem:
        raise Stopped(str(problem)) from problem


def _stop_unsealing(files: Iterable[Path], *, misses: bool) -> None:
    sealed = {(LABELLED / name).resolve() for name in SEALED}
    opened = [file.name for file in files if file.resolve() in sealed]
    if misses and opened:
        raise Stopped(
            f"--misses would show messages of {', '.join(opened)}; a test set is only ever counted."
        )


def _records(file: Path) -> tuple[Record, ...]:
    try:
        return records(file)
    except BadRecord as problem:
        raise Stopped(str(problem)) from problem
    except OSError as problem:
        raise Stopped(f"{file} cannot be read: {problem.strerror}.") from problem
    except UnicodeDecodeError as problem:
        raise Stopped(f"{file} is not UTF-8 ({problem.reason} at byte {problem.start}).") from problem


def _scored(told: list[Record], settings: Settings) -> Score:
    contracts = _contracts(settings)
    if not told:
        raise Stopped("There is no message in these files.")
    by_label = {f"{word}_{name}": contract for name, contract in contracts.items() for word in LABELS}
    scales: dict[str, Scale] = {
        label: tuple(str(grade.id) for grade in contract.grades) for label, contract in by_label.items()
    }

    def grades(reading: Reading) -> dict[str, str | None]:
        verdicts = {label: first_verdict(contract, reading) for label, contract in by_label.items()}
        return {label: str(verdict.grade) if verdict else None for label, verdict in verdicts.items()}

    shared = SharedReader(lambda: reader(settings))
    shown = Console(stderr=True)
    with _closing(shared):
        shared.ready()
        every = track(told, "Reading 读", console=shown, transient=True, disable=not shown.is_terminal)
        return scored([judged(shared, record, grades) for record in every], scales)


def _plain(result: Score, *, misses: bool) -> dict[str, object]:
    """The figures as builtins; the messages read wrong only where they were asked for."""
    plain = asdict(result)
    if not misses:
        del plain["misses"]
    return plain
