"""What the words of a playbook may ask of whom, and what fits a screen: the rules that a list of words can hold.

A list of words is no judgement: it finds what authors write when they forget who reads a step. docs/playbooks.md has the
rules in full ("What may never be asked").
"""

import re
from collections.abc import Sequence

from desk.playbook import Hand, Step
from storage.yaml_lines import Findings, Part

SENTENCE, THING = (60, 180), (24, 80)
"""The longest words beside the steps, in characters of Chinese and of English: a sentence, a thing in a list."""

MOST_STATEMENTS = 7
_SCREEN = (200, 500)
"""What is said at once: characters of Chinese and of English on one phone screen."""

_TOUCHED_ZH = re.compile(
    r"充电器|插座|插头|插排|电源线|总电源|总开关|电源开关|断电|功放的电源|网线|视频线|音频线|HDMI ?线|TOUCH ?线"
    r"|线缆|合闸|推闸|拉闸|空开|配电|机箱|机柜|后盖|开盖"
)
_TOUCHED_EN = re.compile(
    r"\b(?:mains|main switch(?:es)?|breakers?|fuses?|fuse box|wall sockets?|outlets?|unplug(?:ged)?|chargers?"
    r"|power (?:plugs?|sockets?|strips?|cords?|cables?|leads?)|cables?|cords?|wires?|cabinets?|back cover)\b"
    r"|\b(?:the|its|that) plugs?\b|\bplug (?:it|the [a-z]+)\b",
    re.IGNORECASE,
)
_FORBIDDEN_ZH = re.compile(r"(?:不要|不用|别|勿)[^，。；：（）？]*")
_FORBIDDEN_EN = re.compile(r"\b(?:do not|don't|never|without|leave)\b[^,.;:?]*", re.IGNORECASE)
"""What somebody is told to leave alone: not asked of anybody."""


def check_hand(part: Part, step: Step) -> None:
    """Note a step for pupils that asks to touch mains, plugs, breakers, cables or the inside of a thing."""
    if step.by is not Hand.PUPIL or step.kind.is_last:
        return
    found = (
        _TOUCHED_ZH.search(_FORBIDDEN_ZH.sub("", step.ask.zh)),
        _TOUCHED_EN.search(_FORBIDDEN_EN.sub("", step.ask.en)),
    )
    words = [f"“{match[0]}”" for match in found if match]
    if words:
        reason = f"step {step.id!r} asks a pupil to touch mains or cables ({', '.join(words)})"
        part.note(
            reason,
            "write `by: teacher` and begin with 请老师 / “Teacher:”, or ask for something else",
            at="by",
        )


def check_screen(steps: Sequence[Step], line: int, findings: Findings) -> None:
    """Note a safety tree that is more than one screen: it is said at once, to frightened people."""
    if len(steps) > MOST_STATEMENTS:
        findings.note(line, f"{len(steps)} statements are said at once", f"say it in {MOST_STATEMENTS}")
    for lang, limit, words in (
        ("zh", _SCREEN[0], [step.ask.zh for step in steps]),
        ("en", _SCREEN[1], [step.ask.en for step in steps]),
    ):
        length = sum(map(len, words))
        if length > limit:
            reason = f"the {lang!r} statements together have {length} characters"
            findings.note(line, reason, f"say it in {limit}: one phone screen")
