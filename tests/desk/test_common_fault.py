"""When rooms have a common fault: the counting, and the leading ticket rebuilt as if there had been none."""

from datetime import timedelta

import pytest

from desk import events as ev
from desk import voice_events as vev
from desk.common_fault import Common, MergingRule, Report, Shared, common, longest, split
from desk.contract import StageName
from desk.grading import FaultFacts
from desk.ids import PersonId, RoomId, TicketId
from desk.people import Tier
from desk.reading import DeviceClass, Impact, Symptom
from desk.ticket import evolve, open_from
from tests.kit.builders import ENGINEER, MINUTE, NOON, SUPERVISOR, a_ticket, a_verdict, an_opening, packs

NETWORK = FaultFacts(device=DeviceClass.NETWORK, symptom=Symptom.NETWORK_DOWN)
WIFI = FaultFacts(device=DeviceClass.NETWORK, symptom=Symptom.WIFI_FAILURE)
DARK = FaultFacts(device=DeviceClass.PROJECTOR, symptom=Symptom.NO_SIGNAL)
BUILDING = MergingRule("b", Shared.BUILDING, 3, timedelta(minutes=10), Impact.MULTI_ROOM)
ANY_NET = MergingRule(
    "n",
    Shared.BUILDING,
    2,
    timedelta(minutes=10),
    Impact.MULTI_ROOM,
    (Symptom.NETWORK_DOWN, Symptom.WIFI_FAILURE),
)
SCHOOL = MergingRule("s", Shared.SCHOOL, 3, timedelta(minutes=10), Impact.WHOLE_SCHOOL, buildings=2)
SWITCH = MergingRule("w", Shared.SWITCH, 2, timedelta(minutes=10), Impact.MULTI_ROOM)


def a_report(
    room: str, minutes: int = 0, facts: FaultFacts = DARK, building: str = "A", switch: str = ""
) -> Report:
    """A report so many minutes before the newest."""
    return Report(NOON - minutes * MINUTE, RoomId(room), facts, building, switch, "", a_ticket())


def rule_of(found: Common | None) -> str | None:
    return found.rule.id if found else None


def test_so_many_rooms_of_one_building_are_a_common_fault() -> None:
    assert common((BUILDING,), a_report("1"), [a_report("2")]) is None
    found = common((BUILDING,), a_report("1"), [a_report("2"), a_report("3")])
    assert found is not None
    assert (found.place, len(found.tickets)) == ("A", 2)


@pytest.mark.parametrize(
    "other",
    [
        a_report("1"),  # the same room again
        a_report("3", minutes=11),
        a_report("3", building="B"),
        a_report("3", building=""),
        a_report("3", facts=NETWORK),
        a_report("3", facts=FaultFacts(device=DeviceClass.PROJECTOR, symptom=Symptom.UNSPECIFIED)),
    ],
)
def test_what_is_not_alike_does_not_count(other: Report) -> None:
    assert common((BUILDING,), a_report("1"), [a_report("2"), other]) is None


def test_a_fault_that_nobody_described_is_like_no_other() -> None:
    vague = FaultFacts(device=DeviceClass.PROJECTOR, symptom=Symptom.UNSPECIFIED)
    reports = [a_report(room, facts=vague) for room in "123"]
    assert common((BUILDING,), reports[0], reports[1:]) is None


def test_named_symptoms_count_as_one_whatever_the_device() -> None:
    assert rule_of(common((ANY_NET,), a_report("1", facts=NETWORK), [a_report("2", facts=WIFI)])) == "n"
    assert common((ANY_NET,), a_report("1"), [a_report("2")]) is None


def test_the_whole_school_needs_rooms_of_several_buildings() -> None:
    one_building = [a_report("2"), a_report("3"), a_report("4")]
    assert common((SCHOOL,), a_report("1"), one_building) is None
    assert rule_of(common((SCHOOL, BUILDING), a_report("1", building="B"), one_building)) == "s"


def test_rooms_without_a_known_switch_share_none() -> None:
    assert common((SWITCH,), a_report("1"), [a_report("2")]) is None
    assert rule_of(common((SWITCH,), a_report("1", switch="x"), [a_report("2", switch="x")])) == "w"


def test_the_first_rule_that_fits_decides_and_the_longest_says_how_far_back_to_look() -> None:
    reports = [a_report("2", facts=NETWORK), a_report("3", facts=NETWORK)]
    assert rule_of(common((BUILDING, ANY_NET), a_report("1", facts=NETWORK), reports)) == "b"
    assert longest((BUILDING, ANY_NET)) == timedelta(minutes=10)
    assert longest(()) == timedelta()


def test_who_is_worked_on_leads_and_keeps_out_of_the_others() -> None:
    waiting, taken = a_ticket(), a_ticket(way=(ev.Acknowledged(at=NOON, by=ENGINEER),))
    found = Common(ANY_NET, "A", (waiting, taken))
    assert found.lead is taken
    assert Common(ANY_NET, "A", (waiting,)).followers == ()


def test_split_again_the_leading_ticket_is_what_its_trail_says_without_the_joining() -> None:
    contract = packs()[a_ticket().contract]
    opening = an_opening(grade="IV", facts=DARK)
    found = vev.CommonFaultFound(
        at=NOON + MINUTE, rule="b", place="A", tickets=(TicketId("t2"),), nos=(1002,), places=("2",)
    )
    wider = ev.Fault(
        FaultFacts(device=DeviceClass.PROJECTOR, symptom=Symptom.NO_SIGNAL, impact=Impact.MULTI_ROOM)
    )
    late = NOON + 3 * MINUTE
    trail: list[ev.Event] = [
        opening,
        found,
        ev.FaultCorrected(at=found.at, fault=wider),
        ev.Regraded(at=found.at, verdict=a_verdict("changge", "I", DARK)),
        ev.Paged(at=found.at, people=(ENGINEER,), rung=0, tiers=(Tier.FIRST,)),
        ev.DeadlineMissed(at=late, stage=StageName.RESPONSE, due=late, late=timedelta()),
        ev.Regraded(at=late, by=SUPERVISOR, verdict=a_verdict("changge", "III", DARK), note="by hand"),
    ]
    undone = split(trail, contract, late)
    assert (undone.facts, undone.missed) == (DARK, ())
    assert undone.verdict.grade == "III", "what a person decided meanwhile stays"
    ticket = open_from(opening)
    for event in (*trail[1:], undone):
        ticket = evolve(ticket, event)
    assert (ticket.voices.children, ticket.voices.apart, ticket.spread) == ((), 1, ())
    assert ticket.paged == (PersonId(ENGINEER),)
