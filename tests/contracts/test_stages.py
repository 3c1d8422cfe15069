"""Every figure of the four contracts (facts.md §4.2 in the readings of §5) stands in its pack with its clause."""

from datetime import timedelta

import pytest

from desk.contract import Milestone, Stage, StageName
from desk.people import Tier
from tests.contracts.packs import NAMES, pack

MINUTES = {"response": 0, "dispatch": 1, "arrival": 2, "diagnosis": 3, "solution": 4, "spare": 5}
H = 60  # minutes

# contract, grade, then minutes for response, dispatch, arrival, diagnosis, solution, spare; None: no such clock
TABLE = [
    ("gangbei", "A", (5, None, 2 * H, None, 4 * H, 6 * H)),
    ("gangbei", "B", (5, None, 2 * H, None, 8 * H, 10 * H)),
    ("gangbei", "C", (5, None, 2 * H, None, 24 * H, 26 * H)),
    ("gangbei", "D", (5, None, 2 * H, None, 48 * H, None)),
    ("changge", "I", (5, 5, 10, H, H, 26 * H)),
    ("changge", "II", (5, 5, 15, H, H, 26 * H)),
    ("changge", "III", (10, 10, 20, 2 * H, 2 * H, 26 * H)),
    ("changge", "IV", (15, 15, 20, 2 * H, 2 * H, 26 * H)),
    ("puyang_polytechnic", "1", (30, None, 2 * H, None, 4 * H, 72 * H)),
    ("puyang_polytechnic", "2", (30, None, 2 * H, None, 4 * H, 72 * H)),
    ("puyang_polytechnic", "3", (H, None, 2 * H, None, 4 * H, 72 * H)),
    ("puyang_polytechnic", "4", (H, None, 2 * H, None, 4 * H, 72 * H)),
    ("puyang_polytechnic", "5", (H, None, None, None, 4 * H, None)),
    ("puyang_polytechnic", "6", (H, None, None, None, None, None)),
    ("puyang_unicom", "重大", (30, None, 2 * H, None, 4 * H, None)),
    ("puyang_unicom", "较大", (H, None, 2 * H, None, 8 * H, None)),
    ("puyang_unicom", "一般", (H, None, 2 * H, None, 24 * H, None)),
    ("puyang_unicom", "其他", (H, None, 2 * H, None, 24 * H, None)),
]
CELLS = [(name, grade, stage, row[column]) for name, grade, row in TABLE for stage, column in MINUTES.items()]

# contract, stage, clause of every grade (None: differs by grade), internal goal
CLAUSES = [
    ("gangbei", "response", "000 §5.12.1", True),
    ("gangbei", "arrival", "000 §5.4(2)", False),
    ("gangbei", "solution", "desk internal-goal", True),
    ("gangbei", "spare", "000 §5.4(2)", True),
    ("changge", "response", "001 §4.5.5.4", False),
    ("changge", "dispatch", "001 §4.5.5.4", False),
    ("changge", "arrival", "001 §4.5.5.4", False),
    ("changge", "diagnosis", "001 §4.5.5.4", False),
    ("changge", "solution", "001 §4.5.5.4", False),
    ("changge", "spare", "001 §4.5.9", False),
    ("puyang_polytechnic", "response", None, False),
    ("puyang_polytechnic", "arrival", "002 §5.3.1-1(2)", False),
    ("puyang_polytechnic", "solution", "002 §5.3.1-1(2)", False),
    ("puyang_polytechnic", "spare", "002 §5.3.1-1(2)", False),
    ("puyang_unicom", "response", "003 §1.6.2.4.12", False),
    ("puyang_unicom", "arrival", "003 §1.6.2.4.10", True),
    ("puyang_unicom", "solution", None, False),
]

