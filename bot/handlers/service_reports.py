"""Journey: the service report of a job. The engineer looks, completes and signs; the teacher signs or says what is wrong."""

import re
from collections.abc import Callable

from bot.asked import is_fresh
from bot.dialogue import Dialogue, Guiding, Idle, ReportWords, Resting
from bot.recognise import never_mind, nothing_to_say
from bot.turn import Turn
from desk.buttons import Press, Verb
from desk.ids import TicketId
from desk.messages import Urgency
from desk.notices import Kind, Notice
from desk.permissions import require
from desk.report_events import ReportPart
from desk.reporting import QUICK
from desk.signing import SigningState
from desk.ticket import Ticket
from usecases.recording import tell
from usecases.sign_report import (
    Heard,
    ReportTask,
    complete,
    confirm,
    decline,
    report_buttons,
    report_values,
    sign_as_handler,
    try_code,
)
from usecases.write_report import paper_of

_ASKED_FOR = re.compile(r"^/?(?:服务报告|报告|(?:service )?report)\s*[#＃]?\s*(\d{1,9})$", re.I)
_CODE = re.compile(r"\d{6}")


def heard(turn: Turn) -> Dialogue | None:
    """Words that were asked for, a one-time code, “报告 1001”; None for all others. Danger is never a note."""
    text = turn.incoming.text.strip()
    here = turn.dialogue
    if isinstance(here, ReportWords) and not _is_news(turn, here):
        return _take_words(turn, here, text)
    if _CODE.fullmatch(text):
        return _take_code(turn, text)
    wanted = _ASKED_FOR.match(text)
    return _show(turn, turn.uow.tickets.by_no(int(wanted[1]))) if wanted else None


def press_show(turn: Turn, press: Press) -> Dialogue:
    """服务报告: the report as it stands, with what this person may do."""
    return _show(turn, _ticket(turn, press))


def press_note(turn: Turn, press: Press) -> Dialogue:
    """原因, 处理, 损失: the next words are it."""
    ticket = _ticket(turn, press)
    require(turn.me, press.verb, ticket)
    turn.say(Kind.REPORT_ASK_WORDS, ticket=ticket.id, about=press.arg)
    return _asking(turn, ticket, ReportPart(press.arg))


def press_sign(turn: Turn, press: Press) -> Dialogue:
    """签字, by the engineer: the teacher is asked next. A report that has changed meanwhile is shown anew."""
    ticket = _ticket(turn, press)
    became = sign_as_handler(turn.uow, ReportTask(ticket.id, turn.me.id, press.arg))
    turn.say(Kind.REPORT_NOTED, ticket=ticket.id, what=became)
    return _show(turn, ticket) if became is Heard.CHANGED else turn.dialogue


def press_confirm(turn: Turn, press: Press) -> Dialogue:
    """确认签字, by the teacher; the signed report itself goes to both sides."""
    ticket = _ticket(turn, press)
    _answer(turn, ticket.id, confirm(turn.uow, ReportTask(ticket.id, turn.me.id, press.arg)))
    return turn.dialogue


def press_wrong(turn: Turn, press: Press) -> Dialogue:
    """有误: what is wrong? Of a report that has changed or is signed by now, that is said instead."""
    ticket = _ticket(turn, press)
    require(turn.me, press.verb, ticket)
    stands = paper_of(turn.uow, ticket).signing
    if not stands.signatures or not stands.digest.startswith(press.arg):
        turn.say(Kind.REPORT_NOTED, ticket=ticket.id, what=Heard.CHANGED)
        return turn.dialogue
    if stands.state is SigningState.SIGNED:
        turn.say(Kind.REPORT_NOTED, ticket=ticket.id, what=Heard.SIGNED)
        return turn.dialogue
    turn.say(Kind.REPORT_ASK_WORDS, ticket=ticket.id, about="wrong")
    return _asking(turn, ticket, None)


PRESSES: dict[Verb, Callable[[Turn, Press], Dialogue]] = {
    Verb.REPORT: press_show,
    Verb.REPORT_NOTE: press_note,
    Verb.REPORT_SIGN: press_sign,
    Verb.REPORT_CONFIRM: press_confirm,
    Verb.REPORT_WRONG: press_wrong,
}
"""Every button of a service report."""


def _is_news(turn: Turn, here: ReportWords) -> bool:
    """Words that are no answer any more: danger; on another day; after a while, a fault with its room."""
    fault, waited = turn.reading.fault, turn.uow.now - here.at
    told = fault.symptom is not None and fault.place is not None and waited > QUICK
    return turn.reading.safety or told or not is_fresh(here, turn.uow.now)


def _asking(turn: Turn, ticket: Ticket, part: ReportPart | None) -> ReportWords:
    here = turn.dialogue
    return ReportWords(ticket.id, turn.uow.now, part, here if isinstance(here, Guiding | Resting) else None)


def _show(turn: Turn, ticket: Ticket) -> Dialogue:
    require(turn.me, Verb.REPORT, ticket)
    paper = paper_of(turn.uow, ticket)
    buttons, values = report_buttons(paper, turn.me, ticket), tuple(report_values(paper).items())
    key, peer = f"{turn.incoming.key}:{Kind.REPORT_SHOWN}", turn.incoming.peer
    tell(turn.uow, Notice(Kind.REPORT_SHOWN, key, None, peer, ticket.id, Urgency.REPLY, buttons, values))
    return turn.dialogue


def _take_words(turn: Turn, here: ReportWords, words: str) -> Dialogue:
    task, after = ReportTask(here.ticket, turn.me.id, words=words), here.step or Idle()
    if here.part is None and not never_mind(words):
        decline(turn.uow, task)
        turn.say(Kind.REPORT_NOTED, ticket=here.ticket, what="declined")
        return after
    if here.part and words and not nothing_to_say(words):
        complete(turn.uow, task, here.part)
    _show(turn, turn.uow.tickets.get(here.ticket))
    return after


def _take_code(turn: Turn, code: str) -> Dialogue | None:
    tried = try_code(turn.uow, turn.me, code)
    if tried is None:
        return None
    became, ticket = tried
    _answer(turn, ticket, became)
    return turn.dialogue


def _answer(turn: Turn, ticket: TicketId, became: Heard) -> None:
    if became is not Heard.SIGNED:
        turn.say(Kind.REPORT_NOTED, ticket=ticket, what=became)


def _ticket(turn: Turn, press: Press) -> Ticket:
    if press.ticket is None:
        raise ValueError(f"button {press.verb} was made without a ticket; check usecases.sign_report")
    return turn.uow.tickets.get(press.ticket)
