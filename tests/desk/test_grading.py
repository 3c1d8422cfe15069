"""Grading reads a contract's table from the top and stops at the first rule that fits."""

import dataclasses
from datetime import timedelta

import pytest

from desk.contract import (
    Clause,
    Closing,
    Contract,
    Grade,
    Ladder,
    Milestone,
    Rule,
    SelfHelp,
    Stage,
    StageName,
)
from desk.grading import QUESTIONS, FaultFacts, Verdict, by_person, fact_values, judge
from desk.ids import ContractId, GradeId
from desk.language import Text
from desk.reading import DeviceClass, Impact, Intent, Symptom

NOTE = Text("条款", "clause")
CLAUSE = Clause("099", "§1", NOTE)


def a_rule(name: str, grade: str = "high", **when: str | tuple[str, ...]) -> Rule:
    conditions = tuple((fact, (value,) if isinstance(value, str) else value) for fact, value in when.items())
    return Rule(name, conditions, GradeId(grade), Text(f"因为{name}", f"because {name}"), CLAUSE)


def a_grade(name: str, rank: int) -> Grade:
    answer = Stage(StageName.RESPONSE, timedelta(minutes=5), CLAUSE, (Milestone.ACKNOWLEDGED,))
    return Grade(GradeId(name), rank, NOTE, NOTE, CLAUSE, rank == 1, (answer,))


def a_contract(*rules: Rule) -> Contract:
    minute = timedelta(minutes=1)
    return Contract(
        id=ContractId("demo"),
        version=3,
        name=NOTE,
        source="099",
        grades=(a_grade("high", 1), a_grade("low", 2)),
        rules=rules,
        ladder=Ladder((), minute, minute, CLAUSE),
        closing=Closing(True, (minute,), minute, CLAUSE),
        self_help=SelfHelp(minute, minute, 60, 300),
    )


def a_verdict(grade: str, rank: int) -> Verdict:
    return Verdict(GradeId(grade), rank, "r", NOTE, CLAUSE)


def test_the_first_rule_that_fits_decides_even_when_a_later_one_fits_too() -> None:
    contract = a_contract(a_rule("dark", symptom="black_screen"), a_rule("all", "low"))
    assert judge(contract, FaultFacts(symptom=Symptom.BLACK_SCREEN)).rule == "dark"


def test_a_rule_fits_only_when_every_fact_it_names_has_one_of_its_values() -> None:
    rule = a_rule("hall", symptom=("no_sound", "mic_failure"), impact="lesson_blocked")
    contract = a_contract(rule, a_rule("all", "low"))
    facts = FaultFacts(symptom=Symptom.MIC_FAILURE, impact=Impact.LESSON_BLOCKED)
    assert judge(contract, facts).grade == "high"
    assert judge(contract, dataclasses.replace(facts, impact=Impact.SINGLE_DEVICE)).grade == "low"
    assert judge(contract, dataclasses.replace(facts, symptom=Symptom.NO_POWER)).grade == "low"


def test_the_verdict_carries_the_rank_the_reason_and_the_clause() -> None:
    verdict = judge(a_contract(a_rule("all", "low")), FaultFacts())
    assert (verdict.grade, verdict.rank, verdict.rule) == ("low", 2, "all")
    assert verdict.reason == Text("因为all", "because all")
    assert str(verdict.clause) == "099 §1"


def test_a_device_nobody_named_is_asked_for_as_unknown() -> None:
    contract = a_contract(a_rule("nameless", device="unknown"), a_rule("all", "low"))
    assert judge(contract, FaultFacts(device=None)).rule == "nameless"
    assert judge(contract, FaultFacts(device=DeviceClass.AUDIO)).rule == "all"


def test_truths_are_asked_for_as_true_and_false() -> None:
    contract = a_contract(a_rule("danger", safety="true"), a_rule("calm", "low", hurt="false"))
    assert judge(contract, FaultFacts(safety=True)).rule == "danger"
    assert judge(contract, FaultFacts(safety=False)).rule == "calm"


def test_a_table_that_does_not_end_in_a_rule_for_everything_says_so() -> None:
    with pytest.raises(ValueError, match="add a last rule without 'when'"):
        judge(a_contract(a_rule("danger", safety="true")), FaultFacts())


def test_what_a_person_gives_cites_the_grade_and_names_the_rule_it_sets_aside() -> None:
    contract = a_contract(a_rule("dark", symptom="black_screen"), a_rule("all", "low"))
    given = by_person(contract, FaultFacts(symptom=Symptom.BLACK_SCREEN), GradeId("low"), "a spare is there")
    assert (given.grade, given.rank, given.rule, given.set_aside) == ("low", 2, "person", "dark")
    assert given.reason == Text("a spare is there", "a spare is there")
    assert str(given.clause) == "099 §1"
    with pytest.raises(KeyError):
        by_person(contract, FaultFacts(), GradeId("no such"), "why")


def test_the_facts_named_are_those_of_the_rule_and_one_against_every_rule_before_it() -> None:
    contract = a_contract(
        a_rule("hurt", hurt="true"),
        a_rule("dark exam", symptom="black_screen", occasion="now"),
        a_rule("lesson", impact="lesson_blocked", safety="false"),
        a_rule("all", "low"),
    )
    lesson = judge(contract, FaultFacts(impact=Impact.LESSON_BLOCKED))
    assert lesson.facts == (
        ("impact", "lesson_blocked"),
        ("safety", "false"),
        ("hurt", "false"),
        ("symptom", "unknown"),
    )


def test_every_fact_has_a_vocabulary_and_every_vocabulary_a_fact() -> None:
    facts = {field.name for field in dataclasses.fields(FaultFacts)}
    assert set(fact_values()) == facts
    assert all(FaultFacts().value(name) in values for name, values in fact_values().items())


@pytest.mark.parametrize("intent", sorted(QUESTIONS))
def test_a_question_is_one_only_while_nobody_is_in_danger(intent: Intent) -> None:
    assert FaultFacts(intent=intent).is_question
    assert not FaultFacts(intent=intent, safety=True).is_question
    assert not FaultFacts(intent=intent, hurt=True).is_question
    assert not FaultFacts(intent=Intent.REPORT_FAULT).is_question
