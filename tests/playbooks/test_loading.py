"""A playbook folder is taken whole or refused whole, with the file, the line and the reason of every problem."""

from pathlib import Path

import pytest

from desk.ids import StepId, TreeId
from desk.playbook import Ending
from desk.reading import DeviceClass
from storage.playbook_files import PlaybookError, load_trees

PRINTER = """\
id: printer
version: 1
name: {zh: 打印机, en: Printer}
devices: [printer]
symptoms: [print_failure, unspecified]
steps:
  - id: jam
    ask: {zh: 写着卡纸吗？, en: "Does it say paper jam?"}
    seconds: 10
    fast: true
    yes: DISPATCH
    no: queue
  - id: queue
    ask: {zh: 清空队列。好了吗？, en: "Clear the queue. Does it print?"}
    seconds: 60
    yes: FIXED
    no: DISPATCH
never: [{zh: 用力扯纸, en: Tear at the paper}]
workaround: {zh: 换一台打印机, en: Use another printer}
stop: {zh: 要工程师来, en: An engineer is needed}
causes: [{zh: 卡纸, en: Paper jam}]
sources: [TN2000]
"""

SMOKE = """\
id: safety_smoke
version: 3
name: {zh: 冒烟, en: Smoke}
devices: any
symptoms: [smell_smoke]
safety: true
steps:
  - id: cut
    say: {zh: 够得着就断电。, en: Cut the power if it is in reach.}
  - id: away
    say: {zh: 带学生离开。, en: Take the pupils away.}
never: [{zh: 用水灭火, en: Put water on it}]
workaround: {zh: 换教室, en: Change rooms}
stop: {zh: 一律派工, en: An engineer always comes}
causes: [{zh: 短路, en: Short circuit}]
sources: [STL]
"""


def folder(at: Path, **files: str) -> Path:
    for name, text in files.items():
        (at / f"{name}.yaml").write_text(text, encoding="utf-8")
    return at


def refused(at: Path, **files: str) -> list[str]:
    """The problems, as they are printed."""
    with pytest.raises(PlaybookError) as refusal:
        load_trees(folder(at, **files))
    return [str(problem) for problem in refusal.value.problems]


def only(problems: list[str]) -> str:
    assert len(problems) == 1, problems
    return problems[0]


def test_a_sound_folder_gives_its_trees_by_id(tmp_path: Path) -> None:
    trees = load_trees(folder(tmp_path, printer=PRINTER, safety_smoke=SMOKE))
    printer = trees[TreeId("printer")]
    assert list(trees) == ["printer", "safety_smoke"]
    assert printer.devices == (DeviceClass.PRINTER,)
    assert printer.steps[0].yes is Ending.DISPATCH
    assert printer.steps[0].no == "queue"
    assert printer.steps[0].fast
    assert printer.steps[1].fixes
    assert printer.name.en == "Printer"


def test_a_safety_trees_statements_follow_each_other_to_the_engineer(tmp_path: Path) -> None:
    smoke = load_trees(folder(tmp_path, safety_smoke=SMOKE))[TreeId("safety_smoke")]
    assert smoke.devices == ()
    assert [(step.yes, step.no) for step in smoke.steps] == [
        (StepId("away"), StepId("away")),
        (Ending.DISPATCH, Ending.DISPATCH),
    ]


