"""What the figures of self-help read like, from made-up figures: sentences, order, shares, and what an old version leaves."""

from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from desk.ids import StepId, TreeId
from desk.language import Lang
from desk.step_figures import ModelFigures, Proposal, ProposalKind, StepFigures, TreeFigures
from desk.tree_changes import changed
from storage.drawings import load_drawings
from storage.playbook_files import load_trees
from tests.web.kit import ELM
from usecases.browse_playbooks import PlaybookStudy
from usecases.study_playbooks import Decided
from web.playbook_page import TreePrinter
from web.playbook_views import decided_of, nought, percent, proposals_of, rows_of, sums_of

TREES = load_trees(Path("playbooks"))
DRAWINGS = load_drawings(Path("playbooks/pictures"))
BOARD, PRINTER = TreeId("board_no_signal"), TreeId("printer")
NOON = datetime(2026, 9, 1, 4, 0, tzinfo=UTC)
ZONE = ZoneInfo("Asia/Shanghai")


def figures(tree: TreeId = BOARD, walks: int = 40, solved: int = 12, **more) -> TreeFigures:
    steps = (
        StepFigures(StepId("shows"), 40, 0, 36, 2, 2, 6),
        StepFigures(StepId("source"), 30, 12, 15, 2, 1, 18),
        StepFigures(StepId("gone"), 5, 1, 4, 0, 0, 70),
    )
    models = (ModelFigures("MP-86", 25, 10), ModelFigures("", 15, 2))
    kept = {"worked_around": 6, "handed_over": 18, "left": 4, "steps": steps, "models": models} | more
    return TreeFigures(tree, TREES[tree].version, walks, solved, **kept)


def study(*known: TreeFigures, proposals=(), decided=()) -> PlaybookStudy:
    return PlaybookStudy(
        TREES, TREES, {one.tree: one for one in known}, proposals, decided, {ELM.id: ELM.name}, True, NOON
    )


def retire(**other) -> Proposal:
    kept = {"kind": ProposalKind.RETIRE, "step": StepId("module_on"), "before": None, "seconds_saved": 12.4}
    counts = {"offered": 84, "solved": 0, "other_offered": 0, "other_solved": 0}
    return Proposal(id="board_no_signal:2:retire:module_on", tree=BOARD, version=2, **(kept | counts | other))


def retired(step: StepId) -> Decided:
    return Decided("x", BOARD, ProposalKind.RETIRE, step, None, True, ELM.id, NOON, TREES[BOARD].version)


def printer(lang: Lang = Lang.ZH, **more) -> TreePrinter:
    return TreePrinter(TREES[BOARD], TREES[BOARD], figures(**more), lang, DRAWINGS)


def test_every_tree_is_listed_the_most_walked_first_and_safety_last():
    rows = rows_of(study(figures(), figures(PRINTER, walks=90)), Lang.ZH)
    assert len(rows) == len(TREES)
    assert [row.id for row in rows[:2]] == [PRINTER, BOARD]
    assert rows[-1].safety
    assert (rows[1].solved, rows[1].around, rows[1].handed, rows[1].left, rows[1].share) == (
        12,
        6,
        18,
        4,
        "30 %",
    )


@pytest.mark.parametrize(
    ("wanted", "tree"), [("打印", PRINTER), ("PRINTER", PRINTER), ("no signal", BOARD), ("智慧黑板", BOARD)]
)
def test_a_tree_is_found_by_its_name_or_devices_in_either_language(wanted, tree):
    found = rows_of(study(), Lang.ZH, wanted)
    assert tree in {row.id for row in found}
    assert len(found) < len(TREES)
    assert rows_of(study(), Lang.EN, "没有这种设备") == ()


def test_the_sums_are_those_of_all_trees():
    assert sums_of(study(figures(), figures(PRINTER))) == {
        "walks": 80,
        "solved": 24,
        "around": 12,
        "handed": 36,
        "left": 8,
    }


def test_nothing_of_nothing_has_no_share():
    assert (percent(0, 0), percent(0, 8), percent(1, 3)) == ("", "0 %", "33 %")


def test_a_proposal_to_retire_says_how_often_it_was_shown_for_nothing():
    (said,) = proposals_of(study(proposals=(retire(),)), Lang.ZH)
    assert said.why.startswith("“按一次电脑模块的电源键")
    assert said.why.endswith("这一步问了 84 次，从没解决过。")
    assert said.saves == "估计每次省 12 秒。"
    (said,) = proposals_of(study(proposals=(retire(),)), Lang.EN)
    assert "was shown 84 times and never once was the cure." in said.why


def test_a_proposal_of_another_order_gives_the_figures_of_both_steps():
    sooner = retire(
        kind=ProposalKind.SOONER,
        step=StepId("laptop_keys"),
        before=StepId("laptop_source"),
        offered=90,
        solved=44,
        other_offered=120,
        other_solved=9,
        seconds_saved=0.3,
    )
    (said,) = proposals_of(study(proposals=(sooner,)), Lang.ZH)
    for words in ("问了 90 次，解决 44 次", "问了 120 次，解决 9 次", "按住 Win 键", "选笔记本插着的"):
        assert words in said.why
    assert said.saves == "每次省不到一秒。"


