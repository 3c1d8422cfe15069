"""The figures that stand in words: what each document prints (`statements`), and what each clause's summary repeats of it.

Written down by hand from facts.md §4 and §5. `PRINTED` is what the source says, also where it is wrong or struck out;
`SPOKEN` are the numbers of a clause's summary, Chinese before the bar and English after it, which often spells them out.
"""

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass

from desk.clauses import Clause
from desk.contract import Contract
from desk.terms import Statement

NUMBER = re.compile(r"\d+(?:\.\d+)?")

PRINTED = {
    "gangbei": {
        "arrival-54": "2小时内", "arrival-512": "2小时内", "arrival-527": "2小时内", "response-after": "2 小时",
        "arrival-after": "4 小时内", "age-a": "24 小时", "age-b": "48 小时", "term-54": "1 年", "term-55": "1 年",
        "term-521": "1年", "replaced-part": "90 天", "window-morning": "9:30 至 11:30",
        "window-afternoon": "下午 14：:50 至 17：00 = 14:50 至 17:00", "steps": "1 2 3 4 5 7 8",
        "days-54": "7 个工作日", "days-525": "7天", "lessons-1": "20 学时", "lessons-4": "20 课时",
    },
    "changge": {
        "response-1-2": "5 分钟", "response-3": "10 分钟", "response-4": "15 分钟", "response-451": "5 分钟内",
        "response-457": "5分钟内", "response-459": "5分钟内", "response-letter": "24 小时内", "dispatch-1-2": "5分钟",
        "dispatch-3": "10 分钟", "dispatch-4": "15 分钟", "arrival-1": "10 分钟", "arrival-2": "15 分钟",
        "arrival-3-4": "20 分钟", "arrival-459": "20 分钟内", "arrival-458": "不超过 1小时",
        "diagnosis-1-2": "1小时", "diagnosis-3-4": "2小时", "solution-1-2": "1小时", "solution-3-4": "2小时",
        "solution-451": "1 小时内", "solution-457": "1 小时内", "solution-459": "1 小时内",
        "spare-459": "2 小时内, 24 小时内", "term-service": "3年", "term-parts": "2年",
        "figures-due": "每月 4号前", "collation-due": "次月初（5号前）",
    },
    "puyang_polytechnic": {
        "response-1": "小于 30 分钟", "response-2": "小于 30 分钟", "response-3": "小于 1小时",
        "response-4": "小于 1小时", "response-5": "小于 1小时", "response-6": "小于 1小时",
        "response-plan": "1 小时之内", "arrival-letter": "2小内 = 2小时内", "arrival-plan": "24 小时之内",
        "solution-letter": "4小时内", "solution-plan": "48 小时内", "spare-letter": "72 小时内, 4 小时内",
        "term-letter": "3年", "term-6": "3 年",
    },
    "puyang_unicom": {
        "response-critical": "≤30 分钟", "response-others": "≤60 分钟", "response-critical-10": "≤30 分钟",
        "response-others-10": "≤60 分钟", "response-letter": "2 小时", "solution-critical": "≤4 小时",
        "solution-major": "≤8 小时", "solution-ordinary": "≤24 小时", "solution-critical-10": "≤~~24~~ 小时",
        "solution-major-10": "≤8 小时", "solution-ordinary-10": "≤24 小时", "solution-letter": "24 小时",
        "result": "1 个工作日内", "term-letter": "3 年", "term-parts": "10 年内",
        "sections": " ".join(f"1.6.2.{part}" for part in (
            "2.2", "2.2.1", "2.2", "2.3", "2.3", "2.4", *(f"2.4.{n}" for n in range(1, 10)), "4.10", "4.11", "4.12", "4.13",
        )),
    },
}  # fmt: skip

