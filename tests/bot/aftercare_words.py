"""What notices after a repair are filled with, as `bot.handlers.aftercare` fills them."""

from desk.buttons import Verb
from desk.notices import Kind

OWED = "\n".join(
    (
        *(f"{1001 + i}||Class 3-{i}" for i in range(4)),
        *(f"{1010 + i}|{i + 1}|a|b" for i in range(2)),
        "1020||",
    )
)
SAID_OF_AFTERCARE: dict[Kind, tuple[dict[str, str], ...]] = {
    Kind.CLOSED: ({}, {"was": "the cable was loose"}),
    Kind.ASK_CALL_NOTE: tuple({"about": about} for about in (Verb.CALLED, Verb.NOT_REACHED)),
    Kind.ERRANDS: ({"lines": OWED, "total": "12"}, {"lines": "", "total": "0"}),
}
