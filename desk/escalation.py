"""Paging and escalation: who is called next, and what a timer means. Pure: duty, contract and instant are arguments.

The ladder (001 §4.5.6: first line, second line, technical centre and maker, then supervisors) is contract data. A rung
where nobody can be paged is passed over at once, with a trace; the last rung is the phone list to the supervisors.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from desk import events as ev
from desk.aftercare import remind_follow_up
from desk.calling import instead_of, is_up_later, together
from desk.change import Change, notice
from desk.choice import Chosen, Ground
from desk.contract import Contract, Milestone, StageName
from desk.grading import Verdict
from desk.ids import PersonId
from desk.messages import Urgency
from desk.notices import Kind, Notice
from desk.people import Tier
from desk.promises import NewGrade, regraded
from desk.reading import Impact
from desk.roster import Duty
from desk.sla import Deadline, ageing_timers, deadline, deadlines, hold_timer, stage_timers
from desk.ticket import Status, Ticket
from desk.timers import Timer, TimerKind


def page(change: Change, contract: Contract, duty: Duty, now: datetime, *, rung: int | None = None) -> Change:
    """Page `rung` (default: the one after the highest so far), or the next one that has somebody to page. Nobody is paged for
    a ticket that follows a common fault: they are for the one that leads it.

    A rung on which everybody left is in their quiet hours is passed over while a further one has somebody awake.
    """
    if change.ticket.is_dormant:
        return change
    rungs, urgent = contract.ladder.rungs, most_urgent(change.ticket, contract)
    asleep: tuple[Chosen, ...] = ()
    for index in range(change.ticket.rung + 1 if rung is None else rung, len(rungs)):
        tiers = rungs[index].tiers
        if Tier.SUPERVISOR in tiers:
            return _call_list(change, contract, duty, now, step=1)
        free = duty.ranked(tiers, change.ticket.paged, urgent=urgent, avoid=change.ticket.aftercare.avoid)
        if free and not urgent and is_up_later(free, rungs[index + 1 :], change.ticket, duty):
            asleep += free
            continue
        if free:
            chosen = instead_of(asleep, together(free, duty, everyone=rungs[index].everyone))
            return _call(change, chosen, index, tiers, now)
        if not any(duty.of(tier) for tier in tiers):
            change = change.happened(ev.NobodyOnCall(at=now, rung=index, tiers=tiers))
    return change


def page_person(
    change: Change, contract: Contract, person: PersonId, tier: Tier | None, now: datetime
) -> Change:
    """Page one named person (a reassignment) and climb on when they do not answer within `climb_every` from now."""
    tiers = (tier,) if tier else ()
    named = (Chosen(person, Ground.NAMED),)
    change = _call(change, named, max(change.ticket.rung, 0), tiers, now)
    return change.timing(unanswered(change.ticket, contract, now))


def most_urgent(ticket: Ticket, contract: Contract) -> bool:
    """Whether its page waits for nothing: of the contract's gravest grade, or with danger to people, whatever the grade.

    Such a page breaks through quiet hours and is never bundled.
    """
    gravest = min(grade.rank for grade in contract.grades)
    return ticket.fault.facts.safety or contract.grade(ticket.verdict.grade).rank == gravest


def unanswered(ticket: Ticket, contract: Contract, now: datetime) -> Timer:
    """The timer that climbs on when nobody accepts within `climb_every` from now, whatever the response clock says."""
    return _climb_timer(ticket, contract, StageName.RESPONSE, since=now)


def fire(change: Change, timer: Timer, contract: Contract, duty: Duty, now: datetime) -> Change:
    """What this timer means for the ticket now. A timer of an earlier round, or of a stage already met, means nothing."""
    if is_moot(timer, change.ticket, contract):
        return change
    return _FIRES[timer.kind](change, timer, contract, duty, now)


def is_moot(timer: Timer, ticket: Ticket, contract: Contract) -> bool:
    """Whether the timer means nothing any more, whatever the hour and whoever is on call: its round or the job is over,
    its stage met or told already, or what it was set for has moved. False promises nothing: `fire` may find nothing to do.
    """
    is_due = ticket.status is Status.CLOSED if timer.kind in _AFTER_THE_END else ticket.status.is_open
    if timer.round != ticket.round or not is_due or ticket.is_dormant:
        return True
    return timer.kind in _MOOT and _MOOT[timer.kind](timer, ticket, contract)


def _clock_is_moot(timer: Timer, ticket: Ticket, contract: Contract) -> bool:
    near = timer.kind is TimerKind.STAGE_NEAR
    line = _open_clock(ticket, timer, contract)
    if line is None or (_reminded(ticket, line) if near else timer.stage in ticket.missed):
        return True
    return timer.due != (line.near if near else line.due)


def _ageing_is_moot(timer: Timer, ticket: Ticket, contract: Contract) -> bool:
    return timer.key not in {other.key for other in ageing_timers(ticket, contract)}


def _hold_is_moot(timer: Timer, ticket: Ticket, contract: Contract) -> bool:
    return timer not in hold_timer(ticket)


def _repeat_is_moot(timer: Timer, ticket: Ticket, contract: Contract) -> bool:
    return ticket.status is not Status.WAITING


_AFTER_THE_END = frozenset(
    {TimerKind.FIRST_AID, TimerKind.SIGNATURE, TimerKind.RATING, TimerKind.SIGN_FIRST, TimerKind.FOLLOW_UP}
)
"""Timers about a job that is over."""

_MOOT: dict[TimerKind, Callable[[Timer, Ticket, Contract], bool]] = {
    TimerKind.STAGE_NEAR: _clock_is_moot,
    TimerKind.STAGE_PAST: _clock_is_moot,
    TimerKind.AGEING_NEAR: _ageing_is_moot,
    TimerKind.AGEING_PAST: _ageing_is_moot,
    TimerKind.HOLD_ENDS: _hold_is_moot,
    TimerKind.PAGE_AGAIN: _repeat_is_moot,
}


def undelivered(
    change: Change, person: PersonId, reason: str, contract: Contract, duty: Duty, now: datetime
) -> Change:
    """A page reached nobody: the same rung's next person is called at once, else the next rung.

    Only for somebody who was called for the job: an alarm that did not reach the teacher or a supervisor is a line in
    the trail, and calls no further engineer.
    """
    change = change.happened(ev.PageUndelivered(at=now, person=person, reason=reason))
    wanted = change.ticket.status is Status.WAITING and person in change.ticket.paged
    return page(change, contract, duty, now, rung=max(change.ticket.rung, 0)) if wanted else change


def phone_list(change: Change, duty: Duty) -> Change:
    """Every supervisor gets the names and numbers of everybody on call. Once: repeating it is the ladder's business."""
    supervisors = duty.of(Tier.SUPERVISOR)
    names = ",".join(person for person in duty.everybody if person not in supervisors)
    lines = (notice(change, Kind.CALL_LIST, person, Urgency.PAGE, people=names) for person in supervisors)
    return change.telling(*lines)


