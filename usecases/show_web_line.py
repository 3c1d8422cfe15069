"""The desk's message becomes a line of a web chat; a newer state of a live card replaces its earlier line."""

from desk.messages import Outgoing, Peer
from usecases.ports import UnitOfWork
from usecases.rows import Topic


def show_web_line(uow: UnitOfWork, peer: Peer, outgoing: Outgoing, replaces: int | None) -> int:
    """Show it and wake the open browsers of this chat. Returns the line's seq."""
    seq = uow.webchat.show(peer, outgoing, replaces, uow.now)
    uow.wake(Topic.WEBCHAT, peer)
    return seq
