"""Dangers that no single word tells: a part and what happens to it (插座 … 冒热气), hands that touch and go numb.

The families are the tables of lexicon/perils.toml, the combinations the table below. What a negation takes back is gone
before this looks: `weigh` has sorted it out. Whole words of danger (冒烟) stay in lexicon/safety.toml.
"""

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from nlu.evidence import Evidence
from nlu.matching import Hit, Word
from nlu.words import FAMILY, JOINED

LATIN_REACH = 3
"""English takes about so many letters for one Chinese character."""

WITHIN_CLAUSE = frozenset(",.!?;:\n。~")
WITHIN_SENTENCE = frozenset(".!?;\n。")


@dataclass(frozen=True, slots=True)
class Peril:
    """Families that are danger when a word of each stands within `reach` characters, in any order.

    `live|gear` is a word of either. With `across`, commas may stand between; a sentence end never may.
    """

    code: str
    families: tuple[str, ...]
    reach: int
    across: bool = False
    kind: str = "safety"


THING = "live|gear|device"

PERILS = (
    Peril("smoke", ("vapour", "emit"), 8),
    Peril("smoke", ("live", "spew"), 6),
    Peril("smoke", (THING, "fire"), 9),
    Peril("smoke", ("odour", "singed"), 11, across=True),
    Peril("smoke", ("live", "charred"), 12, across=True),
    Peril("smoke", (THING, "melted"), 10, across=True),
    Peril("smoke", ("live", "hot"), 10),
    Peril("smoke", ("live", "flash"), 10),
    Peril("smoke", ("bang", THING), 8),
    Peril("smoke", ("live", "crackle"), 8),
    Peril("shock", ("touch", "jolt"), 10, across=True),
    Peril("shock", ("body", "jolt"), 6),
    Peril("shock", (THING, "jolt", "touch|body|person"), 14, across=True),
    Peril("shock", ("metal", "current"), 6),
    Peril("shock", ("wire", "bare"), 9, across=True),
    Peril("shock", ("live", "exposed"), 9, across=True),
    Peril("water", ("liquid", "wet", THING), 16, across=True),
    Peril("water", ("soaked", THING), 8),
    Peril("fall", ("heavy", "yield"), 9),
    Peril("fall", ("high", "sure"), 10),
    Peril("fall", ("fixing", "yield", "menace"), 15, across=True),
    Peril("fall", ("high|heavy", "dread"), 12, across=True),
    Peril("fall", ("high", "fixing", "yield"), 14, across=True),
    Peril("fall", ("high", "yield", "menace"), 18, across=True),
    Peril("glass", ("pane", "broken"), 8),
    Peril("glass", ("body|person|pane|gear|device", "cutting"), 9, across=True),
    Peril("hurt", ("body", "wound"), 7, kind="hurt"),
    Peril("hurt", ("body", "jammed"), 7, kind="hurt"),
    Peril("hurt", ("person", "struck"), 9, kind="hurt"),
)
"""What is danger, in the order of facts.md §3.4. The last three say that somebody is hurt."""


def with_perils(evidence: Evidence) -> Evidence:
    """The evidence, with what its family words add up to among its dangers and injuries."""
    if not any(kind.startswith(FAMILY) for kind in evidence.by_kind):
        return evidence
    told = frozenset(evidence.by_kind)
    found = [
        (peril.kind, hit) for peril, needs in _NEEDS if _may(needs, told) for hit in _found(evidence, peril)
    ]
    added = {
        kind: tuple(sorted([*evidence.of(kind), *(hit for of, hit in found if of == kind)], key=_start))
        for kind, _ in found
    }
    return replace(evidence, by_kind={**evidence.by_kind, **added})


def _may(needs: tuple[frozenset[str], ...], told: frozenset[str]) -> bool:
    """Whether every family of a peril has a word; most have none, and are not looked for."""
    return not any(told.isdisjoint(family) for family in needs)


def _found(evidence: Evidence, peril: Peril) -> Iterator[Hit]:
    """The first place in the message where all families meet, as one hit from the first to the last of them."""
    families = [_members(evidence.by_kind, names) for names in peril.families]
    breaks = WITHIN_SENTENCE if peril.across else WITHIN_CLAUSE
    starts = [[hit.start for hit in family] for family in families]
    for first in families[0]:
        reach = peril.reach * (LATIN_REACH if evidence.text[first.start].isascii() else 1)
        met = [first]
        for family, at in zip(families[1:], starts[1:], strict=True):
            near = family[bisect_left(at, first.start - reach - 4) : bisect_left(at, first.end + reach + 1)]
            one = next((hit for hit in near if _joins(evidence.text, met, hit, reach, breaks)), None)
            if one is None:
                break
            met.append(one)
        else:
            word = Word(JOINED.join(peril.families), peril.kind, peril.code)
            yield Hit(min(map(_start, met)), max(hit.end for hit in met), word)
            return


def _members(kinds: Mapping[str, tuple[Hit, ...]], names: str) -> Sequence[Hit]:
    """The hits of one family or of several; a device of the lexicon counts by its own kind."""
    members = [hit for name in names.split("|") for hit in kinds.get(_kind(name), ())]
    return sorted(members, key=_start)


def _kind(family: str) -> str:
    return family if family == "device" else FAMILY + family


_NEEDS = [
    (peril, tuple(frozenset(map(_kind, names.split("|"))) for names in peril.families)) for peril in PERILS
]


def _joins(text: str, met: Sequence[Hit], hit: Hit, reach: int, breaks: frozenset[str]) -> bool:
    """Whether a hit stands near the first one and shares no characters with any that were met."""
    if any(hit.start < other.end and other.start < hit.end for other in met):
        return False
    left, right = (met[0], hit) if met[0].start < hit.start else (hit, met[0])
    between = text[left.end : right.start]
    return len(between) <= reach and breaks.isdisjoint(between)


def _start(hit: Hit) -> int:
    return hit.start
