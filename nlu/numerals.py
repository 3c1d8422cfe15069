"""Chinese and Arabic numerals: class numbers (十二), room numbers read digit by digit (二零三) or as one number (三百零二)."""

DIGITS = {
    "零": 0, "〇": 0, "○": 0, "洞": 0, "一": 1, "幺": 1, "二": 2, "两": 2, "三": 3, "四": 4,
    "五": 5, "六": 6, "七": 7, "八": 8, "九": 9,
}  # fmt: skip
PINYIN = {
    "yi": "一", "yao": "幺", "er": "二", "liang": "两", "san": "三", "si": "四", "wu": "五", "liu": "六", "qi": "七",
    "ba": "八", "jiu": "九", "shi": "十", "ling": "零",
}  # fmt: skip


def count(words: str) -> int | None:
    """A number below a thousand: 3, 十二, 二十, 二十三, 三百零二, 三百一十二. None for anything else."""
    if words.isdecimal():
        return int(words)
    hundreds, hundred, rest = words.partition("百")
    if hundred:
        high = DIGITS.get(hundreds)
        low = count(rest.removeprefix("零").removeprefix("〇")) if rest else 0
        return None if not high or low is None or low > 99 else high * 100 + low
    tens, ten, ones = words.partition("十")
    if not ten:
        return DIGITS.get(words)
    high = DIGITS.get(tens, 1 if not tens else None)
    low = DIGITS.get(ones, 0 if not ones else None)
    return None if high is None or low is None else high * 10 + low


def spelled(words: str) -> str:
    """Digits read one by one: 二零三 is 203. Characters that are no digits stay."""
    return "".join(str(DIGITS[char]) if char in DIGITS else char for char in words)


def from_pinyin(syllables: str) -> int | None:
    """A number of spelt syllables or digits: er, shi er, 12. None for anything else."""
    if syllables.isdecimal():
        return int(syllables)
    return count("".join(PINYIN.get(one, "?") for one in syllables.split()))
