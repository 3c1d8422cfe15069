"""What the checker finds in a contract: each kind shown by the smallest paper that has it, and nothing in a sound one."""

from dataclasses import replace
from datetime import time, timedelta

import pytest

from desk.contract import Ageing, Contract, HoldRule, Milestone, StageName
from desk.contradictions import Finding, Kind, across, decision, findings, idle
from desk.holds import HoldReason
from desk.ids import ContractId, GradeId
from desk.terms import (
    Counting,
    Due,
    DueRule,
    Every,
    OutOfWarranty,
    Price,
    Recipient,
    ReplacedPart,
    Reply,
    Scope,
    ServiceHours,
    SparePromise,
    Topic,
    Warranty,
    WarrantyStart,
    WarrantyState,
    WarrantyTerm,
    Window,
)
from tests.desk.paper import (
    QUOTED,
    STAGES,
    WORDS,
    A,
    B,
    H,
    clause,
    decided,
    duty,
    grade,
    paper,
    report,
    rule,
    says,
    stage,
)

IN, OUT = WarrantyState.IN, WarrantyState.OUT
AGE_A = says("age-a", Topic.AGEING, "24 小时", grades=(A,))
AGE_B = says("age-b", Topic.AGEING, "48 小时", grades=(B,))
SLOW = (*STAGES, stage(StageName.SOLUTION, 48 * H, internal=True))
RISE = Ageing(24 * H, A, WORDS, clause())
ROOMLESS = (stage(StageName.RESPONSE, H / 2), stage(StageName.ARRIVAL, H / 2))
ALWAYS = ServiceHours((Topic.RESPONSE,), Counting.ALWAYS, clause())
EQUIPMENT = WarrantyTerm("equipment", 36, WarrantyStart.HANDED_OVER, clause())