@pytest.mark.parametrize(
    ("wrong", "right", "line", "reason"),
    [
        ("    seconds: 60\n", "    seconds: 60\n    secs: 60\n", 16, "'secs' is not a key"),
        ("causes:", "reasons: x\ncauses:", 21, "'reasons' is not a key"),
        ("version: 1", "version: soon", 2, "version 'soon' is not a whole number"),
        ("version: 1", "version: 0", 2, "version '0' is not a whole number"),
        ("id: printer", "id: copier", 1, "id 'copier' is not the file's name"),
        ("devices: [printer]", "devices: [fax]", 4, "does not know 'fax'"),
        ("symptoms: [print_failure, ", "symptoms: [on_fire, ", 5, "does not know 'on_fire'"),
        ("no: queue", "no: toner", 12, "step 'jam' leads to 'toner', which is not there"),
        (
            "    yes: DISPATCH\n    no: queue",
            "    yes: DISPATCH\n    no: DISPATCH",
            13,
            "no way leads to step 'queue'",
        ),
        (
            "    yes: FIXED\n    no: DISPATCH",
            "    yes: FIXED\n    no: jam",
            7,
            "step 'jam' leads back to itself",
        ),
        (
            "    yes: DISPATCH\n    no: queue",
            "    yes: queue\n    no: FIXED",
            12,
            "the no of step 'jam' ends in FIXED",
        ),
        ("seconds: 60", "seconds: 300", 7, "the way jam > queue takes 310 s"),
        ("seconds: 60", "seconds: a minute", 15, "seconds 'a minute' is not a whole number"),
        ("  - id: queue", "  - id: jam", 13, "step 'jam' stands twice"),
        (', en: "Does it say paper jam?"', "", 8, "'ask' has no 'en'"),
        ("en: Tear at the paper", "en: 用力扯纸", 18, "the 'en' of an entry of 'never' is not English"),
        ("zh: 打印机, ", "zh: Printer, ", 3, "the 'zh' of 'name' is not Chinese"),
        ("yes: FIXED", "yes: HOWTO", 6, "a step ends in HOWTO but there is no 'howto'"),
        ("fast: true", "fast: maybe", 10, "'fast' of an entry of 'steps' is not true or false"),
        ("stop: {zh: 要工程师来, en: An engineer is needed}\n", "", 1, "the file has no 'stop'"),
    ],
)
def test_one_mistake_is_named_with_its_line(
    tmp_path: Path, wrong: str, right: str, line: int, reason: str
) -> None:
    assert wrong in PRINTER
    problems = refused(tmp_path, printer=PRINTER.replace(wrong, right, 1))
    assert any(problem.startswith(f"printer.yaml:{line}: ") and reason in problem for problem in problems), (
        problems
    )


def test_an_answer_that_is_never_given_is_refused(tmp_path: Path) -> None:
    text = PRINTER + "howto: {zh: 没坏, en: It is fine}\n"
    assert "printer.yaml:23: no step ends in HOWTO" in only(refused(tmp_path, printer=text))


def test_a_safety_tree_may_not_promise_a_repair(tmp_path: Path) -> None:
    text = SMOKE.replace("away.}", "away.}\n    yes: FIXED")
    assert "safety_smoke.yaml:12: a safety tree is never self-help: no 'yes', least of all FIXED" in only(
        refused(tmp_path, safety_smoke=text)
    )


def test_a_tree_that_ends_in_safety_needs_the_safety_tree(tmp_path: Path) -> None:
    text = PRINTER.replace("yes: DISPATCH", "yes: SAFETY")
    assert "printer ends in SAFETY" in only(refused(tmp_path, printer=text))
    assert TreeId("printer") in load_trees(folder(tmp_path, printer=text, safety_smoke=SMOKE))


def test_a_tree_of_more_than_twelve_steps_is_two_trees(tmp_path: Path) -> None:
    step = PRINTER[PRINTER.index("  - id: queue") : PRINTER.index("never:")]
    steps = "".join(step.replace("id: queue", f"id: more{n}") for n in range(11))
    assert any(
        "more than 12 steps" in problem
        for problem in refused(tmp_path, printer=PRINTER.replace(step, step + steps))
    )


def test_all_problems_of_all_files_come_at_once(tmp_path: Path) -> None:
    problems = refused(
        tmp_path,
        printer=PRINTER.replace("no: queue", "no: toner").replace("devices: [printer]", "devices: [fax]"),
        safety_smoke=SMOKE.replace("version: 3", "version: x"),
        broken="id: [unclosed",
    )
    assert [problem.split(":")[0] for problem in problems] == [
        "broken.yaml",
        "printer.yaml",
        "printer.yaml",
        "safety_smoke.yaml",
    ]


def test_an_empty_folder_is_refused(tmp_path: Path) -> None:
    assert "holds no symptom tree" in only(refused(tmp_path))


def test_the_example_of_the_page_for_authors_is_a_sound_tree(tmp_path: Path) -> None:
    page = (Path(__file__).resolve().parents[2] / "docs/playbooks.md").read_text(encoding="utf-8")
    example = page.split("```yaml\n")[1].split("```")[0]
    assert [step.id for step in load_trees(folder(tmp_path, printer=example))[TreeId("printer")].steps] == [
        "jam",
        "queue",
    ]
