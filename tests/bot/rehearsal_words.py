"""What notices of a rehearsal are filled with, as `bot.handlers.rehearsals` fills them."""

from desk.contract import StageName
from desk.notices import Kind
from desk.people import Tier
from desk.rehearsal_lines import LineKind

AT = "2026-09-25T17:50:00+08:00"
ABOUT = {
    LineKind.CALL: Tier.FIRST,
    LineKind.ESCALATION: Tier.VENDOR,
    LineKind.NOBODY: Tier.SECOND,
    LineKind.REMINDER: StageName.RESPONSE,
    LineKind.BREACH: StageName.SOLUTION,
    LineKind.REGRADE: "A",
}
PEOPLE = "Jiang Youran, Su Mingzhu, Lin Wan"
LINES = tuple(
    f"{AT}|{kind}|{ABOUT.get(kind, '')}|{'' if kind is LineKind.NOBODY else PEOPLE}"
    for kind in LineKind
    if kind is not LineKind.OPENED
)
ASKED = {"again": "", "school": "Lakeside School", "grade": "B"}
TOLD = {"school": "Lakeside School", "grade": "B", "at": AT, "lines": "\n".join(LINES[:8])}
SAID_OF_REHEARSALS: dict[Kind, tuple[dict[str, str], ...]] = {
    Kind.REHEARSAL_ASK: (
        {"about": "dropped"},
        {"about": "no_school"},
        *(ASKED | {"about": about, "again": again}
          for about in ("where", "grade", "when") for again in ("", "yes", "none")),
    ),
    Kind.REHEARSED: (
        TOLD | {"unable": PEOPLE, "more": "12", "page": "1"},
        TOLD | {"unable": "", "more": "0", "page": "2"},
        TOLD | {"lines": LINES[-1], "unable": "", "more": "0", "page": "2"},
    ),
}  # fmt: skip
