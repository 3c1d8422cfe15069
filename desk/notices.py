"""Notices: what the desk has to tell whom. Sentences and standing buttons are found by `kind` in `bot/words`."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from desk.buttons import Option
from desk.choice import Chosen
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
    CLOSED_IN_CLASS = "teacher.closed_in_class"
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
    # voices.j2
    VOICE_JOINED = "voices.joined"
    VOICE_LEFT = "voices.left"
    VOICE_CLOSED = "voices.closed"
    VOICE_WITHDRAWN = "voices.withdrawn"
    COMMON_FOUND = "voices.common_found"
    COMMON_ALERT = "voices.common_alert"
    COMMON_SPLIT = "voices.common_split"
    COMMON_UNDONE = "voices.common_undone"
    # aftercare.j2
    CLOSED = "aftercare.closed"
    REMARK_TAKEN = "aftercare.remark_taken"
    ASK_CALL_NOTE = "aftercare.ask_call_note"
    CALLED_NOTED = "aftercare.called_noted"
    FOLLOW_UP = "aftercare.follow_up"
    FOLLOW_UP_AGAIN = "aftercare.follow_up_again"
    FOLLOWED_UP = "aftercare.followed_up"
    ERRANDS = "aftercare.errands"
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
    REPORT_SIGN_FIRST = "reports.sign_first"
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
    # paging.j2
    PAGED_AGAIN = "paging.again"
    PAGED_BY_PHONE = "paging.by_phone"
    PAGED_IN_GROUP = "paging.in_group"
    ALARM_OVER = "paging.alarm_over"
    PAGES = "paging.called"
    WHY_ME = "paging.why_me"
    QUIET = "paging.quiet"
    STORM = "paging.storm"
    OVERDUE = "paging.overdue"
    # life.j2
    ALREADY = "life.already"
    ARRIVAL_CODE = "life.arrival_code"
    CHECKED_IN = "life.checked_in"
    CODE_WRONG = "life.code_wrong"
    NOT_THIS_ROOM = "life.not_this_room"
    PHONE_TEACHER = "life.phone_teacher"
    TEACHER_PHONED = "life.teacher_phoned"
    TEACHER_NUMBER = "life.teacher_number"
    ASK_WHICH = "life.ask_which"
    SAID_TO_TEACHER = "life.said_to_teacher"
    NOTE_WORDS = "life.note_words"
    NOTED = "life.noted"
    NOTE_HEARD = "life.note_heard"
    ASK_PARTNER = "life.ask_partner"
    PARTNER_ASKED = "life.partner_asked"
    PARTNER_CALLED = "life.partner_called"
    PARTNER_CHANGED = "life.partner_changed"
    # overview.j2
    TICKET_STATE = "overview.ticket"
    LATE = "overview.late"
    TRAIL = "overview.trail"
    WATCHING = "overview.watching"
    WATCH_NEWS = "overview.watch_news"
    DIGEST = "overview.digest"
    DIGEST_SET = "overview.digest_set"
    ASK_EXTEND = "overview.ask_extend"
    EXTENDED = "overview.extended"
    MORE_TIME = "overview.more_time"
    # rehearsals.j2
    REHEARSAL_ASK = "rehearsals.ask"
    REHEARSED = "rehearsals.told"
    # account.j2
    ASK_SCHOOL = "account.ask_school"
    BOUND = "account.bound"
    REDEEMED = "account.redeemed"
    STICKER = "account.sticker"
    # access.j2
    SIGN_IN = "access.sign_in"
    NO_SIGN_IN = "access.no_sign_in"
    SIGNED_IN = "access.signed_in"
    DEVICES = "access.devices"
    DEVICE_ENDED = "access.ended"
    ADMIT_ASKED = "access.admit_asked"
    ADMIT_DECIDED = "access.admit_decided"
    # operator.j2
    OPERATOR_FOUND = "operator.found"
    OPERATOR_RESTARTED = "operator.restarted"
    OPERATOR_CANARY = "operator.canary"
    OPERATOR_HOOK = "operator.hook"
    OPERATOR_ASIDE = "operator.aside"
    # privacy.j2
    PRIVACY = "privacy.notice"
    PRIVACY_LINE = "privacy.line"
    PRIVACY_COPY = "privacy.copy"
    ERASE_SURE = "privacy.erase_sure"
    ERASE_SET = "privacy.erase_set"
    ERASE_KEPT = "privacy.erase_kept"
    # alerts.j2
    ALERT_OVER = "alerts.over"
    ALERT_AGAIN = "alerts.again"
    # refusals.j2
    REFUSED = "refusals.refused"


ALARMS = (Kind.REMIND, Kind.BREACHED, Kind.NEAR, Kind.MISSED, Kind.CALL_LIST)
"""Reminders and escalations: each is a card of its own, so that it can say who took the job afterwards (ADR 0020)."""

GATHERED = (
    *ALARMS,
    Kind.JOB,
    Kind.PAGED_AGAIN,
    Kind.AGEING,
    Kind.RISEN,
    Kind.REGRADED,
    Kind.CALLBACK,
    Kind.HOLD_OVER,
    Kind.OBJECTION_WAITS,
)
"""What staff is told together when the desk was down as it came due (ADR 0027)."""


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing to tell one person (`to`), or to say in one chat (`peer`).

    `key` makes it happen once. `options` are buttons beyond the standing ones of the kind; `extra` are small values
    for the sentence that are not facts of the ticket. A `card` is edited in place while the platform can. `picture` is
    the name of a drawing that goes with the words. `chosen` is why the page goes to this person. `due` is when a clock
    owed it; None for what somebody did.
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
    chosen: Chosen | None = None
    due: datetime | None = None
