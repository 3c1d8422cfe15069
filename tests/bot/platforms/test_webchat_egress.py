"""The way out to the web chat: a line for each message, and a word on what may be there twice."""

from datetime import UTC, datetime
from typing import Any

import pytest

from bot.platforms.webchat.egress import WebchatEgress
from desk.messages import MsgRef, Outgoing, Peer, Sent, Urgency
from usecases.rows import OutboxRow

NOON = datetime(2026, 9, 21, 4, 0, tzinfo=UTC)
PEER = Peer("web", "teacher")


class Lines:
    """A store that keeps the texts it is asked to show."""

    def __init__(self) -> None:
        self.texts: list[str] = []

    async def run(self, _use_case: Any, _peer: Peer, outgoing: Outgoing, _replaces: int | None) -> int:
        self.texts.append(outgoing.text)
        return len(self.texts)


@pytest.mark.parametrize(
    ("ambiguous", "card_ref", "shown"),
    [
        (False, None, "工单 1001"),
        (True, None, "（重发）工单 1001"),
        (True, MsgRef(PEER, "7"), "工单 1001"),  # in its place there can be no second one
    ],
)
async def test_a_line_that_may_be_there_already_says_so(
    ambiguous: bool, card_ref: MsgRef | None, shown: str
) -> None:
    lines = Lines()
    row = OutboxRow(
        1, "k", PEER, Outgoing("工单 1001"), Urgency.PAGE, None, None, 1, NOON, card_ref, ambiguous
    )
    assert await WebchatEgress(lines).send(row) == Sent(MsgRef(PEER, "1"))
    assert lines.texts == [shown]
