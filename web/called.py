"""Who was called for a ticket and what became of it, as the ticket page prints it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from desk.ids import PersonId
from desk.language import Lang, Text
from desk.paging import LeftOut, Told, Way

CALLED_WORDS: Final[dict[str, Text]] = {
    "called": Text("谁被叫了", "Who was called"),
    "called_nobody": Text("还没有呼叫过任何人。", "Nobody was called yet."),
    "col_person": Text("人", "Person"),
    "col_sent": Text("发出", "Sent"),
    "col_seen": Text("看到", "Seen"),
    "col_fate": Text("说明", "Remarks"),
    "called_times": Text("共 {n} 次", "{n} times"),
    "called_delivered": Text("{at} 送达", "delivered {at}"),
    "called_failed": Text("未送达：{why}", "failed: {why}"),
    "called_skipped": Text("{way}跳过（{why}）", "{way} left out ({why})"),
    "called_comma": Text("；", "; "),
    "called_waiting": Text("正在发", "on its way"),
    "called_put_off": Text("免打扰，先不响", "quiet hours, not rung yet"),
}
_WAYS: Final[dict[Way, Text]] = {
    Way.CHAT: Text("聊天", "chat"),
    Way.SECOND: Text("第二联系方式", "second address"),
    Way.PHONE: Text("电话", "telephone"),
    Way.GROUP: Text("群里", "group"),
}
_REASONS: Final[dict[str, Text]] = {
    LeftOut.NO_ADDRESS: Text("没有可用的聊天", "no chat"),
    LeftOut.NO_SECOND: Text("没有第二个联系方式", "no second address"),
    LeftOut.NO_GATEWAY: Text("没有接入电话网关", "no telephone gateway"),
    LeftOut.NO_NUMBER: Text("没有电话号码", "no number"),
    LeftOut.NO_GROUP: Text("没有群", "no group"),
}


@dataclass(frozen=True, slots=True)
class CalledRow:
    """One person: when first shown, when last answered, and what else there is to say; empty where it did not happen."""

    name: str
    sent: str
    seen: str
    remarks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CalledPrinter:
    """Prints what became of pages: in one language, with people's names, with instants as `show` prints them."""

    lang: Lang
    names: Mapping[PersonId, str]
    show: Callable[[datetime], str]

    def row(self, told: Told) -> CalledRow:
        """One person."""
        sent = self.show(told.sent) if told.sent else ""
        seen = self.show(told.seen) if told.seen else ""
        return CalledRow(self.names.get(told.person, told.person), sent, seen, tuple(self._remarks(told)))

    def _remarks(self, told: Told) -> list[str]:
        found = [self._say("called_times", n=told.shown)] if told.shown > 1 else []
        if told.delivered:
            found.append(self._say("called_delivered", at=self.show(told.delivered)))
        found += [self._say("called_failed", why=reason) for reason in told.failed]
        for way, reason in told.left_out:
            why = _REASONS[reason].of(self.lang) if reason in _REASONS else reason
            found.append(self._say("called_skipped", way=_WAYS[way].of(self.lang), why=why))
        if told.put_off:
            found.append(self._say("called_put_off"))
        elif told.is_waiting:
            found.append(self._say("called_waiting"))
        return found

    def _say(self, key: str, **values: object) -> str:
        return CALLED_WORDS[key].of(self.lang).format(**values)
