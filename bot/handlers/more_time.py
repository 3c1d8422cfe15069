"""Journey: a supervisor gives a job more time, on the card that says it is near or late. Why → until when → the new promise."""

from datetime import datetime, timedelta

from bot.dialogue import Dialogue, HoldWanted, Idle
from bot.turn import Turn
from desk.buttons import Option, Press, Verb
from desk.contract import Contract
from desk.holds import HoldReason
from desk.ids import TicketId
from desk.language import Lang
from desk.life_events import Extended
from desk.lifecycle import require as require_state
from desk.notices import Kind
from desk.permissions import require
from desk.refusals import NotAllowed, TooLate
from desk.ticket import Ticket
from usecases.extend_job import ExtendJob, extend_job, reasons, running

_SPANS = {"30": timedelta(minutes=30), "60": timedelta(hours=1), "120": timedelta(hours=2)}
_LABELS = {
    Lang.ZH: {"30": "30分钟", "60": "1小时", "120": "2小时"},
    Lang.EN: {"30": "30 min", "60": "1 hour", "120": "2 hours"},
}


def press_extend(turn: Turn, press: Press) -> Dialogue:
    """延长时限: the contract's reasons that stop a clock that still runs."""
    ticket, contract = _job(turn, press)
    known = reasons(ticket, contract, turn.uow.now)
    if not known:
        raise NotAllowed(ticket.id)
    offered = (Option(Press(Verb.EXTEND_FOR, ticket.id, rule.reason.value)) for rule in known)
    names = ",".join(rule.reason for rule in known)
    stages = ",".join(running(ticket, contract, turn.uow.now))
    turn.say(Kind.ASK_EXTEND, *offered, ticket=ticket.id, reasons=names, reason="", stages=stages)
    return turn.dialogue


def press_reason(turn: Turn, press: Press) -> Dialogue:
    """The reason was chosen: how long?"""
    ticket, _ = _job(turn, press)
    reason = HoldReason(press.arg)
    labels = _LABELS[turn.me.lang]
    offered = (
        Option(Press(Verb.EXTEND_UNTIL, ticket.id, f"{span}|{reason}"), labels[span]) for span in _SPANS
    )
    turn.say(Kind.ASK_EXTEND, *offered, ticket=ticket.id, reasons="", reason=reason.value, stages="")
    return HoldWanted(ticket.id, reason, extends=True)


def press_until(turn: Turn, press: Press) -> Dialogue:
    """A span was chosen. Raises TooLate for a button of an earlier question: one extension is not two."""
    ticket, _ = _job(turn, press)
    span, _, reason = press.arg.partition("|")
    wanted = HoldWanted(ticket.id, HoldReason(reason), extends=True)
    if turn.dialogue != wanted:
        raise TooLate(ticket.id)
    return extend(turn, wanted, turn.uow.now + _SPANS[span])


def extend(turn: Turn, wanted: HoldWanted, until: datetime) -> Dialogue:
    """Record it and say what was promised anew; also for an end that was typed."""
    before = turn.uow.tickets.get(wanted.ticket).holds
    after = extend_job(turn.uow, ExtendJob(wanted.ticket, turn.me.id, wanted.reason, until)).holds
    stages = turn.uow.contracts.pinned(turn.uow.tickets.get(wanted.ticket)).hold_rule(wanted.reason)
    named = ",".join(stage.value for stage in stages.stages) if stages and after != before else ""
    turn.say(Kind.EXTENDED, ticket=wanted.ticket, reason=wanted.reason.value, stages=named)
    return Idle()


def _job(turn: Turn, press: Press) -> tuple[Ticket, Contract]:
    ticket = turn.uow.tickets.get(_ticket(press))
    require(turn.me, press.verb, ticket)
    require_state(ticket, Extended)
    return ticket, turn.uow.contracts.pinned(ticket)


def _ticket(press: Press) -> TicketId:
    if press.ticket is None:
        raise ValueError(f"button {press.verb} was made without a ticket; check bot.prompts")
    return press.ticket
