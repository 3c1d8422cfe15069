"""The values that come with notices about holds and calendars: what `test_words` renders them with."""

from desk.calendars import Lack
from desk.holds import HoldReason
from desk.notices import Kind

SAID_OF_CLOCKS: dict[Kind, tuple[dict[str, str], ...]] = {
    **dict.fromkeys(
        (Kind.HELD, Kind.JOB_HELD),
        tuple({"reason": r, "stages": s} for r in HoldReason for s in ("solution,spare", "")),
    ),
    **dict.fromkeys((Kind.ASK_UNTIL, Kind.ON_HOLD), tuple({"reason": reason} for reason in HoldReason)),
    Kind.ASK_HOLD: ({"reasons": ",".join(HoldReason)}, {"reasons": "parts"}),
    Kind.CALENDAR_ENDS: tuple(
        {
            "calendar": "china",
            "zh": "工作时间",
            "en": "Working time",
            "lack": lack,
            "since": "2027-01-01",
            "days": "40",
        }
        for lack in Lack
    ),
}
