"""Timers: rows with a due instant and a deterministic key. They are never cancelled; a met stage makes them decide nothing."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from desk.contract import StageName
from desk.ids import EventId, IncidentId, TicketId
from desk.messages import Peer


class TimerKind(StrEnum):
    """What should be looked at when the instant comes."""

    STAGE_NEAR = "stage_near"
    STAGE_PAST = "stage_past"
    CLIMB = "climb"
    REPEAT = "repeat"
    AGEING_NEAR = "ageing_near"
    AGEING_PAST = "ageing_past"
    HOLD_ENDS = "hold_ends"
    ASK_CONFIRMATION = "ask_confirmation"
    CALLBACK = "callback"
    FOLLOW_UP = "follow_up"
    REVIEW = "review"
    STEP_PATIENCE = "step_patience"
    QUESTION_PATIENCE = "question_patience"
    BELL = "bell"
    FIRST_AID = "first_aid"
    EVENT_NEAR = "event_near"
    EVENT_BEARS = "event_bears"
    EVENT_DUTY = "event_duty"
    INCIDENT_SILENCE = "incident_silence"
    INCIDENT_REPORT = "incident_report"
    SIGNATURE = "signature"
    RATING = "rating"
    LEAVE_BEGINS = "leave_begins"
    HAND_OVER = "hand_over"
    HAND_OVER_OPEN = "hand_over_open"
    ROSTER_CHECK = "roster_check"
    PAGE_AGAIN = "page_again"
    PAGE_STORM = "page_storm"
    DIGEST = "digest"
    SIGN_FIRST = "sign_first"
    ERASURE = "erasure"
    HOUSEKEEPING = "housekeeping"
    HEARTBEAT = "heartbeat"
    CANARY = "canary"


@dataclass(frozen=True, slots=True)
class Timer:
    """One instant to look at one ticket (or, for QUESTION_PATIENCE, one conversation that has no ticket yet; for BELL both: what
    was put off until after the lesson is asked again).

    `round` is the ticket's round when it was set; a timer of an earlier round decides nothing. `step` is a counter:
    rung for CLIMB, number of the objection for REVIEW, index of the clause for AGEING, number of the hold for HOLD_ENDS, repetition for REPEAT, reminders for ASK_CONFIRMATION,
    answered steps for STEP_PATIENCE, the dialogue's turn for QUESTION_PATIENCE, which of its instants for EVENT_NEAR and EVENT_DUTY, how often it was set for FIRST_AID (a card after school). The EVENT_ kinds belong to a major
    event: EVENT_NEAR and EVENT_DUTY have no ticket, EVENT_BEARS has both. The INCIDENT_ kinds belong to a major incident.
    RATING asks after the lesson how satisfied the teacher of a closed ticket is.
    SIGNATURE looks at a ticket that is closed: whether its report was signed (`step`: how often that was asked); SIGN_FIRST likewise,
    whether whoever did the job has signed.
    FOLLOW_UP looks at one that is closed too: whether somebody has rung about a low score (`step`: which reminder it is).
    LEAVE_BEGINS has the leave in `duty`, the HAND_OVER kinds the team, DIGEST the supervisor, ERASURE the person whose data goes. PAGE_AGAIN is the next rung (`step`) of the
    ladder that `page` began; PAGE_STORM has the person in `duty` whose pages are told together, HEARTBEAT the device that should have beaten by then,
    CANARY the instant at which it began to fly.
    """

    key: str
    kind: TimerKind
    due: datetime
    ticket: TicketId | None = None
    peer: Peer | None = None
    stage: StageName | None = None
    round: int = 1
    step: int = 0
    event: EventId | None = None
    duty: str = ""
    incident: IncidentId | None = None
    page: str = ""
