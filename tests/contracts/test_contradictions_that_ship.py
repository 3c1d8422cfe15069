"""The contradictions of the four documents (facts.md §5) are found in their packs, and each has its decision."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from desk.contract import Contract, Grade, Stage
from desk.contradictions import Finding, across, decision, findings, idle
from desk.terms import Statement
from tests.contracts.packs import NAMES, pack, packs

# of facts.md §5: the contract, the number there, and a finding it is about
LISTED = [
    ("gangbei", "I1", "milder_later:age-a:age-b"),
    ("gangbei", "I2", "no_figure:solution:solution-512"),
    ("gangbei", "I3", "by_warranty:arrival:arrival-after"),
    ("gangbei", "I4", "two_values:warranty_start:start-55"),
    ("gangbei", "I5", "misplaced:callback-54"),
    ("gangbei", "I6", "unreadable:window-afternoon"),
    ("gangbei", "I7", "numbering:steps"),
    ("gangbei", "I8", "misprint:queueing"),
    ("gangbei", "I9", "two_values:hotline:number-hotline"),
    ("gangbei", "I10", "stranger:inspected:surveillance"),
    ("gangbei", "I11", "misplaced:accessories"),
    ("gangbei", "I12", "price_unclear:§5.23"),
    ("gangbei", "I13", "two_values:training_days:days-525"),
    ("gangbei", "I14", "stranger:remote-means:PSTN"),
    ("changge", "J1", "two_values:response:response-451"),
    ("changge", "J2", "two_values:arrival:arrival-458"),
    ("changge", "J3", "stage_order:diagnosis:solution"),
    ("changge", "J4", "two_values:response:response-letter"),
    ("changge", "J5", "two_values:warranty_term:term-service"),
    ("changge", "J6", "start_unstated:spare-459"),
    ("changge", "J7", "two_values:report_due:collation-due"),
    ("changge", "J8", "two_values:inspection:inspection-paid"),
    ("changge", "J9", "two_values:solution:solution-459"),
    ("changge", "J10", "repeated:item-9"),
    ("changge", "J11", "two_values:labour:labour-paid"),
    ("puyang_polytechnic", "K1", "two_values:solution:solution-plan"),
    ("puyang_polytechnic", "K2", "unreadable:arrival-letter"),
    ("puyang_polytechnic", "K3", "misprint:after-leaving"),
    ("puyang_polytechnic", "K4", "misplaced:after-the-term"),
    ("puyang_polytechnic", "K5", "two_values:labour:labour-paid"),
    ("puyang_polytechnic", "K6", "stranger:deputy:副组长"),
    ("puyang_polytechnic", "K7", "strict_bound:response-1"),
    ("puyang_unicom", "L1", "two_values:solution:solution-critical-10"),
    ("puyang_unicom", "L2", "two_values:solution:solution-letter"),
    ("puyang_unicom", "L3", "undefined_grade:重大"),
    ("puyang_unicom", "L4", "cover_gap:maintenance-records"),
    ("puyang_unicom", "L5", "misprint:passively"),
    ("puyang_unicom", "L6", "no_figure:solution:其他"),
    ("puyang_unicom", "L7", "numbering:sections"),
    *((name, "M1", "differs:spare") for name in NAMES),
    *((name, "M2", "differs:closing") for name in NAMES),
    *((name, "M3", "stranger:people:个人姓名和电话") for name in NAMES),
]
NUMBER = re.compile(r"\d+|[半一](?=小时|年)")


def found_in(contract: Contract) -> tuple[Finding, ...]:
    return (*findings(contract), *across(packs().values()))


@pytest.mark.parametrize(("name", "number", "key"), LISTED)
def test_a_contradiction_of_the_notes_is_found_and_has_the_decision_of_its_number(
    name: str, number: str, key: str
) -> None:
    [found] = [found for found in found_in(pack(name)) if found.key == key]
    settled = decision(pack(name), found)
    assert settled is not None
    assert settled.id == number


@pytest.mark.parametrize("name", NAMES)
def test_nothing_found_in_a_pack_that_ships_is_undecided(name: str) -> None:
    assert [found.key for found in found_in(pack(name)) if decision(pack(name), found) is None] == []


@pytest.mark.parametrize("name", NAMES)
def test_no_decision_is_idle(name: str) -> None:
    assert idle(pack(name), findings(pack(name))) == ()


@pytest.mark.parametrize("name", NAMES)
def test_a_decision_cites_every_clause_of_what_it_settles(name: str) -> None:
    for found in findings(pack(name)):
        settled = decision(pack(name), found)
        assert settled is not None
        assert set(found.clauses) <= set(settled.clauses), found.key


@pytest.mark.parametrize("name", NAMES)
def test_without_one_of_its_decisions_a_pack_has_something_undecided(name: str) -> None:
    for dropped in pack(name).terms.interpretations:
        kept = tuple(one for one in pack(name).terms.interpretations if one is not dropped)
        less = replace(pack(name), terms=replace(pack(name).terms, interpretations=kept))
        assert any(decision(less, found) is None for found in found_in(less)), dropped.id


def statements_with_figures(name: str) -> list[Statement]:
    return [one for one in pack(name).terms.statements if NUMBER.search(one.reads or one.says)]


def other_figure(statement: Statement) -> Statement:
    """The statement with its last number raised: an hour more, a day more."""
    words = statement.reads or statement.says
    *_, last = NUMBER.finditer(words)
    raised = str(int(last[0]) + 1) if last[0].isdecimal() else "4"
    edited = words[: last.start()] + raised + words[last.end() :]
    return replace(statement, reads=edited) if statement.reads else replace(statement, says=edited)


STATEMENTS = [(name, statement.id) for name in NAMES for statement in statements_with_figures(name)]


@pytest.mark.parametrize(("name", "edited"), STATEMENTS)
def test_editing_a_figure_of_the_source_changes_what_is_found(name: str, edited: str) -> None:
    terms = pack(name).terms
    changed = tuple(other_figure(one) if one.id == edited else one for one in terms.statements)
    assert changed != terms.statements
    other = replace(pack(name), terms=replace(terms, statements=changed))
    assert findings(other) != findings(pack(name))


def with_other_clocks(contract: Contract) -> Iterator[tuple[str, Contract]]:
    """The contract once for every promised clock, with that one a minute longer."""
    for grade in contract.grades:
        for stage in grade.stages:
            if not stage.internal and not stage.clause.ours:
                longer = replace(stage, limit=stage.limit + timedelta(minutes=1))
                yield f"{stage.name}:{grade.id}", _put(contract, grade, stage, longer)


def _put(contract: Contract, grade: Grade, stage: Stage, other: Stage) -> Contract:
    stages = tuple(other if one is stage else one for one in grade.stages)
    grades = tuple(replace(grade, stages=stages) if one is grade else one for one in contract.grades)
    return replace(contract, grades=grades)


@pytest.mark.parametrize("name", NAMES)
def test_editing_a_promised_clock_of_a_pack_is_found_as_a_misquotation(name: str) -> None:
    for clock, edited in with_other_clocks(pack(name)):
        assert f"misquoted:{clock}" in {found.key for found in findings(edited)}


@pytest.mark.parametrize("name", NAMES)
def test_no_pack_names_a_person_or_a_number(name: str) -> None:
    words = repr(pack(name))
    assert not re.search(r"\[(姓名|电话)\]|1[3-9]\d{9}", words)
