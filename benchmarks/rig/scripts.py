"""What the people of the crowd say, and what the desk must answer. A wrong or missing answer fails the benchmark.

One symptom is always reported from the same room: from two rooms it would be one wider fault, and its tickets rise together.
"""

from dataclasses import dataclass

from desk.ids import ContractId


@dataclass(frozen=True, slots=True)
class Line:
    """One message, and for each reply it leads to a part of its text."""

    says: str
    hears: tuple[str, ...]


_TICKET = "等待接单"
_STEP = "？"
"""Whichever question the tree asks today."""

_CALM = (
    Line("你好", ("设备坏了直接说",)),
    Line("三年级2班大屏没声音，不急", (_TICKET, _STEP)),
    Line("还是不行", (_STEP,)),
    Line("到哪一步了", ("下一步",)),
    Line("好了", ("已完成",)),
)
_IN_LESSON = (
    Line("三年级3班大屏黑屏了，正在上课", (_TICKET, _STEP)),
    Line("还是不行", (_STEP,)),
    Line("快点啊", ("已催",)),
    Line("修得怎么样了", ("下一步",)),
    Line("好了", ("已完成",)),
)
_ASKED = (
    Line("大屏黑屏了", ("哪间教室",)),
    Line("三年级5班", ("正在上课",)),
    Line("不急", (_TICKET, _STEP)),
    Line("没好", (_STEP,)),
    Line("修得怎么样了", ("下一步",)),
    Line("不用修了", ("确定撤销",)),
    Line("1", ("已撤销",)),
)
_ENGLISH = (
    Line("Hello", ("Hello",)),
    Line("The speakers in 302 make no sound, no hurry", ("waiting", "?")),
    Line("still not working", ("?",)),
    Line("status", ("Next",)),
    Line("fixed, thanks", ("done",)),
)
_BY_CONTRACT = {
    ContractId("gangbei"): (_CALM, _ASKED, _IN_LESSON),
    ContractId("changge"): (_CALM, _IN_LESSON),
    ContractId("puyang_polytechnic"): (_CALM, _IN_LESSON),
    ContractId("puyang_unicom"): (_ENGLISH,),
}


def scripts_for(contract: ContractId) -> tuple[tuple[Line, ...], ...]:
    """The conversations a teacher under this contract holds, one after another, then from the beginning."""
    return _BY_CONTRACT[contract]


def echoed(scripts: tuple[tuple[Line, ...], ...]) -> tuple[tuple[Line, ...], ...]:
    """The same conversations with a bot that says everything back."""
    return tuple(tuple(Line(line.says, (line.says,)) for line in script) for script in scripts)
