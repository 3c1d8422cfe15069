"""A pack is taken whole or refused with every problem: file, line, reason and what to do."""

import json
from datetime import timedelta
from pathlib import Path
from typing import TypeVar

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.contract import (
    Ageing,
    Clause,
    Closing,
    Contract,
    Grade,
    Ladder,
    Milestone,
    Rule,
    Rung,
    SelfHelp,
    Stage,
    StageName,
)
from desk.ids import ContractId, GradeId
from desk.language import Text
from desk.people import Tier
from storage.contract_packs import PackError, load_pack, load_packs, pack_from_builtins, pack_to_builtins
from storage.problems import Problem
from tests.contracts.packs import FOLDER, NAMES, pack, packs

SMALL = """\
id: small
version: 1
name: {zh: 小合同, en: A small contract}
source: "099"
clauses:
  099 §1: {zh: 三十分钟内响应, en: An answer within half an hour}
met_by:
  response: [acknowledged]
  arrival: [arrived]
grades:
  - id: A
    label: {zh: A级, en: Grade A}
    definition: {zh: 严重, en: Grave}
    clause: 099 §1
    page_at_once: true
    stages:
      response: {within: 30min, clause: 099 §1}
      arrival: {within: 2h, clause: 099 §1, near: 0.5}
  - id: B
    label: {zh: B级, en: Grade B}
    definition: {zh: 其余, en: The rest}
    clause: 099 §1
    page_at_once: false
    stages:
      response: {within: 1h30min, clause: 099 §1, internal: true}
rules:
  - id: danger
    when: {safety: true, impact: [multi_room, whole_school]}
    grade: A
    reason: {zh: 危险，A级。, en: Danger.}
    clause: 099 §1
  - id: rest
    grade: B
    reason: {zh: 其余，B级。, en: The rest.}
    clause: 099 §1
ladder:
  clause: 099 §1
  climb_every: 5min
  repeat_every: 15min
  rungs:
    - {tiers: [first, second]}
    - {tiers: [supervisor], everyone: true}
closing:
  clause: 099 §1
  needs_confirmation: true
  remind_after: [30min, 4h]
  callback_after: 1d
self_help:
  question_patience: 2min
  step_patience: 90s
  in_lesson: 60s
  total: 5min
texts_needed: [repaired]
"""


def problems_of(folder: Path, text: str, name: str = "small.yaml") -> list[str]:
    (folder / name).write_text(text, encoding="utf-8")
    with pytest.raises(PackError) as refused:
        load_pack(folder / name)
    assert str(refused.value) == "\n".join(str(problem) for problem in refused.value.problems)
    return [str(problem) for problem in refused.value.problems]


def line_of(text: str, part: str) -> int:
    return text[: text.index(part)].count("\n") + 1


def test_a_good_pack_is_read_as_written(tmp_path: Path) -> None:
    (tmp_path / "small.yaml").write_text(SMALL, encoding="utf-8")
    small = load_pack(tmp_path / "small.yaml")
    assert (small.id, small.version, small.source, small.texts_needed) == (
        "small",
        1,
        "099",
        (Milestone.REPAIRED,),
    )
    answer, arrival = small.grades[0].stages
    assert (answer.limit.total_seconds(), answer.near, answer.internal) == (1800, 0.8, False)
    assert (arrival.limit.total_seconds(), arrival.near) == (7200, 0.5)
    assert small.grades[1].stages[0].limit.total_seconds() == 5400
    assert small.rules[0].when == (("safety", ("true",)), ("impact", ("multi_room", "whole_school")))
    assert answer.clause == Clause("099", "§1", Text("三十分钟内响应", "An answer within half an hour"))
    assert (small.self_help.lesson_seconds, small.self_help.step_patience.total_seconds()) == (60, 90)
    assert small.safety_tells_supervisor
    assert small.ageing == ()


