"""Journey: the grade of a ticket. A teacher asks why or objects, the handler suggests another, a supervisor decides with a reason."""

from bot.dialogue import Dialogue, Idle, ReasonWanted
from bot.handlers.teacher_closing import subject
from bot.turn import Turn
from desk import lifecycle
from desk.buttons import Press, Verb
from desk.events import Regraded
from desk.ids import GradeId, TicketId
from desk.notices import Kind
from desk.permissions import require
from desk.reading import GradeTalk
from usecases.regrade import GradeDecision, Objection, decide_grade, object_to_grade


def speaks_of_grade(turn: Turn) -> bool:
    """Whether the words ask about or object to the grade of a ticket that this teacher has."""
    return turn.reading.grade_talk is not None and subject(turn) is not None


def answer(turn: Turn) -> Dialogue:
    """为什么是B级 gets rule, facts and clause; 级别不对 goes to the supervisors."""
    ticket = subject(turn)
    if ticket is None:
        turn.say(Kind.NO_TICKET)
    elif turn.reading.grade_talk is GradeTalk.WRONG:
        object_to_grade(turn.uow, Objection(ticket.id, turn.me.id, turn.incoming.text))
    else:
        turn.say(Kind.WHY_GRADE, ticket=ticket.id)
    return turn.dialogue


def press_object(turn: Turn, press: Press) -> Dialogue:
    """对级别有异议: no reason is asked of a teacher."""
    object_to_grade(turn.uow, Objection(_ticket(press), turn.me.id))
    return turn.dialogue


def press_which(turn: Turn, press: Press) -> Dialogue:
    """改级, 建议改级: to which grade?"""
    ticket = turn.uow.tickets.get(_ticket(press))
    require(turn.me, press.verb, ticket)
    lifecycle.require(ticket, Regraded)
    turn.say(Kind.ASK_GRADE, ticket=ticket.id)
    return turn.dialogue


def press_grade(turn: Turn, press: Press) -> Dialogue:
    """A grade was chosen, or the present one upheld: why?"""
    ticket = turn.uow.tickets.get(_ticket(press))
    require(turn.me, press.verb, ticket)
    lifecycle.require(ticket, Regraded)
    grade = ticket.verdict.grade if press.verb is Verb.UPHOLD else GradeId(press.arg)
    turn.say(Kind.ASK_REASON, ticket=ticket.id, grade=grade)
    return ReasonWanted(ticket.id, press.verb, grade)


def take_reason(turn: Turn) -> Dialogue:
    """The words after ASK_REASON are the reason. Without words it is asked again."""
    wanted, why = turn.dialogue, turn.incoming.text.strip()
    if not isinstance(wanted, ReasonWanted):
        return wanted
    if not why:
        turn.say(Kind.ASK_REASON, ticket=wanted.ticket, grade=wanted.grade)
        return wanted
    if wanted.verb is Verb.PROPOSE_TO:
        object_to_grade(turn.uow, Objection(wanted.ticket, turn.me.id, why, wanted.grade))
    else:
        decide_grade(turn.uow, GradeDecision(wanted.ticket, turn.me.id, wanted.grade, why))
    return Idle()


def _ticket(press: Press) -> TicketId:
    if press.ticket is None:
        raise ValueError(f"button {press.verb} was made without a ticket; check bot.prompts")
    return press.ticket
