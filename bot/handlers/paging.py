"""Journey: pages. Who was called for a ticket and what became of it."""

import re

from bot.dialogue import Dialogue
from bot.turn import Turn
from desk.buttons import Option, Press, Verb
from desk.notices import Kind
from desk.paging import Told
from desk.people import Role
from usecases.who_was_called import waiting_for_somebody, who_was_called

_CALLED = re.compile(r"^/?(?:谁被叫了|叫了谁|who was called|called)\s*(?:工单|ticket)?\s*#?(\d{1,9})$", re.I)
_PEOPLE = 8
_TICKETS = 8


def called(turn: Turn) -> Dialogue:
    """谁被叫了: of the one ticket that waits; of several, which?"""
    waiting = waiting_for_somebody(turn.uow, turn.me)
    if len(waiting) == 1:
        return _show(turn, waiting[0].no)
    buttons = [
        Option(Press(Verb.WHO_CALLED, ticket.id), f"#{ticket.no}")
        for ticket in sorted(waiting, key=lambda ticket: ticket.no)[-_TICKETS:]
    ]
    several = "yes" if waiting else ""
    turn.say(Kind.PAGES, *buttons, lines="", more="0", several=several, numbered="")
    return turn.dialogue


def press_called(turn: Turn, press: Press) -> Dialogue:
    """The same by the ticket's button."""
    if press.ticket is None:
        raise ValueError(f"button {press.verb} was made without a ticket; check bot.handlers.paging")
    return _show(turn, turn.uow.tickets.get(press.ticket).no)


def heard(turn: Turn) -> Dialogue | None:
    """谁被叫了 1001. None for all other words."""
    if turn.person is None or turn.me.role is Role.TEACHER:
        return None
    said = _CALLED.match(turn.incoming.text.strip())
    return _show(turn, int(said[1])) if said else None


def _show(turn: Turn, no: int) -> Dialogue:
    found = who_was_called(turn.uow, turn.me, no)
    lines = "\n".join(_line(one, found.names[one.person]) for one in found.told[:_PEOPLE])
    more = str(max(len(found.told) - _PEOPLE, 0))
    turn.say(Kind.PAGES, ticket=found.ticket.id, lines=lines, more=more, several="", numbered="yes")
    return turn.dialogue


def _line(told: Told, name: str) -> str:
    """`sent|delivered|seen|times shown|why it failed|left out|state|name`, on one line whatever the platform said."""
    instants = (told.sent, told.delivered, told.seen)
    state = "quiet" if told.put_off else "waiting" if told.is_waiting else ""
    failed = " ".join((told.failed[-1] if told.failed else "").replace("|", "/").split())
    return "|".join(
        (
            *(at.isoformat() if at else "" for at in instants),
            str(told.shown),
            failed,
            ",".join(f"{way}={reason}" for way, reason in told.left_out),
            state,
            name,
        )
    )


PRESSES = {Verb.WHO_CALLED: press_called}
