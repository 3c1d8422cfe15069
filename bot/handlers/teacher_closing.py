"""Journey: everything a teacher may want of an open or just finished ticket: progress, hurry, a person, withdraw, confirm, rate."""

from bot.asked import is_fresh
from bot.dialogue import Dialogue, Drafting, Guiding, Idle, Rating, Resting, Withdrawing
from bot.handlers.aftercare import after_rating, rating
from bot.handlers.teacher_playbook import chat_of
from bot.handlers.teacher_report import aside_of, known_ticket, supplement
from bot.handlers.voices import withdraw_voice
from bot.recognise import puts_off, says_again, score_said, sure
from bot.steps import again, onward, still_asked
from bot.turn import Turn
from desk import lifecycle, permissions
from desk.buttons import Press, Verb
from desk.events import Cancelled
from desk.ids import TicketId
from desk.notices import Kind
from desk.reading import Answer, Intent
from desk.ticket import Status, Ticket
from usecases.close_ticket import Verdict, cancel, confirm_fix, deny_fix, rate
from usecases.speak_up import Remark, ask_for_person, urge

NOT_AN_ANSWER = frozenset(
    {Intent.QUERY_PROGRESS, Intent.URGE, Intent.CANCEL, Intent.COMPLAIN, Intent.TRANSFER_HUMAN}
)
"""Intents of words that are no answer to a pending question, whatever else they sound like."""

_ONLY_A_SCORE = 4
"""Characters of an answer that tells a score and nothing besides: 不太满意."""
_FINISHED = (Status.REPAIRED, Status.RESTORED)


def awaiting_word(turn: Turn) -> Ticket | None:
    """The ticket whose repair waits for this teacher's word."""
    mine = turn.uow.tickets.open_of(turn.me.id)
    return next((ticket for ticket in mine if ticket.status in _FINISHED), None)


def is_asked(turn: Turn) -> bool:
    """Whether this teacher has been asked whether a repair holds."""
    return any(ticket.status is Status.REPAIRED for ticket in turn.uow.tickets.open_of(turn.me.id))


def confirm(turn: Turn) -> Dialogue:
    """好了: the repaired ticket, or the only open one, closes."""
    ticket = awaiting_word(turn) or subject(turn)
    if ticket is None:
        turn.say(Kind.NO_TICKET)
        return Idle()
    ticket = confirm_fix(turn.uow, Verdict(ticket.id, turn.me.id, turn.reading.text))
    return rating(turn, ticket)


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
    return _to_person(turn, ticket.id)


def withdraw(turn: Turn) -> Dialogue:
    """Cancelling asks once; a report that is still being put together is simply dropped."""
    if isinstance(turn.dialogue, Drafting):
        turn.say(Kind.DROPPED)
        aside = aside_of(turn)
        return again(chat_of(turn), aside) if aside else Idle()
    ticket = subject(turn)
    if ticket is None:
        turn.say(Kind.NO_TICKET)
    elif ticket.voices.of(turn.me.id):
        return withdraw_voice(turn, ticket)
    else:
        return _ask_cancel(turn, ticket.id)
    return turn.dialogue


def answer_cancel(turn: Turn) -> Dialogue | None:
    """Yes or no, in any words, to "really withdraw?". None for other words: they drop the question, not the step."""
    here, answer = turn.dialogue, turn.reading.answer
    if not isinstance(here, Withdrawing) or not is_fresh(here, turn.uow.now):
        return None
    is_sure = sure(turn.incoming.text)
    if answer is Answer.NO and not is_sure:
        turn.say(Kind.KEPT, ticket=here.ticket)
        return unasked(here)
    if answer is Answer.YES or is_sure:
        cancel(turn.uow, Verdict(here.ticket, turn.me.id, turn.reading.text))
        return _left(turn, here.ticket)
    return None


def answer_rating(turn: Turn) -> Dialogue | None:
    """How satisfied, in words; praise that tells no score is asked again. None for words about something else."""
    here, read = turn.dialogue, turn.reading
    if not isinstance(here, Rating) or not is_fresh(here, turn.uow.now):
        return None
    score, fault = score_said(turn.incoming.text), read.fault
    if score is not None and not (fault.symptom and (fault.device or fault.place)):
        said = turn.incoming.text.strip()
        rate(turn.uow, Verdict(here.ticket, turn.me.id, said if len(said) > _ONLY_A_SCORE else ""), score)
        return after_rating(turn, here.ticket)
    if _has_come_back(turn, turn.uow.tickets.get(here.ticket)):
        return deny(turn)
    if turn.uow.tickets.get(here.ticket).aftercare.asked_at is None:
        return None
    if read.intent is Intent.PRAISE or (read.answer is not None and read.intent is Intent.ANSWER_STEP):
        turn.say(Kind.ASK_RATING, ticket=here.ticket)
        return here
    return None


