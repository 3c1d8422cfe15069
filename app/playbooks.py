"""`chalkline playbooks …`: check the symptom trees, draw one, walk through one, put a folder in force."""

import asyncio
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from app.actions import Stopped, once, publish_playbooks
from app.clock import WallClock
from app.playbook_figures import add_figures
from app.settings import Settings
from app.tables import console, table
from app.tree_lines import lines
from app.tree_try import Terminal, Trial
from bot.render import Phrasebook
from desk.edition import Edition
from desk.ids import TreeId
from desk.language import Lang
from desk.places import Means
from desk.playbook import Hand, Tree
from desk.walking import Situation
from desk.ways import endings, ways
from storage.playbook_folder import load_playbooks
from storage.playbook_ways import LONGEST_IN_LESSON_SECONDS, LONGEST_WALK_SECONDS
from storage.problems import PlaybookError
from web.tree_drawing import drawn

AT_LEISURE = Situation(in_lesson=False, total_seconds=LONGEST_WALK_SECONDS)
IN_CLASS = replace(AT_LEISURE, in_lesson=True, lesson_seconds=LONGEST_IN_LESSON_SECONDS, has=frozenset(Means))
"""As in the contracts, in a school that has every means of its own."""

Id = Annotated[str, typer.Argument(metavar="ID", help="The tree's id, e.g. board_black_screen.")]
Language = Annotated[Lang, typer.Option(help="zh or en.")]
Folder = Annotated[
    Path | None, typer.Argument(help="A folder of trees; the desk's own when left out.", show_default=False)
]


def playbook_commands(settings: Callable[[], Settings]) -> typer.Typer:
    """The commands; `settings` is asked when one runs."""
    playbooks = typer.Typer(no_args_is_help=True, help="Symptom trees: check, draw and walk through them.")
    for add in (_add_check, _add_show, _add_try, _add_load, add_figures):
        add(playbooks, settings)
    return playbooks


def _add_check(playbooks: typer.Typer, settings: Callable[[], Settings]) -> None:
    @playbooks.command()
    def check(folder: Folder = None) -> None:
        """Every problem with file, line, reason and what to do (exit 2), else a table of what was read."""
        found = _load(folder or settings().playbooks_dir)
        console().print(_overview(found))
        typer.echo(f"{len(found.trees)} trees, {len(found.drawings)} drawings: everything reads well.")


def _add_show(playbooks: typer.Typer, settings: Callable[[], Settings]) -> None:
    @playbooks.command()
    def show(
        tree: Id,
        lang: Language = Lang.ZH,
        svg: Annotated[Path | None, typer.Option(help="Write the drawing to this file instead.")] = None,
    ) -> None:
        """Draw one tree: every step with its answers and where they lead."""
        chosen = _chosen(_load(settings().playbooks_dir).trees, tree)
        if svg is None:
            console().print(lines(chosen, lang))
            return
        _write(svg, drawn(chosen, lang))
        typer.echo(f"{svg} shows {chosen.id} v{chosen.version}.")


def _add_try(playbooks: typer.Typer, settings: Callable[[], Settings]) -> None:
    @playbooks.command("try")
    def try_tree(
        tree: Id,
        lang: Language = Lang.ZH,
        in_class: Annotated[bool, typer.Option("--in-class", help="A lesson stands still.")] = False,
        hand: Annotated[Hand, typer.Option(help="Who does the steps.")] = Hand.TEACHER,
    ) -> None:
        """Walk through one tree in this terminal, as a teacher would; q ends it."""
        here = settings()
        trees = _load(here.playbooks_dir).trees
        now = replace(IN_CLASS if in_class else AT_LEISURE, hand=hand)
        Trial(_chosen(trees, tree), trees, now, lang, Phrasebook(here.zone_info)).run(
            Terminal(typer.echo, _typed)
        )


def _add_load(playbooks: typer.Typer, settings: Callable[[], Settings]) -> None:
    @playbooks.command()
    def load(folder: Folder = None) -> None:
        """Put a folder in force for the running desk, or refuse it whole (exit 2): then what is in force stays."""
        here = settings()
        edition = _load(folder or here.playbooks_dir)
        try:
            is_new = asyncio.run(once(here, WallClock(), publish_playbooks, edition))
        except PlaybookError as problem:
            raise Stopped(str(problem)) from problem
        if is_new:
            typer.echo(
                f"{len(edition.trees)} trees are in force. New drawings are shown after the next start."
            )
        else:
            typer.echo("These playbooks are in force already.")


def _typed() -> str | None:
    """The next line of standard input; None at its end."""
    line = sys.stdin.readline()
    return line if line else None


def _load(folder: Path) -> Edition:
    try:
        return load_playbooks(folder)
    except PlaybookError as problem:
        raise Stopped(str(problem)) from problem


def _chosen(trees: Mapping[TreeId, Tree], name: str) -> Tree:
    """The tree of that id. Raises Stopped with the ids that look most like it."""
    found = trees.get(TreeId(name))
    if found is None:
        near = get_close_matches(name, trees, n=3, cutoff=0.5)
        hint = f"did you mean {', '.join(near)}?" if near else f"there are {', '.join(sorted(trees))}."
        raise Stopped(f"There is no tree {name}; {hint}")
    return found


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as problem:
        raise Stopped(f"Cannot write {path}: {problem.strerror}. Choose another file.") from problem


def _overview(found: Edition) -> Table:
    made = table("tree", "name", "version", "steps", "longest s", "in class s", "pictures", "endings")
    for tree in sorted(found.trees.values(), key=lambda tree: tree.id):
        made.add_row(
            tree.id,
            f"{tree.name.zh} {tree.name.en}",
            str(tree.version),
            str(len(tree.steps)),
            *_figures(tree),
        )
    return made


def _figures(tree: Tree) -> Iterable[str]:
    if tree.safety:
        return "—", "—", "—", "said at once"
    pictures = {step.picture for step in tree.steps} - {""}
    longest = (str(max(way.seconds for way in ways(tree, now))) for now in (AT_LEISURE, IN_CLASS))
    return *longest, str(len(pictures)), " ".join(endings(tree))
