"""What the desk's codes are called on the screens, in both languages. Chat words have their own (`bot/words/`)."""

from typing import Final

from desk.contract import Milestone, StageName
from desk.events import Fault, SelfHelpOutcome
from desk.holds import HoldReason
from desk.language import Lang, Text
from desk.people import Role, Tier
from desk.places import Means
from desk.reading import DeviceClass, Impact, Intent, Symptom
from desk.roster import ON_LEAVE
from desk.ticket import Status, Tried
from desk.walking import Move

STATUSES: Final[dict[Status, Text]] = {
    Status.WAITING: Text("等待接单", "waiting"),
    Status.ACCEPTED: Text("已接单", "accepted"),
    Status.EN_ROUTE: Text("在路上", "on the way"),
    Status.ON_SITE: Text("已到现场", "on site"),
    Status.DIAGNOSED: Text("已诊断", "cause found"),
    Status.RESTORED: Text("教学已恢复", "teaching restored"),
    Status.REPAIRED: Text("已修复，待确认", "repaired, to confirm"),
    Status.CLOSED: Text("已完成", "done"),
    Status.CANCELLED: Text("已撤单", "withdrawn"),
}
STAGES: Final[dict[StageName, Text]] = {
    StageName.RESPONSE: Text("响应", "response"),
    StageName.DISPATCH: Text("出发", "departure"),
    StageName.ARRIVAL: Text("到场", "arrival"),
    StageName.DIAGNOSIS: Text("诊断", "diagnosis"),
    StageName.SOLUTION: Text("解决", "fix"),
    StageName.SPARE: Text("备用机", "spare"),
}
MILESTONES: Final[dict[Milestone, Text]] = {
    Milestone.OPENED: Text("报修", "the report"),
    Milestone.ACKNOWLEDGED: Text("接单", "the acceptance"),
    Milestone.DEPARTED: Text("出发", "the departure"),
    Milestone.ARRIVED: Text("到场", "the arrival"),
    Milestone.DIAGNOSED: Text("诊断", "the diagnosis"),
    Milestone.RESTORED: Text("教学恢复", "teaching going on"),
    Milestone.REPAIRED: Text("修复", "the repair"),
    Milestone.CLOSED: Text("办结", "the closing"),
}
HOLD_REASONS: Final[dict[HoldReason, Text]] = {
    HoldReason.CUSTOMER_ACCESS: Text("进不了教室", "no access to the room"),
    HoldReason.CUSTOMER_REQUEST: Text("老师约了别的时间", "the teacher asked for another time"),
    HoldReason.CUSTOMER_APPROVAL: Text("等客户同意", "waiting for the customer's approval"),
    HoldReason.PARTS: Text("等配件", "waiting for parts"),
    HoldReason.THIRD_PARTY: Text("等第三方（供电、线路）", "waiting for others (mains, line)"),
    HoldReason.FORCE_MAJEURE: Text("不可抗力", "force majeure"),
}
CAUSES: Final[dict[str, Text]] = {
    **{reason.value: said for reason, said in HOLD_REASONS.items()},
    ON_LEAVE: Text("请假", "on leave"),
}
"""Reasons that events carry as a code; others are words of a platform and stand as they are."""