SPOKEN = {
    "gangbei": {
        "000 §5.4(2)": "2 | 2", "000 §5.12.1": "2 | 2", "000 §5.14 A": "24 | 24", "000 §5.4(3)": "4 | ",
        "000 §5.4-2": "1 | ", "000 §5.4-5(1)": "7 | ", "000 §5.5": "1 | ", "000 §5.12.2": "7 24 | ",
        "000 §5.16.2": "9 30 11 30 | 9 30 11 30", "000 §5.21.1": "1 | ", "000 §5.21.2": "90 | 90",
        "000 §5.22": "2 4 | 2 4", "000 §5.23": "300 150 200 9 | 300 150 200 9", "000 §5.24.5": "7 24 | ",
        "000 §5.25.1.1": "5 10 20 | ", "000 §5.25.1.4": "7 20 | ", "000 §5.27": "2 | 2",
        "desk event-window": "1 36 | 36", "desk incident-answer": "5 | 5",
    },
    "changge": {
        "001 §4.5.8.3": "7 24 | ", "001 §4.5.9": "5 1 20 24 2 | 5 1 20 24 2", "001 §4.5.1-2": "5 1 | 5 1",
        "001 §4.5.3.2(9)": "8 | 8", "001 §4.5.3.3(4)": "24 | 24", "001 §4.5.3.6": "4 | 4",
        "001 §4.5.3.6(6)": "5 | 5", "001 §4.5.7.2": "5 1 | 5 1", "001 §4.5.7.4": "2 | 2",
        "001 §4.5.7.6": "100 | ", "001 §4.5.8.5": "1 | 1", "001 §4.5.11(1)": "3 | ",
        "desk event-window": "1 36 | 36", "desk incident-answer": "5 | 5",
    },
    "puyang_polytechnic": {
        "002 §5.3.1-1(2)": "2 4 4 72 | 2 4 72", "002 §5.3.1-4 一级": "30 | 1 30", "002 §5.3.1-4 二级": "30 | 2 30",
        "002 §5.3.1-4 三级": "1 | 3", "002 §5.3.1-4 四级": "1 | 4", "002 §5.3.1-4 咨询": "1 | ",
        "002 §5.3.1-4 其它": "1 | ", "002 §5.3.1": "3 | ", "002 §5.3.1-6": "3 | ", "002 §5.3.1-7(1)": "2 | ",
        "002 §5.3.2.1": "1 24 48 | 1 24 48", "desk event-window": "1 36 | 36", "desk safety-first": " | 2 1",
    },
    "puyang_unicom": {
        "003 §1.6.2.1": "3 2 24 | 3 2 24", "003 §1.6.2.4.12": "30 60 4 8 24 | 30 60 4 8 24",
        "003 §1.6.2.2.3": "7 24 | ", "003 §1.6.2.2.4.6(7)": "1 | ", "003 §1.6.2.4.13": "10 | 10",
        "desk event-window": "1 36 | 36",
    },
}  # fmt: skip


def misprinted(contract: Contract) -> Iterator[str]:
    """Statements whose figures are not those written here, or that nobody has written here."""
    wanted = PRINTED[contract.id]
    said = {one.id: _printed(one) for one in contract.terms.statements}
    found = {name: words for name, words in said.items() if NUMBER.search(words)}
    yield from (
        f"{name}: {found.get(name)}"
        for name in wanted.keys() | found.keys()
        if wanted.get(name) != found.get(name)
    )


def misspoken(contract: Contract) -> Iterator[str]:
    """Clauses whose summary has other numbers than those written here."""
    numbers = {str(one): f"{_numbers(one.note.zh)} | {_numbers(one.note.en)}" for one in _clauses(contract)}
    found = {name: words for name, words in numbers.items() if words != " | "}
    wanted = SPOKEN[contract.id]
    yield from (
        f"{name}: {found.get(name)}"
        for name in wanted.keys() | found.keys()
        if wanted.get(name) != found.get(name)
    )


def _printed(one: Statement) -> str:
    return one.says + (f" = {one.reads}" if one.reads else "") + (f", {one.after}" if one.after else "")


def _numbers(words: str) -> str:
    return " ".join(NUMBER.findall(words))


def _clauses(value: object) -> Iterator[Clause]:
    """Every clause that anything in a contract cites."""
    if isinstance(value, Clause):
        yield value
    elif isinstance(value, tuple):
        for one in value:
            yield from _clauses(one)
    elif is_dataclass(value):
        for field in fields(value):
            yield from _clauses(getattr(value, field.name))
