"""`incidents/merging.yaml`: read whole, or refused with every bad line."""

from datetime import timedelta
from pathlib import Path

import pytest

from desk.common_fault import Shared
from desk.reading import Impact
from storage.incident_files import IncidentPlanError
from storage.merging_file import load_merging
from tests.packaging.house import ROOT

RULE = "rules:\n  - {id: net, of: building, rooms: 2, within: 10min, impact: multi_room}\n"


def refused(folder: Path, text: str) -> str:
    (folder / "merging.yaml").write_text(text)
    with pytest.raises(IncidentPlanError) as refusal:
        load_merging(folder)
    return str(refusal.value)


def test_the_shipped_rules_read_well_the_widest_first() -> None:
    rules = load_merging(ROOT / "incidents")
    assert rules[0].impact is Impact.WHOLE_SCHOOL
    assert {rule.of for rule in rules} == set(Shared)


def test_a_rule_is_read_as_it_is_written(tmp_path: Path) -> None:
    (tmp_path / "merging.yaml").write_text(RULE)
    (rule,) = load_merging(tmp_path)
    assert (rule.id, rule.of, rule.rooms, rule.within) == ("net", Shared.BUILDING, 2, timedelta(minutes=10))


def test_without_the_file_nothing_is_joined(tmp_path: Path) -> None:
    assert load_merging(tmp_path) == ()


@pytest.mark.parametrize(
    ("was", "now", "said"),
    [
        ("rooms: 2", "rooms: 1", "1 rooms are no common fault"),
        ("of: building", "of: street", "does not know 'street'"),
        ("impact: multi_room", "impact: single_device", "is no reach of several rooms"),
        ("within: 10min", "within: soon", "is not a length of time"),
        ("rooms: 2", "rooms: 2, buildings: 2", "one building"),
        ("of: building, rooms: 2", "of: school, rooms: 2, buildings: 3", "more buildings than rooms"),
        ("rooms: 2", "rooms: 2, colour: red", "'colour' is not a key"),
    ],
)
def test_a_bad_rule_is_named_with_line_and_reason(tmp_path: Path, was: str, now: str, said: str) -> None:
    words = refused(tmp_path, RULE.replace(was, now))
    assert said in words
    assert words.startswith("merging.yaml:2:")


def test_two_rules_of_one_name_are_refused(tmp_path: Path) -> None:
    assert "stands there 2 times" in refused(tmp_path, RULE + RULE.splitlines()[1] + "\n")
