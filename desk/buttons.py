"""Buttons as types: a verb and what it is about. The label and the token on the wire are made elsewhere."""

from dataclasses import dataclass
from enum import StrEnum

from desk.ids import TicketId


class Verb(StrEnum):
    """Everything that can be pressed."""

    # teacher: self-help
    STEP_FIXED = "step_fixed"
    STEP_NOT_FIXED = "step_not_fixed"
    STEP_YES = "step_yes"
    STEP_NO = "step_no"
    STEP_NONE = "step_none"
    STEP_NAMED = "step_named"
    STEP_CANNOT = "step_cannot"
    STEP_DARE_NOT = "step_dare_not"
    STEP_SKIP = "step_skip"
    STEP_BACK = "step_back"
    STEP_WAIT = "step_wait"
    STEP_MORE = "step_more"
    STEP_GO_ON = "step_go_on"
    STEP_COLLEAGUE = "step_colleague"
    TALK_TO_HUMAN = "talk_to_human"
    # teacher: questions before and after the ticket
    PICK_ROOM = "pick_room"
    PICK_SCHOOL = "pick_school"
    LESSON_NOW = "lesson_now"
    LESSON_NOT_NOW = "lesson_not_now"
    SCOPE = "scope"
    CONDITION = "condition"
    CONFIRM_FIXED = "confirm_fixed"
    DENY_FIXED = "deny_fixed"
    RATE = "rate"
    PROGRESS = "progress"
    URGE = "urge"
    CANCEL = "cancel"
    CANCEL_REALLY = "cancel_really"
    KEEP = "keep"
    # several voices about one fault: of teachers (another fault), of staff (no common fault)
    APART = "apart"
    SPLIT = "split"
    # engineer
    ACCEPT = "accept"
    REASSIGN = "reassign"
    REASSIGN_TO = "reassign_to"
    NEED_HELP = "need_help"
    DEPART = "depart"
    ARRIVE = "arrive"
    DIAGNOSE = "diagnose"
    RESTORE = "restore"
    REPAIR = "repair"
    # the grade: of a teacher, of the handler, of a supervisor
    OBJECT = "object"
    PROPOSE = "propose"
    PROPOSE_TO = "propose_to"
    REGRADE = "regrade"
    REGRADE_TO = "regrade_to"
    UPHOLD = "uphold"
    HOLD = "hold"
    HOLD_FOR = "hold_for"
    HOLD_UNTIL = "hold_until"
    RESUME = "resume"
    # the reading of the teacher's words: of the handler and of supervisors
    REREAD = "reread"
    REREAD_DEVICE = "reread_device"
    REREAD_SYMPTOM = "reread_symptom"
    REREAD_INTENT = "reread_intent"
    REREAD_PLACE = "reread_place"
    REREAD_IMPACT = "reread_impact"
    REREAD_SAFETY = "reread_safety"
    # supervisor
    TAKE_OVER = "take_over"
    CALL_LIST = "call_list"
    PHONED = "phoned"
    SHOW = "show"
    # after the repair: call-backs, and what a low score leads to
    CALLED = "called"
    NOT_REACHED = "not_reached"
    FOLLOW_UP = "follow_up"
    ERRAND = "errand"
    # major events: planned and called off by supervisors, seen to by staff
    EVENT_NEW = "event_new"
    EVENT_SCHOOL = "event_school"
    EVENT_KIND = "event_kind"
    EVENT_WHOLE = "event_whole"
    EVENT_DROP = "event_drop"
    EVENT_DROP_REALLY = "event_drop_really"
    EVENT_CONFIRM = "event_confirm"
    EVENT_DECLINE = "event_decline"
    EVENT_ARRANGED = "event_arranged"
    # major incidents: started and led by supervisors, worked by the members of their groups
    INCIDENT = "incident"
    INCIDENT_NEW = "incident_new"
    INCIDENT_SCHOOL = "incident_school"
    INCIDENT_PLAN = "incident_plan"
    INCIDENT_START = "incident_start"
    INCIDENT_SHOW = "incident_show"
    INCIDENT_STAFF = "incident_staff"
    INCIDENT_REPLACE = "incident_replace"
    INCIDENT_ADD = "incident_add"
    INCIDENT_ASSIGN = "incident_assign"
    INCIDENT_STEPS = "incident_steps"
    INCIDENT_STEP = "incident_step"
    INCIDENT_TAKE = "incident_take"
    INCIDENT_PHONED = "incident_phoned"
    INCIDENT_DONE = "incident_done"
    INCIDENT_DOWN = "incident_down"
    INCIDENT_PARTLY = "incident_partly"
    INCIDENT_WORKS = "incident_works"
    INCIDENT_RESTORED = "incident_restored"
    INCIDENT_NOT_YET = "incident_not_yet"
    INCIDENT_SUPPORT = "incident_support"
    INCIDENT_END = "incident_end"
    INCIDENT_LOG = "incident_log"
    INCIDENT_HANDED_IN = "incident_handed_in"
    # the service report: of the handler, of supervisors, of the teacher
    REPORT = "report"
    REPORT_NOTE = "report_note"
    REPORT_SIGN = "report_sign"
    REPORT_CONFIRM = "report_confirm"
    REPORT_WRONG = "report_wrong"
    # rosters: leave, swaps, stand-ins, hand-over
    ROSTER_LEAVE_AGREE = "roster_leave_agree"
    ROSTER_LEAVE_DECLINE = "roster_leave_decline"
    ROSTER_SWAP_TURN = "roster_swap_turn"
    ROSTER_SWAP_WITH = "roster_swap_with"
    ROSTER_SWAP_AGREE = "roster_swap_agree"
    ROSTER_SWAP_DECLINE = "roster_swap_decline"
    ROSTER_STAND_TEAM = "roster_stand_team"
    ROSTER_STAND_PERSON = "roster_stand_person"
    ROSTER_TAKE = "roster_take"
    # paging
    WHO_CALLED = "who_called"
    WHY_ME = "why_me"
    # the life of a job: check-in, the call on the way, suggested notes
    ARRIVAL_CODE = "arrival_code"
    TEACHER_REACHED = "teacher_reached"
    TEACHER_NO_ANSWER = "teacher_no_answer"
    TEACHER_NUMBER = "teacher_number"
    USE_NOTE = "use_note"
    RELAY_TO = "relay_to"
    NOTE_ON = "note_on"
    PARTNER = "partner"
    PARTNER_TO = "partner_to"
    JOIN_JOB = "join_job"
    LEAVE_JOB = "leave_job"
    WATCH = "watch"
    UNWATCH = "unwatch"
    TRAIL = "trail"
    EXTEND = "extend"
    EXTEND_FOR = "extend_for"
    EXTEND_UNTIL = "extend_until"
    # a rehearsal: of supervisors
    REHEARSE = "rehearse"
    REHEARSE_GRADE = "rehearse_grade"
    REHEARSE_AT = "rehearse_at"
    # what the desk keeps of me
    MY_DATA = "my_data"
    ERASE = "erase"
    ERASE_REALLY = "erase_really"
    ERASE_KEEP = "erase_keep"
    # signed-in browsers of staff
    SESSION_END = "session_end"
    SESSION_END_OTHERS = "session_end_others"
    # a second person for supervisors
    ADMIT = "admit"
    ADMIT_NOT = "admit_not"
    # everybody
    WHY = "why"


@dataclass(frozen=True, slots=True)
class Press:
    """One possible press. `arg` is a room, school, person id or a score, or `tree/step/answer`, as the verb wants."""

    verb: Verb
    ticket: TicketId | None = None
    arg: str = ""


@dataclass(frozen=True, slots=True)
class Option:
    """A press with the label people see when it is not the verb's standing label (a room's or person's name)."""

    press: Press
    label: str = ""
