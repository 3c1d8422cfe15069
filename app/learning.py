"""`chalkline nlu corrections|train`: what people corrected becomes messages to learn from; a better model takes service."""

import asyncio
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import typer

from app.actions import Stopped, look
from app.clock import WallClock
from app.logs import scrub
from app.models import model_file
from app.settings import Settings
from app.tables import console, table
from desk.grading import judge
from desk.reading import ReadingContext
from nlu.corrections import Grades, Labelling, corrected_record, keep, without
from nlu.evaluate import Reader, score
from nlu.gate import Compared, Gate
from nlu.progress import Tell, progress_bar
from nlu.records import HOME, BadRecord, Record, records, training_records
from nlu.retraining import Lesson, Outcome, Workshop, previous, retrain
from storage.contract_packs import PackError, load_packs
from usecases.collect_misreadings import Misreading, collect_misreadings

GATE = HOME / "gate.jsonl"
_TITLES = "老师|师傅|主任|校长|工程师"
_TITLED = re.compile(rf"^(.+?)({_TITLES})$")
_NO_DATE = datetime(1970, 1, 1, tzinfo=UTC)

_GRADED_AS = {"gangbei": "grade", "changge": "level"}
"""How labels.md names the grade of a contract (§5, §6); every other one has classes (§7, §8)."""

Since = Annotated[str, typer.Option(help="Only what was corrected on this day or later, e.g. 2026-09-01.")]
With = Annotated[
    list[Path] | None, typer.Option("--with", help="Messages to learn besides; the corrections if left out.")
]


def add_learning(nlu: typer.Typer, settings: Callable[[], Settings]) -> None:
    """The two commands, into `chalkline nlu`; `settings` is asked when they run."""

    @nlu.command()
    def corrections(
        since: Since = "",
        out: Annotated[Path | None, typer.Option(help="The file to write or to add to.")] = None,
    ) -> None:
        """Write every message that was read wrongly and corrected by a person as a labelled line, without names and numbers."""
        here = settings()
        typer.echo(_collect(here, _instant(since, here), out or corrections_file(here)))

    @nlu.command()
    def train(
        extra: With = None,
        out: Annotated[Path | None, typer.Option(help="Where the model goes.")] = None,
        force: Annotated[
            bool,
            typer.Option("--force", help="Take a model with worse fields; never one that misses danger."),
        ] = False,
    ) -> None:
        """Learn from the shipped messages and the corrections; exit 1 when the model in service is better."""
        here = settings()
        shop, target = workshop(), out or model_file(here)
        learnt, gate = _messages(here, extra)
        lesson = Lesson(learnt, gate, _serving(here, target, shop), target, force)
        with progress_bar() as tell:
            outcome = _train(shop, lesson, tell)
        console().print(_table(outcome.gate))
        typer.echo(_verdict(lesson, outcome), err=not outcome.accepted)
        raise typer.Exit(0 if outcome.accepted else 1)


def corrections_file(settings: Settings) -> Path:
    """Where corrections are kept unless another file is named."""
    return settings.data_dir / "nlu" / "corrections.jsonl"


def masked(text: str, names: Iterable[str]) -> str:
    """As in logs, without phone numbers and secrets; and without these people's names (林小雨 → 某某, 林老师 → 某老师)."""
    text = scrub(text)
    for name in names:
        titled = _TITLED.match(name)
        alone = titled[1] if titled else name
        if not alone.isascii():
            text = text.replace(alone, "某某") if len(alone) > 1 else text
            text = re.sub(rf"{re.escape(alone[0])}(?=(?:{_TITLES}))", "某", text)
        else:
            text = re.sub(rf"\b{re.escape(alone)}\b", "N.", text, flags=re.I)
    return text


def workshop() -> Workshop:
    """The product's own: the statistical model behind the message reader."""
    from nlu.message_reader import MessageReader  # noqa: PLC0415  # dictionaries, for this command only
    from nlu.model import SHIPPED  # noqa: PLC0415  # numpy, for this command only
    from nlu.training import train  # noqa: PLC0415  # scipy, for this command only

    def reader(path: Path | None) -> Reader:
        made: Reader = MessageReader.of(path) if path else MessageReader(None)
        return made

    return Workshop(train, reader, score, SHIPPED)


