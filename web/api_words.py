"""Sentences for other programs: what they did wrong and what to do."""

from desk.language import Text

API_WORDS: dict[str, Text] = {
    "key_refused": Text(
        "密钥无效。请在 Authorization: Bearer 里带上有效的密钥，或请管理员用 chalkline keys add 新建一个。",
        "The key is not valid. Send a good one as Authorization: Bearer, or have one made with chalkline keys add.",
    ),
    "not_an_alert": Text(
        "看不懂这条告警：它不是这个地址所要的格式。字段见 /api/openapi.json 和 docs/api.md。",
        "This is not the form that this address takes. Its fields are in /api/openapi.json and docs/api.md.",
    ),
    "alert_not_placed": Text(
        "有告警对不上设备。请在监控里给它加标签 device=设备编码（贴纸上的），或先登记设备；告警已记在密钥日志里。",
        "An alert names no device of ours. Give it a label device= with the code on the device's sticker, or enter the device; "
        "the alert is kept in the key's log.",
    ),
    "key_lacks_scope": Text(
        "这个密钥没有这项权限。请管理员新建一个带所需 scope 的密钥。",
        "This key may not do that. Have a key made with the scope that this route needs (docs/api.md).",
    ),
}
