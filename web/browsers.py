"""What a browser calls itself, in short words that say the same in every language."""

_KINDS = (
    *(("wxwork", "WeCom"), ("MicroMessenger", "WeChat"), ("DingTalk", "DingTalk"), ("Telegram", "Telegram")),
    *(("Edg", "Edge"), ("OPR", "Opera"), ("HuaweiBrowser", "Huawei"), ("MiuiBrowser", "Xiaomi")),
    *(
        ("Firefox", "Firefox"),
        ("FxiOS", "Firefox"),
        ("CriOS", "Chrome"),
        ("Chrome", "Chrome"),
        ("Safari", "Safari"),
    ),
)
_SYSTEMS = (
    *(("iPhone", "iPhone"), ("iPad", "iPad"), ("HarmonyOS", "HarmonyOS"), ("Android", "Android")),
    *(("Windows", "Windows"), ("Mac OS X", "macOS"), ("CrOS", "ChromeOS"), ("Linux", "Linux")),
)


def in_words(agent: str) -> str:
    """`Chrome · Windows`; empty for what is none that we know. Nothing of the header itself is kept."""
    kind = next((name for mark, name in _KINDS if mark in agent), "")
    system = next((name for mark, name in _SYSTEMS if mark in agent), "")
    return " · ".join(part for part in (kind, system) if part)
