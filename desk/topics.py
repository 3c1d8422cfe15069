"""The topics of a contract's statements: how people call them, and how they are compared."""

from desk.language import Text
from desk.terms import Topic

TOPICS: dict[Topic, Text] = {
    Topic.RESPONSE: Text("响应", "response"),
    Topic.DISPATCH: Text("安排人员", "dispatch"),
    Topic.ARRIVAL: Text("到场", "arrival"),
    Topic.DIAGNOSIS: Text("故障判断", "diagnosis"),
    Topic.SOLUTION: Text("解决", "solution"),
    Topic.SPARE: Text("备用设备", "the spare unit"),
    Topic.AGEING: Text("久未解决升级", "rising with age"),
    Topic.CLOSING: Text("结束的依据", "what closes a job"),
    Topic.REPLY: Text("反馈", "feedback"),
    Topic.WARRANTY_TERM: Text("质保期", "the warranty's term"),
    Topic.WARRANTY_START: Text("质保起算日", "the start of the warranty"),
    Topic.REPLACED_PART: Text("更换件质保", "the warranty of replaced parts"),
    Topic.LABOUR: Text("维修工时费", "the price of labour"),
    Topic.CALLBACK: Text("回访", "call-backs"),
    Topic.CALLBACK_WINDOW: Text("回访时段", "the call-back hours"),
    Topic.INSPECTION: Text("巡检", "inspections"),
    Topic.REPORT_DUE: Text("报送日期", "the day of the report"),
    Topic.TRAINING_DAYS: Text("培训天数", "the days of training"),
    Topic.TRAINING_LESSONS: Text("培训课时", "the lessons of training"),
    Topic.HOTLINE: Text("服务热线", "the hotline"),
    Topic.NUMBERING: Text("编号", "numbering"),
    Topic.LIST_ITEM: Text("列项", "list items"),
    Topic.WORDING: Text("文字", "wording"),
}

CLOCKS = frozenset(
    {Topic.RESPONSE, Topic.DISPATCH, Topic.ARRIVAL, Topic.DIAGNOSIS, Topic.SOLUTION, Topic.SPARE}
)
"""Topics whose statements are the limits of stages."""

MEASURED = CLOCKS | {Topic.AGEING, Topic.WARRANTY_TERM, Topic.REPLACED_PART}
"""Topics whose statements, where they have a number, are lengths of time."""

COMPARED = frozenset(Topic) - {
    Topic.AGEING,
    Topic.CALLBACK_WINDOW,
    Topic.CLOSING,
    Topic.NUMBERING,
    Topic.LIST_ITEM,
    Topic.WORDING,
}
"""Topics of which two statements should say the same."""

ACROSS = (Topic.SPARE, Topic.CLOSING)
"""Topics in which contracts are held against each other (facts.md M1, M2)."""
