"""Trees, proposals and decisions as the list of self-help prints them: plain strings and drawn bars, no decisions."""

from collections.abc import Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from markupsafe import Markup

from desk.ids import StepId, TreeId
from desk.language import Lang
from desk.playbook import Step, Tree
from desk.step_figures import Proposal, ProposalKind, TreeFigures
from usecases.browse_playbooks import PlaybookStudy
from usecases.study_playbooks import Decided
from web.charts import Part, Tone, strip
from web.names import DEVICES
from web.words import moment, say


@dataclass(frozen=True, slots=True)
class TreeRow:
    """One tree in the list. `share` is the part that was solved alone, in words; empty where nobody walked."""

    id: TreeId
    name: str
    devices: str
    steps: int
    walks: int
    solved: int
    around: int
    handed: int
    left: int
    share: str
    safety: bool
    strip: Markup


@dataclass(frozen=True, slots=True)
class ProposalView:
    """What is proposed, and why, as sentences."""

    id: str
    tree: TreeId
    name: str
    what: str
    why: str
    saves: str


@dataclass(frozen=True, slots=True)
class DecidedView:
    """What was decided, by whom and when."""

    tree: TreeId
    name: str
    what: str
    verdict: str
    approved: bool
    by: str
    at: str


def rows_of(study: PlaybookStudy, lang: Lang, wanted: str = "") -> tuple[TreeRow, ...]:
    """The trees whose name or devices hold `wanted` (in either language), most walked first."""
    found = [tree for tree in study.trees.values() if _holds(tree, wanted)]
    rows = [_row(tree, study.figures.get(tree.id) or nought(tree), lang) for tree in found]
    return tuple(sorted(rows, key=lambda row: (-row.walks, row.safety, row.id)))


def sums_of(study: PlaybookStudy) -> Mapping[str, int]:
    """All trees together: walks, and what came of them."""
    all_of = study.figures.values()
    return {
        "walks": sum(one.walks for one in all_of),
        "solved": sum(one.solved for one in all_of),
        "around": sum(one.worked_around for one in all_of),
        "handed": sum(one.handed_over for one in all_of),
        "left": sum(one.left for one in all_of),
    }


def proposals_of(study: PlaybookStudy, lang: Lang, tree: TreeId | None = None) -> tuple[ProposalView, ...]:
    """What is proposed, for one tree or for all."""
    return tuple(_proposed(one, study, lang) for one in study.proposals if tree in (None, one.tree))


def decided_of(
    study: PlaybookStudy, lang: Lang, zone: ZoneInfo, tree: TreeId | None = None
) -> tuple[DecidedView, ...]:
    """What was decided, newest first."""
    newest_first = sorted(study.decided, key=lambda one: one.at, reverse=True)
    return tuple(_decided(one, study, lang, zone) for one in newest_first if tree in (None, one.tree))


def devices_of(tree: Tree, lang: Lang) -> str:
    """The names of the devices a tree is for."""
    comma = "、" if lang is Lang.ZH else ", "
    return comma.join(DEVICES[device].of(lang) for device in tree.devices) or say("pb_any_device", lang)


def nought(tree: Tree) -> TreeFigures:
    """The figures of a tree nobody walked."""
    return TreeFigures(tree.id, tree.version, 0, 0, 0, 0, 0, (), ())


def percent(part: int, whole: int) -> str:
    """`30 %`; nothing of nothing."""
    return f"{round(100 * part / whole)} %" if whole else ""


def words_of(study: PlaybookStudy, tree: TreeId, step: StepId | None, lang: Lang) -> str:
    """What a step asks; a retired one as its file says, its id where the file has it no more."""
    versions = (known.get(tree) for known in (study.trees, study.written))
    found = next(
        (one for version in versions if version for one in steps_of(version) if one.id == step), None
    )
    return found.ask.of(lang) if found else step or ""


def steps_of(tree: Tree) -> tuple[Step, ...]:
    """Everything a tree may ask: its ways for a lesson to go on, then its steps."""
    return (*(way.step for way in tree.workarounds), *tree.steps)


def _holds(tree: Tree, wanted: str) -> bool:
    names = [tree.id, tree.name.zh, tree.name.en, *(devices_of(tree, lang) for lang in Lang)]
    return any(wanted.casefold() in name.casefold() for name in names)


def _row(tree: Tree, figures: TreeFigures, lang: Lang) -> TreeRow:
    counts = {
        "walks": figures.walks,
        "solved": figures.solved,
        "around": figures.worked_around,
        "handed": figures.handed_over,
        "left": figures.left,
    }
    parts = (
        Part(Tone.SOLVED, figures.solved),
        Part(Tone.AROUND, figures.worked_around),
        Part(Tone.ON, figures.handed_over),
        Part(Tone.LEFT, figures.left),
    )
    return TreeRow(
        id=tree.id,
        name=tree.name.of(lang),
        devices=devices_of(tree, lang),
        steps=len(tree.steps),
        **counts,
        share=percent(figures.solved, figures.walks),
        safety=tree.safety,
        strip=strip(parts, figures.walks, say("pb_strip", lang, **counts)),
    )


def _proposed(one: Proposal, study: PlaybookStudy, lang: Lang) -> ProposalView:
    values = {
        "step": words_of(study, one.tree, one.step, lang),
        "before": words_of(study, one.tree, one.before, lang),
        "offered": one.offered,
        "solved": one.solved,
        "other_offered": one.other_offered,
        "other_solved": one.other_solved,
    }
    kind = "retire" if one.kind is ProposalKind.RETIRE else "sooner"
    seconds = round(one.seconds_saved)
    saves = say("pb_saves", lang, n=seconds) if seconds else say("pb_saves_little", lang)
    return ProposalView(
        one.id,
        one.tree,
        study.trees[one.tree].name.of(lang),
        say(f"pb_{kind}", lang),
        say(f"pb_{kind}_why", lang, **values),
        saves,
    )


def _decided(one: Decided, study: PlaybookStudy, lang: Lang, zone: ZoneInfo) -> DecidedView:
    tree = study.trees.get(one.tree)
    kind = "retire" if one.kind is ProposalKind.RETIRE else "sooner"
    step, before = (words_of(study, one.tree, name, lang) for name in (one.step, one.before))
    return DecidedView(
        one.tree,
        tree.name.of(lang) if tree else one.tree,
        say(f"pb_did_{kind}", lang, step=step, before=before),
        say("pb_approved" if one.approved else "pb_declined", lang),
        one.approved,
        study.names.get(one.by, one.by),
        moment(one.at, study.now, zone),
    )
