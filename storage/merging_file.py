"""`incidents/merging.yaml`: when several rooms have one common fault, read strictly into `desk.common_fault`."""

from collections import Counter
from pathlib import Path

from desk.common_fault import MergingRule, Shared
from desk.reading import Impact, Symptom
from storage.incident_files import IncidentPlanError
from storage.pack_words import read_choice, read_choices, read_whole
from storage.problems import Findings
from storage.yaml_lines import Part, open_part

MERGING = "merging.yaml"
_REACHES = (Impact.MULTI_ROOM, Impact.WHOLE_SCHOOL)


def load_merging(folder: Path) -> tuple[MergingRule, ...]:
    """The rules in their order; none where the folder has no such file. Raises IncidentPlanError with every problem."""
    path = folder / MERGING
    if not path.exists():
        return ()
    findings = Findings(path.name)
    top = open_part(path, findings)
    rules = tuple(_rule(part) for part in top.parts("rules")) if top is not None else ()
    if top is not None:
        for name, times in Counter(rule.id for rule in rules).items():
            if times > 1:
                top.note(f"rule {name!r} stands there {times} times", "rename one", at="rules")
        top.close()
    if findings.problems:
        raise IncidentPlanError(findings.problems)
    return rules


def _rule(part: Part) -> MergingRule:
    rule = MergingRule(
        id=part.text("id"),
        of=read_choice(part, "of", Shared),
        rooms=read_whole(part, "rooms"),
        within=part.duration("within"),
        impact=read_choice(part, "impact", Impact),
        symptoms=read_choices(part, "symptoms", Symptom) if part.has("symptoms") else (),
        buildings=read_whole(part, "buildings", 1),
    )
    if rule.rooms < 2:
        part.note(f"{rule.rooms} rooms are no common fault", "write 2 or more", at="rooms")
    if rule.impact not in _REACHES:
        part.note(
            f"impact {rule.impact} is no reach of several rooms",
            "write multi_room or whole_school",
            at="impact",
        )
    if rule.buildings > rule.rooms:
        part.note("more buildings than rooms", "ask for fewer buildings", at="buildings")
    if rule.buildings > 1 and rule.of is Shared.BUILDING:
        part.note("rooms of one building are in one building", "leave `buildings` out", at="buildings")
    part.close()
    return rule
