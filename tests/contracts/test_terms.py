"""What the packs say beyond grades and clocks: complete, with the figures of the documents, and refused when wrong."""

import json
from dataclasses import replace
from datetime import time, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.reading import DeviceClass
from desk.terms import Counting, DueRule, Duty, Every, Report, Terms, Topic, WarrantyStart
from storage.contract_packs import load_pack, pack_from_builtins, pack_to_builtins
from tests.contracts.packs import NAMES, pack
from tests.contracts.test_loader import SMALL, line_of, problems_of

H = timedelta(hours=1)
DAY = 24 * H


def terms(name: str) -> Terms:
    return pack(name).terms


@pytest.mark.parametrize("name", NAMES)
def test_every_pack_that_ships_has_every_section_its_document_has(name: str) -> None:
    found = terms(name)
    assert found.parties is not None
    assert found.scope is not None
    assert found.scope.devices
    assert found.warranty is not None
    assert found.warranty.terms
    assert found.warranty.covered
    assert found.warranty.afterwards is not None
    assert found.spare is not None
    assert found.hours
    assert found.duties
    assert found.reports
    assert found.statements
    assert found.interpretations


@pytest.mark.parametrize("name", NAMES)
def test_every_clock_of_a_pack_has_its_hours_and_they_are_all_hours(name: str) -> None:
    used = {stage.name.value for grade in pack(name).grades for stage in grade.stages}
    assert {stage.value for hours in terms(name).hours for stage in hours.stages} == used
    assert {hours.counting for hours in terms(name).hours} == {Counting.ALWAYS}


@pytest.mark.parametrize("name", NAMES)
def test_every_duty_and_report_has_a_date_and_every_report_a_reader(name: str) -> None:
    owed: tuple[Duty | Report, ...] = (*terms(name).duties, *terms(name).reports)
    assert [one.id for one in owed if one.due is None] == []
    assert [report.id for report in terms(name).reports if report.to is None] == []


@pytest.mark.parametrize(
    ("name", "months"),
    [
        ("gangbei", {"equipment": 12}),
        ("changge", {"operation": 12, "equipment": 36, "parts": 24}),
        ("puyang_polytechnic", {"equipment": 36}),
        ("puyang_unicom", {"equipment": 36, "supply_of_parts": 120}),
    ],
)
def test_the_warranties_run_as_long_as_the_documents_say(name: str, months: dict[str, int]) -> None:
    warranty = terms(name).warranty
    assert warranty is not None
    assert {term.of: term.months for term in warranty.terms} == months
    assert {term.starts for term in warranty.terms} == {WarrantyStart.HANDED_OVER}


def test_gangbei_answers_and_comes_later_once_the_warranty_is_over() -> None:
    variants = {variant.stage: variant.within for variant in terms("gangbei").out_of_warranty}
    assert variants == {Topic.RESPONSE: 2 * H, Topic.ARRIVAL: 4 * H}


def test_gangbei_lists_prices_parts_and_what_is_not_covered() -> None:
    found = terms("gangbei")
    assert found.warranty is not None
    assert {(price.id, price.yuan, price.off_percent) for price in found.prices} == {
        ("touch-pen", 300, 9),
        ("power-adapter", 150, 9),
        ("hdmi-cable", 200, 9),
    }
    assert found.warranty.replaced_part is not None
    assert found.warranty.replaced_part.at_least == 90 * DAY
    assert len({excluded.cause for excluded in found.warranty.excluded}) == 4


def test_gangbei_calls_back_within_its_two_windows() -> None:
    windows = [(window.opens, window.closes) for window in terms("gangbei").windows]
    assert windows == [(time(9, 30), time(11, 30)), (time(14, 50), time(17))]


@pytest.mark.parametrize(
    ("name", "at_once", "after", "within", "same_type"),
    [
        ("gangbei", True, None, None, False),
        ("changge", False, 24 * H, 2 * H, False),
        ("puyang_polytechnic", False, 4 * H, 72 * H, False),
        ("puyang_unicom", False, None, None, True),
    ],
)
def test_each_contract_promises_its_own_spare_unit(
    name: str, at_once: bool, after: timedelta | None, within: timedelta | None, same_type: bool
) -> None:
    spare = terms(name).spare
    assert spare is not None
    assert (spare.at_once, spare.after, spare.within, spare.same_type) == (at_once, after, within, same_type)


