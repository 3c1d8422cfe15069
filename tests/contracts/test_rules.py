"""The decision tables of the four packs: labels.md §5 line by line, then the same faults in the other schemes."""

import pytest

from desk.contract import Rule
from tests.contracts.packs import NAMES, pack, verdict

# labels.md §5, rule by rule: what happened, the facts, the grade of gangbei, and the clause it cites
GANGBEI = [
    ("1 how do I project my phone", {"intent": "ask_howto", "impact": "none"}, "D", "000 §5.14 D"),
    ("1 is the pen under warranty", {"intent": "ask_warranty_price", "impact": "none"}, "D", "000 §5.14 D"),
    ("1 please install a new board", {"intent": "request_service", "impact": "none"}, "D", "000 §5.14 D"),
    ("2 the board smokes", {"safety": True, "symptom": "smell_smoke"}, "B", "desk safety-first"),
    ("2 smoke, asked as a question", {"safety": True, "intent": "ask_howto"}, "B", "desk safety-first"),
    ("2 a burnt smell without the flag", {"symptom": "smell_smoke"}, "B", "desk safety-first"),
    (
        "2 water in a live socket, no hurry",
        {"safety": True, "impact": "single_device"},
        "B",
        "desk safety-first",
    ),
    ("2 sparks on a whole floor", {"safety": True, "impact": "multi_room"}, "A", "desk safety-first"),
    ("2 smoke in the exam", {"safety": True, "occasion": "now"}, "A", "000 §5.14 A"),
    ("2 a pupil got a shock", {"hurt": True}, "A", "desk safety-first"),
    (
        "3 the school's network is down",
        {"impact": "whole_school", "symptom": "network_down"},
        "A",
        "000 §5.14 A",
    ),
    ("3 all cameras are dark", {"impact": "whole_school", "device": "surveillance"}, "A", "000 §5.14 A"),
    (
        "3 no broadcast at all",
        {"impact": "whole_school", "device": "broadcast", "symptom": "no_sound"},
        "A",
        "000 §5.14 A",
    ),
    (
        "3 the bells do not ring by themselves",
        {"impact": "whole_school", "device": "broadcast", "symptom": "schedule_failure"},
        "B",
        "000 §5.14 B",
    ),
    (
        "3 the listening exam crackles everywhere",
        {"impact": "whole_school", "device": "broadcast", "symptom": "sound_abnormal", "occasion": "now"},
        "A",
        "000 §5.14 A",
    ),
    ("3 the platform is down", {"symptom": "system_outage"}, "A", "000 §5.14 A"),
    (
        "3 no printer in the school prints",
        {"impact": "whole_school", "device": "printer"},
        "B",
        "000 §5.14 B",
    ),
    ("4 the open class is on", {"occasion": "now", "impact": "lesson_blocked"}, "A", "000 §5.14 A"),
    ("4 the open class is tomorrow", {"occasion": "later", "impact": "single_device"}, "B", "000 §5.14 B"),
    (
        "5 grades were changed on the server",
        {"symptom": "security_breach", "security": True},
        "A",
        "000 §5.14 A",
    ),
    ("5 twenty computers are infected", {"symptom": "virus", "impact": "multi_room"}, "A", "000 §5.14 A"),
    ("5 files have a new ending", {"symptom": "virus", "security": True}, "B", "000 §5.14 B"),
    ("5 the server was broken into", {"device": "server_platform", "security": True}, "A", "000 §5.14 A"),
    ("5 one computer shows pop-ups", {"symptom": "virus", "impact": "single_device"}, "C", "000 §5.14 C"),
    ("6 a whole floor is dark", {"impact": "multi_room", "symptom": "black_screen"}, "B", "000 §5.14 B"),
    ("6 the computer room", {"impact": "multi_room", "device": "cloud_classroom"}, "B", "000 §5.14 B"),
    (
        "7 the lesson stands still",
        {"impact": "lesson_blocked", "symptom": "black_screen"},
        "B",
        "000 §5.14 B",
    ),
    (
        "7 no battery, class is waiting",
        {"impact": "lesson_blocked", "symptom": "accessory_missing"},
        "B",
        "000 §5.14 B",
    ),
    ("8 one mouse is dead", {"impact": "single_device", "symptom": "peripheral_failure"}, "C", "000 §5.14 C"),
    (
        "8 a board is dark, when is not said",
        {"device": "smart_board", "symptom": "black_screen"},
        "C",
        "000 §5.14 C",
    ),
    ("8 something is broken", {"symptom": "unspecified"}, "C", "000 §5.14 C"),
    ("8 the server crawls", {"device": "server_platform", "symptom": "freeze_slow"}, "B", "000 §5.14 B"),
    ("8 the UPS beeps", {"device": "server_platform", "symptom": "noise_heat"}, "C", "000 §5.14 C"),
    ("9 the pen is gone", {"impact": "single_device", "symptom": "accessory_missing"}, "D", "000 §5.14 D"),
    ("4 the spare serves the open class", {"occasion": "now", "workaround": "true"}, "A", "000 §5.14 A"),
    (
        "3 the school's network is slow",
        {"impact": "whole_school", "condition": "degraded"},
        "B",
        "000 §5.14 B",
    ),
    (
        "9 the lesson goes on with the spare",
        {"impact": "lesson_blocked", "workaround": "true"},
        "C",
        "000 §5.14 C",
    ),
    (
        "9 fully worked around",
        {"impact": "single_device", "workaround": "true", "symptom": "touch_dead"},
        "D",
        "000 §5.14 D",
    ),
    ("9 the air conditioner drips", {"impact": "single_device", "device": "other"}, "D", "000 §5.14 D"),
]

