"""Two made-up reports that every template is tried on at start: one with everything in it, one with next to nothing."""

from datetime import UTC, date, datetime, timedelta

from desk.contract import Milestone, StageName
from desk.events import SelfHelpOutcome
from desk.holds import HoldReason
from desk.ids import PersonId
from desk.language import Text
from desk.life_events import CheckIn
from desk.reading import DeviceClass, Symptom
from desk.report_events import Signatory
from desk.service_report import PaperKind, Part, Pause, Promise, ServiceReport, Step
from desk.signing import Signature, Signing
from desk.ticket import Tried
from usecases.report_ports import Asked, Paper

_NOON = datetime(2026, 9, 24, 4, 0, tzinfo=UTC)
_HOUR = timedelta(hours=1)


def samples() -> tuple[Paper, Paper]:
    """The full one and the empty one."""
    return _full(), _empty()


def _full() -> Paper:
    promise = Promise(StageName.ARRIVAL, _HOUR, _NOON + _HOUR, True, False, "001 §4.5.5.4")
    missed = Promise(StageName.SOLUTION, _HOUR, _NOON, False, True, "001 §4.5.5.4")
    report = ServiceReport(
        no=1001,
        round=2,
        school=Text("示例小学", "Sample School"),
        place="三年级2班",
        device=DeviceClass.SMART_BOARD,
        device_code="SB-0001",
        device_label="86 寸",
        symptom=Symptom.BLACK_SCREEN,
        reporter="示例老师",
        handler="示例工程师",
        words=("大屏黑屏了", "还是不行"),
        grade=Text("III级", "Level III"),
        reason=Text("正在影响上课", "a lesson stands still"),
        clause="001 §4.5.5.3 III",
        contract=Text("示例合同", "Sample contract"),
        contract_version=1,
        tried=(Tried("电源灯亮吗？", "yes"), Tried("选哪个？", "own", "都不像")),
        self_help=SelfHelpOutcome.HANDED_OVER,
        opened_at=_NOON,
        steps=tuple(
            Step(name, _NOON, (promise, missed), late_entry=True, by_self_help=True, check_in=CheckIn.QR)
            for name in Milestone
        ),
        pauses=(Pause(HoldReason.PARTS, _NOON, _NOON + _HOUR, "等"), Pause(None, _NOON, _NOON)),
        cause="线松",
        solution="插紧",
        loss="一份课件",
        parts=(Part("HDMI 线", 1, "0001"),),
        spread=(1002,),
        incident=1,
        partners=("示例同事",),
    )
    signatures = tuple(Signature(role, PersonId(role), "示例", _NOON) for role in Signatory)
    what = Asked(Text("报告", "report"), "001 §4.5.3.3(7)", date(2026, 9, 24), internal=True)
    asked = dict.fromkeys(PaperKind, what)
    return Paper(report, "0" * 64, Signing("0" * 64, signatures, asked=1), 5, asked, _NOON)


def _empty() -> Paper:
    nothing = Text("", "")
    report = ServiceReport(
        no=1001,
        round=1,
        school=Text("示例小学", "Sample School"),
        place="",
        device=None,
        device_code="",
        device_label="",
        symptom=None,
        reporter="",
        handler="",
        words=(),
        grade=nothing,
        reason=nothing,
        clause="",
        contract=nothing,
        contract_version=1,
        tried=(),
        self_help=None,
        opened_at=_NOON,
        steps=tuple(
            Step(name, None, (Promise(StageName.SPARE, _HOUR, _NOON, None, False, ""),)) for name in Milestone
        ),
        pauses=(),
        cause="",
        solution="",
        loss="",
    )
    return Paper(report, "0" * 64, Signing(), None, {}, _NOON)
