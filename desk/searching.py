"""What of a ticket can be searched: words of its events, and marks of what they name by id. Pure.

Names of people are never among it: they are looked up in the register when somebody searches, and found by the person's mark.
Words are compared as `folded`, in which full width, half width and case are one. How they are kept: ADR 0024.
"""

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Final

from desk import aftercare_events as aev
from desk import events as ev
from desk import life_events as lev
from desk import report_events as rev
from desk import voice_events as vev
from desk.events import Event
from desk.grading import FaultFacts
from desk.ids import DeviceId, PersonId
from desk.personal import ERASED
from desk.reading import DeviceClass, Symptom

LONGEST: Final = 2_000
"""Characters of one text that can be found."""
_BEFORE, _AFTER = 16, 40


class Source(StrEnum):
    """Where something was found; the first of these that holds it is shown."""

    NUMBER = "number"
    PLACE = "place"
    WORDS = "words"
    DIAGNOSIS = "diagnosis"
    REPAIR = "repair"
    NOTE = "note"
    DEVICE = "device"
    SYMPTOM = "symptom"
    ENGINEER = "engineer"
    SCHOOL = "school"


_WORDS, _NOTE = ("words", Source.WORDS), ("note", Source.NOTE)
_REPAIR = ("note", Source.REPAIR)
SPOKEN: Final[Mapping[type[Event], tuple[tuple[str, Source], ...]]] = {
    ev.TicketOpened: (_WORDS, ("fault.place", Source.PLACE)),
    ev.InformationAdded: (_WORDS,),
    ev.FaultCorrected: (("fault.place", Source.PLACE),),
    ev.ReadingNoted: (("fault.place", Source.PLACE),),
    ev.Regraded: (_NOTE,),
    ev.Held: (_NOTE,),
    ev.Resumed: (_NOTE,),
    lev.Extended: (_NOTE,),
    ev.GradeObjected: (_WORDS,),
    ev.GradeUpheld: (_NOTE,),
    ev.Diagnosed: (("note", Source.DIAGNOSIS),),
    ev.TeachingRestored: (_REPAIR,),
    ev.WorkedAround: (_REPAIR,),
    ev.Repaired: (_REPAIR,),
    ev.FixDenied: (_WORDS,),
    ev.Cancelled: (_WORDS,),
    ev.Urged: (_WORDS,),
    aev.RatingExplained: (_WORDS,),
    aev.TeacherCalled: (_NOTE,),
    aev.FollowedUp: (_NOTE,),
    lev.MessageRelayed: (("words", Source.NOTE),),
    lev.NoteAdded: (("words", Source.NOTE),),
    rev.ReportNoted: (("words", Source.REPAIR),),
    rev.ReportDeclined: (_WORDS,),
    vev.VoiceJoined: (_WORDS, ("place", Source.PLACE)),
    vev.CommonFaultFound: (("place", Source.PLACE),),
    vev.CommonFaultRepaired: (_REPAIR,),
}
"""By kind of event: the fields whose words can be found, and as what."""


@dataclass(frozen=True, slots=True)
class Around:
    """What was found, with the words around it: the text as it was written, cut in three."""

    before: str
    match: str
    after: str


def texts(event: Event) -> Iterator[tuple[Source, str]]:
    """The words of an event that can be found; those that were erased are none."""
    for path, source in SPOKEN.get(type(event), ()):
        found: object = event
        for name in path.split("."):
            found = getattr(found, name)
        if isinstance(found, str) and found and found != ERASED:
            yield source, found


def marks(event: Event) -> Iterator[str]:
    """Marks of what an event names by id: kind of device, symptom, who had the job."""
    facts = _facts(event)
    if facts is not None:
        yield from filter(None, (_of_device(facts.device), _of_symptom(facts.symptom)))
    if isinstance(event, (ev.Acknowledged, ev.TakenOver, lev.PartnerJoined)) and event.by:
        yield of_person(PersonId(event.by))
    if isinstance(event, ev.Reassigned):
        yield of_person(event.to)


def device_of(event: Event) -> DeviceId | None:
    """The device whose code, label and model are found too."""
    if isinstance(event, vev.VoiceJoined):
        return event.device
    return (
        event.fault.device
        if isinstance(event, (ev.TicketOpened, ev.FaultCorrected, ev.ReadingNoted))
        else None
    )


def of_person(person: PersonId) -> str:
    """The mark of who had the job, alone or with others."""
    return _mark(f"h:{person}")


def of_kinds(devices: Iterable[DeviceClass], symptoms: Iterable[Symptom]) -> tuple[str, ...]:
    """The marks of these kinds of device and of these symptoms."""
    return tuple(filter(None, (*map(_of_device, devices), *map(_of_symptom, symptoms))))


def line(text: str) -> str:
    """A text as it is kept: folded, behind a break, so that nothing is found across two texts."""
    return f"\n{folded(text)}"


def folded(text: str) -> str:
    """The text as it is compared. Breaks and what cannot be seen become spaces."""
    return "".join(map(_fold, text[:LONGEST]))


def around(text: str, term: str) -> Around | None:
    """Where this folded term first stands in the text; None where it does not."""
    pieces = [_fold(character) for character in text[:LONGEST]]
    at = "".join(pieces).find(term)
    if at < 0 or not term:
        return None
    starts: list[int] = []  # of each folded character, the place of the one it was made of
    for place, piece in enumerate(pieces):
        starts += [place] * len(piece)
    begin, end = starts[at], starts[at + len(term) - 1] + 1
    head, tail = " ".join(text[:begin].split("\n")), " ".join(text[end:].split("\n"))
    before = f"…{head[-_BEFORE:]}" if len(head) > _BEFORE else head
    after = f"{tail[:_AFTER]}…" if len(tail) > _AFTER else tail
    return Around(before, text[begin:end], after)


def _facts(event: Event) -> FaultFacts | None:
    if isinstance(event, vev.VoiceJoined):
        return event.facts
    return (
        event.fault.facts
        if isinstance(event, (ev.TicketOpened, ev.FaultCorrected, ev.ReadingNoted))
        else None
    )


def _of_device(kind: DeviceClass | None) -> str:
    return _mark(f"k:{kind.value}") if kind else ""


def _of_symptom(symptom: Symptom | None) -> str:
    return _mark(f"y:{symptom.value}") if symptom else ""


def _mark(named: str) -> str:
    """Behind a tab and before one, which no folded word has: nobody can type a mark, and none is the beginning of another."""
    return f"\t{named}\t"


@lru_cache(maxsize=16_384)
def _fold(character: str) -> str:
    found = unicodedata.normalize("NFKC", character).casefold()
    return found if found.isprintable() and not found.isspace() else " "