def _call(
    change: Change, chosen: tuple[Chosen, ...], rung: int, tiers: tuple[Tier, ...], now: datetime
) -> Change:
    people = tuple(one.person for one in chosen)
    change = change.happened(ev.Paged(at=now, people=people, rung=rung, tiers=tiers, chosen=chosen))
    jobs = (replace(notice(change, Kind.JOB, one.person, Urgency.PAGE), chosen=one) for one in chosen)
    return change.telling(*jobs)


def _call_list(change: Change, contract: Contract, duty: Duty, now: datetime, *, step: int) -> Change:
    """The loudest case: every supervisor gets names and numbers, again and again until somebody has the job.

    With a handler on the job there is nobody to phone; the supervisors then know from the breach message.
    """
    rung = len(contract.ladder.rungs) - 1
    supervisors = duty.of(Tier.SUPERVISOR)
    unknown = any(person not in change.ticket.watchers for person in supervisors)
    if unknown or (supervisors and change.ticket.rung < rung):
        change = change.happened(ev.Paged(at=now, people=supervisors, rung=rung, tiers=(Tier.SUPERVISOR,)))
    elif not supervisors:
        change = change.happened(ev.NobodyOnCall(at=now, rung=rung, tiers=(Tier.SUPERVISOR,)))
    if change.ticket.handler is not None:
        return change
    people = tuple(person for person in duty.everybody if person not in supervisors)
    change = change.happened(ev.CallListSent(at=now, people=people))
    return phone_list(change, duty).timing(_repeat_timer(change.ticket, contract, step, now))


