"""What a teacher's message says: the vocabulary of `shared/domain/labels.md` as types.

A `Reading` is made by `nlu/` outside any transaction; nothing here reads text.
"""

from dataclasses import dataclass, field
from enum import StrEnum

from desk.ids import RoomId


class Intent(StrEnum):
    """The sixteen intents of labels.md §1."""

    REPORT_FAULT = "report_fault"
    SUPPLY_INFO = "supply_info"
    ANSWER_STEP = "answer_step"
    QUERY_PROGRESS = "query_progress"
    URGE = "urge"
    CANCEL = "cancel"
    RESCHEDULE = "reschedule"
    CONFIRM_FIXED = "confirm_fixed"
    DENY_FIXED = "deny_fixed"
    COMPLAIN = "complain"
    PRAISE = "praise"
    ASK_HOWTO = "ask_howto"
    ASK_WARRANTY_PRICE = "ask_warranty_price"
    REQUEST_SERVICE = "request_service"
    TRANSFER_HUMAN = "transfer_human"
    CHITCHAT = "chitchat"


class DeviceClass(StrEnum):
    """The twenty device classes of labels.md §2."""

    SMART_BOARD = "smart_board"
    PROJECTOR = "projector"
    CLASSROOM_PC = "classroom_pc"
    OFFICE_PC = "office_pc"
    NETWORK = "network"
    DOCUMENT_CAMERA = "document_camera"
    AUDIO = "audio"
    BROADCAST = "broadcast"
    SURVEILLANCE = "surveillance"
    CLOUD_CLASSROOM = "cloud_classroom"
    SCIENCE_LAB = "science_lab"
    PRINTER = "printer"
    CENTRAL_CONTROL = "central_control"
    RECORDING = "recording"
    CAMPUS_TERMINAL = "campus_terminal"
    SOFTWARE = "software"
    SERVER_PLATFORM = "server_platform"
    POWER = "power"
    FURNITURE_SPORTS = "furniture_sports"
    OTHER = "other"


class Symptom(StrEnum):
    """The thirty-nine symptoms of labels.md §3."""

    NO_POWER = "no_power"
    BOOT_FAILURE = "boot_failure"
    AUTO_RESTART = "auto_restart"
    BLACK_SCREEN = "black_screen"
    NO_SIGNAL = "no_signal"
    DISPLAY_ABNORMAL = "display_abnormal"
    PHYSICAL_DAMAGE = "physical_damage"
    TOUCH_DEAD = "touch_dead"
    TOUCH_INACCURATE = "touch_inaccurate"
    NO_SOUND = "no_sound"
    SOUND_ABNORMAL = "sound_abnormal"
    MIC_FAILURE = "mic_failure"
    BSOD = "bsod"
    FREEZE_SLOW = "freeze_slow"
    APP_FAILURE = "app_failure"
    MEDIA_FILE_FAILURE = "media_file_failure"
    VIRUS = "virus"
    DATA_LOST = "data_lost"
    LOGIN_FAILURE = "login_failure"
    NETWORK_DOWN = "network_down"
    NETWORK_SLOW = "network_slow"
    WIFI_FAILURE = "wifi_failure"
    SCREENCAST_FAILURE = "screencast_failure"
    PERIPHERAL_FAILURE = "peripheral_failure"
    USB_NOT_RECOGNIZED = "usb_not_recognized"
    CAMERA_NO_IMAGE = "camera_no_image"
    RECORD_FAILURE = "record_failure"
    OFFLINE = "offline"
    SCHEDULE_FAILURE = "schedule_failure"
    PRINT_FAILURE = "print_failure"
    NOISE_HEAT = "noise_heat"
    SMELL_SMOKE = "smell_smoke"
    WATER_INGRESS = "water_ingress"
    POWER_TRIP = "power_trip"
    MECHANICAL_FAULT = "mechanical_fault"
    ACCESSORY_MISSING = "accessory_missing"
    SYSTEM_OUTAGE = "system_outage"
    SECURITY_BREACH = "security_breach"
    UNSPECIFIED = "unspecified"


