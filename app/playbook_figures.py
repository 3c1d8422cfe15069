"""`chalkline playbooks figures`: how every self-help step fares, as a table with bars, and what the figures propose."""

import asyncio
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, time, timedelta
from typing import Annotated

import typer
from rich.table import Table

from app.actions import Stopped, look
from app.clock import WallClock
from app.settings import Settings
from app.tables import console
from desk.ids import StepId, TreeId
from desk.language import Lang, Text
from desk.playbook import Tree
from desk.step_figures import Proposal, ProposalKind, StepFigures, TreeFigures
from usecases.study_playbooks import Study, study

SINCE = timedelta(days=90)
WIDTH = 20
_PARTS = "█▓▒░"
"""Solved, went on, not done, left: as long as their share of the showings."""

_HEADINGS = (
    Text("步骤", "step"),
    Text("问过", "shown"),
    Text("解决", "solved"),
    Text("继续", "went on"),
    Text("没做", "not done"),
    Text("没答", "left"),
    Text("中位秒", "median s"),
    Text("占比", "shares"),
)
_LEGEND = Text("█ 解决  ▓ 继续  ▒ 没做  ░ 没答", "█ solved  ▓ went on  ▒ not done  ░ left")
_TITLE = Text(
    "{name} · {id} v{version}：{walks} 次，自己解决 {solved}，先恢复教学 {around}，转工程师 {over}，没做完 {left}",
    "{name} · {id} v{version}: {walks} walks, {solved} solved, {around} worked around, {over} handed over, {left} left",
)
_MODEL = Text("型号 {model}：{walks} 次，自己解决 {solved}", "Model {model}: {walks} walks, {solved} solved")
_UNKNOWN = Text("（登记册里没有）", "(not in the register)")
_FORMER = Text("（旧版）", "(older version)")
_IDLE = Text("另有 {count} 棵树没人走过。", "{count} more trees were walked by nobody.")
_NONE = Text("自 {since} 起没有人做过自助排查。", "Nobody has walked through self-help since {since}.")
_PROPOSED = Text("建议（由主管决定）：", "Proposed (a supervisor decides):")
_PROPOSALS = {
    ProposalKind.RETIRE: Text(
        "{id}：停用“{step}”，问过 {offered} 次，从未解决；每次省 {saved} 秒",
        "{id}: retire “{step}”, shown {offered} times, never solved it; saves {saved} s a walk",
    ),
    ProposalKind.SOONER: Text(
        "{id}：先问“{step}”（{solved}/{offered}），再问“{other}”（{other_solved}/{other_offered}）；每次省 {saved} 秒",
        "{id}: ask “{step}” ({solved}/{offered}) before “{other}” ({other_solved}/{other_offered}); saves {saved} s a walk",
    ),
}


def add_figures(group: typer.Typer, settings: Callable[[], Settings]) -> None:
    """The command, into the group of the playbooks; `settings` is asked when it runs."""

    @group.command()
    def figures(
        since: Annotated[
            str, typer.Option(help="The first day that counts, e.g. 2026-09-01; 90 days ago when left out.")
        ] = "",
        tree: Annotated[str, typer.Option(help="One tree by its id; every walked one when left out.")] = "",
        lang: Annotated[Lang, typer.Option(help="The language of the table: zh or en.")] = Lang.ZH,
    ) -> None:
        """Print how often each self-help step was shown and what came of it, and which changes the figures propose."""
        here, clock = settings(), WallClock()
        first = _first_day(since, clock.now(), here)
        found = asyncio.run(look(here, clock, study, first))
        chosen = _chosen(found, TreeId(tree))
        for one in chosen:
            console().print(_table(found.trees[one.tree], one, lang))
            for line in _models(one, lang):
                typer.echo(line)
        if chosen:
            typer.echo(_LEGEND.of(lang))
        if not any(map(_walked, chosen)):
            typer.echo(_NONE.of(lang).format(since=f"{first.astimezone(here.zone_info):%Y-%m-%d}"))
        elif not tree:
            typer.echo(_IDLE.of(lang).format(count=len(found.figures) - len(chosen)))
        for line in _proposals(found, chosen, lang):
            typer.echo(line)