CHANGGE = [
    ("a pupil is hurt", {"hurt": True}, "I"),
    ("smoke all over", {"safety": True, "impact": "whole_school"}, "I"),
    ("smoke in one room", {"safety": True, "impact": "lesson_blocked"}, "II"),
    ("the school's network is down", {"impact": "whole_school", "symptom": "network_down"}, "I"),
    ("the school's network crawls", {"impact": "whole_school", "symptom": "network_slow"}, "II"),
    ("the platform is down", {"symptom": "system_outage"}, "I"),
    ("records leaked in bulk", {"symptom": "security_breach", "impact": "whole_school"}, "I"),
    ("one account was taken", {"symptom": "security_breach"}, "II"),
    ("the server was broken into", {"device": "server_platform", "security": True}, "I"),
    ("files are encrypted", {"symptom": "virus", "security": True}, "II"),
    ("a virus in several rooms", {"symptom": "virus", "impact": "multi_room"}, "II"),
    ("the open class is on", {"occasion": "now"}, "II"),
    ("several rooms are dark", {"impact": "multi_room"}, "II"),
    ("the server crawls", {"device": "server_platform", "symptom": "freeze_slow"}, "II"),
    ("the open class is tomorrow", {"occasion": "later", "impact": "single_device"}, "III"),
    ("the lesson stands still", {"impact": "lesson_blocked"}, "III"),
    ("pop-ups on one computer", {"symptom": "virus"}, "III"),
    ("one dead mouse", {"symptom": "peripheral_failure"}, "III"),
    ("the school's system crawls", {"impact": "whole_school", "condition": "degraded"}, "II"),
    ("the spare is in use", {"symptom": "no_power", "workaround": "true"}, "IV"),
    ("the lesson goes on with the spare", {"impact": "lesson_blocked", "workaround": "true"}, "III"),
    ("the pen is gone", {"symptom": "accessory_missing"}, "IV"),
    ("the air conditioner drips", {"device": "other"}, "IV"),
    ("how do I project", {"intent": "ask_howto"}, "IV"),
    ("a new socket, please", {"intent": "request_service"}, "IV"),
]

POLYTECHNIC = [
    ("a student is hurt", {"hurt": True}, "1"),
    (
        "the whole network is down",
        {"impact": "whole_school", "device": "network", "symptom": "network_down"},
        "1",
    ),
    ("no broadcast at all", {"impact": "whole_school", "device": "broadcast", "symptom": "no_sound"}, "1"),
    (
        "a whole computer room is dead",
        {"impact": "multi_room", "device": "cloud_classroom", "symptom": "offline"},
        "1",
    ),
    ("the platform is down", {"symptom": "system_outage"}, "1"),
    ("smoke in the equipment room", {"safety": True, "device": "server_platform"}, "2"),
    ("the UPS beeps", {"device": "server_platform", "symptom": "noise_heat"}, "2"),
    ("a virus spreads", {"symptom": "virus", "impact": "multi_room"}, "2"),
    ("files are encrypted", {"symptom": "virus", "security": True}, "2"),
    ("records leaked", {"symptom": "security_breach"}, "2"),
    ("the whole network comes and goes", {"impact": "whole_school", "symptom": "network_slow"}, "2"),
    ("one room after another", {"impact": "multi_room", "symptom": "network_down"}, "2"),
    ("no printer prints", {"impact": "whole_school", "device": "printer"}, "2"),
    ("one computer is dead", {"impact": "single_device", "symptom": "no_power"}, "3"),
    ("the lesson stands still", {"impact": "lesson_blocked", "symptom": "freeze_slow"}, "3"),
    ("a flicker before the open class", {"occasion": "later", "symptom": "display_abnormal"}, "3"),
    ("the board comes and goes", {"symptom": "unspecified", "intermittent": "true"}, "4"),
    (
        "it comes and goes and the lesson stands",
        {"impact": "lesson_blocked", "intermittent": "true"},
        "3",
    ),
    ("everything comes and goes", {"impact": "whole_school", "intermittent": "true"}, "2"),
    ("frozen for good", {"symptom": "freeze_slow", "condition": "dead"}, "3"),
    ("the lesson goes on with the spare", {"impact": "lesson_blocked", "workaround": "true"}, "4"),
    ("the spare is in use", {"symptom": "no_power", "workaround": "true"}, "4"),
    ("the sound crackles", {"impact": "single_device", "symptom": "sound_abnormal"}, "4"),
    ("the computer is slow", {"symptom": "freeze_slow"}, "4"),
    ("pop-ups on one computer", {"symptom": "virus"}, "4"),
    ("the pen is gone", {"symptom": "accessory_missing"}, "4"),
    ("the lamp in the corridor", {"device": "other"}, "4"),
    ("how do I project", {"intent": "ask_howto"}, "5"),
    ("is it in warranty", {"intent": "ask_warranty_price"}, "5"),
    ("ten more seats, please", {"intent": "request_service"}, "6"),
]

