"""Contract packs: the YAML of `contracts/` made into `desk.contract.Contract` values, or refused with every reason.

How a pack is written is told in docs/contracts.md. This only reads files; which version of a pack a ticket is pinned to,
and the JSON it is pinned as (`pack_to_builtins`), is for the database to keep.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import msgspec

from desk.contract import (
    Ageing,
    Closing,
    Contract,
    Ladder,
    Milestone,
    Regrading,
    Rung,
    Satisfaction,
    SelfHelp,
)
from desk.ids import ContractId, GradeId
from desk.people import Tier
from storage.pack_clocks import read_calendar, read_holds, read_regrade_counts, read_reopening
from storage.pack_grades import read_grades
from storage.pack_rules import read_rules
from storage.pack_terms import read_terms
from storage.pack_words import (
    Clauses,
    read_codes,
    read_grade_id,
    read_near,
    read_optional,
    read_text,
    read_whole,
)
from storage.problems import Findings, Problem
from storage.yaml_lines import Part, open_part

_BEST_SCORE = 5


class PackError(Exception):
    """A contract pack cannot be used. Mend every line listed; until then the pack loaded before stays in force."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        """Keep them sorted by file and line."""
        self.problems = tuple(sorted(problems))
        super().__init__("\n".join(str(problem) for problem in self.problems))


def load_pack(path: Path) -> Contract:
    """The contract in one file. Raises PackError with all its problems."""
    contract, problems = _read(path)
    if contract is None or problems:
        raise PackError(problems)
    return contract


def load_draft(path: Path) -> Contract:
    """A pack that is tried out before it comes into force: the file may have any name. Raises PackError as `load_pack`."""
    contract, problems = _read(path, is_draft=True)
    if contract is None or problems:
        raise PackError(problems)
    return contract


def load_packs(folder: Path) -> dict[ContractId, Contract]:
    """Every `*.yaml` of a folder by id. Raises PackError with the problems of all files together."""
    results = [_read(path) for path in sorted(folder.glob("*.yaml"))]
    problems = [problem for _, found in results for problem in found]
    if not results:
        problems.append(
            Problem(str(folder), 0, "holds no contract pack", "put one <id>.yaml per contract here")
        )
    if problems:
        raise PackError(problems)
    return {contract.id: contract for contract, _ in results if contract is not None}


def pack_to_builtins(contract: Contract) -> dict[str, Any]:
    """The contract as JSON types (durations in ISO 8601), for the row that pins a version."""
    builtins: dict[str, Any] = msgspec.to_builtins(contract)
    return builtins


def pack_from_builtins(pinned: dict[str, Any]) -> Contract:
    """What `pack_to_builtins` wrote. Raises msgspec.ValidationError when it is something else."""
    return msgspec.convert(pinned, Contract)


def _read(path: Path, *, is_draft: bool = False) -> tuple[Contract | None, list[Problem]]:
    findings = Findings(path.name)
    top = open_part(path, findings)
    contract = _contract(top, None if is_draft else path.stem) if top is not None else None
    return contract, findings.problems


def _contract(top: Part, stem: str | None) -> Contract:
    cited = Clauses(top.part("clauses"))
    grades = read_grades(top, cited)
    ids = [grade.id for grade in grades]
    contract = Contract(
        id=_id(top, stem),
        version=_version(top),
        name=read_text(top, "name"),
        source=top.text("source"),
        grades=grades,
        rules=read_rules(top, cited, ids),
        ladder=_ladder(top.part("ladder"), cited),
        closing=_closing(top.part("closing"), cited),
        self_help=_self_help(top.part("self_help")),
        texts_needed=tuple(Milestone(code) for code in read_codes(top, "texts_needed", [*Milestone])),
        safety_tells_supervisor=top.truth("safety_tells_supervisor", default=True),
        ageing=tuple(_ageing(top, cited, ids)) if top.has("ageing") else (),
        terms=read_terms(top, cited, ids),
        regrading=read_optional(top, "regrading", _regrading) or Regrading(),
        satisfaction=read_optional(top, "satisfaction", _satisfaction) or Satisfaction(),
        holds=read_holds(top, cited),
        reopening=read_reopening(top),
        regrade_counts=read_regrade_counts(top),
        calendar_id=read_calendar(top),
    )
    top.close()
    cited.close()
    return contract


def _id(top: Part, stem: str | None) -> ContractId:
    word = top.text("id")
    if word and stem is not None and word != stem:
        top.note(f"id {word!r} is not the file's name", f"call the file {word}.yaml", at="id")
    return ContractId(word)


def _version(top: Part) -> int:
    word = top.text("version")
    if word.isdecimal() and int(word) >= 1:
        return int(word)
    if word:
        top.note(f"version {word!r} is not a whole number from 1", "count up by one", at="version")
    return 0


def _ladder(part: Part, cited: Clauses) -> Ladder:
    rungs = tuple(_rung(rung) for rung in part.parts("rungs"))
    if rungs and Tier.SUPERVISOR not in rungs[-1].tiers:
        part.note("the last rung does not call the supervisors", "end with tiers: [supervisor]", at="rungs")
    ladder = Ladder(rungs, part.duration("climb_every"), part.duration("repeat_every"), cited.cite(part))
    part.close()
    return ladder


def _rung(part: Part) -> Rung:
    tiers = tuple(Tier(code) for code in read_codes(part, "tiers", [*Tier]))
    rung = Rung(tiers, part.truth("everyone", default=False))
    part.close()
    return rung


def _closing(part: Part, cited: Clauses) -> Closing:
    closing = Closing(
        needs_confirmation=part.truth("needs_confirmation"),
        remind_after=part.durations("remind_after"),
        callback_after=part.duration("callback_after"),
        clause=cited.cite(part),
    )
    part.close()
    times = [*closing.remind_after, closing.callback_after]
    if all(times) and any(later <= sooner for sooner, later in pairwise(times)):
        part.note("reminders and call-back are not in order of time", "let every one be later than the last")
    return closing


def _self_help(part: Part) -> SelfHelp:
    lesson, total = part.duration("in_lesson"), part.duration("total")
    if lesson > total > timedelta(0):
        part.note("in_lesson is longer than total", "give a lesson less time", at="in_lesson")
    patience = SelfHelp(
        question_patience=part.duration("question_patience"),
        step_patience=part.duration("step_patience"),
        lesson_seconds=int(lesson.total_seconds()),
        total_seconds=int(total.total_seconds()),
    )
    part.close()
    return patience


def _regrading(part: Part) -> Regrading:
    terms = Regrading(part.duration("wider_within"), part.duration("review_within"))
    if part.has("repeat_within"):
        terms = replace(terms, repeat_within=part.duration("repeat_within"))
    return terms


def _satisfaction(part: Part) -> Satisfaction:
    known = Satisfaction()
    goals = Satisfaction(
        read_whole(part, "low", known.low),
        part.duration("follow_up_within") if part.has("follow_up_within") else known.follow_up_within,
        part.duration("ask_apart") if part.has("ask_apart") else known.ask_apart,
    )
    if goals.low >= _BEST_SCORE:
        part.note(f"scores go from 1 to {_BEST_SCORE}", "write 0 (none is low) to 4", at="low")
    return goals


def _ageing(top: Part, cited: Clauses, grades: Collection[GradeId]) -> Iterator[Ageing]:
    for part in top.parts("ageing"):
        yield Ageing(
            after=part.duration("after"),
            grade=read_grade_id(part, grades),
            reason=read_text(part, "reason"),
            clause=cited.cite(part),
            near=read_near(part),
        )
        part.close()
