"""What a scanned sticker is answered with, on the chat page and on the pages beside it."""

from typing import Final

from desk.language import Text

STICKER_WORDS: Final[dict[str, Text]] = {
    "st_label": Text("扫到的贴纸", "The sticker you scanned"),
    "st_here": Text("您在", "You are at"),
    "st_right": Text("，对吗？", ", right?"),
    "st_yes": Text("对，就是这里", "Yes, right here"),
    "st_no": Text("不是这里", "Somewhere else"),
    "st_which_room": Text("您在哪一间？", "Which room are you in?"),
    "st_which_room_hint": Text(
        "点一下您所在的房间，报修就记在那里。", "Press your room; the report is about it."
    ),
    "st_find": Text("找房间（输入几个字）", "Find a room (type a few letters)"),
    "st_none_fits": Text("没有对得上的房间。", "No room fits."),
    "st_not_listed": Text("都不是，我在聊天里说", "None of these: I shall say it in the chat"),
    "st_unknown": Text("这张贴纸现在不在用", "This sticker is not in use"),
    "st_unknown_why": Text(
        "设备可能已经撤下或换了新贴纸，编号也可能有误（{code}）。不要紧，照样可以报修：打开聊天，说哪间教室、什么坏了。",
        "The equipment may have been taken away or given a new sticker, or the code is wrong ({code}). You can report all the"
        " same: open the chat and say which room and what is broken.",
    ),
    "st_call": Text("急事请拨打服务热线", "If it is urgent, call"),
    "st_report": Text("打开聊天报修", "Open the chat and report"),
}
