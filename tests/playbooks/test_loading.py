"""A playbook folder is taken whole or refused whole, with the file, the line and the reason of every problem."""

from pathlib import Path

import pytest

from desk.ids import StepId, TreeId
from desk.language import Text
from desk.places import Means
from desk.playbook import Ending, Hand, StepKind
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
    assert "safety_smoke.yaml:12: a safety tree is never self-help: no 'yes', least of all one that" in only(
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
        "panel",
        "queue",
    ]


NAMED = PRINTER.replace(
    "    yes: DISPATCH\n    no: queue\n",
    """\
    kind: ask
    by: pupil
    note: {zh: 不要开盖, en: Leave the cover shut}
    answers:
      - {id: jam, label: {zh: 卡纸, en: Paper jam}, to: DISPATCH}
      - {id: other, label: {zh: 别的, en: Other}, to: queue}
""",
).replace("    no: DISPATCH\n", "    no: DISPATCH\n    was: {zh: 队列卡住了。, en: The queue was stuck.}\n")
AROUND = """\
workarounds:
  - needs: loaner
    ask: {zh: 用备用机。能上课了吗？, en: "Use the spare one. Can the lesson go on?"}
    seconds: 30
"""


def test_a_step_may_have_named_answers_a_note_and_somebody_who_may_do_it(tmp_path: Path) -> None:
    first, second = load_trees(folder(tmp_path, printer=NAMED))[TreeId("printer")].steps
    assert [(answer.id, answer.label.zh, answer.to) for answer in first.answers] == [
        ("jam", "卡纸", Ending.DISPATCH),
        ("other", "别的", "queue"),
    ]
    assert first.kind is StepKind.ASK
    assert first.by is Hand.PUPIL
    assert first.note is not None
    assert second.kind is StepKind.DO
    assert second.by is Hand.TEACHER
    assert second.was == Text("队列卡住了。", "The queue was stuck.")


def test_a_tree_may_have_ways_for_the_lesson_to_go_on(tmp_path: Path) -> None:
    tree = load_trees(folder(tmp_path, printer=PRINTER + AROUND))[TreeId("printer")]
    (way,) = tree.workarounds
    assert way.needs is Means.LOANER
    assert tree.step(StepId("around_1")) is way.step
    assert way.step.kind is StepKind.WORKAROUND


def test_a_step_that_is_only_said_has_no_answers(tmp_path: Path) -> None:
    said = "  - id: stop\n    kind: stop\n    ask: {zh: 先别用。, en: Leave it off.}\n"
    text = PRINTER.replace("never:", said + "never:").replace("no: DISPATCH", "no: stop")
    trees = load_trees(folder(tmp_path, printer=text, safety_smoke=SMOKE))
    assert trees[TreeId("printer")].steps[2].targets == ()
    answered = text.replace("kind: stop\n", "kind: stop\n    yes: FIXED\n")
    assert "a stop step is only said: no 'yes'" in only(
        refused(tmp_path, printer=answered, safety_smoke=SMOKE)
    )


def test_a_photo_leads_on_whether_or_not_it_was_taken(tmp_path: Path) -> None:
    text = PRINTER.replace("    yes: DISPATCH\n    no: queue\n", "    kind: photo\n    yes: queue\n")
    assert load_trees(folder(tmp_path, printer=text))[TreeId("printer")].steps[0].no == "queue"


@pytest.mark.parametrize(
    ("wrong", "right", "reason"),
    [
        ("by: pupil", "by: neighbour", "'by' does not know 'neighbour'"),
        ("kind: ask", "kind: guess", "'kind' does not know 'guess'"),
        ("to: queue", "to: toner", "leads to 'toner', which is not there"),
        ("id: other", "id: jam", "two answers have the same id"),
        ("id: other", "id: cannot", "answer id 'cannot' is not a plain word of its own"),
        ("      - {id: other, label: {zh: 别的, en: Other}, to: queue}\n", "", "a step with 1 named answers"),
        ("    kind: ask\n", "    kind: ask\n    yes: queue\n", "a step has named answers or a yes, not both"),
        (
            "zh: 卡纸, en: Paper jam}, to",
            "zh: 打印机里面的纸被卡住拿不出来了, en: Jam}, to",
            "'zh' of 'label' has 15",
        ),
        ("zh: 写着卡纸吗？", f"zh: {'很' * 60}吗？", "the 'zh' of 'ask' has 62 characters"),
        ("    kind: ask\n", "    kind: ask\n    picture: jam\n", "there is no picture 'jam'"),
        ("seconds: 10", "seconds: 61", "a fast step takes 61 s"),
        ("yes: FIXED", "yes: DISPATCH", "'was' says what it was, but nothing here ends in FIXED"),
        ("id: queue", "id: around_1", "is one of a workaround's"),
        ("seconds: 60", "seconds: 60\n    fast: true", "the way jam > queue holds up a lesson for 70 s"),
    ],
)
def test_one_mistake_in_a_step_is_named(tmp_path: Path, wrong: str, right: str, reason: str) -> None:
    assert wrong in NAMED
    problems = refused(tmp_path, printer=NAMED.replace(wrong, right, 1))
    assert any(reason in problem for problem in problems), problems


