"""The words that may stand in a cell for each code: Chinese first (shown in the drop-downs), then what people also write."""

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar

from desk.language import Lang
from desk.people import EmergencyGroup, Post, Role, Tier
from desk.places import Means
from desk.reading import DeviceClass

E = TypeVar("E", bound=StrEnum)

DEVICE_WORDS: Mapping[DeviceClass, tuple[str, ...]] = {
    DeviceClass.SMART_BOARD: (
        "一体机",
        "智慧黑板",
        "大屏",
        "智慧黑板/大屏",
        "班班通",
        "触摸一体机",
        "interactive board",
    ),
    DeviceClass.PROJECTOR: ("投影仪", "投影机", "投影"),
    DeviceClass.CLASSROOM_PC: ("教室电脑", "讲台电脑", "OPS", "多媒体电脑"),
    DeviceClass.OFFICE_PC: ("办公电脑", "办公室电脑", "台式机", "笔记本"),
    DeviceClass.NETWORK: ("网络", "交换机", "路由器", "无线AP", "AP", "WiFi", "网络设备"),
    DeviceClass.DOCUMENT_CAMERA: ("视频展台", "实物展台", "展台", "高拍仪"),
    DeviceClass.AUDIO: ("音响", "扩声/话筒", "话筒", "功放", "麦克风", "教室音响", "扩声"),
    DeviceClass.BROADCAST: ("校园广播", "广播"),
    DeviceClass.SURVEILLANCE: ("监控", "摄像头", "camera"),
    DeviceClass.CLOUD_CLASSROOM: ("机房/云桌面", "云桌面", "机房", "云教室", "学生机"),
    DeviceClass.SCIENCE_LAB: ("实验室设备", "实验设备"),
    DeviceClass.PRINTER: ("打印机", "复印机", "打印复印"),
    DeviceClass.CENTRAL_CONTROL: ("中控/讲台", "中控", "讲台", "中控讲桌"),
    DeviceClass.RECORDING: ("录播", "录播主机", "录播设备"),
    DeviceClass.CAMPUS_TERMINAL: ("班牌/闸机", "班牌", "电子班牌", "闸机", "门禁"),
    DeviceClass.SOFTWARE: ("教学软件", "软件"),
    DeviceClass.SERVER_PLATFORM: ("服务器/平台", "服务器", "平台"),
    DeviceClass.POWER: ("供电", "电源", "配电"),
    DeviceClass.FURNITURE_SPORTS: ("桌椅/器材", "桌椅", "体育器材"),
    DeviceClass.OTHER: ("其他设备", "其他"),
}
ROLE_WORDS: Mapping[Role, tuple[str, ...]] = {
    Role.TEACHER: ("老师", "教师"),
    Role.ENGINEER: ("工程师", "运维", "运维工程师"),
    Role.SUPERVISOR: ("主管", "管理员", "负责人"),
}
TIER_WORDS: Mapping[Tier, tuple[str, ...]] = {
    Tier.FIRST: ("一线", "1", "一级"),
    Tier.SECOND: ("二线", "2", "二级"),
    Tier.THIRD: ("三线", "3", "三级"),
    Tier.VENDOR: ("厂家", "厂商", "原厂"),
    Tier.SUPERVISOR: ("主管",),
}
POST_WORDS: Mapping[Post, tuple[str, ...]] = {
    Post.KEEPER: ("电教员", "电教管理员", "信息老师"),
    Post.ELECTRICIAN: ("电工",),
}
GROUP_WORDS: Mapping[EmergencyGroup, tuple[str, ...]] = {
    EmergencyGroup.LEADING: ("领导小组",),
    EmergencyGroup.OWNER: ("业主方", "业主方联络"),
    EmergencyGroup.TECHNICAL: ("技术保障",),
    EmergencyGroup.TESTING: ("业务测试",),
    EmergencyGroup.RESOURCES: ("资源保障",),
}
MEANS_WORDS: Mapping[Means, tuple[str, ...]] = {
    Means.FREE_ROOM: ("空教室", "备用教室"),
    Means.LOANER: ("备用机",),
    Means.HOTSPOT: ("手机热点", "热点"),
    Means.CABLE: ("备用线", "备用线缆"),
    Means.SPEAKER: ("便携音箱", "小音箱"),
}
LANG_WORDS: Mapping[Lang, tuple[str, ...]] = {
    Lang.ZH: ("中文", "汉语"),
    Lang.EN: ("英文", "English", "英语"),
}


def by_word(words: Mapping[E, tuple[str, ...]]) -> dict[str, E]:
    """Every word that may stand for each code, the code among them; in lower case too."""
    found: dict[str, E] = {}
    for code, written in words.items():
        for word in (*written, code.value):
            found.setdefault(word, code)
            found.setdefault(word.casefold().replace(" ", "_"), code)
    return found


def shown(words: Mapping[E, tuple[str, ...]]) -> tuple[str, ...]:
    """One word for each code: what a drop-down offers."""
    return tuple(written[0] for written in words.values())
