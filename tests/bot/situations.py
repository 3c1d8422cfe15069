"""The situations a notice may be about: tickets in every status, by every way there, under every contract."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from functools import cache

from desk import aftercare_events as aev
from desk import events as ev
from desk import voice_events as vev
from desk.brief import Brief
from desk.grading import FaultFacts
from desk.holds import HoldReason
from desk.ids import MediaId, PersonId, RoomId, TicketId
from desk.people import Tier
from desk.places import Room
from desk.reading import Answer, DeviceClass, Impact, Intent, Symptom
from desk.ticket import Status
from tests.kit import builders as a

LATER = a.NOON + timedelta(minutes=1)
ANY_FACTS: tuple[tuple[DeviceClass | None, Symptom | None], ...] = (
    *((device, Symptom.UNSPECIFIED) for device in DeviceClass),
    *((DeviceClass.SMART_BOARD, symptom) for symptom in Symptom),
    *((None, symptom) for symptom in Symptom),
    (None, None),
)


@cache
def situations() -> tuple[tuple[str, Brief], ...]:
    """Named, so that a failing test says which one it was."""
    return (*_plain_ways(), *_side_ways(), *_odd_faults(), *_late())


def _plain_ways() -> Iterator[tuple[str, Brief]]:
    for pack, contract in a.packs().items():
        for grade in contract.grades:
            for status in Status:
                ticket = a.a_ticket(status=status, pack=pack, grade=grade.id)
                yield f"{pack} {grade.id} {status}", a.a_brief(ticket)


def _side_ways() -> Iterator[tuple[str, Brief]]:
    """Ways that leave steps out, go back or end early."""
    at, me = LATER, a.ENGINEER
    taken, repaired = ev.Acknowledged(at=at, by=me), ev.Repaired(at=at, by=me, note="driver put back")
    ways: dict[str, tuple[ev.Event, ...]] = {
        "nobody called yet": (),
        "in self-help": (a.a_step(), a.a_step(Answer.CANNOT)),
        "solved by self-help": (a.a_step(Answer.YES), ev.FixConfirmed(at=at, by=a.TEACHER)),
        "withdrawn at once": (ev.Cancelled(at=at, by=a.TEACHER),),
        "repaired from afar": (taken, repaired),
        "confirmed while waiting": (ev.FixConfirmed(at=at, by=a.TEACHER),),
        "handed over": (taken, ev.Reassigned(at=at, by=me, to=a.SECOND)),
        "taken over": (*a.way_to(Status.WAITING), ev.TakenOver(at=at, by=a.SUPERVISOR)),
        "denied": (*a.way_to(Status.REPAIRED), ev.FixDenied(at=at, by=a.TEACHER, words="still black")),
        "denied after closing": (*a.way_to(Status.CLOSED), ev.FixDenied(at=at, by=a.TEACHER)),
        "restored at once": (taken, ev.TeachingRestored(at=at, by=me, note="a spare cable")),
        "urged": (*a.way_to(Status.ACCEPTED), ev.Urged(at=at, by=a.TEACHER), ev.Urged(at=at, by=a.TEACHER)),
        "on hold": (
            *a.way_to(Status.ACCEPTED),
            ev.Held(at=at, by=me, reason=HoldReason.PARTS, until=a.NOON + timedelta(hours=30)),
        ),
        "a repeated repair": (
            aev.RepairRepeated(at=at, no=999, closed_at=a.NOON - timedelta(days=5), person=a.SECOND),
            *a.way_to(Status.ACCEPTED),
        ),
        "to be followed up": (
            *a.way_to(Status.CLOSED),
            ev.Rated(at=at, by=a.TEACHER, score=1),
            aev.RatingExplained(at=at, by=a.TEACHER, words="it took three days " * 20),
            aev.FollowUpOpened(at=at, to=a.SUPERVISOR, score=1),
        ),
        "to be called back": (*a.way_to(Status.REPAIRED), ev.CallbackDue(at=at)),
        "the ladder is at its end": _climbed(),
    }
    for name, way in ways.items():
        yield name, a.a_brief(a.a_ticket(way=way))
    yield from _voices()


def _voices() -> Iterator[tuple[str, Brief]]:
    """Of several voices: other teachers of the room, a ticket that leads a common fault and one that follows it."""
    too = vev.VoiceJoined(at=LATER, by=PersonId("colleague"), facts=a.BLACK_BOARD, place="Class 3-2")
    for name, places in (("rooms", ("Class 3-3",)), ("long names", ("Physics laboratory " * 4,) * 13)):
        count = len(places)
        found = vev.CommonFaultFound(
            at=LATER,
            rule="same-fault-in-a-building",
            place=f"Building {places[0]}",
            tickets=tuple(TicketId(f"t{i}") for i in range(count)),
            nos=tuple(range(1002, 1002 + count)),
            places=places,
        )
        for status in (Status.WAITING, Status.ACCEPTED):
            lead = a.a_brief(a.a_ticket(too, found, status=status))
            follows = a.a_ticket(vev.JoinedCommonFault(at=LATER, lead=lead.ticket.id, lead_no=1001), way=())
            yield f"leads a common fault, {name}, {status}", lead
            yield f"follows a common fault, {name}, {status}", replace(a.a_brief(follows), lead=lead)


def _climbed() -> tuple[ev.Event, ...]:
    crowd = tuple(PersonId(f"engineer{i}") for i in range(7))
    return (
        ev.Paged(at=LATER, people=crowd, rung=2, tiers=(Tier.THIRD, Tier.VENDOR)),
        ev.Paged(at=LATER, people=(a.SUPERVISOR,), rung=3, tiers=(Tier.SUPERVISOR,)),
    )


def _odd_faults() -> Iterator[tuple[str, Brief]]:
    danger = FaultFacts(safety=True, symptom=Symptom.SMELL_SMOKE, device=DeviceClass.PROJECTOR)
    question = FaultFacts(intent=Intent.ASK_HOWTO, device=DeviceClass.SOFTWARE)
    odd = {
        "nothing known": FaultFacts(),
        "danger": danger,
        "danger without a tree": FaultFacts(safety=True),
        "a question": question,
        "everywhere": FaultFacts(device=DeviceClass.NETWORK, impact=Impact.WHOLE_SCHOOL),
    }
    for name, facts in odd.items():
        yield name, a.a_brief(a.a_ticket(facts=facts, place="", words=""))
    for tree in a.trees().values():
        device = tree.devices[0] if tree.devices else None
        yield tree.id, a.a_brief(a.a_ticket(facts=FaultFacts(device=device, symptom=tree.symptoms[0])))


def _late() -> Iterator[tuple[str, Brief]]:
    for hours in (1, 30, 1000):
        for status in (Status.WAITING, Status.ACCEPTED, Status.RESTORED):
            brief = a.a_brief(a.a_ticket(status=status), now=a.NOON + timedelta(hours=hours))
            yield f"{status} for {hours} h", brief
    for pack, contract in a.packs().items():
        for grade in contract.grades:
            said = ("the board is black again " * 20, "Physics laboratory " * 5, "cable " * 40, "Jo " * 30)
            yield f"long words, {pack} {grade.id}", worst(*said, pack=pack, grade=grade.id)
            yield f"long words, waiting, {pack} {grade.id}", worst(*said, False, pack, grade.id)


def worst(
    words: str, place: str, note: str, name: str, taken: bool = True, pack: str = "changge", grade: str = "II"
) -> Brief:
    """Everything at once: long words, four steps tried, evidence, clocks on another day, and maybe a diagnosis."""
    long_ask = "Press the power key for ten seconds, wait, press again. Does it light up?"
    happened = (
        *(a.a_step(answer, ask=long_ask) for answer in Answer),
        ev.InformationAdded(at=LATER, by=a.TEACHER, words=words, media=(MediaId("m1"), MediaId("m2"))),
        ev.Paged(at=LATER, people=(a.ENGINEER, a.SECOND), rung=1, tiers=(Tier.FIRST, Tier.SECOND)),
    )
    work = (ev.Acknowledged(at=LATER, by=a.ENGINEER), ev.Diagnosed(at=LATER, by=a.ENGINEER, note=note))
    way = work if taken else ()
    ticket = a.a_ticket(*happened, way=way, words=words, place=place, pack=pack, grade=grade)
    people = tuple(a.a_person(who, name=name) for who in (a.TEACHER, a.ENGINEER, a.SECOND))
    return a.a_brief(ticket, now=a.NOON + timedelta(hours=27), people=people)


def in_room(name: str) -> Brief:
    """A ticket whose room the register knows by this name."""
    ticket = a.a_ticket(room="r1")
    return a.a_brief(ticket, room=Room(RoomId("r1"), ticket.school, name))
