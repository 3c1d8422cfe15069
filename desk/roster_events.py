"""What happened to a roster: the trail of leave, swaps, stand-ins, hand-overs and warnings. A key makes each happen once."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from desk.ids import PersonId, TeamId


class RosterAct(StrEnum):
    """What was done."""

    ENTERED = "entered"
    LEAVE_ASKED = "leave_asked"
    LEAVE_AGREED = "leave_agreed"
    LEAVE_DECLINED = "leave_declined"
    LEAVE_BEGAN = "leave_began"
    LEAVE_ENDED = "leave_ended"
    SWAP_ASKED = "swap_asked"
    SWAP_AGREED = "swap_agreed"
    SWAP_DECLINED = "swap_declined"
    STOOD_IN = "stood_in"
    WENT_ONLINE = "went_online"
    WENT_OFFLINE = "went_offline"
    HANDED_OVER = "handed_over"
    TAKEN_OVER = "taken_over"
    NOT_TAKEN = "not_taken"
    WARNED = "warned"
    REORDERED = "reordered"


@dataclass(frozen=True, slots=True)
class RosterEvent:
    """One line of the trail. `person` is whom it is about, `by` who did it (None: the desk itself); `note` the span or the
    ids that belong to it.
    """

    key: str
    act: RosterAct
    at: datetime
    by: PersonId | None = None
    person: PersonId | None = None
    team: TeamId | None = None
    note: str = ""
