"""Typed commands and standing words, per role: what can be said at any time without the reader."""

from collections.abc import Callable, Mapping

from bot.dialogue import Dialogue
from bot.handlers import account, engineer_jobs, fallback, incidents, major_events, supervisor_watch
from bot.handlers import teacher_closing as closing
from bot.handlers import teacher_playbook as playbook
from bot.turn import Turn
from desk.people import Role

Command = Callable[[Turn], Dialogue]

_TEACHER: dict[str, Command] = {
    **dict.fromkeys(("start", "开始", "你好", "hello", "hi"), account.start),
    **dict.fromkeys(("help", "帮助", "?", "？"), fallback.teacher_help),
    **dict.fromkeys(("progress", "进度"), closing.progress),
    **dict.fromkeys(("urge", "催单", "催一下"), closing.hurry),
    **dict.fromkeys(("cancel", "撤单", "取消"), closing.withdraw),
    **dict.fromkeys(("human", "人工", "转人工"), closing.person_please),
    **dict.fromkeys(("card", "cards", "急救卡"), playbook.cards),
}
_ENGINEER: dict[str, Command] = {
    **dict.fromkeys(("start", "help", "帮助", "?", "？"), engineer_jobs.help_text),
    **dict.fromkeys(("jobs", "工单", "我的工单", "任务"), engineer_jobs.jobs),
}
_SUPERVISOR: dict[str, Command] = {
    **dict.fromkeys(("start", "help", "帮助", "?", "？"), supervisor_watch.help_text),
    **dict.fromkeys(("board", "看板", "工单", "进度"), supervisor_watch.board),
    **dict.fromkeys(("jobs", "我的工单"), engineer_jobs.jobs),
    **dict.fromkeys(("events", "活动", "重要活动"), major_events.events),
    **dict.fromkeys(("incident", "启动预案", "应急预案", "预案"), incidents.incidents),
}

COMMANDS: Mapping[Role, Mapping[str, Command]] = {
    Role.TEACHER: _TEACHER,
    Role.ENGINEER: _ENGINEER,
    Role.SUPERVISOR: _SUPERVISOR,
}