# kind, the key, words of the sentence, the paper
SHOWN = [
    (Kind.MILDER_LATER, "milder_later:age-a:age-b", "“48 小时” only B", paper(AGE_B, AGE_A)),
    (Kind.TWO_VALUES, "two_values:arrival:plan", "“24 小时”", paper(says("plan", Topic.ARRIVAL, "24 小时", ref="§2"))),
    (Kind.BY_WARRANTY, "by_warranty:spare:later", "“4 小时”", paper(says("now", Topic.SPARE, "2 小时", warranty=IN), says("later", Topic.SPARE, "4 小时", warranty=OUT))),
    (Kind.GRADE_ORDER, "grade_order:solution:a:b", "“24 小时”", paper(says("a", Topic.SOLUTION, "24 小时", grades=(A,)), says("b", Topic.SOLUTION, "8 小时", grades=(B,)))),
    (Kind.STAGE_ORDER, "stage_order:response:arrival", "A: arrival is due by 30 min", paper(says("at-once", Topic.ARRIVAL, "30 分钟", grades=(A,)), grades=(grade(A, 1, *ROOMLESS), grade(B, 2, *STAGES)))),
    (Kind.AGES_TOO_SOON, "ages_too_soon:B:A", "of 48 h", paper(AGE_A, grades=(grade(A, 1, *STAGES), grade(B, 2, *SLOW)), ageing=(RISE,))),
    (Kind.UNDEFINED_GRADE, "undefined_grade:B", "grade B", paper(grades=(grade(A, 1, *STAGES), grade(B, 2, *STAGES, of=clause(source="desk"))))),
    (Kind.UNDEFINED_GRADE, "undefined_grade:E", "grade E", paper(says("e", Topic.RESPONSE, "30 分钟", grades=(GradeId("E"),)))),
    (Kind.NO_FIGURE, "no_figure:spare:spare", "“立即”", paper(says("spare", Topic.SPARE, "立即"))),
    (Kind.NO_FIGURE, "no_figure:solution:B", "leaves out B", paper(says("a", Topic.SOLUTION, "24 小时", grades=(A,)))),
    (Kind.MISQUOTED, "misquoted:arrival:A", "says “2 小时”", paper(grades=(grade(A, 1, STAGES[0], stage(StageName.ARRIVAL, 3 * H)), grade(B, 2, *STAGES)))),
    (Kind.MISQUOTED, "misquoted:solution:A", "says nothing", paper(grades=(grade(A, 1, *STAGES, stage(StageName.SOLUTION, 4 * H)), grade(B, 2, *STAGES)))),
    (Kind.MISQUOTED, "misquoted:ageing:A", "24 h", paper(ageing=(RISE,))),
    (Kind.MISQUOTED, "misquoted:out:arrival", "4 h", paper(out_of_warranty=(OutOfWarranty(Topic.ARRIVAL, 4 * H, clause("§9")),))),
    (Kind.MISQUOTED, "misquoted:reply:letter", "2 workdays", paper(says("letter", Topic.REPLY, "1 个工作日"), replies=(Reply("letter", WORDS, clause(), workdays=2),))),
    (Kind.MISQUOTED, "misquoted:window:14:50", "14:50-17:00", paper(windows=(Window(time(14, 50), time(17), clause()),))),
    (Kind.MISQUOTED, "misquoted:warranty:equipment", "says “1 年”", paper(says("term", Topic.WARRANTY_TERM, "1 年"), warranty=Warranty((EQUIPMENT,)))),
    (Kind.MISQUOTED, "misquoted:replaced_part", "90 d", paper(warranty=Warranty((), replaced_part=ReplacedPart(WORDS, clause(), 90 * 24 * H)))),
    (Kind.MISQUOTED, "misquoted:spare", "2 h", paper(spare=SparePromise(WORDS, False, clause(), within=2 * H))),
    (Kind.START_UNSTATED, "start_unstated:spare", "once “24 小时”", paper(says("spare", Topic.SPARE, "2 小时", after="24 小时"))),
    (Kind.STRICT_BOUND, "strict_bound:spare", "“小于 2 小时”", paper(says("spare", Topic.SPARE, "小于 2 小时"))),
    (Kind.UNREADABLE, "unreadable:spare", "“2小内”", paper(says("spare", Topic.SPARE, "2小内", reads="2小时内"))),
    (Kind.UNREADABLE, "unreadable:hours", "“14：:50 至 17：00”", paper(says("hours", Topic.CALLBACK_WINDOW, "14：:50 至 17：00"))),
    (Kind.MISPRINT, "misprint:same", "“同时”", paper(says("same", Topic.WORDING, "同事", reads="同时"))),
    (Kind.STRUCK, "struck:guards", "~~防护~~", paper(says("guards", Topic.WORDING, "~~防护~~齐全"))),
    (Kind.MISPLACED, "misplaced:visits", "heading “after the warranty”", paper(says("visits", Topic.WORDING, "质保期内回访", warranty=IN, heading=OUT))),
    (Kind.NUMBERING, "numbering:steps", "5→7", paper(says("steps", Topic.NUMBERING, "4 5 7"))),
    (Kind.NUMBERING, "numbering:twice", "1.2→1.2", paper(says("twice", Topic.NUMBERING, "1 1.1 1.2 1.2 2"))),
    (Kind.REPEATED, "repeated:nine", "“同样的话”", paper(says("eight", Topic.LIST_ITEM, "同样的话"), says("nine", Topic.LIST_ITEM, "同样的话", ref="§9"))),
    (Kind.STRANGER, "stranger:cameras:surveillance", "“surveillance”", paper(says("cameras", Topic.WORDING, "视频监控", names=("surveillance",)))),
    (Kind.SCOPE_UNSTATED, "scope_unstated:scope", "no list of the devices", paper(scope=Scope((), clause(source="desk")))),
    (Kind.HOLD_UNSTATED, "hold_unstated:holds", "pauses are the desk's own: parts", replace(paper(), holds=(HoldRule(HoldReason.PARTS, (), timedelta(days=7), clause(source="desk")),))),
    (Kind.PRICE_UNCLEAR, "price_unclear:§1", "words 300 (9%)", paper(prices=(Price("pen", WORDS, 300, clause(), 9),))),
    (Kind.NO_DATE, "no_date:visit", "words", paper(duties=(duty("visit", Every.QUARTER, Due(DueRule.LAST_WORKDAY, internal=True)),))),
    (Kind.NO_DATE, "no_date:figures", "words", paper(reports=(report("figures", Every.MONTH, due=None),))),
    (Kind.NO_DATE, "no_date:warranty:equipment", "start of the warranty", paper(warranty=Warranty((replace(EQUIPMENT, internal=True),)))),
    (Kind.NO_RECIPIENT, "no_recipient:figures", "words", paper(reports=(report("figures", Every.MONTH, to=Recipient(("school",), internal=True)),))),
    (Kind.NO_RECIPIENT, "no_recipient:lost", "words", paper(reports=(report("lost", Every.MONTH, to=None),))),
    (Kind.COVER_GAP, "cover_gap:records", "once a quarter and covers only a month", paper(reports=(report("records", Every.QUARTER, covers=Every.QUARTER, printed=Every.MONTH),))),
    (Kind.OVERLAP, "overlap:window:09:30-11:30:11:00-12:00", "09:30-11:30", paper(windows=(Window(time(9, 30), time(11, 30), clause()), Window(time(11), time(12), clause())))),
    (Kind.OVERLAP, "overlap:weekly:monthly", "words", paper(duties=(duty("weekly", Every.WEEK), duty("monthly", Every.MONTH)))),
    (Kind.OVERLAP, "overlap:hours:response", "working_time", paper(hours=(ALWAYS, replace(ALWAYS, counting=Counting.WORKING_TIME)))),
    (Kind.HOLE, "hole:rules", "safety=false", paper(rules=(rule("danger", A, safety="true"),), grades=(grade(A, 1, *STAGES),))),
    (Kind.UNREACHED, "unreached:rule:late", "The rule late", paper(rules=(rule("danger", A, safety="true"), rule("calm", B, safety="false"), rule("late", B)))),
    (Kind.UNREACHED, "unreached:grade:A", "The grade A", paper(rules=(rule("rest", B),))),
]  # fmt: skip


