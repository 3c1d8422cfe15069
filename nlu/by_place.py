"""Several rooms in one message: which fault is in which, and rooms that share one.

302没信号,305没声音 is a fault each; 501、502、505投影全是条纹 is one fault in three rooms, and three tickets. Only words
beside a place make a fault there: a story that walks through the school opens no ticket at every stop.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from desk.reading import Symptom
from nlu.evidence import Evidence
from nlu.faults import Found, Sign
from nlu.matching import Hit
from nlu.rooms import Mention

BESIDE = 12
"""Characters between a place and the first word of what is wrong there."""

MOST = 8
"""Rooms of one message that get a fault each; more is a list for a person to read."""

_AND = re.compile(r"\s*(?:[、,和跟与及+/;]|以及|还有)?\s*")
_SENTENCE = re.compile(r"[。!?\n]|\.(?![0-9])")


@dataclass(frozen=True, slots=True)
class Stretch:
    """The words that speak of one place: from it to the next one, or to it from the one before."""

    place: Mention
    start: int
    end: int


def by_place(
    faults: tuple[Found, ...], mentions: Iterable[Mention], evidence: Evidence
) -> tuple[tuple[Found, Mention], ...]:
    """A fault for every room that has one told beside it, in the order of the text; nothing where there are no two such."""
    places = _different(evidence.text, mentions)
    if not faults or not 1 < len(places) <= MOST:
        return ()
    stretches = _stretches(places, min(fault.start for fault in faults), len(evidence.text))
    told = {stretch.place: tuple(_told(faults, stretch, evidence)) for stretch in stretches}
    pairs = [(found, place) for place, found in _shared(evidence.text, places, told)]
    return tuple(pairs) if len({place for _, place in pairs}) > 1 else ()


def _different(text: str, mentions: Iterable[Mention]) -> list[Mention]:
    """Places that say something of their own, each once."""
    kept = {text[one.start : one.end]: one for one in reversed(list(mentions)) if one.rank and not one.denied}
    return sorted(kept.values(), key=lambda one: one.start)


def _stretches(places: list[Mention], first: int, end: int) -> list[Stretch]:
    """Places lead (302黑屏,305没声) when the first stands before the first fault; otherwise they follow."""
    if places[0].start <= first:
        ends = [*(place.start for place in places[1:]), end]
        return [Stretch(place, place.start, until) for place, until in zip(places, ends, strict=True)]
    starts = [0, *(place.end for place in places[:-1])]
    return [Stretch(place, since, place.end) for place, since in zip(places, starts, strict=True)]


def _told(faults: tuple[Found, ...], stretch: Stretch, evidence: Evidence) -> Iterator[Found]:
    """The faults found in a stretch, or one of the words that stand in it beside the place."""
    here = [fault for fault in faults if stretch.start <= fault.start < stretch.end]
    if here:
        yield from here
        return
    device = next((hit for hit in evidence.of("device") if _in(hit, stretch) and not hit.word.weak), None)
    for hit in evidence.of("symptom"):
        if _in(hit, stretch) and (device or not hit.word.weak) and _beside(evidence.text, stretch.place, hit):
            yield Found(device, Sign(Symptom(hit.code), hit))
            return


def _in(hit: Hit, stretch: Stretch) -> bool:
    return stretch.start <= hit.start < stretch.end


def _beside(text: str, place: Mention, hit: Hit) -> bool:
    start, end = (place.end, hit.start) if place.end <= hit.start else (hit.end, place.start)
    return end - start <= BESIDE and not _SENTENCE.search(text, start, max(start, end))


def _alike(one: Mention, other: Mention) -> bool:
    """Whether two places are told alike, as those of a list are; 四楼西头，高一(3) is one place told twice."""
    return bool({kind for kind, _ in one.spots[-1].keys} & {kind for kind, _ in other.spots[-1].keys})


def _shared(
    text: str, places: list[Mention], told: dict[Mention, tuple[Found, ...]]
) -> Iterator[tuple[Mention, Found]]:
    """Each place with its faults; one of a list (501、502) has those of its neighbour."""
    joined = {
        one: other
        for one, other in pairwise(places)
        if not told[one] and _alike(one, other) and _AND.fullmatch(text, one.end, other.start)
    }
    for place in places:
        holder = place
        while not told[holder] and holder in joined:
            holder = joined[holder]
        yield from ((place, found) for found in told[holder] if found.settled or holder is place)