def test_proposals_of_one_tree_are_not_those_of_another():
    made = study(proposals=(retire(),))
    assert len(proposals_of(made, Lang.ZH, BOARD)) == 1
    assert proposals_of(made, Lang.ZH, PRINTER) == ()


def test_what_was_decided_says_who_and_when_newest_first_even_when_the_step_is_gone():
    old = Decided(
        "x",
        BOARD,
        ProposalKind.RETIRE,
        StepId("gone"),
        None,
        True,
        ELM.id,
        datetime(2026, 8, 30, 4, tzinfo=UTC),
        2,
    )
    new = Decided("y", PRINTER, ProposalKind.SOONER, StepId("queue"), StepId("panel"), False, ELM.id, NOON, 1)
    newest, oldest = decided_of(study(decided=(old, new)), Lang.ZH, ZONE)
    assert (newest.verdict, newest.by, newest.at) == ("未采纳", "林主管", "12:00")
    assert (oldest.verdict, oldest.what, oldest.at) == ("已采纳", "停用“gone”", "08-30 12:00")


def test_the_table_has_ways_to_go_on_then_steps_then_what_an_older_version_left():
    lines = printer().lines()
    assert [line.number for line in lines] == ["a", "b", "c", "d", *map(str, range(1, 11)), ""]
    source = next(line for line in lines if line.number == "2")
    assert (source.offered, source.solved, source.share, source.took, source.estimate) == (
        30,
        12,
        "40 %",
        "18 秒",
        "20 秒",
    )
    assert (lines[-1].ask, lines[-1].estimate) == ("旧版的步骤 gone", "—")


def test_what_was_never_shown_is_in_the_table_and_not_in_the_plots():
    assert "按一次电脑模块的电源键" in " ".join(line.ask for line in printer().lines())
    assert "按一次电脑模块" not in printer().outcomes()
    assert "按一次电脑模块" not in printer().times()


def test_a_retired_step_keeps_its_words_and_figures_and_no_number():
    tree = changed(TREES[BOARD], [retired(StepId("source"))])
    shown = TreePrinter(tree, TREES[BOARD], figures(), Lang.ZH, DRAWINGS)
    line = next(line for line in shown.lines() if "按信号源键，选“电脑" in line.ask)
    assert (line.number, line.ask[:5], line.offered, line.estimate) == ("", "（已停用）", 30, "20 秒")
    assert "（已停用）按信号源键" in shown.outcomes()
    assert "按信号源键，选“电脑" not in " ".join(step.ask for step in shown.steps())


def test_the_plots_describe_what_stands_out():
    drawn = printer().outcomes()
    assert "问得最多：1 你用的是大屏自带的电脑，还是自己的笔记本？，40 次" in drawn
    assert "解决最多：2 按信号源键" in drawn
    assert ">12/30<" in drawn
    assert ">40<" in drawn  # the first step only asks: nothing to solve
    assert "Slowest: 2 Press the source key" in printer(Lang.EN).times()


def test_device_models_are_plotted_and_the_register_need_not_know_them():
    drawn = printer().models()
    assert "MP-86" in drawn
    assert "型号未登记" in drawn
    assert printer().model_lines() == (("MP-86", 25, 10, "40 %"), ("型号未登记", 15, 2, "13 %"))
    assert printer(models=()).models() is None


def test_every_step_says_who_may_do_it_when_and_where_each_answer_leads():
    steps = {step.id: step for step in printer().steps()}
    assert steps["shows"].answers == (("自己的笔记本", "第 7 步"), ("大屏自带电脑", "第 2 步"))
    assert steps["source"].answers == (("好了", "修好了"), ("没好", "第 3 步"))
    assert (steps["source"].who, steps["source"].when) == ("学生", "课上可问")
    assert (steps["restart"].who, steps["restart"].when) == ("老师", "边等边做")
    assert steps["source"].picture == "source_key"
    assert steps["source"].shows == DRAWINGS["source_key"].shows.zh
    assert printer().ways()[0].needs == "学校有备用线才问"


def test_the_drawing_is_told_the_number_of_each_step_and_its_figures_where_it_was_shown():
    notes = printer().notes()
    assert notes[StepId("source")] == "第 2 步 · 30 次，解决 12"
    assert notes[StepId("restart")] == "第 5 步"


@pytest.mark.parametrize("lang", list(Lang))
@pytest.mark.parametrize("tree", TREES.values(), ids=lambda tree: tree.id)
def test_every_tree_there_is_can_be_printed(tree, lang):
    shown = TreePrinter(tree, tree, nought(tree), lang, DRAWINGS)
    assert [step.number for step in shown.steps()] == [str(n) for n in range(1, len(tree.steps) + 1)]
    assert all(step.ask for step in (*shown.steps(), *shown.ways()))
    assert all(step.answers or tree.safety or step.kind for step in shown.steps())
    if not tree.safety:
        assert "<svg" in shown.outcomes()
        assert "<svg" in shown.times()
