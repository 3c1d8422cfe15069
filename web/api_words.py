"""Sentences for other programs: what they did wrong and what to do."""

from desk.language import Text

API_WORDS: dict[str, Text] = {
    "key_refused": Text(
        "密钥无效。请在 Authorization: Bearer 里带上有效的密钥，或请管理员用 chalkline keys add 新建一个。",
        "The key is not valid. Send a good one as Authorization: Bearer, or have one made with chalkline keys add.",
    ),
    "key_lacks_scope": Text(
        "这个密钥没有这项权限。请管理员新建一个带所需 scope 的密钥。",
        "This key may not do that. Have a key made with the scope that this route needs (docs/api.md).",
    ),
}
