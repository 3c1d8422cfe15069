"""What notices of pages are filled with, as `bot.handlers.paging` and its use cases fill them."""

from itertools import product

from desk.choice import Ground
from desk.notices import ALARMS, Kind
from desk.paging import LeftOut, Way

AT = "2026-11-25T08:00:00+08:00"
LEFT = ",".join(f"{way}={reason}" for way in Way for reason in LeftOut)
"""sent|delivered|seen|times|why it failed|left out|state|name, as `bot.handlers.paging` writes them."""
CALLED = "\n".join(
    (
        f"{AT}|{AT}|{AT}|1||||Jiang",
        f"{AT}|||3|bot was blocked by the user|phone=no_gateway||Su",
        "|||0|user is deactivated|||Lin",
        "|||0||group=no_group,second=no_second|quiet|Maker",
        "|||0|||waiting|A|B",
        "|||0||||Nobody",
    )
)
"""measure|what it says of them|name, as `bot.handlers.paging` writes them."""
BEHIND = "\n".join(f"{ground}|3|Su" for ground in list(Ground)[:8])
"""no|grade|device|symptom|status|what came due|place, as `usecases.told_together` writes them."""
STORM = "\n".join(
    [f"100{i}|III|smart_board|black_screen|waiting||A|Class 3-{i}" for i in range(6)]
    + ["1009|II|||accepted||"] * 2
)
OVERDUE = "\n".join(
    f"10{i:02}|III|smart_board|black_screen|{status}|waits,{what}|A|Class 3-{i}"
    for i, (what, status) in enumerate(
        product(
            ("near", "missed", "nobody", "ageing", "risen", "callback", "hold_over", "objection"),
            ("waiting", "accepted"),
        )
    )
)
_AGAIN = tuple(
    {"count": count, "who": "Su", "phone": phone} for count, phone in (("2", "135****0001"), ("12", ""))
)
SAID_OF_PAGING: dict[Kind, tuple[dict[str, str], ...]] = {
    **dict.fromkeys((Kind.PAGED_AGAIN, Kind.PAGED_BY_PHONE, Kind.PAGED_IN_GROUP), _AGAIN),
    Kind.ALARM_OVER: tuple({"what": kind.value} for kind in ALARMS),
    Kind.QUIET: tuple(
        {"state": state, "starts": "22:00", "ends": "07:00"}
        for state in ("set", "now", "off", "none", "unread")
    ),
    Kind.STORM: (
        {"lines": STORM, "total": "6", "more": "3"},
        {"lines": STORM.replace("waiting", "accepted"), "total": "0", "more": "0"},
    ),
    Kind.OVERDUE: (
        {"lines": OVERDUE[: OVERDUE.index("1005")], "due": "512", "jobs": "206", "more": "201"}
        | {"down": "yes", "total": "5", "board": "yes"}
        | {"numbers": " ".join(f"#{no}-{no + 2}" for no in range(1009, 1029, 4)) + " …"},
        *(
            {
                "lines": "\n".join(OVERDUE.splitlines()[first : first + 5]),
                "due": "8",
                "jobs": "5",
                "more": "0",
            }
            | {"total": "4", "numbers": "", "down": "", "board": ""}
            for first in (5, 10, 15)
        ),
    ),
    Kind.WHY_ME: (
        *(
            {"why": ground.value, "lines": BEHIND, "before": "Su、Lin", "several": ""}
            | {"why_mine": "3.2", "why_than": "Su", "why_theirs": "1002"}
            for ground in Ground
        ),
        {"why": "", "lines": "", "before": "", "several": ""},
        {"why": "", "lines": "", "before": "", "several": "yes"},
    ),
    Kind.PAGES: (
        {"lines": CALLED, "more": "3", "several": "", "numbered": "yes"},
        {"lines": "", "more": "0", "several": "", "numbered": "yes"},
        {"lines": "", "more": "0", "several": "yes", "numbered": ""},
        {"lines": "", "more": "0", "several": "", "numbered": ""},
    ),
}
