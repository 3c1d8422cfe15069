"""Journey: the short texts some contracts want with a step, by typing or by a suggested button; steps named in words alone."""

from datetime import datetime

from bot.dialogue import Dialogue, Idle, NoteWanted
from bot.job_words import suggestions, typed_step
from bot.turn import Turn
from desk.buttons import Press, Verb
from desk.lifecycle import allows
from desk.notices import Kind
from desk.people import Role
from desk.permissions import require
from desk.ticket import Ticket
from usecases.briefing import brief
from usecases.check_in import in_hand
from usecases.work_job import STEPS, WorkJob, work_job


def ask_note(turn: Turn, ticket: Ticket, verb: Verb, at: datetime | None = None) -> Dialogue:
    """What was it? With what the playbook knows as buttons."""
    offered = suggestions(brief(turn.uow, ticket), verb, turn.me.lang, at)
    turn.say(Kind.ASK_NOTE, *offered, ticket=ticket.id, verb=verb)
    return NoteWanted(ticket.id, verb, at)


def acted(turn: Turn, ticket: Ticket) -> datetime | None:
    """When a step that reached us late was taken; None for now, also where it cannot have been then: things came out of order."""
    at = turn.acted_at
    return at if at is not None and at >= ticket.earliest_entry else None


def press_note(turn: Turn, press: Press) -> Dialogue:
    """A suggested sentence is the note. A second press comes too late, like any other."""
    if press.ticket is None:
        raise ValueError(f"button {press.verb} was made without a ticket; check bot.job_words")
    ticket = turn.uow.tickets.get(press.ticket)
    require(turn.me, press.verb, ticket)
    verb, when, words = press.arg.split("|", 2)
    at = datetime.fromisoformat(when) if when else acted(turn, ticket)
    work_job(turn.uow, WorkJob(press.ticket, turn.me.id, Verb(verb), words, at))
    turn.say(Kind.DONE, ticket=press.ticket, verb=verb, late="yes" if at else "")
    return Idle()


def step_in_words(turn: Turn) -> Press | None:
    """“到达”, “已修复”: the press they mean, where one job in hand may take that step; “接单 1001”: that step of that job. None for
    other words. Raises NotFound for a number that is no job of theirs to see.
    """
    said = typed_step(turn.incoming.text)
    if said is None or turn.me.role is Role.TEACHER or not isinstance(turn.dialogue, Idle):
        return None
    verb, no = said
    if no is not None:
        return Press(verb, turn.uow.tickets.by_no(no).id)
    fitting = [ticket for ticket in in_hand(turn.uow, turn.me.id) if allows(ticket, STEPS[verb])]
    return Press(verb, fitting[0].id) if len(fitting) == 1 else None
