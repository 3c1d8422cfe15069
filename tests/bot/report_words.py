"""What notices of service reports are filled with, as `usecases.sign_report` fills them."""

from desk.notices import Kind
from desk.report_events import ReportPart
from desk.signing import SigningState
from usecases.sign_report import Heard

SIGNED = "handler|Jiang|2026-09-24T05:00:00+00:00\nreporter|Lin | the long name of somebody|2026-09-25T05:00:00+00:00"
BARE = {"state": "unsigned", "cause": "", "solution": "", "loss": "", "signed": ""}
WHOLE = BARE | {
    "state": "signed",
    "cause": "a loose cable " * 20,
    "solution": "pushed in " * 30,
    "loss": "a file " * 40,
    "signed": SIGNED,
}
REQUEST = {"code": "482913", "until": "2026-09-25T05:00:00+00:00"}
SAID_OF_REPORTS: dict[Kind, tuple[dict[str, str], ...]] = {
    Kind.REPORT_SHOWN: (BARE, *(WHOLE | {"state": state} for state in SigningState)),
    Kind.REPORT_TO_SIGN: tuple(
        said | REQUEST | {"again": again} for said in (BARE, WHOLE) for again in ("", "yes")
    ),
    Kind.REPORT_ASK_WORDS: tuple({"about": about} for about in ("wrong", *ReportPart)),
    Kind.REPORT_NOTED: tuple({"what": what} for what in (*Heard, "declined")),
    Kind.REPORT_SIGNED: (WHOLE,),
    Kind.REPORT_DECLINED: ({"words": "the loss is missing " * 20}, {"words": ""}),
    Kind.REPORT_LAPSED: ({"why": "codes"}, {"why": "silence"}),
}
