"""What the chat page says of itself: the network, what waits for it, what is on its way. The desk's sentences are in `bot/words/`."""

from typing import Final

from desk.language import Text

CHAT_WORDS: Final[dict[str, Text]] = {
    "no_network": Text(
        "没有网络。您说的话会留着，联网后自动发出。",
        "No network. What you write is kept and sent when it is back.",
    ),
    "sent_later": Text("联网后自动发出", "will be sent when the network is back"),
    "photo_waiting": Text("还没发出去的照片", "A photo that is not sent yet"),
    "comma": Text("，", ", "),
}
