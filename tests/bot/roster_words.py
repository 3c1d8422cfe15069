"""What notices of rosters are filled with, as `bot.handlers.rosters` and its use cases fill them."""

from desk.notices import Kind
from desk.roster_quality import FindingKind
from tests.bot.operator_words import SAID_TO_OPERATOR
from tests.bot.paging_words import SAID_OF_PAGING

SPAN = {"starts": "2026-11-25T08:00:00+08:00", "ends": "2026-11-27T18:00:00+08:00"}
THEIRS = {"their_starts": "2026-12-02T08:00:00+08:00", "their_ends": "2026-12-04T08:00:00+08:00"}
GAP = f"{SPAN['starts']}|{SPAN['ends']}"
SWAP = SPAN | THEIRS | {"who": "Su", "other": "Jiang"}
"""tier|next instant|next person|people|on leave|team, as `bot.handlers.rosters.who` writes them."""
WHO = "\n".join(
    (
        f"first|{SPAN['starts']}|Su|Jiang,135****0001;Lin,|Su,|East",
        f"second|{SPAN['ends']}||||West",
        "third|||Maker,||Third",
    )
    * 2
)
"""number|until|who, as `bot.handlers.rosters.who` writes them."""
HOTLINES = f"0000-0001|{SPAN['starts']}|Jiang,135****0001\n0000-0002|{SPAN['starts']}|"
"""no|grade|status|stage|due|place, as `usecases.hand_over` writes them."""
JOBS = "\n".join(
    [f"100{i}|III/III|accepted|arrival|{SPAN['starts']}|Class 3-{i}" for i in range(4)]
    + ["1009|II/II|waiting|||", "1010|II/II|restored|||a|b"]
)
HANDED = {"team_zh": "East", "team_en": "East", "former": "Su", "taker": "Lin", "lines": JOBS, "total": "6"}
FOUND = [f"{kind}|{GAP}|{n}|{n * 8}|Su、Lin|East" for n, kind in enumerate(FindingKind, 1)]
SAID_OF_ROSTERS: dict[Kind, tuple[dict[str, str], ...]] = (
    {
        Kind.ROSTER_WHO: (
            {"lines": WHO, "supervisors": "Jiang,135****0001", "more": "2", "hotlines": HOTLINES},
            {"lines": "", "supervisors": "", "more": "0", "hotlines": ""},
        ),
        Kind.ROSTER_ASK_WHEN: tuple(
            {"about": about, "again": again, "who": "Su"}
            for about in ("leave", "stand_in", "dropped")
            for again in ("", "past", "unread")
        ),
        Kind.ROSTER_LEAVE_SENT: tuple(
            SPAN | {"asked": asked, "agreed": agreed}
            for asked, agreed in (("Su、Lin", ""), ("", "yes"), ("", ""))
        ),
        Kind.ROSTER_LEAVE_ASKED: (
            SPAN | {"who": "Su", "gaps": "\n".join([GAP] * 5), "able": "Lin"},
            SPAN | {"who": "Su", "gaps": "", "able": ""},
            SPAN | {"who": "Su", "gaps": GAP, "able": ""},
        ),
        Kind.ROSTER_LEAVE_DECIDED: tuple(
            SPAN | {"who": "Su", "by": by, "agreed": agreed, "cover": cover, "mine": mine}
            for by in ("Jiang", "")
            for agreed in ("yes", "")
            for cover in ("Lin", "")
            for mine in ("yes", "")
        ),
        Kind.ROSTER_LEAVE_JOBS: (SPAN | {"who": "Su", "lines": "1001|Class 3-2|accepted\n1002||on_site"},),
        Kind.ROSTER_BACK: (SPAN | {"who": "Su"},),
        Kind.ROSTER_STANDS_IN: (SPAN | {"who": "Su", "team": ""}, SPAN | {"who": "", "team": "East"}),
        Kind.ROSTER_ASK_TURN: ({"total": "0"}, {"total": "3"}),
        Kind.ROSTER_ASK_WITH: (SPAN,),
        **dict.fromkeys((Kind.ROSTER_SWAP_SENT, Kind.ROSTER_SWAP_ASKED), (SWAP,)),
        Kind.ROSTER_SWAP_DECIDED: (SWAP | {"agreed": "yes"}, SWAP | {"agreed": ""}),
        Kind.ROSTER_ASK_PERSON: ({"team": "East"},),
        Kind.ROSTER_SWITCHED: tuple(
            {"state": state, "until": until, "who": "Su", "teams": teams}
            for state, until, teams in (
                ("online", SPAN["ends"], "East、West"),
                ("online", SPAN["ends"], ""),
                ("offline", SPAN["ends"], ""),
                ("offline", "", ""),
                ("stands_in", SPAN["ends"], ""),
                ("back", "", ""),
                ("no_leave", "", ""),
            )
        ),
        Kind.ROSTER_OFFLINE: tuple(SPAN | {"who": "Su", "gaps": gaps} for gaps in (GAP, "")),
        **dict.fromkeys((Kind.ROSTER_HAND_OVER, Kind.ROSTER_NOT_TAKEN), (HANDED,)),
        Kind.ROSTER_TAKEN: ({"total": "0"}, {"total": "3"}),
        Kind.ROSTER_FINDINGS: tuple(
            {"lines": "\n".join(FOUND[i : i + 4]), "total": "8", "more": more}
            for i, more in ((0, "4"), (4, "0"))
        ),
        Kind.ROSTER_FEED: ({"token": "abcdefghijklmnopqrstuv"},),
    }
    | SAID_OF_PAGING
    | SAID_TO_OPERATOR
)