def bar(step: StepFigures) -> str:
    """The shares of the showings, in `WIDTH` blocks; what may still be answered stays blank. Whatever happened at all shows."""
    counts = (step.solved, step.went_on, step.not_done, step.left)
    return "".join(
        part * max(round(WIDTH * count / step.offered), 1)
        for part, count in zip(_PARTS, counts, strict=True)
        if count
    )


def _first_day(since: str, now: datetime, settings: Settings) -> datetime:
    """Midnight of that day in the district. Raises Stopped for words that are no day."""
    if not since:
        return now - SINCE
    try:
        return datetime.combine(date.fromisoformat(since), time(), settings.zone_info)
    except ValueError as problem:
        raise Stopped(f"--since {since} is no day; write it like 2026-09-01.") from problem


def _chosen(found: Study, tree: TreeId) -> tuple[TreeFigures, ...]:
    if tree and tree not in found.trees:
        raise Stopped(f"There is no tree {tree}; there are: {', '.join(sorted(found.trees))}.")
    chosen = (one for one in found.figures if (one.tree == tree if tree else _walked(one)))
    return tuple(sorted(chosen, key=lambda one: (-one.walks, one.tree)))


def _walked(figures: TreeFigures) -> bool:
    return figures.walks > 0 or any(step.offered for step in figures.steps)


def _table(tree: Tree, figures: TreeFigures, lang: Lang) -> Table:
    title = _TITLE.of(lang).format(
        name=tree.name.of(lang),
        id=tree.id,
        version=figures.version,
        walks=figures.walks,
        solved=figures.solved,
        around=figures.worked_around,
        over=figures.handed_over,
        left=figures.left,
    )
    made = Table(title=title, title_justify="left", show_lines=False)
    for place, heading in enumerate(_HEADINGS):
        is_number = 0 < place < len(_HEADINGS) - 1
        made.add_column(heading.of(lang), overflow="fold", justify="right" if is_number else "left")
    asked = _questions(tree, lang)
    for step in figures.steps:
        words = asked.get(step.step, f"{step.step}{_FORMER.of(lang)}")
        counts = (step.offered, step.solved, step.went_on, step.not_done, step.left)
        seconds = "—" if step.seconds is None else str(step.seconds)
        made.add_row(words, *map(str, counts), seconds, bar(step))
    return made


def _questions(tree: Tree, lang: Lang) -> Mapping[StepId, str]:
    steps = (*(way.step for way in tree.workarounds), *tree.steps)
    return {step.id: f"{step.id} {step.ask.of(lang)}" for step in steps}


def _models(figures: TreeFigures, lang: Lang) -> Iterator[str]:
    """A line for each model, where the register knows any."""
    if any(one.model for one in figures.models):
        for one in figures.models:
            model = one.model or _UNKNOWN.of(lang)
            yield _MODEL.of(lang).format(model=model, walks=one.walks, solved=one.solved)


def _proposals(found: Study, chosen: tuple[TreeFigures, ...], lang: Lang) -> Iterator[str]:
    wanted = {one.tree for one in chosen}
    standing = [one for one in found.proposals if one.tree in wanted]
    if standing:
        yield _PROPOSED.of(lang)
    yield from (_proposal(one, lang) for one in standing)


def _proposal(one: Proposal, lang: Lang) -> str:
    return (
        _PROPOSALS[one.kind]
        .of(lang)
        .format(
            id=one.id,
            step=one.step,
            offered=one.offered,
            solved=one.solved,
            other=one.before or "",
            other_offered=one.other_offered,
            other_solved=one.other_solved,
            saved=f"{one.seconds_saved:.1f}",
        )
    )