# contract, stage, the milestones that end it
ENDS = [
    ("gangbei", "solution", ("repaired", "restored")),
    ("gangbei", "spare", ("repaired", "restored")),
    ("changge", "solution", ("repaired", "restored")),
    ("changge", "spare", ("repaired", "restored")),
    ("puyang_polytechnic", "solution", ("repaired",)),
    ("puyang_polytechnic", "spare", ("repaired", "restored")),
    ("puyang_unicom", "solution", ("repaired",)),
]
PLAIN_ENDS = {
    "response": "acknowledged",
    "dispatch": "departed",
    "arrival": "arrived",
    "diagnosis": "diagnosed",
}


def stages_of(name: str, stage: str) -> list[Stage]:
    return [clock for grade in pack(name).grades for clock in grade.stages if clock.name == stage]


@pytest.mark.parametrize(("name", "grade", "stage", "minutes"), CELLS)
def test_the_clock_runs_as_long_as_the_contract_says(
    name: str, grade: str, stage: str, minutes: int | None
) -> None:
    found = [clock for known in pack(name).grades if known.id == grade for clock in known.stages]
    limits = [clock.limit for clock in found if clock.name == stage]
    assert limits == ([] if minutes is None else [timedelta(minutes=minutes)])


@pytest.mark.parametrize("name", NAMES)
def test_the_grades_stand_in_the_order_of_the_contract_gravest_first(name: str) -> None:
    grades = pack(name).grades
    assert [grade.id for grade in grades] == [grade for known, grade, _ in TABLE if known == name]
    assert [grade.rank for grade in grades] == list(range(1, len(grades) + 1))


@pytest.mark.parametrize(("name", "stage", "clause", "internal"), CLAUSES)
def test_the_clock_cites_its_clause_and_says_when_it_is_only_our_goal(
    name: str, stage: str, clause: str | None, internal: bool
) -> None:
    clocks = stages_of(name, stage)
    assert clocks
    assert {clock.internal for clock in clocks} == {internal}
    assert clause is None or {str(clock.clause) for clock in clocks} == {clause}


def test_every_kind_of_clock_in_the_packs_is_covered_by_the_table_of_clauses() -> None:
    used = {
        (name, clock.name.value) for name in NAMES for grade in pack(name).grades for clock in grade.stages
    }
    assert used == {(name, stage) for name, stage, _, _ in CLAUSES}


def test_puyang_polytechnic_cites_the_line_of_the_answering_table_for_each_class() -> None:
    refs = [str(clock.clause).rpartition(" ")[2] for clock in stages_of("puyang_polytechnic", "response")]
    assert refs == ["一级", "二级", "三级", "四级", "咨询", "其它"]


def test_other_faults_of_puyang_unicom_fall_back_on_the_letter_of_commitment() -> None:
    clauses = [str(clock.clause) for clock in stages_of("puyang_unicom", "solution")]
    assert clauses == ["003 §1.6.2.4.12"] * 3 + ["003 §1.6.2.1"]


@pytest.mark.parametrize(("name", "stage", "ends"), ENDS)
def test_a_workaround_ends_a_clock_only_where_the_contract_accepts_one(
    name: str, stage: str, ends: tuple[str, ...]
) -> None:
    assert {clock.met_by for clock in stages_of(name, stage)} == {tuple(Milestone(end) for end in ends)}


@pytest.mark.parametrize("name", NAMES)
def test_the_plain_clocks_end_with_their_own_milestone(name: str) -> None:
    clocks = [clock for grade in pack(name).grades for clock in grade.stages if clock.name in PLAIN_ENDS]
    assert all(clock.met_by == (Milestone(PLAIN_ENDS[clock.name]),) for clock in clocks)


@pytest.mark.parametrize("name", NAMES)
def test_all_clocks_run_from_the_report_and_remind_at_four_fifths(name: str) -> None:
    clocks = [clock for grade in pack(name).grades for clock in grade.stages]
    assert {clock.starts for clock in clocks} == {Milestone.OPENED}
    assert {clock.near for clock in clocks} == {0.8}