def answer_repair(turn: Turn) -> Dialogue | None:
    """The word on a repair when that was asked last. What puts it off (我等下去看看) or is neither (谁修的) is kept and closes nothing."""
    reading, here = turn.reading, turn.dialogue
    named = reading.fault.device or reading.fault.place or reading.intent in NOT_AN_ANSWER
    busy = isinstance(here, Drafting) or (isinstance(here, Guiding) and still_asked(turn.uow, here.ticket))
    if named or busy or not is_asked(turn):
        return None
    yes, no = reading.answer is Answer.YES, reading.answer is Answer.NO
    ticket = awaiting_word(turn)
    unclear = (yes and reading.intent is Intent.DENY_FIXED) or (no and reading.intent is Intent.CONFIRM_FIXED)
    if ticket and (unclear or puts_off(turn.incoming.text)):
        return supplement(turn, ticket)
    if yes and reading.fault.symptom is None and Intent.DENY_FIXED not in reading.intents:
        return confirm(turn)
    return deny(turn) if no else None


def _has_come_back(turn: Turn, ticket: Ticket) -> bool:
    """Whether words that tell no score say that this ticket's fault is there again."""
    fault, known = turn.reading.fault, ticket.fault
    elsewhere = fault.place is not None and known.room not in fault.place.rooms
    other = fault.device is not None and fault.device is not known.facts.device
    told = turn.reading.answer is Answer.NO or fault.symptom or Intent.DENY_FIXED in turn.reading.intents
    return bool(told) and says_again(turn.incoming.text) and not (elsewhere or other)


def unasked(here: Dialogue) -> Dialogue:
    """Where the conversation stands once nobody answers whether to withdraw."""
    return (here.step or Idle()) if isinstance(here, Withdrawing) else here


def press_human(turn: Turn, press: Press) -> Dialogue:
    """转人工 on a step or a progress message."""
    return _to_person(turn, _pressed(press))


def press_urge(turn: Turn, press: Press) -> Dialogue:
    """催一下."""
    urge(turn.uow, Remark(_pressed(press), turn.me.id, turn.reading))
    return turn.dialogue


def press_confirm(turn: Turn, press: Press) -> Dialogue:
    """已修好, from the teacher or, called back, from a supervisor."""
    ticket = confirm_fix(turn.uow, Verdict(_pressed(press), turn.me.id))
    after = _left(turn, ticket.id)
    return rating(turn, ticket) if isinstance(after, Idle) else after


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
        return _ask_cancel(turn, ticket.id)
    if press.verb is Verb.KEEP:
        turn.say(Kind.KEPT, ticket=press.ticket)
        return unasked(turn.dialogue)
    cancel(turn.uow, Verdict(_pressed(press), turn.me.id))
    return _left(turn, _pressed(press))


def press_rate(turn: Turn, press: Press) -> Dialogue:
    """One of five buttons."""
    rate(turn.uow, Verdict(_pressed(press), turn.me.id), int(press.arg))
    return after_rating(turn, _pressed(press)) if isinstance(turn.dialogue, Rating | Idle) else turn.dialogue


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


def _to_person(turn: Turn, ticket: TicketId) -> Dialogue:
    here = unasked(turn.dialogue)
    at = here.at if isinstance(here, Guiding) and here.ticket == ticket else None
    ask_for_person(turn.uow, Remark(ticket, turn.me.id, turn.reading, at=at))
    return _left(turn, ticket)


def _left(turn: Turn, ticket: TicketId) -> Dialogue:
    """Self-help of that ticket is over; another dialogue goes on."""
    here = unasked(turn.dialogue)
    if isinstance(here, Guiding | Resting) and here.ticket == ticket:
        return onward(chat_of(turn), here.others)
    return here


def _ask_cancel(turn: Turn, ticket: TicketId) -> Dialogue:
    """A report that is being put together goes on meanwhile; its question is the later one then."""
    turn.say(Kind.CANCEL_SURE, ticket=ticket)
    here = unasked(turn.dialogue)
    if isinstance(here, Drafting):
        return here
    return Withdrawing(ticket, turn.uow.now, here if isinstance(here, Guiding | Resting) else None)
