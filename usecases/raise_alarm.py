"""Danger was spoken of after the ticket existed: the instruction first, top urgency by the contract's rule, everybody paged."""

from dataclasses import replace

from desk import events as ev
from desk.change import Change, notice
from desk.contract import Contract
from desk.doubt import certainty, unknown
from desk.escalation import page
from desk.grading import FaultFacts, Verdict, rises
from desk.messages import Urgency
from desk.notices import Kind
from desk.people import Tier
from desk.promises import NewGrade, regraded
from desk.reading import Impact
from desk.sla import settled, stage_timers
from desk.ticket import Status
from usecases.ports import UnitOfWork
from usecases.who_to_call import duty_for


def alarm(uow: UnitOfWork, change: Change, contract: Contract) -> Change:
    """Give the safety instruction, end self-help, regrade, page the engineer and tell every supervisor."""
    ticket = change.ticket
    change = change.happened(ev.SafetyInstructed(at=uow.now))
    people = dict.fromkeys((ticket.reporter, *((ticket.helper,) if ticket.helper else ())))
    change = change.telling(*(notice(change, Kind.SAFETY, person, Urgency.PAGE) for person in people))
    if ticket.self_help is None:
        change = change.happened(ev.SelfHelpEnded(at=uow.now, outcome=ev.SelfHelpOutcome.HANDED_OVER))
    change = regrade(uow, change, contract, replace(ticket.fault.facts, safety=True))
    supervisors = uow.people.duty(ticket.school, uow.now).of(Tier.SUPERVISOR)
    return change.telling(
        *(notice(change, Kind.SAFETY_ALERT, person, Urgency.PAGE) for person in supervisors)
    )


def regrade(
    uow: UnitOfWork, change: Change, contract: Contract, facts: FaultFacts, read: float = 1.0
) -> Change:
    """Take the facts in; a graver grade gets its own clocks and its page at once. Never lowers a grade (facts.md I1).

    A grade that a person gave holds against the rule they set aside: only another one, no milder, raises it. One that was assumed because
    nobody answered is made firm by an answer that leads to it; a milder answer leaves it, to be lowered by a person.
    `read` is the reader's confidence in the words.
    """
    ticket = change.ticket
    if facts != ticket.fault.facts:
        fault, fixed = replace(ticket.fault, facts=facts), settled(ticket, contract, uow.now)
        change = change.happened(ev.FaultCorrected(at=uow.now, fault=fault, settled=fixed))
        change = change.timing(*stage_timers(change.ticket, contract))
    verdict = certainty(contract, facts, unknown(facts), read)
    if rises(ticket.verdict, contract, verdict):
        change = regraded(change, contract, NewGrade(verdict), uow.now, urgency=Urgency.REPLY)
    elif _answered(ticket.verdict, facts) and verdict.grade == ticket.verdict.grade:
        fixed = settled(change.ticket, contract, uow.now)
        change = change.happened(ev.Regraded(at=uow.now, verdict=verdict, settled=fixed))
    stopped = facts.impact is Impact.LESSON_BLOCKED
    urgent = facts.safety or stopped or contract.grade(change.ticket.verdict.grade).page_at_once
    if urgent and change.ticket.status is Status.WAITING and not change.ticket.paged:
        change = page(change, contract, duty_for(uow, ticket), uow.now)
    return change


def _answered(verdict: Verdict, facts: FaultFacts) -> bool:
    """Whether everything this verdict had to assume is known by now."""
    return bool(verdict.assumed) and all(facts.value(name) != "unknown" for name in verdict.assumed)