def _near(change: Change, timer: Timer, contract: Contract, duty: Duty, now: datetime) -> Change:
    """Remind once of every clock that is near; clocks that are near together are one message."""
    lines = _untold(change.ticket, contract, now, near=True)
    if all(line.stage is not timer.stage for line in lines):
        return change
    if not change.ticket.paged:
        change = page(change, contract, duty, now)
    lines = tuple(line for line in lines if line.due > now)
    if not lines:  # after an outage: the miss is told next, "time left" would be untrue
        return change
    told = (change.ticket.handler,) if change.ticket.handler else change.ticket.paged
    for line in lines:
        change = change.happened(ev.DeadlineNeared(at=now, stage=line.stage, due=line.due, told=told))
    stages = ",".join(line.stage for line in lines)
    change = change.telling(*(notice(change, Kind.REMIND, p, Urgency.PAGE, stages=stages) for p in told))
    pressing = change.ticket.fault.facts.impact is Impact.LESSON_BLOCKED
    if not pressing and not contract.grade(change.ticket.verdict.grade).page_at_once:
        return change
    return change.telling(*_to_supervisors(change, duty, Kind.NEAR, stages, told))


def _past(change: Change, timer: Timer, contract: Contract, duty: Duty, now: datetime) -> Change:
    """Every clock that has run out is missed once; clocks that ran out together are one message and one climb."""
    lines = _untold(change.ticket, contract, now, near=False)
    if all(line.stage is not timer.stage for line in lines):
        return change
    for line in lines:
        change = change.happened(
            ev.DeadlineMissed(at=now, stage=line.stage, due=line.due, late=now - line.due)
        )
    told = (change.ticket.handler,) if change.ticket.handler else ()
    stages = ",".join(line.stage for line in lines)
    change = change.telling(*(notice(change, Kind.BREACHED, p, Urgency.PAGE, stages=stages) for p in told))
    change = change.telling(*_to_supervisors(change, duty, Kind.MISSED, stages, told))
    for line in lines:
        change = _climb(change, contract, duty, line.stage, now)
    return change


def _untold(ticket: Ticket, contract: Contract, now: datetime, *, near: bool) -> tuple[Deadline, ...]:
    """The open clocks whose near threshold (or deadline) has come and that nobody has been told of."""
    lines = (line for line in deadlines(ticket, contract) if line.is_open)
    if near:
        return tuple(line for line in lines if line.near <= now and not _reminded(ticket, line))
    return tuple(line for line in lines if line.due <= now and line.stage not in ticket.missed)


def _reminded(ticket: Ticket, line: Deadline) -> bool:
    """Whether somebody was reminded since its near threshold: only a threshold that has moved beyond that is news again."""
    return any(stage is line.stage and line.near <= at for stage, at in ticket.reminded)


def _to_supervisors(
    change: Change, duty: Duty, kind: Kind, stages: str, skip: tuple[PersonId, ...]
) -> tuple[Notice, ...]:
    people = (person for person in duty.of(Tier.SUPERVISOR) if person not in skip)
    return tuple(notice(change, kind, person, Urgency.PAGE, stages=stages) for person in people)


