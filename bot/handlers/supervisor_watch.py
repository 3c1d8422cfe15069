"""Journey: a supervisor answers for the contract: the board in chat, call list, take over, phoned."""

from collections.abc import Callable, Sequence

from bot.dialogue import Dialogue
from bot.turn import Turn
from desk.buttons import Option, Press, Verb
from desk.ids import TicketId
from desk.language import Lang
from desk.messages import Urgency
from desk.notices import Kind
from desk.permissions import require
from desk.sla import next_deadline
from desk.ticket import Ticket
from usecases.briefing import place_of
from usecases.note_view import Seen, note_view
from usecases.oversee import phoned, take_over
from usecases.ports import UnitOfWork
from usecases.work_job import WorkJob

_LINES = 10


def board(turn: Turn) -> Dialogue:
    """Open tickets of the supervisor's schools, gravest first, each with its next deadline."""
    tickets = turn.uow.tickets.open_in(turn.me.schools)
    lines, buttons = listed(turn, tickets)
    turn.say(Kind.BOARD, *buttons, lines=lines, total=str(len(tickets)))
    return turn.dialogue


def listed(turn: Turn, tickets: Sequence[Ticket]) -> tuple[str, tuple[Option, ...]]:
    """The first of them, each as `line_of` with `|stage|seconds left` of its next deadline, and a button that opens each."""
    lines = []
    for ticket in tickets[:_LINES]:
        clock = next_deadline(ticket, turn.uow.contracts.pinned(ticket))
        left = f"{clock.stage}|{clock.left(turn.uow.now):.0f}" if clock else "|"
        lines.append(f"{line_of(turn.uow, ticket, turn.me.lang)}|{left}")
    buttons = (Option(Press(Verb.SHOW, ticket.id), f"#{ticket.no}") for ticket in tickets[:_LINES])
    return "\n".join(lines), tuple(buttons)


def line_of(uow: UnitOfWork, ticket: Ticket, lang: Lang) -> str:
    """`no|grade|place|status`, one line whatever the teacher typed for a place; the words pick it apart from both ends."""
    grade = uow.contracts.pinned(ticket).grade(ticket.verdict.grade).label.of(lang)
    return f"{ticket.no}|{grade}|{place_of(uow, ticket)}|{ticket.status}"


def call_list(turn: Turn, press: Press) -> Dialogue:
    """Names and numbers of everybody who could be called for this ticket."""
    ticket = turn.uow.tickets.get(_ticket(press))
    require(turn.me, Verb.CALL_LIST, ticket)
    people = turn.uow.people.duty(ticket.school, turn.uow.now).everybody
    others = ",".join(person for person in people if person != turn.me.id)
    turn.say(Kind.CALL_LIST, ticket=ticket.id, urgency=Urgency.REPLY, people=others)
    note_view(turn.uow, turn.me.id, Seen.PHONE_LIST, ticket=ticket.no)
    return turn.dialogue


def press_take_over(turn: Turn, press: Press) -> Dialogue:
    """接管."""
    take_over(turn.uow, WorkJob(_ticket(press), turn.me.id, press.verb))
    return turn.dialogue


def press_phoned(turn: Turn, press: Press) -> Dialogue:
    """我已电话通知."""
    phoned(turn.uow, WorkJob(_ticket(press), turn.me.id, press.verb))
    return turn.dialogue


def help_text(turn: Turn) -> Dialogue:
    """What a supervisor can say here."""
    turn.say(Kind.SUPERVISOR_HELP)
    return turn.dialogue


def _ticket(press: Press) -> TicketId:
    if press.ticket is None:
        raise ValueError(f"button {press.verb} was made without a ticket; check bot.prompts")
    return press.ticket


PRESSES: dict[Verb, Callable[[Turn, Press], Dialogue]] = {
    Verb.TAKE_OVER: press_take_over,
    Verb.CALL_LIST: call_list,
    Verb.PHONED: press_phoned,
}
