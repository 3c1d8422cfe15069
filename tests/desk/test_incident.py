"""A major incident as its events make it: what is open when, who may do it, rounds, and how it ends."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk import incident_events as ev
from desk.grading import FaultFacts
from desk.ids import ContractId, IncidentId, PersonId, PlanId, SchoolId, TicketId
from desk.incident import (
    Incident,
    IncidentChange,
    evolve,
    leads,
    outcome_now,
    replay,
    require_leader,
    require_step,
)
from desk.incident_events import BusinessState, IncidentOutcome
from desk.incident_plan import Phase, Plan, PlanStep, StepKind, suggested
from desk.people import EmergencyGroup, Person, Role
from desk.reading import DeviceClass, Impact, Symptom
from desk.refusals import NotFound, TooLate
from storage.incident_files import load_plans
from tests.kit.builders import NOON

PLANS = load_plans(Path(__file__).parents[2] / "incidents")
NETWORK = PLANS[PlanId("network_down")]
SCHOOL = SchoolId("school")
MINUTE = timedelta(minutes=1)
WHO = {group: PersonId(f"p-{group}") for group in EmergencyGroup}
BOSS = Person(PersonId("boss"), "Boss", Role.SUPERVISOR, (SCHOOL,))
each_plan = pytest.mark.parametrize("plan", PLANS.values(), ids=lambda plan: plan.id)


def opening(plan: Plan) -> ev.IncidentDeclared:
    return ev.IncidentDeclared(
        at=NOON,
        by=BOSS.id,
        incident=IncidentId("i"),
        no=1,
        school=SCHOOL,
        contract=ContractId("c"),
        contract_version=1,
        plan=plan,
    )


def begun(plan: Plan = NETWORK) -> IncidentChange:
    change = IncidentChange.opening(opening(plan))
    for group, person in WHO.items():
        change = change.happened(ev.MemberAssigned(at=NOON, by=BOSS.id, group=group, person=person))
    return change


def doing(step: PlanStep, state: BusinessState = BusinessState.WORKS) -> ev.IncidentEvent:
    if step.kind is StepKind.DO:
        return ev.StepDone(at=NOON, by=WHO[step.by], step=step.id)
    found = BusinessState.DOWN if step.kind is StepKind.TEST_BEFORE else state
    return ev.BusinessTested(at=NOON, by=WHO[step.by], step=step.id, result=found)


def walked(change: IncidentChange, until: StepKind | None = None) -> Iterator[IncidentChange]:
    """Every state on the way when the first open step is always done, up to a step of a kind."""
    while change.incident.open_steps:
        step = change.incident.open_steps[0]
        if step.kind is until:
            return
        change = change.happened(doing(step))
        yield change


@each_plan
def test_every_plan_comes_to_its_end_with_each_step_done_once_in_an_order_its_rules_allow(plan: Plan) -> None:
    states = list(walked(begun(plan)))
    assert states[-1].incident.is_ready
    assert len(states) == len(plan.steps)
    for state in states:
        phase = [p.id for p in plan.phases].index(state.incident.phase.id) if state.incident.phase else 99
        assert all(plan.phases.index(_phase_of(plan, done.step)) <= phase for done in state.incident.done)
    assert replay(states[-1].events) == states[-1].incident


def _phase_of(plan: Plan, step: str) -> Phase:
    return next(phase for phase in plan.phases if any(one.id == step for one in phase.steps))


@each_plan
def test_each_group_has_one_step_at_a_time_and_all_of_them_one_at_the_beginning(plan: Plan) -> None:
    incident = begun(plan).incident
    assert {step.by for step in incident.open_steps} == set(EmergencyGroup)
    for state in walked(begun(plan)):
        groups = [step.by for step in state.incident.open_steps]
        assert len(groups) == len(set(groups))


@each_plan
def test_no_step_is_asked_of_two_groups_and_a_waiting_step_only_after_what_it_waits_for(plan: Plan) -> None:
    for state in (begun(plan), *walked(begun(plan))):
        finished = {done.step for done in state.incident.done}
        assert all(set(step.after) <= finished for step in state.incident.open_steps)


@pytest.mark.parametrize("found", [BusinessState.DOWN, BusinessState.PARTLY])
@each_plan
def test_a_failed_test_afterwards_does_the_phase_again_and_keeps_what_was_before_it(
    plan: Plan, found: BusinessState
) -> None:
    change = [begun(plan), *walked(begun(plan), until=StepKind.TEST_AFTER)][-1]
    test = next(step for step in plan.steps if step.kind is StepKind.TEST_AFTER)
    again = change.happened(ev.BusinessTested(at=NOON, step=test.id, result=found)).incident
    assert again.round == 2
    assert again.phase is not None
    assert again.phase.id == plan.again
    before = plan.phases[: [phase.id for phase in plan.phases].index(plan.again)]
    assert {done.step for done in again.done} == {step.id for phase in before for step in phase.steps}
    assert again.tests[-1].result is found, "the failed test stays on the record"


def test_who_owes_what_is_asked_anew_in_a_new_round_and_by_nobody_else() -> None:
    first = begun().incident
    assert {person for _, _, person in first.obligations} == set(WHO.values())
    change = [begun(), *walked(begun(), until=StepKind.TEST_AFTER)][-1]
    again = change.happened(ev.BusinessTested(at=NOON, step="test_after", result=BusinessState.DOWN)).incident
    assert again.obligations
    assert {number for number, _, _ in again.obligations} == {2}


def test_an_assignment_takes_the_place_of_the_group_or_adds_to_it() -> None:
    change = begun()
    added = ev.MemberAssigned(at=NOON, group=EmergencyGroup.TECHNICAL, person=PersonId("x"), instead=False)
    both = change.happened(added)
    assert both.incident.people(EmergencyGroup.TECHNICAL) == (WHO[EmergencyGroup.TECHNICAL], "x")
    alone = both.happened(replace(added, person=PersonId("y"), instead=True))
    assert alone.incident.people(EmergencyGroup.TECHNICAL) == ("y",)
    assert alone.incident.people(EmergencyGroup.TESTING) == (WHO[EmergencyGroup.TESTING],)


def test_a_member_answers_for_themselves_and_a_leader_for_everybody() -> None:
    change, person = begun(), WHO[EmergencyGroup.TECHNICAL]
    more = ev.MemberAssigned(at=NOON, group=EmergencyGroup.TECHNICAL, person=PersonId("x"), instead=False)
    change = change.happened(more)
    assert not change.incident.has_answered("look", person)
    taken = change.happened(ev.StepTaken(at=NOON, by=person, step="look")).incident
    assert taken.has_answered("look", person)
    assert not taken.has_answered("look", PersonId("x"))
    phoned = change.happened(ev.StepTaken(at=NOON, by=BOSS.id, step="look")).incident
    assert phoned.has_answered("look", PersonId("x"))


def test_leaders_are_supervisors_of_the_school_the_leading_group_and_the_owner() -> None:
    incident = begun().incident

    def person(name: str, role: Role, school: str = "school") -> Person:
        return Person(PersonId(name), name, role, (SchoolId(school),))

    assert leads(incident, person("anybody", Role.SUPERVISOR))
    assert not leads(incident, person("anybody", Role.SUPERVISOR, "another"))
    assert leads(incident, person(WHO[EmergencyGroup.OWNER], Role.ENGINEER))
    assert leads(incident, person(WHO[EmergencyGroup.LEADING], Role.TEACHER))
    tester = person(WHO[EmergencyGroup.TESTING], Role.TEACHER)
    with pytest.raises(NotFound):
        require_leader(incident, tester)
    assert require_step(incident, "test_before", tester).by is EmergencyGroup.TESTING
    with pytest.raises(NotFound):
        require_step(incident, "look", tester)
    with pytest.raises(NotFound):
        require_step(incident, "no such step", BOSS)
    with pytest.raises(TooLate):
        require_step(incident, "test_after", tester)


def test_it_is_restored_a_false_alarm_or_stopped_by_what_was_found_and_done() -> None:
    assert outcome_now(begun().incident) is IncidentOutcome.STOPPED
    works = ev.BusinessTested(at=NOON, step="test_before", result=BusinessState.WORKS)
    assert outcome_now(begun().happened(works).incident) is IncidentOutcome.FALSE_ALARM
    assert outcome_now([*walked(begun())][-1].incident) is IncidentOutcome.RESTORED


def test_after_its_end_nothing_happens_but_reports() -> None:
    ended = begun().happened(
        ev.IncidentEnded(at=NOON, by=BOSS.id, outcome=IncidentOutcome.STOPPED, cause="moved away")
    )
    assert not ended.incident.is_open
    assert ended.incident.open_steps == ()
    with pytest.raises(TooLate):
        ended.happened(ev.StepDone(at=NOON, by=BOSS.id, step="look"))
    once = ended.happened(ev.ReportHandedIn(at=NOON, by=BOSS.id, report="r"))
    assert once.happened(ev.ReportHandedIn(at=NOON, by=BOSS.id, report="r")).incident.reports == ("r",)


def test_a_trail_without_its_beginning_is_refused() -> None:
    with pytest.raises(ValueError, match="begins with IncidentDeclared"):
        replay([ev.StepDone(at=NOON, step="look")])


NEWS = (
    ev.TicketJoined(at=NOON, ticket=TicketId("t"), no=1001),
    ev.StepTaken(at=NOON, by=PersonId("x"), step="look"),
    ev.SupportWanted(at=NOON, by=PersonId("x"), step="look"),
    ev.NoteAdded(at=NOON, by=PersonId("x"), step="look", words="one"),
    ev.DutyUnanswered(at=NOON, step="look", person=PersonId("x"), times=1),
)


@given(st.lists(st.one_of(st.sampled_from(NEWS), st.sampled_from(BusinessState)), max_size=60))
def test_an_incident_is_what_its_trail_says_on_every_walk(
    walk: list[ev.IncidentEvent | BusinessState],
) -> None:
    change = begun()
    for what in walk:
        if isinstance(what, ev.IncidentEvent):
            change = change.happened(what)
        elif change.incident.open_steps:
            change = change.happened(doing(change.incident.open_steps[-1], what))
        assert change.incident.seq == len(change.events)
        assert change.incident.round <= 1 + len(change.incident.tests)
        assert change.incident.is_ready == (change.incident.open_steps == ())
    assert replay(change.events) == change.incident
    assert evolve(change.incident, NEWS[0]).seq == change.incident.seq + 1


@pytest.mark.parametrize(
    ("plan", "facts"),
    [
        (
            "network_down",
            FaultFacts(Impact.WHOLE_SCHOOL, device=DeviceClass.NETWORK, symptom=Symptom.NETWORK_DOWN),
        ),
        ("virus", FaultFacts(Impact.MULTI_ROOM, device=DeviceClass.OFFICE_PC, symptom=Symptom.VIRUS)),
        ("virus", FaultFacts(device=DeviceClass.CLOUD_CLASSROOM, symptom=Symptom.VIRUS)),
        ("intrusion", FaultFacts(device=DeviceClass.SERVER_PLATFORM, symptom=Symptom.SECURITY_BREACH)),
        (
            "disaster",
            FaultFacts(
                Impact.WHOLE_SCHOOL, device=DeviceClass.SERVER_PLATFORM, symptom=Symptom.WATER_INGRESS
            ),
        ),
    ],
)
def test_the_plan_that_is_for_a_fault_is_suggested_first_and_none_is_left_out(
    plan: str, facts: FaultFacts
) -> None:
    found = suggested(PLANS.values(), facts)
    assert found[0].id == plan
    assert [one.id for one in found if one.fits(facts)] == [plan]
    assert set(found) == set(PLANS.values())


def test_one_computer_without_network_is_no_major_incident() -> None:
    single = FaultFacts(Impact.SINGLE_DEVICE, device=DeviceClass.NETWORK, symptom=Symptom.NETWORK_DOWN)
    assert not any(plan.fits(single) for plan in PLANS.values())
    assert [plan.id for plan in PLANS.values() if plan.resembles(single)] == ["network_down"]


def test_an_incident_never_has_two_open_ends() -> None:
    incident: Incident = begun().incident
    assert incident.tested(StepKind.TEST_BEFORE) is None
    assert incident.outcome is None
