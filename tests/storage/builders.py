"""Things to store, with defaults. All fictional."""

from datetime import datetime, timedelta

from desk import events as ev
from desk.brief import Brief
from desk.contract import Clause
from desk.grading import FaultFacts, Verdict
from desk.ids import ContractId, GradeId, PersonId, SchoolId, TicketId
from desk.language import Lang, Text
from desk.messages import Incoming, Outgoing, Peer
from desk.notices import Notice
from desk.people import Person, Role, Tier
from desk.ticket import Ticket, evolve, open_from
from desk.timers import Timer, TimerKind
from usecases.ports import UnitOfWork
from usecases.rows import Wording

CLAUSE = Clause("001", "§4.5.5.4", Text("五分钟内响应", "answer within five minutes"))
SCHOOL = SchoolId("qh2")
TEACHER = PersonId("t-lin")
ENGINEER = PersonId("e-zhou")


class NoWords:
    """`ports.Words` for tests that say nothing."""

    def render(
        self, notice: Notice, brief: Brief | None, person: Person | None, lang: Lang, now: datetime
    ) -> Wording:
        raise AssertionError(f"nobody speaks here, not even {notice.kind}")

    def question(self, key: str, lang: Lang) -> str:
        raise AssertionError(f"nobody asks here, not even {key}")


def a_peer(space: str = "100", channel: str = "tg") -> Peer:
    return Peer(channel, space)


def a_message(key: str, at: datetime, chat: str = "100", text: str = "三年级2班大屏黑屏了") -> Incoming:
    return Incoming(key=key, peer=a_peer(chat), sent_at=at, sender_name="林老师", text=text)


def a_text(text: str = "已收到", card: str | None = None) -> Outgoing:
    return Outgoing(text, card=card)


def an_opening(
    at: datetime,
    *,
    ticket: str = "ticket-1",
    no: int = 1001,
    school: SchoolId = SCHOOL,
    reporter: PersonId = TEACHER,
    rank: int = 2,
) -> ev.TicketOpened:
    verdict = Verdict(GradeId("II"), rank, "lesson_blocked", Text("正在上课", "a lesson is on"), CLAUSE)
    return ev.TicketOpened(
        at=at,
        by=reporter,
        ticket=TicketId(ticket),
        no=no,
        school=school,
        reporter=reporter,
        contract=ContractId("changge"),
        contract_version=1,
        fault=ev.Fault(FaultFacts(), "三年级2班"),
        verdict=verdict,
        words="大屏黑屏了",
    )


def opened(uow: UnitOfWork, opening: ev.TicketOpened) -> Ticket:
    """Save a new ticket."""
    ticket = open_from(opening)
    uow.tickets.save(ticket, [opening])
    return ticket


def happened(uow: UnitOfWork, ticket: Ticket, *events: ev.Event) -> Ticket:
    """Save what happened to a ticket."""
    for event in events:
        ticket = evolve(ticket, event)
    uow.tickets.save(ticket, events)
    return ticket


def a_person(
    person: str = "e-zhou", name: str = "周正", tier: Tier | None = Tier.FIRST, *schools: str
) -> Person:
    role = Role.TEACHER if tier is None else Role.SUPERVISOR if tier is Tier.SUPERVISOR else Role.ENGINEER
    scope = tuple(SchoolId(school) for school in schools)
    return Person(PersonId(person), name, role, scope, tier, "13800000001")


def a_timer(key: str, due: datetime, ticket: str = "ticket-1") -> Timer:
    return Timer(key, TimerKind.STAGE_PAST, due, TicketId(ticket))


def minutes(count: float) -> timedelta:
    return timedelta(minutes=count)