class Impact(StrEnum):
    """How far the fault reaches and whether teaching stands still (labels.md §4)."""

    NONE = "none"
    SINGLE_DEVICE = "single_device"
    LESSON_BLOCKED = "lesson_blocked"
    MULTI_ROOM = "multi_room"
    WHOLE_SCHOOL = "whole_school"
    UNKNOWN = "unknown"


class Occasion(StrEnum):
    """A major activity (exam, open class, inspection …) and when it is (labels.md §5 rule 4)."""

    NONE = "none"
    NOW = "now"
    LATER = "later"


def nearer(one: Occasion, other: Occasion) -> Occasion:
    """The nearer of two occasions: one that is on or about to start, before one that comes, before none."""
    order = (Occasion.NOW, Occasion.LATER, Occasion.NONE)
    return min(one, other, key=order.index)


class Condition(StrEnum):
    """Whether the thing still works at all: `degraded` works badly or in part, `dead` not at all (002 §5.3.1, 000 §5.14 B)."""

    DEGRADED = "degraded"
    DEAD = "dead"
    UNKNOWN = "unknown"


class Truth(StrEnum):
    """A fact that people say, deny, or leave out; `unknown` is not the same as `false`."""

    TRUE = "true"
    FALSE = "false"
    UNKNOWN = "unknown"


class GradeTalk(StrEnum):
    """What a message about the grade of a ticket wants: the reason (为什么是B级), or another grade (级别不对)."""

    WHY = "why"
    WRONG = "wrong"


class Answer(StrEnum):
    """What a short reply means to a pending yes/no question or a self-help step."""

    YES = "yes"
    NO = "no"
    CANNOT = "cannot"
    HUMAN = "human"


@dataclass(frozen=True, slots=True)
class PlaceReading:
    """A place in the words: the span as written, and every room of the register it may mean (best first)."""

    words: str
    rooms: tuple[RoomId, ...] = ()


@dataclass(frozen=True, slots=True)
class FaultReading:
    """One fault of a message. A field is None when the words do not say."""

    device: DeviceClass | None = None
    symptom: Symptom | None = None
    place: PlaceReading | None = None


@dataclass(frozen=True, slots=True)
class ReadingContext:
    """What the reader may know besides the words: the rooms it may match and what was asked last.

    `rooms` maps every name and alias of the school's rooms to the room; `near` is the room already spoken of, so that
    "是5班" after 三年级3班 finds 三年级5班. `asked` is the key of the pending question or None, `said` the desk's last
    sentence where it is known.
    """

    rooms: tuple[tuple[RoomId, tuple[str, ...]], ...] = ()
    near: RoomId | None = None
    asked: str | None = None
    has_open_ticket: bool = False
    said: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """One message, read. `intents` has the primary one first; `why` gives for each field the words that led to it.

    `correction` is true for "不是3班是5班": the faults then carry the corrected values only. `past` is true for 昨天坏了今天好了,
    `hypothetical` for 要是黑屏怎么办: neither reports a fault. `denied` are the words said not to be so (不是黑屏).
    `confidence` is how likely the reading of the message as a whole is right, `sure` the same field by field, 0..1; a field
    that is not there is one nobody asked about.
    `answer` is what the words mean as a reply to a step or yes/no question. `ticket_no` is a ticket named by number.
    """

    text: str
    lang: str = "zh"
    intents: tuple[Intent, ...] = (Intent.CHITCHAT,)
    faults: tuple[FaultReading, ...] = ()
    impact: Impact = Impact.NONE
    occasion: Occasion = Occasion.NONE
    safety: bool = False
    hurt: bool = False
    security: bool = False
    condition: Condition = Condition.UNKNOWN
    intermittent: Truth = Truth.UNKNOWN
    workaround: Truth = Truth.UNKNOWN
    relief: bool = False
    correction: bool = False
    past: bool = False
    hypothetical: bool = False
    denied: tuple[str, ...] = ()
    answer: Answer | None = None
    ticket_no: int | None = None
    grade_talk: GradeTalk | None = None
    confidence: float = 0.0
    sure: tuple[tuple[str, float], ...] = ()
    why: tuple[tuple[str, str], ...] = field(default=())

    @property
    def intent(self) -> Intent:
        """The primary intent."""
        return self.intents[0]

    @property
    def fault(self) -> FaultReading:
        """The first fault, or one that says nothing."""
        return self.faults[0] if self.faults else FaultReading()
