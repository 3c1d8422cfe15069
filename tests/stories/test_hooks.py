"""Other programs are told what happens: in order, once, nobody's name without the scope; one that is away, and one that refuses."""

import json
from datetime import timedelta

import pytest

from bot.platforms.hooks.post import Answer
from desk.api_keys import Scope
from desk.buttons import Verb
from desk.hooks import PAUSED_AFTER, HookAct, HookEvent
from desk.ids import PersonId
from tests.kit.district import school_of
from tests.kit.incidents import TESTER, a_teacher_tests, forget
from tests.kit.world import World
from tests.stories.hooks import Program, a_program, names
from usecases.manage_hooks import end_hook, hook_log, resume_hook, tell_paused
from usecases.operator import Operator
from usecases.ports import UnitOfWork
from usecases.work_job import WorkJob, work_job

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
WORDS = "三年级2班大屏黑屏了，马上上课"


async def a_report(world: World, contract: str = "changge") -> None:
    await world.teacher(contract).says(WORDS)
    forget(world)


async def the_rest_of_its_life(world: World) -> None:
    wang, teacher = world.seat("wang"), world.teacher("changge")
    for label in ("接单", "出发", "到达", "已修复"):
        await wang.presses(label)
    await wang.says("换了电源板")
    await teacher.presses("好了")
    forget(world)


async def test_a_program_hears_of_a_life_in_its_order_and_nobodys_name_or_words(world: World) -> None:
    program, _ = await a_program(world)
    await a_report(world)
    await the_rest_of_its_life(world)
    told = await program.listens()
    assert names(told) == [
        "ticket.opened",
        "ticket.accepted",
        "ticket.departed",
        "ticket.arrived",
        "ticket.repaired",
        "ticket.closed",
    ]
    assert [one["seq"] for one in told] == sorted(one["seq"] for one in told)
    opened, closed = told[0], told[-1]
    assert opened["kind"] == "TicketOpened"
    assert opened["ticket"]["url"] == "https://desk.example/api/tickets/1001"
    assert (opened["ticket"]["no"], opened["ticket"]["school"]) == (1001, school_of("changge"))
    assert (opened["ticket"]["status"], opened["ticket"]["is_open"]) == ("waiting", True)
    assert (closed["ticket"]["status"], closed["ticket"]["is_open"]) == ("closed", False)
    kept = await world.store.read(lambda uow: uow.hooks.posts(uow.hooks.all()[0], 20))
    for said in ("黑屏了", "电源板", "王", "wang", "teacher1"):
        assert said not in json.dumps(told, ensure_ascii=False)
        assert not any(said in post.body for post in kept), "nor does the outbox hold it"
    assert await program.listens() == [], "once"


async def test_the_clock_tells_too_with_stage_and_instant(world: World) -> None:
    program, _ = await a_program(world)
    await a_report(world)
    await world.push(20 * MINUTE)
    told = await program.listens()
    near = [one for one in told if one["event"] == "deadline.near"]
    missed = [one for one in told if one["event"] == "deadline.missed"]
    assert {one["facts"]["stage"] for one in near} >= {"response"}
    assert missed[0]["facts"]["stage"] == "response"
    assert missed[0]["at"] >= near[0]["at"]
    escalated = [one["kind"] for one in told if one["event"] == "ticket.escalated"]
    assert "Paged" in escalated
    assert "CallListSent" in escalated
    forget(world)


async def test_a_hook_hears_only_of_its_schools_and_events(world: World) -> None:
    wanted = (HookEvent.OPENED, HookEvent.ACCEPTED)
    program, _ = await a_program(world, events=wanted, schools=(school_of("changge"),))
    await a_report(world, "gangbei")
    await a_report(world)
    await the_rest_of_its_life(world)
    told = await program.listens()
    assert names(told) == ["ticket.opened", "ticket.accepted"]
    assert {one["ticket"]["school"] for one in told} == {school_of("changge")}


async def test_names_and_words_are_told_with_the_scope_looked_up_when_sent_and_noted(world: World) -> None:
    program, hook = await a_program(world, scopes=(Scope.PERSONAL_READ,))
    await a_report(world)
    await world.seat("wang").presses("接单")
    forget(world)
    opened, accepted = await program.listens()
    assert opened["words"] == WORDS
    assert opened["by"]["id"] == opened["ticket"]["reporter"]["id"] == "teacher1-changge"
    assert accepted["by"] == accepted["ticket"]["handler"] == {"id": "wang", "name": "王工"}
    notes, posts = await world.store.read(hook_log, hook.id, 20)
    assert [one.about for one in notes if one.act is HookAct.READ_PERSONAL] == [
        f"ticket.accepted {accepted['id']}",
        f"ticket.opened {opened['id']}",
    ]
    assert not any("王工" in post.body or WORDS in post.body for post in posts)


