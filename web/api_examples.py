"""What the description of the API shows besides its schemas: one answer of each kind, and every refusal with its own sentence.

`tests/web/test_api_reading.py` holds the examples to the schemas they stand beside.
"""

from typing import Any, Final

from desk.language import Lang
from web.api_models import Problem
from web.words import say

Described = dict[int | str, dict[str, Any]]


def refusal(about: str, *words: str, **more: object) -> dict[str, Any]:
    """A refusal in the one shape that all have; `words` name the sentences it comes with."""
    said = {word: {"value": {"error": say(word, Lang.EN)}} for word in words}
    return {
        "model": Problem,
        "description": about,
        "content": {"application/json": {"examples": said}},
        **more,
    }


def shown(about: str, **values: object) -> Described:
    """The answer when all went well, with examples by name."""
    examples = {name: {"value": value} for name, value in values.items()}
    return {200: {"description": about, "content": {"application/json": {"examples": examples}}}}


REFUSALS: Final[Described] = {
    401: refusal(
        "No key, a wrong one, or one that has ended: all alike.",
        "key_refused",
        headers={"WWW-Authenticate": {"description": "Bearer", "schema": {"type": "string"}}},
    ),
    403: refusal("The key lacks the scope.", "key_lacks_scope"),
    422: refusal("A parameter that is not named here, or none of its values.", "not_understood"),
    429: refusal(
        "More than 10 requests a second with one key (60 at once), or guessing.",
        "too_fast",
        headers={"Retry-After": {"description": "Seconds to wait.", "schema": {"type": "integer"}}},
    ),
    500: refusal("Something broke on our side; it was logged. Trying again is safe.", "our_fault"),
}
"""What every operation knows."""

MISSING: Final[Described] = {404: refusal("Not there, or not within the key's schools.", "not_found")}
NO_LENGTH: Final[Described] = {
    411: refusal(
        "The request does not say how long its body is (`Content-Length`, 0 where it has none).", "no_length"
    )
}
CONFLICT: Final[Described] = {
    409: refusal(
        "Something else was written at the same instant, again and again. Send it once more.", "refused"
    )
}
OF_A_BODY: Final[Described] = (
    NO_LENGTH
    | CONFLICT
    | {
        400: refusal("The body is not JSON.", "not_json"),
        413: refusal("The body is longer than 64 KB.", "request_too_big", "text_too_long"),
    }
)

KEY: Final = {
    "key": "7Q2K0XBM",
    "name": "zabbix",
    "scopes": ["alerts:write"],
    "schools": ["qh1"],
    "expires_at": "2027-09-21T00:00:00Z",
}
TICKET: Final = {
    "no": 1001,
    "school": "qh1",
    "room": "qh1-302",
    "device": None,
    "device_class": "smart_board",
    "symptom": "black_screen",
    "impact": "lesson_blocked",
    "status": "accepted",
    "is_open": True,
    "grade": "II",
    "clause": "001 §4.3.2-2",
    "contract": "changge",
    "contract_version": 1,
    "opened_at": "2026-09-21T00:00:00Z",
    "round": 1,
    "reporter": None,
    "handler": None,
    "place": None,
    "words": None,
}
_READ: Final = {
    "reporter": {"id": "hazel", "name": "韩老师"},
    "handler": {"id": "berry", "name": "白工"},
    "place": "三年级2班",
    "words": ["三年级2班大屏黑屏了"],
}
WHOLE_TICKET: Final = {
    "ticket": TICKET,
    "clocks": [
        {
            "stage": "response",
            "grade": "II",
            "clause": "001 §4.3.2-2",
            "internal": False,
            "started": "2026-09-21T00:00:00Z",
            "due": "2026-09-21T00:10:00Z",
            "met": "2026-09-21T00:04:00Z",
            "in_time": True,
            "missed": False,
            "met_by": "Acknowledged",
        }
    ],
    "trail": [
        {
            "kind": "TicketOpened",
            "at": "2026-09-21T00:00:00Z",
            "entered": None,
            "role": "teacher",
            "by": None,
            "words": None,
        },
        {
            "kind": "Acknowledged",
            "at": "2026-09-21T00:04:00Z",
            "entered": None,
            "role": "engineer",
            "by": None,
            "words": None,
        },
    ],
}
DEVICE: Final = {
    "id": "qh1-302-sb",
    "code": "QH1-302-SB",
    "device_class": "smart_board",
    "school": "qh1",
    "room": "qh1-302",
    "label": "大屏",
    "model": "",
    "handed_over_on": None,
    "accepted_on": "2025-08-20",
}
_TURN: Final = {
    "starts": "2026-09-21T00:00:00Z",
    "ends": "2026-09-21T10:00:00Z",
    "on_duty": 1,
    "people": None,
}
_GAP: Final = {
    "starts": "2026-09-21T10:00:00Z",
    "ends": "2026-09-22T00:00:00Z",
    "on_duty": 0,
    "people": None,
}
ROSTERS: Final = {"teams": [{"team": "east", "name": "东片一线", "tier": "first", "turns": [_TURN, _GAP]}]}
FIGURES: Final = {
    "contract": "changge",
    "quarter": "2026Q3",
    "tickets": 120,
    "repaired": 112,
    "repeats": 3,
    "reopened": 4,
    "further_voices": 9,
    "in_common_faults": 6,
    "scores": 80,
    "average_score": 4.6,
    "low_scores": 2,
    "low_scores_open": 1,
    "repeats_of": None,
}
_OPENED: Final = {"fingerprint": "device:qh1-302-SB", "result": "opened", "ticket": 1001}
_LOST: Final = {"fingerprint": "device:board-9", "result": "not_placed", "ticket": None}

AS_TICKETS: Final = shown(
    "Newest first.",
    a_page_that_is_not_the_last={"tickets": [TICKET], "next": "1001"},
    the_last_page={"tickets": [TICKET], "next": None},
    with_personal_read={"tickets": [TICKET | _READ], "next": None},
)
AS_DEVICES: Final = shown(
    "By code.",
    a_page_that_is_not_the_last={"devices": [DEVICE], "next": "QH1-302-SB"},
    the_last_page={"devices": [DEVICE], "next": None},
)
AS_ALERTS: Final[Described] = shown(
    "Every alert was heard.",
    opened={"results": [_OPENED], "error": None},
    came_again={"results": [_OPENED | {"result": "joined"}], "error": None},
)
LOST_ALERT: Final = {"results": [_OPENED, _LOST], "error": say("alert_not_placed", Lang.EN)}
NOT_A_FORM: Final = {"error": say("not_an_alert", Lang.EN)}
BEAT: Final = {"fingerprint": "heartbeat:QH1-302-SB", "result": "joined", "ticket": None}
