"""Journey: a teacher walks through self-help, by button or in words; a colleague may go on from where they stand."""

from dataclasses import replace

from bot import dialogue as dlg
from bot.dialogue import Dialogue, Guided, Guiding, Idle, Resting, Steps
from bot.handlers.aftercare import rating
from bot.handlers.teacher_report import report, supplement
from bot.recognise import step_word
from bot.steps import Chat, again, given, go_on, is_current, more, onward, rest, set_bell, show, still_asked
from bot.turn import Turn
from desk.buttons import Press, Verb
from desk.ids import AnswerId
from desk.notices import Kind
from desk.playbook import Ending, StepKind
from desk.reading import Answer, Intent
from desk.refusals import TooLate
from desk.walking import Ended, Move, Pause, Position, Reply, Where
from usecases.answer_step import AnswerStep, StepAt, answer_step, puzzle
from usecases.close_ticket import Verdict, confirm_fix
from usecases.give_first_aid import latest_cards, said_on
from usecases.pass_steps import keeper, pass_steps

MOVES: dict[Verb, Move] = {
    Verb.STEP_FIXED: Move.YES,
    Verb.STEP_YES: Move.YES,
    Verb.STEP_NOT_FIXED: Move.NO,
    Verb.STEP_NO: Move.NO,
    Verb.STEP_NONE: Move.NO,
    Verb.STEP_CANNOT: Move.CANNOT,
    Verb.STEP_DARE_NOT: Move.DARE_NOT,
    Verb.STEP_SKIP: Move.SKIP,
    Verb.STEP_BACK: Move.BACK,
}


def press_step(turn: Turn, press: Press) -> Dialogue:
    """An answer by button. One of an earlier step is harmless: it is answered with where things stand."""
    here = _pressed(turn, press)
    if not isinstance(here, Guiding):
        raise TooLate(press.ticket)
    named = press.arg.split("/")[2:]
    return _answer(turn, here, AnswerId(named[0]) if named else MOVES[press.verb])


def press_aside(turn: Turn, press: Press) -> Dialogue:
    """Wait, more, go on, hand to a colleague: buttons that answer nothing."""
    return say_aside(turn, _pressed(turn, press), press.verb)


def say_aside(turn: Turn, here: Guided, verb: Verb) -> Dialogue:
    """What a teacher may say to any step: a move (跳过, 上一步, 不敢), or wait, more, go on, a colleague."""
    chat = chat_of(turn)
    if verb is Verb.STEP_COLLEAGUE:
        return _pass_on(turn, here)
    if verb is Verb.STEP_WAIT:
        set_bell(chat, turn.uow.tickets.get(here.ticket))
        turn.say(Kind.STEP_WAITS, ticket=here.ticket)
        return here
    if isinstance(here, Resting):
        return go_on(chat, here)
    if verb is Verb.STEP_GO_ON:
        return again(chat, here)
    return more(chat, here) if verb is Verb.STEP_MORE else _answer(turn, here, MOVES[verb])


def say_step(turn: Turn) -> Dialogue:
    """A step answered in words ("灯是亮的", "还是不行", "不会弄")."""
    here, answer = turn.dialogue, turn.reading.answer
    if not isinstance(here, Guiding) or answer is None:
        return here
    if answer is Answer.YES and _works_by_itself(turn, here):
        return _fixed(turn, here)
    return _answer(turn, here, Move(answer.value))


def say_whatever(turn: Turn, here: Guiding) -> Dialogue | None:
    """What a step wanted that asks for a picture or a measure: the photo, or any words. None for other steps."""
    kind = wanted(turn)
    media = tuple(media.id for media in turn.incoming.media)
    if kind is StepKind.PHOTO and media:
        return _answer(turn, here, Move.YES, words=turn.incoming.text)
    is_words = turn.incoming.text and turn.reading.answer not in (Answer.CANNOT, Answer.HUMAN)
    if kind is StepKind.MEASURE and (is_words or media):
        return _answer(turn, here, Move.YES, words=turn.incoming.text)
    return None


def wanted(turn: Turn) -> StepKind | None:
    """What kind of step waits in this chat; None when none does, or its tree has changed."""
    here = turn.dialogue
    if not isinstance(here, Guiding) or not is_current(turn.uow, here.at):
        return None
    return turn.uow.trees[here.tree].step(here.step).kind


def ask_back(turn: Turn, here: Guiding) -> Dialogue:
    """A question about the step (按哪个键？) is kept for the engineer; the step stays."""
    supplement(turn, turn.uow.tickets.get(here.ticket), guiding=True)
    return here


def aside(turn: Turn) -> Dialogue | None:
    """Words that say to any step that it is skipped, put off, passed on; None for others."""
    here = under_way(turn)
    verb = step_word(turn.incoming.text) if here else None
    return say_aside(turn, here, verb) if here is not None and verb is not None else None


def danger(turn: Turn) -> Dialogue:
    """Danger in mid-step is this job's, unless the words name another room; either way no further step is asked."""
    here, place = under_way(turn), turn.reading.fault.place
    ticket = turn.uow.tickets.get(here.ticket) if here else None
    if ticket is None or (place is not None and ticket.fault.room not in place.rooms):
        return report(turn)
    return supplement(turn, ticket)


