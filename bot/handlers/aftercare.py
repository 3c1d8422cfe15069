"""Journey: after the repair. A supervisor rings a teacher who did not confirm, or who was not satisfied; the teacher says why."""

from bot.asked import is_fresh
from bot.dialogue import AfterWords, Dialogue, Idle, Rating
from bot.turn import Turn
from desk.aftercare_events import FollowedUp, FollowUpOutcome, TeacherCalled
from desk.buttons import Option, Press, Verb
from desk.ids import TicketId
from desk.lifecycle import require as require_now
from desk.notices import Kind
from desk.permissions import require
from desk.reading import Intent
from desk.ticket import Ticket
from usecases.call_back import Rung, called_back, errands
from usecases.follow_up import Followed, explain_rating, followed_up
from usecases.note_view import Seen, note_view

RATING = "rating"
_LINES = 8
_OTHER_MATTERS = frozenset(
    {
        Intent.REPORT_FAULT,
        Intent.QUERY_PROGRESS,
        Intent.URGE,
        Intent.CANCEL,
        Intent.TRANSFER_HUMAN,
        Intent.REQUEST_SERVICE,
        Intent.ASK_HOWTO,
        Intent.DENY_FIXED,
    }
)
"""Words of such an intent say something new, not what was wrong with the job."""


def listed(turn: Turn) -> Dialogue:
    """回访: everything that is owed after a repair, the oldest first."""
    owed = errands(turn.uow, turn.me.id)
    buttons = [Option(Press(Verb.ERRAND, ticket.id), f"#{ticket.no}") for ticket in owed[:_LINES]]
    lines = (
        f"{ticket.no}|{'' if ticket.is_calling else ticket.score}|{' '.join(ticket.fault.place.split())}"
        for ticket in owed[:_LINES]
    )
    turn.say(Kind.ERRANDS, *buttons, lines="\n".join(lines), total=str(len(owed)))
    return turn.dialogue


def press_errand(turn: Turn, press: Press) -> Dialogue:
    """One of them with its buttons. Raises TooLate when it is done."""
    ticket = turn.uow.tickets.get(_ticket(press))
    require(turn.me, press.verb, ticket)
    if ticket.status.is_open:
        require_now(ticket, TeacherCalled)
    else:
        require_now(ticket, FollowedUp)
    turn.say(Kind.CALLBACK if ticket.is_calling else Kind.FOLLOW_UP, ticket=ticket.id)
    note_view(turn.uow, turn.me.id, Seen.NUMBER, ticket.reporter, ticket.no)
    return turn.dialogue


def press_called(turn: Turn, press: Press) -> Dialogue:
    """已联系, 打不通: the next words are the note."""
    ticket = turn.uow.tickets.get(_ticket(press))
    require(turn.me, press.verb, ticket)
    require_now(ticket, TeacherCalled)
    turn.say(Kind.ASK_CALL_NOTE, ticket=ticket.id, about=press.verb)
    return AfterWords(ticket.id, turn.uow.now, press.verb)


def press_follow_up(turn: Turn, press: Press) -> Dialogue:
    """What came of a call after a low score: the next words are the note."""
    ticket = turn.uow.tickets.get(_ticket(press))
    require(turn.me, press.verb, ticket)
    require_now(ticket, FollowedUp)
    about = "not_reached" if press.arg == FollowUpOutcome.UNREACHED else "called"
    turn.say(Kind.ASK_CALL_NOTE, ticket=ticket.id, about=about)
    return AfterWords(ticket.id, turn.uow.now, press.arg)


def heard(turn: Turn) -> Dialogue | None:
    """The words that were asked for; None for all others. Danger is never a note."""
    here, said = turn.dialogue, turn.incoming.text.strip()
    if (
        not isinstance(here, AfterWords)
        or turn.reading.safety
        or not said
        or not is_fresh(here, turn.uow.now)
    ):
        return None
    if here.about == RATING:
        return _explained(turn, here, said)
    if here.about in (Verb.CALLED, Verb.NOT_REACHED):
        called_back(turn.uow, Rung(here.ticket, turn.me.id, here.about == Verb.CALLED, said))
    else:
        followed_up(turn.uow, Followed(here.ticket, turn.me.id, FollowUpOutcome(here.about), said))
    return Idle()


def rating(turn: Turn, ticket: Ticket) -> Dialogue:
    """Where the conversation stands after a closing: the reporter may say how it was, asked or not, or that it is back."""
    return Rating(ticket.id, turn.uow.now) if ticket.reporter == turn.me.id else Idle()


def after_rating(turn: Turn, ticket: TicketId) -> Dialogue:
    """Where the conversation stands after a score: a low one without a word may be explained."""
    care = turn.uow.tickets.get(ticket).aftercare
    return AfterWords(ticket, turn.uow.now, RATING) if care.follow_up and not care.remark else Idle()


PRESSES = {
    **dict.fromkeys((Verb.CALLED, Verb.NOT_REACHED), press_called),
    Verb.FOLLOW_UP: press_follow_up,
    Verb.ERRAND: press_errand,
}


def _explained(turn: Turn, here: AfterWords, said: str) -> Dialogue | None:
    fault = turn.reading.fault
    if turn.reading.intent in _OTHER_MATTERS or (fault.symptom and (fault.device or fault.place)):
        return None
    explain_rating(turn.uow, here.ticket, turn.me.id, said)
    return Idle()


def _ticket(press: Press) -> TicketId:
    if press.ticket is None:
        raise ValueError(f"button {press.verb} was made without a ticket; check bot.prompts")
    return press.ticket