# what is wrong, the words replaced, the words put there, the words that mark the line, the problem
REFUSED = [
    ("an unknown key", "version: 1", "version: 1\ncolour: red", "colour", "'colour' is not a key of the file"),
    ("an unknown key of a stage", "near: 0.5", "speed: 3", "arrival: {", "'speed' is not a key of 'arrival'"),
    ("a key that stands twice", "version: 1", "version: 1\nversion: 2", "version: 2", "'version' stands twice"),
    ("a stage that stands twice", "      arrival: {within: 2h", "      response: {within: 2h", "response: {within: 2h", "'response' stands twice"),
    ("a figure without clause", "{within: 30min, clause: 099 §1}", "{within: 30min}", "response: {within: 30min", "has no 'clause'"),
    ("a clause outside the table", "{within: 30min, clause: 099 §1}", "{within: 30min, clause: 099 §9}", "response: {within: 30min", "clause '099 §9' is not in the table"),
    ("a clause nobody cites", "met_by:", "  099 §2: {zh: 条, en: clause}\nmet_by:", "099 §2", "nothing cites clause '099 §2'"),
    ("a clause without paragraph", "met_by:", "  desk: {zh: 条, en: clause}\nmet_by:", "  desk", "clause 'desk' has no paragraph"),
    ("an unknown fact", "safety: true,", "weather: rain,", "when: {weather", "there is no fact 'weather'"),
    ("an unknown value of a fact", "[multi_room, whole_school]", "[multi_room, county]", "when: {safety", "'impact' does not know 'county'"),
    ("a truth that is neither", "safety: true,", "safety: maybe,", "when: {safety", "'safety' does not know 'maybe'"),
    ("an undefined grade", "    grade: A", "    grade: E", "grade: E", "grade 'E' is not defined; use one of: A, B"),
    ("a grade defined twice", "  - id: B", "  - id: A", "  - id: A\n    label: {zh: B级", "grade 'A' is defined twice"),
    ("no rule for the rest", "  - id: rest\n", "  - id: rest\n    when: {hurt: true}\n", "rules:", "the last rule (rest) does not fit everything"),
    ("a rule behind the one for everything", "    when: {safety: true, impact: [multi_room, whole_school]}\n", "", "  - id: rest", "rule 'rest' is never reached: 'danger' fits first"),
    ("a rule behind a wider one", "  - id: rest", "  - id: narrow\n    when: {impact: multi_room, safety: true, hurt: true}\n    grade: A\n    reason: {zh: 窄, en: Narrow.}\n    clause: 099 §1\n  - id: rest", "  - id: narrow", "rule 'narrow' is never reached: 'danger' fits first"),
    ("a rule id used twice", "  - id: rest", "  - id: danger", "  - id: danger\n    grade: B", "rule 'danger' stands twice"),
    ("an arrival before the answer", "{within: 2h,", "{within: 10min,", "arrival: {within: 10min", "arrival is due before response"),
    ("an unknown stage", "      arrival:", "      teleport:", "teleport", "there is no stage 'teleport'"),
    ("a stage that nothing ends", "  arrival: [arrived]\n", "", "arrival: {within", "nothing ends stage arrival"),
    ("a stage that ends before it starts", "near: 0.5", "starts: repaired", "arrival: {within", "stage arrival ends before it starts"),
    ("an unknown milestone", "[acknowledged]", "[noticed]", "response: [noticed]", "'response' does not know 'noticed'"),
    ("a reminder after the deadline", "near: 0.5", "near: 1", "arrival: {within", "near 1 is not between 0 and 1"),
    ("a reminder at the report", "near: 0.5", "near: 0", "arrival: {within", "near 0 is not between 0 and 1"),
    ("a reminder that is no number", "near: 0.5", "near: soon", "arrival: {within", "'near' of 'arrival' is not a number"),
    ("a limit that is no time", "within: 2h", "within: 2 hours", "arrival: {within", "'within' of 'arrival' is not a length of time"),
    ("a limit of nothing", "within: 2h", "within: 0min", "arrival: {within", "'within' of 'arrival' is not a length of time"),
    ("a list of times with a wrong one", "[30min, 4h]", "[30min, later]", "remind_after", "'remind_after' of 'closing' is not a length of time"),
    ("a low score above all", "version: 1\n", "version: 1\nsatisfaction: {low: 5}\n", "satisfaction:", "scores go from 1 to 5"),
    ("a goal that is no time", "version: 1\n", "version: 1\nsatisfaction: {ask_apart: often}\n", "satisfaction:", "'ask_apart' of 'satisfaction' is not a length of time"),
    ("a call-back before the reminder", "callback_after: 1d", "callback_after: 1h", "closing:", "reminders and call-back are not in order of time"),
    ("a language that is missing", "reason: {zh: 其余，B级。, en: The rest.}", "reason: {zh: 其余，B级。}", "reason: {zh: 其余", "'reason' has no 'en'"),
    ("empty words", "{zh: 其余，B级。, en: The rest.}", '{zh: "", en: The rest.}', "reason: {zh: \"\"", "'zh' of 'reason' is not words"),
    ("a part that is missing", "page_at_once: true\n", "\n", "  - id: A", "an entry of 'grades' has no 'page_at_once'"),
    ("a truth that is a word", "page_at_once: true", "page_at_once: yes", "page_at_once: yes", "is not true or false"),
    ("a mapping that is a word", "name: {zh: 小合同, en: A small contract}", "name: 小合同", "name:", "'name' of the file is not `key: value` lines"),
    ("a list that is a word", "    - {tiers: [first, second]}\n    - {tiers: [supervisor], everyone: true}", "    first", "rungs:", "'rungs' of 'ladder' is not a list of entries"),
    ("an entry that is a word", "    - {tiers: [first, second]}", "    - first", "    - first", "an entry of 'rungs' is not `key: value` lines"),
    ("words that are a mapping", "tiers: [first, second]", "tiers: {first: second}", "tiers: {first", "'tiers' of an entry of 'rungs' is not a list of words"),
    ("an unknown tier", "[first, second]", "[first, zeroth]", "zeroth", "'tiers' does not know 'zeroth'"),
    ("a ladder that ends below", "[supervisor], everyone", "[vendor], everyone", "rungs:", "the last rung does not call the supervisors"),
    ("a lesson longer than all", "in_lesson: 60s", "in_lesson: 10min", "in_lesson", "in_lesson is longer than total"),
    ("a version that is no number", "version: 1", "version: new", "version", "version 'new' is not a whole number"),
    ("another file's id", "id: small", "id: large", "id: large", "id 'large' is not the file's name; call the file large.yaml"),
    ("a tab", "  arrival: [arrived]", "\tarrival: [arrived]", "\tarrival", "is not YAML"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new", "mark", "reason"), [pytest.param(*row[1:], id=row[0]) for row in REFUSED]
)
def test_a_pack_is_refused_with_the_line_and_a_remedy(
    tmp_path: Path, old: str, new: str, mark: str, reason: str
) -> None:
    assert old in SMALL
    text = SMALL.replace(old, new, 1)
    found = problems_of(tmp_path, text)
    [problem] = [line for line in found if reason in line]
    assert problem.startswith(f"small.yaml:{line_of(text, mark)}: ")
    assert "; " in problem


def test_all_problems_of_a_pack_are_told_at_once_in_the_order_of_the_lines(tmp_path: Path) -> None:
    text = SMALL.replace("within: 2h", "within: soon").replace("safety: true", "weather: rain")
    text = text.replace("    grade: B", "    grade: E").replace("version: 1", "version: 0")
    lines = [int(problem.split(":")[1]) for problem in problems_of(tmp_path, text)]
    assert len(lines) == 4
    assert lines == sorted(lines)


def test_a_missing_part_is_one_problem_and_not_one_for_each_of_its_keys(tmp_path: Path) -> None:
    text = SMALL[: SMALL.index("self_help:")] + "texts_needed: [repaired]\n"
    assert problems_of(tmp_path, text) == ["small.yaml:1: the file has no 'self_help'; add it"]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "is not a list of `key: value` lines"),
        ("- a\n- b\n", "is not a list of `key: value` lines"),
        ("id: small\n  version: 1\n", "is not YAML"),
        ("id: small\x00\n", "is not YAML"),
        ("id: small\n---\nid: other\n", "is not YAML"),
    ],
)
def test_a_file_that_is_no_pack_at_all_is_refused(tmp_path: Path, text: str, reason: str) -> None:
    [problem] = problems_of(tmp_path, text)
    assert reason in problem


