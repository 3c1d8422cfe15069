"""A crew on call, a ticket of noon, and what a decision did with them: for the tests of paging and escalation."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from desk import events as ev
from desk.change import Change
from desk.contract import Contract, StageName
from desk.escalation import fire, page
from desk.grading import FaultFacts
from desk.ids import ContractId, PersonId
from desk.notices import Kind
from desk.people import Tier
from desk.roster import Duty
from desk.sla import stage_timers
from desk.ticket import Ticket
from desk.timers import Timer, TimerKind
from tests.kit.builders import BLACK_BOARD, MINUTE, NOON, a_ticket, packs

CHANGGE, GANGBEI = packs()[ContractId("changge")], packs()[ContractId("gangbei")]
WANG, LI, ZHAO, SUN, MAKER, CHEN, LIN = (
    PersonId(p) for p in ("wang", "li", "zhao", "sun", "maker", "chen", "lin")
)
CREW: dict[Tier, tuple[PersonId, ...]] = {
    Tier.FIRST: (WANG, LI),
    Tier.SECOND: (ZHAO,),
    Tier.THIRD: (SUN,),
    Tier.VENDOR: (MAKER,),
    Tier.SUPERVISOR: (CHEN, LIN),
}
FULL = Duty(tuple(CREW.items()))
NOBODY = Duty((), unreachable=(WANG, ZHAO))
RESPONSE, DISPATCH, ARRIVAL = StageName.RESPONSE, StageName.DISPATCH, StageName.ARRIVAL
CALM = replace(BLACK_BOARD, impact=FaultFacts().impact)


def duty(without: Iterable[Tier]) -> Duty:
    gone = set(without)
    return Duty(tuple((tier, () if tier in gone else people) for tier, people in CREW.items()))


def minute(count: float) -> datetime:
    return NOON + count * MINUTE


def fresh(grade: str | None = None, facts: FaultFacts = BLACK_BOARD, pack: str = "changge") -> Change:
    """A ticket of noon that nobody was paged for."""
    return Change(a_ticket(way=(), grade=grade, facts=facts, pack=pack))


def called(grade: str | None = "II", pack: str = "changge") -> Change:
    """A ticket of noon for which the first line was paged at once."""
    return forgetting(page(fresh(grade, pack=pack), packs()[ContractId(pack)], FULL, NOON))


def forgetting(change: Change) -> Change:
    """The ticket as the next transaction finds it."""
    return Change(change.ticket)


def accepted(change: Change, at: datetime) -> Change:
    return forgetting(change.happened(ev.Acknowledged(at=at, by=WANG)))


def timer(kind: TimerKind, stage: StageName | None, ticket: Ticket, contract: Contract = CHANGGE) -> Timer:
    return next(t for t in stage_timers(ticket, contract) if t.kind is kind and t.stage is stage)


def near(stage: StageName, ticket: Ticket) -> Timer:
    return timer(TimerKind.STAGE_NEAR, stage, ticket)


def past(stage: StageName, ticket: Ticket) -> Timer:
    return timer(TimerKind.STAGE_PAST, stage, ticket)


def run(
    change: Change, due: Timer, now: datetime, on_call: Duty = FULL, contract: Contract = CHANGGE
) -> Change:
    return fire(change, due, contract, on_call, now)


def told(change: Change, kind: Kind) -> list[PersonId | None]:
    return [n.to for n in change.notices if n.kind is kind]


def kinds(change: Change) -> list[type[ev.Event]]:
    return [type(event) for event in change.events]
