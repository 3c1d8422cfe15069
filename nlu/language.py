"""Which language a message is in, and which of its characters carry content."""

import re
from collections.abc import Mapping

from nlu.matching import Hit
from nlu.normalise import Folded, is_han

_WORD = re.compile(r"[a-z]{2,}(?:'[a-z]+)?")
LOANWORDS = frozenset({
    "wifi", "wi", "fi", "ppt", "pdf", "usb", "hdmi", "ok", "app", "seewo", "maxhub", "ops", "wps",
    "word", "excel", "pc", "tv", "ip", "ups", "ap", "nvr", "vga", "dp", "led", "bug", "cpu",
    "dll", "mp", "id", "qq", "hitevision", "ideahub", "xp", "win", "windows", "office", "hp", "epson", "nec",
    "vip", "ktv", "ai", "mic", "touch", "type",
})  # fmt: skip
"""Latin words of everyday Chinese; they do not make a message mixed."""

FILLERS = frozenset("的了啊呀呢吧哦嗯哟嘛啦吗我们你您他她它这那个是在就都也很请老师师傅一下给有要到和说又")
"""Characters that say nothing by themselves; left out of the confidence."""


def language_of(message: Folded, by_kind: Mapping[str, tuple[Hit, ...]]) -> str:
    """zh, zh-Hant, en or mixed. Pinyin letters that were understood as Chinese are zh."""
    words = [word for word in _WORD.findall(message.text) if word not in LOANWORDS]
    if not any(map(is_han, message.text)):
        heard = any(hit.sounded for hits in by_kind.values() for hit in hits)
        return "en" if words and not heard else "zh"
    if words and (len(words) >= 3 or any(len(word) > 5 for word in words)):
        return "mixed"
    return "zh-Hant" if message.traditional else "zh"


def content_of(text: str) -> frozenset[int]:
    """Positions of the characters that carry meaning."""
    return frozenset(at for at, char in enumerate(text) if char.isalnum() and char not in FILLERS)
