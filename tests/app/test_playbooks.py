"""`chalkline playbooks …`: bad files with line and remedy, a tree drawn, a tree walked in the console."""

import io
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from app.settings import HOME
from bot.render import Phrasebook
from desk.buttons import Verb
from desk.ids import TreeId
from desk.language import Lang
from tests.app.past import asked
from tests.app.terminal import Ended, Run, one_sentence
from tests.conftest import Line
from tests.kit.world import ZONE
from web import tree_words

SHIPPED = HOME / "playbooks"
STORY = HOME / "tests/stories/self_help/board_black_screen.yaml"
Try = Callable[..., Ended]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of two trees: one with every kind of step, and the safety instruction."""
    made = tmp_path / "mine"
    made.mkdir()
    for path in (STORY, SHIPPED / "safety_smoke.yaml"):
        shutil.copy(path, made)
    return made


@pytest.fixture
def tries(run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Try:
    """`chalkline playbooks try board_black_screen …` with these lines typed."""

    def command(*typed: str, options: tuple[str, ...] = ()) -> Ended:
        monkeypatch.setattr("sys.stdin", io.StringIO("".join(f"{line}\n" for line in typed)))
        return run("playbooks", "try", "board_black_screen", *options, PLAYBOOKS_DIR=str(folder))

    return command


def mended(folder: Path, old: str, new: str) -> Path:
    path = folder / "board_black_screen.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return folder


class TestCheck:
    def test_the_shipped_trees_read_well(self, run: Run) -> None:
        told = run("playbooks", "check")
        trees, drawings = (len(list(SHIPPED.glob(kind))) for kind in ("*.yaml", "pictures/*.svg"))
        assert told.code == 0
        assert told.out.rstrip().endswith(f"{trees} trees, {drawings} drawings: everything reads well.")

    def test_a_good_folder_is_shown_as_a_table(self, run: Run, folder: Path) -> None:
        """At leisure 10 + 10 + 30 + 20 + 20 + 100 + 5 seconds; in class two ways to go on of 15, then 10 + 10."""
        told = run("playbooks", "check", str(folder)).out
        row = next(line for line in told.splitlines() if "board_black_screen" in line)
        cells = [cell.strip() for cell in row.split("│")[1:-1]]
        assert cells[2:] == ["1", "8", "195", "50", "0", "FIXED DISPATCH SAFETY"]
        assert "said at once" in next(line for line in told.splitlines() if "safety_smoke" in line)

    @pytest.mark.parametrize(
        ("what", "old", "new", "line", "reason"),
        [
            ("a dead end", "    yes: off\n    no: DISPATCH", "    yes: off", 61, "has no 'no'; add it"),
            (
                "a loop",
                "    yes: off\n    no: DISPATCH",
                "    yes: off\n    no: wake",
                15,
                "leads back to itself",
            ),
            ("a missing target", "no: lamp", "no: lantern", 22, "'lantern', which is not there"),
            (
                "a path that is too long",
                "seconds: 100",
                "seconds: 250",
                15,
                "takes 345 s; shorten it to 300 s",
            ),
            ("too long for a screen", "亮了吗？", f"{'亮' * 60}？", 17, "say it in 60: one phone screen"),
            (
                "mains for pupils",
                "zh: 按一下“关屏”键。亮了吗？",
                "zh: 把插头拔下来再插上。亮了吗？",
                20,
                "asks a pupil to touch mains or cables (“插头”); write `by: teacher`",
            ),
            (
                "a drawing that is not there",
                "    by: pupil",
                "    by: pupil\n    picture: moon",
                21,
                "draw pictures/moon.svg",
            ),
        ],
    )
    def test_names_file_line_reason_and_remedy(
        self, run: Run, folder: Path, what: str, old: str, new: str, line: int, reason: str
    ) -> None:
        told = run("playbooks", "check", str(mended(folder, old, new)))
        assert f"board_black_screen.yaml:{line}: " in one_sentence(told), what
        assert reason in told.err

    def test_problems_of_trees_and_drawings_come_together(self, run: Run, folder: Path) -> None:
        (folder / "pictures").mkdir()
        (folder / "pictures/sun.svg").write_text("<svg/>", encoding="utf-8")
        told = one_sentence(run("playbooks", "check", str(mended(folder, "no: lamp", "no: lantern"))))
        assert "pictures/sun.svg:" in told
        assert "board_black_screen.yaml:22" in told

    def test_an_empty_folder_is_refused(self, run: Run, tmp_path: Path) -> None:
        assert "put one <id>.yaml per tree here" in one_sentence(
            run("playbooks", "check", str(tmp_path / "no"))
        )


class TestShow:
    def test_draws_every_step_once_and_its_answers_as_branches(self, run: Run) -> None:
        drawn = run("playbooks", "show", "board_black_screen").out
        for step in ("tap", "screen_key", "source", "module_lamp", "torch", "restart", "backlight"):
            assert len(re.findall(rf"(?<!↩ )\b{step}  \(", drawn)) == 1, step
        assert "没好 ▸ ↩ torch" in drawn
        assert "好了 ▸ ✓ 修好了" in drawn
        assert drawn.index("around_1") < drawn.index("tap  (做 · 5 秒 · 学生 · 课上可问)")

    def test_a_tree_with_named_answers_shows_their_words(self, run: Run, folder: Path) -> None:
        drawn = run("playbooks", "show", "board_black_screen", "--lang", "en", PLAYBOOKS_DIR=str(folder)).out
        for words in (
            "Green ▸ torch",
            "Red ▸ ↩ restart",
            "Dark ▸ → An engineer goes",
            "! Safety first",
        ):
            assert words in drawn

    def test_writes_the_same_as_a_picture(self, run: Run, tmp_path: Path) -> None:
        path = tmp_path / "board.svg"
        assert str(path) in run("playbooks", "show", "board_black_screen", "--svg", str(path)).out
        assert 'role="img"' in path.read_text(encoding="utf-8")

    def test_a_file_that_cannot_be_written_is_said(self, run: Run, tmp_path: Path) -> None:
        told = run("playbooks", "show", "virus", "--svg", str(tmp_path / "no/where.svg"))
        assert "Choose another file" in one_sentence(told)

    def test_an_unknown_id_is_answered_with_the_nearest(self, run: Run) -> None:
        told = one_sentence(run("playbooks", "show", "board_blackscreen"))
        assert told.startswith("There is no tree board_blackscreen; did you mean board_black_screen")
        assert "there are app_failure, " in one_sentence(run("playbooks", "show", "zzzz"))


class TestTry:
    def test_an_answer_may_be_a_number_or_the_words_on_the_button(self, tries: Try) -> None:
        told = tries("没好", "2", "1").out
        assert "按一下“关屏”键。亮了吗？\n1. 好了  2. 没好  3. 跳过  4. 不敢动  5. 不会做  6. 转人工" in told
        assert "[lamp] 10 秒 · 到这一步 20 秒" in told
        assert "1. 绿灯  2. 红灯  3. 不亮" in told
        assert told.rstrip().endswith("系统卡住了。\n\n✓ 修好了")

    def test_in_class_the_rest_comes_after_the_bell(self, tries: Try) -> None:
        told = tries("2", "1", "", "好了", options=("--in-class",)).out
        assert told.index("换上备用投影仪") < told.index("开手机热点") < told.index("教学已恢复")
        assert told.index("打下课铃") < told.index("[wake]")
        assert told.rstrip().endswith("只是按了关屏键。\n\n✓ 修好了")

    def test_an_engineer_ends_it_with_what_to_leave_alone_and_how_to_teach_on(self, tries: Try) -> None:
        told = tries("no", "Dark", options=("--lang", "en")).out
        assert told.rstrip().endswith(
            "An engineer is needed.\n\n→ An engineer goes\nTeach with the chalk board.\n· Do not: Open it up"
        )

    def test_danger_ends_it_with_what_is_said_and_the_instruction(self, tries: Try) -> None:
        told = tries("没好", "红灯", "没好", "是").out
        assert "! 先保安全\n先别再开机，让它凉下来。\n· " in told

    def test_a_photo_and_a_measure_go_on_either_way(self, tries: Try) -> None:
        told = tries("没好", "绿灯", "否", "发来了", "SW-86F", "好了").out
        assert "1. 发来了  2. 拍不了/不知道" in told
        assert told.rstrip().endswith("✓ 修好了")

    def test_a_pupil_is_not_asked_what_is_for_the_teacher(self, tries: Try) -> None:
        told = tries("没好", "绿灯", options=("--hand", "pupil")).out
        assert "手电" not in told
        assert "→ 派工程师" in told

    def test_one_step_back_skip_and_three_answers_nobody_understands(self, tries: Try) -> None:
        told = tries("没好", "上一步", "", "天", "哈哈").out
        assert told.count("[wake]") == 4
        assert told.count("没听懂") == 2
        assert "→ 派工程师" in told

    @pytest.mark.parametrize("typed", [(), ("q",), ("没好", "q")])
    def test_ends_when_nobody_types_any_more(self, tries: Try, typed: tuple[str, ...]) -> None:
        ended = tries(*typed)
        assert ended.code == 0
        assert ended.out.rstrip().endswith("就试到这里。")

    def test_the_bell_may_be_waited_for_in_vain(self, tries: Try) -> None:
        assert tries("是", options=("--in-class",)).out.rstrip().endswith("就试到这里。")


def test_a_drawn_trees_answers_are_the_buttons_of_the_chat() -> None:
    words = Phrasebook(ZONE)
    for lang in Lang:
        for verb, text in (
            (Verb.STEP_FIXED, tree_words.FIXED),
            (Verb.STEP_NOT_FIXED, tree_words.NOT_FIXED),
            (Verb.STEP_YES, tree_words.YES),
            (Verb.STEP_NO, tree_words.NO),
        ):
            assert text.of(lang) == words.label(verb, lang)


class TestInForce:
    """What a running desk asks, while its folder is edited."""

    @pytest.fixture
    def desk(self, run: Run, folder: Path) -> Run:
        """The demo district on the folder of two trees."""
        assert run("demo", PLAYBOOKS_DIR=str(folder)).code == 0
        return run

    @pytest.fixture
    def asks(self, tmp_path: Path) -> Callable[[], str]:
        """The first question of the board's tree, as a conversation would ask it now."""
        tree = TreeId("board_black_screen")
        return lambda: asked(tmp_path / "var", lambda uow: uow.trees[tree].steps[0].ask.zh)

    def test_a_folder_that_counts_its_version_up_comes_into_force(
        self, desk: Run, folder: Path, asks: Callable[[], str]
    ) -> None:
        assert desk("playbooks", "load").out == "These playbooks are in force already.\n"
        mended(mended(folder, "version: 1", "version: 2"), "亮了吗？", "屏幕亮了吗？")
        assert "按一下“关屏”键。亮了吗？" in asks()
        assert desk("playbooks", "load").out.startswith("2 trees are in force.")
        assert asks() == "按一下“关屏”键。屏幕亮了吗？"

    def test_a_bad_folder_is_refused_and_the_old_one_stays(
        self, desk: Run, folder: Path, asks: Callable[[], str]
    ) -> None:
        mended(mended(folder, "no: lamp", "no: lantern"), "亮了吗？", "屏幕亮了吗？")
        assert "board_black_screen.yaml:22: " in one_sentence(desk("playbooks", "load"))
        assert "board_black_screen.yaml:22: " in one_sentence(desk("check"))
        assert asks() == "按一下“关屏”键。亮了吗？"

    def test_a_tree_that_changed_under_its_old_version_is_refused(
        self, desk: Run, folder: Path, asks: Callable[[], str]
    ) -> None:
        mended(folder, "亮了吗？", "屏幕亮了吗？")
        told = one_sentence(desk("playbooks", "load"))
        assert "board_black_screen.yaml:3: the tree is not what v1 in force says" in told
        assert "write version: 2" in told
        assert asks() == "按一下“关屏”键。亮了吗？"

    @pytest.mark.parametrize(("old", "new"), [("no: lamp", "no: lantern"), ("亮了吗？", "屏幕亮了吗？")])
    def test_a_start_with_a_refused_folder_goes_on_with_the_old_one_and_says_so(
        self, desk: Run, folder: Path, asks: Callable[[], str], log_lines: list[Line], old: str, new: str
    ) -> None:
        mended(folder, old, new)
        assert desk("migrate").code == 0
        refused = [line for line in log_lines if line.get("action") == "playbooks_refused"]
        assert [line["level"] for line in refused] == ["error"]
        assert str(refused[0]["problem"]).startswith("board_black_screen.yaml:")
        assert asks() == "按一下“关屏”键。亮了吗？"

    def test_a_first_start_with_a_bad_folder_stops_with_its_problems(self, run: Run, folder: Path) -> None:
        mended(folder, "no: lamp", "no: lantern")
        told = run("demo", PLAYBOOKS_DIR=str(folder))
        assert "board_black_screen.yaml:22: " in one_sentence(told)

    def test_before_there_is_a_database_nothing_is_put_in_force(self, run: Run) -> None:
        assert "chalkline migrate" in one_sentence(run("playbooks", "load"))
