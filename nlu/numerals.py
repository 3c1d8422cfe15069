"""Chinese and Arabic numerals, as class numbers (十二) and as room numbers read digit by digit (二零三)."""

DIGITS = {
    "零": 0, "〇": 0, "洞": 0, "一": 1, "幺": 1, "二": 2, "两": 2, "三": 3, "四": 4,
    "五": 5, "六": 6, "七": 7, "八": 8, "九": 9,
}  # fmt: skip


def count(words: str) -> int | None:
    """A number below a hundred: 3, 十二, 二十, 二十三. None for anything else."""
    if words.isdecimal():
        return int(words)
    tens, ten, ones = words.partition("十")
    if not ten:
        return DIGITS.get(words)
    high = DIGITS.get(tens, 1 if not tens else None)
    low = DIGITS.get(ones, 0 if not ones else None)
    return None if high is None or low is None else high * 10 + low


def spelled(words: str) -> str:
    """Digits read one by one: 二零三 is 203. Characters that are no digits stay."""
    return "".join(str(DIGITS[char]) if char in DIGITS else char for char in words)
