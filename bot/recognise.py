"""A typed answer to a prompt: "2", "②", "第二个", "选2" or the label mean the same as the press."""

import re
import unicodedata

_ORDINALS = {
    "一": 1,
    "二": 2,
    "两": 2,
    "三": 3,
    "四": 4,
    "五": 5,
    "六": 6,
    "七": 7,
    "八": 8,
    "九": 9,
    "十": 10,
}
_FINAL = "!。.,~"
_NUMBER = re.compile(
    r"^(?:第|选择?|option\s*|no\.?\s*)?\s*([0-9]{1,2}|[一二两三四五六七八九十])\s*(?:个|项|号)?[.。、)!]?$",
    re.I,
)


def recognise(text: str, labels: tuple[str, ...]) -> int | None:
    """The index of the option that was meant, or None. Room numbers such as 302 are never options."""
    plain = _plain(text)
    if not plain:
        return None
    folded = [_plain(label) for label in labels]
    if plain in folded:
        return folded.index(plain)
    match = _NUMBER.match(plain)
    if match is None:
        return None
    written = match.group(1)
    number = int(written) if written.isdigit() else _ORDINALS[written]
    return number - 1 if 1 <= number <= len(labels) else None


def _plain(text: str) -> str:
    """Width and case folded, without emoji, spaces at the ends and final punctuation."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    letters = "".join(ch for ch in folded if unicodedata.category(ch) not in ("So", "Sk", "Cf", "Mn", "Me"))
    return letters.strip().rstrip(_FINAL)
