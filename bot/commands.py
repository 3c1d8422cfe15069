"""Typed commands and standing words, per role: what can be said at any time without the reader."""

from collections.abc import Callable, Mapping

from bot.dialogue import Dialogue
from bot.handlers import (
    account,
    aftercare,
    arrivals,
    engineer_jobs,
    fallback,
    incidents,
    major_events,
    overview,
    paging,
    partners,
    privacy,
    rehearsals,
    rosters,
    screens,
    supervisor_watch,
    swaps,
)
from bot.handlers import teacher_closing as closing
from bot.handlers import teacher_playbook as playbook
from bot.turn import Turn
from desk.people import Role

Command = Callable[[Turn], Dialogue]

_EVERYBODY: dict[str, Command] = {
    **dict.fromkeys(privacy.WORDS, privacy.notice),
    **dict.fromkeys(privacy.COPY_WORDS, privacy.copy),
    **dict.fromkeys(privacy.ERASE_WORDS, privacy.erase),
    **dict.fromkeys(privacy.KEEP_WORDS, privacy.keep),
}
_TEACHER: dict[str, Command] = {
    **_EVERYBODY,
    **dict.fromkeys(("start", "开始", "你好", "hello", "hi"), account.start),
    **dict.fromkeys(("help", "帮助", "?", "？"), fallback.teacher_help),
    **dict.fromkeys(("progress", "进度"), closing.progress),
    **dict.fromkeys(("urge", "催单", "催一下"), closing.hurry),
    **dict.fromkeys(("cancel", "撤单", "取消"), closing.withdraw),
    **dict.fromkeys(("human", "人工", "转人工"), closing.person_please),
    **dict.fromkeys(("card", "cards", "急救卡"), playbook.cards),
    **dict.fromkeys(("code", "arrival code", "到场码"), arrivals.code_please),
}
_STAFF: dict[str, Command] = {
    **_EVERYBODY,
    **dict.fromkeys(screens.WORDS, screens.sign_in),
    **dict.fromkeys(screens.DEVICE_WORDS, screens.devices),
    **dict.fromkeys(("who", "值班", "谁值班", "值班表", "who is on", "on call"), rosters.who),
    **dict.fromkeys(("leave", "请假", "我要请假"), rosters.leave),
    **dict.fromkeys(("back", "销假", "我要销假"), rosters.back),
    **dict.fromkeys(("swap", "换班", "我要换班"), swaps.swap),
    **dict.fromkeys(("calendar", "值班日历", "my turns"), rosters.calendar),
    **dict.fromkeys(("online", "上线", "我上线了"), rosters.online),
    **dict.fromkeys(("quiet", "免打扰", "quiet hours"), paging.quiet),
    **dict.fromkeys(("called", "谁被叫了", "叫了谁", "who was called"), paging.called),
    **dict.fromkeys(("offline", "下线", "我下线了"), rosters.offline),
}
_ENGINEER: dict[str, Command] = {
    **dict.fromkeys(("start", "help", "帮助", "?", "？"), engineer_jobs.help_text),
    **dict.fromkeys(("jobs", "工单", "我的工单", "任务"), engineer_jobs.jobs),
    **dict.fromkeys(("along", "协作", "请人协作"), partners.along),
    **_STAFF,
}
_SUPERVISOR: dict[str, Command] = {
    **dict.fromkeys(("start", "help", "帮助", "?", "？"), supervisor_watch.help_text),
    **dict.fromkeys(("board", "看板", "工单", "进度"), supervisor_watch.board),
    **dict.fromkeys(("jobs", "我的工单"), engineer_jobs.jobs),
    **dict.fromkeys(("late", "超时", "迟到", "快到期"), overview.late),
    **dict.fromkeys(("events", "活动", "重要活动"), major_events.events),
    **dict.fromkeys(("cover", "代班"), swaps.cover),
    **dict.fromkeys(("rehearse", "演练"), rehearsals.begin),
    **dict.fromkeys(("callbacks", "回访", "跟进"), aftercare.listed),
    **_STAFF,
    **dict.fromkeys(("incident", "启动预案", "应急预案", "预案"), incidents.incidents),
}

COMMANDS: Mapping[Role, Mapping[str, Command]] = {
    Role.TEACHER: _TEACHER,
    Role.ENGINEER: _ENGINEER,
    Role.SUPERVISOR: _SUPERVISOR,
}
