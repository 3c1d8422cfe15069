"""Journey: anybody asks why a deadline is when it is, by button or in words; the answer is the sum, line by line."""

from collections.abc import Iterable
from datetime import time

from bot.dialogue import Dialogue
from bot.times import clock_said
from bot.turn import Turn
from desk.buttons import Option, Press, Verb
from desk.ids import TicketId
from desk.notices import Kind
from desk.people import Role
from desk.permissions import require
from desk.refusals import TooLate
from desk.sla import Deadline, deadlines
from desk.ticket import Ticket

_NOTHING = {
    Role.TEACHER: Kind.NO_TICKET,
    Role.ENGINEER: Kind.ENGINEER_HELP,
    Role.SUPERVISOR: Kind.SUPERVISOR_HELP,
}

Asked = tuple[Ticket, Deadline]


def press_why(turn: Turn, press: Press) -> Dialogue:
    """为什么 on a card: the clock that is due next, or the one that was chosen."""
    if press.ticket is None:
        raise ValueError(f"button {press.verb} was made without a ticket; check bot.prompts")
    ticket = turn.uow.tickets.get(press.ticket)
    require(turn.me, press.verb, ticket)
    lines = _clocks(turn, ticket)
    line = (
        next((line for line in lines if line.stage == press.arg), None) if press.arg else _first(turn, lines)
    )
    if line is None:
        raise TooLate(ticket.id)
    return _tell(turn, ticket, line)


def why(turn: Turn) -> Dialogue:
    """“为什么是14:20？”: the clock of one of their tickets that shows this time, else the next one of the newest."""
    asked = _meant(turn, _mine(turn))
    if asked is None:
        turn.say(_NOTHING[turn.me.role])
        return turn.dialogue
    said = clock_said(turn.incoming.text)
    shown = said is None or _shows(turn, *asked, said)
    return _tell(turn, *asked, asked="" if said is None or shown else f"{said:%H:%M}")


def _meant(turn: Turn, tickets: Iterable[Ticket]) -> Asked | None:
    named, said = turn.reading.ticket_no, clock_said(turn.incoming.text)
    found = [(t, _clocks(turn, t)) for t in tickets if named is None or t.no == named]
    for ticket, lines in found:
        for line in lines:
            if said is not None and _shows(turn, ticket, line, said):
                return ticket, line
    firsts = ((ticket, _first(turn, lines)) for ticket, lines in found)
    return next(((ticket, line) for ticket, line in firsts if line is not None), None)


def _shows(turn: Turn, ticket: Ticket, line: Deadline, said: time) -> bool:
    """Whether the clock is due at this time of the day, as people read it."""
    due = line.due.astimezone(turn.uow.contracts.pinned(ticket).zone)
    return (due.hour, due.minute) == (said.hour, said.minute)


def _mine(turn: Turn) -> tuple[Ticket, ...]:
    """The tickets this person may mean: the newest or gravest first."""
    if turn.me.role is Role.TEACHER:
        return turn.uow.tickets.open_of(turn.me.id)
    if turn.me.role is Role.ENGINEER:
        return turn.uow.tickets.jobs_of(turn.me.id)
    return turn.uow.tickets.open_in(turn.me.schools)


def _clocks(turn: Turn, ticket: Ticket) -> tuple[Deadline, ...]:
    return deadlines(ticket, turn.uow.contracts.pinned(ticket))


def _first(turn: Turn, lines: Iterable[Deadline]) -> Deadline | None:
    """The open clock that is due first; for a teacher a promise comes before a goal of ours. With none open the first that was met."""
    teacher = turn.me.role is Role.TEACHER
    found = sorted(lines, key=lambda line: (not line.is_open, teacher and line.internal, line.due))
    return found[0] if found else None


def _tell(turn: Turn, ticket: Ticket, line: Deadline, asked: str = "") -> Dialogue:
    """The sum of a clock; `asked` is a time they named that no clock shows."""
    others = (
        other.stage for other in _clocks(turn, ticket) if other.is_open and other.stage is not line.stage
    )
    buttons = (Option(Press(Verb.WHY, TicketId(ticket.id), stage.value)) for stage in others)
    turn.say(Kind.WHY, *buttons, ticket=ticket.id, stage=line.stage.value, asked=asked)
    return turn.dialogue
