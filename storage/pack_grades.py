"""The grades of a contract pack with their clocks: what is read, and what cannot be meant (facts.md §4.2, §5)."""

from collections.abc import Iterable, Iterator
from itertools import pairwise

from desk.contract import Grade, Milestone, Stage, StageName
from desk.ids import GradeId
from storage.pack_words import Clauses, read_code, read_codes, read_near, read_text
from storage.yaml_lines import Part

MetBy = dict[StageName, tuple[Milestone, ...]]


def read_grades(top: Part, cited: Clauses) -> tuple[Grade, ...]:
    """The grades, gravest first: the order in the file is the rank. `met_by` says once which milestones end a clock."""
    met_by = _met_by(top.part("met_by"))
    grades: list[Grade] = []
    for rank, part in enumerate(top.parts("grades"), start=1):
        grade = _grade(part, rank, cited, met_by)
        if any(grade.id == other.id for other in grades):
            part.note(f"grade {grade.id!r} is defined twice", "give every grade its own id", at="id")
        grades.append(grade)
    return tuple(grades)


def _grade(part: Part, rank: int, cited: Clauses, met_by: MetBy) -> Grade:
    grade = Grade(
        id=GradeId(part.text("id")),
        rank=rank,
        label=read_text(part, "label"),
        definition=read_text(part, "definition"),
        clause=cited.cite(part),
        page_at_once=part.truth("page_at_once"),
        stages=_stages(part.part("stages"), cited, met_by),
    )
    part.close()
    return grade


def _met_by(part: Part) -> MetBy:
    return {
        StageName(key): tuple(Milestone(code) for code in read_codes(part, key, [*Milestone]))
        for key in _stage_names(part)
    }


def _stage_names(part: Part) -> list[str]:
    for key in part.names():
        if key not in [*StageName]:
            choice = ", ".join(StageName)
            part.note(f"there is no stage {key!r}", f"use one of: {choice}", at=key)
    return [name.value for name in StageName if part.has(name.value)]


def _stages(part: Part, cited: Clauses, met_by: MetBy) -> tuple[Stage, ...]:
    stages = tuple(_stage(part, StageName(name), cited, met_by) for name in _stage_names(part))
    for stage, later in _out_of_order(stages):
        part.note(
            f"{later.name} is due before {stage.name}",
            f"give {later.name} at least the time of {stage.name}, or let them start at different milestones",
            at=later.name,
        )
    return stages


def _stage(stages: Part, name: StageName, cited: Clauses, met_by: MetBy) -> Stage:
    part = stages.part(name.value)
    stage = Stage(
        name=name,
        limit=part.duration("within"),
        clause=cited.cite(part),
        met_by=met_by.get(name, ()),
        starts=Milestone(read_code(part, "starts", [*Milestone], default=Milestone.OPENED)),
        near=read_near(part),
        internal=part.truth("internal", default=False),
        faults_only=part.truth("faults_only", default=False),
    )
    part.close()
    _check_ends(part, stage, met_by)
    return stage


def _check_ends(part: Part, stage: Stage, met_by: MetBy) -> None:
    order = list(Milestone)
    if stage.name not in met_by:
        part.note(f"nothing ends stage {stage.name}", f"add {stage.name} to the table 'met_by'")
    elif any(order.index(end) <= order.index(stage.starts) for end in stage.met_by):
        part.note(f"stage {stage.name} ends before it starts", "name a milestone after 'starts' in 'met_by'")


def _out_of_order(stages: Iterable[Stage]) -> Iterator[tuple[Stage, Stage]]:
    """Neighbours with the same start of which the later is due earlier; stages without a readable limit are left out."""
    readable = [stage for stage in stages if stage.limit]
    for start in Milestone:
        for stage, later in pairwise([stage for stage in readable if stage.starts is start]):
            if later.limit < stage.limit:
                yield stage, later
