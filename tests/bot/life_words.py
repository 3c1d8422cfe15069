"""What notices of a job's life are filled with, as its use cases and handlers fill them."""

from desk.buttons import Verb
from desk.life_events import CheckIn
from desk.notices import Kind

UNTIL = "2026-09-24T06:00:00+00:00"
SAID_OF_LIFE: dict[Kind, tuple[dict[str, str], ...]] = {
    Kind.ALREADY: tuple({"verb": verb, "at": UNTIL} for verb in (Verb.DEPART, Verb.ARRIVE, Verb.REPAIR)),
    Kind.ON_THE_WAY: ({}, {"code": "4821", "until": UNTIL}),
    Kind.ARRIVAL_CODE: ({"code": "4821", "until": UNTIL}, {"code": "", "until": ""}),
    Kind.CHECKED_IN: tuple({"by": by} for by in CheckIn),
    Kind.PHONE_TEACHER: ({}, {"late": "yes"}),
    Kind.CODE_WRONG: ({"left": "2"}, {"left": "0"}),
    Kind.NOT_THIS_ROOM: ({"room": "Class 3-5, in the east wing, second floor"},),
    Kind.TEACHER_PHONED: ({"reached": "yes"}, {"reached": ""}),
}
