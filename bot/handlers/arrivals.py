"""Journey: the engineer sets out and arrives. The call on the way, the sticker at the door, the code the teacher reads out."""

import re

from bot.dialogue import Dialogue, Idle
from bot.turn import Turn
from desk.buttons import Press, Verb
from desk.conduct import TRIES
from desk.ids import TicketId
from desk.notices import Kind
from desk.people import Role
from desk.places import Room
from usecases.arrival_codes import ask_code
from usecases.check_in import (
    check_in_at,
    check_in_by_code,
    in_hand,
    phone_teacher,
    room_of,
    show_number,
)

_CODE = re.compile(r"(?:到场码|arrival code|code)?[\s:：]*([0-9]{4})[。.!！]?", re.I)


def scanned(turn: Turn, room: Room) -> bool:
    """The sticker of a room, scanned by staff: whether it said something about a job in hand."""
    shown = check_in_at(turn.uow, turn.me.id, room.id)
    for ticket in shown:
        turn.say(Kind.CHECKED_IN, ticket=ticket.id, by="qr")
    if shown:
        return True
    mine = in_hand(turn.uow, turn.me.id)
    here = [ticket for ticket in mine if room_of(turn.uow, ticket) == room.id]
    if here:
        turn.say(Kind.JOB, ticket=here[0].id)
    elif len(mine) == 1:
        turn.say(Kind.NOT_THIS_ROOM, ticket=mine[0].id, room=room.name)
    return len(mine) == 1 or bool(here)


def heard(turn: Turn) -> Dialogue | None:
    """Four digits of an engineer whose teacher has a code. None for all other words."""
    said = _CODE.fullmatch(turn.incoming.text.strip())
    if said is None or turn.me.role is Role.TEACHER or not isinstance(turn.dialogue, Idle):
        return None
    tried = check_in_by_code(turn.uow, turn.me.id, said[1])
    if tried is None:
        return None
    ticket, fits = tried
    if fits:
        turn.say(Kind.CHECKED_IN, ticket=ticket.id, by="code")
        return turn.dialogue
    held = ticket.conduct.arrival_code
    left = TRIES - held.failures if held and held.holds(turn.uow.now) else 0
    turn.say(Kind.CODE_WRONG, ticket=ticket.id, left=str(left))
    return turn.dialogue


def code_please(turn: Turn) -> Dialogue:
    """到场码: of the teacher's ticket that somebody has in hand."""
    mine = [ticket for ticket in turn.uow.tickets.open_of(turn.me.id) if ticket.handler is not None]
    if mine:
        return _tell_code(turn, mine[0].id)
    turn.say(Kind.NO_TICKET)
    return turn.dialogue


def press_code(turn: Turn, press: Press) -> Dialogue:
    """到场码 under a progress message."""
    return _tell_code(turn, _ticket(press))


def press_phoned(turn: Turn, press: Press) -> Dialogue:
    """已联系, 打不通."""
    ticket = phone_teacher(turn.uow, _ticket(press), turn.me.id, press.verb)
    reached = "yes" if press.verb is Verb.TEACHER_REACHED else ""
    turn.say(Kind.TEACHER_PHONED, ticket=ticket.id, reached=reached)
    return turn.dialogue


def press_number(turn: Turn, press: Press) -> Dialogue:
    """老师电话."""
    turn.say(Kind.TEACHER_NUMBER, ticket=show_number(turn.uow, _ticket(press), turn.me.id).id)
    return turn.dialogue


def _tell_code(turn: Turn, ticket: TicketId) -> Dialogue:
    code, until = ask_code(turn.uow, ticket, turn.me.id)
    turn.say(Kind.ARRIVAL_CODE, ticket=ticket, code=code, until=until)
    return turn.dialogue


def _ticket(press: Press) -> TicketId:
    if press.ticket is None:
        raise ValueError(f"button {press.verb} was made without a ticket; check bot.prompts")
    return press.ticket