def test_a_file_that_is_not_there_or_not_utf8_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PackError, match=r"none[.]yaml:0: cannot be read"):
        load_pack(tmp_path / "none.yaml")
    (tmp_path / "small.yaml").write_bytes("id: 濮阳".encode("gbk"))
    with pytest.raises(PackError, match=r"small[.]yaml:0: cannot be read.*UTF-8"):
        load_pack(tmp_path / "small.yaml")


def test_one_bad_pack_refuses_the_folder_and_names_its_file(tmp_path: Path) -> None:
    (tmp_path / "small.yaml").write_text(SMALL, encoding="utf-8")
    (tmp_path / "other.yaml").write_text(SMALL, encoding="utf-8")
    (tmp_path / "third.yaml").write_text("[]", encoding="utf-8")
    with pytest.raises(PackError) as refused:
        load_packs(tmp_path)
    assert [problem.file for problem in refused.value.problems] == ["other.yaml", "third.yaml"]


def test_an_empty_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PackError, match="holds no contract pack"):
        load_packs(tmp_path)


def test_the_four_packs_that_ship_are_good_and_keyed_by_their_ids() -> None:
    assert set(packs()) == set(NAMES)
    assert sorted(path.stem for path in FOLDER.glob("*.yaml")) == sorted(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_a_pack_that_ships_survives_being_pinned_as_json(name: str) -> None:
    pinned = json.loads(json.dumps(pack_to_builtins(pack(name)), ensure_ascii=False))
    assert pack_from_builtins(pinned) == pack(name)


def test_a_version_pinned_before_a_field_existed_is_still_read() -> None:
    pinned = pack_to_builtins(pack("gangbei"))
    del pinned["ageing"]
    for grade in pinned["grades"]:
        for stage in grade["stages"]:
            del stage["faults_only"]
    old = pack_from_builtins(pinned)
    assert old.ageing == ()
    assert not any(stage.faults_only for grade in old.grades for stage in grade.stages)


def test_something_else_is_not_taken_for_a_pinned_pack() -> None:
    with pytest.raises(msgspec.ValidationError):
        pack_from_builtins({"id": "gangbei"})


T = TypeVar("T")
WORDS = st.text(max_size=12)
TEXTS = st.builds(Text, WORDS, WORDS)
CLAUSES = st.builds(Clause, WORDS, WORDS, TEXTS)
TIMES = st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=400))
PARTS = st.floats(min_value=0.01, max_value=0.99)
GRADE_IDS = WORDS.map(GradeId)


