"""Messages a second and time to the delivered reply, through the whole path, beside a bare aiogram echo bot.

    make bench            or    .venv/bin/python benchmarks/pipeline.py --seconds 6 --only sqlite

Whole path: a strict Bot API double in its own process → getUpdates → durable inbox → reader → use case → outbox →
sent by python-telegram-bot. Every contender answers the same people with the same messages in the same run. Each
repetition measures echo, SQLite (synchronous=FULL) and PostgreSQL one after another: a closed loop finds the saturating
load, then an open loop at half of it gives the latencies. The ratio is to the echo of the same repetition.
What the figures mean, and what they do not: docs/benchmarks.md.
"""

import argparse
import asyncio
import json
import statistics
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table
from rig.children import BenchmarkFailed
from rig.contenders import Arena, Contender, Running, running

from tests.kit.postgres import PostgresServer, postgres_server

WARM_UP_SECONDS = 3.0
TARGET_RATIO, TARGET_P99 = 0.3, 300.0

Figures = dict[str, float]


def main() -> None:
    """Run the comparison, show the table on standard error and everything measured as JSON on standard output."""
    options = _options()
    wanted = [Contender.ECHO, *(one for one in Contender if one is not Contender.ECHO)]
    if options.only:
        wanted = list(dict.fromkeys([Contender.ECHO, Contender(options.only)]))
    with tempfile.TemporaryDirectory(prefix="chalkline-bench-") as folder, ExitStack() as stack:
        server = None
        if Contender.POSTGRES in wanted:
            server = stack.enter_context(postgres_server(Path(folder) / "postgres"))
        rounds = asyncio.run(_rounds(options, wanted, Path(folder), server))
    medians = {one: _medians([figures[one] for figures in rounds]) for one in wanted}
    _show(medians)
    result = {"chats": options.chats, "seconds": options.seconds, "medians": medians, "rounds": rounds}
    print(json.dumps(result, ensure_ascii=False))


async def _rounds(
    options: argparse.Namespace, wanted: list[Contender], folder: Path, server: PostgresServer | None
) -> list[dict[Contender, Figures]]:
    rounds: list[dict[Contender, Figures]] = []
    with _progress(options.repeat * len(wanted)) as advance:
        for number in range(options.repeat):
            measured: dict[Contender, Figures] = {}
            for one in wanted:
                advance(f"round {number + 1}: {one}", 0)
                arena = Arena(
                    folder / f"{one}-{number}", options.chats, server, tuple(options.parts.split("/"))
                )
                arena.folder.mkdir()
                measured[one] = await _measure(one, arena, options.seconds)
                advance(f"round {number + 1}: {one}", 1)
            echo = measured[Contender.ECHO]["per_second"]
            for figures in measured.values():
                figures["ratio"] = figures["per_second"] / echo
            rounds.append(measured)
    return rounds


async def _measure(contender: Contender, arena: Arena, seconds: float) -> Figures:
    """Saturation, then half of it."""
    async with running(contender, arena) as now:
        everybody = {child.name: child for child in (now.crowd, *now.bots)}
        await _phase(now, WARM_UP_SECONDS, 0)
        before = {name: child.cpu() for name, child in everybody.items()}
        full = await _phase(now, seconds, 0)
        used = {name: child.cpu() - before[name] for name, child in everybody.items()}
        half = await _phase(now, seconds, full["per_second"] / 2)
        memory = {f"MB {bot.name}": bot.memory() for bot in now.bots}
    answered = full["per_second"] * seconds
    return {
        "per_second": full["per_second"],
        "calls": full["calls_per_second"] / full["per_second"],
        "p50_full": full["p50"],
        "p50": half["p50"],
        "p99": half["p99"],
        **{f"cpu {name}": 1000 * spent / answered for name, spent in used.items()},
        **memory,
    }


async def _phase(now: Running, seconds: float, rate: float) -> Figures:
    try:
        figures: Figures = await now.crowd.ask({"seconds": seconds, "rate": rate})
    except BenchmarkFailed:
        for bot in now.bots:
            bot.check()  # a dead bot explains more than a crowd that waits in vain
        raise
    return figures


def _medians(rounds: list[Figures]) -> Figures:
    return {name: statistics.median(figures[name] for figures in rounds) for name in rounds[0]}


def _meets(figures: Figures) -> bool:
    return figures["ratio"] >= TARGET_RATIO and figures["p99"] < TARGET_P99


def _show(medians: dict[Contender, Figures]) -> None:
    table = Table(
        title=f"From update to delivered reply; wanted: ratio {TARGET_RATIO}, p99 {TARGET_P99:.0f} ms"
    )
    for heading in (
        "",
        "msg/s",
        "ratio",
        "p50 full",
        "p50 half",
        "p99 half",
        "calls/msg",
        "CPU ms/msg",
        "RSS MB",
    ):
        table.add_column(heading, justify="right" if heading else "left")
    for one, figures in medians.items():
        table.add_row(
            f"{one.value}{'' if one is Contender.ECHO or _meets(figures) else ' (missed)'}",
            f"{figures['per_second']:.0f}",
            f"{figures['ratio']:.2f}",
            f"{figures['p50_full']:.0f} ms",
            f"{figures['p50']:.1f} ms",
            f"{figures['p99']:.1f} ms",
            f"{figures['calls']:.2f}",
            _of_each(figures, "cpu ", "{:.2f}"),
            _of_each(figures, "MB ", "{:.0f}"),
        )
    Console(stderr=True, width=120).print(table)


def _of_each(figures: Figures, prefix: str, form: str) -> str:
    named = ((name.removeprefix(prefix), value) for name, value in figures.items() if name.startswith(prefix))
    return "\n".join(f"{name} {form.format(value)}" for name, value in named)


@contextmanager
def _progress(steps: int) -> Iterator[Callable[[str, int], None]]:
    columns = TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn()
    with Progress(*columns, console=Console(stderr=True)) as progress:
        task = progress.add_task("", total=steps)
        yield lambda what, done: progress.update(task, description=what, advance=done)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seconds", type=float, default=8.0, help="length of each phase")
    parser.add_argument("--chats", type=int, default=200, help="how many teachers write")
    parser.add_argument("--repeat", type=int, default=3, help="repetitions, whose medians are shown")
    parser.add_argument("--only", choices=[one.value for one in Contender], help="this one beside the echo")
    parser.add_argument(
        "--parts", default="bot/scheduler", help="processes on PostgreSQL: bot/scheduler or bot,scheduler"
    )
    return parser.parse_args()


if __name__ == "__main__":
    main()
