"""What was said about a ticket, by whom and when: the words of the trail without its steps."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from desk import events as ev
from desk import life_events as lev
from desk.events import Event
from desk.ids import PersonId

_SPOKEN = (
    *(ev.TicketOpened, ev.InformationAdded, ev.FixDenied, ev.Urged, ev.Cancelled, ev.GradeObjected),
    *(lev.MessageRelayed, lev.NoteAdded),
)


@dataclass(frozen=True, slots=True)
class Spoken:
    """One person's words. `internal` ones are not for teachers; a trail that was cut for one has none."""

    at: str
    who: str
    words: str
    internal: bool
    to_teacher: bool


def conversation(
    trail: tuple[Event, ...], names: Mapping[PersonId, str], show: Callable[[datetime], str]
) -> list[Spoken]:
    """Oldest first; what has no words is left out."""
    return list(_said(trail, names, show))


def _said(
    trail: tuple[Event, ...], names: Mapping[PersonId, str], show: Callable[[datetime], str]
) -> Iterator[Spoken]:
    for event in trail:
        words = getattr(event, "words", "") if isinstance(event, _SPOKEN) else ""
        if words:
            who = names.get(event.by, event.by) if event.by else ""
            internal = isinstance(event, lev.NoteAdded) and event.internal
            yield Spoken(show(event.at), who, words, internal, isinstance(event, lev.MessageRelayed))
