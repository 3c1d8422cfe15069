"""Builders with defaults: people, tickets and briefs out of a real contract pack, for tests without a store.

A ticket is made as the desk makes it: an event trail, each event allowed by `desk.lifecycle`, folded by `desk.ticket`.
Everybody is fictional. The clock starts at `NOON`; events follow a minute apart.
"""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

from desk import events as ev
from desk.brief import Brief
from desk.contract import Contract
from desk.grading import FaultFacts, Verdict, judge
from desk.ids import ContractId, GradeId, PersonId, RoomId, SchoolId, StepId, TicketId, TreeId
from desk.language import Lang
from desk.lifecycle import require
from desk.people import Person, Role, Tier
from desk.places import Room, School
from desk.playbook import Tree, choose
from desk.reading import Answer, DeviceClass, Impact, Symptom
from desk.sla import deadlines
from desk.ticket import Status, Ticket, evolve, open_from
from storage.contract_packs import load_packs
from storage.playbook_files import load_trees

ROOT = Path(__file__).parents[2]
NOON = datetime(2026, 9, 24, 4, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
TEACHER, ENGINEER, SECOND, SUPERVISOR = (PersonId(word) for word in ("lin", "jiang", "su", "qiao"))
BLACK_BOARD = FaultFacts(
    device=DeviceClass.SMART_BOARD, symptom=Symptom.BLACK_SCREEN, impact=Impact.LESSON_BLOCKED
)
NAMES: dict[PersonId, str] = {TEACHER: "Lin", ENGINEER: "Jiang", SECOND: "Su", SUPERVISOR: "Qiao"}
ROLES: dict[PersonId, tuple[Role, Tier | None]] = {
    TEACHER: (Role.TEACHER, None),
    ENGINEER: (Role.ENGINEER, Tier.FIRST),
    SECOND: (Role.ENGINEER, Tier.SECOND),
    SUPERVISOR: (Role.SUPERVISOR, Tier.SUPERVISOR),
}


@cache
def packs() -> dict[ContractId, Contract]:
    """The packs as they ship."""
    return load_packs(ROOT / "contracts")


@cache
def trees() -> dict[TreeId, Tree]:
    """The playbook as it ships."""
    return load_trees(ROOT / "playbooks")


def a_person(
    who: PersonId = TEACHER, *, name: str | None = None, phone: str = "0000-0001", lang: Lang = Lang.ZH
) -> Person:
    """One of the four, or a stranger who is then a first-line engineer."""
    role, tier = ROLES.get(who, (Role.ENGINEER, Tier.FIRST))
    shown = NAMES.get(who, str(who)) if name is None else name
    return Person(who, shown, role, (SchoolId("school"),), tier, phone, lang)


def a_verdict(pack: str, grade: str | None, facts: FaultFacts) -> Verdict:
    """What the pack says of the facts, or the first rule that gives this grade."""
    contract = packs()[ContractId(pack)]
    if grade is None:
        return judge(contract, facts)
    rule = next(rule for rule in contract.rules if rule.grade == grade)
    return Verdict(rule.grade, contract.grade(GradeId(grade)).rank, rule.id, rule.reason, rule.clause)


def an_opening(
    pack: str = "changge",
    grade: str | None = None,
    facts: FaultFacts = BLACK_BOARD,
    words: str = "Class 3-2, the board is black",
    place: str = "Class 3-2",
    room: str | None = None,
) -> ev.TicketOpened:
    """The first event of a trail."""
    return ev.TicketOpened(
        at=NOON,
        by=TEACHER,
        ticket=TicketId("t1"),
        no=1001,
        school=SchoolId("school"),
        reporter=TEACHER,
        contract=ContractId(pack),
        contract_version=packs()[ContractId(pack)].version,
        fault=ev.Fault(facts, place, RoomId(room) if room else None),
        verdict=a_verdict(pack, grade, facts),
        words=words,
    )


def _paged(at: datetime) -> ev.Event:
    return ev.Paged(at=at, people=(ENGINEER,), rung=0, tiers=(Tier.FIRST,))


_ON_THE_JOB: tuple[tuple[Status, Callable[[datetime], ev.Event]], ...] = (
    (Status.WAITING, _paged),
    (Status.ACCEPTED, lambda at: ev.Acknowledged(at=at, by=ENGINEER)),
    (Status.EN_ROUTE, lambda at: ev.Departed(at=at, by=ENGINEER)),
    (Status.ON_SITE, lambda at: ev.Arrived(at=at, by=ENGINEER)),
    (Status.DIAGNOSED, lambda at: ev.Diagnosed(at=at, by=ENGINEER, note="loose cable")),
    (Status.RESTORED, lambda at: ev.TeachingRestored(at=at, by=ENGINEER)),
    (Status.REPAIRED, lambda at: ev.Repaired(at=at, by=ENGINEER, note="cable pushed in and fixed")),
    (Status.CLOSED, lambda at: ev.FixConfirmed(at=at, by=TEACHER)),
)


def way_to(status: Status, at: datetime = NOON) -> tuple[ev.Event, ...]:
    """The plain way of a job from its opening to a status: one event a minute, no step left out."""
    if status is Status.CANCELLED:
        return (_paged(at + MINUTE), ev.Cancelled(at=at + 2 * MINUTE, by=TEACHER))
    upto = [name for name, _ in _ON_THE_JOB].index(status) + 1
    return tuple(event(at + i * MINUTE) for i, (_, event) in enumerate(_ON_THE_JOB[:upto], start=1))


def a_step(answer: str = Answer.NO, *, ask: str = "Press the power key. Does it light up?") -> ev.Event:
    """One answered self-help step."""
    tree, step = TreeId("board_black_screen"), StepId("s")
    return ev.StepAnswered(at=NOON, by=TEACHER, tree=tree, step=step, ask=ask, answer=answer)


def a_ticket(
    *happened: ev.Event,
    status: Status = Status.WAITING,
    way: Iterable[ev.Event] | None = None,
    pack: str = "changge",
    grade: str | None = None,
    facts: FaultFacts = BLACK_BOARD,
    words: str = "Class 3-2, the board is black",
    place: str = "Class 3-2",
    room: str | None = None,
) -> Ticket:
    """A ticket that went the plain way (or `way`) to the status, after what `happened` right after its opening.

    Raises what `desk.lifecycle.require` raises when that could not be.
    """
    ticket = open_from(an_opening(pack, grade, facts, words, place, room))
    for event in (*happened, *(way_to(status) if way is None else way)):
        require(ticket, type(event))
        ticket = evolve(ticket, event)
    return ticket


def a_brief(
    ticket: Ticket | None = None,
    *,
    now: datetime = NOON + 9 * MINUTE,
    school: School | None = None,
    room: Room | None = None,
    people: Iterable[Person] = (),
) -> Brief:
    """The ticket with the things it names; `people` replace the usual ones of the same id."""
    about = ticket or a_ticket()
    known = {person.id: person for person in people}
    contract = packs()[about.contract]
    facts = about.fault.facts

    def person(who: PersonId) -> Person:
        return known.get(who) or a_person(who)

    return Brief(
        ticket=about,
        contract=contract,
        grade=contract.grade(about.verdict.grade),
        clocks=deadlines(about, contract),
        school=school or School(about.school, "Lakeside School", about.contract, "0000-9999"),
        room=room,
        reporter=person(about.reporter),
        handler=person(about.handler) if about.handler else None,
        paged=tuple(person(who) for who in about.paged),
        tree=choose(trees().values(), facts.device, facts.symptom),
        now=now,
    )
