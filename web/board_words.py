"""What the board says besides its rows, for `web.words`: filters, columns, keys."""

from typing import Final

from desk.language import Text
from desk.standing import Column, Order, Within

BOARD_WORDS: Final[dict[str, Text]] = {
    "bo_bad_filter": Text(
        "看板地址里有不认识的筛选条件；请回到看板重新选择。",
        "The address asks for a filter that does not exist. Go back to the board and choose again.",
    ),
    "bo_sections": Text("工作人员页面", "Staff pages"),
    "bo_board": Text("看板", "Board"),
    "bo_view": Text("显示方式", "Layout"),
    "bo_list": Text("列表", "List"),
    "bo_kanban": Text("看板列", "Columns"),
    "bo_filters": Text("筛选", "Filter"),
    "bo_filters_on": Text("筛选（已用 {n} 项）", "Filter ({n} in use)"),
    "bo_state": Text("状态", "State"),
    "bo_grade": Text("等级", "Grade"),
    "bo_school": Text("学校", "School"),
    "bo_engineer": Text("工程师", "Engineer"),
    "bo_within": Text("下一个时限", "Next deadline"),
    "bo_sort": Text("排序", "Order"),
    "bo_any": Text("全部", "any"),
    "bo_unclaimed": Text("无人接单", "nobody has it"),
    "bo_apply": Text("筛选", "Apply"),
    "bo_reset": Text("清除筛选", "Clear filters"),
    "bo_print": Text("打印", "Print"),
    "bo_keys": Text("键盘快捷键", "Keyboard shortcuts"),
    "bo_shown": Text("第 {first}–{last} 张，共 {total} 张", "{first}–{last} of {total}"),
    "bo_total": Text("共 {total} 张", "{total} in all"),
    "bo_earlier": Text("上一页", "Previous"),
    "bo_later": Text("下一页", "Next"),
    "bo_pages": Text("翻页", "Pages"),
    "bo_more": Text("还有 {n} 张，看列表", "{n} more in the list"),
    "bo_none_here": Text("没有工单", "No tickets"),
    "bo_none_fit": Text("没有符合筛选条件的工单。", "No ticket fits this filter."),
    "bo_end": Text("没有这一页了，请看前面的页。", "There is no such page. Go back to an earlier one."),
    "bo_tally": Text("数字概览，点一下就筛选", "Figures; press one to filter by it"),
    "key_down": Text("下一张工单", "Next ticket"),
    "key_up": Text("上一张工单", "Previous ticket"),
    "key_open": Text("打开工单", "Open the ticket"),
    "key_filter": Text("到筛选", "Go to the filters"),
    "key_view": Text("切换列表和看板列", "Switch between list and columns"),
    "key_help": Text("显示这张表", "Show this table"),
    "key_close": Text("关闭", "Close"),
    "key_on": Text("使用单键快捷键", "Use single-key shortcuts"),
    "col_key": Text("按键", "Key"),
    "col_does": Text("作用", "What it does"),
    **{
        f"bo_column_{column.value}": said
        for column, said in {
            Column.WAITING: Text("等待接单", "Waiting"),
            Column.COMING: Text("已接单、在路上", "Accepted, on the way"),
            Column.AT_WORK: Text("现场处理", "Being worked on"),
            Column.GOING_ON: Text("教学已恢复", "Teaching restored"),
            Column.TO_CONFIRM: Text("已修复，待确认", "Repaired, to confirm"),
        }.items()
    },
    **{
        f"bo_within_{within.value}": said
        for within, said in {
            Within.LATE: Text("已超时", "overdue"),
            Within.NEAR: Text("快到期", "due soon"),
            Within.QUARTER: Text("15 分钟内（含超时）", "within 15 min, or overdue"),
            Within.HOUR: Text("1 小时内（含超时）", "within 1 h, or overdue"),
            Within.HALF_DAY: Text("4 小时内（含超时）", "within 4 h, or overdue"),
            Within.NO_CLOCK: Text("没有计时", "no clock running"),
        }.items()
    },
    **{
        f"bo_sort_{order.value}": said
        for order, said in {
            Order.GRAVEST: Text("最严重在前", "gravest first"),
            Order.SOONEST: Text("最快到期在前", "next deadline first"),
            Order.NEWEST: Text("最新报修在前", "newest first"),
        }.items()
    },
}
