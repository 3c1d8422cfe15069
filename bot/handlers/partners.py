"""Journey: a second engineer comes along on a job (协作)."""

from bot.dialogue import Dialogue
from bot.turn import Turn
from desk.buttons import Option, Press, Verb
from desk.ids import PersonId, TicketId
from desk.life_events import PartnerAsked
from desk.lifecycle import require as require_state
from desk.notices import Kind
from desk.permissions import require
from desk.ticket import Ticket
from usecases.check_in import in_hand
from usecases.collaborate import able, ask_partner, join, leave

_MOST = 8


def along(turn: Turn) -> Dialogue:
    """协作: for the one job in hand; of several, it is asked which."""
    mine = in_hand(turn.uow, turn.me.id)
    if len(mine) == 1:
        return _ask(turn, mine[0])
    offered = (Option(Press(Verb.PARTNER, job.id), f"#{job.no}") for job in mine[:_MOST])
    if mine:
        turn.say(Kind.ASK_WHICH, *offered, about="note")
    else:
        turn.say(Kind.ENGINEER_HELP)
    return turn.dialogue


def press_partner(turn: Turn, press: Press) -> Dialogue:
    """请人协作: whom?"""
    return _ask(turn, turn.uow.tickets.get(_ticket(press)))


def press_partner_to(turn: Turn, press: Press) -> Dialogue:
    """The colleague was chosen and is asked."""
    to = turn.uow.people.get(PersonId(press.arg))
    ask_partner(turn.uow, _ticket(press), turn.me.id, to.id)
    turn.say(Kind.PARTNER_ASKED, ticket=press.ticket, who=to.name)
    return turn.dialogue


def press_join(turn: Turn, press: Press) -> Dialogue:
    """加入协作: with the card of the job."""
    ticket = join(turn.uow, _ticket(press), turn.me.id)
    turn.say(Kind.JOB, ticket=ticket.id)
    return turn.dialogue


def press_leave(turn: Turn, press: Press) -> Dialogue:
    """退出协作."""
    leave(turn.uow, _ticket(press), turn.me.id)
    return turn.dialogue


def _ask(turn: Turn, ticket: Ticket) -> Dialogue:
    require(turn.me, Verb.PARTNER, ticket)
    require_state(ticket, PartnerAsked)
    offered = (
        Option(Press(Verb.PARTNER_TO, ticket.id, one.id), one.name) for one in able(turn.uow, ticket)[:_MOST]
    )
    turn.say(Kind.ASK_PARTNER, *offered, ticket=ticket.id)
    return turn.dialogue


def _ticket(press: Press) -> TicketId:
    if press.ticket is None:
        raise ValueError(f"button {press.verb} was made without a ticket; check bot.prompts")
    return press.ticket
