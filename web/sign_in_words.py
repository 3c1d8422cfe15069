"""What the pages of signing in say, for `web.words`."""

from typing import Final

from desk.language import Text

SIGN_IN_WORDS: Final[dict[str, Text]] = {
    "si_title": Text("登录网页", "Sign in"),
    "si_lead": Text(
        "这个链接会让这台设备以您的身份打开看板和聊天。请只在自己的设备上登录。",
        "This link opens the board and the chat on this device as you. Sign in on a device of your own only.",
    ),
    "si_button": Text("登录", "Sign in"),
    "si_not_mine": Text(
        "不是您自己要的链接？关掉这一页就好，什么都不会发生。",
        "You did not ask for it? Close this page; nothing happens.",
    ),
    "si_how": Text(
        "工作人员：在您的聊天里发“登录”，就会收到链接和登录码；第一次来用邀请码。",
        "Staff: send “login” in your chat to get a link and a code; the first time use your invitation code.",
    ),
    "si_refused": Text("链接或码不对、已用过或已过期。", "That link or code is wrong, used or expired."),
    "si_refused_more": Text(
        "请在聊天里再发一次“登录”，或向发码人要一个新的邀请码。",
        "Send “login” in your chat again, or ask for a new invitation code.",
    ),
    "si_waits": Text("这个邀请码还没有批准。", "This code is not approved yet."),
    "si_waits_more": Text(
        "要另一位主管批准后才有效，批准后请再输入一次。",
        "It is good once another supervisor has approved it. Please type it again then.",
    ),
    "si_too_many": Text("试的次数太多了。", "Too many tries."),
    "si_too_many_more": Text(
        "请在聊天里发“登录”，改用链接；或一小时后再试。",
        "Send “login” in your chat and use the link, or try again in an hour.",
    ),
    "signed_out": Text("您在这台设备上已退出登录。", "You are signed out on this device."),
    "signed_out_more": Text(
        "这次登录被结束了、太久没用，或您的岗位变了。要继续，请在聊天里发“登录”。",
        "The session was ended, was not used for too long, or your role has changed. Send “login” in your chat to go on.",
    ),
    "si_devices": Text("登录设备", "Signed-in devices"),
    "si_devices_lead": Text(
        "不认得的，请退出它，并告诉主管。", "Sign out what you do not know, and tell a supervisor."
    ),
    "si_not_signed_in": Text(
        "这一页只给登录的工作人员看。在您的聊天里发“登录”就会收到链接和登录码。",
        "This page is for staff who are signed in. Send “login” in your chat to get a link and a code.",
    ),
    "si_here": Text("就是这台", "This one"),
    "si_unknown": Text("未知浏览器", "Unknown browser"),
    "si_began": Text("登录", "Signed in"),
    "si_seen": Text("最近使用", "Last used"),
    "si_until": Text("有效至", "Good until"),
    "si_end": Text("退出", "Sign out"),
    "si_end_of": Text("退出 {browser}", "Sign out {browser}"),
    "si_end_others": Text("其他都退出", "Sign out all others"),
}
