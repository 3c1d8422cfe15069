"""Journey: an engineer takes and works jobs, by the buttons of the live card or by typing their labels."""

from bot.dialogue import Dialogue, Idle, NoteWanted
from bot.handlers.job_notes import acted, ask_note
from bot.handlers.supervisor_watch import line_of
from bot.turn import Turn
from desk.buttons import Option, Press, Verb
from desk.events import Repaired
from desk.ids import PersonId, TicketId
from desk.life_events import PartnerAsked
from desk.lifecycle import allows
from desk.notices import Kind
from desk.people import Role
from desk.permissions import require
from usecases.work_job import STEPS, WorkJob, need_help, reassign, taken_before, wants_note, work_job

_COLLEAGUES = 8
_SAYS = {Verb.DEPART: Kind.PHONE_TEACHER}


def press_job(turn: Turn, press: Press) -> Dialogue:
    """接单 出发 到达 已诊断 教学已恢复 已修复: done at once, or after a short note where the contract wants one."""
    ticket = turn.uow.tickets.get(_ticket(press))
    require(turn.me, press.verb, ticket)
    mine = ticket.handler == turn.me.id and allows(ticket, Repaired)
    if press.verb is Verb.ACCEPT and mine:  # a double tap: it is theirs already
        turn.say(Kind.DONE, ticket=ticket.id, verb=press.verb)
        return turn.dialogue
    done_at = taken_before(ticket, press.verb)
    if done_at is not None:
        turn.say(Kind.ALREADY, ticket=ticket.id, verb=press.verb, at=done_at.isoformat())
        return turn.dialogue
    at = (
        acted(turn, ticket) if press.verb is not Verb.ACCEPT else None
    )  # who accepts is heard when it reaches us
    contract = turn.uow.contracts.pinned(ticket)
    if wants_note(contract, press.verb) and allows(ticket, STEPS[press.verb]):
        return ask_note(turn, ticket, press.verb, at)
    work_job(turn.uow, WorkJob(ticket.id, turn.me.id, press.verb, at=at))
    late = "yes" if at else ""
    turn.say(_SAYS.get(press.verb, Kind.DONE), ticket=ticket.id, verb=press.verb, late=late)
    return turn.dialogue


def take_note(turn: Turn) -> Dialogue:
    """The words after ASK_NOTE are the note."""
    wanted = turn.dialogue
    if not isinstance(wanted, NoteWanted):
        return wanted
    note = turn.incoming.text.strip()
    at = wanted.at or acted(turn, turn.uow.tickets.get(wanted.ticket))
    work_job(turn.uow, WorkJob(wanted.ticket, turn.me.id, wanted.verb, note, at))
    turn.say(Kind.DONE, ticket=wanted.ticket, verb=wanted.verb, late="yes" if at else "")
    return Idle()


def press_reassign(turn: Turn, press: Press) -> Dialogue:
    """转派: whom?"""
    ticket = turn.uow.tickets.get(_ticket(press))
    require(turn.me, Verb.REASSIGN, ticket)
    crew = turn.uow.people.covering(ticket.school, Role.ENGINEER)
    not_them = {turn.me.id, ticket.handler, *turn.uow.rosters.roster().away(turn.uow.now)}
    free = [person for person in crew if person.id not in not_them]
    buttons = [Option(Press(Verb.REASSIGN_TO, ticket.id, p.id), p.name) for p in free[:_COLLEAGUES]]
    if allows(ticket, PartnerAsked):
        buttons.append(Option(Press(Verb.PARTNER, ticket.id)))
    turn.say(Kind.ASK_COLLEAGUE, *buttons, ticket=ticket.id)
    return turn.dialogue


def press_reassign_to(turn: Turn, press: Press) -> Dialogue:
    """The colleague was chosen and is paged."""
    to = turn.uow.people.get(PersonId(press.arg))
    reassign(turn.uow, WorkJob(_ticket(press), turn.me.id, press.verb), to.id)
    turn.say(Kind.DONE, ticket=press.ticket, verb=press.verb, who=to.name)
    return turn.dialogue


def press_help(turn: Turn, press: Press) -> Dialogue:
    """需要帮助: the next tier, now."""
    need_help(turn.uow, WorkJob(_ticket(press), turn.me.id, press.verb))
    turn.say(Kind.DONE, ticket=press.ticket, verb=press.verb)
    return turn.dialogue


def jobs(turn: Turn) -> Dialogue:
    """The jobs this person has or was called for, gravest first; a button opens each card anew."""
    mine = turn.uow.tickets.jobs_of(turn.me.id)
    buttons = [Option(Press(Verb.SHOW, ticket.id), f"#{ticket.no}") for ticket in mine[:_COLLEAGUES]]
    lines = "\n".join(line_of(turn.uow, t, turn.me.lang) for t in mine[:_COLLEAGUES])
    turn.say(Kind.JOBS, *buttons, lines=lines)
    return turn.dialogue


def show(turn: Turn, press: Press) -> Dialogue:
    """A fresh card of one job."""
    ticket = turn.uow.tickets.get(_ticket(press))
    require(turn.me, Verb.SHOW, ticket)
    turn.say(Kind.JOB, ticket=ticket.id)
    return turn.dialogue


def help_text(turn: Turn) -> Dialogue:
    """What an engineer can say here."""
    turn.say(Kind.ENGINEER_HELP)
    return turn.dialogue


def _ticket(press: Press) -> TicketId:
    if press.ticket is None:
        raise ValueError(f"button {press.verb} was made without a ticket; check bot.prompts")
    return press.ticket
