"""What notices to the operator are filled with, as `usecases.audit_tickets` and its like fill them."""

from desk.auditor import Lapse
from desk.contract import StageName
from desk.notices import Kind
from desk.timers import TimerKind

AT = "2026-11-25T08:00:00+00:00"
_KINDS = (TimerKind.STAGE_NEAR, TimerKind.STAGE_PAST, TimerKind.CLIMB, TimerKind.ASK_CONFIRMATION)
"""lapse|no|kind|stage|due, as `usecases.audit_tickets` writes them."""
FOUND = "\n".join(f"{Lapse.MISSING}|1001|{kind}|{StageName.ARRIVAL}|{AT}" for kind in _KINDS)
SAID_TO_OPERATOR: dict[Kind, tuple[dict[str, str], ...]] = {
    Kind.OPERATOR_RESTARTED: (
        {"minutes": "12", "since": AT, "due": "0", "unsent": "3"},
        {"minutes": "1440", "since": AT, "due": "512", "unsent": "0"},
    ),
    Kind.OPERATOR_CANARY: ({"minutes": "9", "since": AT},),
    Kind.OPERATOR_HOOK: ({"name": "helpdesk", "reason": "HTTP 404"},),
    Kind.OPERATOR_ASIDE: ({"id": "4711", "channel": "telegram", "at": AT},),
    Kind.OPERATOR_FOUND: (
        {"lines": FOUND, "total": "9", "more": "5"},
        *({"lines": f"{lapse}|1001|{TimerKind.REPEAT}||{AT}", "total": "1", "more": "0"} for lapse in Lapse),
    ),
}