def keys(contract: Contract) -> set[str]:
    return {found.key for found in findings(contract)}


def the(contract: Contract, key: str) -> Finding:
    [found] = [found for found in findings(contract) if found.key == key]
    return found


def test_nothing_is_found_in_a_sound_contract() -> None:
    assert findings(paper()) == ()


@pytest.mark.parametrize(
    ("kind", "key", "words", "contract"), [pytest.param(*row, id=row[1]) for row in SHOWN]
)
def test_each_kind_is_found_with_its_clauses_and_told_in_both_languages(
    kind: Kind, key: str, words: str, contract: Contract
) -> None:
    found = the(contract, key)
    assert found.kind is kind
    assert found.clauses
    assert words in found.sentence.en
    assert found.sentence.zh not in ("", found.sentence.en)


def test_every_kind_has_a_paper_that_shows_it() -> None:
    assert {kind for kind, *_ in SHOWN} == set(Kind) - {Kind.DIFFERS}


def test_two_clauses_of_a_contradiction_are_both_cited() -> None:
    found = the(paper(says("plan", Topic.ARRIVAL, "24 小时", ref="§2")), "two_values:arrival:plan")
    assert [str(cited) for cited in found.clauses] == ["099 §1", "099 §2"]


@pytest.mark.parametrize(
    "contract",
    [
        paper(says("plan", Topic.ARRIVAL, "120 分钟", ref="§2")),
        paper(says("a", Topic.SPARE, "2 小时", grades=(A,)), says("b", Topic.SPARE, "3 小时", grades=(B,))),
        paper(replace(AGE_A, says="24 小时"), replace(AGE_B, says="12 小时")),
        paper(says("spare", Topic.SPARE, "2 小时"), spare=SparePromise(WORDS, False, clause(), within=2 * H)),
        paper(says("roman", Topic.NUMBERING, "1 1.1 1.1.1 1.2 2 3")),
        paper(says("board", Topic.WORDING, "大屏", names=("smart_board", "customer"))),
        paper(duties=(duty("weekly", Every.WEEK), duty("after", Every.FAULT))),
        paper(reports=(report("figures", Every.MONTH, covers=Every.QUARTER),)),
        paper(prices=(Price("pen", WORDS, 300, clause()),)),
    ],
    ids=["the same time in other units", "each grade its own", "the milder grade sooner", "a spare as promised",
         "numbers up and down the levels", "what the contract has", "after each fault", "more than its period", "no discount"],
)  # fmt: skip
def test_what_agrees_is_not_found(contract: Contract) -> None:
    assert findings(contract) == ()