def test_a_way_to_go_on_needs_what_a_school_can_have(tmp_path: Path) -> None:
    for wrong, right, reason in (
        ("needs: loaner", "needs: luck", "'needs' does not know 'luck'"),
        ("seconds: 30", "seconds: 90", "a way to go on takes 90 s"),
    ):
        text = PRINTER + AROUND.replace(wrong, right)
        assert reason in only(refused(tmp_path, printer=text))


@pytest.mark.parametrize(
    ("zh", "en", "words"),
    [
        ("把插头插紧。好了吗？", "Is it all right?", "“插头”"),
        ("请同学把网线拔下再插上。好了吗？", "Is it all right?", "“网线”"),
        ("把总开关关掉再打开。好了吗？", "Is it all right?", "“总开关”"),
        ("好了吗？", "Switch it off at the wall socket. Is it all right?", "“wall socket”"),
        ("好了吗？", "Push the power cable in. Is it all right?", "“power cable”"),
        ("好了吗？", "Reset the breaker. Is it all right?", "“breaker”"),
        ("好了吗？", "Unplug it for a minute. Is it all right?", "“Unplug”"),
    ],
)
def test_a_pupil_is_not_sent_to_mains_or_cables(tmp_path: Path, zh: str, en: str, words: str) -> None:
    text = NAMED.replace("写着卡纸吗？", zh).replace("Does it say paper jam?", en)
    problem = only(refused(tmp_path, printer=text))
    assert "step 'jam' asks a pupil to touch mains or cables" in problem
    assert words in problem
    assert TreeId("printer") in load_trees(folder(tmp_path, printer=text.replace("by: pupil", "by: teacher")))


@pytest.mark.parametrize(
    ("zh", "en"),
    [
        ("不要碰插头。灯亮吗？", "Do not touch the power plug. Is the lamp lit?"),
        ("把 U 盘换一个口插。认出来了吗？", "Plug in a different stick or move its USB plug. Is it there?"),
        ("选笔记本插着的那个 HDMI 口。出来了吗？", "Choose the HDMI socket your laptop is in. Is it there?"),
    ],
)
def test_a_pupil_may_be_told_what_to_leave_alone_and_may_use_a_stick(
    tmp_path: Path, zh: str, en: str
) -> None:
    text = NAMED.replace("写着卡纸吗？", zh).replace("Does it say paper jam?", en)
    assert TreeId("printer") in load_trees(folder(tmp_path, printer=text))


@pytest.mark.parametrize(
    ("wrong", "right", "reason"),
    [
        ("zh: 要工程师来", f"zh: {'要' * 61}", "the 'zh' of 'stop' has 61 characters"),
        ("en: Use another printer", f"en: {'Use ' * 50}", "the 'en' of 'workaround' has 199 characters"),
        ("zh: 用力扯纸", f"zh: {'扯' * 25}", "the 'zh' of an entry of 'never' has 25 characters"),
        ("zh: 打印机", f"zh: {'机' * 25}", "the 'zh' of 'name' has 25 characters"),
    ],
)
def test_words_beside_the_steps_fit_a_screen_too(tmp_path: Path, wrong: str, right: str, reason: str) -> None:
    assert reason in only(refused(tmp_path, printer=PRINTER.replace(wrong, right, 1)))


def test_a_safety_tree_is_one_screen(tmp_path: Path) -> None:
    more = "".join(f"  - id: more{n}\n    say: {{zh: {'快' * 31}。, en: Go on.}}\n" for n in range(6))
    problems = refused(tmp_path, safety_smoke=SMOKE.replace("never:", more + "never:"))
    assert [problem.partition("; ")[0] for problem in problems] == [
        "safety_smoke.yaml:7: 8 statements are said at once",
        "safety_smoke.yaml:7: the 'zh' statements together have 205 characters",
    ]
