"""The incidents folder: `groups.yaml` and one YAML file per major-incident playbook, read strictly into `desk.incident_plan`.

All or nothing, as the symptom trees: one bad file refuses the folder, with every problem of every file. docs/incidents.md
is the author's side of these rules.
"""

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from desk.ids import PlanId
from desk.incident_plan import GroupDuty, Phase, Plan, PlanStep, Start, StepKind
from desk.language import Text
from desk.people import EmergencyGroup, Tier
from desk.reading import DeviceClass, Impact, Symptom
from storage.pack_words import Clauses, read_choice, read_choices, read_text, read_whole
from storage.problems import Findings, Problem
from storage.yaml_lines import Part, open_part

LONGEST_ZH, LONGEST_EN = 60, 140
"""Characters of one step: what a person reads standing in a corridor."""

_ID = re.compile(r"[a-z][a-z0-9_]*")
_GROUPS = "groups"
_NO_PLANS = (_GROUPS, "merging")
"""Files of the folder that are no plan."""


class IncidentPlanError(Exception):
    """The incidents folder is refused. Mend every line listed; until then the plans loaded before stay in force."""

    def __init__(self, problems: list[Problem]) -> None:
        """Keep them sorted by file and line."""
        self.problems = tuple(sorted(problems))
        super().__init__("\n".join(str(problem) for problem in self.problems))


def load_plans(folder: Path) -> dict[PlanId, Plan]:
    """Every plan of the folder (`<id>.yaml`), by id. Raises IncidentPlanError with the problems of all files together."""
    groups, problems = _groups(folder / f"{_GROUPS}.yaml")
    plans = []
    for path in sorted(folder.glob("*.yaml")):
        if path.stem not in _NO_PLANS:
            findings = Findings(path.name)
            top = open_part(path, findings)
            plans += [_plan(top, path.stem, groups)] if top is not None else []
            problems += findings.problems
    if not plans and not problems:
        problems.append(
            Problem(str(folder), 0, "holds no plan", "put one <id>.yaml per kind of incident here")
        )
    if problems:
        raise IncidentPlanError(problems)
    return {plan.id: plan for plan in plans}


def _groups(path: Path) -> tuple[tuple[GroupDuty, ...], list[Problem]]:
    """The five groups; each must be there once."""
    findings = Findings(path.name)
    top = open_part(path, findings)
    if top is None:
        return (), findings.problems
    cited = Clauses(top.part("clauses"))
    duties = tuple(_group(part, cited) for part in top.parts("groups"))
    found = Counter(duty.group for duty in duties)
    for group in EmergencyGroup:
        if found[group] != 1:
            top.note(f"group {group} stands there {found[group]} times", "name each group once", at="groups")
    top.close()
    cited.close()
    return duties, findings.problems


def _group(part: Part, cited: Clauses) -> GroupDuty:
    duty = GroupDuty(
        group=read_choice(part, "id", EmergencyGroup),
        name=read_text(part, "name"),
        duty=_said(part, "duty"),
        clause=cited.cite(part),
        stands_in=read_choices(part, "stands_in", Tier) if part.has("stands_in") else (),
    )
    part.close()
    return duty


def _plan(top: Part, stem: str, groups: tuple[GroupDuty, ...]) -> Plan:
    cited = Clauses(top.part("clauses"))
    name = top.text("id")
    if name and (name != stem or not _ID.fullmatch(name)):
        top.note(
            f"id {name!r} is not the file's name", f"call the file {name}.yaml, in a-z, 0-9 and _", at="id"
        )
    plan = Plan(
        id=PlanId(name),
        version=read_whole(top, "version"),
        name=read_text(top, "name"),
        starts=tuple(_start(part) for part in top.parts("starts")),
        groups=groups,
        phases=tuple(_phase(part, cited) for part in top.parts("phases")),
        again=top.text("again"),
    )
    for line, reason, remedy in _unsound(plan):
        top.note(reason, remedy, at=line)
    top.close()
    cited.close()
    return plan


def _start(part: Part) -> Start:
    start = Start(
        read_choices(part, "devices", DeviceClass) if part.has("devices") else (),
        read_choices(part, "symptoms", Symptom) if part.has("symptoms") else (),
        read_choices(part, "impacts", Impact) if part.has("impacts") else (),
    )
    if start == Start():
        part.note("this start asks for nothing", "name devices, symptoms or impacts")
    part.close()
    return start


def _phase(part: Part, cited: Clauses) -> Phase:
    phase = Phase(
        part.text("id"), read_text(part, "name"), tuple(_step(one, cited) for one in part.parts("steps"))
    )
    earlier: set[str] = set()
    for step in phase.steps:
        for name in step.after:
            if name not in earlier:
                reason = f"step {step.id!r} waits for {name!r}, which does not stand before it in its phase"
                part.note(reason, "name an earlier step of the same phase", at="steps")
        earlier.add(step.id)
    part.close()
    return phase


def _step(part: Part, cited: Clauses) -> PlanStep:
    step = PlanStep(
        id=part.text("id"),
        by=read_choice(part, "by", EmergencyGroup),
        say=_said(part, "say"),
        clause=cited.cite(part),
        kind=read_choice(part, "kind", StepKind) if part.has("kind") else StepKind.DO,
        after=part.words("after") if part.has("after") else (),
    )
    if step.id and not _ID.fullmatch(step.id):
        part.note(f"step id {step.id!r} is not a plain word", "use a-z, 0-9 and _", at="id")
    if step.kind is not StepKind.DO and step.by is not EmergencyGroup.TESTING:
        part.note(f"{step.kind} is done by {step.by}", "the test belongs to the group `testing`", at="by")
    part.close()
    return step


def _said(part: Part, key: str) -> Text:
    text = read_text(part, key)
    for words, longest in ((text.zh, LONGEST_ZH), (text.en, LONGEST_EN)):
        if len(words) > longest:
            part.note(f"{key!r} has {len(words)} characters", f"say it in {longest}", at=key)
    return text


def _unsound(plan: Plan) -> Iterator[tuple[str, str, str]]:
    """What is wrong with the plan as a whole: (key, reason, remedy)."""
    doubled = [name for name, times in Counter(step.id for step in plan.steps).items() if times > 1]
    yield from (("phases", f"step {name!r} stands twice", "rename one") for name in doubled)
    kinds = [(phase.id, step.kind) for phase in plan.phases for step in phase.steps]
    for kind in (StepKind.TEST_BEFORE, StepKind.TEST_AFTER):
        if sum(found is kind for _, found in kinds) != 1:
            yield (
                "phases",
                f"the plan has not exactly one {kind}",
                "test once before and once after the repair",
            )
    ids = [phase.id for phase in plan.phases]
    if ids and kinds and kinds[0][0] not in [phase for phase, kind in kinds if kind is StepKind.TEST_BEFORE]:
        yield "phases", "the test before is not in the first phase", "test before anything is repaired"
    tested = next((phase for phase, kind in kinds if kind is StepKind.TEST_AFTER), "")
    if plan.again not in ids[: ids.index(tested) + 1 if tested in ids else 0]:
        yield "again", f"{plan.again!r} is no phase up to the test after", "name the phase that is done again"
    first = {step.by for step in plan.phases[0].steps} if plan.phases else set(EmergencyGroup)
    for group in EmergencyGroup:
        if group not in first:
            yield (
                "phases",
                f"{group} has nothing to do in the first phase",
                "give it a step, so that it answers",
            )