async def test_an_incident_is_told_with_its_tickets(world: World) -> None:
    program, _ = await a_program(world)
    await a_teacher_tests(world)
    await world.seat(TESTER).presses("部分能用")
    forget(world)
    told = [one for one in await program.listens() if "incident" in one]
    assert names(told) == ["incident.declared", "incident.joined", "incident.tested"]
    assert told[1]["facts"] == {"ticket": 1001}
    assert told[2]["facts"] == {"result": "partly"}
    assert told[2]["incident"]["tickets"] == [1001]
    assert told[2]["incident"]["is_open"]


async def test_a_program_that_is_away_gets_everything_later_in_order(world: World) -> None:
    program, _ = await a_program(world)
    await a_report(world)
    await world.seat("wang").presses("接单")
    forget(world)
    program.answers = [Answer(503), TimeoutError(), Answer(429, "40"), ConnectionRefusedError()]
    assert await program.listens() == []
    assert program.asked == 1, "the second waits behind the first"
    for seconds, asked in ((2, 2), (4, 3)):
        await world.push(timedelta(seconds=seconds))
        assert await program.listens() == []
        assert program.asked == asked
    await world.push(timedelta(seconds=39))
    assert await program.listens() == []
    assert program.asked == 3, "it asked for 40 seconds"
    await world.push(timedelta(seconds=1))
    assert await program.listens() == []
    await world.push(timedelta(seconds=16))
    forget(world)
    assert names(await program.listens())[:2] == ["ticket.opened", "ticket.accepted"]


async def test_after_a_day_a_message_is_given_up(world: World) -> None:
    program, hook = await a_program(world, events=(HookEvent.OPENED, HookEvent.WITHDRAWN))
    await a_report(world)
    await the_rest_of_its_life(world)
    for _ in range(8):
        program.answers = [Answer(500)]
        assert await program.listens() == []
        await world.push(timedelta(minutes=5))
    await world.push(24 * HOUR)
    program.answers = [Answer(500)]
    await program.listens()
    forget(world)
    _, (post,) = await world.store.read(hook_log, hook.id, 20)
    assert post.fate == "failed"
    assert post.reason.startswith("HTTP 500; given up after")
    assert post.tries == program.asked == 9


async def refusing(world: World, program: Program, status: int = 404) -> None:
    """It refuses until the hook is paused."""
    program.answers = [Answer(status)] * PAUSED_AFTER
    await a_report(world)
    await the_rest_of_its_life(world)
    await program.listens()


async def test_a_program_that_keeps_refusing_is_paused_and_the_operator_hears_once(world: World) -> None:
    program, hook = await a_program(world)
    await refusing(world, program)
    assert program.asked == PAUSED_AFTER
    assert program.got == [], "the sixth was not tried"
    notes, posts = await world.store.read(hook_log, hook.id, 20)
    assert (notes[0].act, notes[0].about) == (HookAct.PAUSED, "HTTP 404")
    assert {post.fate for post in posts} == {"failed"}
    operator = Operator(person=PersonId("lin"))
    assert await world.store.run(tell_paused, operator) == 1
    await world.settle()
    told = world.seat("lin").hears("“helpdesk”已暂停", "HTTP 404", "hooks resume helpdesk")
    assert not told.choices
    await world.restart()
    assert await world.store.run(tell_paused, operator) == 0
    await a_report(world, "gangbei")
    assert await program.listens() == [], "a paused hook is told nothing"
    await world.store.run(resume_hook, "helpdesk")
    await world.seat("wang").presses("接单")
    forget(world)
    assert names(await program.listens()) == ["ticket.accepted"]


async def test_refusals_with_something_taken_between_them_pause_nothing(world: World) -> None:
    program, hook = await a_program(world)
    program.answers = [*[Answer(400)] * (PAUSED_AFTER - 1), Answer(200), Answer(400)]
    await a_report(world)
    await the_rest_of_its_life(world)
    assert len(await program.listens()) == 1
    assert program.asked == PAUSED_AFTER + 1
    notes, _ = await world.store.read(hook_log, hook.id, 1)
    assert notes[0].act is HookAct.MADE


async def test_an_ended_hook_is_told_nothing_not_even_what_waits(world: World) -> None:
    program, _ = await a_program(world)
    await a_report(world)
    await world.store.run(end_hook, "helpdesk")
    await world.seat("wang").presses("接单")
    forget(world)
    assert await program.listens() == []
    assert program.asked == 0


async def test_what_rolls_back_is_told_to_nobody(world: World) -> None:
    program, _ = await a_program(world)

    class Undone(Exception):
        """The transaction ends badly."""

    await a_report(world)
    await program.listens()
    before = len(await world.trail())

    def breaks(uow: UnitOfWork) -> None:
        work_job(uow, WorkJob(uow.tickets.by_no(1001).id, PersonId("wang"), Verb.ACCEPT))
        raise Undone

    with pytest.raises(Undone):
        await world.store.run(breaks)
    assert len(await world.trail()) == before
    assert await program.listens() == []