@pytest.mark.parametrize("name", NAMES)
def test_the_two_upper_grades_page_while_self_help_goes_on(name: str) -> None:
    assert [grade.page_at_once for grade in pack(name).grades][:3] == [True, True, False]
    assert not any(grade.page_at_once for grade in pack(name).grades[2:])


@pytest.mark.parametrize(
    ("name", "grade", "stages"),
    [
        ("gangbei", "D", {"arrival"}),
        ("changge", "IV", {"dispatch", "arrival", "diagnosis", "spare"}),
        ("puyang_unicom", "其他", {"arrival"}),
    ],
)
def test_nobody_travels_for_a_question_where_faults_and_questions_share_a_grade(
    name: str, grade: str, stages: set[str]
) -> None:
    found = {clock.name for known in pack(name).grades for clock in known.stages if clock.faults_only}
    [shared] = [known for known in pack(name).grades if known.id == grade]
    assert (
        found
        == {clock.name for clock in shared.stages if clock.faults_only}
        == {StageName(s) for s in stages}
    )


def test_an_unsolved_gangbei_fault_rises_to_A_after_a_day_with_a_warning_at_twenty_hours() -> None:
    [rule] = pack("gangbei").ageing
    assert (rule.after, rule.grade, str(rule.clause)) == (timedelta(hours=24), "A", "000 §5.14 A")
    assert round(rule.after.total_seconds() * rule.near / 3600, 1) == 20.0
    assert all(pack(name).ageing == () for name in NAMES if name != "gangbei")


@pytest.mark.parametrize(
    ("name", "clause", "minutes"),
    [
        ("gangbei", "000 §5.10", 5),
        ("changge", "001 §4.5.6", 5),
        ("puyang_polytechnic", "002 §5.3.2.4", 10),
        ("puyang_unicom", "003 §1.6.2.2.4.6", 10),
    ],
)
def test_the_ladder_climbs_from_the_first_line_to_the_supervisors(
    name: str, clause: str, minutes: int
) -> None:
    ladder = pack(name).ladder
    assert [rung.tiers for rung in ladder.rungs] == [
        (Tier.FIRST,),
        (Tier.SECOND,),
        (Tier.THIRD, Tier.VENDOR),
        (Tier.SUPERVISOR,),
    ]
    assert [rung.everyone for rung in ladder.rungs] == [False, False, True, True]
    assert str(ladder.clause) == clause
    assert (ladder.climb_every, ladder.repeat_every) == (timedelta(minutes=minutes), timedelta(minutes=15))


@pytest.mark.parametrize(
    ("name", "clause"),
    [
        ("gangbei", "000 §5.12.1"),
        ("changge", "001 §4.5.5.1"),
        ("puyang_polytechnic", "002 §5.3.1-1(4)"),
        ("puyang_unicom", "003 §1.6.2.2.2.1"),
    ],
)
def test_a_job_ends_with_the_teachers_word_and_otherwise_with_a_call_back(name: str, clause: str) -> None:
    closing = pack(name).closing
    assert closing.needs_confirmation
    assert closing.remind_after == (timedelta(minutes=30), timedelta(hours=4))
    assert closing.callback_after == timedelta(hours=24)
    assert str(closing.clause) == clause


@pytest.mark.parametrize("name", NAMES)
def test_self_help_costs_a_lesson_a_minute_at_most(name: str) -> None:
    patience = pack(name).self_help
    assert (patience.lesson_seconds, patience.total_seconds) == (60, 300)
    assert (patience.question_patience, patience.step_patience) == (
        timedelta(minutes=2),
        timedelta(minutes=3),
    )


@pytest.mark.parametrize("name", NAMES)
def test_the_engineer_leaves_words_with_the_diagnosis_and_the_repair(name: str) -> None:
    assert pack(name).texts_needed == (Milestone.DIAGNOSED, Milestone.REPAIRED)
    assert pack(name).safety_tells_supervisor
