"""The one door to a ticket by button: whoever may not see it is answered as if it were not there, whatever the button does (S04).

What the button's handler allows is the handler's part, by the same tables; it may say of a ticket that one sees why not.
"""

from bot.turn import Turn
from desk.buttons import Press
from desk.permissions import may_see
from desk.refusals import NotFound


def guarded(turn: Turn, press: Press | None) -> Press | None:
    """The press. Raises NotFound when it is about a ticket that this person may not see, as for one that is not there."""
    if press is None or press.ticket is None or turn.person is None:
        return press
    if not may_see(turn.person, turn.uow.tickets.get(press.ticket)):
        raise NotFound(press.ticket)
    return press