# contract, duty or report, how often, its date and the number of it
OWED = [
    ("gangbei", "maintenance", Every.YEAR, DueRule.LAST_WORKDAY, 0),
    ("gangbei", "callback", Every.QUARTER, DueRule.LAST_WORKDAY, 0),
    ("gangbei", "standby", Every.EVENT, DueRule.SAME_DAY, 0),
    ("changge", "callback-weekly", Every.WEEK, DueRule.WEEKDAY, 5),
    ("changge", "inspection-event", Every.EVENT, DueRule.WORKDAYS_BEFORE, 2),
    ("changge", "last-check", Every.CONTRACT, DueRule.LAST_MONTH, 0),
    ("changge", "monthly-figures", Every.MONTH, DueRule.DAY_OF_NEXT_MONTH, 4),
    ("changge", "monthly-collation", Every.MONTH, DueRule.DAY_OF_NEXT_MONTH, 5),
    ("puyang_polytechnic", "visits", Every.TERM, DueRule.LAST_WORKDAY, 0),
    ("puyang_unicom", "maintenance-records", Every.QUARTER, DueRule.FIRST_WORKDAY, 0),
    ("puyang_unicom", "complaint-list", Every.DAY, DueRule.SAME_DAY, 0),
]


@pytest.mark.parametrize(("name", "owed", "every", "rule", "number"), OWED)
def test_duties_and_reports_fall_due_as_read(
    name: str, owed: str, every: Every, rule: DueRule, number: int
) -> None:
    everything: tuple[Duty | Report, ...] = (*terms(name).duties, *terms(name).reports)
    [one] = [one for one in everything if one.id == owed]
    assert one.every is every
    assert one.due is not None
    assert (one.due.rule, one.due.number) == (rule, number)


def test_how_often_a_period_asks_for_a_duty_is_kept() -> None:
    times = {duty.id: duty.times for name in NAMES for duty in terms(name).duties if duty.times > 1}
    assert times == {"maintenance": 4, "visits": 2}


def test_letters_and_results_have_their_own_clocks() -> None:
    assert [reply.within for reply in terms("changge").replies] == [24 * H]
    assert [reply.workdays for reply in terms("puyang_unicom").replies] == [1]


def test_the_scope_of_puyang_unicom_takes_in_furniture_and_sports() -> None:
    scope = terms("puyang_unicom").scope
    assert scope is not None
    assert DeviceClass.FURNITURE_SPORTS in scope.devices


WHOLE = (
    SMALL
    + """\
parties:
  clause: 099 §1
  customer: {zh: 学校, en: the school}
  provider: {zh: 服务商, en: the provider}
  roles:
    school: {zh: 学校, en: the school}
scope: {devices: [smart_board], clause: 099 §1}
hours:
  - {stages: [response, arrival], counting: working_time, clause: 099 §1}
warranty:
  terms:
    - {of: equipment, months: 12, starts: accepted, clause: 099 §1}
out_of_warranty:
  - {stage: arrival, within: 4h, clause: 099 §1}
prices:
  - {id: pen, item: {zh: 笔, en: pen}, yuan: 300, clause: 099 §1}
duties:
  - {id: visit, kind: inspection, what: {zh: 巡检, en: visit}, every: quarter, due: {rule: weekday, number: 5}, clause: 099 §1}
  - {id: event-visit, kind: inspection, what: {zh: 活动前, en: before events}, every: event, clause: 099 §1}
reports:
  - {id: paper, what: {zh: 报告, en: report}, every: month, to: {roles: [school]}, clause: 099 §1}
major_events: {now_before: 1h, later_before: 36h, prepare: [event-visit], clause: 099 §1}
incidents: {offer: {grades: [A], on_breach: true}, answer: {within: 5min, clause: 099 §1}, reports: [paper], clause: 099 §1}
callback_hours:
  - {opens: "09:30", closes: "11:30", clause: 099 §1}
replies:
  - {id: letter, what: {zh: 答复, en: answer}, within: 24h, clause: 099 §1}
statements:
  - {id: one, topic: arrival, says: 2 小时, grades: [A], clause: 099 §1}
interpretations:
  - id: X1
    clauses: [099 §1]
    problem: {zh: 问, en: problem}
    decision: {zh: 定, en: decision}
    why: {zh: 因, en: why}
    by: customer
    confirmed: true
    date: 2026-11-21
    answers: ["two_values:arrival:one"]
"""
)

