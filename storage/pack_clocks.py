"""What a contract pack says about the running of its clocks: holds, reopening, rises, the calendar. All optional."""

from desk.calendars import CalendarId
from desk.contract import HoldRule, RegradeCounts, Reopening, StageName
from desk.holds import HoldReason
from storage.pack_words import Clauses, read_choice, read_code, read_codes, read_each
from storage.yaml_lines import Part

NEVER_BY_ITSELF = (StageName.RESPONSE, StageName.DISPATCH, StageName.ARRIVAL)
"""Stages that only a clause of the contract itself may pause, never a rule of the desk's own."""


def read_holds(top: Part, cited: Clauses) -> tuple[HoldRule, ...]:
    """What each reason pauses, for how long at most. A reason stands once."""
    rules = read_each(top, "holds", lambda part: _rule(part, cited))
    reasons = [rule.reason for rule in rules]
    for reason in sorted({reason for reason in reasons if reasons.count(reason) > 1}):
        top.note(f"reason {reason!r} stands twice in 'holds'", "keep one of them", at="holds")
    return rules


def read_reopening(top: Part) -> Reopening:
    """What a denied fix does to the clocks; they begin afresh unless the pack says otherwise."""
    return Reopening(read_code(top, "reopening", [*Reopening], default=Reopening.RESTART))


def read_regrade_counts(top: Part) -> RegradeCounts:
    """From when the clocks of a graver grade count; from the opening unless the pack says otherwise."""
    return RegradeCounts(read_code(top, "regrade_counts", [*RegradeCounts], RegradeCounts.FROM_OPENING))


def read_calendar(top: Part) -> CalendarId:
    """The calendar that working time is counted by. Whether there is such a file is checked at the start of the desk."""
    return CalendarId(top.text("calendar") if top.has("calendar") else "china")


def _rule(part: Part, cited: Clauses) -> HoldRule:
    stages = read_codes(part, "stages", [*StageName]) if part.has("stages") else ()
    rule = HoldRule(
        reason=read_choice(part, "reason", HoldReason),
        stages=tuple(StageName(code) for code in stages),
        longest=part.duration("longest"),
        clause=cited.cite(part),
        needs_supervisor=part.truth("needs_supervisor", default=False),
    )
    for stage in rule.stages:
        if rule.clause.ours and stage in NEVER_BY_ITSELF:
            part.note(
                f"{stage} is paused by a rule of the desk's own",
                "cite the contract's clause that allows it, or leave the stage out",
                at="stages",
            )
    return rule
