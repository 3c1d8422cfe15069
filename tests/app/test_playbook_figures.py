"""`chalkline playbooks figures`: the figures of every step as a table with bars, the models, what is proposed."""

from pathlib import Path

import pytest

from app.playbook_figures import WIDTH, bar
from desk.ids import StepId, TreeId
from desk.step_figures import FAIR, StepFigures
from tests.app.past import asked
from tests.app.terminal import Run, one_sentence
from tests.kit.builders import trees
from tests.kit.walks import PastWalks

TREE = TreeId("board_black_screen")


@pytest.fixture
def folder(run: Run, tmp_path: Path) -> Path:
    """The demo's desk, on which nobody has walked yet."""
    run("demo")
    return tmp_path / "var"


BOARD = trees()[TREE]
STEP = next(step.id for step in BOARD.steps if step.fixes)


def walk(folder: Path, reply: str, count: int, *, solved: bool, no: int = 5_000) -> None:
    walks = PastWalks(TREE, version=BOARD.version, no=no)
    asked(folder, lambda uow: walks.enter(uow, STEP, reply, count, solved=solved))


def row(shown: str, word: str) -> str:
    return next(line for line in shown.splitlines() if word in line)


def test_every_step_has_a_row_with_its_bar_and_the_tree_its_totals(run: Run, folder: Path) -> None:
    walk(folder, "no", 15, solved=False)
    walk(folder, "yes", 5, solved=True, no=6_000)
    ended = run("playbooks", "figures", "--since", "2026-09-01")
    assert ended.code == 0
    assert f"{TREE} v{BOARD.version}：20 次" in ended.out
    assert "█" * 5 + "▓" * 15 in row(ended.out, STEP)
    assert f"另有 {len(trees()) - 1} 棵树没人走过。" in ended.out


def test_in_english_one_tree_and_what_is_proposed(run: Run, folder: Path) -> None:
    walk(folder, "no", FAIR, solved=False)
    ended = run("playbooks", "figures", "--since", "2026-09-01", "--lang", "en", "--tree", TREE)
    assert f"{FAIR} walks, 0 solved" in ended.out
    assert "Proposed (a supervisor decides):" in ended.out
    assert f"{TREE}:{BOARD.version}:retire:{STEP}: retire" in ended.out


def test_a_desk_that_nobody_used_says_so(run: Run, folder: Path) -> None:
    assert "自 2026-09-01 起没有人做过自助排查。" in run("playbooks", "figures", "--since", "2026-09-01").out


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--since", "yesterday"), "--since yesterday is no day; write it like 2026-09-01."),
        (("--tree", "toaster"), "There is no tree toaster; there are: "),
    ],
)
def test_what_cannot_be_shown_is_one_sentence(
    run: Run, folder: Path, words: tuple[str, ...], told: str
) -> None:
    assert one_sentence(run("playbooks", "figures", *words)).startswith(told)


def test_whatever_happened_shows_in_the_bar_and_what_may_still_be_answered_stays_blank() -> None:
    step = StepFigures(StepId("s"), 200, solved=1, went_on=99, not_done=0, left=50, seconds=None)
    assert bar(step) == "█" + "▓" * 10 + "░" * 5
    assert bar(StepFigures(StepId("s"), 0, 0, 0, 0, 0, None)) == ""
    assert len(bar(StepFigures(StepId("s"), 8, 8, 0, 0, 0, 5))) == WIDTH
