"""What the page of the search says, for `web.words`."""

from typing import Final

from desk.language import Text
from desk.searching import Source

SEARCH_WORDS: Final[dict[str, Text]] = {
    "se_title": Text("搜索工单", "Search tickets"),
    "se_find": Text("搜索", "Search"),
    "se_hint": Text(
        "可以写工单号、地点、学校、设备（编号、种类、型号）、老师的话、工程师、备注、原因和处理；几个词用空格隔开，都要有才算找到。",
        "Write a ticket number, place, school, device (code, kind, model), the teacher's words, an engineer, notes, cause or repair. "
        "Several words apart by spaces must all be there.",
    ),
    "se_too_many": Text(
        "一次最多搜索 8 个词；请少写几个再搜。",
        "At most 8 words at once. Take some out and search again.",
    ),
    "se_none": Text(
        "没有找到“{q}”。可以少写一个词，或换一种说法。",
        "Nothing found for “{q}”. Take a word out, or try another one.",
    ),
    "se_found": Text("找到 {n} 张工单", "{n} found"),
    "se_cut": Text(
        "找到的超过 {n} 张，这里是其中最前面的；再加一个词会更准。",
        "More than {n} found; these are the first of them. Add a word to find less.",
    ),
    "se_crowd": Text(
        "“{word}”在太多人的名字里，没有按工程师找；请把名字写完整。",
        "“{word}” is in too many people's names and was not looked for among engineers. Write the whole name.",
    ),
    "se_results": Text("搜索结果", "Results"),
    "se_sign_in": Text(
        "搜索只对工程师和主管开放，请先登录。",
        "The search is for engineers and supervisors. Sign in first.",
    ),
    "key_search": Text("到搜索框", "Go to the search field"),
    **{
        f"se_in_{source.value}": said
        for source, said in {
            Source.NUMBER: Text("工单号", "Ticket number"),
            Source.PLACE: Text("地点", "Place"),
            Source.WORDS: Text("老师的话", "Teacher's words"),
            Source.DIAGNOSIS: Text("原因", "Cause"),
            Source.REPAIR: Text("处理", "Repair"),
            Source.NOTE: Text("备注", "Note"),
            Source.DEVICE: Text("设备", "Device"),
            Source.SYMPTOM: Text("现象", "Symptom"),
            Source.ENGINEER: Text("工程师", "Engineer"),
            Source.SCHOOL: Text("学校", "School"),
        }.items()
    },
}