ROLES: Final[dict[Role, Text]] = {
    Role.TEACHER: Text("老师", "teacher"),
    Role.ENGINEER: Text("工程师", "engineer"),
    Role.SUPERVISOR: Text("主管", "supervisor"),
}
TIERS: Final[dict[Tier, Text]] = {
    Tier.FIRST: Text("一线", "first line"),
    Tier.SECOND: Text("二线", "second line"),
    Tier.THIRD: Text("三线", "third line"),
    Tier.VENDOR: Text("厂家", "maker"),
    Tier.SUPERVISOR: Text("主管", "supervisor"),
}
ANSWERS: Final[dict[str, Text]] = {
    Move.YES: Text("是/好了", "yes"),
    Move.NO: Text("否/没好", "no"),
    Move.CANNOT: Text("不会做", "cannot"),
    Move.DARE_NOT: Text("不敢动", "rather not"),
    Move.SKIP: Text("跳过", "skipped"),
    Move.BACK: Text("上一步", "back"),
    Move.HUMAN: Text("转人工", "a person"),
}
OUTCOMES: Final[dict[SelfHelpOutcome, Text]] = {
    SelfHelpOutcome.SOLVED: Text("已解决", "solved"),
    SelfHelpOutcome.WORKED_AROUND: Text(
        "教学已恢复，故障转给工程师", "worked around; the fault goes to an engineer"
    ),
    SelfHelpOutcome.HANDED_OVER: Text("转给工程师", "handed over to an engineer"),
    SelfHelpOutcome.SKIPPED: Text("跳过", "skipped"),
}
IMPACTS: Final[dict[Impact, Text]] = {
    Impact.LESSON_BLOCKED: Text("影响上课", "lesson blocked"),
    Impact.MULTI_ROOM: Text("多间教室", "several rooms"),
    Impact.WHOLE_SCHOOL: Text("全校", "whole school"),
}
REACHES: Final[dict[Impact, Text]] = {
    Impact.SINGLE_DEVICE: Text("只这一处，不耽误上课", "one place, no lesson stopped"),
    Impact.LESSON_BLOCKED: Text("正在影响上课", "a lesson is stopped"),
    Impact.MULTI_ROOM: Text("好几间教室", "several rooms"),
    Impact.WHOLE_SCHOOL: Text("全校", "the whole school"),
    Impact.UNKNOWN: Text("话里没说", "not said"),
}
"""As a correction names it: also what goes without saying on the board."""