def _collect(settings: Settings, since: datetime, out: Path) -> str:
    wrong = asyncio.run(look(settings, WallClock(), collect_misreadings, since))
    labels = Labels(_language(), _grades(settings))
    found = [record for record in (labels.record(one) for one in wrong) if record is not None]
    try:
        held = keep(out, found)
    except (BadRecord, OSError) as problem:
        raise Stopped(f"{out} was left as it is: {problem}") from problem
    return f"{len(found)} messages were read wrongly and corrected by people; {out} holds {held}."


@dataclass(frozen=True, slots=True)
class Labels:
    """Makes records of corrections."""

    language: Callable[[str], str]
    grades: Grades

    def record(self, wrong: Misreading) -> Record | None:
        """The line, without the names of this school's people; None when nothing was read wrongly."""
        return corrected_record(
            wrong, Labelling(partial(masked, names=wrong.names), self.language, self.grades)
        )


def _grades(settings: Settings) -> Grades:
    """The grade of every pack, under the name that labels.md gives it."""
    try:
        packs = load_packs(settings.contracts_dir)
    except (PackError, OSError) as problem:
        raise Stopped(str(problem)) from problem
    named = {f"{_GRADED_AS.get(name, 'class')}_{name}": pack for name, pack in sorted(packs.items())}
    return lambda facts: {label: str(judge(pack, facts).grade) for label, pack in named.items()}


def _language() -> Callable[[str], str]:
    from nlu.reader import LexiconReader  # noqa: PLC0415  # dictionaries, for this command only

    reader = LexiconReader()
    return lambda text: reader.read(text, ReadingContext()).lang


def _instant(since: str, settings: Settings) -> datetime:
    """The day's beginning in the district; without a day, before there was a desk."""
    if not since:
        return _NO_DATE
    try:
        day = date.fromisoformat(since)
    except ValueError as problem:
        raise Stopped(f"--since {since}: write a day like 2026-09-01.") from problem
    return datetime.combine(day, time(), settings.zone_info).astimezone(UTC)


def _messages(settings: Settings, extra: list[Path] | None) -> tuple[tuple[Record, ...], tuple[Record, ...]]:
    """What is learnt and what is tested on, which are kept apart. Raises Stopped for a file that holds no records."""
    kept = corrections_file(settings)
    files = extra if extra is not None else [kept] if kept.exists() else []
    try:
        gate = records(GATE)
        told = [record for file in files for record in records(file)]
        known = training_records()
    except (BadRecord, OSError) as problem:
        raise Stopped(f"Nothing was trained: {problem}") from problem
    fresh = without((str(record["text"]) for record in gate), told)
    return (*known, *fresh), gate


def _serving(settings: Settings, out: Path, shop: Workshop) -> Path | None:
    """The model to be better than: the one that is replaced, else the desk's own, else the shipped one, else none."""
    return next((path for path in (out, model_file(settings), shop.shipped) if path.exists()), None)


def _train(shop: Workshop, lesson: Lesson, tell: Tell) -> Outcome:
    try:
        return retrain(shop, lesson, tell)
    except (ValueError, OSError) as problem:
        raise Stopped(f"Nothing was put in service: {problem}") from problem


def _table(gate: Gate) -> Any:
    shown = table("on the gate set", "in service", "trained", "")
    for one in gate.figures:
        shown.add_row(one.name, f"{one.serving:.2%}", f"{one.trained:.2%}", _mark(one))
    return shown


def _mark(one: Compared) -> str:
    gained = (one.trained - one.serving) * (-1 if one.more_is_worse else 1)
    return (
        "worse"
        if one.worse
        else "better"
        if gained > 0
        else "as before"
        if gained == 0
        else "within a message"
    )


def _verdict(lesson: Lesson, outcome: Outcome) -> str:
    worse = ", ".join(outcome.gate.worse)
    if not outcome.accepted:
        return f"Refused: {worse}. {lesson.out} was not touched."
    kept = f"; the one before is {previous(lesson.out)}" if previous(lesson.out).exists() else ""
    passed = f" (forced past: {worse})" if worse else ""
    return f"Learnt from {len(lesson.messages)} messages. {lesson.out} serves from the next start on{kept}.{passed}"
