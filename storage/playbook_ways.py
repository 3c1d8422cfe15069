"""The ways through a tree that is walked, proved sound before it is used: every one ends, soon, and leaves nobody alone.

Trees are small (`MOST_STEPS`), so the ways are simply all followed. Safety trees have no ways: they are said at once.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from desk.ids import StepId
from desk.playbook import Ending, Step
from storage.problems import Findings

LONGEST_WALK_SECONDS = 300
"""No way through a tree may take a teacher longer (facts.md §6)."""

LONGEST_IN_LESSON_SECONDS = 60
"""No way through the fast steps of a tree may hold up a lesson longer (facts.md §1)."""

MOST_STEPS = 12
"""A tree with more is two trees."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A step as read, with the lines of the file at which its problems are noted: its own, and that of each target."""

    step: Step
    line: int
    leads: tuple[tuple[StepId | Ending, int], ...]


def check_names(entries: list[Entry], findings: Findings) -> None:
    """Note step ids that stand twice, and a tree that has grown too large."""
    seen: set[StepId] = set()
    for entry in entries:
        if entry.step.id in seen:
            findings.note(entry.line, f"step {entry.step.id!r} stands twice", "rename one")
        seen.add(entry.step.id)
    if len(entries) > MOST_STEPS:
        findings.note(entries[0].line, f"more than {MOST_STEPS} steps", "make two trees")


def check_ways(entries: list[Entry], findings: Findings) -> None:
    """Note missing targets, "no" that needs no engineer, circles, steps never reached, and ways that take too long."""
    before = len(findings.problems)
    _check_targets(entries, findings)
    if not entries or len(entries) > MOST_STEPS or len(findings.problems) > before:
        return
    steps = {entry.step.id: entry for entry in entries}
    ways = list(_ways(steps, entries[0].step.id, ()))
    for circle in sorted({way[-1] for way in ways if way[-1] in way[:-1]}):
        findings.note(steps[circle].line, f"step {circle!r} leads back to itself", "end the way before that")
    for missed in [entry for entry in entries if not any(entry.step.id in way for way in ways)]:
        findings.note(missed.line, f"no way leads to step {missed.step.id!r}", "lead one there or remove it")
    _check_length(steps, ways, findings)


def _check_length(steps: dict[StepId, Entry], ways: list[tuple[StepId, ...]], findings: Findings) -> None:
    """Note the way that takes too long, and the one whose fast steps alone hold up a lesson too long."""
    for limit, only_fast, what in (
        (LONGEST_WALK_SECONDS, False, "takes"),
        (LONGEST_IN_LESSON_SECONDS, True, "holds up a lesson for"),
    ):
        seconds, way = max((_seconds(steps, way, only_fast=only_fast), way) for way in ways)
        if seconds > limit:
            reason = f"the way {' > '.join(way)} {what} {seconds} s"
            findings.note(steps[way[0]].line, reason, f"shorten it to {limit} s")


def _check_targets(entries: list[Entry], findings: Findings) -> None:
    known = {entry.step.id for entry in entries}
    for entry in entries:
        step = entry.step
        for target, line in entry.leads:
            if target and not isinstance(target, Ending) and target not in known:
                findings.note(
                    line, f"step {step.id!r} leads to {target!r}, which is not there", "add or correct it"
                )
        if isinstance(step.no, Ending) and step.no is not Ending.DISPATCH and not step.kind.is_last:
            reason = f"the no of step {step.id!r} ends in {step.no}, and so would 'cannot' and a skipped step"
            findings.note(entry.leads[-1][1], reason, "turn the question round: a no leads on or to DISPATCH")


def _ways(steps: dict[StepId, Entry], at: StepId, before: tuple[StepId, ...]) -> Iterator[tuple[StepId, ...]]:
    """Every way from `at` to an ending, or back into itself: then its last step stands in it twice."""
    way = (*before, at)
    if at in before:
        yield way
        return
    targets = _leads(steps[at].step)
    if not targets:
        yield way
    for target in targets:
        if isinstance(target, Ending) or not target:
            yield way
        else:
            yield from _ways(steps, target, way)


def _leads(step: Step) -> tuple[StepId | Ending, ...]:
    """Every target, that of a step that was not done among them."""
    return () if step.kind.is_last else tuple(dict.fromkeys((*step.targets, step.no)))


def _seconds(steps: dict[StepId, Entry], way: tuple[StepId, ...], *, only_fast: bool) -> int:
    taken = (steps[name].step for name in way)
    return sum(step.seconds for step in taken if step.fast or not only_fast)
