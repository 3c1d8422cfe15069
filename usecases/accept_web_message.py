"""A browser hands in what a person did: it is shown in their own chat and put into the durable inbox, or neither.

Decides nothing about it: the dialogue reads the inbox later. A repeat of a key changes nothing.
"""

from dataclasses import replace

from desk.messages import Incoming, MediaKind
from desk.refusals import NotFound, Refused
from usecases.ports import UnitOfWork
from usecases.rows import Topic


class Repeated(Refused):
    """This message was accepted before; nothing was stored again."""


def accept_web_message(uow: UnitOfWork, message: Incoming) -> bool:
    """Accept a text, a press or a start. Returns whether it was new. Only what a person said or pressed is shown."""
    if not uow.inbox.accept([message], uow.now):
        return False
    shown = replace(message, text=message.text or _label(uow, message))
    if shown.text or shown.media:
        uow.webchat.said(message.peer, shown, uow.now)
        uow.wake(Topic.WEBCHAT, message.peer)
    uow.wake(Topic.INBOX)
    return True


def accept_web_media(
    uow: UnitOfWork, message: Incoming, content: bytes, kind: MediaKind, name: str, mime: str
) -> bool:
    """Store the bytes and accept the message that carries them. Raises Repeated, so that a repeat stores no copy."""
    media = uow.media.put(content, kind, name, mime, uow.now)
    if not accept_web_message(uow, replace(message, media=(media,))):
        raise Repeated(message.key)
    return True


def _label(uow: UnitOfWork, message: Incoming) -> str:
    """What the pressed button said; empty for a media line and for a button that was never shown in this chat."""
    token, _, index = (message.press or "").partition(":")
    if not token:
        return ""
    try:
        prompt = uow.prompts.get(token)
    except NotFound:
        return ""
    shown = {str(i): label for i, label in enumerate(prompt.labels)} if prompt.peer == message.peer else {}
    return shown.get(index, "")