def unclear(turn: Turn, here: Guided) -> Dialogue:
    """Words that are no answer to the step: it is still there; the third such answer hands over to an engineer."""
    if isinstance(here, Resting):
        return go_on(chat_of(turn), here)
    where = puzzle(turn.uow, StepAt(here.ticket, turn.me.id, here.at))
    if not isinstance(where, Position):
        return onward(chat_of(turn), here.others)
    turn.say(Kind.OUT_OF_SCOPE, guiding="yes")
    return Guiding.by(here.ticket, where, here.others)


def ask_again(turn: Turn, here: Guiding) -> Dialogue:
    """Back to the step after something else was talked about."""
    return again(chat_of(turn), here)


def cards(turn: Turn) -> Dialogue:
    """急救卡: the newest cards of this teacher again, each with its drawing."""
    found = latest_cards(turn.uow, turn.me.id)
    for card in found:
        picture, said = said_on(turn.uow, card, turn.me)
        chat_of(turn).say(Kind.FIRST_AID_AGAIN, card.ticket, picture=picture, **said)
    if not found:
        turn.say(Kind.NO_FIRST_AID)
    return turn.dialogue


def chat_of(turn: Turn) -> Chat:
    """This turn's conversation."""
    here = turn.dialogue
    pressed = here.card if isinstance(here, Guiding) and turn.incoming.press is not None else ""
    return Chat(turn.uow, turn.incoming.peer, turn.me, turn.incoming.key, pressed)


def asked(turn: Turn) -> Guiding | None:
    """The step that still waits for this teacher's answer."""
    here = turn.dialogue
    return here if isinstance(here, Guiding) and still_asked(turn.uow, here.ticket) else None


def under_way(turn: Turn) -> Guided | None:
    """Self-help of this teacher that still waits, for an answer or for the bell."""
    here = turn.dialogue
    return here if isinstance(here, Guiding | Resting) and still_asked(turn.uow, here.ticket) else None


def _pressed(turn: Turn, press: Press) -> Guided:
    """The steps a button belongs to, if it is the present one's."""
    here, arg = turn.dialogue, "/".join(press.arg.split("/")[:2])
    if not isinstance(here, Guiding | Resting) or press.ticket != here.ticket:
        raise TooLate(press.ticket)
    if arg != f"{here.at.tree}/{here.at.step}":
        raise TooLate(press.ticket)
    return here


def _answer(turn: Turn, here: Guiding, reply: Reply, words: str = "") -> Dialogue:
    media = tuple(media.id for media in turn.incoming.media)
    where = answer_step(turn.uow, AnswerStep(here.ticket, turn.me.id, here.at, reply, words, media))
    return following(turn, here, where)


def following(turn: Turn, here: Guided, where: Where) -> Dialogue:
    """The conversation where a walk has led."""
    chat = chat_of(turn)
    if isinstance(where, Position):
        asks_again = isinstance(here, Guiding) and where.step == here.step and where.stuck > here.at.stuck
        lead = "choose" if asks_again and turn.uow.trees[where.tree].step(where.step).answers else ""
        return show(chat, Steps(here.ticket, where), here.others, lead=lead)
    if isinstance(where, Pause):
        return rest(chat, Steps(here.ticket, where.at), here.others)
    stands = onward(chat, here.others)
    is_solved = where == Ended(Ending.FIXED) and turn.uow.tickets.get(here.ticket).reporter == turn.me.id
    asked = is_solved and isinstance(stands, Idle)
    return rating(turn, turn.uow.tickets.get(here.ticket)) if asked else stands


def _works_by_itself(turn: Turn, here: Guiding) -> bool:
    """Whether the reporter says that it works (已经好了) to a step that asked for one of several answers."""
    if turn.reading.intent is not Intent.CONFIRM_FIXED or not is_current(turn.uow, here.at):
        return False
    is_theirs = turn.uow.tickets.get(here.ticket).reporter == turn.me.id
    return is_theirs and bool(turn.uow.trees[here.tree].step(here.step).answers)


def _fixed(turn: Turn, here: Guiding) -> Dialogue:
    ticket = confirm_fix(turn.uow, Verdict(here.ticket, turn.me.id, turn.reading.text))
    stands = onward(chat_of(turn), here.others)
    return rating(turn, ticket) if isinstance(stands, Idle) else stands


def _pass_on(turn: Turn, here: Guided) -> Dialogue:
    """The colleague at the school gets the step in their own chat; this conversation goes on without it."""
    ticket = turn.uow.tickets.get(here.ticket)
    found = keeper(turn.uow, ticket.school, turn.me)
    if found is None:
        turn.say(Kind.NO_COLLEAGUE, ticket=ticket.id)
        return here
    if not is_current(turn.uow, here.at):
        return go_on(chat_of(turn), here)
    colleague, peer = found
    pass_steps(turn.uow, StepAt(ticket.id, turn.me.id, here.at), colleague)
    theirs = Chat(turn.uow, peer, colleague, turn.incoming.key)
    at = replace(here.at, lesson_over=True)  # whoever comes to help has no class waiting
    stands = given(theirs, dlg.load(turn.uow.dialogues.load(peer)), Steps(ticket.id, at))
    turn.uow.dialogues.save(peer, dlg.dump(stands))
    return onward(chat_of(turn), here.others)
