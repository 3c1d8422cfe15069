"""What notices of major incidents are filled with, as `usecases.tell_incident` and `usecases.report_incident` fill them."""

from desk.incident_events import INCIDENT_EVENT_TYPES, BusinessState, IncidentOutcome
from desk.notices import Kind

Words = dict[str, str]

LONG = "the core switch has lost its power and its spare is at the other end of the town, " * 3
HEAD = {"no": "12", "plan": "Network down", "school": "Lakeside School"}
SINCE, ENDED = "2026-09-24T04:10:00+00:00", "2026-09-24T06:25:00+00:00"
MARKS = ("unmanned", "waiting", "taken", "support", "")
LINES = "\n".join(
    f"Business-test group|{'' if mark == 'unmanned' else 'Jiang、Su'}|{mark}|{LONG if mark else ''}"
    for mark in MARKS
)
CARD = HEAD | {
    "phase": "Restore",
    "phase_no": "2",
    "phases": "5",
    "round": "2",
    "since": SINCE,
    "ended": "",
    "outcome": "",
    "tickets": "、".join(str(1001 + n) for n in range(30)),
    "before": "down",
    "after": "down",
    "groups": LINES,
}
STEP = HEAD | {
    "group": "Business-test group",
    "duty": LONG,
    "say": LONG,
    "clause": "000 §5.15.1",
    "test": "",
    "who": "Jiang、Su",
    "again": "",
}
OWED = f"{LONG}|2026-09-25|000 §5.10|\nthe second report||000 §5.10|yes"
TESTS = f"test_before|partly|Jiang|{LONG}|{SINCE}\ntest_after|works|Su||{ENDED}"
REPORT = HEAD | {
    "outcome": "restored",
    "since": SINCE,
    "ended": ENDED,
    "by": "Chen",
    "people": "",
    "members": "Jiang、Su、Chen、Lin、Sun" * 4,
    "tickets": CARD["tickets"],
    "steps": "13/13",
    "round": "3",
    "silent": "4",
    "tests": TESTS,
    "cause": LONG,
    "owed": OWED,
}
DUTY = HEAD | {"group_zh": "技术组", "group_en": "Technical group", "duty_zh": "排除故障。", "duty_en": LONG}
PHONES = "Jiang|first|0000-0001\nSu|second|\nChen||0000-0002\nLin|vendor|0000-0003\nSun||"


def _log() -> str:
    said = {"BusinessTested": "test_before:down", "IncidentEnded": LONG}
    about = {"IncidentEnded": "stopped", "TicketJoined": "1001"}
    kinds = list(INCIDENT_EVENT_TYPES)[:10]
    return "\n".join(
        f"{SINCE}|{kind}|{'' if kind == 'DutyUnanswered' else 'Jiang'}|{about.get(kind, LONG)}|{said.get(kind, LONG)}"
        for kind in kinds
    )


SAID_OF_INCIDENTS: dict[Kind, tuple[Words, ...]] = {
    Kind.INCIDENTS: (
        {"lines": ""},
        {"lines": "\n".join(f"{n}|Network down|Lakeside School|{SINCE}" for n in range(12))},
    ),
    Kind.INCIDENT_ASK_PLAN: ({"school": "Lakeside School"},),
    Kind.INCIDENT_ASK_START: tuple(
        {
            "plan": "Network down",
            "school": "Lakeside",
            "tickets": tickets,
            "running": running,
            "groups": groups,
        }
        for tickets, running, groups in (
            ("1001", "", "Owner|Chen\nTesters|"),
            ("", "3", "Owner|Chen、Lin\n" * 5),
        )
    ),
    Kind.INCIDENT_CARD: (
        CARD,
        CARD | {"phase": "", "round": "1", "tickets": "", "before": "", "after": ""},
        *(CARD | {"outcome": outcome, "ended": ENDED, "phase": ""} for outcome in IncidentOutcome),
    ),
    Kind.INCIDENT_STEP: tuple(
        STEP | {"test": test, "again": again}
        for test in ("", "test_before", "test_after")
        for again in ("", "2")
    ),
    Kind.INCIDENT_DUTY: (DUTY,),
    Kind.INCIDENT_RELIEVED: (DUTY,),
    Kind.INCIDENT_SILENT: (HEAD | {"people": PHONES, "times": "2"},),
    Kind.INCIDENT_SUPPORT: (STEP | {"asks": "Jiang", "words": ""}, STEP | {"asks": "Jiang", "words": LONG}),
    Kind.INCIDENT_TESTED: (
        STEP | {"test": "test_before", "result": "works"},
        *(STEP | {"test": "test_after", "result": result} for result in BusinessState),
    ),
    Kind.INCIDENT_ASK_GROUP: (HEAD,),
    Kind.INCIDENT_ASK_PERSON: tuple(STEP | {"way": way} for way in ("add", "instead")),
    Kind.INCIDENT_ASK_WORDS: (
        *(HEAD | {"about": about, "outcome": "", "left": ""} for about in ("note", "support")),
        *(HEAD | {"about": "cause", "outcome": outcome, "left": "4"} for outcome in IncidentOutcome),
    ),
    Kind.INCIDENT_NOTED: tuple(
        HEAD | {"what": what} for what in ("started", "assigned", "done", "taken", "support", "note")
    ),
    Kind.INCIDENT_READY: (HEAD,),
    Kind.INCIDENT_OVER: tuple(HEAD | {"outcome": outcome} for outcome in IncidentOutcome),
    Kind.INCIDENT_REPORT: (
        REPORT,
        REPORT | {"outcome": "", "ended": "", "round": "1", "silent": "", "tests": "", "owed": ""},
    ),
    Kind.INCIDENT_LOG: (HEAD | {"lines": _log()}, HEAD | {"lines": f"{ENDED}|ReportHandedIn|Chen|{LONG}|"}),
    Kind.INCIDENT_OWED: (HEAD | {"owed": OWED},),
    Kind.INCIDENT_NEWS: tuple(HEAD | {"state": state} for state in ("began", "over")),
}