def _climb(change: Change, contract: Contract, duty: Duty, stage: StageName, now: datetime) -> Change:
    """The next rung is paged and the teacher told; while there is one above it, it gets its turn after `climb_every`.

    Stages that run out together climb once: each rung has `climb_every` to answer before the next is called.
    """
    ticket, last = change.ticket, len(contract.ladder.rungs) - 1
    if ticket.rung >= last:
        return change
    if ticket.climbed_at is None or now - ticket.climbed_at >= contract.ladder.climb_every:
        change = page(change, contract, duty, now)
        change = change.telling(notice(change, Kind.ESCALATED_TO, ticket.reporter, Urgency.NOTE))
    if change.ticket.rung < last:
        since = change.ticket.climbed_at or now
        change = change.timing(_climb_timer(change.ticket, contract, stage, since=since))
    return change


def _climb_on(change: Change, timer: Timer, contract: Contract, duty: Duty, now: datetime) -> Change:
    """The next rung after a missed stage or an unanswered reassignment, while that is still true."""
    if timer.stage is StageName.RESPONSE:
        unmet = change.ticket.status is Status.WAITING
    else:
        unmet = _open_clock(change.ticket, timer, contract) is not None
    return _climb(change, contract, duty, timer.stage or StageName.RESPONSE, now) if unmet else change


def _repeat(change: Change, timer: Timer, contract: Contract, duty: Duty, now: datetime) -> Change:
    """The call list again and again while nobody has the job and no supervisor has phoned."""
    if change.ticket.status is not Status.WAITING or change.ticket.phoned:
        return change
    return _call_list(change, contract, duty, now, step=timer.step + 1)


def _step_patience(change: Change, timer: Timer, contract: Contract, duty: Duty, now: datetime) -> Change:
    """Self-help has stood still: the engineer is called, the steps stay open to the teacher."""
    ticket = change.ticket
    if ticket.paged or ticket.status is not Status.WAITING or len(ticket.tried) != timer.step:
        return change
    change = page(change, contract, duty, now)
    return change.telling(notice(change, Kind.STEP_EXPIRED, ticket.reporter, Urgency.NOTE))


def _ageing_near(change: Change, timer: Timer, contract: Contract, duty: Duty, now: datetime) -> Change:
    """The supervisors hear of it before a fault rises by age."""
    if not _would_rise(change.ticket, timer, contract):
        return change
    people = duty.of(Tier.SUPERVISOR)
    return change.telling(
        *(notice(change, Kind.AGEING, p, Urgency.NOTE, clause=str(timer.step)) for p in people)
    )


def _ageing_past(change: Change, timer: Timer, contract: Contract, duty: Duty, now: datetime) -> Change:
    """A fault unsolved for so long rises to the clause's grade and gets that grade's clocks; it never falls (I1)."""
    if not _would_rise(change.ticket, timer, contract):
        return change
    ageing = contract.ageing[timer.step]
    rank = contract.grade(ageing.grade).rank
    verdict = Verdict(ageing.grade, rank, f"ageing-{timer.step}", ageing.reason, ageing.clause)
    change = regraded(change, contract, NewGrade(verdict), now)
    people = duty.of(Tier.SUPERVISOR)
    change = change.telling(*(notice(change, Kind.RISEN, person, Urgency.PAGE) for person in people))
    return page(change, contract, duty, now) if not change.ticket.paged else change


def _would_rise(ticket: Ticket, timer: Timer, contract: Contract) -> bool:
    solved = ticket.at(Milestone.RESTORED) is not None
    return not solved and contract.grade(contract.ageing[timer.step].grade).rank < ticket.verdict.rank


def _hold_ends(change: Change, timer: Timer, contract: Contract, duty: Duty, now: datetime) -> Change:
    """The planned end of a hold: the job goes on by itself, and those it concerns hear of it."""
    change = change.happened(ev.Resumed(at=now))
    change = change.timing(*stage_timers(change.ticket, contract))
    if change.ticket.handler:
        change = change.telling(notice(change, Kind.HOLD_OVER, change.ticket.handler, Urgency.PAGE))
    return change.telling(notice(change, Kind.RESUMED, change.ticket.reporter, Urgency.NOTE))


