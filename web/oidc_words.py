"""What the district's own sign-in says on our pages, for `web.words`."""

from typing import Final

from desk.language import Text

OIDC_WORDS: Final[dict[str, Text]] = {
    "oi_button": Text("用学区账号登录", "Sign in with your district account"),
    "oi_button_of": Text("用“{name}”登录", "Sign in with {name}"),
    "oi_telegram": Text("用 Telegram 登录", "Sign in with Telegram"),
    "oi_telegram_more": Text(
        "打开与机器人的聊天，按“开始”，就会收到登录链接。",
        "Opens the chat with the bot; press “Start” and it sends you the link.",
    ),
    "oi_over": Text("这次登录没有完成。", "This sign-in was not finished."),
    "oi_over_more": Text(
        "它已过期、已用过，或是在另一个浏览器里开始的。请回首页再点一次。",
        "It is too old, was used, or began in another browser. Begin again on the start page.",
    ),
    "oi_cancelled": Text("登录已取消。", "The sign-in was cancelled."),
    "oi_cancelled_more": Text(
        "请回首页再点一次，或在聊天里发“登录”。",
        "Begin again on the start page, or send “login” in your chat.",
    ),
    "oi_refused": Text(
        "学区登录的回答无法核实。", "The answer of your district's sign-in could not be verified."
    ),
    "oi_refused_more": Text(
        "请回首页再点一次；还是不行，请告诉系统管理员，并在聊天里发“登录”。",
        "Begin again on the start page. If it stays so, tell the desk's operator, and send “login” in your chat.",
    ),
    "oi_not_verified": Text("您的学区账号还没有验证。", "Your district account is not verified yet."),
    "oi_not_verified_more": Text(
        "请先在学区登录那里验证您的邮箱或账号，或在聊天里发“登录”。",
        "Verify your e-mail address or account at your district's sign-in first, or send “login” in your chat.",
    ),
    "oi_unknown": Text(
        "您的学区账号在这里没有对应的工作人员。", "Nobody of the staff here has your district account."
    ),
    "oi_unknown_more": Text(
        "请主管在人员表的“登录账号”里填上它，或用邀请码。老师报修不用登录。",
        "Ask a supervisor to have it entered under “登录账号 account” in the register, or use an invitation code. Teachers need not sign in.",
    ),
    "oi_waits": Text(
        "主管第一次来，要另一位主管批准。", "A supervisor's first visit needs another supervisor's word."
    ),
    "oi_waits_more": Text(
        "请先用批准过的邀请码登录一次，以后就可以用学区账号。",
        "Use an approved invitation code once; from then on your district account will do.",
    ),
    "oi_down": Text("学区登录现在没有回应。", "Your district's sign-in does not answer now."),
    "oi_down_more": Text(
        "请过几分钟再试；急用请在聊天里发“登录”，用链接或登录码。",
        "Try again in a few minutes. In a hurry, send “login” in your chat and use the link or the code.",
    ),
}
