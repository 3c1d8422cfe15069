"""Journey: several voices about one fault. A teacher says that theirs is another one; the crew says that it is no common fault."""

from bot.dialogue import Dialogue, Idle
from bot.handlers.teacher_report import aside_of, guide
from bot.turn import Turn
from desk.buttons import Press, Verb
from desk.ids import TicketId
from desk.ticket import Ticket
from usecases.also_affected import left
from usecases.common_faults import Saying, split_up, stand_alone
from usecases.report_fault import set_apart


def press_apart(turn: Turn, press: Press) -> Dialogue:
    """不是同一个问题: who is also affected gets a ticket of their own; a ticket that follows a common fault goes on by itself."""
    ticket = turn.uow.tickets.get(_ticket(press))
    if ticket.reporter == turn.me.id:
        stand_alone(turn.uow, Saying(ticket.id, turn.me.id))
        return turn.dialogue
    return guide(turn, set_apart(turn.uow, ticket.id, turn.me.id), aside_of(turn))


def press_split(turn: Turn, press: Press) -> Dialogue:
    """拆分: no common fault; every ticket goes on by itself."""
    split_up(turn.uow, Saying(_ticket(press), turn.me.id))
    return turn.dialogue


def withdraw_voice(turn: Turn, ticket: Ticket) -> Dialogue:
    """撤单 from who is also affected: they hear no more of it; the ticket is its reporter's and goes on."""
    left(turn.uow, ticket, turn.me.id)
    return Idle()


PRESSES = {Verb.APART: press_apart, Verb.SPLIT: press_split}


def _ticket(press: Press) -> TicketId:
    if press.ticket is None:
        raise ValueError(f"button {press.verb} was made without a ticket; check bot.prompts")
    return press.ticket
