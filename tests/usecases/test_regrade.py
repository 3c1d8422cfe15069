"""Grades decided and disputed by people: what is refused, and that every act is on the trail."""

from types import SimpleNamespace
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk import events as ev
from desk.change import Change
from desk.contract import Contract
from desk.grading import FaultFacts, by_person, judge
from desk.ids import ContractId, GradeId, PersonId
from desk.refusals import NotAllowed, NotFound, TooLate
from desk.ticket import Status
from tests.contracts.test_rules_hold_together import ANY_FACTS
from tests.kit.builders import NOON, SUPERVISOR, a_ticket, packs
from tests.kit.world import World
from usecases.close_ticket import Verdict, cancel
from usecases.ports import UnitOfWork
from usecases.raise_alarm import regrade
from usecases.regrade import GradeDecision, Objection, decide_grade, object_to_grade

CHEN, WANG, TEACHER, STRANGER = (
    PersonId(name) for name in ("chen", "wang", "teacher1-gangbei", "teacher1-changge")
)


async def a_job(world: World) -> Verdict:
    """A ticket of grade B, and the word of its teacher that ends it."""
    await world.teacher("gangbei").says("三年级2班大屏黑屏了，正在上课")
    return Verdict((await world.ticket()).id, TEACHER)


def decision(job: Verdict, person: PersonId = CHEN, grade: str = "C", why: str = "a spare") -> GradeDecision:
    return GradeDecision(job.ticket, person, GradeId(grade), why)


async def test_a_change_without_a_reason_is_our_mistake(world: World) -> None:
    job = await a_job(world)
    with pytest.raises(ValueError, match="needs a reason"):
        await world.store.run(decide_grade, decision(job, why=""))


async def test_a_grade_of_another_scheme_is_our_mistake(world: World) -> None:
    job = await a_job(world)
    with pytest.raises(KeyError):
        await world.store.run(decide_grade, decision(job, grade="IV"))
    assert world.library.contracts[ContractId("changge")].grade(GradeId("IV"))


async def test_neither_the_teacher_nor_an_engineer_changes_a_grade(world: World) -> None:
    job = await a_job(world)
    for person in (WANG, TEACHER):
        with pytest.raises(NotAllowed):
            await world.store.run(decide_grade, decision(job, person))
    with pytest.raises(NotFound):
        await world.store.run(decide_grade, decision(job, STRANGER))


async def test_an_engineer_who_has_not_taken_the_job_suggests_nothing(world: World) -> None:
    job = await a_job(world)
    with pytest.raises(NotAllowed):
        await world.store.run(object_to_grade, Objection(job.ticket, WANG, "graver", GradeId("A")))


async def test_what_is_over_has_no_grade_to_change_or_dispute(world: World) -> None:
    job = await a_job(world)
    await world.store.run(cancel, job)
    with pytest.raises(TooLate):
        await world.store.run(decide_grade, decision(job))
    with pytest.raises(TooLate):
        await world.store.run(object_to_grade, Objection(job.ticket, TEACHER))


async def test_a_graver_grade_by_a_person_pages_when_nobody_was_called(world: World) -> None:
    teacher = world.teacher("gangbei")
    await teacher.says("三年级2班投影没信号，不急")
    ticket = await world.ticket()
    assert ticket.paged == ()
    await world.store.run(decide_grade, GradeDecision(ticket.id, CHEN, GradeId("A"), "the hall needs it"))
    assert (await world.ticket()).paged == (WANG,)


NOW_ONLY = cast(UnitOfWork, SimpleNamespace(now=NOON))
"""All that a re-grading of a job in hand looks at: nobody is paged for it."""

ANY_PACK = st.sampled_from(list(packs().values()))


def in_hand(contract: Contract, facts: FaultFacts) -> Change:
    grade = judge(contract, facts).grade
    return Change(a_ticket(status=Status.ACCEPTED, pack=contract.id, grade=grade, facts=facts))


@given(contract=ANY_PACK, before=ANY_FACTS, after=ANY_FACTS)
def test_by_itself_a_grade_only_rises_whatever_is_said(
    contract: Contract, before: FaultFacts, after: FaultFacts
) -> None:
    change = in_hand(contract, before)
    told = regrade(NOW_ONLY, change, contract, after).ticket
    assert told.verdict.rank == min(change.ticket.verdict.rank, judge(contract, after).rank)
    assert told.fault.facts == after


@given(contract=ANY_PACK, facts=ANY_FACTS, pick=st.integers(0, 5))
def test_what_a_person_decided_about_these_very_facts_stays(
    contract: Contract, facts: FaultFacts, pick: int
) -> None:
    grade = contract.grades[pick % len(contract.grades)].id
    given_one = by_person(contract, facts, grade, "a spare is there")
    decided = in_hand(contract, facts).happened(
        ev.Regraded(at=NOON, by=SUPERVISOR, verdict=given_one, note="a spare is there")
    )
    assert regrade(NOW_ONLY, decided, contract, facts).ticket.verdict == given_one
