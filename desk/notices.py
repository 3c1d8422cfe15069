"""Notices: what the desk has to tell whom. Sentences and standing buttons are found by `kind` in `bot/words`."""

from dataclasses import dataclass
from enum import StrEnum

from desk.buttons import Option
from desk.ids import MediaId, PersonId, TicketId
from desk.messages import Peer, Urgency


class Kind(StrEnum):
    """`<file>.<macro>` in `bot/words/<lang>/`: what is said."""

    # teacher.j2
    WELCOME = "teacher.welcome"
    HELP = "teacher.help"
    ASK_FAULT = "teacher.ask_fault"
    ASK_ROOM = "teacher.ask_room"
    ASK_SCOPE = "teacher.ask_scope"
    ASK_LESSON = "teacher.ask_lesson"
    ASK_CONDITION = "teacher.ask_condition"
    OPENED = "teacher.opened"
    SAFETY = "teacher.safety"
    CORRECTED = "teacher.corrected"
    ADDED = "teacher.added"
    REGRADED = "teacher.regraded"
    WHY_GRADE = "teacher.why_grade"
    OBJECTED = "teacher.objected"
    UPHELD = "teacher.upheld"
    STEP = "teacher.step"
    STEP_EXPIRED = "teacher.step_expired"
    HANDED_OVER = "teacher.handed_over"
    ACCEPTED = "teacher.accepted"
    ON_THE_WAY = "teacher.on_the_way"
    ARRIVED = "teacher.arrived"
    RESTORED = "teacher.restored"
    HELD = "teacher.held"
    RESUMED = "teacher.resumed"
    TERMS_CHANGED = "teacher.terms_changed"
    CONFIRM = "teacher.confirm"
    CONFIRM_AGAIN = "teacher.confirm_again"
    REOPENED = "teacher.reopened"
    ASK_RATING = "teacher.ask_rating"
    RATED = "teacher.rated"
    CANCEL_SURE = "teacher.cancel_sure"
    CANCELLED = "teacher.cancelled"
    KEPT = "teacher.kept"
    DROPPED = "teacher.dropped"
    PROGRESS = "teacher.progress"
    URGED = "teacher.urged"
    HUMAN = "teacher.human"
    NO_TICKET = "teacher.no_ticket"
    OUT_OF_SCOPE = "teacher.out_of_scope"
    HOWTO = "teacher.howto"
    ESCALATED_TO = "teacher.escalated_to"
    # steps.j2
    STEP_SAID = "steps.said"
    STEP_PAUSED = "steps.paused"
    STEP_WAITS = "steps.waits"
    STEP_MORE = "steps.more"
    STEP_PASSED = "steps.passed"
    STEP_GIVEN = "steps.given"
    STEP_HELPED = "steps.helped"
    NO_COLLEAGUE = "steps.no_colleague"
    FIRST_AID = "steps.first_aid"
    FIRST_AID_AGAIN = "steps.first_aid_again"
    NO_FIRST_AID = "steps.no_first_aid"
    # engineer.j2
    JOB = "engineer.job"
    REMIND = "engineer.remind"
    BREACHED = "engineer.breached"
    JOB_GONE = "engineer.job_gone"
    JOB_WORDS = "engineer.job_words"
    JOB_URGED = "engineer.job_urged"
    ASK_NOTE = "engineer.ask_note"
    ASK_COLLEAGUE = "engineer.ask_colleague"
    DONE = "engineer.done"
    JOBS = "engineer.jobs"
    ENGINEER_HELP = "engineer.help"
    RELAYED = "engineer.relayed"
    HOLD_OVER = "engineer.hold_over"
    ASK_HOLD = "engineer.ask_hold"
    ASK_UNTIL = "engineer.ask_until"
    ON_HOLD = "engineer.on_hold"
    ASK_READING = "engineer.ask_reading"
    ASK_DEVICE = "engineer.ask_device"
    ASK_PLACE = "engineer.ask_place"
    ASK_IMPACT = "engineer.ask_impact"
    ASK_SYMPTOM = "engineer.ask_symptom"
    ASK_INTENT = "engineer.ask_intent"
    REREAD = "engineer.reread"
    JOB_REREAD = "engineer.job_reread"
    # clocks.j2
    WHY = "clocks.why"
    # supervisor.j2
    NEAR = "supervisor.near"
    MISSED = "supervisor.missed"
    SAFETY_ALERT = "supervisor.safety_alert"
    CALL_LIST = "supervisor.call_list"
    CALLBACK = "supervisor.callback"
    AGEING = "supervisor.ageing"
    RISEN = "supervisor.risen"
    OBJECTION = "supervisor.objection"
    OBJECTION_WAITS = "supervisor.objection_waits"
    ASK_GRADE = "supervisor.ask_grade"
    ASK_REASON = "supervisor.ask_reason"
    DECIDED = "supervisor.decided"
    JOB_HELD = "supervisor.job_held"
    CALENDAR_ENDS = "supervisor.calendar_ends"
    DENIED = "supervisor.denied"
    HUMAN_WANTED = "supervisor.human_wanted"
    TOLD = "supervisor.told"
    WATCHED = "supervisor.watched"
    BOARD = "supervisor.board"
    SUPERVISOR_HELP = "supervisor.help"
    # events.j2
    EVENTS = "events.listed"
    EVENT_ASK_SCHOOL = "events.ask_school"
    EVENT_ASK_KIND = "events.ask_kind"
    EVENT_ASK_WHEN = "events.ask_when"
    EVENT_ASK_ROOMS = "events.ask_rooms"
    EVENT_PLANNED = "events.planned"
    EVENT_DROP_SURE = "events.drop_sure"
    EVENT_DROPPED = "events.dropped"
    EVENT_ANNOUNCED = "events.announced"
    EVENT_PROPOSED = "events.proposed"
    EVENT_ANSWERED = "events.answered"
    EVENT_DUTY = "events.duty"
    EVENT_ARRANGED = "events.arranged"
    # incidents.j2
    INCIDENTS = "incidents.listed"
    INCIDENT_ASK_SCHOOL = "incidents.ask_school"
    INCIDENT_ASK_PLAN = "incidents.ask_plan"
    INCIDENT_ASK_START = "incidents.ask_start"
    INCIDENT_CARD = "incidents.card"
    INCIDENT_STEP = "incidents.step"
    INCIDENT_DUTY = "incidents.duty"
    INCIDENT_RELIEVED = "incidents.relieved"
    INCIDENT_SILENT = "incidents.silent"
    INCIDENT_SUPPORT = "incidents.support"
    INCIDENT_TESTED = "incidents.tested"
    INCIDENT_ASK_GROUP = "incidents.ask_group"
    INCIDENT_ASK_PERSON = "incidents.ask_person"
    INCIDENT_ASK_WORDS = "incidents.ask_words"
    INCIDENT_NOTED = "incidents.noted"
    INCIDENT_READY = "incidents.ready"
    INCIDENT_OVER = "incidents.over"
    INCIDENT_REPORT = "incidents.report"
    INCIDENT_LOG = "incidents.log"
    INCIDENT_OWED = "incidents.owed"
    INCIDENT_NEWS = "incidents.news"
    # reports.j2
    REPORT_SHOWN = "reports.shown"
    REPORT_TO_SIGN = "reports.to_sign"
    REPORT_ASK_WORDS = "reports.ask_words"
    REPORT_NOTED = "reports.noted"
    REPORT_SIGNED = "reports.signed"
    REPORT_DECLINED = "reports.declined"
    REPORT_LAPSED = "reports.lapsed"
    # rosters.j2
    ROSTER_WHO = "rosters.who"
    ROSTER_ASK_WHEN = "rosters.ask_when"
    ROSTER_LEAVE_SENT = "rosters.leave_sent"
    ROSTER_LEAVE_ASKED = "rosters.leave_asked"
    ROSTER_LEAVE_DECIDED = "rosters.leave_decided"
    ROSTER_LEAVE_JOBS = "rosters.leave_jobs"
    ROSTER_BACK = "rosters.back"
    ROSTER_STANDS_IN = "rosters.stands_in"
    ROSTER_ASK_TURN = "rosters.ask_turn"
    ROSTER_ASK_WITH = "rosters.ask_with"
    ROSTER_SWAP_SENT = "rosters.swap_sent"
    ROSTER_SWAP_ASKED = "rosters.swap_asked"
    ROSTER_SWAP_DECIDED = "rosters.swap_decided"
    ROSTER_ASK_TEAM = "rosters.ask_team"
    ROSTER_ASK_PERSON = "rosters.ask_person"
    ROSTER_SWITCHED = "rosters.switched"
    ROSTER_OFFLINE = "rosters.offline"
    ROSTER_HAND_OVER = "rosters.hand_over"
    ROSTER_TAKEN = "rosters.taken"
    ROSTER_NOT_TAKEN = "rosters.not_taken"
    ROSTER_FINDINGS = "rosters.findings"
    ROSTER_FEED = "rosters.feed"
    # life.j2
    ARRIVAL_CODE = "life.arrival_code"
    CHECKED_IN = "life.checked_in"
    CODE_WRONG = "life.code_wrong"
    NOT_THIS_ROOM = "life.not_this_room"
    PHONE_TEACHER = "life.phone_teacher"
    TEACHER_PHONED = "life.teacher_phoned"
    TEACHER_NUMBER = "life.teacher_number"
    # account.j2
    ASK_SCHOOL = "account.ask_school"
    BOUND = "account.bound"
    REDEEMED = "account.redeemed"
    STICKER = "account.sticker"
    # refusals.j2
    REFUSED = "refusals.refused"


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing to tell one person (`to`), or to say in one chat (`peer`).

    `key` makes it happen once. `options` are buttons beyond the standing ones of the kind; `extra` are small values
    for the sentence that are not facts of the ticket. A `card` is edited in place while the platform can. `picture` is
    the name of a drawing that goes with the words.
    """

    kind: Kind
    key: str
    to: PersonId | None = None
    peer: Peer | None = None
    ticket: TicketId | None = None
    urgency: Urgency = Urgency.NOTE
    options: tuple[Option, ...] = ()
    extra: tuple[tuple[str, str], ...] = ()
    media: tuple[MediaId, ...] = ()
    card: str | None = None
    picture: str = ""