def tuples_of(strategy: "st.SearchStrategy[T]") -> "st.SearchStrategy[tuple[T, ...]]":
    return st.lists(strategy, max_size=3).map(tuple)


MILESTONES = st.sampled_from(Milestone)
STAGES = st.builds(
    Stage,
    st.sampled_from(StageName),
    TIMES,
    CLAUSES,
    tuples_of(MILESTONES),
    MILESTONES,
    PARTS,
    st.booleans(),
    st.booleans(),
)
CONDITIONS = tuples_of(st.tuples(WORDS, tuples_of(WORDS)))
CONTRACTS = st.builds(
    Contract,
    id=WORDS.map(ContractId),
    version=st.integers(min_value=1),
    name=TEXTS,
    source=WORDS,
    grades=tuples_of(
        st.builds(
            Grade, GRADE_IDS, st.integers(1, 9), TEXTS, TEXTS, CLAUSES, st.booleans(), tuples_of(STAGES)
        )
    ),
    rules=tuples_of(st.builds(Rule, WORDS, CONDITIONS, GRADE_IDS, TEXTS, CLAUSES)),
    ladder=st.builds(
        Ladder,
        tuples_of(st.builds(Rung, tuples_of(st.sampled_from(Tier)), st.booleans())),
        TIMES,
        TIMES,
        CLAUSES,
    ),
    closing=st.builds(Closing, st.booleans(), tuples_of(TIMES), TIMES, CLAUSES),
    self_help=st.builds(SelfHelp, TIMES, TIMES, st.integers(0, 300), st.integers(0, 900)),
    texts_needed=tuples_of(MILESTONES),
    safety_tells_supervisor=st.booleans(),
    ageing=tuples_of(st.builds(Ageing, TIMES, GRADE_IDS, TEXTS, CLAUSES, PARTS)),
)


@given(CONTRACTS)
def test_any_contract_survives_being_pinned_as_json(contract: Contract) -> None:
    pinned = json.loads(json.dumps(pack_to_builtins(contract)))
    assert pack_from_builtins(pinned) == contract


@given(st.data())
def test_a_pack_with_any_lines_lost_is_refused_or_read_but_never_breaks_the_reader(
    tmp_path_factory: pytest.TempPathFactory, draw: st.DataObject
) -> None:
    lines = SMALL.splitlines()
    lost = draw.draw(st.sets(st.integers(0, len(lines) - 1), min_size=1, max_size=6))
    path = tmp_path_factory.mktemp("pack") / "small.yaml"
    path.write_text("\n".join(line for at, line in enumerate(lines) if at not in lost), encoding="utf-8")
    assert all(problem.reason and problem.remedy for problem in _refusals(path))


def _refusals(path: Path) -> tuple[Problem, ...]:
    try:
        load_pack(path)
    except PackError as refused:
        return refused.problems
    return ()
