"""Journey: a step is written down later than it happened: “14:05 已到”, “10分钟前到的”. It counts from when it happened."""

from datetime import datetime

from bot.dialogue import Dialogue
from bot.handlers.job_notes import ask_note
from bot.recognise import step_said
from bot.times import instant_past
from bot.turn import Turn
from desk.buttons import Verb
from desk.lifecycle import allows
from desk.notices import Kind
from desk.ticket import Ticket
from usecases.work_job import STEPS, WorkJob, wants_note, work_job

Entry = tuple[Ticket, Verb, datetime]


def entry(turn: Turn) -> Entry | None:
    """The late entry that these words are: a step, a time that has been, and the one job in hand that it may be about.

    A time to come is a message for the teacher (“14:05到”), and so is a long text.
    """
    verb = step_said(turn.incoming.text)
    if verb is None:
        return None
    mine = [ticket for ticket in turn.uow.tickets.jobs_of(turn.me.id) if ticket.handler == turn.me.id]
    fitting = [ticket for ticket in mine if allows(ticket, STEPS[verb])]
    if len(fitting) != 1:
        return None
    zone = turn.uow.contracts.pinned(fitting[0]).zone
    at = instant_past(turn.incoming.text, turn.uow.now, zone)
    return (fitting[0], verb, at) if at is not None and at <= turn.uow.now else None


def enter(turn: Turn, found: Entry) -> Dialogue:
    """Record it, after the short note where the contract wants one."""
    ticket, verb, at = found
    if wants_note(turn.uow.contracts.pinned(ticket), verb):
        return ask_note(turn, ticket, verb, at)
    work_job(turn.uow, WorkJob(ticket.id, turn.me.id, verb, at=at))
    turn.say(Kind.DONE, ticket=ticket.id, verb=verb, late="yes")
    return turn.dialogue
