"""When nothing else fits: a kind sentence, never a guess; and the words for what was refused."""

from bot.dialogue import Dialogue
from bot.turn import Turn
from desk.ids import TicketId
from desk.notices import Kind
from desk.refusals import Refused


def out_of_scope(turn: Turn) -> Dialogue:
    """Jokes, nonsense, prompt injection: what this desk is for, in one sentence."""
    turn.say(Kind.OUT_OF_SCOPE, guiding="")
    return turn.dialogue


def teacher_help(turn: Turn) -> Dialogue:
    """What a teacher can say here."""
    turn.say(Kind.HELP, hotline=turn.uow.places.school(turn.me.schools[0]).hotline if turn.me.schools else "")
    return turn.dialogue


def refuse(turn: Turn, refusal: Refused, ticket: TicketId | None) -> None:
    """The desk did not do it: say so, with the present state of the ticket where there is one."""
    turn.say(Kind.REFUSED, ticket=ticket, why=type(refusal).__name__)
