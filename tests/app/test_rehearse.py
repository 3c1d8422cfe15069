"""`chalkline contracts rehearse`: who would be called when, on the real roster or the demo's; and what cannot be rehearsed."""

import json
from pathlib import Path
from typing import Any

import pytest

from app.settings import HOME
from desk.example_facts import example_facts
from desk.grading import judge
from tests.app.past import a_pack, packs_with
from tests.app.terminal import Run, one_sentence
from tests.contracts.packs import NAMES, pack

ORDER = ("contracts", "rehearse", "gangbei", "--grade", "B", "--at", "2026-09-25 17:50")


def moments(shown: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(shown)["moments"]
    return found


def test_the_ladder_is_printed_with_times_names_clauses_and_masked_numbers(run: Run) -> None:
    ended = run(*ORDER)
    assert ended.code == 0
    assert "演示区" in ended.out
    assert "B级" in ended.out
    for clock, elapsed, what, who, clause in (
        ("17:50", "+0:00", "一线", "周正", "000 §5.14 B"),
        ("17:54", "+0:04", "提醒", "周正", "000 §5.12.1"),
        ("17:55", "+0:05", "超时", "蒋主任", "000 §5.12.1"),
        ("17:55", "+0:05", "二线", "郑可", "000 §5.10"),
        ("18:00", "+0:10", "厂家", "褚立", "000 §5.10"),
        ("18:05", "+0:15", "电话名单", "138****0011", "000 §5.10"),
        ("19:50", "+2:00", "到场", "蒋主任", "000 §5.4(2)"),
    ):
        rows = [
            line for line in ended.out.splitlines() if all(word in line for word in (clock, elapsed, what))
        ]
        assert any(who in line and clause in line for line in rows), (clock, what, ended.out)
    assert "13800000011" not in ended.out


def test_as_json_every_repetition_of_the_phone_list_is_there(run: Run) -> None:
    found = moments(run(*ORDER, "--until", "60min", "--format", "json").out)
    assert [one["after_seconds"] // 60 for one in found if one["kind"] == "call_list"] == [15, 30, 45, 60]
    assert found[0]["at"] == "2026-09-25T17:50:00+08:00"
    assert [one["kind"] for one in found[:5]] == ["opened", "call", "reminder", "breach", "escalation"]


def test_a_later_hour_calls_those_who_are_on_duty_then(run: Run) -> None:
    order = (
        "contracts",
        "rehearse",
        "puyang_unicom",
        "--grade",
        "重大",
        "--until",
        "1h",
        "--format",
        "json",
        "--at",
    )
    called = [
        next(one["who"] for one in moments(run(*order, at).out) if one["kind"] == "call")
        for at in ("2026-09-25 12:00", "2026-10-02 12:00")
    ]
    assert called == ["钱程", "孙一帆"]


def test_the_roster_of_the_desk_is_used_where_there_is_one_and_says_whom_it_cannot_reach(run: Run) -> None:
    run("demo")
    ended = run(*ORDER)
    assert "本服务台" in ended.out
    assert "联系不上 cannot be reached: 周正、吴安然" in ended.out
    assert "无人可呼叫" in ended.out


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("nowhere", "--grade", "B", "--at", "2026-09-25 17:50"), "There is no contract nowhere"),
        (("gangbei", "--grade", "Z", "--at", "2026-09-25 17:50"), "has no grade Z; there are: A, B, C, D"),
        (("gangbei", "--grade", "B", "--at", "teatime"), "--at teatime is no date and time"),
        ((*ORDER[2:], "--until", "soon"), "--until soon is no length of time"),
        ((*ORDER[2:], "--until", "0h"), "--until 0h is no length of time"),
        ((*ORDER[2:], "--school", "atlantis"), "no school atlantis"),
    ],
)
def test_what_cannot_be_rehearsed_is_one_sentence(run: Run, words: tuple[str, ...], told: str) -> None:
    assert told in one_sentence(run("contracts", "rehearse", *words))


@pytest.mark.parametrize("name", NAMES)
def test_every_grade_of_every_pack_has_facts_that_truly_reach_it(name: str) -> None:
    contract = pack(name)
    for grade in contract.grades:
        facts = example_facts(contract, grade.id)
        assert facts is not None, grade.id
        assert judge(contract, facts).grade == grade.id


def test_the_example_of_a_grade_is_an_everyday_fault_where_one_reaches_it() -> None:
    facts = example_facts(pack("gangbei"), pack("gangbei").grades[1].id)
    assert facts is not None
    assert (facts.impact, facts.symptom) == ("lesson_blocked", "black_screen")


@pytest.mark.parametrize(
    ("calendar", "breach"),
    [("", "2026-09-22T09:30:00+08:00"), (", calendar: school_year", "2026-09-22T09:00:00+08:00")],
)
def test_working_time_is_counted_by_the_calendar_of_the_school_else_of_the_pack(
    run: Run, tmp_path: Path, calendar: str, breach: str
) -> None:
    """Two hours from Monday 17:30: half an hour until 18:00, the rest from 08:00, or 07:30 in the school's own hours."""
    hours = "stages: [response, arrival, solution, spare], counting: always, clause: 000 §5.12.2}"
    by_day = f"{hours.replace('arrival, ', '')}\n  - {{stages: [arrival], counting: working_time, clause: 000 §5.12.2}}"
    folder = packs_with(a_pack(tmp_path, "gangbei", (hours, by_day)), "gangbei")
    district = (HOME / "demo" / "district.yaml").read_text(encoding="utf-8")
    school = tmp_path / "district.yaml"
    school.write_text(
        district.replace("contract: gangbei,", f"contract: gangbei{calendar},"), encoding="utf-8"
    )
    order = (*ORDER[:-1], "2026-09-21 17:30", "--format", "json")
    found = moments(run(*order, CONTRACTS_DIR=str(folder), DEMO_FILE=str(school)).out)
    late = [one["at"] for one in found if one["kind"] == "breach" and "arrival" in one["what"]]
    assert late == [breach]
