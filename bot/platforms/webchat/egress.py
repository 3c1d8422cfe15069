"""The way out to the web chat: a message becomes a stored line, and open browsers are woken by the commit.

Sends nothing over a network, so there are no limits, no retries and nobody is ever unreachable.
"""

from dataclasses import replace

from desk.messages import COPY_MARK, MsgRef, Outcome, Sent
from usecases.ports import Store
from usecases.rows import OutboxRow
from usecases.show_web_line import show_web_line


class WebchatEgress:
    """`ports.Egress` for the channel `web`. An edit of a card is a new line that replaces the earlier one."""

    channel = "web"

    def __init__(self, store: Store) -> None:
        self._store = store

    async def send(self, row: OutboxRow) -> Outcome:
        """Show the message; the reference is the line's seq. What may stand there already says so."""
        replaces = int(row.card_ref.id) if row.card_ref else None
        line = row.outgoing
        if row.ambiguous and replaces is None:
            line = replace(line, text=COPY_MARK + line.text)
        seq = await self._store.run(show_web_line, row.peer, line, replaces)
        return Sent(MsgRef(row.peer, str(seq)))

    async def close(self) -> None:
        """Nothing is open."""