def _ask_confirmation(change: Change, timer: Timer, contract: Contract, duty: Duty, now: datetime) -> Change:
    if change.ticket.status is not Status.REPAIRED or timer.step <= change.ticket.reminders:
        return change
    change = change.happened(ev.ConfirmationAsked(at=now, count=timer.step))
    return change.telling(notice(change, Kind.CONFIRM_AGAIN, change.ticket.reporter, Urgency.NOTE))


def _callback(change: Change, timer: Timer, contract: Contract, duty: Duty, now: datetime) -> Change:
    """The teacher never answered: a person calls back; nothing is closed silently (facts.md M2)."""
    if change.ticket.status is not Status.REPAIRED:
        return change
    change = change.happened(ev.CallbackDue(at=now))
    supervisors = duty.of(Tier.SUPERVISOR)
    return change.telling(*(notice(change, Kind.CALLBACK, person, Urgency.NOTE) for person in supervisors))


def _review(change: Change, timer: Timer, contract: Contract, duty: Duty, now: datetime) -> Change:
    """An objection to the grade that nobody has decided: once more, to every supervisor."""
    if change.ticket.objector is None or timer.step != change.ticket.objections:
        return change
    change = change.happened(ev.ReviewReminded(at=now))
    people = duty.of(Tier.SUPERVISOR)
    return change.telling(*(notice(change, Kind.OBJECTION_WAITS, person, Urgency.PAGE) for person in people))


def _undecided(change: Change, timer: Timer, contract: Contract, duty: Duty, now: datetime) -> Change:
    """A question's patience belongs to a conversation and a signature to a report: `bot`, `usecases.sign_report` and
    `usecases.remind_signer` fire them.
    """
    return change


_FIRES: dict[TimerKind, Callable[[Change, Timer, Contract, Duty, datetime], Change]] = {
    TimerKind.STAGE_NEAR: _near,
    TimerKind.STAGE_PAST: _past,
    TimerKind.CLIMB: _climb_on,
    TimerKind.REPEAT: _repeat,
    TimerKind.STEP_PATIENCE: _step_patience,
    TimerKind.AGEING_NEAR: _ageing_near,
    TimerKind.AGEING_PAST: _ageing_past,
    TimerKind.HOLD_ENDS: _hold_ends,
    TimerKind.ASK_CONFIRMATION: _ask_confirmation,
    TimerKind.CALLBACK: _callback,
    TimerKind.FOLLOW_UP: remind_follow_up,
    TimerKind.REVIEW: _review,
    TimerKind.QUESTION_PATIENCE: _undecided,
    TimerKind.SIGNATURE: _undecided,
    TimerKind.RATING: _undecided,
    TimerKind.SIGN_FIRST: _undecided,
}


def _open_clock(ticket: Ticket, timer: Timer, contract: Contract) -> Deadline | None:
    line = deadline(ticket, contract, timer.stage) if timer.stage else None
    return line if line is not None and line.is_open else None


def _climb_timer(ticket: Ticket, contract: Contract, stage: StageName, *, since: datetime) -> Timer:
    due = since + contract.ladder.climb_every
    key = f"{ticket.id}:{ticket.round}:climb:{ticket.seq}:{stage}"
    return Timer(key, TimerKind.CLIMB, due, ticket.id, None, stage, ticket.round, ticket.rung)


def _repeat_timer(ticket: Ticket, contract: Contract, step: int, now: datetime) -> Timer:
    due = now + contract.ladder.repeat_every
    key = f"{ticket.id}:{ticket.round}:repeat:{step}"  # one chain a round, however often the last rung is reached
    return Timer(key, TimerKind.REPEAT, due, ticket.id, None, None, ticket.round, step)