def test_a_spare_may_be_promised_from_the_report_or_after_the_failed_time() -> None:
    late = says("spare", Topic.SPARE, "2 小时", after="24 小时")
    for limit, found in ((2 * H, False), (26 * H, False), (25 * H, True)):
        clocks = (*STAGES, stage(StageName.SPARE, limit))
        contract = paper(late, grades=(grade(A, 1, *clocks), grade(B, 2, *clocks)))
        assert ("misquoted:spare:A" in keys(contract)) is found


def test_stages_that_follow_one_another_are_added_up() -> None:
    said = (says("diagnosis", Topic.DIAGNOSIS, "1 小时"), says("solution", Topic.SOLUTION, "150 分钟"))
    for limit, found in ((H / 4, False), (H / 2, True)):
        diagnosis = replace(stage(StageName.DIAGNOSIS, limit, internal=True), starts=Milestone.ARRIVED)
        clocks = (*STAGES, diagnosis, stage(StageName.SOLUTION, 2.5 * H))
        contract = paper(*said, grades=(grade(A, 1, *clocks), grade(B, 2, *STAGES)))
        assert ("stage_order:diagnosis:solution" in keys(contract)) is found


def test_our_own_goals_quote_nobody() -> None:
    own = stage(StageName.SOLUTION, 4 * H, internal=True)
    assert findings(paper(grades=(grade(A, 1, *STAGES, own), grade(B, 2, *STAGES)))) == ()


def test_a_figure_of_one_clause_does_not_stand_for_another() -> None:
    elsewhere = tuple(replace(statement, clause=clause("§7")) for statement in QUOTED)
    assert "misquoted:arrival:A" in keys(paper(statements=elsewhere))


def test_a_finding_is_settled_by_the_interpretation_that_names_its_key() -> None:
    plan = says("plan", Topic.ARRIVAL, "24 小时")
    answer = decided("two_values:arrival:plan")
    contract = paper(plan, interpretations=(answer,))
    [found] = findings(contract)
    assert decision(contract, found) is answer
    assert decision(paper(plan), found) is None


def test_an_answer_that_nothing_asks_for_is_idle_unless_it_is_about_other_contracts() -> None:
    contract = paper(interpretations=(decided("two_values:arrival:plan", "differs:spare"),))
    assert idle(contract, findings(contract)) == ("two_values:arrival:plan",)


def test_the_key_of_a_finding_outlives_its_words() -> None:
    plan = says("plan", Topic.ARRIVAL, "24 小时")
    assert keys(paper(plan)) == keys(paper(replace(plan, says="36 小时")))


def test_contracts_that_close_differently_are_found_together_and_like_ones_are_not() -> None:
    one = paper(says("end", Topic.CLOSING, "征询评价", means="evaluation"))
    other = replace(
        paper(says("end", Topic.CLOSING, "用户确认", means="confirmation")), id=ContractId("other")
    )
    [found] = across([one, other])
    assert (found.kind, found.key) == (Kind.DIFFERS, "differs:closing")
    assert "paper “征询评价” (evaluation), other “用户确认” (confirmation)" in found.sentence.en
    assert across([one, one]) == across([one]) == ()
