"""What notices of a job's life are filled with, as its use cases and handlers fill them."""

from desk.buttons import Verb
from desk.contract import StageName
from desk.event import Event
from desk.holds import HoldReason
from desk.life_events import CheckIn
from desk.notices import Kind
from desk.watching import MILESTONES
from usecases.follow import PAGE

UNTIL = "2026-09-24T06:00:00+00:00"
LINES = "\n".join(
    f"{1001 + i}|III|{place}|accepted|{clock}"
    for i, (place, clock) in enumerate(
        [("Class 3-2", "arrival|-7140"), ("Physics laboratory two", "solution|60")] * 5
    )
)
TOLD = "08:05 " + "Jiang put it on hold: waiting for parts, until 09-26 18:00 at the latest " * 3
FIGURES = ("opened", "closed", "kept", "open", "waiting", "late", "near", "parts", "callbacks")
WHY = tuple({"reason": reason, "stages": "arrival,solution"} for reason in HoldReason)
SAID_OF_LIFE: dict[Kind, tuple[dict[str, str], ...]] = {
    Kind.ALREADY: tuple({"verb": verb, "at": UNTIL} for verb in (Verb.DEPART, Verb.ARRIVE, Verb.REPAIR)),
    Kind.ON_THE_WAY: ({}, {"code": "4821", "until": UNTIL}),
    Kind.ARRIVAL_CODE: ({"code": "4821", "until": UNTIL}, {"code": "", "until": ""}),
    Kind.CHECKED_IN: tuple({"by": by} for by in CheckIn),
    Kind.PHONE_TEACHER: ({}, {"late": "yes"}),
    Kind.ASK_WHICH: ({"about": "relay"}, {"about": "note"}),
    Kind.SAID_TO_TEACHER: ({"photos": ""}, {"photos": "2"}),
    Kind.NOTED: ({"internal": "yes"}, {"internal": ""}),
    Kind.NOTE_HEARD: tuple(
        {"who": "Su", "words": words, "internal": internal}
        for words in ("the third time this year, " * 20, "")
        for internal in ("yes", "")
    ),
    **dict.fromkeys((Kind.PARTNER_ASKED, Kind.PARTNER_CALLED), ({"who": "Su"},)),
    Kind.PARTNER_CHANGED: ({"who": "Su", "joined": "yes"}, {"who": "Su", "joined": ""}),
    Kind.LATE: ({"lines": LINES, "late": "5", "near": "5"}, {"lines": "", "late": "0", "near": "0"}),
    Kind.TRAIL: ({"lines": "\n".join([TOLD] * PAGE), "page": "2", "pages": "4"},),
    Kind.WATCHING: ({"begins": "yes"}, {"begins": ""}),
    Kind.WATCH_NEWS: tuple({"what": event.__name__} for event in (*MILESTONES, Event)),
    Kind.DIGEST: tuple(dict.fromkeys(FIGURES, count) for count in ("0", "128")),
    Kind.DIGEST_SET: tuple(
        {"at": at, "quiet": quiet} for at in ("08:00", "unread", "") for quiet in ("yes", "")
    ),
    Kind.ASK_EXTEND: (
        {"reason": "", "reasons": ",".join(HoldReason), "stages": ",".join(StageName)},
        *({"reason": reason, "reasons": "", "stages": ""} for reason in HoldReason),
    ),
    **dict.fromkeys((Kind.EXTENDED, Kind.MORE_TIME), WHY),
    Kind.CODE_WRONG: ({"left": "2"}, {"left": "0"}),
    Kind.NOT_THIS_ROOM: ({"room": "Class 3-5, in the east wing, second floor"},),
    Kind.TEACHER_PHONED: ({"reached": "yes"}, {"reached": ""}),
}