UNICOM_AS_GANGBEI = {"A": "重大", "B": "较大", "C": "一般", "D": "其他"}


@pytest.mark.parametrize(("facts", "grade", "clause"), [pytest.param(*row[1:], id=row[0]) for row in GANGBEI])
def test_gangbei_grades_it(facts: dict[str, str | bool], grade: str, clause: str) -> None:
    found = verdict("gangbei", **facts)
    assert (found.grade, str(found.clause)) == (grade, clause)


@pytest.mark.parametrize(("facts", "grade"), [pytest.param(*row[1:3], id=row[0]) for row in GANGBEI])
def test_puyang_unicom_grades_by_the_same_annex_under_its_own_names(
    facts: dict[str, str | bool], grade: str
) -> None:
    assert verdict("puyang_unicom", **facts).grade == UNICOM_AS_GANGBEI[grade]


@pytest.mark.parametrize(("facts", "grade"), [pytest.param(*row[1:], id=row[0]) for row in CHANGGE])
def test_changge_grades_it_by_its_effect_on_teaching(facts: dict[str, str | bool], grade: str) -> None:
    assert verdict("changge", **facts).grade == grade


@pytest.mark.parametrize(("facts", "grade"), [pytest.param(*row[1:], id=row[0]) for row in POLYTECHNIC])
def test_puyang_polytechnic_grades_it_by_how_near_the_whole_system_is_to_failing(
    facts: dict[str, str | bool], grade: str
) -> None:
    assert verdict("puyang_polytechnic", **facts).grade == grade


def test_the_same_smoke_has_four_grades_and_four_clauses_but_is_always_paged_at_once() -> None:
    found = {name: verdict(name, safety=True, symptom="smell_smoke") for name in NAMES}
    assert [found[name].grade for name in NAMES] == ["B", "II", "2", "较大"]
    assert all(pack(name).grade(found[name].grade).page_at_once for name in NAMES)


ALL_RULES = [pytest.param(name, rule, id=f"{name}-{rule.id}") for name in NAMES for rule in pack(name).rules]


@pytest.mark.parametrize(("name", "rule"), ALL_RULES)
def test_the_reason_is_one_short_sentence_that_names_the_grade(name: str, rule: Rule) -> None:
    label = pack(name).grade(rule.grade).label
    assert label.zh in rule.reason.zh
    assert label.en.lower() in rule.reason.en.lower()
    assert rule.reason.zh.count("。") == 1
    assert len(rule.reason.zh) <= 32
    assert rule.reason.en.endswith(".")
    assert len(rule.reason.en.split()) <= 22


@pytest.mark.parametrize("name", NAMES)
def test_every_grade_can_be_reached(name: str) -> None:
    assert {rule.grade for rule in pack(name).rules} == {grade.id for grade in pack(name).grades}


@pytest.mark.parametrize("name", NAMES)
def test_our_own_rules_are_cited_as_ours_and_the_contracts_as_theirs(name: str) -> None:
    sources = {rule.clause.source for rule in pack(name).rules}
    assert sources <= {pack(name).source, "desk"}
    assert all(
        rule.clause.source == "desk" for rule in pack(name).rules if rule.id in ("somebody-hurt", "danger")
    )
