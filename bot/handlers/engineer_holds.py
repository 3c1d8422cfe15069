"""Journey: a job has to wait. ⏸ → why → until when → the new promise; ▶ goes on. Each answer by button or typed."""

from datetime import datetime

from bot.dialogue import Dialogue, HoldWanted, Idle
from bot.handlers.more_time import extend
from bot.recognise import never_mind
from bot.times import instant_said
from bot.turn import Turn
from desk import events as ev
from desk.buttons import Option, Press, Verb
from desk.contract import Contract
from desk.holds import HoldReason
from desk.ids import TicketId
from desk.lifecycle import require as require_state
from desk.notices import Kind
from desk.people import Role
from desk.permissions import require
from desk.refusals import NotAllowed, TooLate
from desk.ticket import Ticket
from usecases.hold_job import HoldJob, Until, ends, hold_job, resume_job


def press_hold(turn: Turn, press: Press) -> Dialogue:
    """⏸: the contract's reasons as buttons; what each stops stands in the question."""
    ticket, contract = _job(turn, press)
    boss = turn.me.role is Role.SUPERVISOR
    reasons = [rule.reason for rule in contract.holds if boss or not rule.needs_supervisor]
    if not reasons:
        raise NotAllowed(ticket.id)
    buttons = (Option(Press(Verb.HOLD_FOR, ticket.id, reason.value)) for reason in reasons)
    turn.say(Kind.ASK_HOLD, *buttons, ticket=ticket.id, reasons=",".join(reasons))
    return turn.dialogue


def press_reason(turn: Turn, press: Press) -> Dialogue:
    """The reason was chosen: until when?"""
    ticket, contract = _job(turn, press)
    reason = HoldReason(press.arg)
    buttons = (
        Option(Press(Verb.HOLD_UNTIL, ticket.id, until.value)) for until in ends(contract, turn.uow.now)
    )
    turn.say(Kind.ASK_UNTIL, *buttons, ticket=ticket.id, reason=reason.value)
    return HoldWanted(ticket.id, reason)


def press_until(turn: Turn, press: Press) -> Dialogue:
    """An end was chosen. Raises TooLate for a button of an earlier question."""
    ticket, contract = _job(turn, press)
    until = ends(contract, turn.uow.now).get(Until(press.arg))
    if not isinstance(turn.dialogue, HoldWanted) or turn.dialogue.ticket != ticket.id or until is None:
        raise TooLate(ticket.id)
    return _hold(turn, turn.dialogue, until)


def say_until(turn: Turn) -> Dialogue:
    """A typed end: 15:30, 2小时后, 明天10点. 取消 drops the question; other words are asked for once more."""
    wanted = turn.dialogue
    if not isinstance(wanted, HoldWanted):
        return wanted
    if never_mind(turn.incoming.text):
        turn.say(Kind.JOB, ticket=wanted.ticket)
        return Idle()
    contract = turn.uow.contracts.pinned(turn.uow.tickets.get(wanted.ticket))
    until = instant_said(turn.incoming.text, turn.uow.now, contract.zone)
    if until is None:
        turn.say(Kind.ASK_UNTIL, ticket=wanted.ticket, reason=wanted.reason.value)
        return wanted
    return _hold(turn, wanted, until)


def press_resume(turn: Turn, press: Press) -> Dialogue:
    """▶: the clocks go on."""
    resume_job(turn.uow, _ticket(press), turn.me.id)
    turn.say(Kind.DONE, ticket=press.ticket, verb=press.verb)
    return turn.dialogue


def _hold(turn: Turn, wanted: HoldWanted, until: datetime) -> Dialogue:
    if wanted.extends:
        return extend(turn, wanted, until)
    hold_job(turn.uow, HoldJob(wanted.ticket, turn.me.id, wanted.reason, until))
    turn.say(Kind.ON_HOLD, ticket=wanted.ticket, reason=wanted.reason.value)
    return Idle()


def _job(turn: Turn, press: Press) -> tuple[Ticket, Contract]:
    ticket = turn.uow.tickets.get(_ticket(press))
    require(turn.me, press.verb, ticket)
    require_state(ticket, ev.Held)
    return ticket, turn.uow.contracts.pinned(ticket)


def _ticket(press: Press) -> TicketId:
    if press.ticket is None:
        raise ValueError(f"button {press.verb} was made without a ticket; check bot.prompts")
    return press.ticket