# what is wrong, the words replaced, the words put there, the words that mark the line, the problem
REFUSED = [
    ("an unknown key of a section", "scope: {", "scope: {colour: red, ", "scope:", "'colour' is not a key of 'scope'"),
    ("an unknown device", "devices: [smart_board]", "devices: [toaster]", "scope:", "'devices' does not know 'toaster'"),
    ("a clause outside the table", "months: 12, starts: accepted, clause: 099 §1", "months: 12, starts: accepted, clause: 099 §9", "months:", "clause '099 §9' is not in the table"),
    ("a topic that is no stage", "stage: arrival", "stage: hotline", "stage: hotline", "hotline is no stage"),
    ("half a month", "months: 12", "months: 1.5", "months: 1.5", "'months' of an entry of 'terms' is not a whole number"),
    ("an unknown day to start", "starts: accepted", "starts: someday", "someday", "'starts' does not know 'someday'"),
    ("a weekday without a number", "rule: weekday, number: 5", "rule: weekday", "rule: weekday", "weekday 0 is no date"),
    ("an eighth weekday", "number: 5", "number: 8", "number: 8", "weekday 8 is no date"),
    ("a number that means nothing", "rule: weekday, number: 5", "rule: last_workday, number: 5", "rule: last", "last_workday 5 is no date"),
    ("a reader nobody knows", "roles: [school]", "roles: [mayor]", "reports:", "report 'paper' goes to 'mayor'"),
    ("hours that run backwards", 'closes: "11:30"', 'closes: "08:30"', "opens:", "the hours close before they open"),
    ("a time that is none", 'opens: "09:30"', 'opens: "14：:50"', "opens:", "'opens' of an entry of 'callback_hours' is not a time of day"),
    ("a reply with two times", "within: 24h, clause", "within: 24h, workdays: 1, clause", "id: letter", "a reply has one time"),
    ("a reply with no time", "within: 24h, clause", "clause", "id: letter", "a reply has one time"),
    ("an unknown topic", "topic: arrival", "topic: weather", "topic: weather", "'topic' does not know 'weather'"),
    ("a decision without a day", "date: 2026-11-21", "date: someday", "date: someday", "'date' of an entry of 'interpretations' is not a day"),
    ("a decision by nobody", "by: customer", "by: rumour", "by: rumour", "'by' does not know 'rumour'"),
    ("a decision that cites nothing known", "clauses: [099 §1]", "clauses: [099 §8]", "clauses: [", "clause '099 §8' is not in the table"),
    ("an event that owes what nobody defined", "prepare: [event-visit]", "prepare: [party]", "major_events:", "'prepare' names 'party'"),
    ("an event that owes a periodic duty", "prepare: [event-visit]", "prepare: [visit]", "major_events:", "'prepare' names 'visit'"),
    ("an event that starts before it is in sight", "later_before: 36h", "later_before: 30min", "major_events:", "later_before is shorter than now_before"),
    ("an event window without its clause", "prepare: [event-visit], clause: 099 §1", "prepare: [event-visit]", "major_events:", "has no 'clause'"),
    ("an incident that owes what nobody defined", "reports: [paper]", "reports: [visit]", "incidents:", "'incidents' owes 'visit'"),
    ("a plan offered at an unknown grade", "offer: {grades: [A]", "offer: {grades: [Z]", "incidents:", "'grades' does not know 'Z'"),
    ("an answer without a time", "answer: {within: 5min, clause", "answer: {clause", "incidents:", "has no 'within'"),
    ("an id that stands twice", "reports:\n  - {id: paper", "reports:\n  - {id: visit", "duties:", "id 'visit' stands twice in 'duties'"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new", "mark", "reason"), [pytest.param(*row[1:], id=row[0]) for row in REFUSED]
)
def test_wrong_terms_are_refused_with_their_line(
    tmp_path: Path, old: str, new: str, mark: str, reason: str
) -> None:
    text = WHOLE.replace(old, new, 1)
    assert text != WHOLE
    [problem] = [line for line in problems_of(tmp_path, text) if reason in line]
    assert problem.startswith(f"small.yaml:{line_of(text, mark)}: ")


def test_all_terms_may_be_left_out(tmp_path: Path) -> None:
    (tmp_path / "small.yaml").write_text(SMALL, encoding="utf-8")
    assert load_pack(tmp_path / "small.yaml").terms == Terms()
    (tmp_path / "small.yaml").write_text(WHOLE, encoding="utf-8")
    assert load_pack(tmp_path / "small.yaml").terms != Terms()


def test_a_version_pinned_before_there_were_terms_is_still_read() -> None:
    pinned = pack_to_builtins(pack("gangbei"))
    del pinned["terms"]
    assert pack_from_builtins(pinned) == replace(pack("gangbei"), terms=Terms())


@given(st.from_type(Terms))
def test_any_terms_survive_being_pinned_as_json(some: Terms) -> None:
    contract = replace(pack("gangbei"), terms=some)
    assert pack_from_builtins(json.loads(json.dumps(pack_to_builtins(contract)))) == contract
