"""Journey: a teacher walks through self-help, by button or in words."""

from bot.asked import waits_for_step
from bot.dialogue import Dialogue, Guiding, Idle, Rating
from bot.handlers.teacher_report import guide, supplement
from bot.turn import Turn
from desk.buttons import Press, Verb
from desk.notices import Kind
from desk.playbook import Ending, Position
from desk.reading import Answer
from desk.refusals import TooLate
from usecases.answer_step import AnswerStep, answer_step

_ANSWERS: dict[Verb, Answer] = {
    Verb.STEP_FIXED: Answer.YES,
    Verb.STEP_YES: Answer.YES,
    Verb.STEP_NOT_FIXED: Answer.NO,
    Verb.STEP_NO: Answer.NO,
    Verb.STEP_CANNOT: Answer.CANNOT,
}


def press_step(turn: Turn, press: Press) -> Dialogue:
    """A step's button. One of an earlier step is harmless: it is answered with where things stand."""
    here = turn.dialogue
    if (
        not isinstance(here, Guiding)
        or press.ticket != here.ticket
        or press.arg != f"{here.tree}/{here.step}"
    ):
        raise TooLate(press.ticket)
    return _answer(turn, here, _ANSWERS[press.verb])


def still_asked(turn: Turn, here: Guiding) -> bool:
    """Whether that step still waits: the job is open, nobody has reported a fix, self-help has not ended."""
    ticket = turn.uow.tickets.get(here.ticket)
    return waits_for_step(ticket)


def say_step(turn: Turn) -> Dialogue:
    """A step answered in words ("灯是亮的", "还是不行", "不会弄")."""
    here, answer = turn.dialogue, turn.reading.answer
    if not isinstance(here, Guiding) or answer is None:
        return here
    return _answer(turn, here, answer)


def _answer(turn: Turn, here: Guiding, answer: Answer) -> Dialogue:
    where = answer_step(turn.uow, AnswerStep(here.ticket, turn.me.id, here.at, answer))
    if not isinstance(where, Position):
        return Rating(here.ticket, turn.uow.now) if where is Ending.FIXED else Idle()
    return guide(turn, here.ticket, turn.uow.trees[where.tree], where)


def ask_back(turn: Turn) -> Dialogue:
    """A question about the step (按哪个键？) is kept for the engineer; the step stays."""
    if isinstance(turn.dialogue, Guiding):
        supplement(turn, turn.uow.tickets.get(turn.dialogue.ticket), guiding=True)
    return turn.dialogue


def unclear(turn: Turn) -> Dialogue:
    """Words that are no answer to the step: kept on the ticket, and the step is still there."""
    turn.say(Kind.OUT_OF_SCOPE, guiding="yes")
    return turn.dialogue