INTENTS: Final[dict[Intent, Text]] = {
    Intent.REPORT_FAULT: Text("报修", "a fault"),
    Intent.ASK_HOWTO: Text("咨询用法", "a question about use"),
    Intent.ASK_WARRANTY_PRICE: Text("问保修价格", "warranty or price"),
    Intent.REQUEST_SERVICE: Text("要新的服务", "a new request"),
}
DEVICES: Final[dict[DeviceClass, Text]] = {
    DeviceClass.SMART_BOARD: Text("智慧黑板/大屏", "smart board"),
    DeviceClass.PROJECTOR: Text("投影仪", "projector"),
    DeviceClass.CLASSROOM_PC: Text("教室电脑", "classroom computer"),
    DeviceClass.OFFICE_PC: Text("办公电脑", "office computer"),
    DeviceClass.NETWORK: Text("网络", "network"),
    DeviceClass.DOCUMENT_CAMERA: Text("视频展台", "document camera"),
    DeviceClass.AUDIO: Text("扩声/话筒", "speakers or microphone"),
    DeviceClass.BROADCAST: Text("校园广播", "school broadcast"),
    DeviceClass.SURVEILLANCE: Text("监控", "security cameras"),
    DeviceClass.CLOUD_CLASSROOM: Text("机房/云桌面", "computer room"),
    DeviceClass.SCIENCE_LAB: Text("实验室设备", "lab equipment"),
    DeviceClass.PRINTER: Text("打印机", "printer"),
    DeviceClass.CENTRAL_CONTROL: Text("中控/讲台", "lectern control"),
    DeviceClass.RECORDING: Text("录播", "lesson recording"),
    DeviceClass.CAMPUS_TERMINAL: Text("班牌/闸机", "door sign or gate"),
    DeviceClass.SOFTWARE: Text("教学软件", "teaching software"),
    DeviceClass.SERVER_PLATFORM: Text("服务器/平台", "server or platform"),
    DeviceClass.POWER: Text("供电", "power"),
    DeviceClass.FURNITURE_SPORTS: Text("桌椅/器材", "furniture or sports kit"),
    DeviceClass.OTHER: Text("其他设备", "other equipment"),
}
SYMPTOMS: Final[dict[Symptom, Text]] = {
    Symptom.NO_POWER: Text("没反应", "no response"),
    Symptom.BOOT_FAILURE: Text("进不了系统", "will not start up"),
    Symptom.AUTO_RESTART: Text("自动关机重启", "keeps restarting"),
    Symptom.BLACK_SCREEN: Text("黑屏", "black screen"),
    Symptom.NO_SIGNAL: Text("无信号", "no signal"),
    Symptom.DISPLAY_ABNORMAL: Text("显示异常", "odd picture"),
    Symptom.PHYSICAL_DAMAGE: Text("破损", "damaged"),
    Symptom.TOUCH_DEAD: Text("触摸失灵", "touch does not work"),
    Symptom.TOUCH_INACCURATE: Text("触摸不准", "touch is off"),
    Symptom.NO_SOUND: Text("没声音", "no sound"),
    Symptom.SOUND_ABNORMAL: Text("声音异常", "odd sound"),
    Symptom.MIC_FAILURE: Text("话筒没声", "microphone is silent"),
    Symptom.BSOD: Text("系统蓝屏", "Windows blue screen"),
    Symptom.FREEZE_SLOW: Text("死机/很卡", "frozen or slow"),
    Symptom.APP_FAILURE: Text("软件打不开", "program will not open"),
    Symptom.MEDIA_FILE_FAILURE: Text("课件打不开", "file will not open"),
    Symptom.VIRUS: Text("疑似病毒", "virus suspected"),
    Symptom.DATA_LOST: Text("文件丢失", "files lost"),
    Symptom.LOGIN_FAILURE: Text("登录不了", "cannot sign in"),
    Symptom.NETWORK_DOWN: Text("断网", "no network"),
    Symptom.NETWORK_SLOW: Text("网慢", "slow network"),
    Symptom.WIFI_FAILURE: Text("连不上无线", "no Wi-Fi"),
    Symptom.SCREENCAST_FAILURE: Text("投屏失败", "casting fails"),
    Symptom.PERIPHERAL_FAILURE: Text("键鼠/配件失灵", "keyboard, mouse or accessory"),
    Symptom.USB_NOT_RECOGNIZED: Text("U盘不认", "USB stick not found"),
    Symptom.CAMERA_NO_IMAGE: Text("没图像", "no picture"),
    Symptom.RECORD_FAILURE: Text("没录上", "did not record"),
    Symptom.OFFLINE: Text("离线", "offline"),
    Symptom.SCHEDULE_FAILURE: Text("没打铃/定时失效", "bell or timer missed"),
    Symptom.PRINT_FAILURE: Text("打不出来", "will not print"),
    Symptom.NOISE_HEAT: Text("异响/发烫", "noisy or hot"),
    Symptom.SMELL_SMOKE: Text("冒烟/焦味/漏电", "smoke, burnt smell or shock"),
    Symptom.WATER_INGRESS: Text("进水", "water got in"),
    Symptom.POWER_TRIP: Text("跳闸/停电", "breaker tripped or no power"),
    Symptom.MECHANICAL_FAULT: Text("机械故障", "mechanical fault"),
    Symptom.ACCESSORY_MISSING: Text("缺配件", "part missing"),
    Symptom.SYSTEM_OUTAGE: Text("系统瘫痪", "system down"),
    Symptom.SECURITY_BREACH: Text("信息安全", "security breach"),
    Symptom.UNSPECIFIED: Text("故障", "fault"),
}
MEANS: Final[dict[Means, Text]] = {
    Means.FREE_ROOM: Text("空教室", "a free room"),
    Means.LOANER: Text("备用机", "a spare device"),
    Means.HOTSPOT: Text("热点", "a hotspot"),
    Means.CABLE: Text("备用线", "a spare cable"),
    Means.SPEAKER: Text("便携音箱", "a portable speaker"),
}


def fault_in_words(fault: Fault, lang: Lang) -> str:
    """`智慧黑板 黑屏`: device and symptom as far as they are known."""
    facts = fault.facts
    device = DEVICES[facts.device].of(lang) if facts.device else ""
    symptom = SYMPTOMS[facts.symptom if facts.symptom else Symptom.UNSPECIFIED].of(lang)
    return f"{device} {symptom}".strip()


def answered(tried: Tried, lang: Lang) -> str:
    """The answer to a self-help step: as its button was labelled, else in our words."""
    return tried.label or (ANSWERS[tried.answer].of(lang) if tried.answer in ANSWERS else tried.answer)
