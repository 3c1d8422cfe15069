"""A corrected reading: who may, that the grade never falls by it, and that a question turned fault gets its clocks."""

from dataclasses import replace
from datetime import timedelta

import pytest

from desk import events as ev
from desk.ids import GradeId, PersonId, RoomId
from desk.reading import DeviceClass, Intent, Symptom
from desk.refusals import NotAllowed, NotFound
from desk.ticket import Ticket
from tests.kit.world import World
from usecases.close_ticket import Verdict, cancel
from usecases.regrade import GradeDecision, decide_grade
from usecases.reread_fault import Reread, reread_fault

CHEN, WANG, TEACHER, STRANGER = (
    PersonId(name) for name in ("chen", "wang", "teacher1-gangbei", "teacher1-changge")
)


async def a_job(world: World, words: str = "三年级2班大屏黑屏了，正在上课") -> Ticket:
    await world.teacher("gangbei").says(words)
    return await world.ticket()


async def test_neither_the_teacher_nor_an_engineer_without_the_job_corrects_the_reading(world: World) -> None:
    job = await a_job(world)
    for person, refusal in ((TEACHER, NotAllowed), (WANG, NotAllowed), (STRANGER, NotFound)):
        with pytest.raises(refusal):
            await world.store.run(reread_fault, Reread(job.id, person, DeviceClass.PROJECTOR))
    assert await world.ticket() == job


async def test_a_job_that_is_over_is_corrected_for_the_record_alone(world: World) -> None:
    job = await a_job(world)
    over = await world.store.run(cancel, Verdict(job.id, TEACHER))
    noted = await world.store.run(reread_fault, Reread(job.id, CHEN, DeviceClass.PROJECTOR, safety=True))
    assert replace(noted, seq=over.seq, noted=None) == over
    assert noted.understood.facts.safety
    kinds = [type(event) for event in await world.trail()]
    assert kinds[-1] is ev.ReadingNoted
    assert ev.SafetyInstructed not in kinds
    again = await world.store.run(reread_fault, Reread(job.id, CHEN, DeviceClass.PROJECTOR))
    assert again == noted


async def test_danger_said_to_be_none_keeps_the_grade_and_takes_the_smoke_back(world: World) -> None:
    job = await a_job(world, "三年级2班大屏冒烟了")
    after = await world.store.run(reread_fault, Reread(job.id, CHEN, safety=False))
    assert (after.fault.facts.safety, after.fault.facts.symptom) == (False, Symptom.UNSPECIFIED)
    assert after.verdict == job.verdict


async def test_danger_that_was_overlooked_instructs_and_alarms_once(world: World) -> None:
    job = await a_job(world)
    await world.store.run(reread_fault, Reread(job.id, CHEN, safety=True))
    await world.store.run(reread_fault, Reread(job.id, CHEN, safety=True))
    told = [event for event in await world.trail() if isinstance(event, ev.SafetyInstructed)]
    assert len(told) == 1


async def test_another_place_is_another_device_of_the_register(world: World) -> None:
    job = await a_job(world)
    moved = Reread(job.id, CHEN, place="三年级5班", room=RoomId("gangbei-305"))
    after = await world.store.run(reread_fault, moved)
    assert (after.fault.place, after.fault.room, after.fault.device) == ("三年级5班", "gangbei-305", None)


async def test_it_is_on_the_trail_once_with_who_and_when(world: World) -> None:
    job = await a_job(world)
    await world.store.run(reread_fault, Reread(job.id, CHEN, symptom=Symptom.NO_SIGNAL))
    (told,) = [event for event in await world.trail() if isinstance(event, ev.FaultCorrected)]
    assert (told.by, told.at) == (CHEN, world.clock.now())


async def test_a_milder_reading_leaves_the_grade_and_its_clocks(world: World) -> None:
    job = await a_job(world)
    after = await world.store.run(reread_fault, Reread(job.id, CHEN, intent=Intent.ASK_HOWTO))
    assert after.verdict.grade == job.verdict.grade == "B"
    assert after.fault.facts.intent is Intent.ASK_HOWTO


async def test_a_grade_that_a_person_gave_is_kept(world: World) -> None:
    job = await a_job(world)
    given = await world.store.run(decide_grade, GradeDecision(job.id, CHEN, GradeId("C"), "a spare"))
    after = await world.store.run(reread_fault, Reread(job.id, CHEN, symptom=Symptom.NO_SIGNAL))
    assert after.verdict == given.verdict


async def test_a_question_that_turns_out_a_fault_gets_its_clocks(world: World) -> None:
    job = await a_job(world, "三年级2班大屏怎么投屏呀")
    assert job.fault.facts.intent is Intent.ASK_HOWTO
    missed = Reread(job.id, CHEN, DeviceClass.SMART_BOARD, Symptom.SCREENCAST_FAILURE, Intent.REPORT_FAULT)
    after = await world.store.run(reread_fault, missed)
    assert after.verdict.rank < job.verdict.rank
    await world.push(timedelta(days=2))
    assert any(isinstance(event, ev.DeadlineMissed) for event in await world.trail())
