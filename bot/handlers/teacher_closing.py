"""Journey: everything a teacher may want of an open or just finished ticket: progress, hurry, a person, withdraw, confirm, rate."""

from bot.dialogue import Dialogue, Drafting, Guiding, Idle, Resting
from bot.handlers.teacher_playbook import chat_of
from bot.handlers.teacher_report import aside_of, known_ticket, supplement
from bot.steps import again, onward
from bot.turn import Turn
from desk import lifecycle, permissions
from desk.buttons import Press, Verb
from desk.events import Cancelled
from desk.ids import TicketId
from desk.notices import Kind
from desk.ticket import Status, Ticket
from usecases.close_ticket import Verdict, cancel, confirm_fix, deny_fix, rate
from usecases.speak_up import Remark, ask_for_person, urge

_FINISHED = (Status.REPAIRED, Status.RESTORED)


def awaiting_word(turn: Turn) -> Ticket | None:
    """The ticket whose repair waits for this teacher's word."""
    mine = turn.uow.tickets.open_of(turn.me.id)
    return next((ticket for ticket in mine if ticket.status in _FINISHED), None)


def confirm(turn: Turn) -> Dialogue:
    """好了: the repaired ticket, or the only open one, closes."""
    ticket = awaiting_word(turn) or subject(turn)
    if ticket is None:
        turn.say(Kind.NO_TICKET)
        return Idle()
    confirm_fix(turn.uow, Verdict(ticket.id, turn.me.id, turn.reading.text))
    return Idle()


def deny(turn: Turn) -> Dialogue:
    """没好, 又坏了: a finished ticket opens again; words about a running one are added to it."""
    ticket = awaiting_word(turn) or turn.uow.tickets.latest_of(turn.me.id)
    if ticket is None:
        turn.say(Kind.NO_TICKET)
        return Idle()
    if ticket.status in (*_FINISHED, Status.CLOSED):
        deny_fix(turn.uow, Verdict(ticket.id, turn.me.id, turn.reading.text))
        return Idle()
    return supplement(turn, ticket) if ticket.status.is_open else turn.dialogue


def progress(turn: Turn) -> Dialogue:
    """Where things stand, with what can be done about it."""
    ticket = subject(turn)
    if ticket is None:
        turn.say(Kind.NO_TICKET)
    else:
        turn.say(Kind.PROGRESS, ticket=ticket.id)
    return turn.dialogue


def hurry(turn: Turn) -> Dialogue:
    """催单."""
    ticket = subject(turn)
    if ticket is None:
        turn.say(Kind.NO_TICKET)
        return turn.dialogue
    urge(turn.uow, Remark(ticket.id, turn.me.id, turn.reading))
    return turn.dialogue


def person_please(turn: Turn) -> Dialogue:
    """转人工, and complaints, which a person must hear."""
    ticket = subject(turn)
    if ticket is None:
        turn.say(Kind.HUMAN, hotline=turn.uow.places.school(turn.me.schools[0]).hotline)
        return turn.dialogue
    ask_for_person(turn.uow, Remark(ticket.id, turn.me.id, turn.reading))
    return _left(turn, ticket.id)


def withdraw(turn: Turn) -> Dialogue:
    """Cancelling asks once; a report that is still being put together is simply dropped."""
    if isinstance(turn.dialogue, Drafting):
        turn.say(Kind.DROPPED)
        aside = aside_of(turn)
        return again(chat_of(turn), aside) if aside else Idle()
    ticket = subject(turn)
    if ticket is None:
        turn.say(Kind.NO_TICKET)
    else:
        turn.say(Kind.CANCEL_SURE, ticket=ticket.id)
    return turn.dialogue


def press_human(turn: Turn, press: Press) -> Dialogue:
    """转人工 on a step or a progress message."""
    ticket = _pressed(press)
    ask_for_person(turn.uow, Remark(ticket, turn.me.id, turn.reading))
    return _left(turn, ticket)


def press_urge(turn: Turn, press: Press) -> Dialogue:
    """催一下."""
    urge(turn.uow, Remark(_pressed(press), turn.me.id, turn.reading))
    return turn.dialogue


def press_confirm(turn: Turn, press: Press) -> Dialogue:
    """已修好, from the teacher or, called back, from a supervisor."""
    confirm_fix(turn.uow, Verdict(_pressed(press), turn.me.id))
    return _left(turn, _pressed(press))


def press_deny(turn: Turn, press: Press) -> Dialogue:
    """没修好."""
    deny_fix(turn.uow, Verdict(_pressed(press), turn.me.id))
    return Idle()


def press_cancel(turn: Turn, press: Press) -> Dialogue:
    """撤单: asks once, then does it, or keeps the ticket. A ticket that is over is answered with its state."""
    ticket = turn.uow.tickets.get(_pressed(press))
    permissions.require(turn.me, press.verb, ticket)
    lifecycle.require(ticket, Cancelled)
    if press.verb is Verb.CANCEL:
        turn.say(Kind.CANCEL_SURE, ticket=press.ticket)
        return turn.dialogue
    if press.verb is Verb.KEEP:
        turn.say(Kind.KEPT, ticket=press.ticket)
        return turn.dialogue
    cancel(turn.uow, Verdict(_pressed(press), turn.me.id))
    return _left(turn, _pressed(press))


def press_rate(turn: Turn, press: Press) -> Dialogue:
    """One of five buttons."""
    rate(turn.uow, Verdict(_pressed(press), turn.me.id), int(press.arg))
    return turn.dialogue


def press_progress(turn: Turn, press: Press) -> Dialogue:
    """进度."""
    permissions.require(turn.me, press.verb, turn.uow.tickets.get(_pressed(press)))
    turn.say(Kind.PROGRESS, ticket=press.ticket)
    return turn.dialogue


def subject(turn: Turn) -> Ticket | None:
    """The ticket meant: named by number, fitting the words, else the newest open one."""
    return known_ticket(turn) or next(iter(turn.uow.tickets.open_of(turn.me.id)), None)


def _pressed(press: Press) -> TicketId:
    if press.ticket is None:
        raise ValueError(f"button {press.verb} was made without a ticket; check bot.prompts")
    return press.ticket


def _left(turn: Turn, ticket: TicketId) -> Dialogue:
    """Self-help of that ticket is over; another dialogue goes on."""
    here = turn.dialogue
    if isinstance(here, Guiding | Resting) and here.ticket == ticket:
        return onward(chat_of(turn), here.others)
    return here
