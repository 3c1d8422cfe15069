"""What the page of people and their reachability says, for `web.words`."""

from typing import Final

from desk.language import Text
from usecases.look_at_people import State
from usecases.reach import Silence

PEOPLE_WORDS: Final[dict[str, Text]] = {
    "pe_title": Text("人员", "People"),
    "pe_lead": Text(
        "谁是谁，现在能不能联系上，谁在值班。电话要点开才看得到，谁看过会留记录。",
        "Who is who, who can be reached now, who is on call. A number is shown when asked for; who looked is noted.",
    ),
    "pe_sign_in": Text("人员只给主管看。", "The people page is for supervisors."),
    "pe_staff": Text("工作人员", "Staff"),
    "pe_unreachable": Text("联系不上", "Cannot be reached"),
    "pe_mute": Text("在值班表上却联系不上", "On the roster, not reachable"),
    "pe_away": Text("请假中", "On leave"),
    "pe_filters": Text("筛选", "Filters"),
    "pe_name": Text("姓名", "Name"),
    "pe_role": Text("角色", "Role"),
    "pe_role_staff": Text("工程师和主管", "Engineers and supervisors"),
    "pe_state": Text("情况", "State"),
    "pe_any": Text("全部", "all"),
    "pe_none": Text("没有符合的人。", "Nobody fits."),
    "pe_shown": Text("第 {first}–{last} 人，共 {total} 人", "{first}–{last} of {total}"),
    "pe_ways": Text("联系方式", "Ways"),
    "pe_heard": Text("最近出现", "Last heard of"),
    "pe_heard_not": Text("近期没有消息", "not lately"),
    "pe_now": Text("现在", "Now"),
    "pe_jobs": Text("在手工单", "Open jobs"),
    "pe_phone": Text("电话", "Telephone"),
    "pe_show_phone": Text("看号码", "Show"),
    "pe_show_phone_of": Text("看号码：{name}", "Show the number of {name}"),
    "pe_phone_of": Text("{name}：{phone}（已留记录）", "{name}: {phone} (noted)"),
    "pe_no_phone": Text("没有", "none"),
    "pe_district": Text("全区", "whole district"),
    "pe_preferred": Text("先用", "first"),
    "pe_blocked": Text("已屏蔽", "blocked"),
    "pe_on": Text("值班：{teams}", "on call: {teams}"),
    "pe_leave": Text("请假到 {at}", "on leave until {at}"),
    "pe_quiet": Text("免打扰", "quiet hours"),
    "pe_invited": Text("邀请码 {at} 前有效", "invited, code good until {at}"),
    "pe_ladder": Text("现在会呼叫谁", "Who would be called now"),
    "pe_ladder_hint": Text(
        "按班组、请假和联系方式算出；多久没人接单往上一级，写在合同里。",
        "By roster, leave and addresses. After how long the next rung is called stands in the contract.",
    ),
    "pe_ladder_more": Text(
        "只列前 {n} 所学校，其余请用筛选。", "The first {n} schools; choose others by the filter."
    ),
    "pe_nobody": Text("没有人", "nobody"),
    "pe_unable": Text("联系不上或请假", "Cannot be called"),
    "pe_hotlines": Text("下班后热线转到谁", "Where the hotline rings after hours"),
    "pe_hotline": Text("{number} → {name}，到 {at}", "{number} → {name}, until {at}"),
    "pe_bad_filter": Text(
        "看不懂这个筛选条件，请返回重新选择。", "That filter is not known. Please go back and choose again."
    ),
    f"pe_state_{State.UNREACHABLE}": Text("联系不上", "cannot be reached"),
    f"pe_state_{State.MUTE}": Text("在值班表上却联系不上", "on the roster, not reachable"),
    f"pe_state_{State.ON_CALL}": Text("在值班", "on call"),
    f"pe_state_{State.ON_LEAVE}": Text("请假中", "on leave"),
    f"pe_{Silence.NEVER_CAME}": Text("从没来过", "never came"),
    "pe_channel_web": Text("网页", "web"),
    "pe_channel_tg": Text("Telegram", "Telegram"),
    "pe_channel_wecom": Text("企业微信", "WeCom"),
    "pe_channel_dingtalk": Text("钉钉", "DingTalk"),
    "pe_channel_console": Text("终端", "terminal"),
}
