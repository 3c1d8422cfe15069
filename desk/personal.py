"""What is personal in what the desk keeps: which kind, and where in an event's fields it stands (docs/privacy.md, PIPL 51).

An event's fields part in two. The *public* ones are the facts a contract is judged by: they stay for ever, about people
who are ids. The *private* ones are what people wrote, sent or are called: they can be taken away (`without`), and a trail's
seals hold before and after (`desk.seals`). `tests/security` fails for a field of text that is in neither table here.
"""

from collections.abc import Callable, Iterator, Mapping
from enum import StrEnum

Fields = Mapping[str, object]
"""An event as builtins, as it is stored."""


class Personal(StrEnum):
    """Kinds of personal data. PERSON is an id of ours: it says who somebody is to the desk, and nothing once the name is gone."""

    NONE = "none"
    PERSON = "person"
    NAME = "name"
    PHONE = "phone"
    ADDRESS = "address"
    WORDS = "words"
    PLACE = "place"
    PICTURE = "picture"
    SATISFACTION = "satisfaction"
    WORK_TIME = "work_time"
    SECRET = "secret"  # noqa: S105  # the name of a kind

    @property
    def is_private(self) -> bool:
        """Whether it is taken away with a person; ids, scores and instants stay as facts about nobody by name."""
        kept = (Personal.NONE, Personal.PERSON, Personal.SATISFACTION, Personal.WORK_TIME)
        return self not in kept


ERASED = "（已删除 erased）"
"""Stands where a name or words were."""

_NOTE = {"note": Personal.WORDS}
_WORDS = {"words": Personal.WORDS}
_SHOWN = {"words": Personal.WORDS, "media": Personal.PICTURE}
_WHERE = {"fault.place": Personal.PLACE}

IN_EVENTS: Mapping[str, Mapping[str, Personal]] = {
    "TicketOpened": _WORDS | _WHERE | {"why": Personal.WORDS},
    "InformationAdded": _SHOWN | {"said": Personal.WORDS, "why": Personal.WORDS},
    "FaultCorrected": _WHERE,
    "ReadingNoted": _WHERE,
    "Regraded": _NOTE,
    "TermsApplied": {"why": Personal.WORDS},
    "Held": _NOTE,
    "Resumed": _NOTE,
    "Extended": _NOTE,
    "GradeObjected": _WORDS,
    "GradeUpheld": _NOTE,
    "MajorEventNeared": {"name": Personal.WORDS},
    "PageUndelivered": {"reason": Personal.ADDRESS},
    "Diagnosed": _NOTE,
    "TeachingRestored": _NOTE,
    "WorkedAround": _NOTE,
    "Repaired": _NOTE,
    "FixDenied": _WORDS,
    "Cancelled": _WORDS,
    "Urged": _WORDS,
    "Rated": {"score": Personal.SATISFACTION},
    "RatingExplained": _WORDS,
    "TeacherCalled": _NOTE,
    "FollowUpOpened": {"score": Personal.SATISFACTION},
    "FollowedUp": _NOTE,
    "MessageRelayed": _SHOWN,
    "NoteAdded": _SHOWN,
    "ReportNoted": _WORDS,
    "ReportSigned": {"name": Personal.NAME},
    "ReportDeclined": _WORDS,
    "VoiceJoined": _SHOWN | {"place": Personal.PLACE},
    "CommonFaultFound": {"place": Personal.PLACE, "places": Personal.PLACE},
    "CommonFaultRepaired": _NOTE,
    "IncidentEnded": {"cause": Personal.WORDS},
}
"""By kind of event: a field (or `field.field`) and what is personal in it. Ids of people need no line: their type says it."""

OUR_OWN = frozenset(
    (
        *("calendar_version", "rule", "digest", "code", "step", "report", "then", "ask", "answer", "label"),
        *("verdict", "settled", "chosen", "plan"),
    )
)
"""Fields whose text is the desk's or the contract's own: clauses, codes, hashes, the steps of a playbook, what was counted."""


def parted(kind: str, fields: Fields) -> tuple[dict[str, object], dict[str, object]]:
    """The public and the private fields of an event; the private by their `field.field` names. Together they are the event."""
    public, private = _copied(fields), {}
    for path, holder, last in _private(kind, public):
        private[path] = holder[last]
        holder[last] = None
    return public, private


def without(kind: str, fields: Fields, instead: Callable[[str, object], object]) -> dict[str, object]:
    """The event with `instead(field, value)` for each private value. Raises nothing for a kind that holds none."""
    kept = _copied(fields)
    for path, holder, last in _private(kind, kept):
        holder[last] = instead(path, holder[last])
    return kept


def emptied(_: str, value: object) -> object:
    """Nothing instead of a private value: words become the mark, lists are empty."""
    if isinstance(value, str):
        return ERASED if value else value
    return [] if isinstance(value, list) else value


def _private(kind: str, fields: dict[str, object]) -> Iterator[tuple[str, dict[str, object], str]]:
    for path, personal in sorted(IN_EVENTS.get(kind, {}).items()):
        *way, last = path.split(".")
        holder: object = fields
        for name in way:
            holder = holder.get(name) if isinstance(holder, dict) else None
        if personal.is_private and isinstance(holder, dict) and last in holder:
            yield path, holder, last


def _copied(fields: Fields) -> dict[str, object]:
    """Its own dictionaries, two deep, as far as `field.field` reaches."""
    return {key: dict(value) if isinstance(value, dict) else value for key, value in fields.items()}
